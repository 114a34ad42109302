"""A few-shot task measured one number of shots after another, stoppable between two steps of the model; it shows nothing."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from workbench.asking import about, ask
from workbench.errors import Cancelled
from workbench.fewshot import FewShot, FewShotProbe
from workbench.fewshot.choosing import ONE_DRAW
from workbench.progress import watched
from workbench.records import Answer, Cost, Request, Scoring

if TYPE_CHECKING:
    from workbench.fewshot.result import FewShotResult

__all__ = ["Measuring", "Step", "cost_of", "shots_up_to", "sweep"]

USUAL = (0, 1, 2, 4, 8, 16, 32, 64)


@dataclass(frozen=True)
class Measuring:
    """What `FewShot.evaluate` is asked for.

    Attributes
    ----------
    shots : tuple of int
    seeds : int
        Draws of examples.
    choose : str
    limit : int
        Rows that are measured on, at most.
    calibrate : bool
    seed : int
    """

    shots: tuple[int, ...]
    seeds: int = 3
    choose: str = "random"
    limit: int = 20
    calibrate: bool = False
    seed: int = 0

    def words(self) -> str:
        """Return the numbers of shots in words.

        >>> Measuring((0, 1, 2)).words()
        'with 0, 1 and 2 shots'
        """
        *first, last = map(str, self.shots)
        listed = f"{', '.join(first)} and {last}" if first else last
        return f"with {listed} shot{'' if self.shots == (1,) else 's'}"

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of `FewShot.probe`."""
        seeds = 1 if self.choose in ONE_DRAW else self.seeds
        return {
            "shots": list(self.shots),
            "seeds": seeds,
            "choose": self.choose,
            "limit": self.limit,
            "calibrate": self.calibrate,
            "seed": self.seed,
        }

    def probe(self, task: FewShot, data: Any, model: Any) -> FewShotProbe:
        """Return the task with its data as a probe."""
        return task.probe(data, model=model, **self.arguments())


@dataclass(frozen=True)
class Step:
    """How far a sweep is.

    Attributes
    ----------
    done, total : int
        Numbers of shots.
    share : float
        Of the model's work, from 0 to 1.
    seconds : float or None
        That it will still take; None while nobody can say.
    result : FewShotResult or None
        Of the numbers of shots that are done, given once for each.
    """

    done: int
    total: int
    share: float = 0.0
    seconds: float | None = None
    result: "FewShotResult | None" = None

    def __str__(self) -> str:
        left = "" if self.seconds is None or self.done == self.total else f", {max(1, round(self.seconds))} s left"
        return f"{self.done} of {self.total} numbers of shots, {100 * self.share:.0f} % of the work{left}"


def shots_up_to(most: int) -> tuple[int, ...]:
    """Return the numbers of shots that are measured: none, powers of two, and the most.

    >>> shots_up_to(6), shots_up_to(0)
    ((0, 1, 2, 4, 6), (0,))
    """
    return (*(shots for shots in USUAL if shots < most), most)


def cost_of(model: Any, probes: Sequence[FewShotProbe]) -> Cost | None:
    """Return what measuring takes; None where a model cannot say so."""
    if not hasattr(model, "cost"):
        return None
    return Cost.total(probe.cost(model) for probe in probes)


def sweep(
    task: FewShot,
    model: Any,
    data: Any,
    measuring: Measuring,
    *,
    stop: threading.Event,
    told: Callable[[Cost | None], None],
    step: Callable[[Step], None],
    clock: Callable[[], float] = time.monotonic,
) -> bool:
    """Measure each number of shots, give its result when it is there, and return whether all are done.

    The last result is the one that `FewShot.evaluate` gives: it is made of the same answers.

    Parameters
    ----------
    told : callable
        Called once with the cost, before the model is asked.
    step : callable
        Called as work goes on.

    Raises
    ------
    InputError, DataError, ContextError
        As `FewShot.evaluate`.
    """
    whole = measuring.probe(task, data, model)
    whole.check_fits(model)
    parts = [replace(measuring, shots=(shots,)).probe(task, data, model) for shots in measuring.shots]
    cost = cost_of(model, parts)
    told(cost)
    asking = _Asking(model, stop, cost, len(parts), step, clock)
    try:
        for place, part in enumerate(parts, 1):
            asking.answer(part)
            done = replace(measuring, shots=measuring.shots[:place]).probe(task, data, model)
            asking.done(done.result(about(model), asking.answers(done)))
    except Cancelled:
        if not stop.is_set():
            raise
        return False
    return True


class _Asking:
    """The answers so far, and how much of the work they were."""

    def __init__(
        self,
        model: Any,
        stop: threading.Event,
        cost: Cost | None,
        total: int,
        step: Callable[[Step], None],
        clock: Callable[[], float],
    ) -> None:
        self._model, self._stop, self._step, self._clock = model, stop, step, clock
        self._work = (cost.drawn_tokens or cost.new_tokens) if cost else 0
        self._known: dict[Any, Answer] = {}
        self._now = Step(0, total)
        self._moved, self._began, self._shown = 0, clock(), 0.0

    def answer(self, probe: FewShotProbe) -> None:
        """Ask the model what is not known yet."""
        for request in probe.requests():
            missing = [key for key in dict.fromkeys(_keys(request)) if key not in self._known]
            self._check()
            if missing:
                with watched(self._on):
                    answers = ask(self._model, _only(request, missing))
                self._known.update(zip(missing, answers, strict=True))

    def answers(self, probe: FewShotProbe) -> list[list[Answer]]:
        """Return the answers to a probe's requests."""
        return [[self._known[key] for key in _keys(request)] for request in probe.requests()]

    def done(self, result: "FewShotResult") -> None:
        """Give the result so far."""
        done = self._now.done + 1
        at = (1.0, None) if done == self._now.total else self._so_far()
        self._now = Step(done, self._now.total, *at)
        self._step(replace(self._now, result=result))

    def _check(self) -> None:
        if self._stop.is_set():
            raise Cancelled("Stopped on request.")

    def _on(self, moved: int) -> None:
        self._check()
        self._moved += moved
        now = self._clock()
        if self._work and now - self._shown > 0.2:
            self._shown = now
            self._now = Step(self._now.done, self._now.total, *self._so_far())
            self._step(self._now)

    def _so_far(self) -> tuple[float, float | None]:
        """Return the share of the work that is done, and the seconds that the rest takes at this pace."""
        if not self._work or not self._moved:
            return 0.0, None
        share = min(0.99, self._moved / self._work)
        return share, (self._clock() - self._began) * (1 - share) / share


def _keys(request: Request) -> list[Any]:
    return [(request.start, *item) for item in request.items] if isinstance(request, Scoring) else list(request.prompts)


def _only(request: Request, keys: Sequence[Any]) -> Request:
    if isinstance(request, Scoring):
        return Scoring(tuple((context, continuation) for _, context, continuation in keys), request.start)
    return replace(request, prompts=tuple(keys))
