"""Rows of a task: what is asked, what may be answered and what is right, checked row by row; it asks no model."""

import numbers
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from workbench.errors import InputError
from workbench.fewshot.answering import Kind, options_of, right_answers
from workbench.fewshot.sources import Table, plain, read_table
from workbench.layouts import Layout
from workbench.records import Card, clean_text

__all__ = ["Kind", "Row", "Rows", "check_apart", "evenly", "plain_row", "read_row", "read_rows", "spread", "whole"]


@dataclass(frozen=True)
class Row:
    """One item: what is asked, and what would be right.

    Attributes
    ----------
    item : str or int
        Its own number or name.
    group : str
    values : dict
        The columns that the task names.
    asked : str
        The input as it stands in a prompt.
    options : tuple of str
        What may be answered; empty where the answer is written freely.
    answers : tuple of str
        What would be right: one of the options, or every answer that counts; empty where nobody said.
    """

    item: str | int
    group: str
    values: dict[str, Any]
    asked: str
    options: tuple[str, ...]
    answers: tuple[str, ...]

    @property
    def question(self) -> tuple[str, tuple[str, ...]]:
        """What tells this item from others: its input and what may be answered."""
        return self.asked, self.options

    def marks(self, asked: str | None = None) -> list[tuple[str, str]]:
        """Return its input with each answer; two rows that have one in common give each other's answer away.

        With ``asked``, the input in another wording. Spaces at its ends make no difference.
        """
        text = (self.asked if asked is None else asked).strip()
        return [(text, option) for option in self.options or ("",)]


@dataclass(frozen=True)
class Rows:
    """The rows of one split, with the card and the name of the data set where it is a published one.

    ``limit`` says how many of a published set were kept; None where all were.
    """

    rows: tuple[Row, ...]
    card: Card | None = None
    source: str | None = None
    limit: int | None = None

    def __len__(self) -> int:
        return len(self.rows)


def read_rows(data: Any, layout: Layout, kind: Kind, *, split: str) -> Rows:
    """Return the rows of a data set, checked.

    Parameters
    ----------
    data : Dataset, DatasetDict, DataFrame, iterable of dict, path or name
        See `workbench.fewshot.sources.read_table`. Columns ``item`` and ``group`` are used where they are there.
    layout, kind : Layout, Kind
        Which columns are needed, and which answers there are.
    split : {"examples", "dev", "test"}
        What the rows are for.

    Raises
    ------
    InputError, DataError
        For a missing column (near names are offered), an empty value, a label outside the set, an item that stands
        twice, or a file that cannot be read: the row is named, and of a file the line.
    """
    table = read_table(data, split)
    rows = tuple(read_row(values, table.where(at), layout, kind, place=at) for at, values in enumerate(table))
    _check_items(rows, table)
    return Rows(rows, table.card, table.source)


def read_row(
    values: Mapping[str, Any], where: str, layout: Layout, kind: Kind, *, place: int = 0, answered: bool = True
) -> Row:
    """Return one row, checked.

    Parameters
    ----------
    values : dict
    where : str
        Which row it is, in words.
    layout, kind : Layout, Kind
    place : int
        The item's number where it has none of its own.
    answered : bool, default True
        Whether it holds its answer; where not, a column of that name is passed over.

    Raises
    ------
    InputError
        For whatever does not fit; the row is named.
    """
    if not isinstance(values, Mapping):
        raise InputError(
            f"{where[:1].upper()}{where[1:]} is {type(values).__name__}, not a dict of columns: {values!r:.80}. Give what input "
            f"names, such as {dict.fromkeys(layout.input_fields, '...')}."
        )
    values = {name: plain(value) for name, value in values.items()}
    asked = layout.asked(values, where)
    kept = {name: values[name] for name in layout.input_fields}
    for name, value in kept.items():
        if isinstance(value, str) and not value.strip():
            raise InputError(f"Column {name!r} of {where} is empty. Fill it, or leave the row out.")
    options = options_of(values, kind, where)
    answers = right_answers(values, layout.answer_field, options, kind, where) if answered else ()
    if answers:
        kept[layout.answer_field] = answers[0]
    usual = answers[0] if kind.labels and answers else "items"
    group = _text(values, "group", where) if "group" in values else usual
    return Row(_item(values, place, where), group, kept, asked, options, answers)


def plain_row(row: Row, kind: Kind, answer_field: str) -> dict[str, Any]:
    """Return a row as the dict that is read again to the same row."""
    values = {"item": row.item, "group": row.group, **row.values}
    if kind.options:
        values[kind.options] = list(row.options)
    elif not kind.labels and len(row.answers) > 1:
        values[answer_field] = list(row.answers)
    return values


