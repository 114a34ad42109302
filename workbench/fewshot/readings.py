"""The table of answers read: what was answered under every setting and whether it was right; it computes no interval."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from workbench.errors import unknown_name
from workbench.fewshot.design import AS_WRITTEN
from workbench.fewshot.likelihood import RULES
from workbench.fewshot.tables import KEYS

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "AS_WRITTEN",
    "Grid",
    "answers_frame",
    "grid_of",
    "main_rows",
    "options_frame",
    "parts_of",
    "shots_name",
    "starts_of",
]

_EQUAL = 1e-9  # nats; below it, two figures differ by rounding

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Grid:
    """Outcomes of the same items under several draws of examples, one column a draw.

    Attributes
    ----------
    items, groups, clusters : tuple
        One an item. Items of one cluster have the same input.
    values : array (items, draws)
        From 0 to 1; NaN where there is none.
    tied, unparsed : array of bool (items, draws)
        Why there is none; where neither says so, the model gave no score.
    """

    items: tuple[Any, ...]
    groups: tuple[str, ...]
    clusters: tuple[Hashable, ...]
    values: Floats
    tied: Flags
    unparsed: Flags

    @property
    def names(self) -> list[Hashable] | None:
        """The clusters, or None where each item stands by itself."""
        return None if len(set(self.clusters)) == len(self.clusters) else list(self.clusters)

    @cached_property
    def known(self) -> Flags:
        """Which items have an outcome under every draw."""
        return np.asarray(~np.isnan(self.values).any(axis=1))

    @property
    def means(self) -> Floats:
        """Each item's mean over draws; NaN where any is missing."""
        return np.asarray(self.values.mean(axis=1))

    @cached_property
    def lost(self) -> dict[str, int]:
        """How many items are left out, by reason: ``unscored`` before ``unparsed`` before ``ties``."""
        gone = np.isnan(self.values)
        unscored = (gone & ~self.tied & ~self.unparsed).any(axis=1)
        unparsed = (gone & self.unparsed).any(axis=1) & ~unscored
        ties = ~self.known & ~unscored & ~unparsed
        return {"ties": int(ties.sum()), "unscored": int(unscored.sum()), "unparsed": int(unparsed.sum())}

    def column(self, place: int) -> "Grid":
        """Return one draw alone."""
        one = slice(place, place + 1)
        own = (self.values[:, one], self.tied[:, one], self.unparsed[:, one])
        return Grid(self.items, self.groups, self.clusters, *own)


def shots_name(shots: int) -> str:
    """Return a number of shots in words.

    Examples
    --------
    >>> shots_name(0), shots_name(1), shots_name(4)
    ('0 shots', '1 shot', '4 shots')
    """
    return f"{shots} shot{'' if shots == 1 else 's'}"


def starts_of(table: "pd.DataFrame") -> NDArray[np.int64]:
    """Return the row of each query's first option in a table of options."""
    return np.flatnonzero(table["place"].to_numpy() == 0)


def options_frame(table: "pd.DataFrame", rule: str = "sum") -> "pd.DataFrame":
    """Return one row an item and setting: the answer chosen by a rule, whether it is right, and how sure the model was.

    Parameters
    ----------
    table : pandas.DataFrame
        One row an option, as `workbench.fewshot.tables.option_table` gives it.
    rule : str
        One of `workbench.fewshot.likelihood.RULES`.

    Returns
    -------
    pandas.DataFrame
        Keys, ``option_count``, ``answer`` (the right one), ``predicted``, ``correct``, ``confidence`` (of the
        predicted one, among the options), ``entropy`` (of the probabilities, in nats), ``predicted_place``,
        ``answer_place``, the same by contextual calibration under ``calibrated_``, and ``tied``, ``unscored``. At a tie and
        without a score ``predicted`` is empty and ``correct`` and ``confidence`` are NaN.
    """
    if rule not in RULES:
        raise unknown_name("rule", rule, RULES)
    starts = starts_of(table)
    frame = table.iloc[starts][list(KEYS)].reset_index(drop=True)
    counts = np.diff([*starts, len(table)])
    labels, gold = table["label"].to_numpy(), table["gold"].to_numpy(dtype=bool)
    right = starts + _first(gold, starts, counts)
    scores, sums = (table[f"{name}_logprob"].to_numpy(dtype=float) for name in (rule, "sum"))
    with np.errstate(divide="ignore"):
        without = np.log(table["content_free"].to_numpy(dtype=float))
    frame["option_count"], frame["answer"], frame["answer_place"] = counts, labels[right], right - starts
    for prefix, found in (("", scores), ("calibrated_", sums - without)):
        chosen, sure, tied, lost = _chosen(found, starts, counts)
        frame[f"{prefix}entropy"] = np.where(lost, np.nan, _entropy(found, starts, counts))
        known = ~(tied | lost)
        frame[f"{prefix}predicted"] = np.where(known, labels[starts + chosen], "")
        frame[f"{prefix}predicted_place"] = np.where(known, chosen, -1)
        frame[f"{prefix}correct"] = np.where(known, gold[starts + chosen].astype(float), np.nan)
        frame[f"{prefix}confidence"] = np.where(known, sure, np.nan)
        frame[f"{prefix}tied"], frame[f"{prefix}unscored"] = tied, lost
    return frame


