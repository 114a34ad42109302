"""Whatever a researcher holds as a table of plain rows: a file, a frame, a data set, a list; it knows no task."""

import math
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, overload

from workbench.data import card_of, data_names, load_data, read_data
from workbench.data.loading import is_path
from workbench.errors import DataError, InputError
from workbench.records import Card

__all__ = ["Table", "plain", "read_table"]

SPLITS = {"examples": ("train",), "dev": ("validation", "dev"), "test": ("test", "validation")}
"""Which split of a ``DatasetDict`` is meant where, first come first served."""

_ALLOWED = (
    "a datasets.Dataset or DatasetDict, a DataFrame, a list of dicts, the path of a CSV or JSONL file, or the name of a "
    "published set"
)


@dataclass(frozen=True)
class Table(Sequence[Mapping[str, Any]]):
    """Rows as plain Python, in their order, with what is known of where they came from.

    Attributes
    ----------
    rows : tuple of dict
        Texts, numbers, lists; what is missing in a table (NaN, NA) is None.
    split : str
        What they are for: ``"examples"``, ``"dev"`` or ``"test"``.
    card : Card or None
    source : str or None
        Of a published set: its card and its name.
    file : str
    lines : tuple of int
        Of a file: its name, and the line in which each row begins.
    """

    rows: tuple[dict[str, Any], ...]
    split: str
    card: Card | None = None
    source: str | None = None
    file: str = ""
    lines: tuple[int, ...] = ()

    def where(self, place: int) -> str:
        """Return which row this is, in words: ``"row 3 of the examples"``."""
        name = "examples" if self.split == "examples" else f"{self.split} rows"
        row = f"row {place} of the {name}"
        return f"{row} ({self.file}, line {self.lines[place]})" if self.lines else row

    @overload
    def __getitem__(self, place: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[dict[str, Any], ...]: ...
    def __getitem__(self, place: int | slice) -> Any:
        return self.rows[place]

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        return f"Table({len(self)} rows)"


def read_table(data: Any, split: str) -> Table:
    """Return the rows of whatever a researcher holds.

    Parameters
    ----------
    data : Dataset, DatasetDict, DataFrame, iterable of dict, path or name
        A ``DatasetDict`` or a dict of tables gives the split that is meant, and so does a published set: the part
        ``train`` for examples, ``validation`` for dev, ``test`` else. A file is read as `workbench.load_data` does.
    split : {"examples", "dev", "test"}
        What the rows are for.

    Raises
    ------
    InputError, DataError, ArtifactError
        For something else, no rows, a row that is no dict, or a file that cannot be read: the row or line is named.
    """
    if isinstance(data, Table):
        return data
    if isinstance(data, (str, os.PathLike)):
        table = _named(data, split)
    else:
        rows = _rows(_meant(data, split), split)
        for place, row in enumerate(rows):
            if not isinstance(row, Mapping):
                where = Table((), split).where(place)
                raise InputError(f"{where.capitalize()} is {type(row).__name__}, not a dict of columns: {row!r:.80}")
        table = Table(tuple({name: plain(value) for name, value in row.items()} for row in rows), split)
    if not len(table):
        name = "examples" if split == "examples" else f"{split} rows"
        raise InputError(f"There are no {name}: the data are empty. Give at least one row.")
    return table


def plain(value: Any) -> Any:
    """Return a cell as plain Python: numpy's and pandas' texts, numbers and lists as Python's own, NaN and NA as None.

    Examples
    --------
    >>> import numpy as np
    >>> plain(np.int64(3)), plain(float("nan")), plain(np.array(["a", "b"]))
    (3, None, ['a', 'b'])
    """
    if isinstance(value, float):
        return None if math.isnan(value) else float(value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if type(value).__name__ in ("NAType", "NaTType"):  # pandas'
        return None
    return plain(value.tolist()) if hasattr(value, "tolist") else value


def _named(data: str | os.PathLike[str], split: str) -> Table:
    if not is_path(data):
        name = str(data)
        rows = tuple(map(dict, _part(name, split)))
        return Table(rows, split, card_of(name), name)
    try:
        read = read_data(data, duplicates="keep")
    except DataError as error:
        own = f"workbench.data.read_data({os.fspath(data)!r}, ...).rows"
        raise DataError(f"{error}\nTo read it with arguments such as on_error or fields, give {own} instead.") from None
    return Table(tuple(read.rows), split, file=read.file, lines=tuple(read.lines))


def _part(name: str, split: str) -> Any:
    """Return the part of a published set that is meant, or all of it where it has no parts."""
    if name not in data_names():
        return load_data(name)  # says which names there are
    try:
        return load_data(name, split={"examples": "train", "dev": "validation"}.get(split, "test"))
    except InputError:  # it has no parts
        return load_data(name)


def _meant(data: Any, split: str) -> Any:
    """Return the split that is meant, where there are several."""
    if not isinstance(data, Mapping) or hasattr(data, "columns"):
        return data
    for name in SPLITS[split]:
        if name in data:
            return data[name]
    known = ", ".join(map(repr, data))
    raise InputError(
        f"A dict is taken as splits by name, and this one has no {' or '.join(map(repr, SPLITS[split]))}. It has: {known}. "
        f"Name the split yourself, such as data[{next(iter(data), 'train')!r}]; or, if it holds columns, give "
        "pandas.DataFrame(data); if it is one row, give [data]."
    )


def _rows(data: Any, split: str) -> list[Any]:
    if hasattr(data, "to_dict") and hasattr(data, "columns"):  # a DataFrame
        twice = data.columns[data.columns.duplicated()]
        if len(twice):
            raise InputError(f"The table has two columns {twice[0]!r}. Rename or drop one of them.")
        return list(data.to_dict("records"))
    if isinstance(data, (Mapping, bytes, str)) or not isinstance(data, Iterable):
        raise InputError(f"{split}: {type(data).__name__} is none of what is allowed: {_ALLOWED}.")
    names = {name: one for name, one in (getattr(data, "features", None) or {}).items() if hasattr(one, "int2str")}
    return list(_spelled(data, names)) if names else list(data)


def _spelled(data: Iterable[Any], names: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield rows with the names of labels that a ``datasets.Dataset`` holds as numbers (``ClassLabel``)."""
    for row in data:
        known = {
            name: one.int2str(row[name]) for name, one in names.items() if (-1 if row[name] is None else row[name]) >= 0
        }
        yield {**row, **dict.fromkeys(names), **known}
