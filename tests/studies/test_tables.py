import csv
import math
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.errors import ArtifactError, InputError
from workbench.studies.tables import TEXT, read_rows, rows_of, write_rows

ROWS: list[dict[str, Any]] = [
    {"model": "a", "item": 0, "x_logprob": -1.5, "n": 3, "text": "plain"},
    {"model": "a", "item": 1, "x_logprob": math.nan, "n": 4, "text": "=1+1"},
    {"model": "b", "item": 2, "x_logprob": -math.inf, "good": True},
]
SIGNS = ["=", "+", "-", "@", "\t=", "\r=", "\n=", "\0=", " =", "\uff1d"]
BODIES = ["1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://x.example","click")', "SUM(1+1)*cmd|' /C calc'!A0"]
PAYLOADS = [sign + body for sign in SIGNS for body in BODIES]
HIDDEN = [
    'a";=1+1;"',
    "a;=1+1",
    "a;\t =1+1",
    "a\t@SUM(1)",
    'x",=1+1,"y',
    "a\n=1+1",
    "a\r=1+1",
    "'=1+1",
    "''",
    "",
    "7",
    "NaN",
    "True",
]


def cells(path: Path, separator: str) -> list[str]:
    """Return every cell as a spreadsheet cuts the file, blanks in front dropped."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [cell.lstrip() for row in csv.reader(file, delimiter=separator) for cell in row]


def same(one: Any, other: Any) -> bool:
    return bool(one == other or (one != one and other != other)) and type(one) is type(other)


@pytest.mark.parametrize("suffix", ["jsonl", "parquet", "csv"])
def test_rows_come_back_as_they_were_and_nan_survives(suffix: str, tmp_path: Path) -> None:
    found = read_rows(write_rows(ROWS, tmp_path / f"rows.{suffix}"))
    for row, again in zip(ROWS, found, strict=True):
        assert all(same(value, again[name]) for name, value in row.items())
        assert all(again[name] is None for name in again if name not in row)


@pytest.mark.parametrize("payload", PAYLOADS + HIDDEN)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_no_cell_is_live_however_a_spreadsheet_cuts_it(payload: str, separator: str, tmp_path: Path) -> None:
    path = write_rows([{payload: "a", "text": payload}], tmp_path / "rows.csv")
    live = [cell for cell in cells(path, separator) if cell.startswith(("=", "+", "-", "@", "\uff1d", "\0"))]
    assert live == []


@pytest.mark.parametrize("text", PAYLOADS + HIDDEN)
def test_text_for_spreadsheets_comes_back_as_it_was(text: str, tmp_path: Path) -> None:
    rows = [{"text": text, "n": 1}, {"text": None, "n": 2}]
    assert read_rows(write_rows(rows, tmp_path / "rows.csv")) == rows


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), min_size=1, max_size=3))
def test_any_text_comes_back_from_every_format(texts: list[str], tmp_path: Path) -> None:
    rows = [{"text": text} for text in texts]
    for suffix in ("jsonl", "parquet", "csv"):
        assert read_rows(write_rows(rows, tmp_path / f"rows.{suffix}")) == rows


def test_a_column_with_apostrophes_of_ours_says_so_in_its_header_and_others_do_not(tmp_path: Path) -> None:
    path = write_rows([{"a": "=1", "b": "plain", "x_logprob": -1.5}], tmp_path / "rows.csv")
    assert path.read_text("utf-8-sig").splitlines() == [f"a{TEXT},b,x_logprob", "'=1,plain,-1.5"]


def test_a_table_becomes_plain_rows_and_a_missing_text_is_none() -> None:
    table = pd.DataFrame({"n": [1, 2], "x": [0.5, math.nan], "by": ["group", None]})
    first, second = rows_of(table)
    assert first == {"n": 1, "x": 0.5, "by": "group"}
    assert math.isnan(second["x"])
    assert second["by"] is None


def test_another_kind_of_file_is_answered_with_the_allowed_ones(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"Allowed: \.csv, \.jsonl, \.parquet"):
        write_rows(ROWS, tmp_path / "rows.xlsx")


def test_where_nothing_can_be_written_what_stood_there_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_rows(ROWS[:1], tmp_path / "rows.jsonl")
    before = path.read_bytes()

    def full(self: Path, content: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(ArtifactError, match="No space left.*unchanged"):
        write_rows(ROWS, path)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["rows.jsonl"]
