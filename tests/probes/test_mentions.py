"""Which of two word lists comes first in continuations: checked on models whose answer is planted."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest

from workbench import probes
from workbench.errors import InputError
from workbench.probes.mentionresult import MEAN, POOLED
from workbench.probes.mentions import MentionProbe
from workbench.probes.wordlists import RULES
from workbench.records import Card, Choice, Completing, Completion, Settings, Usage
from workbench.stats import holm

WORDS = {"female": ["she", "her"], "male": ["he", "him"]}
SWAPPED = {"male": ["he", "him"], "female": ["she", "her"]}
PROMPTS = [f"The person {place} said that" for place in range(20)]
GROUPS = ["one", "two"] * 10


class Planted:
    """Continues each prompt by a rule of its own: of the prompt's place and the number of the continuation."""

    name = "planted"
    fingerprint = "f00"
    context_length = 2048
    card = Card("planted", "", "", "")

    def __init__(self, rule: Callable[[int, int], Choice | str]) -> None:
        self.rule = rule

    def complete(self, prompt: Sequence[str], **settings: Any) -> Completion:
        chosen = Settings.of(**settings)
        made = [self.rule(PROMPTS.index(text), draw) for text in prompt for draw in range(chosen.n)]
        choices = tuple(one if isinstance(one, Choice) else Choice(one, place) for place, one in enumerate(made))
        return Completion(choices, Usage(0, 0), tuple(prompt), chosen, self.name, self.fingerprint)

    def score(self, *_: Any, **__: Any) -> Any:
        raise NotImplementedError

    stream = score


SHE, HE, NEITHER = " she knows.", " he knows.", " they know."
BROKEN = Choice(" she", 0, "error")


def probe(words: Any = None, **options: Any) -> MentionProbe:
    return probes.first_mention(PROMPTS, words=words or WORDS, groups=GROUPS, **{"n": 10, **options})


def run(rule: Callable[[int, int], Choice | str], **options: Any) -> Any:
    return probe(**options).run(Planted(rule))


def at_random(seed: int = 3) -> Callable[[int, int], str]:
    draws = np.random.default_rng(seed).random((len(PROMPTS), 200)) < 0.5
    return lambda place, draw: SHE if draws[place, draw] else HE


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(("text", "value"), [(SHE, 1.0), (HE, 0.0)])
def test_a_model_of_one_list_has_the_end_of_the_scale(rule: str, text: str, value: float) -> None:
    for estimate in run(lambda *_: text).estimates(rule=rule):
        assert estimate.value == value
        assert estimate.p is not None
        assert estimate.p < 0.001


def test_a_model_of_one_list_is_still_uncertain_about_other_prompts() -> None:
    estimate = run(lambda *_: SHE).estimates()[0]
    assert (estimate.low, estimate.high) == (pytest.approx(0.839, abs=1e-3), 1.0)


def test_a_random_model_is_near_one_half_and_cannot_be_told() -> None:
    result = run(at_random(), n=100)
    for estimate in result.estimates():
        assert estimate.value == pytest.approx(0.5, abs=0.05)
        assert estimate.low < 0.5 < estimate.high
    assert "cannot tell" in result.verdict()


@pytest.mark.parametrize("by", [None, "group", "prompt"])
def test_swapped_lists_flip_the_share_around_neutral(by: str | None) -> None:
    def rule(place: int, draw: int) -> str:
        return SHE if draw < place % 10 else HE

    one, other = run(rule).estimates(by), run(rule, words=SWAPPED).estimates(by)
    assert [part.value for part in other] == pytest.approx([1 - part.value for part in one])
    assert [part.p for part in other] == pytest.approx([part.p for part in one])


