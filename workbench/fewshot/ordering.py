"""How far the order of the same examples matters: spread, variance between orders, and the entropies of Lu et al. (2022)."""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from workbench.errors import InputError
from workbench.fewshot.readings import AS_WRITTEN, Grid, grid_of, shots_name
from workbench.records import Estimate
from workbench.stats import LEVEL, wilson

if TYPE_CHECKING:
    import pandas as pd

    from workbench.fewshot.answered import Answered

__all__ = ["Orders", "orders_with"]

Floats = NDArray[np.float64]
_RESAMPLES = 2000
_BLOCK = 20_000_000  # numbers drawn for the permutations at most
_NOTHING = 1e-12


def orders_with(result: "Answered", shots: int | None = None) -> "Orders":
    """Return the answers to the same examples in several orders.

    Parameters
    ----------
    result : FewShotResult
    shots : int, optional
        Left out: `reported_shots` where it was asked in several orders, else the most that were.

    Raises
    ------
    InputError
        If there was one order only.
    """
    frame = result.frame()
    frame = frame[(frame["split"] == "test") & (frame["variant"] == AS_WRITTEN)]
    several = sorted(set(frame[frame["order"] > 0]["shots"].tolist()))
    if not several:
        raise InputError(
            "The examples were asked in one order only. Ask with orders=24 (or another number), from 2 shots up."
        )
    chosen = shots if shots is not None else result.reported_shots if result.reported_shots in several else several[-1]
    if chosen not in several:
        raise InputError(f"{shots_name(chosen)}: several orders were asked with {', '.join(map(str, several))} shots.")
    return Orders(frame[frame["shots"] == chosen], result.primary, int(chosen))


