"""A table of which one row is chosen, by mouse or with the arrow keys and Enter; it shows, and says what was chosen."""

import pathlib
from collections.abc import Callable, Sequence
from typing import Any

import anywidget
import traitlets

from workbench.markup import plain

__all__ = ["PickTable"]

_FOLDER = pathlib.Path(__file__).parent


class PickTable(anywidget.AnyWidget):
    """Rows of which the first cell is a button.

    Attributes
    ----------
    columns : list of dict
        ``name``, and ``number`` where it is set to the right.
    rows : list of dict
        ``key`` and ``cells``, one text a column.
    chosen : str
        The key of the row on show.
    caption, empty : str
        The title, and what is said where there is no row.
    """

    _esm = _FOLDER / "explorer.js"
    _css = _FOLDER / "explorer.css"
    columns: "traitlets.List[Any]" = traitlets.List(traitlets.Dict()).tag(sync=True)
    rows: "traitlets.List[Any]" = traitlets.List(traitlets.Dict()).tag(sync=True)
    chosen = traitlets.Unicode().tag(sync=True)
    caption = traitlets.Unicode().tag(sync=True)
    empty = traitlets.Unicode().tag(sync=True)

    def __repr__(self) -> str:
        return f"PickTable({len(self.rows)} rows)"

    def show(
        self, columns: Sequence[str], rows: Sequence[tuple[str, Sequence[object]]], *, caption: str, chosen: str = ""
    ) -> None:
        """Show rows of ``(key, cells)``; a column whose cells are all numbers or empty is set to the right."""
        texts = [(key, ["" if cell is None else plain(str(cell)) for cell in cells]) for key, cells in rows]
        numbers = [bool(texts) and all(_is_number(cells[at]) for _, cells in texts) for at in range(len(columns))]
        with self.hold_sync():
            self.columns = [
                {"name": name, "number": number and at > 0}
                for at, (name, number) in enumerate(zip(columns, numbers, strict=True))
            ]
            self.rows = [{"key": key, "cells": cells} for key, cells in texts]
            self.caption, self.chosen = plain(caption), chosen

    def clear(self) -> None:
        """Show nothing."""
        with self.hold_sync():
            self.rows, self.caption, self.chosen = [], "", ""

    def on_choose(self, act: Callable[[str], None]) -> None:
        """Call ``act(key)`` when a row is chosen."""

        def receive(_widget: object, content: object, _buffers: object) -> None:
            if isinstance(content, dict) and isinstance(content.get("choose"), str):
                act(content["choose"])

        self.on_msg(receive)


def _is_number(text: str) -> bool:
    """Tell whether a cell is a number, an interval, or empty.

    >>> _is_number("0.533 [0.41, 0.65]"), _is_number("< 0.001"), _is_number("age")
    (True, True, False)
    """
    return all(char in "0123456789.,-+[]<> ()\u2212\u00a0" for char in text)
