"""Rows read straight from the pages of a store file, past a broken tree or header; it trusts a row's own hash alone.

Where a page's list of its rows is not in order, every place that could begin one is tried, and what
comes out is a row only if its SHA-256 is the one stored at its end. So no index, page header or list
of tables is needed.

References
----------
SQLite's file format, sections 1.6 and 2.1, https://www.sqlite.org/fileformat2.html
"""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from workbench.store import log, seal
from workbench.store.schema import PAGE, TABLES, Row, Value, own_hash

__all__ = ["rows"]

LEAF = 0x0D  # a page of a table that holds rows
_HASH = 12 + 2 * 32  # the kind of a value of 32 bytes
_LOCAL = PAGE - 35  # a longer row goes on to other pages
_LEAST = (PAGE - 12) * 32 // 255 - 23
_WIDTHS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8, 8: 0, 9: 0}
_BY_WIDTH: dict[int, list[str]] = {}
for _table, _columns in TABLES.items():
    _BY_WIDTH.setdefault(len(_columns) + 2, []).append(_table)

Found = tuple[str, Row, int]


def rows(path: Path) -> Iterator[tuple[str, Row]]:
    """Give every row of a store file and of its log whose own hash is right, as (table, row); some come twice."""
    pages = _Pages(path)
    doubtful: list[tuple[int, bool]] = []
    for place in pages.places():
        page, start = pages.at(place), 100 if pages.number(place) == 1 else 0
        found, whole = _listed(page, start, pages)
        if whole or not (found or _may_hold_rows(page, start)):
            yield from ((table, row) for table, row, _ in found)
        else:
            doubtful.append((place, bool(found)))
    for place, certain in doubtful:
        if certain or pages.number(place) not in pages.used:  # else it is the rest of a row that was found
            yield from ((table, row) for table, row, _ in _anywhere(pages.at(place), pages))