@dataclass(frozen=True)
class Orders:
    """Items under every draw and order of so many examples, the task's own wording.

    Attributes
    ----------
    part : pandas.DataFrame
        Rows of `FewShotResult.frame`.
    measure : str
        ``"accuracy"`` or ``"exact match"``.
    shots : int
    """

    part: "pd.DataFrame"
    measure: str
    shots: int

    def frame(self) -> "pd.DataFrame":
        """Return one row a draw and order; see `FewShotResult.order_sensitivity`."""
        import pandas as pd

        grid, columns = self._grid, self._columns
        table = pd.DataFrame(columns, columns=["draw", "order"])
        shares, n = grid.values[grid.known].mean(axis=0), int(grid.known.sum())
        ends = [wilson(round(share * n), n) if n else (math.nan, math.nan) for share in shares]
        table["value"], table["low"], table["high"] = shares, [low for low, _ in ends], [high for _, high in ends]
        table["n"] = n
        for name, (values, drawn) in self._entropies.items():
            low, high = _centred(values, drawn)
            table[name], table[f"{name}_low"], table[f"{name}_high"] = values, low, high
        return table

    def estimates(self) -> list[Estimate]:
        """Return spread, SD between orders and both entropies; see `FewShotResult.order_estimates`."""
        table = self._table  # (units, draws, orders)
        if not len(table):
            names = ("spread over orders", "SD between orders", *(("GlobalE", "LocalE") if self._choices else ()))
            return [Estimate(name, "all", None, None, None, 0, "share", "no answer") for name in names]
        return [self._spread(table), self._deviation(table), *(self._mean_entropy(name) for name in self._entropies)]

    def by_order(self, names: list[str]) -> list[Estimate]:
        """Return both entropies of every draw and order, named as the accuracies are."""
        found = []
        for measure, (values, drawn) in self._entropies.items():
            lows, highs = _centred(values, drawn)
            for name, value, low, high in zip(names, values.tolist(), lows.tolist(), highs.tolist(), strict=True):
                n = int(self._grid.known.sum())
                found.append(Estimate(measure, name, value, low, high, n, "nats", self._bootstrap))
        return found

    @cached_property
    def _grid(self) -> Grid:
        column = "correct" if self._choices else "exact_match"
        return grid_of(self.part, column, ("draw", "order"))

    @property
    def _choices(self) -> bool:
        return "correct" in self.part

    @property
    def _columns(self) -> list[tuple[int, int]]:
        pairs = self.part[["draw", "order"]].drop_duplicates().sort_values(["draw", "order"])
        return list(map(tuple, pairs.to_numpy().tolist()))

    @cached_property
    def _codes(self) -> NDArray[np.int64]:
        """The cluster of every item that was answered under every order, as numbers from 0."""
        names = [name for name, known in zip(self._grid.clusters, self._grid.known, strict=True) if known]
        places = {name: place for place, name in enumerate(dict.fromkeys(names))}
        return np.array([places[name] for name in names], dtype=np.int64)

    def _sums(self, values: Floats) -> Floats:
        """Return the sums over the items of each cluster."""
        sums = np.zeros((int(self._codes.max()) + 1 if len(self._codes) else 0, *values.shape[1:]))
        np.add.at(sums, self._codes, values)
        return sums

    @cached_property
    def _table(self) -> Floats:
        """Sums of right answers, each cluster's share of the mean: (units, draws, orders)."""
        values = self._grid.values[self._grid.known]
        sums = self._sums(values)
        draws = len({draw for draw, _ in self._columns})
        return np.asarray(sums.reshape(len(sums), draws, -1) * (len(sums) / max(len(values), 1)))

    @cached_property
    def _weights(self) -> Floats:
        """How often each cluster is drawn: (resamples, units)."""
        units = int(self._codes.max()) + 1 if len(self._codes) else 0
        drawn = np.random.default_rng(0).multinomial(units, np.full(units, 1 / max(units, 1)), _RESAMPLES)
        return drawn.astype(float)

    @property
    def _bootstrap(self) -> str:
        return f"bootstrap over {len(self._table)} {self._units} 95 %, less its own shift"

    @property
    def _units(self) -> str:
        return "items" if self._grid.names is None else "clusters of items"

    @cached_property
    def _entropies(self) -> dict[str, tuple[Floats, Floats]]:
        """For each entropy its value under every order, and those of the resamples: (orders), (resamples, orders)."""
        if not self._choices or not len(self._codes):
            return {}
        known, columns = self._grid.known, len(self._columns)
        own = self._sums(grid_of(self.part, "entropy", ("draw", "order")).values[known])
        places = grid_of(self.part, "predicted_place", ("draw", "order")).values[known].astype(int)
        labels = int(self.part["option_count"].max())
        chosen = self._sums((places[:, :, np.newaxis] == np.arange(labels)).astype(float))  # (units, orders, labels)
        sizes = self._sums(np.ones((int(known.sum()), 1)))
        drawn = (self._weights @ chosen.reshape(len(chosen), -1)).reshape(-1, columns, labels)
        return {
            "GlobalE": (_entropy(chosen.sum(axis=0)), _entropy(drawn)),
            "LocalE": (own.sum(axis=0) / sizes.sum(), self._weights @ own / (self._weights @ sizes)),
        }

    def _mean_entropy(self, name: str) -> Estimate:
        values, drawn = self._entropies[name]
        low, high = _centred(values.mean(keepdims=True), drawn.mean(axis=1, keepdims=True))
        method = f"{self._bootstrap}; mean over {len(values)} prompts (draws and orders), which are not in it"
        n = int(self._grid.known.sum())
        return Estimate(name, "all", float(values.mean()), float(low[0]), float(high[0]), n, "nats", method)

    def _spread(self, table: Floats) -> Estimate:
        value, n = float(_spreads(table.mean(axis=0))), int(self._grid.known.sum())
        chance = self._chance(table)
        p = float((1 + (chance >= value - _NOTHING).sum()) / (1 + len(chance)))
        flat = table.reshape(len(table), -1)
        drawn = _spreads((self._weights @ flat / len(table)).reshape(-1, *table.shape[1:]))
        low, high = _centred(np.array([value]), drawn[:, np.newaxis])
        ends = (float(low[0]), min(1.0, float(high[0]))) if table.std(axis=2).any() else (0.0, self._bound)
        method = (
            f"mean over {table.shape[1]} draws of the highest minus the lowest of {table.shape[2]} orders; {self._bootstrap}; "
            f"neutral is what {len(chance):,} permutations of the orders within {self._units} give by chance alone"
        )
        return Estimate(
            "spread over orders", "all", value, ends[0], ends[1], n, "share", method, float(chance.mean()), p
        )

    def _chance(self, table: Floats) -> Floats:
        """Return the spreads where every order is as good as another: orders permuted within each unit and draw."""
        rng = np.random.default_rng(0)
        times = int(min(_RESAMPLES, max(200, _BLOCK // max(table.size, 1))))
        return np.array([_spreads(rng.permuted(table, axis=2).mean(axis=0)) for _ in range(times)])

    def _deviation(self, table: Floats) -> Estimate:
        from scipy.stats import f

        units, draws, orders = table.shape
        n = int(self._grid.known.sum())
        means = table.mean(axis=0)  # (draws, orders)
        rest = table - table.mean(axis=2, keepdims=True) - means + means.mean(axis=1, keepdims=True)
        first, second = draws * (orders - 1), draws * (orders - 1) * (units - 1)
        between = units * float(((means - means.mean(axis=1, keepdims=True)) ** 2).sum()) / first
        if units < 2:
            return Estimate("SD between orders", "all", None, None, None, n, "share", "no answer: one item alone")
        within = float((rest**2).sum()) / second
        if between < _NOTHING and within < _NOTHING:
            method = f"no item differs: exact bound over {units} {self._units} 95 %"
            return Estimate("SD between orders", "all", 0.0, 0.0, self._bound, n, "share", method, 0.0, 1.0)
        method = f"root of (mean square of orders - mean square of the rest) / {units}, within {draws} draws; interval and test by F"
        value = math.sqrt(max(0.0, (between - within) / units))
        if within < _NOTHING:
            method = f"{method}; no interval: every item moves alike"
            return Estimate("SD between orders", "all", value, None, None, n, "share", method, 0.0)
        ratio = between / within
        low, high = (
            math.sqrt(max(0.0, (ratio / float(f.ppf(q, first, second)) - 1) * within / units)) for q in (0.975, 0.025)
        )
        p = float(f.sf(ratio, first, second))
        return Estimate("SD between orders", "all", value, low, high, n, "share", method, 0.0, p)

    @property
    def _bound(self) -> float:
        return float(1 - (LEVEL / 2) ** (1 / len(self._table)))


def _spreads(shares: Floats) -> Any:
    """Return the highest minus the lowest over the last axis, averaged over the draws before it."""
    return np.ptp(shares, axis=-1).mean(axis=-1)


def _entropy(counts: Floats) -> Floats:
    """Return the entropy over the last axis, in nats."""
    from scipy.stats import entropy

    return np.asarray(entropy(counts, axis=-1))


def _centred(values: Floats, drawn: Floats) -> tuple[Floats, Floats]:
    """Return 95 % of the resamples, moved by as much as they lie off the value on average; never below 0."""
    shift = drawn.mean(axis=0) - values
    low, high = np.quantile(drawn, [LEVEL / 2, 1 - LEVEL / 2], axis=0) - shift
    return np.clip(np.minimum(low, values), 0.0, None), np.maximum(high, values)
