"""One connection to a store's file, for all threads of a process and beside other processes; it knows no table.

Writers, of one process or many, take turns by a lock on ``store.lock``, then write one transaction
that is on the disk before the call returns. The connection is closed before a fork and opened
again on either side, since SQLite's own state does not survive one.
"""

import os
import sqlite3
import threading
import uuid
import weakref
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import cache
from pathlib import Path

from workbench.errors import BusyError, StoreError
from workbench.store import log, place, schema, seal
from workbench.store.connection import abandon, empty_log, open_file
from workbench.store.turns import Turns
from workbench.store.words import gone, in_words

__all__ = ["Database"]

LOG_LIMIT = 4 << 20  # bytes of log after which it is written into the store's file
SEAL_READ = 32 << 20  # bytes of file up to which opening reads it whole, about 20 ms
_open: "weakref.WeakSet[Database]" = weakref.WeakSet()


class Database:
    """The file of one workspace, opened when it is first needed.

    Each use is ``with database.mutex, database.reading() as connection``: the mutex stands outermost,
    where no interrupt can leave it taken; all else that one may leave is undone at the next use.

    Parameters
    ----------
    folder : Path
        The workspace's folder, which exists.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / place.FIRST
        self._closed = False
        self.was_open = False  # a file that is gone after this is not made anew in silence
        self._begin()
        _open.add(self)
        _watch_forks_and_exit()

    def _begin(self) -> None:
        self._process = os.getpid()
        self.mutex = threading.RLock()
        self._turns = Turns(self.folder)
        self._connection: sqlite3.Connection | None = None
        self._shared_log = False
        self._wrote = False

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give a connection that sees the store as it is at this moment."""
        with in_words(self), ExitStack() as stack:
            self._settle()
            self._ready()
            if not self._shared_log:  # a rollback journal on a shared file system: one user at a time
                stack.enter_context(self._turns.taken())
            connection = self._ready()
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                self._undo()

    @contextmanager
    def writing(self, *, needs: int) -> Iterator[sqlite3.Connection]:
        """Give a connection for one transaction, which is on the disk when this ends, or undone if it raises.

        Parameters
        ----------
        needs : int
            Bytes about to be written, for the words of a full disk.
        """
        with in_words(self, needs), ExitStack() as stack:
            self._settle()
            stack.enter_context(self._turns.taken())
            connection = self._ready()
            seal.remove(self.path)
            try:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                self._undo()
                raise
            self._wrote = True
            self._shorten_log(connection)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep all other writers out, with this process's own connection closed."""
        with in_words(self), ExitStack() as stack:
            self._settle()
            stack.enter_context(self._turns.taken())
            self._refuse_if_closed()
            self._drop()
            yield

    def connect(self) -> None:
        """Open the file, or make it, now.

        Raises
        ------
        DamageError
            If the file is damaged or no store.
        StoreError
            If it cannot be used, or a newer workbench wrote it.
        """
        with self.mutex, in_words(self):
            self._settle()
            self._ready()

    def close(self) -> None:
        """Close the file; after this every use is refused. What was written is sealed with its digest."""
        with self.mutex:
            if self._closed:
                return
            self._settle()
            if self._wrote and self._process == os.getpid():
                with suppress(StoreError, BusyError, OSError, sqlite3.Error):
                    self._seal()
            self._drop()
            self._closed = True
            _open.discard(self)
            self.forget_handle()

    def forget_handle(self) -> None:
        """Close the handle that digests are read by, unless this process has the file open elsewhere."""
        if all(other.folder != self.folder for other in list(_open) if other is not self):
            seal.close_handle(self.path)

    def make(self, path: Path, *, facts: list[tuple[str, bytes]]) -> None:
        """Make an empty store at a path, readable by its owner alone from the start."""
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(open_file(path)) as connection:
            schema.create(connection, facts=facts)

    def _ready(self) -> sqlite3.Connection:
        """Return the open connection, opened (again) if need be."""
        self._refuse_if_closed()
        if self._process != os.getpid():  # a fork that told nobody
            abandon(self._connection)
            self._begin()
        if self._connection is not None and self._is_current():
            return self._connection
        with self._turns.taken():
            self._connection = self._connect()
        return self._connection

    def _settle(self) -> None:
        """Undo what an interrupt at a bad moment may have left."""
        self._turns.settle()
        self._undo()

    def _refuse_if_closed(self) -> None:
        if self._closed:
            raise StoreError(f"The store {self.path} is closed. Open it again: open_store({str(self.folder)!r}).")

    def _is_current(self) -> bool:
        """Tell whether the open file still is the workspace's store; if not, leave it."""
        if place.following(self.path).exists():  # set aside by another program, which made a new one
            self._drop()
            return False
        try:
            found = self.path.stat()
        except OSError:
            found = None
        if found is not None and (found.st_dev, found.st_ino) == self._file:
            return True
        # Closed in the ordinary way it would delete the log of whatever stands there now.
        abandon(self._connection)
        self._connection = None
        return False

    def _connect(self) -> sqlite3.Connection:
        self.path = self._find()
        wrong = log.damage(self.path)  # SQLite would drop what follows without a word
        if wrong is None and self.path.stat().st_size <= SEAL_READ:
            wrong = seal.differs(self.path)
        if wrong:
            raise schema.damage(self.path, wrong)
        connection = open_file(self.path)
        try:
            schema.check(connection, self.path)
            self._shared_log = self._choose_journal(connection) == "wal"
            found = self.path.stat()
        except BaseException:
            connection.close()
            raise
        self._file = (found.st_dev, found.st_ino)
        self.was_open = True
        return connection

    def _find(self) -> Path:
        for left in self.folder.glob(".making-*"):  # by a program that was killed
            left.unlink()
        found = place.newest(self.folder)
        if found is not None:
            return found
        if self.was_open:
            raise gone(self)
        part = self.folder / f".making-{uuid.uuid4().hex}.sqlite3"
        self.make(part, facts=[])
        part.rename(self.folder / place.FIRST)
        place.sync(self.folder)
        return self.folder / place.FIRST

    def _choose_journal(self, connection: sqlite3.Connection) -> str:
        """Return how the store keeps itself whole, changed to what suits the file system."""
        (now,) = connection.execute("PRAGMA journal_mode").fetchone()
        if now == "wal" and not place.is_shared(self.folder):
            return "wal"
        wanted = place.journal(place.look(self.folder), self.folder)
        if now == wanted:
            return str(now)
        seal.remove(self.path)
        (now,) = connection.execute(f"PRAGMA journal_mode = {wanted}").fetchone()
        if wanted == "delete" and now == "wal":
            raise BusyError(
                f"{self.path} stands on a file system that several machines share and is open in another program. "
                "Close it there and run this again."
            )
        return str(now)

    def _shorten_log(self, connection: sqlite3.Connection) -> None:
        """Write a long log into the store's file, unless somebody reads just now."""
        with suppress(OSError, sqlite3.Error):  # the commit is on the disk either way
            if log.log_path(self.path).stat().st_size > LOG_LIMIT:
                empty_log(connection)

    def _seal(self) -> None:
        with self._turns.taken():
            connection = self._ready()
            if not self._shared_log or empty_log(connection):
                seal.make(self.path)

    def _undo(self) -> None:
        if self._connection is not None and self._connection.in_transaction:
            try:
                self._connection.execute("ROLLBACK")
            except sqlite3.Error:
                self._drop()

    def _drop(self) -> None:
        if self._process != os.getpid():
            abandon(self._connection)
        elif self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
        self._connection = None

    def before_fork(self) -> None:
        """Close the connection, with every other thread of this process kept out until after the fork."""
        self.mutex.acquire()
        if self._connection is not None and not self._connection.in_transaction:
            self._drop()

    def after_fork(self, *, child: bool) -> None:
        """Let this process's threads in again; a child begins anew."""
        if child:
            abandon(self._connection)
            self._begin()
        else:
            self.mutex.release()

    def __del__(self) -> None:
        if getattr(self, "_connection", None) is not None:
            self._drop()


@cache
def _watch_forks_and_exit() -> None:
    import atexit

    import filelock  # noqa: F401  its own hooks come first here, so ours run first before a fork: a turn must end

    held: list[Database] = []

    def before() -> None:
        held.extend(_open)
        for database in held:
            database.before_fork()

    def after(*, child: bool) -> None:
        for database in held:
            database.after_fork(child=child)
        held.clear()

    def leave() -> None:
        for database in list(_open):
            database.close()

    os.register_at_fork(
        before=before, after_in_parent=lambda: after(child=False), after_in_child=lambda: after(child=True)
    )
    atexit.register(leave)
