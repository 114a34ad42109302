"""How far a study is and how long it still takes, from what stands beside its chunks; it runs nothing."""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workbench.records import Data
from workbench.studies.kept import Kept

__all__ = ["Progress", "progress_of"]


@dataclass(frozen=True)
class Progress(Data):
    """How far a study is.

    Attributes
    ----------
    done, total : int
        Chunks of work.
    seconds : float
        That the finished ones took.
    left : float or None
        Seconds that the others will take, a cell's by its own mean where it has one, else by the
        mean of all; None before the first.
    """

    done: int
    total: int
    seconds: float
    left: float | None

    def __str__(self) -> str:
        left = "" if self.left is None or self.done >= self.total else f", about {_duration(self.left)} left"
        return f"{self.done} of {self.total} chunks{left}"

    def __repr__(self) -> str:
        return f"Progress({self.done} of {self.total} chunks)"


def progress_of(kept: Kept) -> Progress:
    """Return the progress of a study; its data need not be loaded for it."""
    totals: Mapping[str, int] = kept.opened()["chunks"]
    done: Counter[str] = Counter()
    seconds: Counter[str] = Counter()
    for row in kept.store.chunks(kept.id):
        if row.cell in totals:
            done[row.cell] += 1
            seconds[row.cell] += row.about.get("seconds", 0.0)
    total, made = sum(totals.values()), sum(done.values())
    took = sum(seconds.values())
    mean = took / made if made else None
    return Progress(made, total, round(took, 3), None if mean is None else _left(totals, done, seconds, mean))


def _left(totals: Mapping[str, int], done: Mapping[str, int], seconds: Mapping[str, Any], mean: float) -> float:
    means = {cell: seconds[cell] / done[cell] for cell in done}
    return round(math.fsum((total - done.get(cell, 0)) * means.get(cell, mean) for cell, total in totals.items()), 3)


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, math.ceil(seconds))} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
