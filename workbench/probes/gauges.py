"""One figure of a probe: which columns of its table it averages, what is neutral, how sure it is; it asks no model."""

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from workbench.errors import InputError, unknown_name
from workbench.records import Estimate
from workbench.stats import Combine, cannot_tell, clustered_mean, clustered_share, composed, holm, share, wilson

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["APART", "Estimator", "Gauge", "by_cluster", "differences", "gauged", "gauged_parts", "reading"]

APART = ("tie", "unscored", "unparsed", "refused")
"""Why an item is in no figure: what a table's column ``apart`` may say beside an empty text."""


@dataclass(frozen=True)
class Gauge:
    """A figure over the items of a table.

    Attributes
    ----------
    measure : str
        Its name, in words.
    columns : tuple of str
        What it averages; an item is part of a mean where the column is no NaN.
    unit : str, default "share"
    neutral : float or None, default 0.5
        The value that shows no preference either way; None where it has none, and then there is no test.
    within : tuple of float or None
        The ends of the scale of one item's value, or of the figure that ``combine`` makes, such as (0, 1): no interval
        reaches beyond them. None where it has none.
    combine : callable, optional
        Makes the figure of the means of several columns, by their names; left out, it is the mean of the one column.
    rule : bool, default False
        Whether it is another way to read the first figure of the probe, and so a row of its robustness.
    readings : tuple of str
        What a value below and above neutral says.
    about : str
        How it is computed, in one sentence, for the report's method.
    per_cluster : bool, default False
        Whether every cluster counts once: the mean over clusters of the means of their items, as StereoSet's over its
        target terms. ``n`` is then the number of clusters, each of which lies within one group.
    estimator : callable, optional
        Makes the estimate of a table, a gauge and a group's name, where the items are no clusters of their own, such
        as pairs out of a list in which every member stands in many pairs; left out, what `gauged` says. The table's
        clusters must then be as large as needed to be independent, since two runs are compared by them.

    Examples
    --------
    >>> Gauge("accuracy", ("correct",), neutral=None).measure
    'accuracy'
    """

    measure: str
    columns: tuple[str, ...]
    unit: str = "share"
    neutral: float | None = 0.5
    within: tuple[float, float] | None = (0.0, 1.0)
    combine: Combine | None = None
    rule: bool = False
    readings: tuple[str, str] = ("below neutral", "above neutral")
    about: str = ""
    per_cluster: bool = False
    estimator: "Estimator | None" = None

    def __post_init__(self) -> None:
        if self.combine is None and len(self.columns) != 1:
            raise InputError(f"{self.measure}: a figure of {len(self.columns)} columns needs combine=.")

    @property
    def is_mean(self) -> bool:
        """Whether the figure is the mean of one value an item, or a cluster."""
        return self.combine is None


Estimator = Callable[["pd.DataFrame", Gauge, str], Estimate]
"""What makes an estimate of a table, a gauge and the name of a group."""


def gauged(table: "pd.DataFrame", gauge: Gauge, group: str = "all", *, seed: int = 0) -> Estimate:
    """Return a figure over the rows of a table, with interval and test.

    Parameters
    ----------
    table : pandas.DataFrame
        With the gauge's columns, ``cluster`` (which items belong together) and ``apart``: empty, or why the item is
        in no figure (``"tie"``, ``"unscored"``, ``"unparsed"``, ``"refused"``); a column ``COLUMN_apart`` says it for
        one column alone.
    gauge : Gauge
    group : str, default "all"
    seed : int, default 0

    Returns
    -------
    Estimate
        Yes or no of items that are each a cluster: Wilson and the exact binomial test. Values within 0 to 1: see
        `workbench.stats.clustered_share`. Other means: `clustered_mean`. Figures of several means: `composed`.
    """
    if gauge.estimator is not None:
        return gauge.estimator(table, gauge, group)
    counts = _apart(table, gauge.columns[0])
    if gauge.per_cluster:
        table = by_cluster(table, gauge)
    named: dict[str, Any] = {"measure": gauge.measure, "group": group}
    clusters = table["cluster"].tolist()
    if gauge.combine is not None:
        columns = {name: table[name].astype(float).tolist() for name in gauge.columns}
        given: dict[str, Any] = {"combine": gauge.combine, "unit": gauge.unit, "neutral": gauge.neutral, "seed": seed}
        found = composed(columns, clusters, **given, **named, **counts)
        return found if gauge.within is None else _cut(found, gauge.within)
    values = table[gauge.columns[0]].astype(float)
    kept = values.notna()
    return _mean(
        values[kept].tolist(),
        [name for name, part in zip(clusters, kept, strict=True) if part],
        gauge,
        named,
        counts,
        seed,
    )


def by_cluster(table: "pd.DataFrame", gauge: Gauge, by: str | None = None) -> "pd.DataFrame":
    """Return one row a cluster, in order of first appearance: the means of the gauge's columns over its items."""
    keys = ["cluster", by] if by else ["cluster"]
    columns = list(gauge.columns)
    return table[[*keys, *columns]].astype(dict.fromkeys(columns, float)).groupby(keys, sort=False).mean().reset_index()


def _mean(
    values: list[float],
    clusters: list[Hashable],
    gauge: Gauge,
    named: dict[str, Any],
    counts: dict[str, Any],
    seed: int,
) -> Estimate:
    if gauge.within == (0.0, 1.0) and gauge.unit == "share":
        if set(values) <= {0.0, 1.0} and len(set(clusters)) == len(clusters):
            found = share(int(sum(values)), len(values) - int(sum(values)), 0, neutral=_half(gauge), **named)
            found = replace(found, **counts)
        else:
            given = {**named, "neutral": _half(gauge), "seed": seed}
            ties = counts.pop("ties")
            found = replace(clustered_share(values, clusters, **given, **counts), ties=ties)
            found = _unvarying(found, len(set(clusters)), (0.0, 1.0)) if _flat(found) else found
        return found if gauge.neutral is not None else _untested(found)
    found = clustered_mean(values, clusters, unit=gauge.unit, neutral=gauge.neutral, seed=seed, **named, **counts)
    if gauge.within is None:
        return found
    return _unvarying(found, len(set(clusters)), gauge.within) if _flat(found) else _cut(found, gauge.within)


