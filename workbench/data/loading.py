"""One door to data: a published name or a file's path in, a ``datasets.Dataset`` out; it parses nothing itself."""

import os
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.data.defects import SHOWN
from workbench.data.fields import Fields
from workbench.data.published import data_names, load_published
from workbench.data.reading import SUFFIXES, read_data
from workbench.errors import InputError, unknown_name

if TYPE_CHECKING:
    import datasets

__all__ = ["load_data"]


def load_data(
    name: str | os.PathLike[str],
    *,
    split: str | None = None,
    fields: Fields = None,
    on_error: str = "stop",
    duplicates: str = "refuse",
) -> "datasets.Dataset":
    """Return a published data set, digest-checked, or a file of your own, every row checked.

    Parameters
    ----------
    name : str or Path
        ``"crows-pairs"``: 1,508 sentence pairs with columns ``item`` (0 to 1507, the file's
        order), ``group`` (bias type), ``direction`` (stereo, antistereo), ``more`` (the more
        stereotyping sentence) and ``less``. ``"occupations"``: 40 names of occupations with columns
        ``item``, ``occupation`` and ``group``. All names: ``workbench.data.data_names()``; the columns of
        each: ``workbench.data.card_of(name).details["Columns"]``. Or the path of a file: JSONL, CSV, TSV, parquet.
    split : {"test", "train", "validation", "all"}, optional
        For a published set of tasks: which part. Without it ``"test"``, what models are measured on;
        ``"train"`` is a pool to take examples from, ``"validation"`` is for choosing settings. No text
        stands in two parts, and the parts are the same on every machine: see the set's card.
    fields : list of str or dict, optional
        For a file: the fields that every row must have, with types where they matter, such as
        ``{"text": str, "score": float, "note": "str?"}``. Only these are read.
    on_error : {"stop", "quarantine"}, default "stop"
        For a file: whether bad rows are an error, or are left out with a warning that counts them
        (``workbench.data.read_data`` lists them all).
    duplicates : {"refuse", "keep"}, default "refuse"
        For a file: whether a row that is there twice to the letter is bad.

    Returns
    -------
    datasets.Dataset
        Of a published set, ``info.description`` and ``info.license`` come from its card; the
        whole card, with its known flaws, is ``workbench.data.card_of(name)``.

    Raises
    ------
    InputError
        For an unknown name (near names are offered), kind of file or argument.
    ArtifactError
        If the files cannot be had or are damaged.
    DataError
        If a row is not right: with the file, the line, what is wrong and what to do.

    Examples
    --------
    >>> import workbench as wb
    >>> data = wb.load_data("pairs.csv", fields=["context", "continuation"])  # doctest: +SKIP
    """
    if not isinstance(name, (str, os.PathLike)):
        raise unknown_name("data set", name, data_names(), f"Or a file: {', '.join(SUFFIXES)}.")
    if not is_path(name):
        if fields is not None or on_error != "stop" or duplicates != "refuse":
            raise InputError(f"{name!r} is a published set: fields, on_error and duplicates are for files of your own.")
        return load_published(str(name), split)
    if split is not None:
        raise InputError(f"split is for published sets; {str(name)!r} is a file, which is read whole.")
    read = read_data(name, fields=fields, on_error=on_error, duplicates=duplicates)
    if read.defects:
        told = "\n".join(str(defect) for defect in read.defects[:SHOWN])
        warnings.warn(
            f"{len(read.defects)} of {len(read.defects) + len(read.rows)} rows of {read.file} were set aside:\n{told}",
            stacklevel=2,
        )
    return read.dataset()


def is_path(name: str | os.PathLike[str]) -> bool:
    """Return whether this is the path of a file rather than the name of a published set."""
    if not isinstance(name, str):
        return True
    return name not in data_names() and (os.sep in name or "/" in name or "." in name or Path(name).exists())
