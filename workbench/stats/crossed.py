"""Figures that vary over items and over draws of examples, both at once; it knows numbers only.

A model answers the same items several times, each time with other examples before them. Which items were
asked is one source of variation, which examples were drawn is another, and an interval that knows
only the first is too narrow: more items make it shrink, while the examples stay the few that they are.
"""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.errors import InputError
from workbench.records import Estimate
from workbench.stats.pairing import paired
from workbench.stats.reading import LEVEL
from workbench.stats.shares import binomial_p, wilson

__all__ = ["crossed_difference", "crossed_share", "item_share"]

_NOTHING = 1e-15  # below it, a variance is rounding
_SOURCES = ("items", "example draws")


def crossed_share(
    outcomes: ArrayLike,
    *,
    measure: str,
    group: str,
    neutral: float | None = None,
    clusters: Sequence[Hashable] | None = None,
    unit: str = "share",
    sources: tuple[str, str] = _SOURCES,
    unparsed: int = 0,
) -> Estimate:
    r"""Return the mean of outcomes of items under several draws of examples, with both in its interval.

    With n items and d draws, both at random, and the mean squares of the two-way table,

    .. math:: \text{Var}(\bar y) = \frac{MS_{items} + MS_{draws} - MS_{rest}}{n d},

    never below the largest of the three by itself, with Satterthwaite's degrees of freedom f. The
    interval is Wilson's for as many independent items as would have that variance,
    :math:`m = \bar y (1 - \bar y) / \text{Var}(\bar y)`, with the quantile of t on f degrees of freedom in place
    of the normal one. So it stays within 0 to 1, and is wide where draws are few.

    Parameters
    ----------
    outcomes : array of float, (items, draws)
        From 0 to 1: right or wrong, a token F1. A row in which any outcome is missing (NaN) is left out whole
        and counted in ``unscored``. A flat list is one draw.
    measure, group, unit : str
        As in `Estimate`.
    neutral : float, optional
        From 0 to 1; what the mean is tested against, by the same quantile.
    clusters : sequence, optional
        Which items belong together (a passage, a template); each by itself where left out. The table is then
        made of the sums of each cluster, :math:`S_{cd} = \frac Cn \sum_{i \in c} (y_{id} - \bar y)`.
    sources : tuple of str
        What the rows and the columns are called in ``method``.
    unparsed : int
        Counted apart.

    Returns
    -------
    Estimate
        From 0 to 1; ``n`` items. One draw alone: Wilson's interval and the exact binomial test where outcomes
        are yes or no and items stand by themselves, else the same form with the variance between items (or
        clusters) alone; what it says is true of those examples only, and ``method`` says so. All outcomes 0,
        or all 1: Wilson's interval, each item (or cluster) taken once. No item, or one alone: no interval.

    Raises
    ------
    InputError
        For outcomes outside 0 to 1, a table without draws, or clusters that are not one an item.

    References
    ----------
    Cornfield and Tukey (1956), Average values of mean squares in factorials, doi:10.1214/aoms/1177728067.
    Satterthwaite (1946), doi:10.2307/3002019. Brennan (2001), Generalizability Theory,
    doi:10.1007/978-1-4757-3456-0. Wilson's interval with an effective number of items: Korn and Graubard (1998),
    Survey Methodology 24, 193-201. The rival that was not taken is the bootstrap of items and draws both (Owen 2007,
    The pigeonhole bootstrap, doi:10.1214/07-AOAS122): it counts the rest three times, and its
    percentiles are too narrow for the three to ten draws that one can afford.

    Examples
    --------
    >>> table = [[1, 1, 0], [0, 1, 0], [1, 1, 1], [0, 0, 1], [1, 0, 1], [1, 1, 1]]
    >>> crossed_share(table, measure="accuracy", group="all", neutral=0.5)
    accuracy (all): 0.667 [0.308, 0.900] share (n=6)
    """
    rows = _table(outcomes)
    names = _names(clusters, len(rows))
    if (rows < 0).any() or (rows > 1).any():
        raise InputError("An outcome lies outside 0 to 1.")
    if neutral is not None and not 0 <= neutral <= 1:
        raise InputError(f"neutral={neutral!r}: the neutral value of a share goes from 0 to 1.")
    kept = ~np.asarray(np.isnan(rows).any(axis=1))
    asked = _Asked(measure, group, neutral, unit, sources, int((~kept).sum()), unparsed)
    return _share(rows[kept], _those(names, kept), asked)


def item_share(
    outcomes: ArrayLike,
    *,
    measure: str,
    group: str,
    neutral: float | None = None,
    clusters: Sequence[Hashable] | None = None,
    unit: str = "share",
    unparsed: int = 0,
) -> Estimate:
    """Return the mean of outcomes from 0 to 1, one an item, where no examples were drawn.

    Parameters
    ----------
    outcomes : list of float
        NaN where an item has none.
    measure, group, neutral, clusters, unit, unparsed
        As in `crossed_share`, whose figures for one draw these are.

    Returns
    -------
    Estimate
        Items by themselves that are all right or wrong: Wilson's interval and the exact binomial test.

    Examples
    --------
    >>> item_share([1, 0, 0.5, 1, 0.8, 1, 1, 0], measure="token F1", group="all")
    token F1 (all): 0.662 [0.302, 0.899] share (n=8)
    """
    if np.ndim(outcomes) != 1:
        raise InputError(f"Outcomes of shape {np.shape(outcomes)}: give a flat list, one an item.")
    named = {"measure": measure, "group": group, "unit": unit}
    sources = (_SOURCES[0], "")
    return crossed_share(outcomes, neutral=neutral, clusters=clusters, sources=sources, unparsed=unparsed, **named)


