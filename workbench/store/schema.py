"""The tables of a store, the own hash of each row, and the version of both; it opens no file.

Every row ends in the SHA-256 of its table's name and of all its other values, so that a row can
be told from a damaged one by itself, wherever it is found.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Sequence

from workbench.errors import DamageError, StoreError

__all__ = ["PAGE", "TABLES", "VERSION", "append", "check", "create", "own_hash", "right"]

VERSION = 1
APPLICATION = 0x4C4D5742  # the letters LMWB, in the file's header
PAGE = 4096  # bytes

# Each table's columns between its ``sequence`` and its ``hash``. Rows are added, never changed.
TABLES = {
    "facts": ("name TEXT", "value BLOB"),
    "answers": ("key BLOB UNIQUE", "item BLOB", "answer BLOB"),
    "chunks": ("study TEXT", "cell TEXT", "chunk TEXT", "keys BLOB", "about BLOB"),
    "conflicts": ("key BLOB", "study TEXT", "cell TEXT", "chunk TEXT", "answer BLOB"),
    "documents": ("kind TEXT", "name TEXT", "value BLOB"),
    "notes": ("stream TEXT", "event BLOB"),
}
# Documents and notes are few and read whole: no index of them can hide a row when it is damaged.
INDEXES = (
    "CREATE UNIQUE INDEX chunks_place ON chunks (study, cell, chunk)",
    "CREATE INDEX conflicts_key ON conflicts (key)",
)

Value = int | str | bytes
Row = tuple[Value, ...]


def own_hash(table: str, values: Iterable[Value]) -> bytes:
    """Return the SHA-256 of a row: its table's name and every value before the hash, each with its kind and length."""
    total = hashlib.sha256(table.encode())
    for value in values:
        if isinstance(value, int):
            total.update(b"|i%d" % value)
        else:
            data = value.encode() if isinstance(value, str) else value
            total.update(b"|%c%d:" % (b"t" if isinstance(value, str) else b"b", len(data)))
            total.update(data)
    return total.digest()


def right(table: str, row: Sequence[Value]) -> bool:
    """Tell whether a row (sequence, ..., hash) is the one that was written."""
    known = all(isinstance(value, (int, str, bytes)) for value in row)
    return known and row[-1] == own_hash(table, row[:-1])


def append(connection: sqlite3.Connection, table: str, rows: Sequence[Row]) -> int:
    """Add rows (without sequence and hash) in their order; return the last sequence number of the table."""
    (last,) = connection.execute(f"SELECT coalesce(max(sequence), 0) FROM {table}").fetchone()  # noqa: S608
    numbered = [(number, *row) for number, row in enumerate(rows, last + 1)]
    insert(connection, table, [(*row, own_hash(table, row)) for row in numbered])
    return int(last) + len(rows)


def insert(connection: sqlite3.Connection, table: str, rows: Sequence[Row]) -> None:
    """Add whole rows as they are; one whose place is taken is left out."""
    marks = ", ".join("?" * (len(TABLES[table]) + 2))
    connection.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", rows)  # noqa: S608


def create(connection: sqlite3.Connection, *, facts: Sequence[tuple[str, bytes]] = ()) -> None:
    """Make the tables of an empty store, in one transaction."""
    connection.execute(f"PRAGMA page_size = {PAGE}")
    connection.execute("BEGIN IMMEDIATE")
    for table, columns in TABLES.items():
        listed = "".join(f"{column} NOT NULL, " for column in columns)
        connection.execute(f"CREATE TABLE {table} (sequence INTEGER PRIMARY KEY, {listed}hash BLOB NOT NULL)")
    for statement in INDEXES:
        connection.execute(statement)
    append(connection, "facts", [("schema", str(VERSION).encode()), *facts])
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")


def check(connection: sqlite3.Connection, path: object) -> None:
    """Refuse a file that is no store, or one that a newer workbench wrote.

    Raises
    ------
    DamageError
        If the header is not that of a store.
    StoreError
        If the store is of a newer version: it is never changed to an older one.
    """
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION:
        raise damage(path, "its header names another kind of file")
    if version > VERSION and _recorded_version(connection) != VERSION:  # else only the header's number is damaged
        raise StoreError(
            f"{path} was written by a newer workbench (version {version} of the store, this one knows {VERSION}). "
            "Nothing was changed. Upgrade the workbench, or give another workspace."
        )
    if version != VERSION:
        raise damage(path, f"its header names version {version}")


def _recorded_version(connection: sqlite3.Connection) -> int | None:
    try:
        rows = connection.execute("SELECT * FROM facts WHERE name = 'schema'").fetchall()
    except sqlite3.Error:
        return None
    return next((int(row[2]) for row in rows if right("facts", row)), None)


def damage(path: object, reason: str) -> DamageError:
    """Build the error for a file that is damaged or foreign: what was found and what to do."""
    return DamageError(
        f"{path} is damaged or no store of the workbench: {reason}. Nothing was changed. store.verify() sets the file "
        "aside and keeps every row that can still be trusted; or give another workspace."
    )
