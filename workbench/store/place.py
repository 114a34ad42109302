"""Where a workspace stands and what its file system can do; it reads no store.

The file of a store is ``store.sqlite3``. When a damaged one is set aside, the rows that were kept
go into a file with the next number (``store-2.sqlite3``): a program that still has the old file
open can then never touch the new one's log.
"""

import os
import re
import sqlite3
import tempfile
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from workbench import artifacts
from workbench.errors import StoreError

__all__ = [
    "Place",
    "following",
    "journal",
    "look",
    "make_folder",
    "newest",
    "newest_before",
    "sync",
    "workspace_folder",
]

FIRST = "store.sqlite3"
_NAME = re.compile(r"store(?:-([1-9]\d*))?\.sqlite3")
# File systems that several machines share, as the system names them. SQLite's log needs one machine.
_SHARED = re.compile(
    r"(nfs|cifs|smb|afs|ceph|lustre|gpfs|beegfs|gluster|ocfs|gfs2|9p|webdav|davfs|pvfs|orangefs|panfs|fuse\.(?!.*(ext|ntfs)))",
    re.IGNORECASE,
)

Journal = Literal["wal", "delete"]


@dataclass(frozen=True)
class Place:
    """What a folder's file system can do: shared by machines, locks that exclude, a log beside a store."""

    shared: bool
    locks: bool
    log: bool


def workspace_folder(given: Path | str | None) -> Path:
    """Return the workspace's folder: the one given, else ``WORKBENCH_WORKSPACE``, else one in the workbench's home."""
    named = given or os.environ.get("WORKBENCH_WORKSPACE")
    folder = Path(named).expanduser() if named else artifacts.home() / "workspace"
    return Path(os.path.abspath(folder))


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it that are missing, for their owner alone from the start."""
    missing = [place for place in [folder, *folder.parents] if not place.exists()]
    try:
        for place in reversed(missing):
            with suppress(FileExistsError):
                place.mkdir(mode=0o700)
        if not folder.is_dir():
            raise NotADirectoryError(f"{folder} is a file")
    except OSError as error:
        raise closed(folder, error) from error


def closed(folder: Path, error: object) -> StoreError:
    """Build the error for a folder that cannot be used."""
    return StoreError(
        f"{folder} cannot be used as a workspace ({error}). Give a folder of your own: "
        "open_store(folder), or the environment variable WORKBENCH_WORKSPACE."
    )


def newest(folder: Path) -> Path | None:
    """Return the store's file in this folder, the one with the highest number, or None."""
    found = {_number(name): name for name in os.listdir(folder) if _NAME.fullmatch(name)}
    return folder / found[max(found)] if found else None


def newest_before(folder: Path, path: Path) -> Path | None:
    """Return the newest store file that is older than this one, or None."""
    found = {_number(name): name for name in os.listdir(folder) if _NAME.fullmatch(name)}
    older = [number for number in found if number < _number(path.name)]
    return folder / found[max(older)] if older else None


def following(path: Path) -> Path:
    """Return the file that would replace this one, if it were set aside."""
    return path.with_name(f"store-{_number(path.name) + 1}.sqlite3")


def _number(name: str) -> int:
    match = _NAME.fullmatch(name)
    return int(match[1] or 1) if match else 1


def sync(folder: Path) -> None:
    """Make the names in a folder last through a power failure."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def look(folder: Path, *, locks: bool = True) -> Place:
    """Look at a folder's file system; whether a log works is tried on a file that is thrown away."""
    return Place(shared=is_shared(folder), locks=locks, log=log_works(folder))


def journal(place: Place, folder: Path) -> Journal:
    """Choose how a store keeps itself whole there: a log beside it, or a rollback journal with one user at a time.

    Raises
    ------
    StoreError
        If the file system has no locks.
    """
    if not place.locks:
        raise StoreError(
            f"The file system of {folder} has no locks, so two programs could damage one store. Nothing was written. "
            "Give a folder on a disk of this machine: open_store(folder), or WORKBENCH_WORKSPACE."
        )
    return "wal" if place.log and not place.shared else "delete"


def is_shared(folder: Path) -> bool:
    """Tell whether other machines may use this folder too (NFS, SMB, Lustre and their like)."""
    import psutil  # type: ignore[import-untyped]

    real = os.path.realpath(folder)
    best, kind = "", ""
    for part in psutil.disk_partitions(all=True):
        top = part.mountpoint.rstrip("/") + "/"
        if f"{real}/".startswith(top) and len(top) >= len(best):
            best, kind = top, part.fstype
    return _SHARED.match(kind) is not None


def log_works(folder: Path) -> bool:
    """Write a throw-away store with a log here, read it by a second connection, and tell whether that went well."""
    with tempfile.TemporaryDirectory(prefix=".probe-", dir=folder) as temporary:
        path = Path(temporary) / "probe.sqlite3"
        try:
            with closing(sqlite3.connect(path)) as writer, closing(sqlite3.connect(path)) as reader:
                (mode,) = writer.execute("PRAGMA journal_mode = WAL").fetchone()
                writer.execute("CREATE TABLE probe (value)")
                writer.execute("INSERT INTO probe VALUES (1)")
                writer.commit()
                return bool(mode == "wal" and reader.execute("SELECT value FROM probe").fetchone() == (1,))
        except sqlite3.Error:
            return False
