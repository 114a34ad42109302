"""The digest of a whole store file at rest, kept beside it; it knows nothing of rows.

SQLite leaves bytes between rows that no row's hash covers. A store that is closed after writing is
therefore sealed with its size and SHA-256, and the seal is taken off before the next write.
"""

import hashlib
import os
from pathlib import Path

from workbench.store.place import sync

__all__ = ["close_handle", "differs", "make", "read_at", "remove", "seal_path", "size"]

_BLOCK = 1 << 20
_handles: dict[tuple[int, int], int] = {}


def seal_path(path: Path) -> Path:
    """Return the path of a store's seal."""
    return path.with_name(f"{path.name}.seal")


def make(path: Path) -> None:
    """Seal a store at rest; the caller sees to it that nobody writes meanwhile."""
    target = seal_path(path)
    part = target.with_name(f".making-{target.name}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(_seal(path).encode())
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, target)


def remove(path: Path) -> None:
    """Take the seal off, for good, before the store is written."""
    try:
        os.unlink(seal_path(path))
    except FileNotFoundError:
        return
    sync(path.parent)


def differs(path: Path) -> str | None:
    """Tell how a sealed store differs from its seal, or None; a store without a (readable) seal differs in nothing."""
    try:
        line = seal_path(path).read_text("ascii")
    except (FileNotFoundError, UnicodeDecodeError):
        return None
    parts = line.split()
    if len(parts) != 3 or parts[2] != _check(f"{parts[0]} {parts[1]}"):
        return None
    found = size(path)
    if found != int(parts[0]):
        return f"it has {found} bytes, {parts[0]} were written"
    return None if parts == _seal(path).split() else "its bytes are not those that were written"


def _seal(path: Path) -> str:
    total = hashlib.sha256()
    end = size(path)
    for start in range(0, end, _BLOCK):
        total.update(read_at(path, start, _BLOCK))
    line = f"{end} {total.hexdigest()}"
    return f"{line} {_check(line)}\n"


def _check(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()[:16]


def size(path: Path) -> int:
    """Return a store file's size in bytes."""
    return os.fstat(_handle(path)).st_size


def read_at(path: Path, start: int, count: int) -> bytes:
    """Read bytes of a store file past SQLite."""
    return os.pread(_handle(path), count, start)


def close_handle(path: Path) -> None:
    """Close the handle of a file that this process has open nowhere else."""
    try:
        found = path.stat()
    except OSError:
        return
    handle = _handles.pop((found.st_dev, found.st_ino), None)
    if handle is not None:
        os.close(handle)


def _handle(path: Path) -> int:
    # A process that closes any handle of a file loses all its POSIX locks on it, SQLite's among them.
    # So a handle is opened once for each file and kept until no connection of this process is left.
    found = path.stat()
    place = (found.st_dev, found.st_ino)
    if place not in _handles:
        _handles[place] = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    return _handles[place]