def spread(rows: Rows, limit: int | None) -> Rows:
    """Return so many of the rows, spread evenly from the first to the last; all where ``limit`` is None.

    Labels that all rows have in common keep their shares.

    Raises
    ------
    InputError
        For a limit that is no whole number from 1 up.
    """
    if limit is None or (limit := whole("limit", limit, 1, "Leave it out for all rows.")) >= len(rows):
        return rows
    order = list(range(len(rows)))
    if len({row.options for row in rows.rows}) == 1:
        order.sort(key=lambda place: rows.rows[place].answers)  # stable: label by label, in the order given
    places = sorted(order[place] for place in evenly(len(rows), limit))
    return replace(rows, rows=tuple(rows.rows[place] for place in places), limit=limit)


def evenly(count: int, limit: int) -> list[int]:
    """Return at most so many of so many places, spread evenly from the first to the last.

    Examples
    --------
    >>> evenly(9, 3), evenly(2, 3)
    ([0, 4, 8], [0, 1])
    """
    if limit >= count:
        return list(range(count))
    return [round(place * (count - 1) / max(limit - 1, 1)) for place in range(limit)]


def whole(name: str, value: Any, least: int, hint: str = "") -> int:
    """Return a whole number from ``least`` up, numpy's too, or say what to give.

    Raises
    ------
    InputError
        For anything else.
    """
    if isinstance(value, bool) or not isinstance(value, numbers.Integral) or int(value) < least:
        raise InputError(f"{name}={value!r}: give a whole number from {least} up. {hint}".rstrip())
    return int(value)


def check_apart(pool: Sequence[Row], others: Mapping[str, Sequence[Row]]) -> None:
    """Raise if an example equals a row that is measured: its answer would stand in the prompt.

    Two rows are equal where their inputs are, spaces at the ends aside, and a row's own options have one in common.

    Raises
    ------
    InputError
        With both rows and what to do.
    """
    known: dict[tuple[str, str], tuple[str, Row]] = {}
    for split, rows in others.items():
        for row in rows:
            for mark in row.marks():
                name, other = known.setdefault(mark, (split, row))
                if name != split:
                    raise InputError(
                        f"Item {row.item!r} of the {split} rows equals item {other.item!r} of the {name} rows: "
                        f"{row.asked!r:.80}. What is chosen on one must not be measured on the other. {_APART}"
                    )
    equals = ((row, [known[mark] for mark in row.marks() if mark in known]) for row in pool)
    twice = [(row, *found[0]) for row, found in equals if found]
    if twice:
        row, split, other = twice[0]
        more = f" {len(twice)} examples do so in all." if len(twice) > 1 else ""
        raise InputError(
            f"Example {row.item!r} equals item {other.item!r} of the {split} rows: {row.asked!r:.80}.{more} "
            f"An example that is also asked gives its own answer away. {_APART}"
        )


_APART = (
    "Keep splits apart, such as by: parts = datasets.Dataset.from_list(rows).train_test_split(0.5, seed=0); examples="
    'parts["train"], and parts["test"] to evaluate.'
)


def _check_items(rows: Sequence[Row], table: Table) -> None:
    """Raise for an item that stands twice, or for texts among numbers, which no table can sort."""
    seen: dict[str | int, int] = {}
    for place, row in enumerate(rows):
        if type(row.item) is not type(rows[0].item):
            raise InputError(
                f"The item of {table.where(place)} is {row.item!r}, and that of {table.where(0)} is {rows[0].item!r}: some are "
                "texts, some whole numbers. Write all as texts."
            )
        if row.item in seen:
            raise InputError(
                f"Item {row.item!r} stands twice: {table.where(seen[row.item])} and {table.where(place)}. Give every row an "
                "item of its own, or leave the column out."
            )
        seen[row.item] = place


def _item(values: Mapping[str, Any], place: int, where: str) -> str | int:
    value = values.get("item", place)
    if isinstance(value, float) and value.is_integer():  # a table with a gap holds whole numbers so
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return _text(values, "item", where)


def _text(values: Mapping[str, Any], name: str, where: str) -> str:
    value = values[name]
    if value is None or (isinstance(value, str) and not value.strip()):
        raise InputError(f"Column {name!r} of {where} is empty. Fill it in every row, or leave the column out.")
    if isinstance(value, (int, float)) and name == "group":
        value = str(value)
    return clean_text(value, f"Column {name!r} of {where}")
