from pathlib import Path
from typing import Any

import pytest

from workbench.data import read_data
from workbench.errors import DataError, InputError


def table(folder: Path, *rows: str) -> Path:
    path = folder / "rows.csv"
    path.write_text("\n".join(rows) + "\n")
    return path


def test_a_tables_fields_are_text_unless_told_otherwise(tmp_path: Path) -> None:
    assert read_data(table(tmp_path, "id,n", "007,1.5")).rows == [{"id": "007", "n": "1.5"}]


def test_types_turn_text_into_numbers_and_truth_values(tmp_path: Path) -> None:
    path = table(tmp_path, "n,x,good", "3,2.5,yes", "4,1,false")
    read = read_data(path, fields={"n": int, "x": float, "good": bool})
    assert read.rows == [{"n": 3, "x": 2.5, "good": True}, {"n": 4, "x": 1.0, "good": False}]


def test_only_the_fields_that_were_named_are_read(tmp_path: Path) -> None:
    assert read_data(table(tmp_path, "a,b", "1,2"), fields=["b"]).rows == [{"b": "2"}]


@pytest.mark.parametrize("row", ["a,", "a"])
def test_a_question_mark_allows_rows_without_the_field(row: str, tmp_path: Path) -> None:
    head = "text,n" if "," in row else "text"
    assert read_data(table(tmp_path, head, row), fields={"text": str, "n": "int?"}).rows == [{"text": "a", "n": None}]


@pytest.mark.parametrize("word", ["nan", "inf", "1e999"])
def test_what_is_no_number_is_never_read_as_one(word: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="which is no number"):
        read_data(table(tmp_path, "x", word), fields={"x": float})


def test_a_number_may_follow_a_whole_number_and_null_may_follow_text_unless_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"x": 1}\n{"x": 2.5}\n')
    assert [row["x"] for row in read_data(path).rows] == [1, 2.5]
    assert read_data(path).dataset()["x"][:] == [1.0, 2.5]


@pytest.mark.parametrize("given", ["text", [], {"text": "strings"}, {1: str}, [1]])
def test_fields_that_name_nothing_are_refused(given: Any, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="field|type"):
        read_data(table(tmp_path, "a", "1"), fields=given)


@pytest.mark.parametrize(("name", "value"), [("on_error", "skip"), ("duplicates", "drop")])
def test_an_unknown_way_is_answered_with_the_allowed_ones(name: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Allowed: "):
        read_data(table(tmp_path, "a", "1"), **{name: value})  # type: ignore[arg-type]
