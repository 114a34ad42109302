"""A store checked byte for byte and row for row; what is damaged is set aside and what is right is kept."""

import os
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from workbench.errors import DamageError
from workbench.store import log, pages, place, schema, seal
from workbench.store.connection import open_file
from workbench.store.database import Database

__all__ = ["Damage", "Verification", "verify"]

_TOLD = 1000  # damaged places that are listed
_AT_ONCE = 1000  # rows


@dataclass(frozen=True)
class Damage:
    """A place that is not what was written: the file or a table, the row's number if it is known, and what is wrong."""

    where: str
    sequence: int | None
    reason: str


@dataclass(frozen=True)
class Verification:
    """What a check of a store found.

    Parameters
    ----------
    rows : int
        Rows in the store now, each with its own hash right.
    damaged : list of Damage
        What was not as it was written.
    set_aside : Path, optional
        Where the damaged file was put, if one was.
    """

    rows: int
    damaged: list[Damage] = field(default_factory=list)
    set_aside: Path | None = None

    @property
    def ok(self) -> bool:
        """Whether nothing was damaged."""
        return not self.damaged

    def __str__(self) -> str:
        if self.ok:
            return f"{self.rows} rows, all as they were written"
        first = self.damaged[0]
        place = first.where if first.sequence is None else f"{first.where} {first.sequence}"
        more = f" and {len(self.damaged) - 1} more" if len(self.damaged) > 1 else ""
        return f"damaged ({place}: {first.reason}{more}); {self.rows} rows kept, the damaged file is {self.set_aside}"


def verify(database: Database) -> Verification:
    """Check the whole store; set a damaged file aside and keep its rows. See `Store.verify`."""
    with database.mutex, database.alone():
        path = place.newest(database.folder)
        if path is None:
            return Verification(0)
        rows, damaged = _check(path)
        if not damaged:
            return Verification(rows)
        kept = _salvage(database, path)
        database.path = place.following(path)
        aside = _set_aside(database.folder, database.path)
    return Verification(kept, damaged, aside / path.name)


def _check(path: Path) -> tuple[int, list[Damage]]:
    if reason := log.damage(path):  # SQLite is not let near: it would throw away what follows in the log
        return 0, [Damage("file", None, reason)]
    sealed = seal.differs(path)
    damaged = [Damage("file", None, sealed)] if sealed else []
    rows = 0
    try:
        with closing(open_file(path, untouched=bool(sealed))) as connection:
            schema.check(connection, path)
            for found in _walk(connection):
                rows += 1
                damaged += found
            damaged += _structure(connection)
    except (sqlite3.DatabaseError, DamageError) as error:
        damaged.append(Damage("file", None, str(error)))
    if not damaged and (reason := _size(path)):
        damaged.append(Damage("file", None, reason))
    return rows, damaged[:_TOLD]


def _walk(connection: sqlite3.Connection) -> Iterator[list[Damage]]:
    for table in schema.TABLES:
        for row in connection.execute(f"SELECT * FROM {table} NOT INDEXED"):  # noqa: S608
            whole = schema.right(table, row)
            yield [] if whole else [Damage(table, row[0], "the row's hash is not that of its bytes")]


def _structure(connection: sqlite3.Connection) -> list[Damage]:
    told = [line for (line,) in connection.execute(f"PRAGMA integrity_check({_TOLD})")]
    return [Damage("file", None, line) for line in told if line != "ok"]


def _size(path: Path) -> str | None:
    """Tell whether bytes were added behind the last page; only asked when no log is left, and the file is closed."""
    if log.log_path(path).exists():
        return None
    pages_told = int.from_bytes(seal.read_at(path, 28, 4), "big")
    found = seal.size(path)
    return None if found == pages_told * schema.PAGE else f"it has {found} bytes, its header tells {pages_told} pages"


def _salvage(database: Database, path: Path) -> int:
    """Put every row that can be trusted into a new store; return how many."""
    part = database.folder / f".making-{uuid.uuid4().hex}.sqlite3"
    try:
        database.make(part, facts=[("set aside", path.name.encode())])
        with closing(open_file(part)) as connection:
            connection.execute("BEGIN")
            for table, rows in _batches(path):
                schema.insert(connection, table, rows)
            _drop_broken_chunks(connection)
            kept = sum(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in schema.TABLES)  # noqa: S608
            connection.execute("COMMIT")
        os.replace(part, place.following(path))
    finally:
        for left in (part, part.with_name(f"{part.name}-journal")):
            left.unlink(missing_ok=True)
    place.sync(database.folder)
    return int(kept)


def _batches(path: Path) -> Iterator[tuple[str, list[schema.Row]]]:
    found = pages.rows(path)
    while part := list(islice(found, _AT_ONCE)):
        for table in schema.TABLES:
            if table != "facts":
                yield table, [row for name, row in part if name == table]


def _drop_broken_chunks(connection: sqlite3.Connection) -> None:
    """Take out chunks some of whose answers are lost, so that they are run again."""
    for sequence, keys in connection.execute("SELECT sequence, keys FROM chunks").fetchall():
        wanted = {keys[start : start + 32] for start in range(0, len(keys), 32)}
        there = "SELECT 1 FROM answers WHERE key = ?"
        if any(connection.execute(there, (key,)).fetchone() is None for key in wanted):
            connection.execute("DELETE FROM chunks WHERE sequence = ?", (sequence,))


def _set_aside(folder: Path, current: Path) -> Path:
    """Move every file of the stores before the current one into a folder of their own."""
    aside = folder / "damaged"
    with suppress(FileExistsError):
        aside.mkdir(mode=0o700)
    while (old := place.newest_before(folder, current)) is not None:
        seal.close_handle(old)
        for suffix in ("-wal", "-journal", ".seal", "-shm", ""):  # the store itself last
            with suppress(FileNotFoundError):
                os.replace(f"{old}{suffix}", aside / f"{old.name}{suffix}")
    place.sync(folder)
    return aside
