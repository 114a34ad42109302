"""A difference between two groups of texts beside the measuring instrument's own, in one interval; it scores no text."""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.errors import InputError
from workbench.records import Estimate
from workbench.stats.checks import finite
from workbench.stats.clustered import FEW

__all__ = ["BEYOND", "DIFFERENCE", "OWN", "Sides", "alike", "jointly"]

DIFFERENCE, OWN, BEYOND = "difference in the texts", "difference on the controls", "difference beyond the controls"
"""What the three estimates of `jointly` are called."""

_LEAST = 2
_SAME = 6  # the fewest clusters of which the test that flips signs could show a difference that all agree on
_NONE = 1e-24


@dataclass(frozen=True)
class Sides:
    """Scored items of two groups: one number, one side and one cluster an item.

    Attributes
    ----------
    values : sequence of float
        Finite; items without a score are left out before.
    first : sequence of bool
        Whether the item belongs to the first group, else to the second.
    clusters : sequence
        Which items belong together: a prompt, a template. One cluster may hold items of both groups.
    """

    values: Sequence[float]
    first: Sequence[bool]
    clusters: Sequence[Hashable]


@dataclass(frozen=True)
class _Part:
    """The sums of each cluster by side, and the clusters that are drawn among each other."""

    sums: NDArray[np.float64]  # (clusters, 2 sides)
    sizes: NDArray[np.int64]  # (clusters, 2 sides)
    strata: tuple[NDArray[np.int64], ...]

    @property
    def value(self) -> float:
        """The mean of the first side minus that of the second."""
        first, second = self.sums.sum(axis=0) / self.sizes.sum(axis=0)
        return float(first - second)

    @property
    def few(self) -> bool:
        return len(self.sums) < FEW

    def drawn(self, resamples: int, rng: np.random.Generator) -> NDArray[np.float64]:
        """Return the difference of each draw of clusters; NaN where a draw holds one side only."""
        sums, sizes = np.zeros((resamples, 2)), np.zeros((resamples, 2))
        for places in self.strata:
            chosen = places[rng.integers(0, len(places), (resamples, len(places)))]  # (resamples, clusters of it)
            sums += self.sums[chosen].sum(axis=1)
            sizes += self.sizes[chosen].sum(axis=1)
        means = np.divide(sums, sizes, out=np.full_like(sums, np.nan), where=sizes > 0)
        found: NDArray[np.float64] = means[:, 0] - means[:, 1]
        return found

    def variances(self) -> list[tuple[float, int]]:
        """Return of each stratum the variance that draws show (linearised), and its number of clusters."""
        means = self.sums.sum(axis=0) / self.sizes.sum(axis=0)
        shares = (self.sums - means * self.sizes) / self.sizes.sum(
            axis=0
        )  # (clusters, 2): each one's pull on the means
        pull = shares[:, 0] - shares[:, 1]
        return [(float(((pull[places] - pull[places].mean()) ** 2).sum()), len(places)) for places in self.strata]


def jointly(
    texts: Sides, controls: Sides, *, group: str, unit: str = "score", resamples: int = 2000, seed: int = 0
) -> tuple[Estimate, Estimate, Estimate]:
    r"""Return a difference of two groups in texts, the same on control items, and the first beyond the second.

    .. math:: (\bar x_1 - \bar x_2) - (\bar c_1 - \bar c_2)

    with texts x and controls c of the first and second group. Negative, zero or positive; neutral is 0.

    Parameters
    ----------
    texts, controls : Sides
        What is measured, and what shows the instrument's own difference between the groups.
    group : str
        What the pair is called in the estimates.
    unit : str, default "score"
        Of the values.
    resamples : int, default 2000
    seed : int, default 0

    Returns
    -------
    tuple of Estimate
        The differences in the texts, on the controls, and the one beyond the other, each with a 95 % interval and
        a t test against 0. Clusters of texts and of controls are drawn again together, those that hold both groups
        among themselves and those that hold one group among theirs; each draw gives all three figures. The
        interval is the percentile interval, expanded for the number of clusters: its ends are the quantiles
        :math:`\Phi(\mp q\, t_{0.975,\nu})`, where q is how much larger the unbiased variance is than that of
        draws and the degrees of freedom are Satterthwaite's over the strata. Where texts or controls have fewer
        than ten clusters, the interval is that t interval itself. A group without items: no answer, never 0. A
        group whose items stand in one cluster alone, or values that do not vary: no interval, and ``method`` says so.

    Raises
    ------
    InputError
        For lists of different length, or a value that is not finite.

    References
    ----------
    Davison and Hinkley (1997), Bootstrap Methods and their Application, sections 2.4 and 3.8,
    doi:10.1017/CBO9780511802843; Hesterberg (2015), doi:10.1080/00031305.2015.1089789, section 5.3 (the
    expanded percentile interval); Satterthwaite (1946), doi:10.2307/3002019.

    Examples
    --------
    >>> first = [True, False] * 6
    >>> texts = Sides([0.9, 0.2, 0.8, 0.3, 0.9, 0.1, 0.7, 0.2, 0.8, 0.1, 0.9, 0.4], first, "aabbccddeeff")
    >>> controls = Sides([0.5, 0.1, 0.6, 0.2, 0.5, 0.2, 0.4, 0.1, 0.5, 0.1, 0.6, 0.2], first, "uuvvwwxxyyzz")
    >>> jointly(texts, controls, group="x - y")[2]
    difference beyond the controls (x - y): 0.250 [0.110, 0.390] score (n=24)
    """
    if resamples < 1:
        raise InputError(f"resamples={resamples}: draw at least once, and 2,000 times for an interval.")
    rng = np.random.default_rng(seed)
    parts = [_part(texts, "texts"), _part(controls, "controls")]
    draws = [None if part is None or not part.strata else part.drawn(resamples, rng) for part in parts]
    sizes = [len(texts.values), len(controls.values)]
    signs = ([1], [1], [1, -1])
    chosen = ([0], [1], [0, 1])
    made = []
    for name, places, ways in zip((DIFFERENCE, OWN, BEYOND), chosen, signs, strict=True):
        found = [(way, parts[place], draws[place]) for way, place in zip(ways, places, strict=True)]
        n = sum(sizes[place] for place in places)
        made.append(_estimate(found, measure=name, group=group, n=n, unit=unit))
    return made[0], made[1], made[2]


