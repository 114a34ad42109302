"""Tests of a task with its data as a probe: what is asked, what is written down, what a fake model makes of it."""

import json
import math

import datasets
import numpy as np
import pandas as pd
import pytest

import workbench as wb
from workbench import canonical, probes
from workbench.asking import about, asked
from workbench.errors import ContextError, InputError
from workbench.models.fake import FakeModel
from workbench.records import Probe, Settings

POOL = [{"text": f"pool {place}", "label": ("yes", "no")[place % 2]} for place in range(8)]
TEST = [{"text": f"test {place}", "label": ("yes", "no")[place % 2], "group": "g"} for place in range(5)]
DEV = [{"text": f"dev {place}", "label": "yes"} for place in range(2)]
OPTIONS = [{"text": f"q {place}", "o": ["river", "old garden", "x"], "label": place % 3} for place in range(9)]


class Recording(FakeModel):
    """The fake model, and what it was sent."""

    def __init__(self):
        super().__init__()
        self.sent = []

    def score(self, items, *, start="start"):
        self.sent += [context for context, _ in items]
        return super().score(items, start=start)

    def complete(self, prompt=None, **settings):
        self.sent += prompt
        return super().complete(prompt, **settings)


def task(**changes):
    """Return a task with two labels and eight examples."""
    usual = {"input": "Text: {text}", "output": "Good? {label}", "labels": ["yes", "no"], "examples": POOL}
    return wb.FewShot(**usual | changes)


def choice(**changes):
    """Return a multiple choice task and its rows."""
    return task(labels=(), options="o", examples=OPTIONS[:4], **changes), OPTIONS[4:]


def written(**changes):
    """Return a task whose answers are written."""
    return task(labels=(), settings={"max_tokens": 4, **changes}), TEST


def through_a_file(probe):
    """Return a probe that was written as canonical JSON and read again."""
    return probes.from_dict(canonical.decode(canonical.encode(probe.to_dict())))


MADE = {
    "plain": lambda: task().probe(TEST, shots=[0, 2]),
    "one shot number": lambda: task().probe(TEST, shots=4, seeds=1),
    "dev": lambda: task().probe(TEST, dev=DEV, shots=[0, 1]),
    "calibrated": lambda: task().probe(TEST, shots=[0, 2], calibrate=True, seeds=2),
    "own examples calibrated": lambda: task().probe(
        TEST, choose="random-per-item", calibrate=True, seeds=2, shots=[0, 3]
    ),
    "balanced": lambda: task().probe(TEST, choose="balanced", seed=3),
    "nearest": lambda: task().probe(TEST, choose="nearest-tfidf"),
    "hidden": lambda: task().probe(TEST, choose="nearest-hidden", model=FakeModel(), shots=[0, 2], dev=DEV),
    "picked": lambda: task().probe(TEST, choose=[5, np.int64(2)], shots=[1, 2]),
    "orders": lambda: task().probe(TEST, shots=4, orders="all", seeds=1),
    "variants": lambda: task(card={"name": "n", "summary": "s", "source": "o", "licence": "l"}).probe(
        TEST, shots=[2], variants={"b": {"separator": "\n", "joint": " "}, "a": {"instruction": "Do {it}."}}
    ),
    "options": lambda: choice()[0].probe(choice()[1], shots=[0, 2]),
    "written": lambda: written()[0].probe(TEST, shots=[0, 2]),
    "written otherwise": lambda: written(max_tokens=16, temperature=1.0, stop=[], logit_bias={7: 1.5})[0].probe(
        TEST, shots=[2], variants={"a": {"separator": " # "}}
    ),
    "frame": lambda: task(examples=pd.DataFrame(POOL)).probe(pd.DataFrame(TEST), limit=3),
    "published": lambda: task(examples="sentiment-sentences", labels=["positive", "negative"]).probe(
        "sentiment-sentences", dev="sentiment-sentences", limit=10, shots=[0, 2]
    ),
}


@pytest.fixture(params=MADE)
def probe(request):
    """Return probes of every kind."""
    return MADE[request.param]()


