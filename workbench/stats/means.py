"""Means of numbers: of independent values, and of items that come in clusters; it compares no two runs."""

import math
from collections.abc import Callable, Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from workbench.errors import InputError
from workbench.stats.checks import check_confidence, finite

__all__ = ["by_cluster", "cluster_bootstrap", "expanded_tail", "mean_interval"]


_BLOCK = 4_000_000  # indices drawn at a time, so that memory stays bounded for large data sets


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

    check_confidence(confidence)
    array = finite(values, 2)
    half = float(t.ppf((1 + confidence) / 2, len(array) - 1)) * float(array.std(ddof=1)) / math.sqrt(len(array))
    return float(array.mean()) - half, float(array.mean()) + half


def expanded_tail(count: int, confidence: float = 0.95) -> float:
    r"""Return which share of resamples to leave out at each end, for an interval over so many clusters.

    .. math:: \Phi\Big(-\sqrt{k/(k-1)}\; t_{k-1,\,(1+c)/2}\Big)

    Resamples of k clusters vary by :math:`\sqrt{(k-1)/k}` too little, and their quantiles are those of a normal
    distribution where t is due: without this, 12 clusters cover the truth 90 % of the time where 95 % are meant.

    References
    ----------
    Hesterberg (2015), What teachers should know about the bootstrap, section 5.3: the expanded percentile interval.
    doi:10.1080/00031305.2015.1089789.

    Examples
    --------
    >>> round(expanded_tail(12), 4), round(expanded_tail(1000), 4)
    (0.0108, 0.0248)
    """
    from scipy.stats import norm, t

    return float(norm.cdf(-math.sqrt(count / (count - 1)) * t.ppf((1 + confidence) / 2, count - 1)))


def cluster_bootstrap(
    values: Sequence[float],
    clusters: Sequence[Hashable],
    *,
    statistic: Callable[[NDArray[np.float64]], float] | None = None,
    confidence: float = 0.95,
    resamples: int = 2000,
    seed: int = 0,
) -> tuple[float, float]:
    """Return the expanded percentile interval of a statistic when items come in clusters.

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
    doi:10.1017/CBO9780511802843; the ends are those of `expanded_tail`.

    Examples
    --------
    >>> cluster_bootstrap([0.0, 0.0, 1.0, 1.0], ["a", "a", "b", "b"])
    (0.0, 1.0)
    """
    check_confidence(confidence)
    members = _several(values, clusters, resamples)
    drawn = _resampled(members, statistic, resamples, np.random.default_rng(seed))
    tail = expanded_tail(len(members), confidence)
    low, high = np.quantile(drawn, [tail, 1 - tail])
    return float(low), float(high)


def by_cluster(values: Sequence[float], clusters: Sequence[Hashable]) -> list[NDArray[np.float64]]:
    """Return the values of each cluster, in an order that does not depend on that of the items.

    Examples
    --------
    >>> [part.tolist() for part in by_cluster([3.0, 1.0, 2.0], ["b", "a", "b"])]
    [[1.0], [2.0, 3.0]]
    """
    array = finite(values, 1)
    if len(clusters) != len(array):
        raise InputError(f"{len(array)} values, {len(clusters)} cluster names: give one name a value.")
    code = _codes(clusters)
    order = np.lexsort((array, code))
    return np.split(array[order], np.cumsum(np.bincount(code))[:-1])


def _several(values: Sequence[float], clusters: Sequence[Hashable], resamples: int) -> list[NDArray[np.float64]]:
    if resamples < 1:
        raise InputError(f"resamples={resamples}: draw at least once, and 2,000 times for an interval.")
    members = by_cluster(values, clusters)
    if len(members) < 2:
        raise InputError("All items are in one cluster; an interval over clusters needs at least two.")
    return members


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
