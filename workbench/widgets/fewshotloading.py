"""Rows for the few-shot builder out of files, published sets and tasks: as texts for cells, and to measure on."""

from collections.abc import Mapping, Sequence
from typing import Any

from workbench.errors import InputError, WorkbenchError, unknown_name
from workbench.fewshot import FewShot
from workbench.fewshot.rows import Row, Rows, evenly, plain_row, spread
from workbench.fewshot.sources import read_table

__all__ = ["MeasuredOn", "cells_of", "loaded", "spread_evenly"]


class MeasuredOn:
    """The rows that are measured on, read once for each data set and layout."""

    def __init__(self) -> None:
        self._table: tuple[Any, list[dict[str, Any]]] = (None, [])
        self._rows: tuple[Any, Rows | None] = (None, None)

    def rows(self, data: Any, bare: FewShot, limit: int | None = None) -> tuple[Row, ...]:
        """Return the rows of a data set as a task reads them; no more than ``limit``, the same ones as `FewShot.probe`.

        Raises
        ------
        WorkbenchError
            As `FewShot.probe`.
        """
        source = data if isinstance(data, str) else id(data)
        if self._table[0] != source:
            self._table = (source, [dict(row) for row in read_table(data, "test")])
        key = (source, bare.layout, tuple(bare.labels), bare.options)
        kept, read = self._rows
        if read is None or kept != key:
            read = bare.probe(self._table[1], shots=[0]).test
            self._rows = (key, read)
        return spread(read, limit).rows


def cells_of(row: Row, task: FewShot) -> dict[str, str]:
    """Return a row of a task as the texts of its cells; options stand one a line."""
    cells = {name: str(row.values[name]) for name in task.layout.input_fields}
    if task.options:
        cells[task.options] = "\n".join(row.options)
    return {**cells, task.layout.answer_field: row.answers[0] if row.answers else ""}


def loaded(source: Any, bare: FewShot, count: int) -> tuple[list[dict[str, str]], int]:
    """Return so many rows of a file or a published set as texts for cells, spread evenly, and how many there are.

    A row that does not fit the task is returned as it is, since it can be mended in the table.

    Raises
    ------
    WorkbenchError
        For data that cannot be read, or without a column that the task names.
    """
    every = read_table(source, "examples")
    if not len(every):
        raise InputError("There are no rows to load.")
    chosen = [dict(row) for row in spread_evenly(every, count)]
    needed = [*bare.layout.input_fields, *([bare.options] if bare.options else []), bare.layout.answer_field]
    for name in needed:
        if name not in chosen[0]:
            raise unknown_name("column", name, chosen[0], "Change the name in braces under Input or Output.")
    try:
        return [cells_of(row, bare) for row in bare.changed(examples=chosen).pool], len(every)
    except WorkbenchError:
        return [{name: _cell(row.get(name)) for name in needed} for row in chosen], len(every)


def spread_evenly(rows: Sequence[Any], count: int) -> list[Any]:
    """Return at most so many of the rows, spread evenly from the first to the last.

    >>> spread_evenly("abcdefghi", 3)
    ['a', 'e', 'i']
    """
    return [rows[place] for place in evenly(len(rows), count)]


def as_given(row: Row, task: FewShot) -> Mapping[str, Any]:
    """Return a row as `FewShot.evaluate` takes it."""
    return plain_row(row, task.kind, task.layout.answer_field)


def _cell(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return "\n".join(map(str, value))
    return "" if value is None else str(value)
