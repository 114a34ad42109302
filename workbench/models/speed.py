"""How fast a model runs on this machine, by timing a little work; for saying beforehand how long much will take."""

import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple, Protocol

from workbench.models.continuing import Decoder
from workbench.records import Cost, Execution, Settings
from workbench.trees import Branch, Level, Plan, plan_trees

__all__ = ["Speed", "cost_of_completing", "cost_of_scoring", "timed"]

ROWS, WIDTH, STEPS = 4, 64, 4


class Speed(NamedTuple):
    """Seconds a token through the layers, a place through the output layer, and a step of one row."""

    token: float
    read: float
    step: float


class _Timed(Protocol):
    vocabulary_size: int

    def _read(self, branches: Sequence[Branch], begun: Any) -> Any: ...
    def _decoder(self, capacity: int, length: int) -> Decoder: ...


def cost_of_scoring(plan: Plan, speed: Speed) -> Cost:
    """Return what running a plan takes."""
    reads = sum(len(branch.places) for branch in plan.branches())
    return Cost(plan.asked_tokens, plan.new_tokens, 0, plan.new_tokens * speed.token + reads * speed.read)


def cost_of_completing(
    prompts: Sequence[tuple[int, ...]], settings: Settings, execution: Execution, speed: Speed
) -> Cost:
    """Return what continuing prompts takes at most; equal prompts are run once."""
    asked = sum(map(len, prompts)) * settings.candidates
    distinct = sorted(set(prompts))
    level: Level = "tree" if execution.level == "tree" else "plain"
    new = plan_trees([((*ids, 0), len(ids)) for ids in distinct], level).new_tokens
    rows = len(distinct) * settings.candidates
    drawn = rows * settings.max_tokens
    each = max(speed.step / min(rows, execution.slots), speed.token + speed.read)
    return Cost(asked, new, drawn, new * speed.token + drawn * each)


def timed(model: _Timed, clock: Callable[[], float] = time.perf_counter) -> Speed:
    """Run a few hundred tokens twice with few and many reads, and a few steps; return the better of each."""
    few, many = (_seconds(partial(model._read, _batch(model, reads), None), clock) for reads in (1, WIDTH))
    tokens = ROWS * WIDTH
    read = max(many - few, 0.0) / (tokens - ROWS)
    return Speed(max(few - ROWS * read, 0.0) / tokens, read, _seconds(partial(_steps, model), clock) / STEPS)


def _seconds(work: Callable[[], Any], clock: Callable[[], float]) -> float:
    """Return the seconds of the faster of two runs: the first one also warms up."""
    found = []
    for _ in range(2):
        start = clock()
        work()
        found.append(clock() - start)
    return min(found)


def _batch(model: _Timed, reads: int) -> list[Branch]:
    size = model.vocabulary_size
    parents = tuple(range(-1, WIDTH - 1))
    places = tuple(range(WIDTH - reads, WIDTH))
    rows = [tuple((7 + 31 * row + 17 * place) % size for place in range(WIDTH)) for row in range(ROWS)]
    return [Branch(ids, parents, places, ids[-reads:], ()) for ids in rows]


def _steps(model: _Timed) -> None:
    decoder = model._decoder(1, 8 + STEPS)
    decoder.admit([((5, 6, 7), 1)])
    for step in range(STEPS):
        decoder.feed([7 + step], [0])
