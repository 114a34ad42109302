"""A model's answers, the chunks they came in, and those that came out differently; kept once, by their key."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.canonical import decode, encode
from workbench.errors import InputError
from workbench.records import clean_text
from workbench.store.database import Database
from workbench.store.schema import append, right

__all__ = ["ChunkRow", "Committed", "Conflict", "answers", "chunks", "commit", "conflicts"]

KEY = 32  # bytes
_AT_ONCE = 500  # keys in one question


@dataclass(frozen=True)
class Committed:
    """What a commit did: answers that were new, that were there already, and that were there with other bytes."""

    new: int
    same: int
    conflicts: int


@dataclass(frozen=True)
class ChunkRow:
    """A chunk that is done: its cell, its digest, the keys of its answers, how it was made, and its place in order."""

    cell: str
    chunk: str
    keys: tuple[str, ...]
    about: dict[str, Any]
    sequence: int


@dataclass(frozen=True)
class Conflict:
    """An item that was answered twice in different ways: the answer that was kept, and the other one."""

    key: str
    study: str
    cell: str
    chunk: str
    item: Any
    kept: Any
    given: Any


@dataclass(frozen=True)
class _Row:
    key: bytes
    item: bytes
    answer: bytes


def answers(database: Database, keys: Iterable[str]) -> dict[str, Any]:
    """Return ``{key: answer}`` of the keys that are there, in the order given; a damaged row is not there."""
    wanted = list(dict.fromkeys(keys))
    with database.mutex, database.reading() as connection:
        stored = _stored(connection, [_key(key) for key in wanted])
    return {key: decode(stored[bytes.fromhex(key)].answer) for key in wanted if bytes.fromhex(key) in stored}


def commit(
    database: Database,
    study: str,
    cell: str,
    chunk: str,
    rows: Sequence[tuple[str, Any, Any]],
    about: Mapping[str, Any],
) -> Committed:
    """Store a chunk's answers and the chunk itself in one transaction; see `Store.commit`."""
    place = _place(study, cell, chunk)
    given = [_Row(_key(key), encode(item), encode(answer)) for key, item, answer in rows]
    listed = b"".join(row.key for row in given)
    described = encode(about)
    needs = sum(len(row.item) + len(row.answer) + 200 for row in given) + len(listed) + len(described)
    with database.mutex, database.writing(needs=needs) as connection:
        kept = _stored(connection, [row.key for row in given], heal=True)
        before = len(kept)
        others = [row for row in given if kept.setdefault(row.key, row) != row]
        new = list(kept.values())[before:]
        append(connection, "answers", [(row.key, row.item, row.answer) for row in new])
        _mark(connection, place, others)
        _add_chunk(connection, place, listed, described)
    return Committed(len(new), len(given) - len(new) - len(others), len(others))


def chunks(database: Database, study: str, cell: str | None = None) -> list[ChunkRow]:
    """Return the chunks of a study (of one cell of it) that are done, in the order they were stored."""
    where, names = ("study = ?", [study]) if cell is None else ("study = ? AND cell = ?", [study, cell])
    with database.mutex, database.reading() as connection:
        found = connection.execute(f"SELECT * FROM chunks WHERE {where} ORDER BY sequence", names).fetchall()  # noqa: S608
    return [
        ChunkRow(cell, chunk, _keys(keys), decode(about), sequence)
        for sequence, _, cell, chunk, keys, about, _ in (row for row in found if right("chunks", row))
    ]


def conflicts(database: Database, study: str | None = None) -> list[Conflict]:
    """Return the conflicts of all studies, or those that touch an answer which one study uses."""
    with database.mutex, database.reading() as connection:
        found = connection.execute("SELECT * FROM conflicts ORDER BY sequence").fetchall()
        found = [row for row in found if right("conflicts", row)]
        stored = _stored(connection, [row[1] for row in found])
    if study is not None and found:
        used = {key for row in chunks(database, study) for key in row.keys}
        found = [row for row in found if row[1].hex() in used]
    return [
        Conflict(
            key=key.hex(),
            study=study,
            cell=cell,
            chunk=chunk,
            item=decode(stored[key].item),
            kept=decode(stored[key].answer),
            given=decode(other),
        )
        for _, key, study, cell, chunk, other, _ in found
        if key in stored
    ]


def _stored(connection: sqlite3.Connection, keys: Sequence[bytes], *, heal: bool = False) -> dict[bytes, _Row]:
    """Return the rows of these keys that are right; with ``heal``, take out those that are not."""
    found: dict[bytes, _Row] = {}
    for start in range(0, len(keys), _AT_ONCE):
        part = keys[start : start + _AT_ONCE]
        marks = ", ".join("?" * len(part))
        for row in connection.execute(f"SELECT * FROM answers WHERE key IN ({marks})", part).fetchall():  # noqa: S608
            if right("answers", row):
                found[row[1]] = _Row(*row[1:4])
            elif heal:
                connection.execute("DELETE FROM answers WHERE sequence = ?", row[:1])
    return found


def _mark(connection: sqlite3.Connection, place: tuple[str, str, str], others: Sequence[_Row]) -> None:
    for row in others:
        seen = connection.execute("SELECT * FROM conflicts WHERE key = ?", (row.key,)).fetchall()
        if (*place, row.answer) not in [known[2:6] for known in seen if right("conflicts", known)]:
            append(connection, "conflicts", [(row.key, *place, row.answer)])


def _add_chunk(connection: sqlite3.Connection, place: tuple[str, str, str], keys: bytes, about: bytes) -> None:
    where = "study = ? AND cell = ? AND chunk = ?"
    stored = connection.execute(f"SELECT * FROM chunks WHERE {where}", place).fetchone()  # noqa: S608
    if stored is not None and right("chunks", stored):
        return
    connection.execute(f"DELETE FROM chunks WHERE {where}", place)  # noqa: S608
    append(connection, "chunks", [(*place, keys, about)])


def _place(study: str, cell: str, chunk: str) -> tuple[str, str, str]:
    return clean_text(study, "A study's name"), clean_text(cell, "A cell's name"), clean_text(chunk, "A chunk's digest")


def _key(key: str) -> bytes:
    try:
        found = bytes.fromhex(key)
    except (TypeError, ValueError):
        found = b""
    if len(found) != KEY or found.hex() != key:
        raise InputError(f"{key!r} is no key of an answer: a key is a SHA-256, 64 of the letters 0-9 and a-f.")
    return found


def _keys(joined: bytes) -> tuple[str, ...]:
    return tuple(joined[start : start + KEY].hex() for start in range(0, len(joined), KEY))
