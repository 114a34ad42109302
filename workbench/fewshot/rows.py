"""Rows of a task: whatever a researcher holds, brought into one form and checked row by row; it asks no model."""

import math
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.data import card_of, data_names, load_data
from workbench.errors import InputError, near
from workbench.layouts import Layout
from workbench.records import Card, clean_text

__all__ = ["Kind", "Row", "Rows", "check_apart", "read_rows"]

SPLITS = {"examples": ("train",), "dev": ("validation", "dev"), "test": ("test", "validation")}
"""Which split of a ``DatasetDict`` is meant where, first come first served."""


@dataclass(frozen=True)
class Kind:
    """What answers a task has.

    Attributes
    ----------
    labels : tuple of str
        The same for every row; empty where there are none.
    options : str or None
        The column that holds each row's own options.
    """

    labels: tuple[str, ...] = ()
    options: str | None = None

    @property
    def name(self) -> str:
        """``"classification"``, ``"multiple choice"`` or ``"generation"``."""
        return "classification" if self.labels else "multiple choice" if self.options else "generation"


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


@dataclass(frozen=True)
class Rows:
    """The rows of one split, with the card of the data set where it is a published one."""

    rows: tuple[Row, ...]
    card: Card | None = None
    source: str | None = None

    def __len__(self) -> int:
        return len(self.rows)


def read_rows(data: Any, layout: Layout, kind: Kind, *, split: str, answered: bool = True) -> Rows:
    """Return the rows of a data set, checked.

    Parameters
    ----------
    data : Dataset, DatasetDict, DataFrame, list of dict, path or name
        A ``DatasetDict`` gives the split that is meant; a path is read as `workbench.load_data` does; a name
        is that of a published set. Columns ``item`` and ``group`` are used where they are there.
    layout, kind : Layout, Kind
        Which columns are needed, and which answers there are.
    split : {"examples", "dev", "test"}
        What the rows are for.
    answered : bool, default True
        Whether every row must hold its answer.

    Raises
    ------
    InputError, DataError
        For a missing column (near names are offered), an empty value, a label outside the set, an item that stands
        twice, or a file that cannot be read: the row is named.
    """
    table, card, source = _table(data, layout, kind, split, answered)
    if not table:
        raise InputError(f"The {split} rows are empty. Give at least one row.")
    rows = tuple(_row(values, place, layout, kind, split, answered) for place, values in enumerate(table))
    seen: dict[str | int, int] = {}
    for place, row in enumerate(rows):
        if row.item in seen:
            raise InputError(
                f"Item {row.item!r} stands twice in the {split} rows: rows {seen[row.item]} and {place}. Give every row an "
                "item of its own, or leave the column out."
            )
        seen[row.item] = place
    return Rows(rows, card, source)


def check_apart(pool: Sequence[Row], others: Mapping[str, Sequence[Row]]) -> None:
    """Raise if an example equals a row that is measured: its answer would stand in the prompt.

    Raises
    ------
    InputError
        With both rows and what to do.
    """
    asked: dict[str, tuple[str, Row]] = {}
    for split, rows in others.items():
        for row in rows:
            name, other = asked.setdefault(row.asked, (split, row))
            if name != split:
                raise InputError(
                    f"Item {row.item!r} of the {split} rows equals item {other.item!r} of the {name} rows: {row.asked!r:.80}. "
                    f"What is chosen on one must not be measured on the other. {_APART}"
                )
    twice = [(row, *asked[row.asked]) for row in pool if row.asked in asked]
    if twice:
        row, split, other = twice[0]
        more = f" {len(twice)} examples in all." if len(twice) > 1 else ""
        raise InputError(
            f"Example {row.item!r} equals item {other.item!r} of the {split} rows: {row.asked!r:.80}.{more} "
            f"An example that is also asked gives its own answer away. {_APART}"
        )


_APART = (
    "Keep splits apart, such as by: parts = datasets.Dataset.from_list(rows).train_test_split(0.5, seed=0); examples="
    'parts["train"], and parts["test"] to evaluate.'
)