def _flat(found: Estimate) -> bool:
    """Return whether an interval has no width beside that of rounding; None to None has none either."""
    if found.low is None or found.high is None:
        return True
    return math.isclose(found.low, found.high, rel_tol=0.0, abs_tol=1e-12)


def _cut(found: Estimate, within: tuple[float, float]) -> Estimate:
    """Return a figure with its interval cut at the ends of the scale, beyond which no value can lie."""
    if found.low is None or found.high is None:
        return found
    return replace(found, low=max(found.low, within[0]), high=min(found.high, within[1]))


def _unvarying(found: Estimate, clusters: int, within: tuple[float, float]) -> Estimate:
    """Return a figure that is the same in every cluster, between the values that a cluster not seen could pull it to.

    The share of other clusters is at most Wilson's bound for none seen; each may lie at an end of the scale.
    """
    if found.value is None:
        return found
    share_of_others = wilson(0, clusters)[1]
    low, high = (found.value + share_of_others * (end - found.value) for end in within)
    test = "" if found.p is None else ", sign-flip test over clusters"
    return replace(found, low=low, high=high, method=f"Wilson's bounds over {clusters} clusters 95 %{test}")


def _half(gauge: Gauge) -> float:
    """Return what a share is tested against; of one without a neutral value the test is dropped afterwards."""
    return 0.5 if gauge.neutral is None else gauge.neutral


def _untested(found: Estimate) -> Estimate:
    """Return the figure without a test: it has no neutral value."""
    return replace(found, neutral=None, p=None, method=found.method.split(", ")[0])


def gauged_parts(table: "pd.DataFrame", gauge: Gauge, by: str) -> list[Estimate]:
    """Return a figure for each value of a column, in the table's order, with Holm's correction over them."""
    names = list(dict.fromkeys(table[by]))
    parts = [gauged(table[table[by] == name], gauge, str(name)) for name in names]
    ps = holm([part.p for part in parts])
    return [replace(part, p_corrected=p) for part, p in zip(parts, ps, strict=True)]


def differences(table: "pd.DataFrame", gauge: Gauge, by: str, reference: str | None = None) -> list[Estimate]:
    """Return how far each group's figure is from that of a reference group, or of all other groups together.

    Items of one cluster are drawn again together, so that what a template does to both sides is on both sides. Neutral
    at 0; Holm's correction over the groups.

    Raises
    ------
    InputError
        For a reference that is no group, fewer than two groups, or a figure with an estimator of its own.
    """
    if gauge.estimator is not None:
        raise InputError(
            f"{gauge.measure!r} is no mean over items, so there are no differences between groups of items."
        )
    names = [str(name) for name in dict.fromkeys(table[by])]
    if reference is not None and reference not in names:
        raise unknown_name(f"reference {by}", reference, names)
    if len(names) < 2:
        raise InputError(f"There is only one {by}, {names[0]!r}: a difference needs two.")
    said = table[by].astype(str)
    found = [
        _difference(table, gauge, said == name, (said != name) if reference is None else (said == reference), name)
        for name in names
        if name != reference
    ]
    other = reference or "all others"
    ps = holm([one.p for one in found])
    return [
        replace(one, measure=f"{gauge.measure}: minus {other}", p_corrected=p) for one, p in zip(found, ps, strict=True)
    ]


def _difference(
    table: "pd.DataFrame", gauge: Gauge, own: "pd.Series[bool]", other: "pd.Series[bool]", name: str
) -> Estimate:
    sides_of = [by_cluster(table[part], gauge) if gauge.per_cluster else table[part] for part in (own, other)]
    columns = {}
    for place, side in enumerate(("own", "other")):
        for column in gauge.columns:
            values = [part[column].astype(float).tolist() for part in sides_of]
            values[1 - place] = [math.nan] * len(values[1 - place])
            columns[f"{side}_{column}"] = values[0] + values[1]
    combine = gauge.combine or (lambda **means: next(iter(means.values())))

    def gap(**means: Any) -> Any:
        sides = [{column: means[f"{side}_{column}"] for column in gauge.columns} for side in ("own", "other")]
        return combine(**sides[0]) - combine(**sides[1])

    counts = _apart(table[own | other], gauge.columns[0])
    clusters: Sequence[Hashable] = [name for part in sides_of for name in part["cluster"].tolist()]
    return composed(
        columns, clusters, combine=gap, measure=gauge.measure, group=name, unit=gauge.unit, neutral=0.0, **counts
    )


def reading(estimate: Estimate, gauge: Gauge) -> str:
    """Return what a figure says about its neutral value, in the gauge's words; or cannot tell, or no answer."""
    if estimate.value is None:
        return "no answer"
    if gauge.neutral is None:
        return "measured"
    if cannot_tell(estimate):
        return "cannot tell"
    return gauge.readings[estimate.value > gauge.neutral]


def _apart(table: "pd.DataFrame", column: str) -> dict[str, Any]:
    said = table[f"{column}_apart"] if f"{column}_apart" in table else table["apart"]
    lost = said[table[column].isna()]
    counts = {name: int((lost == name).sum()) for name in APART}
    return {"ties": counts["tie"], "unscored": counts["unscored"], "unparsed": counts["unparsed"] + counts["refused"]}
