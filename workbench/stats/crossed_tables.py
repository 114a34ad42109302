"""The table of items and draws: what counts of it, and how far its mean varies; it makes no interval."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.errors import InputError

__all__ = ["NOTHING", "SOURCES", "Crossed", "Spread"]

NOTHING = 1e-15  # below it, a variance is rounding
SOURCES = ("items", "example draws")
"""What rows and columns are called, unless a caller says otherwise; columns without a name are no draws."""


@dataclass(frozen=True)
class Spread:
    """The variance of the mean of a table of units and draws, and its degrees of freedom."""

    variance: float
    freedom: float


@dataclass(frozen=True)
class Crossed:
    """Outcomes of items under several draws, with what the items belong to and what rows and columns are called.

    Attributes
    ----------
    rows : array (items, draws)
        NaN where an outcome is missing.
    names : list or None
        The cluster of each item; None where each stands by itself.
    sources : tuple of str
    """

    rows: NDArray[np.float64]
    names: list[Hashable] | None
    sources: tuple[str, str] = SOURCES

    @classmethod
    def of(
        cls, outcomes: ArrayLike, clusters: Sequence[Hashable] | None = None, sources: tuple[str, str] = SOURCES
    ) -> "Crossed":
        """Return the table of outcomes as they were given; a flat list is one draw.

        Raises
        ------
        InputError
            For no table of numbers, an infinite one, or clusters that are not one an item.
        """
        table = np.asarray(outcomes, dtype=float)
        if table.ndim == 1:
            table = table[:, np.newaxis]
        if table.ndim != 2 or not table.shape[1]:
            raise InputError(f"Outcomes of shape {table.shape}: give a table, one row an item and one column a draw.")
        if np.isinf(table).any():
            raise InputError("An outcome is infinite; mark an item without an answer by NaN.")
        if clusters is not None and len(clusters) != len(table):
            raise InputError(f"{len(table)} items, {len(clusters)} cluster names: give one name an item.")
        return cls(table, None if clusters is None else list(clusters), sources)

    def complete(self) -> "Crossed":
        """Return the items that have an outcome under every draw."""
        kept = ~np.asarray(np.isnan(self.rows).any(axis=1))
        names = self.names
        if names is not None:
            names = [name for name, keep in zip(names, kept.tolist(), strict=True) if keep]
        return Crossed(self.rows[kept], names, self.sources)

    @property
    def draws(self) -> int:
        """How many columns there are."""
        return int(self.rows.shape[1])

    @property
    def units(self) -> int:
        """How many clusters there are; items where each stands by itself."""
        return len(self.rows) if self.names is None else len(set(self.names))

    @property
    def over(self) -> str:
        """What rows an interval is over, in words."""
        items = self.sources[0]
        return f"{self.units} {items}" if self.names is None else f"{self.units} clusters of {items}"

    @property
    def alone(self) -> str:
        """What a figure of one draw leaves out, in words; nothing where there were no draws at all."""
        return f"; one draw, so {self.sources[1]} are not in it" if self.sources[1] else ""

    def spread(self) -> Spread:
        """Return the variance of the mean by mean squares, with Satterthwaite's degrees of freedom; see `crossed_share`."""
        table = self._centred()
        units, draws = table.shape
        if draws == 1:
            return Spread(float((table**2).sum() / (units - 1) / units), units - 1)
        by_unit, by_draw = table.mean(axis=1, keepdims=True), table.mean(axis=0, keepdims=True)
        freedoms = np.array([units - 1, draws - 1, (units - 1) * (draws - 1)], dtype=float)
        squares = np.array(
            [draws * (by_unit**2).sum(), units * (by_draw**2).sum(), ((table - by_unit - by_draw) ** 2).sum()]
        )
        means = squares / freedoms  # of units, of draws, of the rest
        total = max(means[0] + means[1] - means[2], means.max())
        if total == 0:
            return Spread(0.0, 1.0)
        freedom = max(total**2 / (means**2 / freedoms).sum(), min(freedoms[:2]))
        return Spread(float(total / (units * draws)), float(freedom))

    def _centred(self) -> NDArray[np.float64]:
        """Return the rows of units around their mean: of clusters the sums, so that its mean is that of the items."""
        table = np.asarray(self.rows - self.rows.mean())
        if self.names is None:
            return table
        places = {name: place for place, name in enumerate(dict.fromkeys(self.names))}
        sums = np.zeros((len(places), self.draws))
        np.add.at(sums, [places[name] for name in self.names], table)
        return sums * (len(places) / len(table))  # (clusters, draws)
