"""A user's data file read row by row: good rows, and every defect with its line; it knows no published set."""

import io
import os
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from workbench.data import columns, jsonl, separated
from workbench.data.defects import Defect, Limits, Trouble
from workbench.data.fields import Fields, fields_of
from workbench.data.lines import beginning, lines, too_big
from workbench.data.sieve import Sieve
from workbench.errors import ArtifactError, DataError, InputError, unknown_name

if TYPE_CHECKING:
    import datasets
    import pandas as pd

__all__ = ["SUFFIXES", "Reading", "read_data"]

SUFFIXES = (".jsonl", ".ndjson", ".csv", ".tsv", ".parquet")
ON_ERROR = ("stop", "quarantine")
DUPLICATES = ("refuse", "keep")
_SEPARATORS = {".csv": ",", ".tsv": "\t"}
_BOM = b"\xef\xbb\xbf"
_BEGINNING = 4096
_EMPTY = Trouble("empty file", "The file is empty.", "Is it the right file?")
_SHEET = "Save the sheet as CSV UTF-8 and give that."
_REMEDIES = {
    ".json": "One JSON array over the whole file becomes lines by: jq -c '.[]' OLD.json > NEW.jsonl",
    ".xlsx": _SHEET,
    ".xls": _SHEET,
    ".ods": _SHEET,
}


@dataclass(frozen=True)
class Reading:
    """What was read of a file.

    Attributes
    ----------
    file : str
        The file's name as it was given.
    rows : list of dict
        The good rows, in the file's order.
    lines : list of int
        The line each of them begins in (parquet: the row).
    defects : tuple of Defect
        What was set aside; empty unless ``on_error="quarantine"``.
    notes : tuple of Defect
        What is unusual and does no harm: a byte order mark, line ends of Windows.
    """

    file: str
    rows: list[dict[str, Any]]
    lines: list[int]
    defects: tuple[Defect, ...] = ()
    notes: tuple[Defect, ...] = ()

    def dataset(self) -> "datasets.Dataset":
        """Return the good rows as a ``datasets.Dataset``."""
        import datasets
        import pyarrow

        names = list(dict.fromkeys(name for row in self.rows for name in row))
        made = {}
        for name in names:
            try:
                made[name] = pyarrow.array([row.get(name) for row in self.rows])
            except (pyarrow.ArrowException, OverflowError) as error:
                raise DataError(
                    f"{self.file}: the column {name!r} holds values of several types ({error}). "
                    f"Read the others by naming them: fields={[other for other in names if other != name][:3]!r}."
                ) from error
        table = datasets.Dataset(pyarrow.table(made))
        aside = f", {len(self.defects)} set aside" if self.defects else ""
        table.info.description = f"{len(self.rows)} rows of {os.path.basename(self.file)}{aside}."
        return table

    def frame(self) -> "pd.DataFrame":
        """Return the good rows as a pandas table."""
        import pandas as pd

        return pd.DataFrame(self.rows)

    def bad(self) -> "pd.DataFrame":
        """Return what was set aside as a table: file, line, kind, reason, remedy."""
        import pandas as pd

        names = ["file", "line", "kind", "reason", "remedy"]
        return pd.DataFrame([{name: getattr(item, name) for name in names} for item in self.defects], columns=names)

    def __repr__(self) -> str:
        return f"Reading({os.path.basename(self.file)!r}, {len(self.rows)} rows, {len(self.defects)} set aside)"

    __str__ = __repr__


