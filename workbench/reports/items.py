"""The items of a report, as numbers: the largest either way and a fixed random draw; never the text of an item."""

import math
import random
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from workbench.reports.blocks import Block, Column, Folded, Section, Table, Text
from workbench.reports.words import count, number

if TYPE_CHECKING:
    from workbench.reports.report import Report

__all__ = ["items"]

Rank = Callable[[Mapping[str, Any]], float | None]
_SHOWN = 10
_FIGURES = 6
_LEADS = ("value", "difference", "gap", "score")
_LABELS = ("model", "prompt", "probe", "item", "group", "cluster", "start")
_NOTE = (
    "Content note: items of a study of harms may hurt to read, and are not ours to publish again. They are named by "
    "their number in their data set and stand here as numbers only. All of them: results/records.jsonl and, for "
    "spreadsheets, results/records.csv."
)


def items(report: "Report") -> Section:
    """Return the section of items, folded, a part a probe."""
    probes: dict[str, list[Mapping[str, Any]]] = {}
    for row in report.items:
        probes.setdefault(str(row.get("probe")), []).append(row)
    parts = [_probe(name, rows) for name, rows in probes.items()]
    return Section("items", "The items", (Text(_NOTE), *parts) if parts else (Text("No item was recorded."),))


def _probe(name: str, rows: Sequence[Mapping[str, Any]]) -> Block:
    figures = _numeric(rows)
    lead, of = _lead(figures, rows)
    ordered = sorted(
        (row for row in rows if of(row) is not None), key=lambda row: (of(row), *(str(row.get(key)) for key in _LABELS))
    )
    drawn = random.Random(0).sample(range(len(rows)), min(_SHOWN, len(rows)))  # noqa: S311 - a fixed draw, no secret
    blocks = [
        (f"{name}: largest {lead}", ordered[::-1][:_SHOWN]),
        (f"{name}: smallest {lead}", ordered[:_SHOWN]),
        (f"{name}: drawn at random, the same ones each time", [rows[place] for place in sorted(drawn)]),
    ]
    shown = [_table(caption, chosen, figures, lead, of) for caption, chosen in blocks if chosen]
    more = [Text(f"Not shown: {', '.join(figures[_FIGURES:])}.", soft=True)] if len(figures) > _FIGURES else []
    return Folded(f"{name}: {count(len(rows), 'row')} of numbers", (*shown, *more))


def _numeric(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the columns that hold numbers, in the order in which they first appear."""
    names = dict.fromkeys(name for row in rows for name, value in row.items() if _figure(value) is not None)
    return [name for name in names if name not in _LABELS]


def _lead(figures: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> tuple[str, Rank]:
    """Return what items are ordered by: a column of that name, a difference of two log-probabilities, or a column."""
    named = next((name for name in _LEADS if name in figures), None)
    if named:
        return named, lambda row: _figure(row.get(named))
    pair = _pair(figures)
    if pair:
        return f"{pair[0]} minus {pair[1]}", lambda row: _difference(row, *pair)
    if not figures:
        return "item", lambda row: None
    spread = {name: len({row.get(name) for row in rows}) for name in figures}
    widest = max(figures, key=lambda name: spread[name])
    return widest, lambda row: _figure(row.get(widest))


def _pair(figures: Sequence[str]) -> tuple[str, str] | None:
    """Return the two log-probabilities that a row sets against each other: more and less, or the only two."""
    if {"more_logprob", "less_logprob"} <= set(figures):
        return "more_logprob", "less_logprob"
    found = [name for name in figures if name.endswith("_logprob")]
    return (found[0], found[1]) if len(found) == 2 else None


def _difference(row: Mapping[str, Any], first: str, second: str) -> float | None:
    one, other = _figure(row.get(first)), _figure(row.get(second))
    return None if one is None or other is None else one - other


def _figure(value: object) -> float | None:
    """Return a finite number as a float; None for all else."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        return None
    return float(value)


def _table(caption: str, rows: Sequence[Mapping[str, Any]], figures: Sequence[str], lead: str, of: Rank) -> Table:
    labels = [name for name in _LABELS if name != "probe" and any(row.get(name) is not None for row in rows)]
    kept = [name for name in figures if name != lead][:_FIGURES]
    columns = [Column(name, number=name == "item") for name in labels]
    columns += [Column(name.replace("_", " "), number=True) for name in (lead, *kept)]
    told = tuple(
        (*(_label(row.get(name)) for name in labels), _said(of(row)), *(_said(row.get(name)) for name in kept))
        for row in rows
    )
    return Table(caption, tuple(columns), told, heads=max(1, len(labels)))


def _label(value: object) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _said(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    figure = _figure(value)
    return "no answer" if figure is None else number(figure)
