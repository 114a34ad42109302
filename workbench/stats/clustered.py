"""Shares and means of items that come in clusters, tested against a neutral value; it compares no two runs."""

import math
from collections.abc import Hashable, Sequence

import numpy as np

from workbench.errors import InputError
from workbench.records import Estimate
from workbench.stats.checks import finite
from workbench.stats.means import by_cluster, cluster_bootstrap
from workbench.stats.shares import wilson

__all__ = ["FEW", "cluster_interval", "cluster_t", "clustered_share", "sign_flip_p"]

FEW = 10
"""With fewer clusters than this, draws of clusters give intervals that are too narrow; t is taken instead."""

_BOOTSTRAP = "bootstrap over {k} clusters 95 %"
_T = "t over {k} clusters 95 %"


def sign_flip_p(
    values: Sequence[float],
    clusters: Sequence[Hashable],
    *,
    neutral: float = 0.0,
    resamples: int = 9999,
    seed: int = 0,
) -> float:
    r"""Return the two-sided p-value of a mean against a neutral value, by flipping the signs of whole clusters.

    If nothing lies behind the figure, a cluster's sum :math:`\sum (x_i - \text{neutral})` is as
    likely to be that far below 0 as above. p is the share of ways of setting the signs whose total is at
    least as far out, twice the smaller tail. All ways are tried where there are no more than
    ``resamples``; else so many are drawn, with the seed.

    Parameters
    ----------
    values, clusters : sequence
        One number and one cluster name an item.
    neutral : float, default 0
    resamples : int, default 9999
    seed : int, default 0

    Returns
    -------
    float
        Above 0, at most 1. With k clusters never below :math:`2 / 2^k`.

    References
    ----------
    Fisher (1935), The Design of Experiments, section 21; ``scipy.stats.permutation_test`` of one sample.

    Examples
    --------
    >>> sign_flip_p([1.0, 2.0, 3.0, -0.5, 2.0], "abcde")
    0.125
    """
    from scipy.stats import permutation_test

    array = finite(values, 1)
    members = by_cluster((array - neutral).tolist(), clusters)
    sums = np.array([math.fsum(part) for part in members])
    total = math.fsum(sums)
    if len(sums) == 1 or abs(total) < 1e-12:
        return 1.0
    sums = np.sort(math.copysign(1.0, total) * sums)  # so that neither the order of items nor the side changes a draw
    found = permutation_test(
        (sums,), np.sum, permutation_type="samples", vectorized=True, n_resamples=resamples, rng=seed
    )
    return float(found.pvalue)


def cluster_t(values: Sequence[float], clusters: Sequence[Hashable]) -> tuple[float, float, int]:
    r"""Return mean, its standard error where items come in clusters, and the degrees of freedom.

    .. math:: \text{se}^2 = \frac{k}{k-1} \frac{1}{n^2} \sum_c \Big(\sum_{i \in c} (x_i - \bar x)\Big)^2

    over k clusters, with ``k - 1`` degrees of freedom. With one item a cluster it is the
    standard error of the t-test.

    References
    ----------
    Liang and Zeger (1986), doi:10.1093/biomet/73.1.13; statsmodels ``OLS`` with ``cov_type="cluster"``.

    Examples
    --------
    >>> mean, error, freedom = cluster_t([1.0, 2.0, 3.0], "abc")
    >>> mean, round(error, 4), freedom
    (2.0, 0.5774, 2)
    """
    from statsmodels.regression.linear_model import OLS

    members = by_cluster(values, clusters)
    if len(members) < 2:
        raise InputError("All items are in one cluster; an interval over clusters needs at least two.")
    array = np.concatenate(members)
    groups = np.repeat(np.arange(len(members)), [len(part) for part in members])
    fit = OLS(array, np.ones(len(array))).fit(cov_type="cluster", cov_kwds={"groups": groups}, use_t=True)
    return float(fit.params[0]), float(fit.bse[0]), len(members) - 1


def cluster_interval(
    values: Sequence[float], clusters: Sequence[Hashable], *, resamples: int = 2000, seed: int = 0
) -> tuple[float, float, str]:
    """Return the 95 % interval of a mean over clusters, and how it was made.

    The percentile interval of `cluster_bootstrap`; with fewer than 10 clusters the t interval of
    `cluster_t`, since so few clusters drawn again vary too little.

    Examples
    --------
    >>> low, high, how = cluster_interval([1.0, 2.0, 3.0], "abc")
    >>> round(low, 2), round(high, 2), how
    (-0.48, 4.48, 't over 3 clusters 95 %')
    """
    from scipy.stats import t

    count = len(set(clusters))
    if count >= FEW:
        low, high = cluster_bootstrap(values, clusters, resamples=resamples, seed=seed)
        return low, high, _BOOTSTRAP.format(k=count)
    mean, error, freedom = cluster_t(values, clusters)
    half = float(t.ppf(0.975, freedom)) * error
    return mean - half, mean + half, _T.format(k=count)


def clustered_share(
    values: Sequence[float],
    clusters: Sequence[Hashable],
    *,
    measure: str,
    group: str,
    neutral: float = 0.5,
    seed: int = 0,
    unscored: int = 0,
    unparsed: int = 0,
) -> Estimate:
    """Return the mean of shares, or of ones and zeros, that come in clusters, with interval and test.

    Parameters
    ----------
    values, clusters : sequence
        Numbers from 0 to 1 and the cluster of each: a prompt, a template.
    measure, group : str
        As in `Estimate`.
    neutral : float, default 0.5
    seed : int, default 0
        Of the draws of interval and test.
    unscored, unparsed : int
        Counted apart; they are part of no figure here.

    Returns
    -------
    Estimate
        From 0 to 1; the interval of `cluster_interval`, cut at 0 and 1; p of `sign_flip_p`. Where every
        value is 0, or every value is 1, draws show nothing: the interval is then Wilson's, each
        cluster taken as one item. No values, or one cluster alone: no answer, never 0.

    Examples
    --------
    >>> values, prompts = [0.8, 0.7, 0.9, 0.4], ["a", "b", "c", "d"]
    >>> clustered_share(values, prompts, measure="mean over prompts", group="all")
    mean over prompts (all): 0.700 [0.356, 1.000] share (n=4)
    """
    counts = {"unscored": unscored, "unparsed": unparsed}
    count = len(set(clusters))
    if count < 2:
        said = "no answer" if not count else "no answer: one cluster alone has no interval"
        return Estimate(measure, group, None, None, None, len(values), "share", said, neutral, **counts)
    array = finite(values, 2)
    if not ((array >= 0) & (array <= 1)).all():
        raise InputError("A share lies outside 0 to 1.")
    value = math.fsum(array) / len(array)
    if np.ptp(array) == 0 and value in (0.0, 1.0):
        low, high, said = *wilson(count if value else 0, count), f"Wilson over {count} clusters 95 %"
    else:
        low, high, said = cluster_interval(values, clusters, seed=seed)
    p = sign_flip_p(values, clusters, neutral=neutral, seed=seed)
    method = f"{said}, sign-flip test over clusters"
    ends = max(0.0, low), min(1.0, high)
    return Estimate(measure, group, value, *ends, len(array), "share", method, neutral, p, **counts)