def crossed_difference(
    first: ArrayLike,
    second: ArrayLike,
    *,
    measure: str,
    group: str,
    clusters: Sequence[Hashable] | None = None,
    sources: tuple[str, str] = _SOURCES,
) -> Estimate:
    r"""Return second minus first on the same items, over several draws of examples.

    The differences are a table of items and draws like that of `crossed_share`, with the same variance and
    degrees of freedom; the interval is :math:`\bar d \pm t_f \, \text{se}`, cut at -1 and 1.

    Parameters
    ----------
    first, second : array of float, (items, draws)
        From 0 to 1, items in the same order. Draws are paired in their order; a table of one draw (no
        examples at all) is set against each draw of the other. NaN as in `crossed_share`, in either.
    measure, group, clusters, sources
        As in `crossed_share`.

    Returns
    -------
    Estimate
        Unit "difference", neutral at 0. One draw each: `paired`. No item differs under any draw: as there,
        the difference d that k items would have shown with probability :math:`1 - (1 - d)^k`.

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
    one, two = _table(first), _table(second)
    names = _names(clusters, len(one))
    if len(one) != len(two):
        raise InputError(f"{len(one)} and {len(two)} items: give both outcomes of the same items, in the same order.")
    if one.shape[1] == two.shape[1] == 1:
        found = paired(one[:, 0].tolist(), two[:, 0].tolist(), names, measure=measure, group=group)
        return replace(found, method=f"{found.method}{_alone(sources)}")
    if one.shape[1] != two.shape[1] and 1 not in (one.shape[1], two.shape[1]):
        raise InputError(
            f"{one.shape[1]} and {two.shape[1]} draws: give as many of both, paired, or one of either side."
        )
    gaps = two - one  # (items, draws); a single column is set against each draw
    kept = ~np.asarray(np.isnan(gaps).any(axis=1))
    asked = _Asked(measure, group, 0.0, "difference", sources, int((~kept).sum()), 0)
    return _difference(gaps[kept], _those(names, kept), asked)


@dataclass(frozen=True)
class _Asked:
    """What an estimate is called and what was left out of it."""

    measure: str
    group: str
    neutral: float | None
    unit: str
    sources: tuple[str, str]
    unscored: int
    unparsed: int

    def made(
        self,
        value: float | None,
        ends: tuple[float, float] | None,
        n: int,
        *,
        method: str,
        p: float | None = None,
    ) -> Estimate:
        low, high = ends or (None, None)
        return Estimate(
            self.measure,
            self.group,
            value,
            low,
            high,
            n,
            self.unit,
            method,
            self.neutral,
            None if self.neutral is None else p,
            unscored=self.unscored,
            unparsed=self.unparsed,
        )


@dataclass(frozen=True)
class _Spread:
    """The variance of the mean of a table of units and draws, and its degrees of freedom."""

    variance: float
    freedom: float


def _share(rows: NDArray[np.float64], names: list[Hashable] | None, asked: _Asked) -> Estimate:
    n, draws = rows.shape
    if not n:
        return asked.made(None, None, 0, method="no answer")
    units = n if names is None else len(set(names))
    over = _counted(units, names, asked.sources)
    value = math.fsum(rows.ravel()) / rows.size
    alike = np.ptp(rows) == 0 and value in (0.0, 1.0)
    if alike or (draws == 1 and names is None and np.isin(rows, (0.0, 1.0)).all()):
        return _counts(round(value * units), units, n, over, draws, asked)
    if units < 2:
        return asked.made(value, None, n, method=f"no interval: {over} alone")
    spread = _spread(rows, names)
    if spread.variance < _NOTHING:
        return asked.made(value, None, n, method=f"no interval: {over}, all alike")
    drawn = f"{over} and {draws} {asked.sources[1]}, crossed" if draws > 1 else over
    method = f"t in Wilson's form 95 % over {drawn}{'' if draws > 1 else _alone(asked.sources)}"
    return asked.made(value, _wilson_like(value, spread), n, method=method, p=_share_p(value, spread, asked.neutral))


def _counts(successes: int, units: int, n: int, over: str, draws: int, asked: _Asked) -> Estimate:
    """Return the share of units that are all yes or all no, each the same under every draw."""
    p = None if asked.neutral is None else binomial_p(successes, units, neutral=asked.neutral)
    test = "" if asked.neutral is None else ", exact binomial test"
    drawn = f"; the same under each of {draws} {asked.sources[1]}" if draws > 1 else _alone(asked.sources)
    method = f"Wilson 95 % over {over}{test}{drawn}"
    return asked.made(successes / units, wilson(successes, units), n, method=method, p=p)


def _alone(sources: tuple[str, str]) -> str:
    """Return what a figure of one draw leaves out; nothing where there were no draws at all."""
    return f"; one draw, so {sources[1]} are not in it" if sources[1] else ""


def _difference(gaps: NDArray[np.float64], names: list[Hashable] | None, asked: _Asked) -> Estimate:
    from scipy.stats import t

    n, draws = gaps.shape
    if not n:
        return asked.made(None, None, 0, method="no interval and no test: no item answered by both")
    units = n if names is None else len(set(names))
    over = f"{_counted(units, names, asked.sources)} and {draws} {asked.sources[1]}"
    value = math.fsum(gaps.ravel()) / gaps.size
    if not gaps.any():
        bound = 1 - (LEVEL / 2) ** (1 / units)
        return asked.made(0.0, (-bound, bound), n, method=f"no item differs: exact bound over {over} 95 %", p=1.0)
    spread = _spread(gaps, names) if units > 1 else None
    if spread is None or spread.variance < _NOTHING:
        reason = "alone" if spread is None else "all differ by the same"
        return asked.made(value, None, n, method=f"no interval and no test: {over}, {reason}")
    error = math.sqrt(spread.variance)
    half = float(t.ppf(1 - LEVEL / 2, spread.freedom)) * error
    p = 2 * float(t.sf(abs(value) / error, spread.freedom))
    ends = max(-1.0, value - half), min(1.0, value + half)
    return asked.made(value, ends, n, method=f"paired t over {over}, crossed; 95 %", p=p)


def _spread(rows: NDArray[np.float64], names: list[Hashable] | None) -> _Spread:
    """Return the variance of the mean by the mean squares of a table of items and draws."""
    table = rows - rows.mean()
    if names is not None:
        places = {name: place for place, name in enumerate(dict.fromkeys(names))}
        sums = np.zeros((len(places), rows.shape[1]))
        np.add.at(sums, [places[name] for name in names], table)
        table = sums * (len(places) / len(rows))  # (clusters, draws), its mean that of the items
    units, draws = table.shape
    by_unit, by_draw = table.mean(axis=1, keepdims=True), table.mean(axis=0, keepdims=True)
    if draws == 1:
        return _Spread(float((table**2).sum() / (units - 1) / units), units - 1)
    freedoms = np.array([units - 1, draws - 1, (units - 1) * (draws - 1)], dtype=float)
    squares = np.array(
        [draws * (by_unit**2).sum(), units * (by_draw**2).sum(), ((table - by_unit - by_draw) ** 2).sum()]
    )
    means = squares / freedoms  # of units, of draws, of the rest
    total = max(means[0] + means[1] - means[2], means.max())
    if total == 0:
        return _Spread(0.0, 1.0)
    freedom = max(total**2 / (means**2 / freedoms).sum(), min(freedoms[:2]))
    return _Spread(float(total / (units * draws)), float(freedom))


def _wilson_like(value: float, spread: _Spread) -> tuple[float, float]:
    from scipy.stats import t

    square = float(t.ppf(1 - LEVEL / 2, spread.freedom)) ** 2
    items = value * (1 - value) / spread.variance  # as many independent ones would have this variance
    middle = (value + square / (2 * items)) / (1 + square / items)
    half = math.sqrt(square * (value * (1 - value) / items + square / (4 * items**2))) / (1 + square / items)
    return max(0.0, middle - half), min(1.0, middle + half)


def _share_p(value: float, spread: _Spread, neutral: float | None) -> float | None:
    """Return the p-value of the test that the interval inverts: the neutral value has the spread of its own share."""
    from scipy.stats import t

    if neutral is None:
        return None
    if neutral in (0.0, 1.0):
        return 0.0  # a share between the two cannot come of it
    items = value * (1 - value) / spread.variance
    return 2 * float(t.sf(abs(value - neutral) / math.sqrt(neutral * (1 - neutral) / items), spread.freedom))


def _table(outcomes: ArrayLike) -> NDArray[np.float64]:
    table = np.asarray(outcomes, dtype=float)
    if table.ndim == 1:
        table = table[:, np.newaxis]
    if table.ndim != 2 or not table.shape[1]:
        raise InputError(f"Outcomes of shape {table.shape}: give a table, one row an item and one column a draw.")
    if np.isinf(table).any():
        raise InputError("An outcome is infinite; mark an item without an answer by NaN.")
    return table


def _names(clusters: Sequence[Hashable] | None, items: int) -> list[Hashable] | None:
    if clusters is not None and len(clusters) != items:
        raise InputError(f"{items} items, {len(clusters)} cluster names: give one name an item.")
    return None if clusters is None else list(clusters)


def _those(names: list[Hashable] | None, kept: NDArray[np.bool]) -> list[Hashable] | None:
    return None if names is None else [name for name, keep in zip(names, kept.tolist(), strict=True) if keep]


def _counted(units: int, names: list[Hashable] | None, sources: tuple[str, str]) -> str:
    return f"{units} {sources[0]}" if names is None else f"{units} clusters of {sources[0]}"
