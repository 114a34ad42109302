"""Tests of rows of a task: whatever is wrong with one is told with its place."""

import numpy as np
import pandas as pd
import pytest

from workbench.errors import InputError
from workbench.fewshot.answering import Kind
from workbench.fewshot.rows import check_apart, plain_row, read_row, read_rows, spread
from workbench.layouts import Layout

LAYOUT = Layout("Review: {text}", "Sentiment: {label}")
KIND = Kind(labels=("yes", "no"))
CHOICE = Kind(options="choices")


def read(rows, kind=KIND, split="test"):
    """Return rows, read."""
    return read_rows(rows, LAYOUT, kind, split=split).rows


def row(text="Good.", label="yes", **more):
    """Return a row with these columns."""
    return {"text": text, "label": label, **more}


def test_a_row_holds_what_is_asked_and_what_is_right():
    found = read([row(extra="dropped")])[0]
    assert (found.asked, found.options, found.answers) == ("Review: Good.", ("yes", "no"), ("yes",))
    assert found.values == {"text": "Good.", "label": "yes"}


def test_items_are_places_and_groups_are_labels_where_nothing_is_said():
    assert [(one.item, one.group) for one in read([row(), row("Bad.", "no")])] == [(0, "yes"), (1, "no")]


def test_groups_of_other_kinds_are_one_where_nothing_is_said():
    assert read([row()], Kind())[0].group == "items"


def test_items_and_groups_of_ones_own_are_used():
    found = read(pd.DataFrame([row(item=np.int64(7), group="a"), row(item=3, group=2)]))
    assert [(one.item, one.group) for one in found] == [(7, "a"), (3, "2")]
    assert all(type(one.item) is int for one in found)


def test_whole_numbers_that_a_table_made_fractions_are_items():
    assert read(pd.DataFrame({"text": ["a"], "label": ["yes"], "item": [4.0]}))[0].item == 4


@pytest.mark.parametrize("item", [None, 2.5, True, [1], "", "a\ud800", float("nan"), b"1"])
def test_an_item_is_a_text_or_a_whole_number(item):
    with pytest.raises(InputError, match="Column 'item' of row 1 of the test rows"):
        read([row(item=0), row(item=item)])


def test_items_of_one_table_are_of_one_type():
    with pytest.raises(
        InputError, match="The item of row 1 of the test rows is 'b', and that of row 0 .* Write all as texts"
    ):
        read([row(item=1), row(item="b")])


def test_an_item_that_stands_twice_is_told_with_both_rows():
    with pytest.raises(InputError, match="Item 'a' stands twice: row 0 of the test rows and row 2"):
        read([row(item="a"), row(item="b"), row(item="a")])


@pytest.mark.parametrize("group", [None, "", float("nan"), ["a"]])
def test_a_group_without_name_is_told(group):
    with pytest.raises(InputError, match="Column 'group' of row 0"):
        read([row(group=group)])


def test_a_missing_column_is_told_with_the_row_and_near_names():
    with pytest.raises(InputError, match="Row 1 of the examples has no column 'text', .* Did you mean 'Text'"):
        read([row(), {"Text": "Bad.", "label": "no"}], split="examples")
    with pytest.raises(InputError, match="Row 0 of the dev rows has no column 'label', which output names"):
        read([{"text": "Bad."}], split="dev")


@pytest.mark.parametrize("value", ["", "  ", None, float("nan"), pd.NA])
def test_an_empty_text_is_told(value):
    with pytest.raises(InputError, match="Column 'text' of row 1 of the test rows is empty"):
        read([row(), row(value)])


@pytest.mark.parametrize("value", [["a"], b"a", {"a": 1}, "a\ud800"])
def test_a_text_that_is_none_is_told(value):
    with pytest.raises(InputError, match="Column 'text' of row 0 of the test rows"):
        read([row(value)])


