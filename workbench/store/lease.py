"""Who is at work on what: one holder a name, in any process; a holder that died holds nothing.

A lease is a lock of the operating system on a file, which ends with its process, however that ends.
Beside it stands who holds it, for people to read. A heartbeat matters only between machines: a file
server may keep the lock of a machine that crashed.
"""

import hashlib
import json
import os
import socket
import threading
import uuid
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from workbench.errors import BusyError
from workbench.records import clean_text
from workbench.store.place import closed, make_folder

if TYPE_CHECKING:
    from filelock import BaseFileLock

__all__ = ["Lease", "holder"]

BEAT = 5.0  # seconds between signs of life
SILENCE = 120.0  # seconds without one after which another machine's holder is taken for dead
_MOMENT = 0.2  # seconds to wait for somebody who only looks


class Lease:
    """The right to work on what a name stands for, until the ``with`` block or the process ends.

    Parameters
    ----------
    folder : Path
        The workspace's folder.
    name : str
        What is leased, any text; it becomes no path.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self.name = clean_text(name, "A lease's name")
        self.folder = folder / "leases"
        self.since: str | None = None
        self._lock: BaseFileLock | None = None
        self._process = 0
        self._done = threading.Event()

    def __enter__(self) -> Self:
        make_folder(self.folder)
        self._lock = _try(self.folder, self.name) or self._take_from_the_dead()
        try:
            self._sign()
        except BaseException as error:
            self._lock.release()
            if isinstance(error, OSError):
                raise closed(self.folder.parent, error) from error
            raise
        self._done.clear()
        threading.Thread(target=self._live, name="workbench lease", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        if self._lock is not None and self._process == os.getpid():  # a fork's child holds nothing
            _owner_path(self.folder, self.name).unlink(missing_ok=True)
            self._lock.release()
        self._lock = None

    def _take_from_the_dead(self) -> "BaseFileLock":
        owner = _owner(self.folder, self.name)
        if owner is not None and owner["host"] != socket.gethostname() and owner["silent"] > SILENCE:
            # Its lock stays with the file that is unlinked here; whoever comes finds a new one.
            _lock_path(self.folder, self.name).unlink(missing_ok=True)
            if lock := _try(self.folder, self.name):
                return lock
        raise _busy(self.name, owner)

    def _sign(self) -> None:
        self._process = os.getpid()
        self.since = datetime.now(UTC).isoformat(timespec="seconds")
        owner = {"name": self.name, "pid": self._process, "host": socket.gethostname(), "since": self.since}
        part = self.folder / f".making-{uuid.uuid4().hex}"
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            json.dump(owner, file)
        os.replace(part, _owner_path(self.folder, self.name))

    def _live(self) -> None:
        while not self._done.wait(BEAT):
            with suppress(OSError):
                os.utime(_owner_path(self.folder, self.name))


def holder(folder: Path, name: str) -> dict[str, Any] | None:
    """Return who holds a lease, or None.

    Returns
    -------
    dict or None
        ``name``, ``pid``, ``host``, ``since`` (UTC) and ``silent``: seconds since the last sign of life,
        by the clock of the file system.
    """
    leases = folder / "leases"
    if not _lock_path(leases, clean_text(name, "A lease's name")).exists():
        return None
    if lock := _try(leases, name):
        _owner_path(leases, name).unlink(missing_ok=True)  # of a holder that died
        lock.release()
        return None
    return _owner(leases, name) or {"name": name, "pid": None, "host": None, "since": None, "silent": 0.0}


def _try(folder: Path, name: str) -> "BaseFileLock | None":
    from filelock import FileLock, Timeout

    lock = FileLock(_lock_path(folder, name), mode=0o600, thread_local=False, fallback_to_soft=False)
    try:
        lock.acquire(timeout=_MOMENT, poll_interval=0.02)
    except Timeout:
        return None
    return lock


def _busy(name: str, owner: dict[str, Any] | None) -> BusyError:
    who = "another program"
    if owner is not None:
        who = f"process {owner['pid']} on {owner['host']} since {owner['since']}"
    return BusyError(f"{name!r} is at work in {who}. Wait until it is done, or stop it there.")


def _owner(folder: Path, name: str) -> dict[str, Any] | None:
    try:
        path = _owner_path(folder, name)
        owner = dict(json.loads(path.read_text("utf-8")))
        owner["silent"] = max(0.0, _now_there(folder) - path.stat().st_mtime)
        return owner if {"pid", "host", "since"} <= set(owner) else None
    except (OSError, TypeError, ValueError):
        return None


def _now_there(folder: Path) -> float:
    """Return the time by the clock that stamps this folder's files, which may be another machine's."""
    part = folder / f".making-{uuid.uuid4().hex}"
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        return part.stat().st_mtime
    finally:
        part.unlink(missing_ok=True)


def _lock_path(folder: Path, name: str) -> Path:
    return folder / f"{_hex(name)}.lock"


def _owner_path(folder: Path, name: str) -> Path:
    return folder / f"{_hex(name)}.json"


def _hex(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:32]
