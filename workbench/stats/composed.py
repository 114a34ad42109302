"""Figures made of several means over the same items, which come in clusters: interval and test; it averages no runs."""

import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.errors import InputError
from workbench.records import Estimate
from workbench.stats.clustered import FEW, cluster_interval, sign_flip_p
from workbench.stats.means import expanded_tail
from workbench.stats.shares import wilson

__all__ = ["Combine", "clustered_mean", "composed"]

Floats = NDArray[np.float64]
Combine = Callable[..., Any]
"""A function of means by name, on numbers and on arrays of numbers alike."""

_BLOCK = 4_000_000  # indices drawn at a time, so that memory stays bounded for large data sets
_NOTHING = 1e-12  # below it, resamples differ by rounding alone


def clustered_mean(
    values: Sequence[float],
    clusters: Sequence[Hashable],
    *,
    measure: str,
    group: str,
    unit: str,
    neutral: float | None = 0.0,
    seed: int = 0,
    **apart: int,
) -> Estimate:
    """Return the mean of numbers that come in clusters, with interval and test; for shares see `clustered_share`.

    Parameters
    ----------
    values, clusters : sequence
        One number and one cluster name an item.
    measure, group, unit, neutral
        As in `Estimate`; no test where ``neutral`` is None.
    seed : int, default 0
        Of the draws of interval and test.
    **apart : int
        ``ties``, ``unscored``, ``unparsed``: counted apart.

    Returns
    -------
    Estimate
        The interval of `cluster_interval`, the p of `sign_flip_p`. No value, or one cluster alone: no answer, never 0.

    Examples
    --------
    >>> clustered_mean([1.0, 2.0, 3.0], "abc", measure="difference", group="all", unit="nats")
    difference (all): 2.000 [-0.484, 4.484] nats (n=3)
    """
    if (count := len(set(clusters))) < 2:
        said = "no answer" if not count else "no answer: one cluster alone has no interval"
        return Estimate(measure, group, None, None, None, len(values), unit, said, neutral, **apart)
    value = math.fsum(values) / len(values)
    low, high, how = cluster_interval(values, clusters, seed=seed)
    p = None if neutral is None else sign_flip_p(values, clusters, neutral=neutral, seed=seed)
    method = how if neutral is None else f"{how}, sign-flip test over clusters"
    return Estimate(measure, group, value, low, high, len(values), unit, method, neutral, p, **apart)


def composed(
    columns: Mapping[str, Sequence[float]],
    clusters: Sequence[Hashable],
    *,
    combine: Combine,
    measure: str,
    group: str = "all",
    unit: str = "share",
    neutral: float | None = None,
    resamples: int = 2000,
    seed: int = 0,
    **apart: int,
) -> Estimate:
    r"""Return a figure :math:`f(\bar x, \bar y, \dots)` of several means, with an interval over clusters.

    Parameters
    ----------
    columns : dict of sequence of float
        ``{name: one number an item}``; NaN where an item is not part of that mean, so that the means may be over
        different items.
    clusters : sequence
        Which items belong together, one name an item.
    combine : callable
        Takes the means by name and returns the figure; written for numpy arrays.
    measure, group, unit, neutral
        As in `Estimate`; no test where ``neutral`` is None.
    resamples : int, default 2000
    seed : int, default 0
    **apart : int
        ``ties``, ``unscored``, ``unparsed``: counted apart.

    Returns
    -------
    Estimate
        Interval: whole clusters drawn again, with the ends of `workbench.stats.means.expanded_tail`; where a mean has
        fewer than 10, t with the jackknife's standard error over all, and with the degrees of freedom of that mean's.
        p: twice the smaller share of resamples on one side of ``neutral``, counting the figure itself, or the t-test's.
        Where nothing varies between clusters and every column lies within 0 to 1: the extremes of the figure over
        Wilson's bounds of each mean, a cluster taken as one item. ``n``: items that are part of any mean. A mean
        without items, one cluster alone, or a figure that is no number: no answer, never 0.

    References
    ----------
    Davison and Hinkley (1997), Bootstrap Methods and their Application, sections 2.7 and 3.8.

    Examples
    --------
    >>> right = [1.0, 0.0, 1.0, 1.0] * 5
    >>> side = [1.0, float("nan"), 0.0, 1.0] * 5
    >>> composed({"a": right, "s": side}, list(range(20)), combine=lambda a, s: (2 * s - 1) * (1 - a), measure="score")
    score (all): 0.083 [-0.050, 0.286] share (n=20)
    """
    table = _Columns.of(columns, clusters)
    said = "no answer" if table.count != 1 else "no answer: one cluster alone has no interval"
    value = float(combine(**table.means())) if table.count > 1 and table.answered else math.nan
    if not math.isfinite(value):
        return Estimate(measure, group, None, None, None, table.items, unit, said, neutral, **apart)
    low, high, p, method = table.interval(combine, value, neutral, resamples, seed)
    return Estimate(measure, group, value, low, high, table.items, unit, method, neutral, p, **apart)


