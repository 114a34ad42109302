"""What SQLite and the system say of a store, in words: which file, what happened, what to do; it mends nothing."""

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.errors import BusyError, StoreError
from workbench.store import place, schema
from workbench.store.connection import PATIENCE

if TYPE_CHECKING:
    from workbench.store.database import Database

__all__ = ["gone", "in_words"]

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_DAMAGED = {"SQLITE_CORRUPT", "SQLITE_NOTADB"}
_BUSY = {"SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_PROTOCOL"}
_NOT_WRITTEN = {"SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_TRUNCATE"}


@contextmanager
def in_words(database: "Database", needs: int = 0) -> Iterator[None]:
    """Turn errors of SQLite and the system into those of the workbench; ``needs`` bytes were about to be written."""
    try:
        yield
    except sqlite3.Error as error:
        raise _said(database.path, error, needs) from error
    except OSError as error:
        if error.errno in _FULL:
            raise _full(database.path, needs) from error
        if error.errno == errno.ENOENT and database.was_open:
            raise gone(database) from error
        raise place.closed(database.folder, error) from error


def gone(database: "Database") -> StoreError:
    """Build the error for a store whose file is not there any more."""
    return StoreError(
        f"The store {database.path} was deleted while it was in use. Put it back from a copy, or start an empty one: "
        f"open_store({str(database.folder)!r})."
    )


def _said(path: Path, error: sqlite3.Error, needs: int) -> Exception:
    name = str(getattr(error, "sqlite_errorname", ""))
    kind = "_".join(name.split("_")[:2])
    if kind in _DAMAGED:
        return schema.damage(path, str(error))
    if kind in _BUSY:
        return BusyError(f"{path} has been in use by another program for {PATIENCE} s. Close it there, run this again.")
    if kind == "SQLITE_FULL" or name in _NOT_WRITTEN:
        return _full(path, needs)
    return StoreError(f"{path} cannot be used ({error}). Nothing was changed. Is its disk there, and yours to write?")


def _full(path: Path, needs: int) -> StoreError:
    free = shutil.disk_usage(path.parent).free
    more = needs + needs // 2 + 16 * schema.PAGE  # pages are not filled to the brim, and the index grows too
    return StoreError(
        f"The disk is full: {path} needs about {more:,} bytes more; {free:,} bytes are free there (a quota or a limit "
        "on the size of a file may be lower). Nothing was damaged, and everything stored before is there. Free some "
        "space and run this again."
    )
