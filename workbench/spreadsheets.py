"""Tables as CSV that a spreadsheet opens without running anything in it; it knows no measure and no study."""

import csv
import os
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["harmless", "write_csv"]

_SIGNS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # the last four are the wide forms of the first
_CONTROLS = ("\t", "\r", "\n", "\0")
_MARK = "'"


def write_csv(path: str | os.PathLike[str], table: "pd.DataFrame") -> None:
    """Write a table as CSV for spreadsheets.

    Text that a spreadsheet would read as a formula gets an apostrophe in front, and so does
    text that begins with an apostrophe: dropping one leading apostrophe gives back what it
    was. Numbers stay as they are, so that a negative log-probability is still a number.

    References
    ----------
    OWASP Application Security Verification Standard 5.0, requirement 1.2.10.
    """
    safe = table.map(harmless).rename(columns=harmless)
    # A carriage return alone begins a new row in a spreadsheet, and is not quoted unless all text is.
    quoting: Literal[0, 2] = csv.QUOTE_NONNUMERIC if _returns(safe) else csv.QUOTE_MINIMAL
    safe.to_csv(path, index=False, lineterminator="\n", encoding="utf-8", quoting=quoting)


def harmless(value: Any) -> Any:
    """Return the value as a spreadsheet may hold it: text that would be a formula gets an apostrophe in front.

    >>> harmless("=1+1"), harmless("plain"), harmless(-1.5)
    ("'=1+1", 'plain', -1.5)
    """
    if not isinstance(value, str):
        return value
    live = value.startswith((*_CONTROLS, _MARK)) or value.lstrip().startswith(
        _SIGNS
    )  # blanks in front are dropped by some
    return f"{_MARK}{value}" if live else value


def _returns(table: "pd.DataFrame") -> bool:
    texts = [*table.columns, *(value for name in table.columns for value in table[name])]
    return any(isinstance(text, str) and "\r" in text for text in texts)
