"""Intervals, tests and corrections for bias figures; it knows numbers only, nothing of models or data.

Every function is a thin, checked call of scipy or statsmodels where they have it. Both are
imported on first use, because they take longer to import than the rest of the workbench.
"""

import math
from collections.abc import Callable, Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from workbench.errors import InputError
from workbench.records import Estimate

__all__ = [
    "LEVEL",
    "binomial_p",
    "cannot_tell",
    "cluster_bootstrap",
    "detectable",
    "holm",
    "mcnemar_p",
    "mean_interval",
    "share",
    "wilson",
]

LEVEL = 0.05
_BLOCK = 4_000_000  # indices drawn at a time, so that memory stays bounded for large data sets


def _counts(successes: int, n: int) -> None:
    if not 0 <= successes <= n:
        raise InputError(f"successes={successes}, n={n}: successes must be a whole number from 0 to n.")


def _confidence(value: float) -> None:
    if not 0 < value < 1:
        raise InputError(f"confidence={value!r}: it must lie between 0 and 1, such as 0.95.")


def _finite(values: Sequence[float] | NDArray[np.float64], least: int) -> NDArray[np.float64]:
    array = np.asarray(values, dtype=float)
    if array.ndim != 1 or len(array) < least:
        raise InputError(f"{array.size} value(s) given; a flat list of at least {least} is needed for an interval.")
    if not np.isfinite(array).all():
        raise InputError(f"{int((~np.isfinite(array)).sum())} value(s) are not finite; count unanswered items apart.")
    return array


def wilson(successes: int, n: int, *, confidence: float = 0.95) -> tuple[float, float]:
    r"""Return the Wilson score interval of a share of independent items.

    .. math:: \frac{\hat p + z^2/2n \pm z\sqrt{\hat p(1-\hat p)/n + z^2/4n^2}}{1 + z^2/n}

    Parameters
    ----------
    successes, n : int
        ``n`` of at least 1.
    confidence : float, default 0.95

    Returns
    -------
    tuple of float
        Low and high, within 0 to 1; never empty, also at 0 or ``n`` successes.

    References
    ----------
    Wilson (1927), doi:10.1080/01621459.1927.10502953; statsmodels ``proportion_confint``.

    Examples
    --------
    >>> low, high = wilson(60, 100)
    >>> round(low, 3), round(high, 3)
    (0.502, 0.691)
    """
    from statsmodels.stats.proportion import proportion_confint

    _counts(successes, n)
    _confidence(confidence)
    if n == 0:
        raise InputError("n=0: a share of no items has no interval.")
    low, high = proportion_confint(successes, n, alpha=1 - confidence, method="wilson")
    # Rounding leaves about 1e-18 at the ends, where the formula gives exactly 0 and 1.
    return (0.0 if successes == 0 else float(low)), (1.0 if successes == n else float(high))


def binomial_p(successes: int, n: int, *, neutral: float = 0.5) -> float:
    """Return the exact two-sided p-value of a share against its neutral value.

    The sum of the probabilities of all outcomes no likelier than the one seen, from 0 to 1;
    1 for no items.

    References
    ----------
    Clopper and Pearson (1934), doi:10.1093/biomet/26.4.404; ``scipy.stats.binomtest``.

    Examples
    --------
    >>> round(binomial_p(9, 10), 4)
    0.0215
    """
    from scipy.stats import binomtest

    _counts(successes, n)
    if not 0 <= neutral <= 1:
        raise InputError(f"neutral={neutral!r}: the neutral value of a share goes from 0 to 1.")
    return 1.0 if n == 0 else float(binomtest(successes, n, neutral).pvalue)


