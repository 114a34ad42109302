"""Two runs on the same items: whether they differ, by how much, and whether by less than matters; numbers only.

Yes or no of items that stand by themselves: McNemar's exact test, Tango's score interval. All
else: whole clusters of items are drawn again for the interval, their signs flipped for the test.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.errors import InputError
from workbench.records import Estimate
from workbench.stats.clustered import cluster_interval, cluster_t, sign_flip_p
from workbench.stats.reading import LEVEL
from workbench.stats.shares import binomial_p
from workbench.stats.tango import score_equivalence_p, score_interval

__all__ = ["Difference", "difference", "equivalence_p", "mcnemar_p", "paired"]

RESAMPLES = 10_000
_NOTHING = 1e-12  # below it, differences are rounding
_YES_OR_NO = "Tango's score interval 95 %, McNemar's exact test"
_CLUSTERS = "paired {interval}, sign-flip test over clusters"
_NO_CHANGE = "no item differs: exact bound over {count} clusters 95 %"
_NONE = "no interval and no test: {reason}"


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
    unanswered : int
        Items that one of the two, or both, did not answer.
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
    unanswered: int = 0


def difference(
    first: Sequence[float],
    second: Sequence[float],
    *,
    margin: float,
    clusters: Sequence[Hashable] | None = None,
    seed: int = 0,
) -> Difference:
    r"""Return how two runs differ on the same items.

    Parameters
    ----------
    first, second : sequence of float
        One outcome an item, in the same order; NaN where a run gave none. An item counts where both gave one.
    margin : float
        Above 0: the smallest difference that matters, for the equivalence test.
    clusters : sequence, optional
        Which items belong together; each by itself where left out.
    seed : int, default 0
        Of the draws of clusters and signs.

    Returns
    -------
    Difference
        Outcomes that are all 0 or 1, one item a cluster: Tango's score interval and two one-sided score tests,
        McNemar's exact p. Else: the interval of `cluster_interval`, the p of `sign_flip_p`, and
        two one-sided t-tests with the standard error of `cluster_t`. Where outcomes lie between 0 and 1 and no
        item differs, k clusters show that a difference of d would have been seen in at least one with
        probability :math:`1 - (1 - d)^k`, which gives interval and equivalence test.

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
    kept = [name for name, answered in zip(names, both, strict=True) if answered]
    return _Pairs(one[both], two[both], kept, len(one) - len(kept)).difference(margin, seed)


def paired(
    first: Sequence[float],
    second: Sequence[float],
    clusters: Sequence[Hashable] | None = None,
    *,
    measure: str,
    group: str = "all",
    unit: str = "difference",
    seed: int = 0,
) -> Estimate:
    """Return second minus first on the same items, as an estimate with interval and test.

    Parameters
    ----------
    first, second, clusters, seed
        As in `difference`, whose figures these are.
    measure, group, unit : str
        As in `Estimate`.

    Returns
    -------
    Estimate
        Neutral at 0; ``n`` items that both answered, ``unscored`` items that one of the two did not.

    Examples
    --------
    >>> paired([1.0] * 12 + [0.0] * 208, [0.0] * 12 + [1.0] * 30 + [0.0] * 178, measure="second minus first")
    second minus first (all): 0.082 [0.025, 0.141] difference (n=220)
    """
    found = difference(first, second, margin=1.0, clusters=clusters, seed=seed)
    ends = found.value, found.low, found.high
    return Estimate(measure, group, *ends, found.n, unit, found.method, 0.0, found.p, unscored=found.unanswered)


def equivalence_p(
    first: Sequence[float],
    second: Sequence[float],
    clusters: Sequence[Hashable] | None = None,
    *,
    margin: float,
) -> float | None:
    """Return the p-value of two one-sided tests: against a difference of ``margin`` or more, either way.

    Small where the difference is smaller than what matters; None where nothing could be tested.

    Parameters
    ----------
    first, second, clusters, margin
        As in `difference`.

    References
    ----------
    Schuirmann (1987), doi:10.1007/BF01068419; for numbers, one item a cluster, statsmodels ``ttost_paired``.

    Examples
    --------
    >>> equal = [1.0] * 250 + [0.0] * 250
    >>> equivalence_p(equal, equal, margin=0.05) < 0.001
    True
    """
    return difference(first, second, margin=margin, clusters=clusters).equivalence_p


@dataclass(frozen=True)
class _Pairs:
    """The outcomes of two runs on the items that both answered."""

    first: NDArray[np.float64]
    second: NDArray[np.float64]
    clusters: list[Hashable]
    unanswered: int

    def difference(self, margin: float, seed: int) -> Difference:
        count = len(set(self.clusters))
        if not count:
            return self._made(None, None, None, method=_NONE.format(reason="no item answered by both"))
        if self._yes_or_no and count == len(self.clusters):
            return self._scored(margin)
        gaps = self.second - self.first
        if np.ptp(gaps) < _NOTHING:
            return self._all_alike(float(gaps[0]), count, margin)
        if count < 2:
            return self._made(float(gaps.mean()), None, None, method=_NONE.format(reason="one cluster alone"))
        return self._clustered(gaps, margin, seed)

    @property
    def _yes_or_no(self) -> bool:
        return bool(np.isin(self.first, (0.0, 1.0)).all() and np.isin(self.second, (0.0, 1.0)).all())

    def _scored(self, margin: float) -> Difference:
        b, c, n = int((self.first > self.second).sum()), int((self.second > self.first).sum()), len(self.first)
        low, high = score_interval(b, c, n)
        equal = score_equivalence_p(b, c, n, margin)
        return self._made((c - b) / n, low, high, mcnemar_p(b, c), equal, method=_YES_OR_NO)

    def _all_alike(self, gap: float, count: int, margin: float) -> Difference:
        shares = min(self.first.min(), self.second.min()) >= 0 and max(self.first.max(), self.second.max()) <= 1
        if abs(gap) > _NOTHING or not shares:
            return self._made(gap, None, None, method=_NONE.format(reason="every item differs by the same"))
        bound = 1 - (LEVEL / 2) ** (1 / count)
        equal = max(0.0, 1 - margin) ** count
        return self._made(0.0, -bound, bound, 1.0, equal, method=_NO_CHANGE.format(count=count))

    def _clustered(self, gaps: NDArray[np.float64], margin: float, seed: int) -> Difference:
        from scipy.stats import t

        values = gaps.tolist()
        mean, error, freedom = cluster_t(values, self.clusters)
        if error < _NOTHING:
            return self._made(mean, None, None, method=_NONE.format(reason="every cluster differs by the same"))
        low, high, how = cluster_interval(values, self.clusters, resamples=RESAMPLES, seed=seed)
        p = sign_flip_p(values, self.clusters, seed=seed)
        equal = max(float(t.sf((mean + margin) / error, freedom)), float(t.cdf((mean - margin) / error, freedom)))
        return self._made(mean, low, high, p, equal, method=_CLUSTERS.format(interval=how))

    def _made(
        self,
        value: float | None,
        low: float | None,
        high: float | None,
        p: float | None = None,
        equal: float | None = None,
        *,
        method: str,
    ) -> Difference:
        gaps = self.second - self.first
        first, second = (int((gaps < 0).sum()), int((gaps > 0).sum())) if self._yes_or_no else (None, None)
        return Difference(value, low, high, len(gaps), p, equal, first, second, method, self.unanswered)
