"""Every planted defect of a data file is located: file, line, kind; the good rows are kept."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from workbench.data import Limits, read_data
from workbench.errors import ArtifactError, DataError, InputError

FIELDS = {"id": "int", "text": "str"}
GOOD = [b'{"id": %d, "text": "Row %d."}' % (row, row) for row in range(1, 7)]

# Each is planted as line 4 of a file of six rows; the others are good.
JSONL = {
    "bad JSON": b'{"id": 4, "text": "x"',
    "single quotes": b"{'id': 4, 'text': 'x'}",
    "trailing comma": b'{"id": 4, "text": "x",}',
    "two objects": b'{"id": 4, "text": "x"} {"id": 7, "text": "x"}',
    "bare carriage return": b'{"id": 4, "text": "x"}\r{"id": 7, "text": "x"}',
    "raw tab": b'{"id": 4, "text": "a\tb"}',
    "missing field": b'{"id": 4, "txt": "x"}',
    "number for text": b'{"id": 4, "text": 5}',
    "text for number": b'{"id": "4", "text": "x"}',
    "truth for number": b'{"id": true, "text": "x"}',
    "null for text": b'{"id": 4, "text": null}',
    "huge number": b'{"id": 123456789012345678901234567890, "text": "x"}',
    "endless number": b'{"id": ' + b"9" * 5000 + b', "text": "x"}',
    "number too large": b'{"id": 1e999, "text": "x"}',
    "NaN": b'{"id": NaN, "text": "x"}',
    "list": b'[4, "x"]',
    "text alone": b'"x"',
    "field twice": b'{"id": 4, "text": "x", "text": "y"}',
    "half a character": b'{"id": 4, "text": "\\ud83d"}',
    "NUL": b'{"id": 4, "text": "a\0b"}',
    "invalid UTF-8": b'{"id": 4, "text": "caf\xe9"}',
    "character cut off": b'{"id": 4, "text": "x"}\xe2\x82',
    "BOM inside": b'\xef\xbb\xbf{"id": 4, "text": "x"}',
    "10 MB line": b'{"id": 4, "text": "' + b"x" * 10_000_000 + b'"}',
    "too deep": b'{"id": 4, "text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "too wide": b"{" + b",".join(b'"f%d": 1' % place for place in range(2000)) + b"}",
    "empty line": b"",
    "duplicate id": b'{"id": 2, "text": "Another."}',
}
CSV = {
    "too few fields": b"4",
    "too many fields": b"4,a,b",
    "open quote": b'4,"a',
    "text after quote": b'4,"a"b',
    "wrong type": b"four,a",
    "empty number": b",a",
    "NUL": b"4,a\0b",
    "invalid UTF-8": b"4,caf\xe9",
    "10 MB line": b"4," + b"x" * 10_000_000,
    "bare carriage return": b"4,a\r7,b",
    "empty line": b"",
    "duplicate id": b"2,Another.",
}
WHOLE = {
    "empty.jsonl": (b"", "empty"),
    "blank.jsonl": (b"\n \n", "empty"),
    "array.jsonl": (b'[\n{"id": 1}\n]\n', "one JSON array"),
    "utf16.jsonl": ('{"id": 1}\n'.encode("utf-16"), "UTF-16"),
    "utf16.csv": ("id,text\n1,a\n".encode("utf-16-le"), "UTF-16"),
    "packed.csv": (b"\x1f\x8b\x08\0\0\0", "gzip"),
    "workbook.csv": (b"PK\x03\x04....", "Excel"),
    "page.csv": (b"<!DOCTYPE html><html>", "web page"),
    "named.csv": (b"PAR1....", "parquet"),
    "semicolon.csv": (b"id;text\n1;a\n", "semicolon"),
    "tab.csv": (b"id\ttext\n1\ta\n", ".tsv"),
    "sep.csv": (b"sep=,\nid,text\n1,a\n", "Excel"),
    "twice.csv": (b"id,id\n1,2\n", "stands twice"),
    "unnamed.csv": (b"id,,x\n1,2,3\n", "no name"),
    "header.csv": (b"id,text\n", "no row"),
    "wide.csv": (b"a," * 1_000_000 + b"b\n1,2\n", "more than 1,000 columns"),
    "text.parquet": (b"id,text\n1,a\n", "parquet"),
    "cut.parquet": (b"PAR1" + b"\0" * 50, "parquet"),
}


def planted(bad: bytes, good: list[bytes]) -> bytes:
    return b"\n".join([*good[:3], bad, *good[4:]]) + b"\n"


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("name", JSONL)
def test_a_bad_line_of_json_is_located_and_the_others_kept(name: str, tmp_path: Path) -> None:
    path = write(tmp_path / "rows.jsonl", planted(JSONL[name], GOOD))
    with pytest.raises(DataError, match="rows.jsonl, line 4: "):
        read_data(path, fields=FIELDS)
    read = read_data(path, fields=FIELDS, on_error="quarantine")
    assert [defect.line for defect in read.defects] == [4]
    assert read.lines == [1, 2, 3, 5, 6]


@pytest.mark.parametrize("name", CSV)
def test_a_bad_row_of_a_table_is_located_and_the_others_kept(name: str, tmp_path: Path) -> None:
    good = [b"%d,Row %d." % (row, row) for row in range(1, 7)]
    path = write(tmp_path / "rows.csv", b"id,text\n" + planted(CSV[name], good))
    read = read_data(path, fields=FIELDS, on_error="quarantine")
    assert [defect.line for defect in read.defects] == [5]
    assert read.lines == [2, 3, 4, 6, 7]


@pytest.mark.parametrize("name", WHOLE)
def test_a_file_that_cannot_be_read_at_all_is_an_error_in_both_ways(name: str, tmp_path: Path) -> None:
    content, word = WHOLE[name]
    path = write(tmp_path / name, content)
    for way in ("stop", "quarantine"):
        with pytest.raises(DataError, match=word) as told:
            read_data(path, on_error=way)
        assert name in str(told.value)


@pytest.mark.parametrize("bad", [*JSONL.values(), *CSV.values()], ids=[*JSONL, *(f"csv {name}" for name in CSV)])
def test_every_defect_has_a_reason_and_a_remedy(bad: bytes, tmp_path: Path) -> None:
    table = bad in CSV.values()
    name, head = ("rows.csv", b"id,text\n") if table else ("rows.jsonl", b"")
    path = write(tmp_path / name, head + planted(bad, [b"%d,a" % row for row in range(1, 7)] if table else GOOD))
    for defect in read_data(path, fields=FIELDS, on_error="quarantine", duplicates="keep").defects:
        assert defect.reason.endswith(".")
        assert defect.remedy.rstrip("'").endswith((".", "NEW", '"keep"', "w"))


def test_the_last_line_cut_off_is_called_truncated(tmp_path: Path) -> None:
    jsonl = write(tmp_path / "rows.jsonl", b"\n".join(GOOD)[:-5])
    table = write(tmp_path / "rows.csv", b"id,text\n1,a\n2")
    assert [(one.line, one.kind) for one in read_data(jsonl, on_error="quarantine").defects] == [(6, "truncated")]
    assert [(one.line, one.kind) for one in read_data(table, on_error="quarantine").defects] == [(3, "truncated")]


def test_a_row_that_is_there_twice_names_the_first_and_may_be_kept(tmp_path: Path) -> None:
    path = write(tmp_path / "rows.jsonl", b'{"text": "a"}\n{"text": "b"}\n{"text": "a"}\n')
    with pytest.raises(DataError, match="line 3: The row is that of line 1"):
        read_data(path)
    assert len(read_data(path, duplicates="keep").rows) == 3


def test_a_byte_order_mark_and_windows_line_ends_are_noted_and_do_no_harm(tmp_path: Path) -> None:
    read = read_data(write(tmp_path / "rows.csv", b"\xef\xbb\xbfid,text\r\n1,a\r\n"))
    assert read.rows == [{"id": "1", "text": "a"}]
    assert [(note.line, note.kind) for note in read.notes] == [(1, "BOM"), (1, "CRLF")]


def test_three_problems_are_told_and_how_to_go_on(tmp_path: Path) -> None:
    path = write(tmp_path / "rows.jsonl", b'{"id": 1}\n' + b"bad\n" * 5)
    with pytest.raises(DataError) as told:
        read_data(path)
    assert str(told.value).count("rows.jsonl, line") == 3
    assert 'on_error="quarantine"' in str(told.value)


def test_a_misspelled_field_is_answered_with_the_one_that_is_there(tmp_path: Path) -> None:
    path = write(tmp_path / "rows.jsonl", b'{"text": "a"}\n{"txet": "b"}\n')
    with pytest.raises(DataError, match="Is it 'txet' here"):
        read_data(path, fields=["text"])


def test_a_field_that_the_first_row_lacks_is_located(tmp_path: Path) -> None:
    path = write(tmp_path / "rows.jsonl", b'{"text": "a"}\n{"text": "b", "note": "c"}\n')
    with pytest.raises(DataError, match="line 2: The field 'note' is not in the first row"):
        read_data(path)


def test_a_quoted_field_may_run_over_lines_and_the_next_row_keeps_its_line(tmp_path: Path) -> None:
    read = read_data(write(tmp_path / "rows.csv", b'text\n"one\ntwo ""2"""\nthree\n'))
    assert read.rows == [{"text": 'one\ntwo "2"'}, {"text": "three"}]
    assert read.lines == [2, 4]


