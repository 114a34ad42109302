"""The files of a written study folder as rows and tables; a file that is damaged or lacks something is named."""

import csv
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from workbench.errors import ArtifactError
from workbench.markup import plain
from workbench.records import Card, Estimate
from workbench.reports.folder import read_json

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "FIRST",
    "Compared",
    "Figured",
    "card_of",
    "compared",
    "figured",
    "frame",
    "list_of",
    "mapping",
    "named",
    "read_csv",
]

Kind = TypeVar("Kind")
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?", re.ASCII)
_LABELS = ("model", "prompt", "probe")
FIRST = {
    "estimates": [
        *_LABELS,
        "by",
        "role",
        "measure",
        "group",
        "value",
        "low",
        "high",
        "n",
        "neutral",
        "p",
        "p_corrected",
    ],
    "comparisons": [
        "by",
        "first",
        "second",
        *_LABELS,
        "measure",
        "group",
        "value",
        "low",
        "high",
        "n",
        "p",
        "p_corrected",
    ],
    "robustness": [*_LABELS, "rule", "start", "value", "low", "high", "n"],
    "records": [*_LABELS, "item", "group"],
}


@dataclass(frozen=True)
class Figured:
    """An estimate and where it stands: model, prompt, probe, how it was split, primary or exploratory."""

    model: str
    prompt: str
    probe: str
    by: str | None
    role: str
    estimate: Estimate


@dataclass(frozen=True)
class Compared:
    """A paired difference, second minus first, and what the two were."""

    probe: str
    by: str
    first: str
    second: str
    where: Mapping[str, str]
    estimate: Estimate
    equivalence_p: float | None
    first_only: int | None
    second_only: int | None


def mapping(path: Path) -> dict[str, Any]:
    """Return the object that a JSON file holds."""
    found = read_json(path)
    if not isinstance(found, dict):
        raise ArtifactError(f"{path.name} of this report is no JSON object. Write the report again.")
    return found


def list_of(path: Path) -> list[dict[str, Any]]:
    """Return the rows that a JSON file holds."""
    found = read_json(path)
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise ArtifactError(f"{path.name} of this report is no list of rows. Write the report again.")
    return found


def card_of(path: Path) -> Card:
    """Return the card that a JSON file holds."""
    values = mapping(path)
    return _made(path, lambda: Card.from_dict(values))


def figured(row: Mapping[str, Any], path: Path) -> Figured:
    """Return a row of ``estimates.json`` as an estimate in its place."""

    def make() -> Figured:
        model, prompt, probe, role = (str(row[name]) for name in (*_LABELS, "role"))
        return Figured(model, prompt, probe, row.get("by"), role, Estimate.from_dict(row))

    return _made(path, make)


def compared(row: Mapping[str, Any], path: Path) -> Compared:
    """Return a row of ``comparisons.json`` as a paired difference."""

    def make() -> Compared:
        probe, kind, first, second = (str(row[name]) for name in ("probe", "by", "first", "second"))
        where = {name: str(row[name]) for name in ("model", "prompt") if row.get(name) is not None}
        p, one, other = (row.get(name) for name in ("equivalence_p", "first_only", "second_only"))
        return Compared(probe, kind, first, second, where, Estimate.from_dict(row), p, one, other)

    return _made(path, make)


def _made(path: Path, make: Callable[[], Kind]) -> Kind:
    try:
        return make()
    except Exception as error:
        raise ArtifactError(f"A row of {path.name} lacks something ({error}). Write the report again.") from error


def named(row: dict[str, Any], path: Path) -> dict[str, Any]:
    """Return a row that says of which model, prompt and probe it is."""
    _made(path, lambda: [row[name] for name in _LABELS])
    return row


def read_csv(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a CSV of ours: numbers as numbers, texts without the apostrophe that guards them."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return [{key: _cell(text or "") for key, text in row.items()} for row in csv.DictReader(file)]
    except (OSError, ValueError, csv.Error) as error:
        raise ArtifactError(f"{path.name} of this report cannot be read ({error}). Write the report again.") from error


def _cell(text: str) -> str | float | bool | None:
    if text in ("True", "False"):
        return text == "True"
    if _NUMBER.fullmatch(text):
        return int(text) if text.lstrip("-").isdecimal() else float(text)
    return text.removeprefix("'") or None


def frame(rows: Sequence[Mapping[str, Any]], first: Sequence[str]) -> "pd.DataFrame":
    """Return rows as a table: what names a row first, control characters of its texts as visible escapes."""
    import pandas as pd

    names = list(dict.fromkeys(name for row in rows for name in row))
    order = [*(name for name in first if name in names or not rows), *(name for name in names if name not in first)]
    table = pd.DataFrame([dict(row) for row in rows], columns=order)
    return table.map(lambda value: plain(value) if isinstance(value, str) else value)
