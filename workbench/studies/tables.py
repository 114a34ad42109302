"""Rows as JSONL and parquet (exact), and as CSV for spreadsheets (reversible, marked); it knows no study."""

import csv
import io
import math
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench import canonical
from workbench.errors import InputError, unknown_name
from workbench.spreadsheets import harmless
from workbench.studies.whole import whole_file

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FORMATS", "TEXT", "read_rows", "rows_of", "save_rows", "write_rows"]

FORMATS = (".jsonl", ".parquet", ".csv")
TEXT = " [']"
"""What the header of a CSV column says that holds text with apostrophes of ours: take one away to read it."""

_INNER = re.compile(r"([;\t\r\n]\s*)('*)([=+\-@\uff1d\uff0b\uff0d\uff20])")
_UNDONE = re.compile(r"([;\t\r\n]\s*)'('*)([=+\-@\uff1d\uff0b\uff0d\uff20])")
_BOM = "\ufeff"

Rows = Sequence[Mapping[str, Any]]


def rows_of(table: "pd.DataFrame") -> list[dict[str, Any]]:
    """Return a table as rows of plain Python; a number that is none stays NaN, a text that is none becomes None."""
    columns = [(str(name), _told_apart([_plain(value) for value in table[name]])) for name in table.columns]
    return [{name: values[place] for name, values in columns} for place in range(len(table))]


def write_rows(rows: Rows, path: str | os.PathLike[str]) -> Path:
    """Write rows as the file's name says; the file is there whole or not at all.

    Parameters
    ----------
    rows : sequence of dict
        A row may lack a field that others have.
    path : str or Path
        ``.jsonl``: one canonical JSON object a line; NaN and infinities as ``{"$number": "nan"}``.
        ``.parquet``: NaN as NaN, a missing field as null. ``.csv``: for spreadsheets: text that
        one would run as a formula has an apostrophe in front, the column's header says so (it ends in ``[']``),
        and `read_rows` takes it away again; a missing field is an empty cell.

    Raises
    ------
    InputError
        For another kind of file.
    ArtifactError
        If it cannot be written; what stood there is unchanged.
    """
    place = Path(path)
    if place.suffix.lower() not in FORMATS:
        raise unknown_name("kind of file", place.suffix or place.name, FORMATS)
    with whole_file(place) as part:
        save_rows(rows, part, place.suffix.lower())
    return place


def save_rows(rows: Rows, path: Path, suffix: str) -> None:
    """Write rows in the format of a suffix to a file that nobody reads before it is whole."""
    if suffix == ".parquet":
        _write_parquet(rows, path)
    else:
        path.write_bytes(_jsonl(rows) if suffix == ".jsonl" else _csv(rows))


def read_rows(path: str | os.PathLike[str]) -> list[dict[str, Any]]:
    """Return the rows that `write_rows` wrote; of a CSV, numbers as numbers and text as it was."""
    place = Path(path)
    if place.suffix.lower() == ".jsonl":
        return [canonical.decode(line) for line in place.read_bytes().splitlines()]
    if place.suffix.lower() == ".parquet":
        import pyarrow.parquet

        found: list[dict[str, Any]] = pyarrow.parquet.read_table(place).to_pylist()
        return found
    if place.suffix.lower() == ".csv":
        return _read_csv(place)
    raise unknown_name("kind of file", place.suffix or place.name, FORMATS)


def names_of(rows: Rows) -> list[str]:
    """Return every field of the rows, in the order of their first appearance."""
    return list(dict.fromkeys(name for row in rows for name in row))


def _plain(value: Any) -> Any:
    if hasattr(value, "item") and getattr(value, "shape", None) == ():
        return value.item()
    if type(value).__name__ in {"NAType", "NaTType"}:
        return None
    return value


def _told_apart(values: list[Any]) -> list[Any]:
    """Return a column's values; pandas writes a missing text as NaN."""
    if not any(isinstance(value, str) for value in values):
        return values
    return [None if isinstance(value, float) and math.isnan(value) else value for value in values]


def _jsonl(rows: Rows) -> bytes:
    return b"".join(canonical.encode(row) + b"\n" for row in rows)


def _write_parquet(rows: Rows, path: Path) -> None:
    import pyarrow
    import pyarrow.parquet

    columns = {name: pyarrow.array(_one_kind([row.get(name) for row in rows])) for name in names_of(rows)}
    pyarrow.parquet.write_table(pyarrow.table(columns), path)


def _one_kind(values: list[Any]) -> list[Any]:
    """Return the values of a column as one type: numbers as they are, a mixture as text."""
    kinds = {type(value) for value in values if value is not None}
    if kinds == {int, float}:
        return [None if value is None else float(value) for value in values]
    if len(kinds) > 1 or kinds & {list, tuple, dict}:
        return [
            value if value is None or isinstance(value, str) else canonical.encode(value).decode() for value in values
        ]
    return values


def _csv(rows: Rows) -> bytes:
    names = names_of(rows)
    columns = [_column(name, [row.get(name) for row in rows]) for name in names]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows(zip(*columns, strict=True))
    return (_BOM + text.getvalue()).encode("utf-8")


def _column(name: str, values: list[Any]) -> list[str]:
    """Return the cells of a column, header first; the header says where apostrophes of ours stand."""
    told = [value if value is None or isinstance(value, str) else _told(value) for value in values]
    cells = [
        "" if text is None else _guarded(text) if isinstance(value, str) else text
        for text, value in zip(told, values, strict=True)
    ]
    texts = [value for value in values if isinstance(value, str)]
    marked = any(cell != text for cell, text in zip(cells, told, strict=True) if text is not None)
    marked = marked or any(not isinstance(value, str) for value in _values(texts))
    ends = name.endswith(TEXT)
    return [_guarded(name) + (TEXT if marked or ends else ""), *cells]


def _told(value: Any) -> str:
    if isinstance(value, float):
        return "NaN" if math.isnan(value) else repr(value)
    return str(value) if isinstance(value, (int, bool)) else canonical.encode(value).decode()


def _guarded(text: str) -> str:
    """Return text that is none of a formula, in a cell or in what a semicolon, tab or line break makes one; "" as an apostrophe."""
    return "'" if text == "" else harmless(_INNER.sub(r"\1\2'\3", text))


def _original(cell: str) -> str:
    return _UNDONE.sub(r"\1\2\3", cell.removeprefix("'"))


def _read_csv(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.reader(file))
    if not table:
        raise InputError(f"{path} is empty.")
    columns = []
    for place, head in enumerate(table[0]):
        marked = head.endswith(TEXT)
        cells = [row[place] for row in table[1:]]
        name = _original(head.removesuffix(TEXT))
        columns.append((name, [_original(cell) if cell else None for cell in cells] if marked else _values(cells)))
    return [{name: values[place] for name, values in columns} for place in range(len(table) - 1)]


def _values(cells: list[str]) -> list[Any]:
    """Return cells as numbers or truth values where all of them are, else as text."""
    for read in (_number, {"True": True, "False": False}.get):
        found = [read(cell) if cell else None for cell in cells]
        if all(value is not None for value, cell in zip(found, cells, strict=True) if cell):
            return found
    return [cell or None for cell in cells]


def _number(text: str) -> int | float | None:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return None
