"""A researcher's own sentence pairs, from a table or a file: what is wrong with them is named by its place; it scores none."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.data import read_data
from workbench.errors import DataError, InputError, WorkbenchError
from workbench.records import clean_text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "clusters_of", "own_pairs"]

COLUMNS = ("item", "group", "direction", "more", "less")
"""The columns of every table of pairs; ``cluster`` may stand beside them."""


@dataclass(frozen=True)
class _Given:
    """Rows as they were given, where each stands, and what its columns are called there."""

    table: "pd.DataFrame"
    names: Mapping[str, str]
    file: str = ""
    lines: Sequence[int] = ()

    def place(self, row: int, *sides: str) -> str:
        """Return where a row's texts stand, in words."""
        columns = f"olumn{'s' if len(sides) > 1 else ''} {' and '.join(self.names[side] for side in sides)}"
        return f"{self.file}, line {self.lines[row]}, c{columns}" if self.file else f"C{columns} of row {row}"

    def wrong(self, said: str) -> WorkbenchError:
        """Return the error of a file, or of a table."""
        return DataError(said) if self.file else InputError(said)


def own_pairs(given: Any, columns: Mapping[str, str] | None = None) -> "pd.DataFrame":
    """Return a table of pairs with the columns of `COLUMNS`, and ``cluster`` where it was given.

    Parameters
    ----------
    given : pandas.DataFrame, list of dict, or path of a file
    columns : dict, optional
        What ``more``, ``less``, ``item``, ``group``, ``direction`` and ``cluster`` are called there; left out, so.

    Raises
    ------
    InputError
        For a missing column, no rows, an empty sentence, two sentences that are the same, or an item that stands twice:
        the row is named.
    DataError
        The same of a file, which is named with line and column.
    """
    names = {name: name for name in (*COLUMNS, "cluster")} | dict(columns or {})
    read = _read(given, names) if isinstance(given, (str, os.PathLike)) else _taken(given, names)
    _check(read)
    table = read.table.rename(columns={theirs: name for name, theirs in names.items()})
    filled: dict[str, Any] = {"item": range(len(table)), "group": "pairs", "direction": "stereo"}
    table = table.assign(**{name: value for name, value in filled.items() if name not in table})
    kept = [*COLUMNS, "cluster"] if "cluster" in table else list(COLUMNS)
    if len(twice := table["item"][table["item"].duplicated()]):
        raise InputError(
            f"Item {twice.tolist()[0]!r} stands twice. Give every pair an item of its own, or leave item out."
        )
    return table[kept]


def clusters_of(pairs: "pd.DataFrame") -> "pd.Series[Any]":
    """Return which pairs belong together: as the table says, else those of the same two sentences."""
    import pandas as pd

    if "cluster" in pairs:
        return pairs["cluster"]
    texts = pd.Series(list(zip(pairs["more"], pairs["less"], strict=True)), index=pairs.index)
    return pd.Series(pd.factorize(texts)[0], index=pairs.index)


def _taken(given: Any, names: Mapping[str, str]) -> _Given:
    import pandas as pd

    table = pd.DataFrame(given).reset_index(drop=True)
    for name in ("more", "less"):
        if names[name] not in table:
            needs = f"{names['more']} and {names['less']}"
            raise InputError(
                f"The table has no column {names[name]!r}. It needs {needs}; it has {list(table.columns)}."
            )
    return _Given(table, names)


def _read(path: str | os.PathLike[str], names: Mapping[str, str]) -> _Given:
    fields: dict[str, type | str] = {names["more"]: str, names["less"]: str}
    fields |= {names[name]: "any?" for name in ("item", "group", "direction", "cluster")}
    read = read_data(path, fields=fields, duplicates="keep")
    table = read.frame()
    return _Given(table.dropna(axis="columns", how="all"), names, read.file, read.lines)


def _check(read: _Given) -> None:
    if not len(read.table):
        raise InputError("The table has no row. Give at least one pair of sentences.")
    for place, row in enumerate(read.table.to_dict("records")):
        pair = [_sentence(read, place, row[read.names[side]], side) for side in ("more", "less")]
        if pair[0] == pair[1]:
            where = read.place(place, "more", "less")
            raise read.wrong(
                f"{where}: the two sentences are the same, so neither can be the likelier. Mend or remove it."
            )


def _sentence(read: _Given, place: int, text: Any, side: str) -> str:
    where = read.place(place, side)
    try:
        said = clean_text(text, where).strip()
    except InputError as error:
        raise read.wrong(str(error)) from None
    if not said:
        raise read.wrong(f"{where} is empty: each pair needs two sentences.")
    return said
