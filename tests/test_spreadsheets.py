import csv
from pathlib import Path

import pandas as pd
import pytest

from workbench.spreadsheets import harmless, write_csv

STARTS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0=1"]
BODIES = ["=cmd|' /C calc'!A0", '=HYPERLINK("http://x.example")', "=1\r=2", "+a,=b", '"=1', "'=1", "a\r=1", "a\n=1"]
PAYLOADS = [*STARTS, *BODIES, *(f"{sign}{body}" for sign in "=+@" for body in BODIES)]


def cells(path: Path) -> list[str]:
    """Return every cell as a spreadsheet cuts them: a carriage return outside quotes ends a row too."""
    with path.open(encoding="utf-8", newline="") as file:
        return [cell for row in csv.reader(file) for cell in row]


@pytest.mark.parametrize("text", PAYLOADS)
def test_a_spreadsheet_never_reads_text_as_a_formula(text: str, tmp_path: Path) -> None:
    write_csv(tmp_path / "t.csv", pd.DataFrame({text: [text], "n": [1]}))
    found = cells(tmp_path / "t.csv")
    assert len(found) == 4
    assert not [cell for cell in found if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\0"))]


@pytest.mark.parametrize("text", [*PAYLOADS, "'", "''=1", "plain", "it's"])
def test_dropping_one_apostrophe_gives_the_text_back(text: str) -> None:
    assert harmless(text).removeprefix("'") == text


def test_a_negative_number_stays_a_number(tmp_path: Path) -> None:
    write_csv(tmp_path / "t.csv", pd.DataFrame({"more_logprob": [-12.5]}))
    assert (tmp_path / "t.csv").read_text() == "more_logprob\n-12.5\n"


def test_a_number_that_is_none_is_an_empty_cell(tmp_path: Path) -> None:
    write_csv(tmp_path / "t.csv", pd.DataFrame({"value": [float("nan"), 1.0]}))
    assert (tmp_path / "t.csv").read_text() == 'value\n""\n1.0\n'
