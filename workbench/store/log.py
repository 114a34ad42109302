"""The bytes of SQLite's write-ahead log, checked before SQLite itself reads them; it changes nothing.

SQLite takes the first frame whose checksum is wrong for the end of the log, so a flipped bit would
silently drop every commit after it. After a killed writer the log ends in an unfinished frame and
nothing follows; where whole frames follow a wrong one, the log is damaged.

References
----------
SQLite's file format, section 4, https://www.sqlite.org/fileformat2.html#the_write_ahead_log
"""

import struct
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.store.schema import PAGE

if TYPE_CHECKING:
    import numpy as np

__all__ = ["Log", "damage", "log_path", "read"]

HEADER = 32
FRAME = 24 + PAGE
_MAGIC = {0x377F0682: "<u4", 0x377F0683: ">u4"}  # the order of bytes in which its checksums were taken


@dataclass(frozen=True)
class Log:
    """A log's frames, oldest first: ``(page number, page)``; and what is wrong with it, in words, or None."""

    frames: tuple[tuple[int, bytes], ...]
    damage: str | None


def log_path(path: Path) -> Path:
    """Return the path of a store's log."""
    return path.with_name(f"{path.name}-wal")


def damage(path: Path) -> str | None:
    """Tell what is wrong with the log beside a store, or None; a log that is missing or empty is in order."""
    try:
        if log_path(path).stat().st_size <= HEADER:
            return None
    except FileNotFoundError:
        return None
    return read(path).damage


def read(path: Path) -> Log:
    """Read the log beside a store: every whole frame, trusted or not, and what is wrong."""
    try:
        data = log_path(path).read_bytes()
    except FileNotFoundError:
        data = b""
    count = max(0, (len(data) - HEADER) // FRAME)
    starts = [HEADER + FRAME * index for index in range(count)]
    frames = tuple((int.from_bytes(data[at : at + 4], "big"), data[at + 24 : at + FRAME]) for at in starts)
    return Log(frames, _damage(data, count) if count else None)


def _damage(data: bytes, count: int) -> str | None:
    magic, _, size, _, *salts, first, second = struct.unpack_from(">8I", data)
    if magic not in _MAGIC or size != PAGE or _sum(data[:24], _MAGIC[magic], (0, 0)) != (first, second):
        return "the head of its log is not what was written"
    wrong = _wrong_frame(data, count, _MAGIC[magic], (salts[0], salts[1]))
    return None if wrong is None else f"frame {wrong + 1} of {count} in its log is not what was written"


def _wrong_frame(data: bytes, count: int, order: str, salts: tuple[int, int]) -> int | None:
    """Return the first frame that is damaged (and not just unfinished or left over), or None."""
    heads = [struct.unpack_from(">6I", data, HEADER + FRAME * index) for index in range(count)]
    chained = _chained(data, count, order)
    fresh = [head[2:4] == salts for head in heads]
    good = [bool(mine and fits) for mine, fits in zip(fresh, chained, strict=True)]
    if all(good):
        return None
    wrong = good.index(False)
    if any(good[wrong + 1 :]):  # whole frames of this log follow a wrong one
        return wrong
    half = heads[wrong][2] == salts[0] or heads[wrong][3] == salts[1]
    last = wrong + 1 == count  # nothing left over from before lies beneath, so it was written whole
    return wrong if (half and last) else None


def _chained(data: bytes, count: int, order: str) -> list[bool]:
    """Tell of each frame whether its checksum follows from its bytes and the checksum stored before it."""
    import numpy as np

    raw = np.frombuffer(data, np.uint8, count * FRAME, HEADER).reshape(count, FRAME)
    stored = raw[:, 16:24].copy().view(">u4").astype(np.uint32)  # (frames, 2)
    before = np.vstack([np.array(struct.unpack_from(">2I", data, 24), np.uint32)[None], stored[:-1]])
    words = np.hstack([raw[:, :8], raw[:, 24:]]).copy().view(order).astype(np.uint32)  # (frames, words)
    found = _sums(words, before)
    return [bool(same) for same in (found == stored).all(axis=1)]


def _sum(data: bytes, order: str, start: tuple[int, int]) -> tuple[int, int]:
    import numpy as np

    words = np.frombuffer(data, order).astype(np.uint32)[None]
    first, second = _sums(words, np.array([start], np.uint32))[0]
    return int(first), int(second)


def _sums(words: "np.ndarray[Any, Any]", start: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    """Take SQLite's checksum of many rows at once, modulo 2**32.

    A step takes ``a += x + b; b += y + a`` for each pair of words x, y. It is linear: with
    ``M = [[1, 1], [1, 2]]`` the end is ``M**n @ start`` plus ``M**(n-1-i) @ (x, x + y)`` over all pairs i.
    """
    import numpy as np

    pairs = words.shape[1] // 2
    powers = _powers(pairs)  # (pairs + 1, 3)
    x, y = words[:, 0::2], words[:, 0::2] + words[:, 1::2]  # (rows, pairs)
    p, q, r = powers[:pairs][::-1].T
    a = (p * x + q * y).sum(axis=1, dtype=np.uint32)
    b = (q * x + r * y).sum(axis=1, dtype=np.uint32)
    p, q, r = powers[pairs]
    return np.stack([a + p * start[:, 0] + q * start[:, 1], b + q * start[:, 0] + r * start[:, 1]], axis=1)


@cache
def _powers(count: int) -> "np.ndarray[Any, Any]":
    """Return the entries p, q, r of ``[[1, 1], [1, 2]]**k = [[p, q], [q, r]]`` for k from 0 to count."""
    import numpy as np

    rows = [(1, 0, 1)]
    for _ in range(count):
        p, q, r = rows[-1]
        rows.append(((p + q) % 2**32, (q + r) % 2**32, (q + 2 * r) % 2**32))
    return np.array(rows, np.uint32)
