"""What a command prints: text with control characters as visible escapes, or one JSON document; it decides nothing."""

import argparse
import json
import math
import re
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from workbench.markup import plain

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["answer", "note", "safe", "say", "table_text", "write"]

_ASCII = re.compile("[ -~]*")
_UNUSUAL = re.compile("[^ -~\n]")
_SEPARATORS = re.compile("[\u2028\u2029]")


def answer(asked: argparse.Namespace, document: Any, *lines: str) -> None:
    """Print the document where ``--json`` was asked, the lines where not."""
    if asked.json:
        print(_json(document), file=asked.output, flush=True)
    else:
        say(*lines)
        sys.stdout.flush()


def say(*lines: str) -> None:
    """Print lines on standard output."""
    for line in lines:
        print(safe(line))


def note(*lines: str) -> None:
    """Print lines on standard error: progress and messages, never the answer."""
    for line in lines:
        print(safe(line), file=sys.stderr, flush=True)


def write(text: str) -> None:
    """Print a piece of text at once, without a line end."""
    sys.stdout.write(safe(text))
    sys.stdout.flush()


def table_text(table: "pd.DataFrame | Sequence[Mapping[str, Any]]", columns: Sequence[str] | None = None) -> str:
    """Return a table as aligned text: four digits a number, one line a row.

    >>> print(table_text([{"name": "a", "value": 0.123456}, {"name": "bc", "value": None}]))
    name  value
    a     0.1235
    bc    -
    """
    rows: list[Mapping[Any, Any]] = list(table) if isinstance(table, Sequence) else list(table.to_dict("records"))
    names = [str(name) for name in columns or dict.fromkeys(key for row in rows for key in row)]
    cells = [names, *([_cell(row.get(name)) for name in names] for row in rows)]
    widths = [max(_width(row[place]) for row in cells) for place in range(len(names))]
    return "\n".join(
        "  ".join(text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    )


def _width(text: str) -> int:
    """Return how many places a text takes in a terminal: East Asian characters take two, accents none."""
    if _ASCII.fullmatch(text):
        return len(text)
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return len(text) + wide - sum(bool(unicodedata.combining(char)) for char in text)


def _cell(value: Any) -> str:
    if value is None or value is False or (isinstance(value, float) and math.isnan(value)):
        return "-"
    if isinstance(value, float):
        return f"{value:.4g}"
    return safe(str(value)).replace("\n", "\\n").replace("\t", "\\t")


def safe(text: str) -> str:
    """Return text as a terminal may show it: what it would obey, and line ends that are none of ours, as escapes."""
    return _SEPARATORS.sub(lambda found: f"\\u{ord(found[0]):04x}", plain(text))


def _json(document: Any) -> str:
    """Return one JSON document that is safe to show: what a terminal would obey is escaped within its strings."""
    from workbench.reports.folder import canonical

    text = json.dumps(json.loads(canonical(document)), ensure_ascii=False, indent=1)
    return _UNUSUAL.sub(lambda found: found[0] if safe(found[0]) == found[0] else _escape(found[0]), text)


def _escape(char: str) -> str:
    return json.dumps(char)[1:-1] if ord(char) > 127 else f"\\u{ord(char):04x}"