def holm(ps: Sequence[float | None]) -> list[float | None]:
    """Return p-values corrected by Holm's step-down rule over one family of tests.

    The i-th smallest of m is multiplied by ``m - i + 1``, made to rise and cut at 1. None
    (a test that could not be made) stays None and does not count in m.

    References
    ----------
    Holm (1979), https://www.jstor.org/stable/4615733; statsmodels ``multipletests``.

    Examples
    --------
    >>> holm([0.01, None, 0.04])
    [0.02, None, 0.04]
    """
    from statsmodels.stats.multitest import multipletests

    known = [p for p in ps if p is not None]
    if not all(0 <= p <= 1 for p in known):
        raise InputError("A p-value lies outside 0 to 1, or is not a number.")
    corrected = iter(multipletests(known, method="holm")[1].tolist() if known else [])
    return [None if p is None else float(next(corrected)) for p in ps]


def mean_interval(values: Sequence[float], confidence: float = 0.95) -> tuple[float, float]:
    r"""Return the t interval of a mean of independent values: :math:`\bar x \pm t_{n-1} s/\sqrt n`.

    References
    ----------
    Student (1908), doi:10.1093/biomet/6.1.1; ``scipy.stats.t``.

    Examples
    --------
    >>> low, high = mean_interval([1.0, 2.0, 3.0])
    >>> round(low, 3), round(high, 3)
    (-0.484, 4.484)
    """
    from scipy.stats import t

    _confidence(confidence)
    array = _finite(values, 2)
    half = float(t.ppf((1 + confidence) / 2, len(array) - 1)) * float(array.std(ddof=1)) / math.sqrt(len(array))
    return float(array.mean()) - half, float(array.mean()) + half


def cluster_bootstrap(
    values: Sequence[float],
    clusters: Sequence[Hashable],
    *,
    statistic: Callable[[NDArray[np.float64]], float] | None = None,
    confidence: float = 0.95,
    resamples: int = 2000,
    seed: int = 0,
) -> tuple[float, float]:
    """Return the percentile interval of a statistic when items come in clusters.

    Whole clusters (a template, a question family, a prompt) are drawn with replacement, as
    many as there are; the order in which the items are listed does not matter.

    Parameters
    ----------
    values, clusters : sequence
        One value and one cluster name an item; at least two clusters.
    statistic : callable, optional
        Of a flat array; the mean where left out (much faster).
    confidence : float, default 0.95
    resamples : int, default 2000
    seed : int, default 0

    Returns
    -------
    tuple of float
        Low and high, within the range that the statistic can take.

    References
    ----------
    Davison and Hinkley (1997), Bootstrap Methods and their Application, section 3.8,
    doi:10.1017/CBO9780511802843.

    Examples
    --------
    >>> cluster_bootstrap([0.0, 0.0, 1.0, 1.0], ["a", "a", "b", "b"])
    (0.0, 1.0)
    """
    _confidence(confidence)
    array = _finite(values, 2)
    if len(clusters) != len(array) or resamples < 1:
        raise InputError(
            f"{len(array)} values, {len(clusters)} cluster names, resamples={resamples}: one name a value."
        )
    code = _codes(clusters)
    order = np.lexsort((array, code))
    members = np.split(array[order], np.cumsum(np.bincount(code))[:-1])
    if len(members) < 2:
        raise InputError("All items are in one cluster; an interval over clusters needs at least two.")
    drawn = _resampled(members, statistic, resamples, np.random.default_rng(seed))
    low, high = np.quantile(drawn, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)


def _codes(clusters: Sequence[Hashable]) -> NDArray[np.int64]:
    names = sorted(set(clusters), key=lambda name: (type(name).__name__, str(name)))
    place = {name: code for code, name in enumerate(names)}
    return np.array([place[name] for name in clusters], dtype=np.int64)


