"""Pairs of one content in two dialects, and attributes by valence: what a researcher gives, checked; it scores nothing."""

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from workbench.data import load_data
from workbench.errors import InputError
from workbench.probes.templateslists import checked_groups
from workbench.records import clean_text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["VALENCES", "by_valence", "checked_attributes", "checked_pairs"]

VALENCES = ("positive", "negative")
_COLUMNS = ("mainstream", "other")
_FIELDS: dict[str, type | str] = {"mainstream": str, "other": str, "group": "str?"}


def checked_pairs(given: Any) -> "pd.DataFrame":
    """Return pairs as a table: ``group``, ``mainstream``, ``other``; of a file by its path, a table, or rows.

    Raises
    ------
    DataError
        For a file with a missing column, a wrong encoding or a bad row: with file and line.
    InputError
        For a missing column, no row, an empty sentence, or a pair of equal sentences: with the row.
    """
    import pandas as pd

    named = isinstance(given, (str, os.PathLike))
    table = pd.DataFrame(load_data(given, fields=_FIELDS).to_dict() if named else given).reset_index(drop=True)
    for column in _COLUMNS:
        if column not in table:
            raise InputError(
                f"The pairs have no column {column!r}. They need mainstream and other, and may have group; they have "
                f"{[str(name) for name in table.columns]}."
            )
    if not len(table):
        raise InputError("There is no pair. Give at least one row with mainstream and other.")
    for row, (one, two) in enumerate(zip(table["mainstream"], table["other"], strict=True)):
        texts = [
            clean_text(text, f"Column {name} of pair {row}") for name, text in zip(_COLUMNS, (one, two), strict=True)
        ]
        if not all(text.strip() for text in texts):
            raise InputError(f"Pair {row} has an empty sentence. Each pair needs two.")
        if texts[0].split() == texts[1].split():
            raise InputError(
                f"Both sentences of pair {row} are the same: {one!r}. A pair differs in dialect; leave it out."
            )
    group = table["group"].fillna("pairs").astype(str) if "group" in table else "pairs"
    return table[list(_COLUMNS)].assign(group=group)[["group", *_COLUMNS]]


def checked_attributes(given: Any) -> dict[str, tuple[str, ...]]:
    """Return words by valence, positive and negative among them.

    Raises
    ------
    InputError
        For a missing valence, an empty list, or a word that stands twice.
    """
    lists = checked_groups(given, "attributes")
    if missing := [name for name in VALENCES if name not in lists]:
        raise InputError(
            f"attributes has no list {missing[0]!r}; it has {', '.join(lists)}. Both positive and negative are needed: "
            'give {"positive": ["brilliant"], "negative": ["lazy"]}.'
        )
    return lists


def by_valence(rows: Sequence[Mapping[str, str]]) -> dict[str, tuple[str, ...]]:
    """Return the words of rows with ``word`` and ``valence`` as lists by valence."""
    lists: dict[str, list[str]] = {name: [] for name in VALENCES}
    for row in rows:
        lists.setdefault(row["valence"], []).append(row["word"])
    return {name: tuple(words) for name, words in lists.items()}
