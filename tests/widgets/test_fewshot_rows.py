"""The rows of the few-shot builder: every change, and the way back."""

import pytest

from workbench.errors import DataError, InputError
from workbench.fewshot import FewShot
from workbench.widgets.fewshotnotes import noted
from workbench.widgets.fewshotrows import MOST_ROWS, Example, Examples

COLUMNS = ["text", "label"]
BARE = FewShot(input="Review: {text}", output="Sentiment: {label}", labels=["positive", "negative"])


def made(*texts: str) -> Examples:
    return Examples.of([{"text": text, "label": "positive"} for text in texts])


def texts(rows: Examples) -> list[str]:
    return [row.cells["text"] for row in rows.rows]


def words(**cells: str) -> str:
    return noted([Example(1, cells)], BARE)[0].words


def test_a_row_is_moved_and_comes_back() -> None:
    rows = made("a", "b", "c")
    rows.move(0, 2)
    assert texts(rows) == ["b", "c", "a"]
    rows.undo()
    assert texts(rows) == ["a", "b", "c"]


def test_rows_added_switched_and_removed_come_back_one_by_one() -> None:
    rows = made("a", "b")
    rows.add({"text": "c"})
    rows.switch(0, False)
    rows.remove(1)
    assert texts(rows) == ["a", "c"] and not rows.rows[0].on
    assert [rows.undo()[0] for _ in range(4)] == ["a row was removed", "a row was switched", "a row was added", ""]
    assert texts(rows) == ["a", "b"] and not rows.can_undo


def test_typing_into_one_cell_is_one_step() -> None:
    rows = made("a")
    for text in ("ab", "abc"):
        rows.write(0, "text", text)
    rows.undo()
    assert texts(rows) == ["a"]


def test_a_paste_fills_rows_and_adds_what_is_missing() -> None:
    rows = made("a", "b")
    assert rows.paste(1, "text", "x\tnegative\ny\tpositive", COLUMNS) == 2
    assert [dict(row.cells) for row in rows.rows[1:]] == [
        {"text": "x", "label": "negative"},
        {"text": "y", "label": "positive"},
    ]
    rows.undo()
    assert texts(rows) == ["a", "b"]


def test_a_line_of_column_names_says_which_column_is_which() -> None:
    rows = made()
    rows.paste(0, "text", "label\ttext\nnegative\tx", COLUMNS)
    assert dict(rows.rows[0].cells) == {"text": "x", "label": "negative"}


def test_too_many_cells_change_nothing_and_name_the_row() -> None:
    rows = made("a")
    with pytest.raises(DataError, match="Row 2 of what was pasted has 3 cells, and there are 2 columns from here"):
        rows.paste(0, "text", "x\ty\nx\ty\tz", COLUMNS)
    assert texts(rows) == ["a"] and not rows.can_undo


def test_more_rows_than_the_table_holds_are_refused() -> None:
    with pytest.raises(DataError, match=f"the table holds {MOST_ROWS}"):
        made().paste(0, "text", "x\ty\n" * (MOST_ROWS + 1), COLUMNS)


@pytest.mark.parametrize("place", [-1, 2, True])
def test_a_row_that_is_not_there_is_refused(place: int) -> None:
    with pytest.raises(InputError, match="There is no row"):
        made("a", "b").remove(place)


def test_an_empty_label_is_said_at_the_row() -> None:
    assert words(text="a", label="") == "label is empty: fill it in. Until then it is left out."


def test_a_label_outside_the_set_is_said_with_near_ones() -> None:
    found = words(text="a", label="positiv")
    assert "'positiv' is none of the labels (positive, negative). Did you mean 'positive'" in found


def test_an_empty_row_is_no_fault() -> None:
    note = noted([Example(1, {})], BARE)[0]
    assert (note.place, note.bad, note.used) == ("empty", False, False)


def test_a_row_that_is_off_is_checked_for_nothing() -> None:
    assert noted([Example(1, {"text": "a"}, on=False)], BARE)[0].words == ""


def test_duplicates_the_query_and_measured_rows_are_told() -> None:
    rows = [Example(key, {"text": text, "label": "positive"}) for key, text in enumerate("aabc")]
    found = noted(rows, BARE, asked="Review: b", measured={"Review: c"})
    assert [note.words.split(":")[0] for note in found] == [
        "",
        "The same text as row 1.",
        "The same as the query",
        "Also one of the rows that are measured on",
    ]
    assert [note.bad for note in found] == [False, False, True, True]


def test_rows_beyond_k_are_told() -> None:
    rows = [Example(key, {"text": text, "label": "positive"}) for key, text in enumerate("abc")]
    assert [note.within(2).place for note in noted(rows, BARE)] == ["1", "2", "over K"]
