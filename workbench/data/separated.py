"""Comma- or tab-separated text as rows, quoted fields over several lines too; it checks no field."""

import re
from collections import deque
from collections.abc import Iterator
from typing import Any

from workbench.data.defects import Limits, Trouble
from workbench.data.lines import Line

__all__ = ["header", "rows"]

_NAMES = {",": "comma", "\t": "tab", ";": "semicolon"}
_MOST_LINES = 10_000
_BARE = re.compile(r"\r(?!\n)")
_QUOTED = re.compile(r'(?:[^"]|"")*+')


class _Source:
    """Lines that can be put back, so that reading goes on after the line where a quote was left open."""

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines = lines
        self._back: deque[Line] = deque()

    def next(self) -> Line | None:
        return self._back.popleft() if self._back else next(self._lines, None)

    def put_back(self, lines: list[Line]) -> None:
        self._back.extendleft(reversed(lines))


def rows(lines: Iterator[Line], limits: Limits, separator: str) -> Iterator[tuple[int, dict[str, str] | Trouble]]:
    """Yield every row with the line it begins in, or what is wrong there.

    Raises
    ------
    Trouble
        If the header cannot be used: then no row can be read.
    """
    source = _Source(lines)
    names = header(source, limits, separator)
    while (line := source.next()) is not None:
        try:
            cells, last = _record(line, source, limits, separator)
            yield line.number, _row(names, cells, last=last)
        except Trouble as trouble:
            yield line.number, trouble


def header(source: Any, limits: Limits, separator: str) -> list[str]:
    """Return the names in the first line."""
    first = source.next()
    if first is None:
        raise Trouble("empty file", "The file is empty.", "Is it the right file?")
    if first.text.count(separator) >= limits.columns:
        reason = f"The header has more than {limits.columns:,} columns."
        raise Trouble("too many columns", reason, "Keep the columns that you need, or allow more: Limits(columns=...).")
    names, _ = _record(first, source, limits, separator)
    if names[:1] and re.fullmatch("sep=.?", first.text):
        raise Trouble("header", "The first line is a note to Excel (sep=), not the header.", "Delete the line.")
    if len(names) == 1 and (other := next((sign for sign in _NAMES if sign != separator and sign in names[0]), None)):
        reason = f"The header has no {_NAMES[separator]}, but a {_NAMES[other]}."
        remedy = "Name the file .tsv." if other == "\t" else f"Save it with {_NAMES[separator]}s between the fields."
        raise Trouble("wrong separator", reason, remedy)
    if "" in (stripped := [name.strip() for name in names]):
        reason = f"Column {stripped.index('') + 1} of the header has no name."
        raise Trouble("header", reason, "Name it, or delete the column.")
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise Trouble("header", f"The column {twice!r} stands twice in the header.", "Rename one of them.")
    return names


def _row(names: list[str], cells: list[str], *, last: bool) -> dict[str, str]:
    if len(cells) == len(names):
        return dict(zip(names, cells, strict=True))
    if cells in ([], [""]):
        raise Trouble("empty line", "The line is empty.", "Delete it.")
    reason = f"The row has {len(cells)} fields, the header {len(names)}."
    if last and len(cells) < len(names):
        raise Trouble(
            "truncated", f"The file ends within this line. {reason}", "Get the whole file again, or delete it."
        )
    remedy = "Put a field that holds the separator in double quotes." if len(cells) > len(names) else "Fill in the row."
    raise Trouble("column count", reason, remedy)


def _record(line: Line, source: _Source, limits: Limits, separator: str) -> tuple[list[str], bool]:
    """Return the cells of the row that begins in this line, and whether the file ends within its last line."""
    if line.trouble is not None:
        raise line.trouble
    if _BARE.search(line.text):
        reason = "A carriage return stands within the line."
        raise Trouble("carriage return", reason, "Save the file with line ends LF or CRLF, or quote the field.")
    if line.text.count(separator) >= limits.columns * 100:
        raise Trouble("column count", f"The row has {line.text.count(separator):,} separators.", "Mend the row.")
    if '"' not in line.text:
        return line.text.split(separator), not line.end
    row, taken, size = _Row(separator), [], 0
    try:
        while row.feed(line):
            size += len(line.text)
            more = source.next()
            taken += [more] if more else []
            if more is None or more.trouble is not None or size > limits.line or len(taken) > _MOST_LINES:
                reason = "A double quote that opens in this line is never closed."
                raise Trouble("open quote", reason, 'Close it; a quote within a quoted field is written "".')
            line = more
    except Trouble:
        source.put_back(taken)
        raise
    return row.cells, not line.end


class _Row:
    """A row under way: its cells, and the parts of a quoted field that is still open."""

    def __init__(self, separator: str) -> None:
        self.cells: list[str] = []
        self._open: list[str] | None = None
        self._separator = separator

    def feed(self, line: Line) -> bool:
        """Read one line; return whether a quoted field goes on in the next."""
        text, place = line.text, 0
        while True:
            if self._open is not None or text.startswith('"', place):
                end = self._quoted(text, place if self._open is not None else place + 1)
                if end is None:
                    self._open = [*(self._open or []), line.end]
                    return True
            else:
                end = text.find(self._separator, place)
                end = len(text) if end < 0 else end
                self.cells.append(text[place:end])
            if end == len(text):
                return False
            place = end + 1

    def _quoted(self, text: str, place: int) -> int | None:
        """Read a quoted field to its end and return the place after it; None where it is still open."""
        found = _QUOTED.match(text, place)
        end = found.end() if found else place
        self._open = [*(self._open or []), text[place:end].replace('""', '"')]
        if end == len(text):
            return None
        if end + 1 < len(text) and text[end + 1] != self._separator:
            reason = f"Text follows a closing double quote at character {end + 2}."
            raise Trouble("text after quote", reason, 'A quote within a quoted field is written "".')
        self.cells.append("".join(self._open))
        self._open = None
        return end + 1