class _Columns:
    """Sums and counts of every column in every cluster, in an order that does not depend on that of the items."""

    def __init__(self, names: list[str], sums: Floats, sizes: Floats, items: int, within: bool) -> None:
        self.names, self.sums, self.sizes, self.items, self.within = names, sums, sizes, items, within
        self.count = len(sums)

    @classmethod
    def of(cls, columns: Mapping[str, Sequence[float]], clusters: Sequence[Hashable]) -> "_Columns":
        values = np.array([np.asarray(column, dtype=float) for column in columns.values()]).T  # (items, columns)
        if values.ndim != 2 or len(values) != len(clusters):
            raise InputError(f"{len(clusters)} cluster names for columns of shape {values.shape}: give one an item.")
        if np.isinf(values).any():
            raise InputError("A value is infinite; count unanswered items apart, as NaN.")
        counted = ~np.isnan(values)
        kept = counted.any(axis=1)
        named = [name for name, part in zip(clusters, kept, strict=True) if part]
        order = sorted(set(named), key=lambda name: (type(name).__name__, str(name)))
        places = {name: place for place, name in enumerate(order)}
        code = np.array([places[name] for name in named], dtype=np.int64)
        filled = np.where(counted, values, 0.0)[kept]
        sums = np.zeros((len(order), values.shape[1]))
        sizes = np.zeros_like(sums)
        for place in range(values.shape[1]):
            sorted_rows = np.lexsort((filled[:, place], code))
            np.add.at(sums[:, place], code[sorted_rows], filled[sorted_rows, place])
            np.add.at(sizes[:, place], code, counted[kept][:, place].astype(float))
        within = bool(((filled >= 0) & (filled <= 1)).all())
        return cls(list(columns), sums, sizes, int(kept.sum()), within)

    @property
    def answered(self) -> bool:
        """Whether every mean has an item."""
        return bool((self.sizes.sum(axis=0) > 0).all())

    def means(self) -> dict[str, float]:
        return dict(zip(self.names, (self.sums.sum(axis=0) / self.sizes.sum(axis=0)).tolist(), strict=True))

    def interval(
        self, combine: Combine, value: float, neutral: float | None, resamples: int, seed: int
    ) -> tuple[float | None, float | None, float | None, str]:
        least = int((self.sizes > 0).sum(axis=0).min())  # the clusters of the mean that has fewest
        few = least < FEW
        drawn = self._left_out(combine) if few else self._resampled(combine, resamples, seed)
        drawn = drawn[np.isfinite(drawn)]
        if not len(drawn) or np.ptp(drawn) < _NOTHING:
            return self._unvarying(combine, neutral, value)
        if few:
            return self._jackknifed(drawn, value, neutral, least)
        tail = expanded_tail(least)
        low, high = (float(end) for end in np.quantile(drawn, [tail, 1 - tail]))
        p = None if neutral is None else _bootstrap_p(drawn, neutral)
        test = "" if p is None else ", test from the same draws"
        return low, high, p, f"bootstrap over {self.count} clusters 95 %{test}"

    def _resampled(self, combine: Combine, resamples: int, seed: int) -> Floats:
        rng = np.random.default_rng(seed)
        step = max(1, _BLOCK // (self.count * len(self.names)))
        found = []
        for start in range(0, resamples, step):
            draws = rng.integers(0, self.count, (min(step, resamples - start), self.count))
            found.append(self._combined(combine, self.sums[draws].sum(axis=1), self.sizes[draws].sum(axis=1)))
        return np.concatenate(found)

    def _left_out(self, combine: Combine) -> Floats:
        """Return the figure with each cluster left out in turn."""
        return self._combined(combine, self.sums.sum(axis=0) - self.sums, self.sizes.sum(axis=0) - self.sizes)

    def _combined(self, combine: Combine, sums: Floats, sizes: Floats) -> Floats:
        with np.errstate(invalid="ignore", divide="ignore"):
            means = sums / sizes
            made = combine(**{name: means[:, place] for place, name in enumerate(self.names)})
        return np.asarray(made, dtype=float)

    def _jackknifed(
        self, drawn: Floats, value: float, neutral: float | None, least: int
    ) -> tuple[float | None, float | None, float | None, str]:
        from scipy.stats import t

        k = len(drawn)
        if k < 2 or least < 2:
            return None, None, None, "no interval: too few clusters"
        error = math.sqrt((k - 1) / k * float(((drawn - drawn.mean()) ** 2).sum()))
        half = float(t.ppf(0.975, least - 1)) * error
        p = None if neutral is None else float(2 * t.sf(abs(value - neutral) / error, least - 1))
        return value - half, value + half, p, f"t with the jackknife over {k} clusters 95 %"

    def _unvarying(
        self, combine: Combine, neutral: float | None, value: float
    ) -> tuple[float | None, float | None, float | None, str]:
        """Return the figure's range where no cluster differs from another: the corners of each mean's own bounds."""
        if not self.within:
            return None, None, None, "no interval: nothing varies between clusters"
        clusters = (self.sizes > 0).sum(axis=0).tolist()
        means = self.means()
        ends = [wilson(round(means[name] * k), k) for name, k in zip(self.names, clusters, strict=True)]
        corners = [combine(**dict(zip(self.names, map(np.float64, corner), strict=True))) for corner in product(*ends)]
        low, high = min(map(float, corners)), max(map(float, corners))
        p = None if neutral is None else 1.0 if low <= neutral <= high else min(1.0, 2.0 ** (1 - min(clusters)))
        return min(low, value), max(high, value), p, f"Wilson's bounds over {min(clusters)} clusters 95 %"


def _bootstrap_p(drawn: Floats, neutral: float) -> float:
    below, above = int((drawn <= neutral).sum()), int((drawn >= neutral).sum())
    return min(1.0, 2 * (min(below, above) + 1) / (len(drawn) + 1))