def test_a_probe_keeps_the_contract_of_all_probes(probe):
    assert isinstance(probe, Probe)
    assert set(probe.groupings) == {"group", "shots", "draw", "order", "variant"}
    assert probe.scale == "one-sided"


def test_a_probe_read_from_a_file_asks_the_same(probe):
    found = through_a_file(probe)
    assert found.requests() == probe.requests()
    assert found.examples() == probe.examples()
    assert canonical.encode(found.to_dict()) == canonical.encode(probe.to_dict())
    assert found.digests() == probe.digests()


def test_what_is_written_down_is_plain_json(probe):
    assert through_a_file(probe).to_dict() == probes.from_dict(json.loads(json.dumps(probe.to_dict()))).to_dict()


def test_requests_are_made_once(probe):
    assert all(one is other for one, other in zip(probe.requests(), probe.requests(), strict=True))


def test_a_fake_model_answers_every_kind_from_end_to_end(probe, fake):
    answers = asked(fake, probe.requests())
    table = probe.result(about(fake), answers).table
    options = [len(row.options) or 1 for _, row in probe.askings.queries]
    assert len(table) == sum(options) * len(list(probe.design.arms()))
    if probe.task.kind.name == "generation":
        assert table["text"].tolist() == [choices[0].text for part in answers for choices in part]
        return
    assert table["sum_logprob"].tolist() == [score.logprob for score in answers[0]]
    assert table["content_free"].notna().all() == probe.design.calibrate
    assert table.groupby(["split", "item", "shots", "draw", "order", "variant"])["gold"].sum().eq(1).all()


def test_what_is_sent_is_what_the_prompts_show(probe):
    model = Recording()
    probe.run(model)
    shown = [one.prompt.text for one in probe.askings.all for _ in one.row.options or "x"]
    assert model.sent[: len(shown)] == shown


def test_answers_that_do_not_fit_are_told(fake):
    made = task().probe(TEST, shots=[0])
    with pytest.raises(InputError, match="answers were given where"):
        made.result(about(fake), asked(fake, made.requests())[:1])


def test_the_unconditional_figure_is_after_the_cue_alone(fake):
    made = task().probe(TEST, shots=[0, 1], seeds=1, variants={"v": {"output": "Verdict:{label}"}})
    table = made.run(fake).table
    alone = fake.score([("Good?", " yes"), ("Verdict:", "yes")])
    for variant, score in zip(["as written", "v"], alone, strict=True):
        rows = table[(table["variant"] == variant) & (table["label"] == "yes")]
        assert (rows["sum_logprob"] - rows["unconditional_logprob"]).tolist() == pytest.approx(
            [score.logprob] * len(rows)
        )


def test_a_label_of_several_tokens_counts_whole(fake):
    labels = ["the old river", "a"]
    rows = [{"text": "x", "label": "a"}]
    table = task(labels=labels, examples=()).probe(rows, shots=0).run(fake).table
    whole = fake.score([("Text: x\nGood?", " the old river")])[0]
    assert len(whole.tokens) > 1
    assert (table["sum_logprob"][0], table["token_count"][0]) == (whole.logprob, len(whole.tokens))
    assert table["character_logprob"][0] == whole.logprob / len("the old river")


def test_guessing_is_the_mean_over_items_of_one_by_the_options():
    assert task().probe(TEST).neutral == 0.5
    rows = [{"text": "a", "o": ["x", "y"], "label": 0}, {"text": "b", "o": list("wxyz"), "label": 0}]
    assert choice()[0].probe(rows).neutral == (1 / 2 + 1 / 4) / 2
    assert written()[0].probe(TEST).neutral is None


def test_what_is_tested_first_follows_the_shots():
    assert [str(one.by) for one in task().probe(TEST, shots=[0, 2]).primary] == ["shots"]
    assert task().probe(TEST, shots=[0, 2], dev=DEV).primary[0].by is None
    assert written()[0].probe(TEST, shots=0).primary[0].measure == "exact match"


def test_written_answers_at_a_temperature_are_drawn_by_chance():
    assert written(temperature=1.0)[0].probe(TEST).samples
    assert not written()[0].probe(TEST).samples and not task(settings={"temperature": 1.0}).probe(TEST).samples


