import json
from pathlib import Path
from typing import Any

import pytest

from workbench.studies.differing import Difference, differences, page_differences

RECORD = {
    "model": "a", "prompt": "none", "probe": "pairs", "item": 7, "more_logprob": -10.0, "more_token_count": 8,
    "more_mean_logprob": -1.25, "more_shared_logprob": -5.0, "shared_token_count": 4, "less_logprob": None, "share": 0.5,
}  # fmt: skip
ESTIMATE = {"model": "a", "measure": "whole sentence", "value": 0.5, "n": 40, "method": "share 0.50000 of n"}


def written(folder: Path, record: dict[str, Any] | None = None, estimate: dict[str, Any] | None = None) -> Path:
    (folder / "results").mkdir(parents=True)
    (folder / "plan.json").write_text(json.dumps({"name": "x", "amendments": [folder.name]}))
    (folder / "results" / "records.jsonl").write_text(json.dumps({**RECORD, **(record or {})}) + "\n")
    (folder / "results" / "estimates.json").write_text(json.dumps([{**ESTIMATE, **(estimate or {})}]))
    return folder


def found(tmp_path: Path, *, exact: bool = False, **changed: dict[str, Any]) -> list[Difference]:
    return differences(written(tmp_path / "old"), written(tmp_path / "new", **changed), exact=exact)


def test_two_equal_folders_differ_in_nothing_whenever_their_plan_was_amended(tmp_path: Path) -> None:
    assert found(tmp_path, exact=True) == []


@pytest.mark.parametrize(
    ("column", "tokens"), [("more_logprob", 8), ("more_mean_logprob", 1), ("more_shared_logprob", 4)]
)
def test_a_log_probability_may_move_by_1e_4_a_token(column: str, tokens: int, tmp_path: Path) -> None:
    near = {column: RECORD[column] + 0.99e-4 * tokens}  # type: ignore[operator]
    far = {column: RECORD[column] + 1.01e-4 * tokens}  # type: ignore[operator]
    assert found(tmp_path / "a", record=near) == []
    (difference,) = found(tmp_path / "b", record=far)
    assert difference.file == "results/records.jsonl"
    assert difference.row == "row 1 (a, none, pairs, 7)"
    assert difference.column == column
    assert difference.allowed == pytest.approx(1e-4 * tokens)


def test_an_estimate_may_move_by_1e_4_of_itself_and_no_more(tmp_path: Path) -> None:
    assert found(tmp_path / "a", estimate={"value": 0.50004}) == []
    (difference,) = found(tmp_path / "b", estimate={"value": 0.5002})
    assert (
        str(difference) == "results/estimates.json, row 1 (a, whole sentence), value: 0.5 -> 0.5002 (allowed 5.1e-05)"
    )


@pytest.mark.parametrize("changed", [{"n": 41}, {"measure": "other"}, {"value": None}, {"unit": "share"}])
def test_counts_words_and_missing_values_must_be_equal(changed: dict[str, Any], tmp_path: Path) -> None:
    (difference,) = found(tmp_path, estimate=changed)
    assert difference.column == next(iter(changed))


def test_numbers_within_words_are_compared_as_numbers(tmp_path: Path) -> None:
    assert found(tmp_path / "a", estimate={"method": "share 0.50001 of n"}) == []
    assert found(tmp_path / "b", estimate={"method": "share 0.60000 of n"})


def test_on_one_kind_of_processor_every_digit_counts(tmp_path: Path) -> None:
    (difference,) = found(tmp_path, exact=True, record={"more_logprob": -10.000000000000002})
    assert difference.allowed == 0


def test_a_file_and_a_row_that_are_missing_are_named(tmp_path: Path) -> None:
    old, new = written(tmp_path / "old"), written(tmp_path / "new")
    (new / "results" / "estimates.json").unlink()
    (new / "results" / "records.jsonl").write_text("")
    told = [str(one) for one in differences(old, new, exact=False)]
    assert told == [
        "results/estimates.json, the whole file, -: there -> (missing)",
        "results/records.jsonl, all, rows: 1 -> 0",
    ]


def test_a_number_of_a_page_that_is_not_its_own_results_is_named_with_its_line(tmp_path: Path) -> None:
    for name, text in (("old", "A line.\nValue 0.75 of 40.\n"), ("new", "Another line.\nA line.\nValue 0.65 of 40.\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "report.md").write_text(text)
    (difference,) = page_differences(tmp_path / "old", tmp_path / "new", ["report.md", "report.html"])
    assert str(difference) == "report.md, line 2, text: 0.75 -> 0.65"
