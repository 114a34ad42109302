"""Where the rows of ready tasks come from: published sets, sets made by rule, right texts among others; it lays out nothing."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from workbench.data import arithmetic, load_data, scrambled
from workbench.fewshot.choosing import stable_order
from workbench.records import Card
from workbench.strengths.declared import Rows

__all__ = ["among", "arithmetic_card", "calculated", "published", "unscrambled"]

POOL = 50
MEASURED = 1_000
WORDS_MEASURED = 500


def published(name: str, keep: Callable[[dict[str, Any]], bool] | None = None) -> Rows:
    """Return what reads the rows of a part of a published or shipped set, all of them or those to be kept."""

    def read(part: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = [dict(row) for row in load_data(name, split=part)]
        return rows if keep is None else [row for row in rows if keep(row)]

    return read


def among(rows: Rows, column: str, *, count: int = 4, within: bool = False) -> Rows:
    """Return what reads the same rows with ``options``: the right text of a column among those of other rows.

    The others are of the same part, of the same group where ``within``; which ones, and in which order all stand, comes
    from SHA-256, so they are the same on every machine.

    Parameters
    ----------
    rows : callable
    column : str
        Holds the right text; it is the answer's column too.
    count : int, default 4
        Options a row.
    within : bool, default False
    """

    def read(part: str) -> list[dict[str, Any]]:
        table = rows(part)
        groups: dict[str, list[str]] = {}
        for row in table:
            groups.setdefault(row["group"] if within else "", []).append(row[column])
        return [{**row, "options": _options(row, column, groups, count, within)} for row in table]

    return read


def calculated(kind: str) -> Rows:
    """Return what makes the rows of a kind of arithmetic; the first 50 of the seed's questions are the pool."""

    @cache
    def made() -> list[dict[str, Any]]:
        return _plain(arithmetic(kind, n=POOL + MEASURED))

    return lambda part: made()[:POOL] if part == "train" else made()[POOL:]


def unscrambled(kind: str) -> Rows:
    """Return what makes the rows of a kind of scrambled words; the first 50 of the seed's words are the pool."""

    @cache
    def made() -> list[dict[str, Any]]:
        return _plain(scrambled(kind, n=POOL + WORDS_MEASURED))

    return lambda part: made()[:POOL] if part == "train" else made()[POOL:]


def arithmetic_card() -> Card:
    """Return the card of the questions that are made by rule."""
    return Card(
        "Arithmetic by rule",
        f"{MEASURED:,} questions such as 'What is 48 plus 76?', made from seed 0, none twice, and {POOL} more as examples.",
        source="made by rule as section 3.9.1 of Brown et al. (2020), arXiv:2005.14165, describes; no file holds them",
        licence="none needed",
        limits=(
            "The paper drew its own 2,000 questions a kind, which could stand twice; its figures are of other questions.",
            "Numbers are drawn from 0 up, so that some have fewer digits than the kind says.",
        ),
    )


def _plain(table: Any) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def _options(row: dict[str, Any], column: str, groups: dict[str, list[str]], count: int, within: bool) -> list[str]:
    right = row[column]
    others = [text for text in dict.fromkeys(groups[row["group"] if within else ""]) if text != right]
    chosen = _ordered(others, "others", row["item"])[: count - 1]
    return _ordered([right, *chosen], "places", row["item"])


def _ordered(texts: Sequence[str], *salt: object) -> list[str]:
    return [texts[place] for place in stable_order(texts, *salt)]
