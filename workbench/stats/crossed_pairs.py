"""Two runs on the same items under the same draws of examples: whether they differ, or by less than matters; numbers only."""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from workbench.errors import InputError
from workbench.records import Estimate
from workbench.stats.crossed_tables import NOTHING, SOURCES, Crossed
from workbench.stats.pairing import Difference, difference
from workbench.stats.reading import LEVEL

__all__ = ["crossed_difference", "crossed_pair"]

_NONE = "no interval and no test: {reason}"


def crossed_pair(
    first: ArrayLike,
    second: ArrayLike,
    *,
    margin: float,
    clusters: Sequence[Hashable] | None = None,
    sources: tuple[str, str] = SOURCES,
) -> Difference:
    r"""Return how two runs differ on the same items, with items and draws of examples both in the interval.

    The gaps, second minus first, are a table of items and draws like that of `crossed_share`, with the same variance
    :math:`\text{se}^2` and Satterthwaite's degrees of freedom f; the interval is :math:`\bar d \pm t_f \, \text{se}`.
    What the gap is on average over these draws is known better; this says what it is over draws like these.

    Parameters
    ----------
    first, second : array of float, (items, draws)
        Items in the same order, draws too: column by column the same examples stood before both. A table of one
        draw (no examples at all) is set against each draw of the other. NaN where a run gave no answer; an item counts
        where both answered it under every draw.
    margin : float
        Above 0: the smallest difference that matters, for the equivalence test.
    clusters, sources
        As in `crossed_share`.

    Returns
    -------
    Difference
        Neutral at 0; below it the first is higher. Outcomes from 0 to 1: the interval is cut at -1 and 1. Two one-sided t-tests
        with the same error and degrees of freedom against the margin. One draw each: `difference`, and ``method``
        says that the draws are not in it. No item differs under any draw: as there, the difference d that k items
        would have shown with probability :math:`1 - (1 - d)^k`. No item, one alone, or all of the same gap: no interval.

    Raises
    ------
    InputError
        For tables of different numbers of items, or of different numbers of draws above one; for a margin that is not
        above 0.

    References
    ----------
    Cornfield and Tukey (1956), doi:10.1214/aoms/1177728067. Satterthwaite (1946), doi:10.2307/3002019. Schuirmann (1987),
    two one-sided tests, doi:10.1007/BF01068419.

    Examples
    --------
    >>> none = [[0], [0], [1], [0], [1], [0]]
    >>> four = [[1, 1, 0], [0, 1, 0], [1, 1, 1], [0, 0, 1], [1, 0, 1], [1, 1, 1]]
    >>> found = crossed_pair(none, four, margin=0.9)
    >>> round(found.value, 3), round(found.low, 3), round(found.high, 3), found.n, round(found.equivalence_p, 3)
    (0.333, -0.174, 0.84, 6, 0.018)
    """
    one, two = (Crossed.of(side, clusters, sources) for side in (first, second))
    if not margin > 0:
        raise InputError(f"margin={margin!r}: the smallest difference that matters is a number above 0.")
    if len(one.rows) != len(two.rows):
        raise InputError(
            f"{len(one.rows)} and {len(two.rows)} items: give both outcomes of the same items, in the same order."
        )
    if one.draws == two.draws == 1:
        found = difference(one.rows[:, 0].tolist(), two.rows[:, 0].tolist(), margin=margin, clusters=clusters)
        return replace(found, method=f"{found.method}{one.alone}")
    if one.draws != two.draws and 1 not in (one.draws, two.draws):
        raise InputError(f"{one.draws} and {two.draws} draws: give as many of both, paired, or one of either side.")
    known = np.concatenate([side.rows[~np.isnan(side.rows)] for side in (one, two)])
    shares = bool(((known >= 0) & (known <= 1)).all())
    given = Crossed(two.rows - one.rows, one.names, sources)  # a single column is set against each draw
    gaps = given.complete()
    return _Gaps(gaps, len(given.rows) - len(gaps.rows), shares).difference(margin)


def crossed_difference(
    first: ArrayLike,
    second: ArrayLike,
    *,
    measure: str,
    group: str,
    clusters: Sequence[Hashable] | None = None,
    sources: tuple[str, str] = SOURCES,
) -> Estimate:
    """Return second minus first on the same items, over several draws of examples, as an estimate.

    Parameters
    ----------
    first, second, clusters, sources
        As in `crossed_pair`, whose figures these are.
    measure, group
        As in `Estimate`.

    Returns
    -------
    Estimate
        Unit "difference", neutral at 0; ``unscored`` items that one of the two did not answer under every draw.

    Raises
    ------
    InputError
        For tables of different numbers of items, or of different numbers of draws above one.

    Examples
    --------
    >>> none = [[0], [0], [1], [0], [1], [0]]
    >>> four = [[1, 1, 0], [0, 1, 0], [1, 1, 1], [0, 0, 1], [1, 0, 1], [1, 1, 1]]
    >>> crossed_difference(none, four, measure="4 shots minus none", group="all")
    4 shots minus none (all): 0.333 [-0.174, 0.840] difference (n=6)
    """
    found = crossed_pair(first, second, margin=1.0, clusters=clusters, sources=sources)
    ends = found.value, found.low, found.high
    return Estimate(measure, group, *ends, found.n, "difference", found.method, 0.0, found.p, unscored=found.unanswered)


@dataclass(frozen=True)
class _Gaps:
    """What the second run gave more than the first, on the items that both answered under every draw."""

    table: Crossed
    unanswered: int
    shares: bool  # whether outcomes go from 0 to 1, so that gaps have ends

    @property
    def _over(self) -> str:
        return f"{self.table.over} and {self.table.draws} {self.table.sources[1]}"

    def difference(self, margin: float) -> Difference:
        rows = self.table.rows
        if not len(rows):
            return self._made(None, method=_NONE.format(reason="no item answered by both"))
        if self.shares and not rows.any():
            return self._no_change(margin)
        value = math.fsum(rows.ravel()) / rows.size
        if self.table.units < 2:
            return self._made(value, method=_NONE.format(reason=f"{self._over}, alone"))
        spread = self.table.spread()
        if spread.variance < NOTHING:
            return self._made(value, method=_NONE.format(reason=f"{self._over}, all differ by the same"))
        return self._tested(value, math.sqrt(spread.variance), spread.freedom, margin)

    def _no_change(self, margin: float) -> Difference:
        bound = 1 - (LEVEL / 2) ** (1 / self.table.units)
        method = f"no item differs: exact bound over {self._over} 95 %"
        equal = max(0.0, 1 - margin) ** self.table.units
        return self._made(0.0, (-bound, bound), 1.0, equal, method=method)

    def _tested(self, value: float, error: float, freedom: float, margin: float) -> Difference:
        from scipy.stats import t

        half = float(t.ppf(1 - LEVEL / 2, freedom)) * error
        ends = value - half, value + half
        if self.shares:
            ends = max(-1.0, ends[0]), min(1.0, ends[1])
        p = 2 * float(t.sf(abs(value) / error, freedom))
        equal = max(float(t.sf((value + margin) / error, freedom)), float(t.cdf((value - margin) / error, freedom)))
        return self._made(value, ends, p, equal, method=f"paired t over {self._over}, crossed; 95 %")

    def _made(
        self,
        value: float | None,
        ends: tuple[float, float] | None = None,
        p: float | None = None,
        equal: float | None = None,
        *,
        method: str,
    ) -> Difference:
        low, high = ends or (None, None)
        n = len(self.table.rows)
        return Difference(value, low, high, n, p, equal, None, None, method, self.unanswered)
