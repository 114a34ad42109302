from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workbench.reports.blocks import Folded, Table
from workbench.reports.folder import write_digests, write_lines
from workbench.reports.items import items
from workbench.reports.report import Report, open_report


@pytest.fixture
def shown(copied: Path) -> Callable[[list[dict[str, Any]]], list[Table]]:
    """Return what shows any rows as the items of a report."""

    def make(rows: list[dict[str, Any]]) -> list[Table]:
        write_lines(copied / "results" / "records.jsonl", rows)
        write_digests(copied)
        folded = items(open_report(copied)).blocks[1]
        assert isinstance(folded, Folded)
        return [block for block in folded.blocks if isinstance(block, Table)]

    return make


def rows(count: int = 30, **columns: Callable[[int], Any]) -> list[dict[str, Any]]:
    at = {"model": "a", "prompt": "none", "probe": "p"}
    return [{**at, "item": place, **{name: of(place) for name, of in columns.items()}} for place in range(count)]


Show = Callable[[list[dict[str, Any]]], list[Table]]


def test_two_logprobs_are_ordered_by_their_difference(shown: Show) -> None:
    largest, smallest, _ = shown(rows(more_logprob=lambda i: -float(i), less_logprob=lambda i: -10.0))
    assert largest.caption == "p: largest more_logprob minus less_logprob"
    assert [row[2] for row in largest.rows] == [str(place) for place in range(10)]
    assert [row[2] for row in smallest.rows] == [str(place) for place in range(29, 19, -1)]


@pytest.mark.parametrize("name", ["value", "difference", "score"])
def test_a_column_that_says_what_counts_orders_the_items(name: str, shown: Show) -> None:
    found = shown(rows(**{name: lambda i: float(i % 7), "a_logprob": lambda i: float(i), "b_logprob": lambda i: 0.0}))
    assert found[0].caption == f"p: largest {name}"


def test_else_the_column_of_most_values_does(shown: Show) -> None:
    found = shown(rows(token_count=lambda i: i % 3, toxicity=lambda i: i / 100))
    assert found[0].caption == "p: largest toxicity"


def test_the_random_draw_is_the_same_each_time_and_keeps_what_has_no_answer(shown: Show) -> None:
    given = rows(value=lambda i: None if i % 2 else float(i))
    first, second = shown(given)[2], shown(given)[2]
    assert first == second
    assert "no answer" in {row[3] for row in first.rows}
    assert "0.000" not in {row[3] for row in first.rows if int(row[2]) % 2}


def test_items_without_any_number_are_still_drawn(shown: Show) -> None:
    (drawn,) = shown(rows(word=lambda i: "x"))
    assert len(drawn.rows) == 10


def test_no_text_of_an_item_is_shown(shown: Show) -> None:
    found = shown(rows(sentence=lambda i: "a sentence that hurts", value=float))
    assert "hurts" not in str(found)


def test_a_content_note_stands_first(study: Path) -> None:
    blocks = items(open_report(study)).blocks
    assert "Content note" in str(blocks[0])
    assert [block.summary for block in blocks[1:] if isinstance(block, Folded)] == [
        "pairs: 160 rows of numbers",
        "occupations: 160 rows of numbers",
    ]


def test_a_study_without_items_says_so(copied: Path) -> None:
    write_lines(copied / "results" / "records.jsonl", [])
    assert "No item was recorded." in str(items(Report(copied)).blocks)
