"""The rows of examples while they are edited: added, pasted, moved, switched, removed, undone; they ask no model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from workbench.errors import DataError, InputError, unknown_name
from workbench.widgets.fewshotpaste import pasted

__all__ = ["MOST_ROWS", "Example", "Examples"]

MOST_ROWS = 100  # more cannot be edited by hand; a task by code takes any number


@dataclass(frozen=True)
class Example:
    """One row of the table.

    Attributes
    ----------
    key : int
        Its own for as long as the panel lives, wherever the row stands.
    cells : dict
        Text by column; also of columns that the layout does not name at the moment.
    on : bool
        Whether it is used.
    """

    key: int
    cells: Mapping[str, str]
    on: bool = True

    @property
    def empty(self) -> bool:
        """Whether nothing was typed yet."""
        return not any(text.strip() for text in self.cells.values())


@dataclass
class Examples:
    """All rows in their order, and the way back.

    Every change replaces the list, so that what was there before can be put back whole.
    """

    rows: list[Example] = field(default_factory=list)
    _past: list[tuple[list[Example], str, Any]] = field(default_factory=list)
    _keys: int = 0
    _typing: tuple[int, str] | None = None

    @classmethod
    def of(cls, rows: Sequence[Mapping[str, str]]) -> "Examples":
        """Return these rows, with no step to take back."""
        made = cls()
        made.rows = [made._new(cells) for cells in rows]
        return made

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._past)

    def at(self, place: int) -> Example:
        """Return the row at a place, from 0."""
        if isinstance(place, bool) or not isinstance(place, int) or not 0 <= place < len(self.rows):
            raise InputError(f"There is no row {place!r}: the {len(self.rows)} rows are counted from 0.")
        return self.rows[place]

    def place_of(self, key: int) -> int:
        """Return where a row stands."""
        found = [place for place, row in enumerate(self.rows) if row.key == key]
        if not found:
            raise InputError("That row is no longer there.")
        return found[0]

    def put(self, rows: Sequence[Mapping[str, str]], what: str, beside: Any = None) -> None:
        """Take these rows instead of all that are there; ``beside`` is kept for `undo` to give back."""
        self._step(what, beside)
        self.rows = [self._new(cells) for cells in rows]

    def add(self, cells: Mapping[str, str]) -> None:
        """Add a row at the end."""
        self._check_room(len(self.rows) + 1)
        self._step("a row was added")
        self.rows = [*self.rows, self._new(cells)]

    def move(self, place: int, to: int) -> None:
        """Put a row at another place; the others keep their order."""
        row = self.at(place)
        self.at(to)
        if place != to:
            self._step("a row was moved")
            others = [other for other in self.rows if other is not row]
            self.rows = [*others[:to], row, *others[to:]]

    def switch(self, place: int, on: bool) -> None:
        """Use a row, or leave it out."""
        if self.at(place).on != on:
            self._step("a row was switched")
            self._replace(place, replace(self.rows[place], on=on))

    def remove(self, place: int) -> None:
        """Take a row away."""
        row = self.at(place)
        self._step("a row was removed")
        self.rows = [other for other in self.rows if other is not row]

    def write(self, place: int, column: str, text: str) -> None:
        """Put text into a cell; while the same cell is typed into, that is one step."""
        row = self.at(place)
        if row.cells.get(column, "") == text:
            return
        typing = (row.key, column)
        if self._typing != typing:
            self._step("a cell was changed")
        self._typing = typing
        self._replace(place, replace(row, cells={**row.cells, column: text}))

    def paste(self, place: int, column: str, text: str, columns: Sequence[str]) -> int:
        """Fill cells from a row and column on with what a spreadsheet copied; rows are added where needed.

        A first line that holds names of columns alone says which column each is.

        Returns
        -------
        int
            How many rows were filled.

        Raises
        ------
        DataError
            For broken quoting, or more cells in a line than there are columns: the line is named, nothing is changed.
        """
        if column not in columns:
            raise unknown_name("column", column, columns)
        lines = pasted(text)
        names = list(columns[columns.index(column) :])
        head = [name.strip() for name in lines[0]]
        if len(lines) > 1 and set(head) <= set(columns) and len(set(head)) == len(head):
            names, lines = head, lines[1:]
        for number, cells in enumerate(lines, 1):
            if len(cells) > len(names):
                raise DataError(
                    f"Row {number} of what was pasted has {len(cells)} cells, and there are {len(names)} columns from here: "
                    f"{', '.join(names)}. Nothing was changed. To put the text into this one cell as it is, press "
                    "Ctrl+Shift+V."
                )
        self._check_room(place + len(lines))
        self._step("rows were pasted")
        rows = list(self.rows)
        for offset, cells in enumerate(lines):
            filled = dict(zip(names, cells, strict=False))
            at = place + offset
            if at < len(rows):
                rows[at] = replace(rows[at], cells={**rows[at].cells, **filled})
            else:
                rows.append(self._new(filled))
        self.rows = rows
        return len(lines)

    def rename(self, names: Mapping[str, str]) -> None:
        """Give columns other names; that is no step of its own, since it follows the layout."""
        self.rows = [
            replace(row, cells={names.get(name, name): text for name, text in row.cells.items()}) for row in self.rows
        ]

    def undo(self) -> tuple[str, Any]:
        """Take the last step back; return what it was, nothing where there is none, and what was kept beside it."""
        self._typing = None
        if not self._past:
            return "", None
        self.rows, what, beside = self._past.pop()
        return what, beside

    def _new(self, cells: Mapping[str, str]) -> Example:
        self._keys += 1
        return Example(self._keys, dict(cells))

    def _step(self, what: str, beside: Any = None) -> None:
        self._typing = None
        self._past.append((self.rows, what, beside))

    def _replace(self, place: int, row: Example) -> None:
        self.rows = [*self.rows[:place], row, *self.rows[place + 1 :]]

    def _check_room(self, count: int) -> None:
        if count > MOST_ROWS:
            raise DataError(
                f"That would be {count} rows, and the table holds {MOST_ROWS}. Give fewer here; a task that is written in "
                "code, wb.FewShot(..., examples=...), takes any number."
            )
