"""Figures of scores: a mean with its interval, a difference within templates, how well scores tell labels apart."""

import math
from collections.abc import Hashable, Sequence

import numpy as np

from workbench.records import Estimate
from workbench.stats import cluster_interval, cluster_t, wilson
from workbench.stats.jointly import alike

__all__ = ["mean_over", "paired_mean", "separation"]

_UNIT = "score"


def mean_over(
    values: Sequence[float],
    clusters: Sequence[Hashable],
    *,
    measure: str,
    group: str,
    resamples: int = 2000,
    seed: int = 0,
) -> Estimate:
    """Return the mean of scores that come in clusters, with its interval; no value where there is no score."""
    n = len(values)
    if len(set(clusters)) < 2:
        value = math.fsum(values) / n if n else None
        said = "no interval: one cluster alone" if n else "no answer: no text has a score"
        return Estimate(measure, group, value, None, None, n, _UNIT, said)
    low, high, how = cluster_interval(values, clusters, resamples=resamples, seed=seed)
    return Estimate(measure, group, math.fsum(values) / n, low, high, n, _UNIT, how)


def paired_mean(values: Sequence[float], clusters: Sequence[Hashable], *, measure: str, group: str) -> Estimate:
    """Return the mean of differences, one or more a cluster, with its interval and a t test against 0.

    A difference that is the same in every cluster is told as `workbench.stats.jointly` tells it.
    """
    from scipy.stats import t

    found = mean_over(values, clusters, measure=measure, group=group)
    if found.value is None or found.low is None:
        return Estimate(measure, group, found.value, None, None, found.n, _UNIT, found.method, 0.0)
    mean, error, freedom = cluster_t(values, clusters)
    if error < 1e-12:
        return alike(mean, freedom + 1, measure=measure, group=group, n=found.n, unit=_UNIT)
    p = 2 * float(t.sf(abs(mean) / error, freedom))
    return Estimate(
        measure, group, found.value, found.low, found.high, found.n, _UNIT, f"{found.method}, t test", 0.0, p
    )


def separation(hostile: Sequence[float], others: Sequence[float], *, measure: str, group: str) -> Estimate:
    r"""Return how likely a hostile text scores above another one (the area under the ROC curve), with its interval.

    .. math:: P(h > o) + P(h = o)/2

    From 0 to 1, neutral at 0.5: no better than chance. The interval is that of Brunner and Munzel's test. Where every
    hostile text lies on one side of all others, it is Wilson's for as many texts as the smaller set has.

    References
    ----------
    Brunner and Munzel (2000), doi:10.1002/(SICI)1521-4036(200001)42:1<17::AID-BIMJ17>3.0.CO;2-U; statsmodels
    ``rank_compare_2indep``.
    """
    from statsmodels.stats.nonparametric import rank_compare_2indep

    n, least = len(hostile) + len(others), min(len(hostile), len(others))
    if least < 2:
        return Estimate(measure, group, None, None, None, n, "probability", "no answer: too few texts", 0.5)
    first, second = np.sort(hostile), np.sort(others)
    if first[0] > second[-1] or first[-1] < second[0]:
        value = float(first[0] > second[-1])
        low, high = wilson(int(value) * least, least)
        said = f"Wilson for {least} texts 95 %: the two do not overlap"
        return Estimate(measure, group, value, low, high, n, "probability", said, 0.5)
    if first[0] == first[-1] == second[0] == second[-1]:
        return Estimate(measure, group, 0.5, None, None, n, "probability", "no interval: all scores are the same", 0.5)
    found = rank_compare_2indep(first, second)
    low, high = (float(end) for end in found.conf_int())
    how = "Brunner-Munzel 95 %"
    return Estimate(
        measure,
        group,
        float(found.prob1),
        max(0.0, low),
        min(1.0, high),
        n,
        "probability",
        how,
        0.5,
        float(found.pvalue),
    )
