"""Ready tasks: laid out as the published ones are, written down by name, of the size that they say."""

import json

import pytest

import workbench as wb
from workbench import probes
from workbench.errors import InputError
from workbench.models.base import TextModel
from workbench.records import Probe
from workbench.strengths.listed import NOT_SCORED, TASKS, USES
from workbench.strengths.probing import StrengthProbe
from workbench.widgets.presets import PRESETS

SMALL = [
    "openbook-qa",
    "arithmetic-2D-",
    "words-cycled",
    "sentiment-sentences",
    "summaries",
    "service-questions",
    "tables",
    "commands",
    "translation",
    "translation-choice",
    "search",
]


def items(name: str, **arguments: object) -> list[tuple[str, str]]:
    probe = wb.strengths.task(name, limit=3, **arguments)  # type: ignore[arg-type]
    return list(probe.requests()[0].items)  # type: ignore[union-attr]


def test_piqa_is_asked_as_lm_evaluation_harness_does() -> None:
    first = wb.load_data("piqa")[0]
    assert items("piqa")[:2] == [(f"Question: {first['question']}\nAnswer:", f" {text}") for text in first["options"]]


def test_openbookqa_is_asked_as_lm_evaluation_harness_does() -> None:
    first = wb.load_data("openbook-qa")[0]
    assert items("openbook-qa")[:4] == [(first["question"], f" {text}") for text in first["options"]]


def test_boolq_is_asked_as_lm_evaluation_harness_does() -> None:
    asked = [f"{row['passage']}\nQuestion: {row['question']}?\nAnswer:" for row in wb.load_data("boolq")]
    (context, no), (same, yes) = items("boolq")[:2]
    assert (no, yes) == (" no", " yes")
    assert context == same
    assert context in asked


def test_siqa_is_asked_as_lm_evaluation_harness_does() -> None:
    first = wb.load_data("siqa")[0]
    assert items("siqa")[0] == (f"Q: {first['passage']} {first['question']}\nA:", f" {first['options'][0]}")


def test_arithmetic_stands_as_in_the_paper() -> None:
    probe = wb.strengths.task("arithmetic-2D+", limit=2, shots=1)
    (asked,) = probe.requests()
    lines = asked.prompts[0].split("\n")  # type: ignore[union-attr]
    assert [line[:11] for line in lines] == ["Q: What is ", lines[1], "", "Q: What is ", "A:"]
    assert lines[1].startswith("A: ")


@pytest.mark.parametrize("name", SMALL)
def test_a_task_comes_back_from_its_name_alone(name: str) -> None:
    probe = wb.strengths.task(name, limit=4)
    written = json.dumps(probe.to_dict())
    assert len(written) < 150
    again = probes.from_dict(json.loads(written))
    assert again.requests() == probe.requests()
    assert again.digests() == probe.digests()
    assert again.to_dict() == probe.to_dict()


@pytest.mark.parametrize("name", SMALL)
def test_a_task_keeps_the_protocol(name: str, fake: TextModel) -> None:
    probe = wb.strengths.task(name, limit=4)
    assert isinstance(probe, Probe)
    result = probe.run(fake)
    assert probe.primary[0].measure in {one.measure for one in result.estimates()}
    words = result.words()
    assert list(words) == ["question", "harm", "method", "limits", "references"]
    assert words["question"] == TASKS[name].question
    assert words["limits"][0] == TASKS[name].limits[0]


def test_shots_and_limit_are_taken() -> None:
    probe = wb.strengths.task("sentiment-sentences", limit=5, shots=[0, 2])
    assert isinstance(probe, StrengthProbe)
    assert (len(probe.test), probe.design.shots) == (5, (0, 2))
    assert probe.primary[0].by == "shots"


def test_examples_of_labels_are_balanced() -> None:
    probe = wb.strengths.task("sentiment-sentences", limit=3, shots=4)
    assert isinstance(probe, StrengthProbe)
    rows = {row.item: row.answers[0] for row in probe.task.pool}
    labels = [rows[item] for item in probe.examples()[0]["examples"]]
    assert sorted(labels) == ["negative"] * 2 + ["positive"] * 2


