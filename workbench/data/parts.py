"""Parts of a data set that has none of its own: examples, validation and test by a fixed rule; it draws nothing at random."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from workbench.errors import InputError, unknown_name

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["PARTS", "SHARES", "assign", "choose"]

PARTS = ("train", "validation", "test")
"""A pool to take examples from; rows to choose settings on; rows to measure on."""

SHARES = {"train": 0.2, "validation": 0.1}
"""The share of the texts of each group; the rest is ``"test"``."""


def assign(
    table: "pd.DataFrame", by: Sequence[str], shares: Mapping[str, float] = SHARES, rest: str = "test"
) -> list[str]:
    """Return the part of each row, the same on every machine.

    The text of a row is what stands in the columns ``by``, small letters, runs of white space as one space. Within
    each group the different texts are sorted by their SHA-256; the first fifth is ``"train"``, the next tenth
    ``"validation"`` (rounded, at least one text each where the group has three), the rest ``"test"``. Rows of one
    text share a part, that of the group in which the text stands first.

    Parameters
    ----------
    table : DataFrame
        With columns ``group`` and ``by``.
    by : list of str
    shares : dict, default SHARES
    rest : str, default "test"

    Returns
    -------
    list of str
    """
    texts = [" ".join(" ".join(row).casefold().split()) for row in table[list(by)].itertuples(index=False)]
    groups: dict[str, list[str]] = {}
    for text, group in dict(zip(reversed(texts), reversed(table["group"].tolist()), strict=True)).items():
        groups.setdefault(group, []).append(text)
    part: dict[str, str] = {}
    for members in groups.values():
        ordered = sorted(members, key=lambda text: hashlib.sha256(text.encode()).hexdigest())
        begin = 0
        for name, share in shares.items():
            end = begin + max(round(share * len(ordered)), int(len(ordered) > len(shares)))
            part.update(dict.fromkeys(ordered[begin:end], name))
            begin = end
    return [part.get(text, rest) for text in texts]


def choose(table: "pd.DataFrame", split: str | None, name: str) -> "pd.DataFrame":
    """Return the rows of one part, ``"test"`` where none is named, without the column ``split``.

    Raises
    ------
    InputError
        For an unknown part, or one of a set that has none.
    """
    known = (*PARTS, "all")
    if split is not None and split not in known:
        raise unknown_name("split", split, known)
    if "split" not in table:
        if split in (None, "all"):
            return table
        raise InputError(f"{name!r} has no splits: it is read whole. Leave split out.")
    kept = table if split == "all" else table[table["split"] == (split or "test")]
    return kept.drop(columns="split").reset_index(drop=True)