def alike(value: float, clusters: int, *, measure: str, group: str, n: int, unit: str) -> Estimate:
    """Return a difference that is the same in every cluster: an interval without width where six or more agree, else none."""
    value = 0.0 if abs(value) < math.sqrt(_NONE) else value
    if clusters < _SAME:
        said = f"no interval: the same in all of only {clusters} clusters"
        return Estimate(measure, group, value, None, None, n, unit, said, 0.0)
    said = f"the same in each of {clusters} clusters or more, so that nothing varies"
    return Estimate(measure, group, value, value, value, n, unit, said, 0.0, float(value == 0))


def _estimate(
    found: list[tuple[int, _Part | None, NDArray[np.float64] | None]], *, measure: str, group: str, n: int, unit: str
) -> Estimate:
    parts = [part for _, part, _ in found if part is not None]
    if len(parts) < len(found):
        said = "no answer: one of the two groups has no item with a score"
        return Estimate(measure, group, None, None, None, n, unit, said, 0.0)
    value = sum(way * part.value for way, part, _ in found if part is not None)
    drawn = [way * draw for way, _, draw in found if draw is not None]
    if len(drawn) < len(found):
        said = "no interval: a group's items stand in one cluster alone"
        return Estimate(measure, group, value, None, None, n, unit, said, 0.0)
    strata = [one for part in parts for one in part.variances()]
    if math.fsum(variance for variance, _ in strata) < _NONE:
        return alike(value, min(len(part.sums) for part in parts), measure=measure, group=group, n=n, unit=unit)
    over = " and ".join(str(len(part.sums)) for part in parts)
    few = any(part.few for part in parts)
    low, high, p = _interval(value, np.sum(drawn, axis=0), strata, few=few)
    how = f"{'t' if few else 'bootstrap'} over {over} clusters 95 %, t test"
    return Estimate(measure, group, value, low, high, n, unit, how, 0.0, p)


def _interval(
    value: float, drawn: NDArray[np.float64], strata: list[tuple[float, int]], *, few: bool
) -> tuple[float, float, float]:
    """Return low, high and p of a figure from its draws and the variance in each stratum."""
    from scipy.stats import norm, t

    unbiased = [variance * count / (count - 1) for variance, count in strata]
    whole = math.fsum(unbiased)
    freedom = whole**2 / math.fsum(part**2 / (count - 1) for part, (_, count) in zip(unbiased, strata, strict=True))
    error, reach = math.sqrt(whole), float(t.ppf(0.975, freedom))
    p = 2 * float(t.sf(abs(value) / error, freedom))
    if few:
        return value - reach * error, value + reach * error, p
    wider = math.sqrt(whole / math.fsum(variance for variance, _ in strata))
    tail = float(norm.cdf(-wider * reach))
    low, high = np.nanquantile(drawn, [tail, 1 - tail], method="weibull")
    return float(low), float(high), p


def _part(sides: Sides, called: str) -> _Part | None:
    """Return the sums of each cluster; None where a side has no item."""
    values, first = finite(sides.values, 0), np.asarray(sides.first, dtype=bool)
    if not len(values) == len(first) == len(sides.clusters):
        given = f"{len(values)} values, {len(first)} sides, {len(sides.clusters)} cluster names"
        raise InputError(f"{called}: {given}; give one of each an item.")
    if first.all() or not first.any():
        return None
    names = sorted(set(sides.clusters), key=lambda name: (type(name).__name__, str(name)))
    place = {name: code for code, name in enumerate(names)}
    code = np.array([place[name] for name in sides.clusters])
    order = np.lexsort((values, code))  # so that the order in which items are listed changes nothing
    sums, sizes = np.zeros((len(names), 2)), np.zeros((len(names), 2), dtype=np.int64)
    np.add.at(sums, (code[order], (~first[order]).astype(int)), values[order])
    np.add.at(sizes, (code[order], (~first[order]).astype(int)), 1)
    return _Part(sums, sizes, _strata(sizes))


def _strata(sizes: NDArray[np.int64]) -> tuple[NDArray[np.int64], ...]:
    """Return which clusters are drawn among each other; none where a side stands in one cluster alone."""
    there = sizes > 0
    if (there.sum(axis=0) < _LEAST).any():
        return ()
    kinds = there[:, 0] + 2 * there[:, 1]
    strata = [np.flatnonzero(kinds == kind) for kind in np.unique(kinds)]
    if any(len(places) < _LEAST for places in strata):
        return (np.arange(len(sizes)),)
    return tuple(strata)
