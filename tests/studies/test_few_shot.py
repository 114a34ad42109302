"""A study of a few-shot task: it is run, shown, compared and written like any other."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import workbench as wb
from workbench.models.fake import FakeModel
from workbench.records import Score
from workbench.stats import crossed_pair

LABELS = ("positive", "negative")


def rows(count: int, first: int = 0) -> list[dict[str, Any]]:
    return [
        {"item": place, "text": f"The nurse wrote {place}", "label": LABELS[place % 2]}
        for place in range(first, first + count)
    ]


def probe(count: int = 24, **arguments: Any) -> Any:
    task = wb.FewShot(
        input="Review: {text}", output="Mood: {label}", labels=list(LABELS), examples=rows(12, 500), name="moods"
    )
    return task.probe(rows(count), **{"shots": [0, 2], "seeds": 3, **arguments})


def chance(*words: object) -> float:
    """Return a number from 0 to 1 that hangs on the words alone."""
    return int.from_bytes(hashlib.sha256(repr(words).encode()).digest()[:6], "big") / 2**48


class Drawn(FakeModel):
    """A model that is right as often as a share says, more or less so with the examples that were drawn.

    On dev rows (items from 200 on) it is right with examples, or without them, only.
    """

    def __init__(self, name: str, share: float, *, draws: float = 0.2, shown_is_best: bool = True) -> None:
        super().__init__(name)
        self.name = name
        self._share, self._draws, self._shown_is_best = share, draws, shown_is_best

    def score(self, items: Any, *, start: str = "start") -> list[Score]:
        found = []
        for prompt, answer in items:
            shown, _, query = prompt.rpartition("Review: ")
            number = re.search("wrote ([0-9]+)", query)
            place = int(number[1]) if number else 0
            likely = LABELS[place % 2 if self._right(shown, place) else 1 - place % 2]
            value = (-1.0 if answer.strip() == likely else -3.0) if number else -2.0
            found.append(Score(value, (answer,), (value,), False, answer))
        return found

    def _right(self, shown: str, place: int) -> bool:
        if place >= 200:
            return bool(shown) == self._shown_is_best
        shift = self._draws * (2 * chance(self.name, shown) - 1) if shown else 0.0
        return chance(place) < self._share + shift  # an item is hard for every model


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Any:
    models = [FakeModel(), FakeModel("other")]
    return wb.Study("moods", models=models, probes=[probe()], workspace=tmp_path_factory.mktemp("w")).run()


def pair(place: Path, **arguments: Any) -> Any:
    models = [Drawn("low", 0.5), Drawn("high", 0.7)]
    return wb.Study("pair", models=models, probes=[probe(60, **arguments)], workspace=place).run()


@pytest.fixture(scope="module")
def planted_pair(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return pair(tmp_path_factory.mktemp("w"), calibrate=True)


def test_accuracy_for_each_number_of_shots_is_the_family_of_primary_figures(study: Any) -> None:
    table = study.estimate()
    primary = table[table["role"] == "primary"]
    assert primary["group"].tolist() == ["0 shots", "2 shots"] * 2
    assert set(primary["tests"]) == {4}


def test_the_overview_says_how_many_shots_each_row_has(study: Any) -> None:
    groups = study.draw().frame["group"].tolist()
    assert len(groups) == 4
    assert [group.split(", ")[-1] for group in groups] == ["0 shots", "2 shots"] * 2


def test_what_a_result_is_split_by_begins_with_what_the_plan_counts(tmp_path: Path) -> None:
    for place, (primary, first) in enumerate([(None, "shots"), ([wb.Measure("accuracy", by="draw")], "draw")]):
        made = wb.Study(f"study {place}", models=["fake"], probes=[probe()], primary=primary, workspace=tmp_path)
        assert made.groupings()[0] == first
        assert sorted(made.groupings()) == ["draw", "group", "order", "shots", "variant"]


def test_two_models_are_compared_over_items_and_draws_of_examples(planted_pair: Any) -> None:
    found = planted_pair.compare().frame().set_index("group").loc["2 shots"]
    tables = [planted_pair.result(name).grid(2).values for name in ("low", "high")]
    wanted = crossed_pair(*tables, margin=planted_pair.plan.smallest_effect)
    assert (found["value"], found["low"], found["high"], found["p"]) == pytest.approx(
        (wanted.value, wanted.low, wanted.high, wanted.p)
    )
    assert found["method"] == "paired t over 60 items and 3 example draws, crossed; 95 %"


def test_the_interval_with_draws_is_wider_than_that_over_items_alone(planted_pair: Any) -> None:
    found = planted_pair.compare().frame().set_index("group").loc["2 shots"]
    means = [planted_pair.result(name).grid(2).means for name in ("low", "high")]
    gaps = means[1] - means[0]
    alone = 2 * 1.96 * gaps.std(ddof=1) / np.sqrt(len(gaps))
    assert found["high"] - found["low"] > 1.5 * alone


def test_without_examples_the_comparison_is_that_of_yes_or_no_and_speaks_of_no_draws(planted_pair: Any) -> None:
    found = planted_pair.compare().frame().set_index("group").loc["0 shots"]
    assert found["method"] == "Tango's score interval 95 %, McNemar's exact test"
    assert found["first_only"] + found["second_only"] > 0


def test_of_one_draw_the_comparison_says_that_draws_are_not_in_it(tmp_path: Path) -> None:
    found = pair(tmp_path, seeds=1).compare().frame().set_index("group")
    assert found.loc["2 shots", "method"].endswith("; one draw, so example draws are not in it")
    assert "draw" not in found.loc["0 shots", "method"]


def test_models_whose_numbers_of_shots_were_chosen_apart_are_compared_over_the_draws_of_either(tmp_path: Path) -> None:
    models = [Drawn("without", 0.5, shown_is_best=False), Drawn("with", 0.7)]
    made = wb.Study("apart", models=models, probes=[probe(40, dev=rows(8, 200))], workspace=tmp_path).run()
    assert [made.result(name).reported_shots for name in ("without", "with")] == [0, 2]
    assert "3 example draws, crossed" in made.compare().frame().loc[0, "method"]


@pytest.mark.parametrize("measure", ["accuracy", "calibrated accuracy", "gain by calibration"])
def test_outcomes_under_each_draw_have_the_mean_that_the_item_has(planted_pair: Any, measure: str) -> None:
    table = planted_pair.result("high").outcomes(measure, "shots").set_index("group")
    drawn = table.loc["2 shots"]
    assert {len(each) for each in drawn["draws"]} == {3}
    assert [np.mean(each) for each in drawn["draws"]] == pytest.approx(drawn["value"].tolist(), nan_ok=True)
    assert {len(each) for each in table.loc["0 shots", "draws"]} == {0}


def test_the_report_is_written_with_a_figure_of_the_shots_for_each_model(study: Any, tmp_path: Path) -> None:
    folder = study.report(tmp_path / "report")
    assert (folder / "figures" / "01-shots.svg").is_file()
    text = (folder / "report.md").read_text("utf-8")
    assert "what guessing at random would get" in text.lower()
    assert "accuracy of moods, by shots" in text


def test_a_single_model_and_task_is_written_with_a_figure_of_every_grouping(tmp_path: Path) -> None:
    probes = [probe(orders=2, calibrate=True)]
    made = wb.Study("one", models=[FakeModel()], probes=probes, workspace=tmp_path / "w").run()
    folder = made.report(tmp_path / "report")
    names = {path.stem for path in (folder / "figures").glob("*.svg")}
    assert names == {"01-shots", "01-group", "01-draw", "01-order", "01-variant"}


def test_dev_rows_stand_apart_in_the_records(tmp_path: Path) -> None:
    chosen = probe(dev=rows(6, 200))
    made = wb.Study("dev", models=[FakeModel()], probes=[chosen], workspace=tmp_path / "w").run()
    folder = made.report(tmp_path / "report")
    lines = [json.loads(line) for line in (folder / "results" / "records.jsonl").read_text("utf-8").splitlines()]
    assert {line["split"] for line in lines} == {"dev", "test"}
    assert made.estimate().query("role == 'primary'")["group"].tolist() == ["all"]
