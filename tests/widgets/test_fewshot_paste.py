"""What is pasted from a spreadsheet: rows of cells, and the line in which quoting is broken."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import DataError
from workbench.widgets.fewshotpaste import pasted

CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8).filter(str.strip)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=5), st.sampled_from("\t,"))
def test_what_a_spreadsheet_writes_is_read_back(rows: list[list[str]], separator: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(rows)
    text = out.getvalue()
    if separator == "," and "\t" in text:
        return
    assert [[cell.removeprefix("") for cell in row] for row in pasted(text)] == rows


def test_a_quoted_cell_may_hold_line_breaks_and_quotes() -> None:
    assert pasted('"one\ntwo ""x"""\tpositive\r\nthree\tnegative') == [
        ['one\ntwo "x"', "positive"],
        ["three", "negative"],
    ]


def test_a_byte_order_mark_and_empty_lines_are_left_out() -> None:
    assert pasted("\ufeffa\tb\n\n\t\nc\td\n") == [["a", "b"], ["c", "d"]]


def test_an_open_quote_is_named_by_the_line_where_it_opens() -> None:
    with pytest.raises(DataError, match="Line 2 of what was pasted: a double quote that opens here is never closed"):
        pasted('fine,positive\n"broken,negative\nnext,positive')


def test_text_after_a_closing_quote_is_named_by_its_line() -> None:
    with pytest.raises(DataError, match="Line 1 .* text follows a closing quote"):
        pasted('"a" b\tc')


def test_nothing_is_refused() -> None:
    with pytest.raises(DataError, match="holds no text"):
        pasted("\n\t\n")
