"""What is still to be run of a study will take: the sum over its chunks, before anything runs."""

from collections.abc import Mapping, Sequence

from workbench import asking
from workbench.records import Cost, Model
from workbench.studies.cells import Cell
from workbench.studies.kept import Kept

__all__ = ["cost_of"]


def cost_of(kept: Kept, cells: Sequence[Cell], models: Mapping[str, Model]) -> Cost:
    """Return the cost of every chunk that the store does not hold yet, of the models that are open."""
    found = []
    for cell in cells:
        model = models.get(cell.fingerprint)
        if model is not None and hasattr(model, "cost"):
            done = kept.done(cell)
            found.append(
                asking.cost_of(model, (chunk.request for chunk in cell.work.chunks if chunk.digest not in done))
            )
    return Cost.total(found)
