"""The store of a workspace as the rest of the workbench sees it; it knows no model and no probe."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from workbench.errors import DamageError
from workbench.store import answers, documents, lease, place
from workbench.store.answers import ChunkRow, Committed, Conflict
from workbench.store.database import Database
from workbench.store.documents import Note
from workbench.store.lease import Lease
from workbench.store.verify import Verification, verify

__all__ = ["Store", "open_store"]


def open_store(workspace: Path | str | None = None) -> "Store":
    """Open the store of a workspace, made if it is not there yet.

    Any number of notebooks and programs may have it open at once. The folder and the file are for
    their owner alone from the start (modes 0700 and 0600).

    Parameters
    ----------
    workspace : Path or str, optional
        The workspace's folder. Left out: the environment variable ``WORKBENCH_WORKSPACE``, else the
        folder ``workspace`` in the workbench's home.

    Returns
    -------
    Store
        To be closed, or used in a ``with`` block. A damaged file opens too, and answers every use but
        `Store.verify` with a DamageError.

    Raises
    ------
    StoreError
        If the folder cannot be used, its file system has no locks, the disk is full, or a newer
        workbench wrote the store.
    BusyError
        If another program keeps the store to itself for a minute.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, open_store(folder) as store:
    ...     digest = store.write("plan", "occupations", {"seeds": [0]})
    ...     store.read("plan", "occupations")
    {'seeds': [0]}
    """
    folder = place.workspace_folder(workspace)
    place.make_folder(folder)
    database = Database(folder)
    try:
        database.connect()
    except DamageError:
        pass  # said at the first use; only verify may go on
    except BaseException:
        database.close()
        raise
    return Store(database)


class Store:
    """Answers, chunks, documents, notes and leases of one workspace, in one file. Get it from `open_store`.

    Every row carries its own SHA-256 and is given back only if that is right. A write is on the disk
    when the call returns, and a process killed at any instant loses nothing that was. Threads may
    share a store; after a fork both processes may go on using it.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def path(self) -> Path:
        """The store's file."""
        return self._database.path

    @property
    def workspace(self) -> Path:
        """The folder the store stands in."""
        return self._database.folder

    def answers(self, keys: Iterable[str]) -> dict[str, Any]:
        """Return ``{key: answer}`` for the keys that are stored, in the order given.

        Parameters
        ----------
        keys : iterable of str
            64 hexadecimal letters each.

        Returns
        -------
        dict
            Answers as plain Python, NaN and infinity included. A damaged row counts as not stored.
        """
        return answers.answers(self._database, keys)

    def commit(
        self,
        study: str,
        cell: str,
        chunk: str,
        rows: Sequence[tuple[str, Any, Any]],
        about: Mapping[str, Any],
    ) -> Committed:
        """Store a chunk: its answers and that it is done, all or nothing, on the disk when this returns.

        Parameters
        ----------
        study, cell, chunk : str
            Where the chunk belongs, any text. A chunk that is stored already stays as it is.
        rows : sequence of (key, item, answer)
            What was asked and answered, in any form `workbench.canonical.encode` takes. A key that is
            stored with the same bytes is left as it is; with other bytes it is too, and the item is
            marked as nondeterministic (see `conflicts`).
        about : mapping
            How the chunk was made (machine, seconds, ...), part of no key.

        Returns
        -------
        Committed
            How many answers were new, the same, and in conflict.
        """
        return answers.commit(self._database, study, cell, chunk, rows, about)

    def chunks(self, study: str, cell: str | None = None) -> list[ChunkRow]:
        """Return a study's chunks that are done (of one cell, if it is named), in the order they were stored."""
        return answers.chunks(self._database, study, cell)

    def conflicts(self, study: str | None = None) -> list[Conflict]:
        """Return the items that were answered in different ways; with a study, those among the items it uses."""
        return answers.conflicts(self._database, study)

    def write(self, kind: str, name: str, value: Mapping[str, Any]) -> str:
        """Store a version of a document and return its SHA-256; earlier versions stay (see `history`)."""
        return documents.write(self._database, kind, name, value)

    def read(self, kind: str, name: str) -> dict[str, Any] | None:
        """Return the newest version of a document, or None."""
        return documents.read(self._database, kind, name)

    def names(self, kind: str) -> list[str]:
        """Return the names of all documents of a kind, sorted."""
        return documents.names(self._database, kind)

    def history(self, kind: str, name: str) -> list[dict[str, Any]]:
        """Return every version of a document, the oldest first."""
        return documents.history(self._database, kind, name)

    def note(self, stream: str, event: Mapping[str, Any]) -> int:
        """Add a note to a stream, for good, and return its number; numbers only grow, whatever the clock does."""
        return documents.note(self._database, stream, event)

    def notes(self, stream: str, after: int = 0) -> list[Note]:
        """Return a stream's notes, the oldest first; with ``after``, those with a higher number."""
        return documents.notes(self._database, stream, after)

    def lease(self, name: str) -> Lease:
        """Return the right to work on what a name stands for, to be used in a ``with`` block.

        Raises
        ------
        BusyError
            On entering, if somebody else holds it: process, machine, and since when. The lease of a
            process that died is free.
        """
        return Lease(self._database.folder, name)

    def holder(self, name: str) -> dict[str, Any] | None:
        """Return who holds a lease (``name, pid, host, since, silent``), or None."""
        return lease.holder(self._database.folder, name)

    def verify(self) -> Verification:
        """Check every byte and row; if something is damaged, set the file aside and go on with what is right.

        The damaged file moves, whole, into the folder ``damaged`` beside the store, and a new file
        takes every row whose own hash is right. A chunk some of whose answers are lost is left out,
        so that a study runs it again. Others may have the store open meanwhile.
        """
        return verify(self._database)

    def close(self) -> None:
        """Close the store; it can be opened again."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Store({str(self.workspace)!r})"