def test_after_an_open_quote_reading_goes_on_in_the_next_line(tmp_path: Path) -> None:
    read = read_data(write(tmp_path / "rows.csv", b'a,b\n1,"open\n2,x\n3,y\n'), on_error="quarantine")
    assert read.lines == [3, 4]


@pytest.mark.parametrize(
    ("table", "line", "kind"),
    [
        ({"text": ["a", None, "c"]}, 2, "empty field"),
        ({"text": ["a", "b", "a"]}, 3, "duplicate row"),
        ({"id": [1, 1], "text": ["a", "b"]}, 2, "duplicate id"),
        ({"text": [1, 2]}, 1, "wrong type"),
    ],
)
def test_a_bad_row_of_parquet_is_located(table: dict[str, Any], line: int, kind: str, tmp_path: Path) -> None:
    pq.write_table(pa.table(table), tmp_path / "rows.parquet")
    defect = read_data(tmp_path / "rows.parquet", fields={"text": str}, on_error="quarantine").defects[0]
    assert (defect.line, defect.kind, defect.unit) == (line, kind, "row")


def test_a_parquet_file_that_unpacks_to_too_much_is_refused_unread(tmp_path: Path) -> None:
    pq.write_table(pa.table({"text": [f"{row:0100d}" for row in range(2000)]}), tmp_path / "rows.parquet")
    with pytest.raises(DataError, match="at most 10,000 are read"):
        read_data(tmp_path / "rows.parquet", limits=Limits(size=10_000))