def _resampled(
    members: list[NDArray[np.float64]],
    statistic: Callable[[NDArray[np.float64]], float] | None,
    resamples: int,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    k = len(members)
    sums = np.array([part.sum() for part in members])
    sizes = np.array([len(part) for part in members])
    found: list[NDArray[np.float64]] = []
    step = max(1, _BLOCK // k)
    for start in range(0, resamples, step):
        draws = rng.integers(0, k, (min(step, resamples - start), k))  # (resamples of this block, clusters)
        if statistic is None:
            found.append(sums[draws].sum(axis=1) / sizes[draws].sum(axis=1))
        else:
            found.append(np.array([float(statistic(np.concatenate([members[i] for i in row]))) for row in draws]))
    return np.concatenate(found)


def mcnemar_p(b: int, c: int) -> float:
    """Return the exact p-value of McNemar's test: two models' yes or no on the same items.

    Parameters
    ----------
    b, c : int
        Items on which only the first, and only the second, said yes. Items on which both
        agree say nothing about the difference. With none of either the p-value is 1.

    References
    ----------
    McNemar (1947), doi:10.1007/BF02295996: the exact form is a binomial test of b against 1/2.

    Examples
    --------
    >>> mcnemar_p(1, 9)
    0.021484375
    """
    if b < 0 or c < 0:
        raise InputError(f"b={b}, c={c}: counts of items cannot be negative.")
    return binomial_p(b, b + c)


def detectable(n: int, power: float = 0.8) -> float | None:
    """Return the smallest difference from a share of 0.5 that n items could show.

    The distance d from 0.5 at which the exact two-sided binomial test at 5 % rejects with
    this power. From 0 to 0.5; None where n is too small (below 6) to reject at all.

    References
    ----------
    Cohen (1988), Statistical Power Analysis, chapter 6, with the exact distribution in
    place of the normal one.

    Examples
    --------
    >>> round(detectable(1508), 3)
    0.036
    """
    from scipy.optimize import brentq
    from scipy.stats import binom

    if n < 0 or not LEVEL < power < 1:
        raise InputError(f"n={n}, power={power!r}: n is 0 or more, power lies between {LEVEL} and 1.")
    least = int(binom.isf(LEVEL / 2, n, 0.5)) + 1  # fewest successes at which the upper tail is below 2.5 %
    if least > n:
        return None

    def missing(d: float) -> float:
        return float(binom.sf(least - 1, n, 0.5 + d) + binom.cdf(n - least, n, 0.5 + d)) - power

    return float(brentq(missing, 0.0, 0.5))


def share(
    successes: int, failures: int, ties: int, *, measure: str, group: str, neutral: float = 0.5, unscored: int = 0
) -> Estimate:
    """Return the share of successes among the items that went either way, with its Wilson interval.

    ``successes / (successes + failures)``, from 0 to 1. Ties are counted apart and in
    neither part of the share, and so are items without a score. Where every item is a tie,
    or there is none, the value is None: no answer, never 0.

    References
    ----------
    The denominator is that of a sign test: Dixon and Mood (1946),
    doi:10.1080/01621459.1946.10501898.

    Examples
    --------
    >>> share(60, 40, 3, measure="stereotype share", group="all")
    stereotype share (all): 0.600 [0.502, 0.691] share (n=100)
    """
    if min(successes, failures, ties, unscored) < 0:
        raise InputError(f"successes={successes}, failures={failures}, ties={ties}: counts cannot be negative.")
    n = successes + failures
    method = "Wilson 95 %, exact binomial test; ties apart"
    if n == 0:
        return Estimate(
            measure, group, None, None, None, 0, "share", "no answer", neutral, ties=ties, unscored=unscored
        )
    low, high = wilson(successes, n)
    p = binomial_p(successes, n, neutral=neutral)
    found = successes / n
    return Estimate(measure, group, found, low, high, n, "share", method, neutral, p, ties=ties, unscored=unscored)


def cannot_tell(estimate: Estimate) -> bool:
    """Return whether a figure leaves open on which side of its neutral value the truth lies.

    True where the interval includes the neutral value, where the p-value (the corrected one,
    if there is one) is 5 % or more, or where nothing could be counted: the stricter of
    interval and test decides. False where the measure has no neutral value.

    Examples
    --------
    >>> cannot_tell(share(52, 48, 0, measure="stereotype share", group="all"))
    True
    """
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return True
    if estimate.neutral is None:
        return False
    p = estimate.p if estimate.p_corrected is None else estimate.p_corrected
    return estimate.low <= estimate.neutral <= estimate.high or (p is not None and p >= LEVEL)
