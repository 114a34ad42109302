import os
from pathlib import Path

import pytest

import workbench as wb
from workbench.data import read_data
from workbench.errors import DataError, InputError


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.jsonl"
    path.write_text(
        '{"context": "A", "continuation": " b"}\n{"context": "A"}\n{"context": "C", "continuation": " d"}\n'
    )
    return path


def test_a_path_is_read_as_a_data_set(tmp_path: Path) -> None:
    path = tmp_path / "rows.tsv"
    path.write_text("text\tlabel\nGood.\tyes\n")
    assert wb.load_data(path)[0] == {"text": "Good.", "label": "yes"}
    assert wb.load_data(str(path)).info.description == "1 rows of rows.tsv."


def test_a_bad_row_stops_unless_it_is_set_aside_with_a_warning(pairs: Path) -> None:
    with pytest.raises(DataError, match="line 2"):
        wb.load_data(pairs)
    with pytest.warns(UserWarning, match="1 of 3 rows"):
        assert wb.load_data(pairs, on_error="quarantine").num_rows == 2


def test_what_was_set_aside_is_listed_as_a_table(pairs: Path) -> None:
    read = read_data(pairs, on_error="quarantine")
    assert read.bad()[["line", "kind"]].to_dict("records") == [{"line": 2, "kind": "missing field"}]
    assert repr(read) == "Reading('pairs.jsonl', 2 rows, 1 set aside)"
    assert read.frame()["continuation"].tolist() == [" b", " d"]


def test_a_published_set_takes_no_argument_of_a_file() -> None:
    with pytest.raises(InputError, match="files of your own"):
        wb.load_data("crows-pairs", on_error="quarantine")


@pytest.mark.parametrize("name", [None, 3])
def test_what_is_no_name_and_no_path_is_refused(name: object) -> None:
    with pytest.raises(InputError, match="data set"):
        wb.load_data(name)  # type: ignore[arg-type]


def test_an_open_file_is_read_as_lines_of_json_and_stays_open() -> None:
    reading, writing = os.pipe()
    os.write(writing, b'{"text": "One."}\n')
    os.close(writing)
    with os.fdopen(reading, "rb") as file:
        assert read_data(file).rows == [{"text": "One."}]
        assert not file.closed


def test_columns_of_several_types_are_named(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"a": [1], "b": "x"}\n{"a": ["y"], "b": "z"}\n')
    with pytest.raises(DataError, match="column 'a' holds values of several types"):
        wb.load_data(path)
