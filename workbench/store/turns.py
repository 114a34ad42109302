"""Whose turn it is to write, among all threads and processes of a workspace; it opens no store.

SQLite lets one writer in at a time too, but before version 3.51.3 a write and a checkpoint at the
same instant could damage the log (https://www.sqlite.org/wal.html#walresetbug), and some shared
file systems do not keep its locks. This lock goes around both.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.errors import BusyError
from workbench.store import connection, place

if TYPE_CHECKING:
    from filelock import BaseFileLock

__all__ = ["Turns"]

_NO_LOCKS = {errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP}
_PAUSE = 0.002  # seconds between two tries


class Turns:
    """The turns of one open store; its owner sees to it that only one thread asks at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock: BaseFileLock | None = None

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Wait for the turn and keep it until the end; within a turn this is no new one.

        Raises
        ------
        BusyError
            If another program keeps its turn for too long.
        StoreError
            If the file system has no locks.
        """
        if self._lock is not None:
            yield
            return
        from filelock import FileLock

        lock = FileLock(self._folder / "store.lock", mode=0o600, thread_local=False, fallback_to_soft=False)
        try:
            self._lock = lock
            self._wait(lock)
            yield
        finally:
            lock.release()
            if self._lock is lock:  # one left over from an interrupt may come here late
                self._lock = None

    def settle(self) -> None:
        """Give back a turn that an interrupt at a bad moment left taken."""
        if self._lock is not None:
            self._lock.release(force=True)
            self._lock = None

    def _wait(self, lock: "BaseFileLock") -> None:
        from filelock import Timeout

        try:
            lock.acquire(timeout=connection.PATIENCE, poll_interval=_PAUSE)
        except Timeout:
            raise BusyError(
                f"Another program has been writing to the store in {self._folder} for {connection.PATIENCE} s. Wait "
                "until it is done and run this again, or close the notebook that uses the store."
            ) from None
        except OSError as error:
            if error.errno in _NO_LOCKS:
                place.journal(place.Place(shared=True, locks=False, log=False), self._folder)
            raise