def read_data(
    path: str | os.PathLike[str] | BinaryIO,
    *,
    fields: Fields = None,
    on_error: str = "stop",
    duplicates: str = "refuse",
    limits: Limits | None = None,
) -> Reading:
    """Read a file of your own: JSONL, CSV, TSV or parquet, by its name.

    Parameters
    ----------
    path : str, Path, or open binary file
        ``.jsonl`` (one JSON object a line), ``.csv`` and ``.tsv`` (a header; every field is text unless
        ``fields`` says otherwise), ``.parquet``. An open binary file is read as JSONL.
    fields : list of str or dict, optional
        The fields that every row must have, with types where they matter: ``["text", "label"]`` or
        ``{"text": str, "score": float, "note": "str?"}`` (with "?": may be missing). Only these are
        read. Left out: the first row's fields, and in JSONL its types, are those of every row.
    on_error : {"stop", "quarantine"}, default "stop"
        Whether the first bad rows are an error, or are set aside and listed.
    duplicates : {"refuse", "keep"}, default "refuse"
        Whether a row that is there twice to the letter is bad. An id (column ``item`` or
        ``id``) that is there twice always is.
    limits : Limits, optional
        How much is read at most.

    Returns
    -------
    Reading
        ``rows``, ``lines``, ``defects``, ``notes``; ``dataset()``, ``frame()``, ``bad()``.

    Raises
    ------
    InputError
        For an unknown argument or kind of file.
    ArtifactError
        If there is no such file.
    DataError
        At a bad row (the first three are told, each with its line and remedy), or for a file that
        cannot be read at all, whatever ``on_error`` says.

    Examples
    --------
    >>> import io
    >>> from workbench.data import read_data
    >>> read_data(io.BytesIO(b'{"text": "One."}')).rows
    [{'text': 'One.'}]
    """
    if on_error not in ON_ERROR:
        raise unknown_name("on_error", on_error, ON_ERROR)
    if duplicates not in DUPLICATES:
        raise unknown_name("duplicates", duplicates, DUPLICATES)
    named = isinstance(path, (str, os.PathLike))
    suffix = _suffix(Path(path)) if isinstance(path, (str, os.PathLike)) else ".jsonl"
    file = str(path if named else getattr(path, "name", "<input>"))
    sieve = Sieve(
        file,
        fields_of(fields),
        typed=suffix not in _SEPARATORS,
        stop=on_error == "stop",
        keep=duplicates == "keep",
        unit="row" if suffix == ".parquet" else "line",
    )
    if isinstance(path, (str, os.PathLike)):
        _read_path(Path(path), suffix, sieve, limits or Limits())
    else:
        _read_text(path, suffix, sieve, limits or Limits())
    return Reading(file, sieve.rows, sieve.lines, tuple(sieve.defects), tuple(sieve.notes))


def _suffix(path: Path) -> str:
    suffix = path.suffix.lower()
    if path.is_dir():
        raise InputError(f"{path} is a folder. Give one file of it: {', '.join(SUFFIXES)}.")
    if suffix not in SUFFIXES:
        raise unknown_name("kind of data file", suffix or path.name, SUFFIXES, _REMEDIES.get(suffix, ""))
    return suffix


def _read_path(path: Path, suffix: str, sieve: Sieve, limits: Limits) -> None:
    try:
        size = path.stat().st_size
        if size == 0:
            raise sieve.whole(_EMPTY)
        if size > limits.size:
            raise sieve.whole(too_big(size, limits))
        if suffix == ".parquet":
            sieve.take(columns.rows(path, limits), limits)
            return
        with path.open("rb") as file:
            _read_text(file, suffix, sieve, limits)
    except OSError as error:
        there = f"Look for the file with: ls {shlex.quote(str(path.parent))}"
        raise ArtifactError(f"{path} cannot be read: {error.strerror}. {there}") from error


def _read_text(file: BinaryIO, suffix: str, sieve: Sieve, limits: Limits) -> None:
    buffered = io.BufferedReader(cast(io.RawIOBase, file))  # any binary file will do
    try:
        start = buffered.peek(_BEGINNING)[:_BEGINNING]
        if not start.strip():
            raise sieve.whole(_EMPTY)
        if trouble := beginning(start, suffix):
            raise sieve.whole(trouble)
        if start.startswith(_BOM):
            sieve.note(1, "BOM", "A byte order mark stands at the start; it was left out.")
            buffered.read(len(_BOM))
        found = sieve.watch(lines(buffered, limits))
        separator = _SEPARATORS.get(suffix)
        sieve.take(separated.rows(found, limits, separator) if separator else jsonl.rows(found, limits), limits)
    finally:
        buffered.detach()
