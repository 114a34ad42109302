"""Documents that keep every version, and streams of notes that only grow; it knows nothing of answers."""

import hashlib
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workbench.canonical import decode, encode
from workbench.records import clean_text
from workbench.store.database import Database
from workbench.store.schema import append, damage, right

__all__ = ["Note", "history", "names", "note", "notes", "read", "write"]


@dataclass(frozen=True)
class Note:
    """Something that happened: its number in the store, which only grows, and what it was."""

    sequence: int
    event: dict[str, Any]


def write(database: Database, kind: str, name: str, value: Mapping[str, Any]) -> str:
    """Store a version of a document, unless it is the newest already; return the SHA-256 of its bytes."""
    place = (clean_text(kind, "A document's kind"), clean_text(name, "A document's name"))
    data = encode(value)
    with database.mutex, database.writing(needs=len(data)) as connection:
        versions = _versions(database, connection, *place)
        if not versions or versions[-1] != data:
            append(connection, "documents", [(*place, data)])
    return hashlib.sha256(data).hexdigest()


def read(database: Database, kind: str, name: str) -> dict[str, Any] | None:
    """Return a document's newest version, or None."""
    versions = history(database, kind, name)
    return versions[-1] if versions else None


def history(database: Database, kind: str, name: str) -> list[dict[str, Any]]:
    """Return every version of a document, the oldest first."""
    with database.mutex, database.reading() as connection:
        return [decode(data) for data in _versions(database, connection, kind, name)]


def names(database: Database, kind: str) -> list[str]:
    """Return the names of the documents of a kind, in the order of the alphabet."""
    with database.mutex, database.reading() as connection:
        rows = connection.execute("SELECT * FROM documents WHERE kind = ?", (kind,)).fetchall()
    return sorted({row[2] for row in _all_right(database, "documents", rows)})


def note(database: Database, stream: str, event: Mapping[str, Any]) -> int:
    """Add a note to a stream; return its number."""
    data = encode(event)
    with database.mutex, database.writing(needs=len(data)) as connection:
        return append(connection, "notes", [(clean_text(stream, "A stream's name"), data)])


def notes(database: Database, stream: str, after: int = 0) -> list[Note]:
    """Return a stream's notes with a number above ``after``, the oldest first."""
    question = "SELECT * FROM notes WHERE sequence > ? AND stream = ? ORDER BY sequence"
    with database.mutex, database.reading() as connection:
        rows = connection.execute(question, (after, stream)).fetchall()
    return [Note(row[0], decode(row[2])) for row in _all_right(database, "notes", rows)]


def _versions(database: Database, connection: sqlite3.Connection, kind: str, name: str) -> list[bytes]:
    question = "SELECT * FROM documents WHERE kind = ? AND name = ? ORDER BY sequence"
    rows = connection.execute(question, (kind, name)).fetchall()
    return [row[3] for row in _all_right(database, "documents", rows)]


def _all_right(database: Database, table: str, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    # Unlike an answer, which is computed again, a version left out would let an older one stand for it.
    for row in rows:
        if not right(table, row):
            raise damage(database.path, f"row {row[0]} of its {table} is not what was written")
    return rows