def _table(
    data: Any, layout: Layout, kind: Kind, split: str, answered: bool
) -> tuple[list[dict[str, Any]], Card | None, str | None]:
    card = source = None
    if isinstance(data, (str, os.PathLike)):
        if isinstance(data, str) and data in data_names():
            card, source = card_of(data), data
            data = load_data(data)
        else:
            data = load_data(data, duplicates="keep")
    if isinstance(data, Mapping) and not hasattr(data, "columns"):  # a DatasetDict, or splits by name
        names = [name for name in SPLITS[split] if name in data]
        if not names:
            raise InputError(f"The data have no split {SPLITS[split][0]!r}. They have: {', '.join(map(str, data))}.")
        data = data[names[0]]
    if hasattr(data, "to_dict") and hasattr(data, "columns"):  # a DataFrame
        data = data.to_dict("records")
    if isinstance(data, (Mapping, str, bytes)) or not isinstance(data, Iterable):
        raise InputError(
            f"{split} rows: {type(data).__name__} is none of what is allowed: a datasets.Dataset or DatasetDict, a "
            "DataFrame, a list of dicts, the path of a CSV or JSONL file, or the name of a published set."
        )
    table = list(data)
    for place, row in enumerate(table):
        if not isinstance(row, Mapping):
            raise InputError(
                f"Row {place} of the {split} rows is {type(row).__name__}, not a dict of columns: {row!r:.80}"
            )
    needed = [
        *layout.input_fields,
        *([kind.options] if kind.options else []),
        *([layout.answer_field] if answered else []),
    ]
    _check_columns(table, needed, split)
    return table, card, source


def _check_columns(table: Sequence[Mapping[str, Any]], needed: Sequence[str], split: str) -> None:
    known = list(map(str, table[0])) if table else []
    for name in needed if table else ():
        if name not in known:
            hits = near(name, known)
            meant = f" Did you mean {' or '.join(map(repr, hits))}?" if hits else ""
            raise InputError(f"The {split} rows have no column {name!r}.{meant} They have: {', '.join(known)}.")


def _row(values: Mapping[str, Any], place: int, layout: Layout, kind: Kind, split: str, answered: bool) -> Row:
    where = f"row {place} of the {split} rows"
    asked = layout.asked(values, where)
    options = _options(values, kind, where)
    answers = _answers(values, layout.answer_field, options, kind, where) if answered or _given(values, layout) else ()
    kept = {name: values[name] for name in layout.input_fields}
    if answers:
        kept[layout.answer_field] = answers[0]
    group = values.get("group")
    if group is None:
        group = answers[0] if kind.labels and answers else "items"
    item = values.get("item", place)
    return Row(item if isinstance(item, str) else int(item), str(group), kept, asked, options, answers)


def _given(values: Mapping[str, Any], layout: Layout) -> bool:
    return values.get(layout.answer_field) is not None


def _options(values: Mapping[str, Any], kind: Kind, where: str) -> tuple[str, ...]:
    if kind.options is None:
        return kind.labels
    found = values.get(kind.options)
    if isinstance(found, (str, bytes)) or not isinstance(found, Iterable):
        raise InputError(f"Column {kind.options!r} of {where} must be a list of options, not {found!r:.80}.")
    options = tuple(clean_text(option, f"An option of {where}") for option in found)
    if len(options) < 2 or len(set(options)) < len(options) or not all(option.strip() for option in options):
        raise InputError(
            f"The options of {where} must be two or more, all different, none empty: {list(options)!r:.120}"
        )
    return options


def _answers(values: Mapping[str, Any], name: str, options: tuple[str, ...], kind: Kind, where: str) -> tuple[str, ...]:
    value = values.get(name)
    if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
        raise InputError(f"Column {name!r} of {where} is empty: the answer is missing. Fill it, or leave the row out.")
    if not options:
        found = [value] if isinstance(value, (str, int, float)) else list(value)
        if not found:
            raise InputError(f"Column {name!r} of {where} is an empty list: at least one answer must count as right.")
        return tuple(str(one) for one in found)
    if kind.options and isinstance(value, int) and not isinstance(value, bool):
        if not 0 <= value < len(options):
            raise InputError(f"Column {name!r} of {where} is {value}: the options are 0 to {len(options) - 1}.")
        return (options[value],)
    if str(value) not in options:
        hits = near(str(value), options)
        meant = f" Did you mean {' or '.join(map(repr, hits))}?" if hits else ""
        what = "options" if kind.options else "labels"
        raise InputError(
            f"Column {name!r} of {where} is {value!r}, which is none of the {what}.{meant} Allowed: {', '.join(options)}."
        )
    return (str(value),)