def test_a_wrong_label_in_a_file_is_told_with_its_line(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("text,label\nGood.,yes\nBad.,mo\n")
    with pytest.raises(InputError, match=r"row 1 of the test rows \(.*rows.csv, line 3\) is 'mo'.* Did you mean 'no'"):
        read(path)


def test_a_list_of_options_comes_from_a_frame_as_an_array():
    frame = pd.DataFrame([row(label=np.int64(1), choices=np.array(["a", "b"]))])
    assert read(frame, CHOICE)[0].answers == ("b",)


def test_a_file_of_text_holds_options_as_json(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text('text,choices,label\nQ,"[""a"", ""b""]",1\n')
    assert read(path, CHOICE)[0].options == ("a", "b")


@pytest.mark.parametrize(
    ("kind", "label"), [(KIND, "no"), (CHOICE, 1), (CHOICE, "a"), (Kind(), "free"), (Kind(), ["one", "two"])]
)
def test_a_row_written_down_is_read_again_the_same(kind, label):
    found = read([row(item="x", group="g", label=label, choices=["a", "b"])], kind)[0]
    assert read([plain_row(found, kind, "label")], kind)[0] == found


def test_a_query_needs_no_answer_and_an_odd_one_is_passed_over():
    assert read_row({"text": "Good."}, "the query", LAYOUT, KIND, answered=False).answers == ()
    assert read_row(row(label="?"), "the query", LAYOUT, KIND, answered=False).answers == ()


def test_an_example_that_is_also_asked_is_told_with_both_rows():
    pool = read([row("A", item="e1"), row("B", item="e2")], split="examples")
    with pytest.raises(InputError, match="Example 'e2' equals item 't1' of the test rows: 'Review: B'. An example"):
        check_apart(pool, {"test": read([row("B", "no", item="t1")])})


def test_spaces_at_the_end_make_no_other_row():
    pool = read([row("B ")], split="examples")
    with pytest.raises(InputError, match="Example 0 equals item 0"):
        check_apart(pool, {"test": read([row("B")])})


def test_one_question_with_other_options_is_another_row():
    pool = read([row("Which?", 0, choices=["a", "b"])], CHOICE, "examples")
    assert check_apart(pool, {"test": read([row("Which?", 0, choices=["c", "d"])], CHOICE)}) is None
    with pytest.raises(InputError, match="Example 0 equals item 0 of the test rows"):
        check_apart(pool, {"test": read([row("Which?", 0, choices=["c", "a"])], CHOICE)})


def test_a_row_that_is_no_dict_is_told():
    with pytest.raises(
        InputError, match="The query is str, not a dict of columns: 'Good.'. Give what input names, such as {'text'"
    ):
        read_row("Good.", "the query", LAYOUT, KIND, answered=False)


def test_rows_of_dev_and_test_are_kept_apart():
    with pytest.raises(InputError, match="Item 0 of the dev rows equals item 1 of the test rows"):
        check_apart((), {"test": read([row("A"), row("B")]), "dev": read([row("B")])})


def test_rows_that_repeat_within_a_split_are_no_mistake():
    rows = read([row("A"), row("A")])
    assert check_apart(rows, {"test": read([row("B"), row("B")])}) is None


@pytest.mark.parametrize(
    ("limit", "items"),
    [(None, [0, 1, 2, 3, 4]), (5, [0, 1, 2, 3, 4]), (9, [0, 1, 2, 3, 4]), (np.int64(3), [0, 2, 4]), (1, [0])],
)
def test_a_limit_is_spread_evenly(limit, items):
    rows = read_rows([row(str(place)) for place in range(5)], LAYOUT, KIND, split="test")
    assert [one.item for one in spread(rows, limit).rows] == items


def test_labels_keep_their_shares_under_a_limit():
    labels = ["yes", "no"] * 30 + ["yes"] * 40
    rows = read_rows([row(str(place), label=label) for place, label in enumerate(labels)], LAYOUT, KIND, split="test")
    kept = [one.answers[0] for one in spread(rows, 20).rows]
    assert (kept.count("yes"), kept.count("no")) == (14, 6)


@pytest.mark.parametrize("limit", [0, -1, True, 2.0, "3"])
def test_a_limit_is_a_whole_number(limit):
    with pytest.raises(InputError, match="limit=.*whole number from 1 up. Leave it out for all"):
        spread(read_rows([row()], LAYOUT, KIND, split="test"), limit)