@pytest.mark.slow
@pytest.mark.parametrize("name", list(TASKS))
def test_no_example_is_measured_and_every_row_fits(name: str) -> None:
    probe = wb.strengths.task(name, shots=None if name == "search" else 2)
    assert len(probe.requests()[0]) > 0


@pytest.mark.parametrize("limit", [10, 30])
def test_a_limit_keeps_the_shares_of_the_labels(limit: int) -> None:
    probe = wb.strengths.task("sentiment-sentences", limit=limit)
    assert isinstance(probe, StrengthProbe)
    assert len({row.item for row in probe.test.rows}) == limit
    assert [row.answers[0] for row in probe.test.rows].count("positive") == limit / 2


def test_options_of_other_texts_are_four_and_the_same_every_time() -> None:
    one, two = (wb.strengths.task("summaries", limit=6) for _ in range(2))
    assert isinstance(one, StrengthProbe)
    assert isinstance(two, StrengthProbe)
    assert [row.options for row in one.test.rows] == [row.options for row in two.test.rows]
    assert {len(set(row.options)) for row in one.test.rows} == {4}
    assert all(row.answers[0] in row.options for row in one.test.rows)
    assert len({row.options.index(row.answers[0]) for row in one.test.rows}) > 1


@pytest.mark.parametrize("sign", ["", "-"])
def test_a_number_without_its_minus_sign_is_wrong(sign: str, knows: object) -> None:
    rows = {row["question"]: row["answer"] for row in TASKS["arithmetic-2D-"].rows("test")}

    def writes(prompt: str) -> str:
        asked = prompt.rsplit("Q: ", 1)[1].split("\nA:")[0]
        return f" {sign}{rows[asked].lstrip('-')}"

    model = knows(lambda context, text: -1.0, writes=writes)  # type: ignore[operator]
    frame = wb.strengths.task("arithmetic-2D-", limit=40).run(model).frame()
    negative = frame["answer"].str.startswith("-")
    assert 5 < negative.sum() < 35
    assert frame["exact_match"].tolist() == (negative if sign else ~negative).astype(float).tolist()


def test_the_method_says_that_answers_are_compared_to_the_letter(fake: TextModel) -> None:
    assert "to the letter" in wb.strengths.task("commands", limit=2).run(fake).words()["method"]
    assert "to the letter" not in wb.strengths.task("tables", limit=2).run(fake).words()["method"]


def test_the_seven_uses_are_those_of_the_playground() -> None:
    assert set(USES) == {preset.use for preset in PRESETS}


def test_every_use_has_a_task_or_a_reason() -> None:
    table = wb.strengths.uses().set_index("use")
    for use in USES:
        assert bool(table.loc[use, "tasks"]) != (use in NOT_SCORED)
        assert bool(table.loc[use, "why_not"]) == (use in NOT_SCORED)


def test_a_part_of_a_published_set_says_so() -> None:
    ours = {"summaries", "service-questions", "tables", "commands", "search", "sentiment-sentences"}
    for name, ready in TASKS.items():
        made = ready.name.startswith(("arithmetic", "words", "translation")) or name in ours
        assert ("subset" in ready.title) != made


def test_what_may_have_been_read_is_said() -> None:
    for name in ("piqa", "mmlu", "boolq", "imdb", "nq-open", "asdiv", "xsum"):
        assert any("may have read" in limit for limit in TASKS[name].limits)


def test_an_unknown_task_is_answered_with_the_near_one() -> None:
    with pytest.raises(InputError, match="Did you mean 'piqa'"):
        wb.strengths.task("pica")


@pytest.mark.parametrize("limit", [0, -1, True, 2.5])
def test_a_limit_that_is_none_is_refused(limit: object) -> None:
    with pytest.raises(InputError, match="give a whole number"):
        wb.strengths.task("tables", limit=limit)  # type: ignore[arg-type]


def test_more_shots_than_examples_are_refused() -> None:
    with pytest.raises(InputError, match="shots were asked for"):
        wb.strengths.task("service-questions", shots=50)
