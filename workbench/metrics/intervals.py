"""An interval for the figures of any measure, by drawing items again; it knows of no measure what it means."""

import math
import warnings
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.errors import InputError, WorkbenchError
from workbench.metrics.loading import load
from workbench.records import Estimate
from workbench.stats import LEVEL

__all__ = ["measure"]

_FAILED = 0.05  # with more failed draws than this share, those left no longer stand for all


def measure(
    metric: str | Path | Any,
    predictions: Sequence[Any],
    references: Sequence[Any],
    *,
    clusters: Sequence[Hashable] | None = None,
    seed: int = 0,
    resamples: int = 1000,
    **arguments: Any,
) -> list[Estimate]:
    """Return every figure that a measure gives, each with an interval over items.

    Parameters
    ----------
    metric : str, Path or object
        As in `load`.
    predictions, references : sequence
        One an item, in the form that the metric takes.
    clusters : sequence, optional
        Which items belong together; each by itself where left out.
    seed, resamples : int
        Of the draws.
    **arguments
        Handed to the metric: ``average="micro"``, or one value an item of a further input, such as ``confidences``.

    Returns
    -------
    list of Estimate
        One for each number in the metric's result, in its order; lists and texts in it are left out. The interval
        holds the middle 95 % of the figures of ``resamples`` draws of whole clusters (percentile bootstrap). A draw
        on which the metric fails, or gives no finite number, is left out and counted in ``method``; where that is
        more than 5 % of them, where all draws agree, or with one cluster alone, there is no interval, and
        ``method`` says so. A metric with a method
        ``estimates(predictions, references, *, clusters, resamples, seed, **arguments)`` gives its own, better
        ones: all of ours do but ``f1``.

    Raises
    ------
    InputError
        For lists of different length, no item, a metric that fails on all items or gives no number.

    References
    ----------
    Davison and Hinkley (1997), Bootstrap Methods and their Application, section 3.8, doi:10.1017/CBO9780511802843.

    Examples
    --------
    >>> given, right = ["a", "b", "a", "a"] * 10, ["a", "b", "b", "a"] * 10
    >>> measure("accuracy", given, right)
    [accuracy (all): 0.750 [0.598, 0.858] share (n=40)]
    """
    items = _Items(list(predictions), list(references), _names(clusters, len(predictions)), arguments)
    items.check(resamples)
    loaded = load(metric)
    own = getattr(loaded, "estimates", None)
    if callable(own):
        options = {"clusters": clusters, "resamples": resamples, "seed": seed, **arguments}
        return list(_asked(lambda: own(items.predictions, items.references, **options)))
    figures = _numbers(_asked(lambda: loaded.compute(**items.inputs(loaded, None))))
    if not figures:
        raise InputError("The metric gives no number, so there is nothing to put an interval on.")
    drawn = _drawn(loaded, items, resamples, seed)
    kind = "items" if clusters is None else "clusters"
    over = f"{len(set(items.clusters))} {kind}"
    return [_estimate(name, value, [each.get(name) for each in drawn], over, items) for name, value in figures.items()]


