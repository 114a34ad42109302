"""Results of multiple choice, of written answers, of examples of each item's own; reliability and measures of one's own."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

import workbench as wb
from workbench.errors import InputError
from workbench.models.fake import FakeModel
from workbench.stats.reliability import calibration_error


class Writing(FakeModel):
    """A model that writes what a function of the prompt says."""

    def __init__(self, says: Callable[[str], str]) -> None:
        super().__init__("writing")
        self._says = says

    def complete(self, prompt: Any = None, **settings: Any) -> Any:
        made = super().complete(prompt, **settings)
        texts = [self._says(text) for text in made.prompts]
        choices = tuple(replace(choice, text=text) for choice, text in zip(made.choices, texts, strict=True))
        return replace(made, choices=choices)


CAPITALS = [
    {"item": place, "land": f"land {place}", "capital": [f"City {place}", f"Town {place}"]} for place in range(20)
]


def written(says: Callable[[str], str], **arguments: Any) -> Any:
    task = wb.FewShot(
        input="{land}", output="Capital: {capital}", examples=[{"land": "x", "capital": "X"}], name="capitals"
    )
    return task.evaluate(Writing(says), CAPITALS, shots=[0, 1], seeds=1, **arguments)


def asked_place(prompt: str) -> int:
    return int(prompt.rsplit("land ", 1)[1].split("\n")[0])


def of(estimates: Sequence[Any], measure: str, group: str = "all") -> Any:
    return next(item for item in estimates if (item.measure, item.group) == (measure, group))


def test_any_of_several_right_answers_counts_and_written_ones_have_no_baseline() -> None:
    result = written(lambda prompt: f" the town {asked_place(prompt)}.")
    item = of(result.estimates(), "exact match")
    assert (item.value, item.n, item.neutral, item.p) == (1.0, 20, None, None)
    assert result.baselines() == []


def test_what_was_not_written_is_counted_apart_and_as_wrong_in_robustness_alone() -> None:
    result = written(lambda prompt: "  " if asked_place(prompt) < 5 else f"City {asked_place(prompt)}")
    item = of(result.estimates(), "exact match")
    assert (item.value, item.n, item.unparsed, item.unscored) == (1.0, 15, 5, 0)
    assert result.counts()["unparsed"] == 5
    table = result.robustness().set_index("rule")
    assert table.loc["unparsed counted as wrong", "value"] == 0.75


def test_written_answers_have_no_bias_and_no_reliability_but_all_figures() -> None:
    result = written(lambda prompt: "City")
    assert {item.value for item in result.biases(1)} == {None}
    with pytest.raises(InputError, match="no probability"):
        result.reliability()
    assert result.draw("shots").frame["mark"].unique().tolist() == ["estimate"]
    assert result.draw("group").svg().startswith("<svg")
    assert 0 < of(result.estimates(), "token F1").value < 1
    assert "exact match" in result.words()["method"]


def test_a_result_of_written_answers_in_which_nothing_was_written_has_no_answer() -> None:
    result = written(lambda prompt: "")
    assert {item.value for item in result.estimates()} == {None}
    assert result.verdict().startswith("No answer")


@pytest.fixture(scope="module")
def choosing(planted: Any) -> Any:
    rows = [
        {
            "item": place,
            "text": f"n {place}",
            "right": place % 3,
            "options": [f"a{place}", f"b{place}", f"c{place}"][: 2 + place % 2],
        }
        for place in range(30)
        if place % 3 < 2 + place % 2
    ]
    task = wb.FewShot(input="{text}", output="Answer: {right}", options="options", name="choice")
    return task.evaluate(planted.Planted(lambda prompt, option: -1.0 if option[0] == "a" else -2.0), rows, shots=[0])


def test_random_guessing_over_items_of_two_and_three_options_is_the_mean_of_their_shares(choosing: Any) -> None:
    random, majority = choosing.baselines()
    counts = choosing.frame().drop_duplicates("item")["option_count"]
    assert random.value == pytest.approx((1 / counts).mean())
    assert of(choosing.estimates(), "accuracy").neutral == pytest.approx(random.value)
    assert "option 1" in majority.method


def test_always_the_first_option_is_as_good_as_the_commonest_place(choosing: Any) -> None:
    found = choosing.estimates()
    assert of(found, "accuracy").value == pytest.approx(choosing.baselines()[1].value)
    assert of(found, "accuracy minus majority-class baseline").value == 0


def test_options_of_each_items_own_have_no_majority_but_a_common_token_bias(choosing: Any) -> None:
    majority, recency, common = choosing.biases()
    assert majority.value is None and recency.value is None
    assert common.value > 0  # the option that is likeliest without the question is always taken


@pytest.mark.parametrize("choose", ["random-per-item", "nearest-tfidf"])
def test_with_examples_of_each_items_own_the_last_ones_pull_is_found(asked: Any, planted: Any, choose: str) -> None:
    def worth(prompt: str, label: str) -> float:
        return -1.0 if label == (planted.shown(prompt) or ["positive"])[-1] else -3.0

    result = asked(worth, shots=[3], choose=choose, seeds=2 if choose.startswith("random") else 1)
    found = of(result.biases(), "recency bias")
    assert found.value is None or found.value > 0.9 or choose == "nearest-tfidf"
    assert {"draw", "query", "place", "item"} == set(result.examples())
    assert result.examples()["query"].notna().all()


def test_reliability_and_error_are_those_of_the_reported_answers(asked: Any, planted: Any) -> None:
    result = asked(planted.right, shots=[0])
    rows = result.reported_rows()
    wanted = calibration_error(rows["confidence"], rows["correct"])
    assert of(result.estimates(), "expected calibration error").value == pytest.approx(wanted.value)
    assert result.reliability()["n"].sum() == 40
    figure = result.draw_reliability()
    assert figure.frame["share"].tolist() == [1.0]
    assert "by chance alone" in figure.alt
    with pytest.raises(InputError, match="calibrate=True"):
        result.draw_reliability(calibrated=True)


class Own:
    """A measure of two lines, which counts what it was given."""

    name = "own"

    def compute(self, *, predictions: list[Any], references: list[Any]) -> dict[str, float]:
        return {"accuracy": sum(map(str.__eq__, predictions, references)) / len(references)}


def test_a_measure_of_ones_own_stands_beside_ours_under_its_own_name(asked: Any, planted: Any) -> None:
    def worth(prompt: str, label: str) -> float:
        return planted.right(prompt, label) * (1 if len(planted.query(prompt)) % 2 else -1)

    result = asked(worth, shots=[0, 2], seeds=2).with_metric(Own())
    ours, theirs = (of(result.estimates(), name) for name in ("accuracy", "accuracy (your metric)"))
    assert theirs.value == pytest.approx(ours.value)
    assert theirs.low < theirs.value < theirs.high
    assert of(result.estimates("shots"), "accuracy (your metric)", "2 shots").value == pytest.approx(ours.value)


def test_a_measure_is_given_no_item_without_an_answer(asked: Any, planted: Any) -> None:
    result = asked(planted.right, shots=[0], silent=lambda prompt: planted.query(prompt) == "good 0")
    item = of(result.with_metric(Own()).estimates(), "accuracy (your metric)")
    assert (item.value, item.n, item.unscored) == (1.0, 39, 1)
    nothing = asked(planted.right, shots=[0], silent=lambda prompt: True).with_metric(Own()).estimates()
    assert of(nothing, "own (your metric)").value is None


def test_a_measure_that_takes_whole_numbers_gets_the_place_of_each_label(asked: Any, planted: Any) -> None:
    class Kind:
        dtype = "int32"

    class Numbers:
        def __init__(self) -> None:
            self.features = {"predictions": Kind(), "references": Kind()}

        def compute(self, *, predictions: list[int], references: list[int]) -> dict[str, float]:
            return {"highest": float(max(predictions)), "same": float(predictions == references)}

    found = asked(planted.right, shots=[0]).with_metric(Numbers()).estimates()
    assert (of(found, "highest").value, of(found, "same").value) == (1.0, 1.0)


def test_a_metric_that_there_is_not_is_told_at_once(asked: Any, planted: Any) -> None:
    with pytest.raises(InputError, match="Unknown metric"):
        asked(planted.right, shots=[0]).with_metric("f2")