class _Pages:
    """The pages of a store file and of its log; a later page of the log stands for the file's own."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._frames = log.read(path).frames
        self._latest = dict(self._frames)
        self._count = -(-seal.size(path) // PAGE)
        self.used: set[int] = set()  # numbers of the pages that rows go on to

    def places(self) -> range:
        """Return the places of all pages: the file's own, then the log's."""
        return range(self._count + len(self._frames))

    def number(self, place: int) -> int:
        """Return the number of the page at a place, from 1."""
        return place + 1 if place < self._count else self._frames[place - self._count][0]

    def at(self, place: int) -> bytes:
        """Return the page at a place."""
        return self._own(place + 1) if place < self._count else self._frames[place - self._count][1]

    def _own(self, number: int) -> bytes:
        return seal.read_at(self._path, (number - 1) * PAGE, PAGE).ljust(PAGE, b"\0")

    def chains(self, number: int, length: int) -> Iterator[tuple[bytes, list[int]]]:
        """Give what follows a row's first part and on which pages, once with the log's pages and once without."""
        for logged in (True, False) if self._latest else (False,):
            yield self._chain(number, length, logged)

    def _chain(self, number: int, length: int, logged: bool) -> tuple[bytes, list[int]]:
        parts: list[bytes] = []
        numbers = []
        for _ in range(-(-length // (PAGE - 4))):
            if logged and number in self._latest:
                page = self._latest[number]
            elif 1 <= number <= self._count:
                page = self._own(number)
            else:
                break
            numbers.append(number)
            number = int.from_bytes(page[:4], "big")
            parts.append(page[4:])
        return b"".join(parts)[:length], numbers


def _listed(page: bytes, start: int, pages: _Pages) -> tuple[list[Found], bool]:
    """Return the rows that a page's header lists, and whether the page is in order and these are all it holds."""
    count = int.from_bytes(page[start + 3 : start + 5], "big")
    first = int.from_bytes(page[start + 5 : start + 7], "big")
    places = [start + 8 + 2 * index for index in range(min(count, PAGE // 8))]
    found = [_row(page, int.from_bytes(page[place : place + 2], "big"), pages) for place in places]
    kept = [row for row in found if row is not None]
    filled = sum(size for _, _, size in kept) == PAGE - first
    return kept, page[start] == LEAF and len(kept) == count and filled


def _may_hold_rows(page: bytes, start: int) -> bool:
    """Tell whether a page may hold rows: it is not zeros, and not plainly of an index or of a tree's inside."""
    return page[start] not in (0x02, 0x05, 0x0A) and any(page)


def _anywhere(page: bytes, pages: _Pages) -> list[Found]:
    """Return the rows that begin anywhere on a page, found by what their heads look like."""
    heads = [
        at
        for at, (length, first) in enumerate(pairwise(page))
        if 4 <= length < 40 and first == 0 and page[at + length - 1 : at + length] == bytes([_HASH])
    ]
    places = sorted({at - back for at in heads for back in range(2, 15) if at >= back})
    found = (_row(page, place, pages) for place in places)
    return [row for row in found if row is not None]


def _row(page: bytes, place: int, pages: _Pages) -> Found | None:
    """Return the row that begins at this place of a page, with the bytes it takes there, or None."""
    length, at = _number(page, place)
    sequence, at = _number(page, at)
    if not 40 < length < 1 << 31 or at >= PAGE:
        return None
    kinds, body = _kinds(page, at)
    if len(kinds) not in _BY_WIDTH or kinds[0] != 0 or kinds[-1] != _HASH:
        return None
    local = _local(length)
    if at + local > PAGE:
        return None
    taken = max(4, at - place + local + (4 if local < length else 0))
    for data, numbers in _contents(page[at : at + local + 4], local, length, pages):
        values = _values(data, body - at, kinds)
        for table in _BY_WIDTH[len(kinds)] if values else ():
            row = (sequence, *values)
            if row[-1] == own_hash(table, row[:-1]):
                pages.used.update(numbers)
                return table, row, taken
    return None


def _contents(part: bytes, local: int, length: int, pages: _Pages) -> Iterator[tuple[bytes, list[int]]]:
    if local == length:
        yield part[:local], []
        return
    for rest, numbers in pages.chains(int.from_bytes(part[local : local + 4], "big"), length - local):
        yield part[:local] + rest, numbers


def _local(length: int) -> int:
    """Return how many bytes of a row stand on its own page."""
    if length <= _LOCAL:
        return length
    kept = _LEAST + (length - _LEAST) % (PAGE - 4)
    return kept if kept <= _LOCAL else _LEAST


def _number(data: bytes, at: int) -> tuple[int, int]:
    """Return the number of one to nine bytes that begins here, and where it ends."""
    value = 0
    for index in range(8):
        byte = data[at + index] if at + index < len(data) else 0
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + index + 1
    return value << 8 | (data[at + 8] if at + 8 < len(data) else 0), at + 9


def _kinds(page: bytes, at: int) -> tuple[list[int], int]:
    """Return the kinds of a row's values, as its head lists them, and where the head ends."""
    length, here = _number(page, at)
    end = at + length
    kinds: list[int] = []
    while here < end <= PAGE and len(kinds) < 9:
        kind, here = _number(page, here)
        kinds.append(kind)
    return (kinds if here == end else []), end


def _values(data: bytes, at: int, kinds: list[int]) -> tuple[Value, ...]:
    """Return a row's values after its sequence number, or nothing where one cannot be one of ours."""
    values: list[Value] = []
    for kind in kinds[1:]:
        width = (kind - 12) // 2 if kind >= 12 else _WIDTHS.get(kind)
        if width is None:
            return ()
        part = data[at : at + width]
        at += width
        try:
            values.append(_value(kind, part))
        except UnicodeDecodeError:
            return ()
    return tuple(values) if at == len(data) else ()


def _value(kind: int, part: bytes) -> Value:
    if kind >= 12:
        return part.decode() if kind % 2 else part
    return kind - 8 if kind in (8, 9) else int.from_bytes(part, "big", signed=True)
