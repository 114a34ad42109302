"""Shares that vary over items and over draws of examples, both at once; it compares no two of them.

A model answers the same items several times, each time with other examples before them. Which items were
asked is one source of variation, which examples were drawn is another, and an interval that knows
only the first is too narrow: more items make it shrink, while the examples stay the few that they are.
"""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from workbench.errors import InputError
from workbench.records import Estimate
from workbench.stats.crossed_tables import NOTHING, SOURCES, Crossed, Spread
from workbench.stats.reading import LEVEL
from workbench.stats.shares import binomial_p, wilson

__all__ = ["crossed_share", "item_share"]


def crossed_share(
    outcomes: ArrayLike,
    *,
    measure: str,
    group: str,
    neutral: float | None = None,
    clusters: Sequence[Hashable] | None = None,
    unit: str = "share",
    sources: tuple[str, str] = SOURCES,
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
    given = Crossed.of(outcomes, clusters, sources)
    if (given.rows < 0).any() or (given.rows > 1).any():
        raise InputError("An outcome lies outside 0 to 1.")
    if neutral is not None and not 0 <= neutral <= 1:
        raise InputError(f"neutral={neutral!r}: the neutral value of a share goes from 0 to 1.")
    table = given.complete()
    return _share(table, _Asked(measure, group, neutral, unit, len(given.rows) - len(table.rows), unparsed))


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
    sources = (SOURCES[0], "")
    return crossed_share(outcomes, neutral=neutral, clusters=clusters, sources=sources, unparsed=unparsed, **named)


@dataclass(frozen=True)
class _Asked:
    """What a share is called and tested against, and what was left out of it."""

    measure: str
    group: str
    neutral: float | None
    unit: str
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
        named = self.measure, self.group
        figure = Estimate(*named, value, low, high, n, self.unit, method, self.neutral, p)
        return replace(figure, unscored=self.unscored, unparsed=self.unparsed)


def _share(table: Crossed, asked: _Asked) -> Estimate:
    rows, n = table.rows, len(table.rows)
    if not n:
        return asked.made(None, None, 0, method="no answer")
    value = math.fsum(rows.ravel()) / rows.size
    alike = np.ptp(rows) == 0 and value in (0.0, 1.0)
    if alike or (table.draws == 1 and table.names is None and np.isin(rows, (0.0, 1.0)).all()):
        return _counts(round(value * table.units), table, asked)
    if table.units < 2:
        return asked.made(value, None, n, method=f"no interval: {table.over} alone")
    spread = table.spread()
    if spread.variance < NOTHING:
        return asked.made(value, None, n, method=f"no interval: {table.over}, all alike")
    over = f"{table.over} and {table.draws} {table.sources[1]}, crossed" if table.draws > 1 else table.over
    method = f"t in Wilson's form 95 % over {over}{'' if table.draws > 1 else table.alone}"
    return asked.made(value, _wilson_like(value, spread), n, method=method, p=_share_p(value, spread, asked.neutral))


def _counts(successes: int, table: Crossed, asked: _Asked) -> Estimate:
    """Return the share of units that are all yes or all no, each the same under every draw."""
    units = table.units
    p = None if asked.neutral is None else binomial_p(successes, units, neutral=asked.neutral)
    test = "" if asked.neutral is None else ", exact binomial test"
    drawn = f"; the same under each of {table.draws} {table.sources[1]}" if table.draws > 1 else table.alone
    method = f"Wilson 95 % over {table.over}{test}{drawn}"
    return asked.made(successes / units, wilson(successes, units), len(table.rows), method=method, p=p)


def _wilson_like(value: float, spread: Spread) -> tuple[float, float]:
    from scipy.stats import t

    square = float(t.ppf(1 - LEVEL / 2, spread.freedom)) ** 2
    items = value * (1 - value) / spread.variance  # as many independent ones would have this variance
    middle = (value + square / (2 * items)) / (1 + square / items)
    half = math.sqrt(square * (value * (1 - value) / items + square / (4 * items**2))) / (1 + square / items)
    return max(0.0, middle - half), min(1.0, middle + half)


def _share_p(value: float, spread: Spread, neutral: float | None) -> float | None:
    """Return the p-value of the test that the interval inverts: the neutral value has the spread of its own share."""
    from scipy.stats import t

    if neutral is None:
        return None
    if neutral in (0.0, 1.0):
        return 0.0  # a share between the two cannot come of it
    items = value * (1 - value) / spread.variance
    return 2 * float(t.sf(abs(value - neutral) / math.sqrt(neutral * (1 - neutral) / items), spread.freedom))
