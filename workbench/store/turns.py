"""Whose turn it is to write, among all threads and processes of a workspace; it opens no store.

SQLite lets one writer in at a time too, but before version 3.51.3 a write and a checkpoint at the
same instant could damage the log (https://www.sqlite.org/wal.html#walresetbug), and some shared
file systems do not keep its locks. This lock goes around both.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workbench.errors import BusyError
from workbench.store import connection, place

__all__ = ["Turns"]

_NO_LOCKS = {errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP}
_PAUSE = 0.002  # seconds between two tries


class Turns:
    """The turns of one open store; its owner sees to it that only one thread asks at a time."""

    def __init__(self, folder: Path) -> None:
        from filelock import FileLock

        self._folder = folder
        # One lock for all turns: a lock's finalizer, run at each turn's end, would swallow an interrupt now and then.
        self._lock = FileLock(folder / "store.lock", mode=0o600, thread_local=False, fallback_to_soft=False)
        self._turn: object | None = None

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
        if self._turn is not None:
            yield
            return
        turn = object()
        try:
            self._turn = turn
            self._wait()
            yield
        finally:
            if self._turn is turn:  # one left over from an interrupt may come here late
                self.settle()

    def settle(self) -> None:
        """Give back the turn, also one that an interrupt at a bad moment left taken."""
        if self._lock.is_locked:
            self._lock.release(force=True)
        self._turn = None

    def _wait(self) -> None:
        from filelock import Timeout

        try:
            self._lock.acquire(timeout=connection.PATIENCE, poll_interval=_PAUSE)
        except Timeout:
            raise BusyError(
                f"Another program has been writing to the store in {self._folder} for {connection.PATIENCE} s. Wait "
                "until it is done and run this again, or close the notebook that uses the store."
            ) from None
        except OSError as error:
            if error.errno in _NO_LOCKS:
                place.journal(place.Place(shared=True, locks=False, log=False), self._folder)
            raise
