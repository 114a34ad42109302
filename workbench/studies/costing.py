"""What is still to be run of a study will take: the sum over its chunks, before anything runs."""

from collections.abc import Mapping, Sequence
from typing import Any

from workbench.chunks import Chunk
from workbench.records import Cost, Model, Scoring
from workbench.studies.cells import Cell
from workbench.studies.kept import Kept

__all__ = ["cost_of"]


def cost_of(kept: Kept, cells: Sequence[Cell], models: Mapping[str, Model]) -> Cost:
    """Return the cost of every chunk that the store does not hold yet, of the models that are open."""
    total = Cost(0, 0, 0, 0.0)
    for cell in cells:
        model: Any = models.get(cell.fingerprint)
        if model is not None and hasattr(model, "cost"):
            done = kept.done(cell)
            for chunk in cell.work.chunks:
                if chunk.digest not in done:
                    total = _sum(total, _cost(model, chunk))
    return total


def _cost(model: Any, chunk: Chunk) -> Cost:
    request = chunk.request
    if isinstance(request, Scoring):
        found: Cost = model.cost(list(request.items), start=request.start)
    else:
        found = model.cost(prompt=list(request.prompts), settings=request.settings)
    return found


def _sum(one: Cost, two: Cost) -> Cost:
    return Cost(
        one.asked_tokens + two.asked_tokens,
        one.new_tokens + two.new_tokens,
        one.drawn_tokens + two.drawn_tokens,
        one.seconds + two.seconds,
    )