@pytest.mark.parametrize(("limits", "word"), [(Limits(size=100), "bytes"), (Limits(rows=3), "more than 3 rows")])
def test_a_file_above_a_limit_is_refused(limits: Limits, word: str, tmp_path: Path) -> None:
    path = write(tmp_path / "rows.jsonl", b"\n".join(GOOD))
    with pytest.raises(DataError, match=word):
        read_data(path, limits=limits)


def test_a_file_of_a_gigabyte_is_refused_by_its_size_alone(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    with path.open("wb") as file:
        file.truncate(2**30)
    with pytest.raises(DataError, match="1,073,741,824 bytes"):
        read_data(path)


def test_text_with_escapes_of_every_kind_is_read_as_it_is(tmp_path: Path) -> None:
    text = 'nul \0, tab \t, quote ", line\nbreak, \U0001f469\u200d\U0001f680, \u202eright to left'
    path = write(tmp_path / "rows.jsonl", json.dumps({"text": text}).encode())
    assert read_data(path).rows == [{"text": text}]


def test_a_kind_of_file_that_is_not_read_is_answered_with_how_to_convert_it(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="jq -c"):
        read_data(write(tmp_path / "rows.json", b"[]"))
    with pytest.raises(InputError, match="CSV UTF-8"):
        read_data(write(tmp_path / "rows.xlsx", b"PK"))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match="none.jsonl cannot be read"):
        read_data(tmp_path / "none.jsonl")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder"):
        read_data(tmp_path)