@dataclass(frozen=True)
class _Items:
    """What a metric is given, and which items belong together."""

    predictions: list[Any]
    references: list[Any]
    clusters: list[Hashable]
    arguments: dict[str, Any]

    def check(self, resamples: int) -> None:
        n = len(self.predictions)
        if not n == len(self.references) == len(self.clusters) or not n:
            raise InputError(
                f"{n} predictions, {len(self.references)} references, {len(self.clusters)} clusters: give one an item."
            )
        if resamples < 1:
            raise InputError(f"resamples={resamples}: draw at least once, and 1,000 times for an interval.")

    def inputs(self, metric: Any, chosen: NDArray[np.int64] | None) -> dict[str, Any]:
        """Return what compute is given: all items, or those of a draw."""
        each = {"predictions": self.predictions, "references": self.references}
        further = _features(metric) - each.keys()
        each |= {name: list(value) for name, value in self.arguments.items() if name in further}
        for name, values in each.items():
            if len(values) != len(self.predictions):
                raise InputError(f"{len(values)} {name} for {len(self.predictions)} items: give one an item.")
        if chosen is not None:
            each = {name: [values[place] for place in chosen] for name, values in each.items()}
        return {**self.arguments, **each}

    def members(self) -> list[NDArray[np.int64]]:
        """Return the places of each cluster's items, in an order that is not that of the items."""
        content = [repr(pair) for pair in zip(self.predictions, self.references, strict=True)]
        groups: dict[Hashable, list[int]] = {}
        for place in sorted(range(len(content)), key=content.__getitem__):
            groups.setdefault(self.clusters[place], []).append(place)
        found = [np.array(places, dtype=np.int64) for places in groups.values()]
        return sorted(found, key=lambda places: [content[place] for place in places])


def _names(clusters: Sequence[Hashable] | None, items: int) -> list[Hashable]:
    return list(range(items)) if clusters is None else list(clusters)


def _features(metric: Any) -> set[str]:
    """Return the names of the inputs that a metric takes one an item."""
    described = getattr(metric, "features", None)
    several = getattr(metric, "evaluation_modules", None)  # of evaluate.combine
    if several is not None:
        return set().union(*map(_features, several))
    first = described[0] if isinstance(described, list) else described
    return set(first) if isinstance(first, Mapping) else set()


def _asked(compute: Callable[[], Any]) -> Any:
    try:
        return compute()
    except WorkbenchError:
        raise
    except Exception as error:
        raise InputError(f"The metric cannot be computed on these items ({type(error).__name__}: {error}).") from error


def _numbers(result: Any) -> dict[str, float]:
    if not isinstance(result, Mapping):
        raise InputError(f"The metric gives {type(result).__name__}; a dict of names and numbers is needed.")
    kinds = (int, float, np.integer, np.floating)
    return {
        str(name): float(value)
        for name, value in result.items()
        if isinstance(value, kinds) and not isinstance(value, bool)
    }


def _drawn(metric: Any, items: _Items, resamples: int, seed: int) -> list[dict[str, float]]:
    """Return the figures of each draw of clusters; none where the metric failed on it."""
    members = items.members()
    if len(members) < 2:
        return []
    rng = np.random.default_rng(seed)
    found = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what a metric warns of, it has said once, on all items
        for _ in range(resamples):
            chosen = np.concatenate([members[place] for place in rng.integers(0, len(members), len(members))])
            try:
                found.append(_numbers(metric.compute(**items.inputs(metric, chosen))))
            except Exception:  # a metric of anybody's may fail in any way; the draw is counted as failed
                found.append({})
    return found


def _estimate(name: str, value: float, drawn: list[float | None], over: str, items: _Items) -> Estimate:
    n = len(items.predictions)
    good = np.array([each for each in drawn if each is not None and math.isfinite(each)])
    failed = len(drawn) - len(good)
    lost = f"; {failed} of {len(drawn)} draws failed" if failed else ""
    if not math.isfinite(value):
        return Estimate(name, "all", None, None, None, n, "value", "no answer: the metric gives no finite number")
    if not drawn:
        return Estimate(name, "all", value, None, None, n, "value", f"no interval: {over.removesuffix('s')} alone")
    if failed > _FAILED * len(drawn):
        return Estimate(name, "all", value, None, None, n, "value", f"no interval{lost}")
    if np.ptp(good) == 0:
        return Estimate(name, "all", value, None, None, n, "value", f"no interval: all draws of {over} agree{lost}")
    low, high = (float(end) for end in np.quantile(good, [LEVEL / 2, 1 - LEVEL / 2]))
    method = f"bootstrap over {over} 95 %{lost}"
    return Estimate(name, "all", value, low, high, n, "value", method)