def test_a_published_set_is_named_and_its_rows_are_not_written():
    values = MADE["published"]().to_dict()
    assert (values["test"], values["dev"], values["limit"]) == ("sentiment-sentences", "sentiment-sentences", 10)
    assert len(canonical.encode(values)) < 1000


def test_a_published_set_brings_its_card_and_digests():
    made = MADE["published"]()
    assert made.card.name != made.name
    assert list(made.digests()) == ["sentiment-sentences"]


def test_rows_of_ones_own_have_the_card_that_was_given():
    assert task().probe(TEST).card.summary == "5 rows of the researcher's own."
    assert MADE["variants"]().card.name == "n"


def test_which_examples_stand_where_is_told_by_item():
    assert MADE["picked"]().examples() == [{"draw": 0, "query": None, "examples": [5, 2]}]
    own = task().probe(TEST, choose="random-per-item", seeds=1, shots=[2], dev=DEV).examples()
    assert [one["query"] for one in own] == [0, 1, 0, 1, 2, 3, 4]


def test_the_order_of_rows_in_the_pool_changes_no_random_draw():
    rows = [row | {"item": f"e{place}"} for place, row in enumerate(POOL)]
    one, other = (task(examples=given).probe(TEST).requests() for given in (rows, rows[::-1]))
    assert one == other


def test_cost_is_that_of_all_requests(fake):
    made = MADE["calibrated"]()
    cost = made.cost(fake)
    assert cost.asked_tokens == sum(fake.cost(list(one.items)).asked_tokens for one in made.requests())
    assert 0 < cost.new_tokens < cost.asked_tokens and cost.drawn_tokens == 0
    assert MADE["written"]().cost(fake).drawn_tokens > 0


def test_a_prompt_that_is_too_long_says_how_many_examples_fit(fake):
    long = [{"text": f"{place} " + "x" * 400, "label": "yes"} for place in range(8)]
    with pytest.raises(ContextError, match="with 8 shots, and fake reads 2,048 at most. 4 shots still fit"):
        task(examples=long).evaluate(fake, TEST, shots=[0, 8])
    assert len(task(examples=long).evaluate(fake, TEST, shots=[0, 4], seeds=1).table) == 2 * 2 * 5


def test_settings_say_what_was_done(fake):
    rows = [*TEST, TEST[0]]
    settings = task(labels=["yes", "no", "yes indeed"]).probe(rows, shots=[0], dev=DEV).run(fake).settings
    wanted = {"shots": [0], "items": 6, "dev_items": 2, "examples": 8, "repeated_items": 1, "choose": "random"}
    assert {name: list(value) if isinstance(value := settings[name], tuple) else value for name in wanted} == wanted
    assert len(settings["notes"]) == 1


def test_picked_examples_are_recorded_as_picked(fake):
    assert MADE["picked"]().run(fake).settings["choose"] == "picked"


@pytest.mark.parametrize(
    "made",
    [
        list,
        iter,
        pd.DataFrame,
        datasets.Dataset.from_list,
        lambda rows: datasets.DatasetDict(test=datasets.Dataset.from_list(rows)),
    ],
)
def test_the_same_is_asked_whatever_holds_the_rows(made):
    assert task().probe(made(TEST), seeds=2).requests() == task().probe(TEST, seeds=2).requests()


def test_a_flawed_answer_stays_in_the_table_without_a_number(fake):
    made = task().probe(TEST, shots=[0], calibrate=True)
    answers = asked(fake, made.requests())
    flawed = type(answers[0][0])(math.nan, ("x",), (math.nan,), False, "x", False, "NaN or infinite logits")
    for part in answers:
        part[0] = flawed
    table = made.result(about(fake), answers).table
    assert table["sum_logprob"].isna().sum() == 1
    assert table["content_free"].isna().all() and table["unconditional_logprob"].isna().sum() == len(TEST)


def test_whole_settings_stay_whole_through_a_file():
    made = task(labels=(), settings=Settings(max_tokens=16)).probe(TEST)
    assert through_a_file(made).task.settings == Settings(max_tokens=16)
