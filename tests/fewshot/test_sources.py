"""Tests of how whatever a researcher holds becomes rows: files, frames, data sets, lists."""

import datasets
import numpy as np
import pandas as pd
import pytest

from workbench.errors import ArtifactError, DataError, InputError
from workbench.fewshot.sources import plain, read_table

ROWS = [{"text": "Good.", "label": "yes"}, {"text": "Bad.", "label": "no"}]


@pytest.mark.parametrize(
    "made",
    [
        list,
        tuple,
        iter,
        pd.DataFrame,
        datasets.Dataset.from_list,
        lambda rows: (row for row in rows),
        lambda rows: datasets.Dataset.from_list(rows).to_iterable_dataset(),
        lambda rows: datasets.DatasetDict(test=datasets.Dataset.from_list(rows)),
        lambda rows: {"test": rows, "train": []},
        lambda rows: {"validation": pd.DataFrame(rows)},
    ],
)
def test_the_same_rows_come_from_every_container(made):
    assert list(read_table(made(ROWS), "test")) == ROWS


@pytest.mark.parametrize(("suffix", "write"), [("csv", "to_csv"), ("jsonl", "to_json"), ("parquet", "to_parquet")])
def test_the_same_rows_come_from_every_file(tmp_path, suffix, write):
    path = tmp_path / f"rows.{suffix}"
    how = {"to_csv": {"index": False}, "to_json": {"orient": "records", "lines": True}, "to_parquet": {}}
    getattr(pd.DataFrame(ROWS), write)(path, **how[write])
    assert list(read_table(path, "test")) == list(read_table(str(path), "test")) == ROWS


def test_a_row_of_a_file_is_named_with_its_line(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text('text,label\n"two\nlines",yes\nBad.,no\n')
    table = read_table(path, "examples")
    assert table.where(1) == f"row 1 of the examples ({path}, line 4)"


def test_a_row_of_a_list_is_named_by_its_place():
    assert read_table(ROWS, "test").where(1) == "row 1 of the test rows"


def test_the_mark_of_a_spreadsheet_is_no_part_of_a_column(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_bytes(b"\xef\xbb\xbftext,label\r\nGood.,yes\r\n")
    assert read_table(path, "test")[0] == {"text": "Good.", "label": "yes"}


def test_broken_quoting_is_told_with_file_and_line(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text('text,label\nGood.,yes\n"Bad.,no\nWorse.,no\n')
    with pytest.raises(DataError, match=r"(?s)rows.csv, line 3.*read_data\('.*rows.csv', ...\).rows instead"):
        read_table(path, "test")


def test_rows_that_repeat_in_a_file_are_kept(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("text,label\nGood.,yes\nGood.,yes\n")
    assert len(read_table(path, "test")) == 2


def test_a_published_set_gives_the_part_that_is_meant():
    parts = {split: read_table("sentiment-sentences", split) for split in ("examples", "dev", "test")}
    items = [{row["item"] for row in table} for table in parts.values()]
    assert not items[0] & items[1] and not items[0] & items[2] and not items[1] & items[2]
    assert parts["examples"].source == "sentiment-sentences"
    assert parts["test"].card is not None


def test_a_published_set_without_parts_is_read_whole():
    assert len(read_table("occupations", "examples")) == len(read_table("occupations", "test")) == 40


def test_an_unknown_name_is_answered_with_near_ones():
    with pytest.raises(InputError, match="Unknown data set 'sentiment-sentence'. Did you mean 'sentiment-sentences'"):
        read_table("sentiment-sentence", "test")


def test_a_file_that_is_not_there_is_told_so(tmp_path):
    with pytest.raises(ArtifactError, match="cannot be read"):
        read_table(tmp_path / "none.csv", "test")


def test_a_spreadsheet_is_answered_with_the_way_out(tmp_path):
    (tmp_path / "rows.xlsx").write_bytes(b"PK")
    with pytest.raises(InputError, match="Save the sheet as CSV"):
        read_table(tmp_path / "rows.xlsx", "test")


def test_splits_of_other_names_are_told():
    with pytest.raises(InputError, match=r"no 'train'\. It has: 'training', 'held out'.*data\['training'\]"):
        read_table({"training": ROWS, "held out": ROWS}, "examples")


def test_columns_given_as_a_dict_are_answered_with_the_way_out():
    with pytest.raises(InputError, match=r"if it holds columns, give pandas\.DataFrame\(data\)"):
        read_table({"text": ["Good."], "label": ["yes"]}, "test")


@pytest.mark.parametrize("data", [3, b"rows", 2.5, object()])
def test_something_else_is_answered_with_what_is_allowed(data):
    with pytest.raises(InputError, match="none of what is allowed: a datasets.Dataset"):
        read_table(data, "test")


@pytest.mark.parametrize("data", [[], (), pd.DataFrame(), pd.DataFrame(columns=["text"]), iter([])])
def test_no_rows_are_told(data):
    with pytest.raises(InputError, match="There are no test rows: the data are empty"):
        read_table(data, "test")


def test_a_row_that_is_no_dict_is_named():
    with pytest.raises(InputError, match="Row 1 of the examples is tuple, not a dict of columns"):
        read_table([ROWS[0], ("Bad.", "no")], "examples")


def test_two_columns_of_one_name_are_told():
    frame = pd.DataFrame([["a", "b"]], columns=["text", "text"])
    with pytest.raises(InputError, match="two columns 'text'"):
        read_table(frame, "test")


def test_labels_that_a_data_set_holds_as_numbers_are_spelled():
    features = datasets.Features(text=datasets.Value("string"), label=datasets.ClassLabel(names=["no", "yes"]))
    data = datasets.Dataset.from_dict({"text": ["a", "b", "c"], "label": [1, 0, -1]}, features=features)
    assert [row["label"] for row in read_table(data, "test")] == ["yes", "no", None]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.int64(3), 3),
        (np.float64(2.5), 2.5),
        (np.str_("a"), "a"),
        (np.bool_(True), True),
        (np.array(["a", "b"]), ["a", "b"]),
        (pd.Series(["a"]), ["a"]),
        (pd.NA, None),
        (pd.NaT, None),
        (float("nan"), None),
        (("a", np.str_("b")), ["a", "b"]),
        (None, None),
        (True, True),
        ({"a": 1}, {"a": 1}),
    ],
)
def test_a_cell_becomes_plain_python(value, expected):
    found = plain(value)
    assert found == expected and type(found) is type(expected)
    if isinstance(found, list):
        assert all(type(one) is str for one in found)


def test_a_list_changed_later_does_not_change_the_rows():
    rows = [{"text": "Good.", "options": ["a", "b"]}]
    table = read_table(rows, "test")
    rows[0]["options"].append("c")
    rows.append({"text": "Late."})
    assert list(table) == [{"text": "Good.", "options": ["a", "b"]}]
