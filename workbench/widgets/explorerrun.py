"""A probe run piece by piece for a panel: with its cost, how far it is, the time left, and an end on request; it shows nothing."""

import threading
import time
from collections.abc import Callable
from typing import Any

from workbench.asking import about, ask, cost_of
from workbench.errors import Cancelled
from workbench.progress import watched
from workbench.records import Answer, Cost
from workbench.results import Result

__all__ = ["cost_in_words", "run_probe"]


def run_probe(
    probe: Any,
    model: Any,
    *,
    stop: threading.Event,
    told: Callable[[Cost | None], None],
    step: Callable[[str], None],
    clock: Callable[[], float] = time.monotonic,
) -> Result:
    """Ask a model all that a probe asks and return the result; it is the one that ``probe.run(model)`` gives.

    Parameters
    ----------
    stop : threading.Event
        Looked at between two steps of the model.
    told : callable
        Called once with the cost, before the model is asked; None where the model cannot say it.
    step : callable
        Called with how far it is, in words.

    Raises
    ------
    Cancelled
        Where it was stopped; nothing is made of the answers so far.
    """
    requests = probe.requests()
    cost = cost_of(model, requests) if hasattr(model, "cost") else None
    told(cost)
    asking = _Asking(stop, cost, step, clock)
    answers: list[list[Answer]] = []
    for request in requests:
        asking.check()
        with watched(asking.moved):
            answers.append(ask(model, request))
    asking.check()
    result: Result = probe.result(about(model), answers)
    return result


def cost_in_words(probe: Any, model: Any) -> str:
    """Return what running a probe takes of a model, in words."""
    asked = sum(len(request) for request in probe.requests())
    if not hasattr(model, "cost"):
        return f"{asked:,} texts; this model cannot say how long that takes"
    return f"{asked:,} texts, {cost_of(model, probe.requests())}"


class _Asking:
    """How much of the work is done."""

    def __init__(
        self, stop: threading.Event, cost: Cost | None, step: Callable[[str], None], clock: Callable[[], float]
    ) -> None:
        self._stop, self._step, self._clock = stop, step, clock
        self._work = cost.new_tokens + cost.drawn_tokens if cost else 0
        self._done, self._began, self._shown = 0, clock(), 0.0

    def check(self) -> None:
        if self._stop.is_set():
            raise Cancelled("Stopped. The result before stays.")

    def moved(self, by: int) -> None:
        self.check()
        self._done += by
        now = self._clock()
        if now - self._shown >= 0.2:
            self._shown = now
            self._step(self._words(now))

    def _words(self, now: float) -> str:
        if not self._work:
            return f"{self._done:,} tokens"
        share = min(0.99, self._done / self._work)
        left = max(1, round((now - self._began) * (1 - share) / share)) if share else 0
        return f"{100 * share:.0f} % done" + (f", {_duration(left)} left" if left else "")


def _duration(seconds: int) -> str:
    """Return seconds in words.

    >>> _duration(40), _duration(200)
    ('40 s', '3 min')
    """
    return f"{seconds} s" if seconds < 100 else f"{round(seconds / 60)} min"
