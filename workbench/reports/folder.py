"""How a report's folder is written: one byte form for every file, all of it or nothing; it knows no measure."""

import errno
import hashlib
import json
import math
import os
import shutil
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from workbench.errors import ArtifactError, InputError
from workbench.spreadsheets import write_csv

__all__ = [
    "DIGESTS",
    "NOTEBOOK",
    "PAGES",
    "RESULTS",
    "TIMES",
    "canonical",
    "digest",
    "file_digests",
    "fresh_folder",
    "read_json",
    "read_lines",
    "sha256",
    "swap",
    "write_csv",
    "write_digests",
    "write_json",
    "write_lines",
]

TIMES = "times.json"
DIGESTS = "digests.json"
RESULTS = "results"
NOTEBOOK = "report.ipynb"
PAGES = ("report.html", "report.md", NOTEBOOK, "checklist.json")
MARK = "manifest.json"
_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EFBIG}


def canonical(value: object) -> str:
    """Return the one JSON form of a value: sorted keys, one line, and null for a number that is none.

    >>> canonical({"b": float("nan"), "a": 1})
    '{"a": 1, "b": null}'
    """
    return json.dumps(_finite(value), sort_keys=True, ensure_ascii=False, allow_nan=False)


def _finite(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    if hasattr(value, "item"):  # a numpy number
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value


def write_json(path: Path, value: object) -> None:
    """Write a value as JSON that a person can read too: sorted keys, indented, a line end at the end."""
    text = json.dumps(_finite(value), sort_keys=True, ensure_ascii=False, allow_nan=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def read_json(path: Path) -> Any:
    """Return what a JSON file of a report holds, or say which file is missing or damaged."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ArtifactError(f"{path.name} of this report cannot be read ({error}). Write the report again.") from error


def write_lines(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write one canonical JSON line a row."""
    path.write_text("".join(f"{canonical(row)}\n" for row in rows), encoding="utf-8", newline="\n")


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Return the rows that `write_lines` wrote, or say which file, and which line of it, is missing or damaged."""
    rows: list[dict[str, Any]] = []
    try:
        with path.open(encoding="utf-8") as file:
            rows.extend(json.loads(text) for text in file)
    except (OSError, ValueError) as error:
        raise ArtifactError(
            f"{path.name} of this report cannot be read beyond line {len(rows)} ({error}). Write the report again."
        ) from error
    return rows


def digest(folder: str | os.PathLike[str]) -> str:
    """Return the SHA-256 over every file of a report but ``times.json``, names and bytes.

    Two runs of one study on one kind of processor give the same digest.
    """
    place = Path(folder)
    total = hashlib.sha256()
    names = sorted(path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file())
    for name in names:
        if name != TIMES:
            total.update(f"{name}\0{sha256(place / name)}\n".encode())
    return total.hexdigest()


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def file_digests(folder: str | os.PathLike[str]) -> dict[str, str]:
    """Return ``{file: SHA-256}`` of what a written study folder holds, and one digest of its results.

    The key ``"results"`` is the SHA-256 over ``plan.json`` and everything in ``results/``, names
    and bytes: two runs of one plan on one kind of processor agree in it, whatever the version
    of the page. ``times.json``, ``digests.json`` and the pages made from the rest are left out,
    and so is what a notebook leaves behind (names that begin with a dot).
    """
    place = Path(folder)
    kept = sorted(path.relative_to(place) for path in place.rglob("*") if path.is_file())
    names = [path.as_posix() for path in kept if not any(part.startswith(".") for part in path.parts)]
    found = {name: sha256(place / name) for name in names if name not in (TIMES, DIGESTS, *PAGES)}
    total = hashlib.sha256()
    for name, value in found.items():
        if name == "plan.json" or name.startswith(f"{RESULTS}/"):
            total.update(f"{name}\0{value}\n".encode())
    return {**found, RESULTS: total.hexdigest()}


def write_digests(folder: str | os.PathLike[str]) -> dict[str, str]:
    """Write `file_digests` of a folder as its ``digests.json`` and return them."""
    found = file_digests(folder)
    write_json(Path(folder) / DIGESTS, found)
    return found


@contextmanager
def fresh_folder(target: str | os.PathLike[str]) -> Iterator[Path]:
    """Give an empty folder to write in; at the end it takes the target's place, and only then.

    Whatever stops the work (an error, an interrupt, a full disk) leaves the target as it was.

    Raises
    ------
    InputError
        If something stands at the target that is no report.
    ArtifactError
        If the place cannot be written or the disk is full.
    """
    place = Path(os.path.abspath(target))
    if place.is_symlink() or (place.exists() and not _replaceable(place)):
        raise InputError(f"{target} exists and is no report of ours. Give a folder that does not exist yet.")
    part = place.with_name(f".{place.name}.{uuid.uuid4().hex[:8]}.part")
    try:
        part.mkdir(parents=True)
        yield part
        swap(part, place)
    except OSError as error:
        if error.errno not in _DISK:
            raise
        raise ArtifactError(
            f"Cannot write the report to {target}: {error.strerror}. What stood there is unchanged. "
            "Free some space (a report takes about 5 MB) or give another folder."
        ) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _replaceable(place: Path) -> bool:
    return place.is_dir() and ((place / MARK).is_file() or not any(place.iterdir()))


def swap(part: Path, place: Path) -> None:
    """Put a finished folder where another may stand; the old one goes when the new one is there, and only then."""
    if not place.exists():
        part.rename(place)
        return
    old = part.with_suffix(".old")
    place.rename(old)
    try:
        part.rename(place)
    except BaseException:
        old.rename(place)
        raise
    shutil.rmtree(old, ignore_errors=True)
