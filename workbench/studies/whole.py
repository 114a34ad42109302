"""Files and folders that are there whole or not at all: written beside, forced to the disk, renamed; it knows no study."""

import errno
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workbench.errors import ArtifactError, InputError
from workbench.reports.folder import swap

__all__ = ["MARK", "whole_file", "whole_folder"]

MARK = "export.json"
_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST}


@contextmanager
def whole_file(target: str | os.PathLike[str]) -> Iterator[Path]:
    """Give a path to write to; at the end the file takes the target's place, and only then.

    Whatever stops the work leaves the target as it was.

    Raises
    ------
    InputError
        If a folder stands at the target.
    ArtifactError
        If the place cannot be written or the disk is full.
    """
    place = Path(os.path.abspath(target))
    if place.is_dir():
        raise InputError(f"{target} is a folder. Give a file in it, such as {place / 'records.jsonl'}.")
    with _disk_told(place):
        part = _beside(place)
        try:
            yield part
            _force(part)
            os.replace(part, place)
            _force(place.parent)
        finally:
            part.unlink(missing_ok=True)


@contextmanager
def whole_folder(target: str | os.PathLike[str]) -> Iterator[Path]:
    """Give an empty folder to write in; at the end it takes the target's place, and only then.

    Raises
    ------
    InputError
        If something stands at the target that is no export (a folder that holds ``export.json``).
    ArtifactError
        If the place cannot be written or the disk is full.
    """
    place = Path(os.path.abspath(target))
    if place.is_symlink() or (place.exists() and not _replaceable(place)):
        raise InputError(f"{target} exists and is no export of ours. Give a folder that does not exist yet.")
    with _disk_told(place):
        part = _beside(place)
        try:
            part.mkdir()
            yield part
            for path in [*part.rglob("*"), part]:
                _force(path)
            swap(part, place)
            _force(place.parent)
        finally:
            shutil.rmtree(part, ignore_errors=True)


def _beside(place: Path) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    return place.with_name(f".{uuid.uuid4().hex}.part")


def _replaceable(place: Path) -> bool:
    return place.is_dir() and ((place / MARK).is_file() or not any(place.iterdir()))


def _force(path: Path) -> None:
    """Have the system write a file, or a folder's list of names, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _disk_told(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in _DISK:
            raise
        raise ArtifactError(
            f"Cannot write {place}: {error.strerror}. What stood there is unchanged. "
            "Free some space or give another place, and run this again."
        ) from error