def answers_frame(table: "pd.DataFrame") -> "pd.DataFrame":
    """Return one row an item and setting of written answers: the text, how well it agrees, and what could not be read."""
    frame = table[list(KEYS)].reset_index(drop=True)
    frame["answer"] = [references[0] for references in table["references"]]
    frame["predicted"] = table["text"].to_numpy()
    for name in ("exact_match", "token_f1"):
        frame[name] = table[name].to_numpy(dtype=float)
    frame["unscored"] = table["flawed"].to_numpy(dtype=bool)
    frame["unparsed"] = frame["exact_match"].isna() & ~frame["unscored"]
    return frame


def grid_of(table: "pd.DataFrame", column: str = "correct", over: Sequence[str] = ("draw",)) -> Grid:
    """Return the outcomes of rows of a frame as a table of items and draws.

    Parameters
    ----------
    table : pandas.DataFrame
        Rows that differ in nothing but the item and ``over``.
    column : str
        What is taken: ``"correct"``, ``"calibrated_correct"``, ``"exact_match"``, ``"token_f1"``.
    over : sequence of str
        What tells the columns apart.
    """
    import pandas as pd

    rows, items = pd.factorize(table["item"])
    places = table.groupby(list(over), sort=True).ngroup().to_numpy()
    shape = (len(items), int(places.max()) + 1 if len(places) else 1)
    tied = f"{column.removesuffix('correct')}tied" if column.endswith("correct") else "tied"
    firsts = table.drop_duplicates("item")
    parts = []
    for name, empty in ((column, np.nan), (tied, False), ("unparsed", False)):
        made = np.full(shape, empty)
        if name in table:
            made[rows, places] = table[name].to_numpy()
        parts.append(made)
    return Grid(tuple(items.tolist()), tuple(firsts["group"]), tuple(firsts["cluster"].tolist()), *parts)


def main_rows(frame: "pd.DataFrame") -> "pd.DataFrame":
    """Return the rows of the task's own wording, examples in the order drawn."""
    return frame[(frame["variant"] == AS_WRITTEN) & (frame["order"] == 0)]


def parts_of(frame: "pd.DataFrame", by: str, at: int) -> Mapping[str, tuple[int, "pd.DataFrame"]]:
    """Return the rows of each value of a grouping, by its name, with their number of shots."""
    if by == "shots":
        own = main_rows(frame)
        counts = sorted(set(own["shots"].tolist()))
        return {shots_name(shots): (shots, own[own["shots"] == shots]) for shots in counts}
    own = frame[frame["shots"] == at]
    if by == "whole":
        return {"all": (at, main_rows(own))}
    if by == "group":
        return {str(name): (at, part) for name, part in main_rows(own).groupby("group", sort=False)}
    if by == "draw":
        return {f"draw {draw}": (at, part) for draw, part in main_rows(own).groupby("draw")}
    if by == "variant":
        own = own[own["order"] == 0]
        return {str(name): (at, part) for name, part in own.groupby("variant", sort=False)}
    own = own[own["variant"] == AS_WRITTEN]
    several = own["draw"].nunique() > 1
    return {
        f"draw {draw}, order {order}" if several else f"order {order}": (at, part)
        for (draw, order), part in own.groupby(["draw", "order"])
    }


def _first(gold: Flags, starts: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the place of the first true value of each query."""
    own = np.arange(len(gold)) - np.repeat(starts, counts)
    return np.minimum.reduceat(np.where(gold, own, len(gold)), starts)


def _chosen(
    scores: Floats, starts: NDArray[np.int64], counts: NDArray[np.int64]
) -> tuple[NDArray[np.int64], Floats, Flags, Flags]:
    """Return each query's best option by its place, its probability, whether several are best, and whether a score is missing."""
    lost = np.asarray(np.logical_or.reduceat(np.isnan(scores), starts))
    filled = np.where(np.isnan(scores), -np.inf, scores)
    best = np.maximum.reduceat(filled, starts)
    at = np.repeat(best, counts)
    top = filled >= at - _EQUAL
    with np.errstate(invalid="ignore"):
        sure = 1 / np.add.reduceat(np.exp(np.where(filled == at, 0.0, filled - at)), starts)
    tied = (np.add.reduceat(top.astype(int), starts) > 1) & ~lost
    return _first(top, starts, counts), sure, tied, lost


def _entropy(scores: Floats, starts: NDArray[np.int64], counts: NDArray[np.int64]) -> Floats:
    """Return the entropy of each query's probabilities among its options, in nats."""
    filled = np.where(np.isnan(scores), -np.inf, scores)
    best = np.repeat(np.maximum.reduceat(filled, starts), counts)
    far = np.where(np.isfinite(filled), filled - np.where(np.isfinite(best), best, 0.0), -np.inf)
    weights = np.exp(far)
    total = np.add.reduceat(weights, starts)
    mean = np.add.reduceat(np.where(weights > 0, weights * np.where(weights > 0, far, 0.0), 0.0), starts)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.log(total) - mean / total)