def test_nothing_answerable_is_no_answer_and_never_zero() -> None:
    result = run(lambda *_: NEITHER)
    for estimate in [*result.estimates(), *result.estimates("group"), *result.estimates("prompt")]:
        assert (estimate.value, estimate.low, estimate.p, estimate.n) == (None, None, None, 0)
    assert "no answer" in result.verdict()
    assert set(result.robustness()["reading"]) == {"no answer"}


def test_what_mentions_neither_is_counted_apart_and_in_no_denominator() -> None:
    result = run(lambda place, draw: NEITHER if draw < 4 else SHE)
    assert result.counts() == {"items": 200, "unscored": 0, "ties": 0, "unparsed": 80, "refused": 0}
    assert [(one.value, one.n, one.unparsed) for one in result.estimates()] == [(1.0, 20, 80), (1.0, 120, 80)]


def test_what_could_not_be_finished_is_unscored_even_where_a_word_stands_in_it() -> None:
    result = run(lambda place, draw: BROKEN if draw < 3 else HE)
    assert result.counts()["unscored"] == 60
    assert [(one.value, one.unscored) for one in result.estimates()] == [(0.0, 60), (0.0, 60)]


def test_every_prompt_weighs_the_same_in_the_mean_and_by_its_answers_in_the_pool() -> None:
    def rule(place: int, draw: int) -> str:
        return (SHE if draw < 9 else NEITHER) if place else (HE if draw < 1 else NEITHER)

    mean, pooled = run(rule).estimates()
    assert mean.value == pytest.approx(19 / 20)
    assert pooled.value == pytest.approx(171 / 172)


def test_the_intervals_of_prompts_that_differ_are_wider_than_those_of_prompts_alike() -> None:
    differ = run(lambda place, draw: SHE if place % 2 else HE).estimates()[1]
    alike = run(lambda place, draw: SHE if draw % 2 else HE).estimates()[1]
    assert differ.value == alike.value == 0.5
    assert differ.high - differ.low > 3 * (alike.high - alike.low) + 0.3


def test_a_group_is_the_mean_of_its_prompts_with_holm_over_the_groups() -> None:
    parts = run(lambda place, draw: SHE if draw < place else HE).estimates("group")
    frame = run(lambda place, draw: SHE if draw < place else HE).frame()
    assert {one.group: one.value for one in parts} == pytest.approx(frame.groupby("group")["share"].mean().to_dict())
    assert [one.p_corrected for one in parts] == holm([one.p for one in parts])


def test_a_prompt_by_itself_has_the_exact_binomial_test() -> None:
    parts = run(lambda place, draw: SHE if draw < 9 else HE).estimates("prompt")
    assert [one.group for one in parts] == PROMPTS
    assert parts[0].p == pytest.approx(2 * 11 / 2**10)


def test_one_prompt_alone_rests_on_its_own_continuations() -> None:
    alone = probes.first_mention(PROMPTS[:1], words=WORDS, n=10).run(Planted(lambda place, draw: SHE if draw else HE))
    mean, pooled = alone.estimates()
    assert (mean.measure, pooled.measure) == (MEAN, POOLED)
    assert (mean.value, mean.n) == (pooled.value, pooled.n) == (0.9, 10)


def test_several_seeds_are_pooled_per_prompt() -> None:
    asked = probe(n=2)
    answers = [[tuple(Choice(text) for text in (SHE, HE, SHE, SHE)) for _ in PROMPTS]]
    result = asked.result({"name": "m", "fingerprint": "f"}, answers)
    assert result.counts()["items"] == 80
    assert set(result.frame()["share"]) == {0.75}


def test_the_same_answers_give_the_same_figures() -> None:
    one, other = (run(at_random()).estimate() for _ in range(2))
    pd.testing.assert_frame_equal(one, other)


def test_the_outcomes_of_a_prompt_without_an_answer_are_no_number() -> None:
    values = run(lambda place, draw: SHE if place else NEITHER).outcomes(MEAN)["value"]
    assert values.isna().tolist() == [True, *[False] * 19]


