"""Two runs on the same items: the difference, its interval, whether there is one, and whether it is small; numbers only.

Yes or no of independent items: Tango's score interval and test, and McNemar's exact test. All
else: whole clusters of items are drawn again, and interval and both tests come from the same draws.
"""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.errors import InputError
from workbench.stats import LEVEL, mcnemar_p, resampled_means

__all__ = ["Difference", "difference"]

RESAMPLES = 10_000
LEAST_CLUSTERS = 10  # below, draws of clusters give intervals that are far too narrow
_TANGO = "Tango's score interval 95 %, McNemar's exact test; equivalence by two one-sided score tests"
_CLUSTERS = "paired bootstrap over {count} clusters 95 %, {resamples:,} draws; equivalence by the same draws"
_NO_TEST = "no interval and no test: {reason}"


@dataclass(frozen=True)
class Difference:
    """How the second of two runs differs from the first, item by item.

    Attributes
    ----------
    value : float or None
        Mean of second minus first, over the items that both answered. None where there is none.
    low, high : float or None
        95 % interval.
    n : int
        Items that both answered.
    p : float or None
        Two-sided test against no difference.
    equivalence_p : float or None
        Test against a difference of ``margin`` or more, either way: small where there is none so large.
    first_only, second_only : int or None
        Items where only the one said yes; None where outcomes are no yes or no.
    method : str
        In words.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    p: float | None
    equivalence_p: float | None
    first_only: int | None
    second_only: int | None
    method: str


def difference(
    first: Sequence[float],
    second: Sequence[float],
    *,
    margin: float,
    clusters: Sequence[Hashable] | None = None,
    seed: int = 0,
) -> Difference:
    """Return how two runs differ on the same items.

    Parameters
    ----------
    first, second : sequence of float
        One outcome an item, in the same order; NaN where a run gave none. An item counts where both gave one.
    margin : float
        Above 0: the smallest difference that matters, for the equivalence test.
    clusters : sequence, optional
        Which items belong together; each by itself where left out.
    seed : int, default 0
        Of the draws.

    Raises
    ------
    InputError
        For lists of different length, or a margin that is not above 0.

    References
    ----------
    McNemar (1947), doi:10.1007/BF02295996. Tango (1998), Equivalence test and confidence interval for the difference
    in proportions for the paired-sample design, doi:10.1002/(SICI)1097-0258(19980430)17:8<891::AID-SIM780>3.0.CO;2-B.
    Schuirmann (1987), two one-sided tests, doi:10.1007/BF01068419. Davison and Hinkley (1997), section 3.8.

    Examples
    --------
    >>> found = difference([1.0] * 10 + [0.0] * 90, [0.0] * 10 + [1.0] * 2 + [0.0] * 88, margin=0.2)
    >>> round(found.value, 3), round(found.low, 3), round(found.high, 3), round(found.p, 3)
    (-0.08, -0.158, -0.014, 0.039)
    """
    one, two = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    names = list(range(len(one))) if clusters is None else list(clusters)
    if not len(one) == len(two) == len(names) or one.ndim != 1:
        raise InputError(f"{len(one)} and {len(two)} outcomes, {len(names)} clusters: give one of each an item.")
    if not margin > 0:
        raise InputError(f"margin={margin!r}: the smallest difference that matters is a number above 0.")
    both = np.isfinite(one) & np.isfinite(two)
    one, two = one[both], two[both]
    kept = [name for name, answered in zip(names, both, strict=True) if answered]
    binary = bool(np.isin(one, (0.0, 1.0)).all() and np.isin(two, (0.0, 1.0)).all())
    counts = (int(((one == 1) & (two == 0)).sum()), int(((one == 0) & (two == 1)).sum())) if binary else (None, None)
    if len(one) == 0:
        return Difference(None, None, None, 0, None, None, *counts, _NO_TEST.format(reason="no item answered by both"))
    if binary and len(set(kept)) == len(kept):
        return _yes_or_no(counts[0] or 0, counts[1] or 0, len(one), margin)
    return _drawn(two - one, kept, counts, margin, seed)


def _yes_or_no(first_only: int, second_only: int, n: int, margin: float) -> Difference:
    low, high = _tango_interval(second_only, first_only, n)
    p = mcnemar_p(first_only, second_only)
    equal = _tango_equivalence(second_only, first_only, n, margin)
    return Difference((second_only - first_only) / n, low, high, n, p, equal, first_only, second_only, _TANGO)


def _tango(b: int, c: int, n: int, shift: float) -> float:
    """Return the score statistic of (b - c) / n against a true difference ``shift``, between -1 and 1."""
    above = 2 * n
    middle = -b - c + (2 * n - b + c) * shift
    q = (math.sqrt(max(middle**2 + 4 * above * c * shift * (1 - shift), 0.0)) - middle) / (2 * above)
    variance = n * (2 * q + shift * (1 - shift))
    gap = b - c - n * shift
    if variance <= 1e-12 * n:
        return 0.0 if abs(gap) < 1e-9 else math.copysign(math.inf, gap)
    return gap / math.sqrt(variance)


def _tango_interval(b: int, c: int, n: int) -> tuple[float, float]:
    from scipy.optimize import brentq
    from scipy.stats import norm

    z = float(norm.isf(LEVEL / 2))
    value, end = (b - c) / n, 1 - 1e-9
    ends = []
    for limit, reach in ((-end, z), (end, -z)):

        def over(shift: float, reach: float = reach) -> float:
            return max(min(_tango(b, c, n, shift), 1e6), -1e6) - reach

        crosses = abs(value - limit) > 1e-8 and over(limit) * over(value) < 0
        ends.append(float(brentq(over, min(limit, value), max(limit, value))) if crosses else round(limit))
    return float(ends[0]), float(ends[1])


def _tango_equivalence(b: int, c: int, n: int, margin: float) -> float:
    from scipy.stats import norm

    if margin >= 1:
        return 0.0  # no two shares are further apart
    return max(float(norm.sf(_tango(b, c, n, -margin))), float(norm.cdf(_tango(b, c, n, margin))))


def _drawn(
    gaps: NDArray[np.float64],
    clusters: Sequence[Hashable],
    counts: tuple[int | None, int | None],
    margin: float,
    seed: int,
) -> Difference:
    value, found = float(gaps.mean()), len(set(clusters))
    if found < LEAST_CLUSTERS:
        reason = f"{found} clusters are too few, at least {LEAST_CLUSTERS} are needed"
        return Difference(value, None, None, len(gaps), None, None, *counts, _NO_TEST.format(reason=reason))
    if not np.ptp(gaps):
        method = _NO_TEST.format(reason="every item differs by the same")
        return Difference(value, None, None, len(gaps), None, None, *counts, method)
    means = resampled_means(gaps.tolist(), clusters, resamples=RESAMPLES, seed=seed)
    low, high = np.quantile(means, [LEVEL / 2, 1 - LEVEL / 2])
    p = min(1.0, 2 * min(_share(means <= 0), _share(means >= 0)))
    equal = max(_share(means <= -margin), _share(means >= margin))
    method = _CLUSTERS.format(count=found, resamples=RESAMPLES)
    return Difference(value, float(low), float(high), len(gaps), p, equal, *counts, method)


def _share(found: NDArray[np.bool_]) -> float:
    """Return a share of draws that is never 0, since so few draws cannot show that."""
    return (int(found.sum()) + 1) / (len(found) + 1)