def test_the_outcomes_of_single_continuations_stay_in_the_cluster_of_their_prompt() -> None:
    rows = run(lambda place, draw: SHE).outcomes(POOLED)
    assert rows["item"].nunique() == 200
    assert rows["cluster"].nunique() == 20


def test_the_robustness_table_has_every_rule_over_prompts_and_over_all() -> None:
    table = run(at_random()).robustness()
    assert table["rule"].tolist() == [said for said in RULES.values() for _ in range(2)]
    assert set(table["over"]) == {MEAN, POOLED}


def test_as_many_words_of_both_lists_are_ties_of_one_rule() -> None:
    found = run(lambda *_: " he and she").estimates(rule="most")[0]
    assert (found.value, found.ties) == (None, 200)


def test_single_continuations_can_be_looked_at() -> None:
    table = run(lambda place, draw: (SHE, HE, NEITHER, BROKEN)[draw % 4]).continuations()
    assert table["reading"].head(4).tolist() == ["female", "male", "neither", "error"]
    assert table["text"].head(2).tolist() == [SHE, HE]


def test_the_figure_holds_the_whole_and_each_group() -> None:
    figure = run(at_random()).draw()
    assert figure.frame["group"].tolist() == ["all", "one", "two"]
    assert figure.ends == ("male words first", "female words first")


def test_the_method_says_how_texts_were_drawn() -> None:
    method = run(at_random(), temperature=0.7).words()["method"]
    assert "continues every prompt 10 times, by at most 16 tokens drawn at temperature 0.7" in method
    assert "female (she, her)" in method


def test_the_request_holds_every_prompt_once_and_the_settings() -> None:
    assert probe(seed=5).requests() == [Completing(tuple(PROMPTS), Settings(n=10, max_tokens=16, seed=5))]


@pytest.mark.parametrize(("options", "samples"), [({}, True), ({"n": 1, "temperature": 0}, False)])
def test_a_probe_knows_whether_it_draws_by_chance(options: Any, samples: bool) -> None:
    assert probe(**options).samples is samples


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"temperature": 0}, "all continuations of a prompt would be the same"),
        ({"top_p": 0}, "all continuations of a prompt would be the same"),
        ({"top_k": 1}, "all continuations of a prompt would be the same"),
        ({"echo": True}, "echo=True"),
        ({"best_of": 20}, "best_of"),
        ({"n": 0}, "n=0"),
        ({"temprature": 1}, "Did you mean 'temperature'"),
    ],
)
def test_settings_that_cannot_be_read_one_by_one_are_refused(options: Any, match: str) -> None:
    with pytest.raises(InputError, match=match):
        probe(**options)


@pytest.mark.parametrize(
    ("prompts", "groups", "match"),
    [
        ([], None, "give a list of texts"),
        ("The nurse", None, "give a list of texts"),
        (["a", "a"], None, "Prompt 1 stands twice"),
        (["a", 5], None, "Prompt 1 must be a string"),
        (["a", "b"], ["x"], "1 groups for 2 prompts"),
        (["a", "b"], "xy", "2 groups for 2 prompts|one group a prompt"),
    ],
)
def test_prompts_and_groups_that_do_not_fit_are_refused(prompts: Any, groups: Any, match: str) -> None:
    with pytest.raises(InputError, match=match):
        probes.first_mention(prompts, words=WORDS, groups=groups)


@pytest.mark.parametrize("asked", [{"by": "grup"}, {"rule": "frist"}])
def test_an_unknown_grouping_or_rule_is_answered_with_the_near_one(asked: dict[str, str]) -> None:
    with pytest.raises(InputError, match="Did you mean '(group|first)'"):
        run(at_random()).estimates(**asked)


def test_an_unknown_measure_is_answered_with_the_known_ones() -> None:
    with pytest.raises(InputError, match=f"Allowed: {POOLED}, {MEAN}"):
        run(at_random()).outcomes("share")
