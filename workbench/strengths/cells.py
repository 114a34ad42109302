"""One task on one model at one number of examples: its figure beside the baselines; it runs nothing and draws nothing."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from workbench.fewshot.design import AS_WRITTEN
from workbench.fewshot.likelihood import RULES
from workbench.records import Estimate
from workbench.stats import LEVEL, cannot_tell, holm, item_share
from workbench.strengths.baselines import Baselines, baselines_of
from workbench.strengths.declared import Ready
from workbench.strengths.probing import StrengthProbe, StrengthResult
from workbench.strengths.searching import SearchProbe
from workbench.strengths.searchresult import SearchResult

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Cell", "Tested", "tested"]

COLUMNS = {"accuracy": "correct", "exact match": "exact_match", "token F1": "token_f1"}


@dataclass(frozen=True, eq=False)
class Cell:
    """A task, a model, a number of examples, and what came of it.

    Attributes
    ----------
    ready : Ready
    model : str
        The model's label on the map.
    shots : int
    probe, result
        What was asked, and the whole result.
    """

    ready: Ready
    model: str
    shots: int
    probe: StrengthProbe | SearchProbe
    result: StrengthResult | SearchResult

    @cached_property
    def outcomes(self) -> "pd.DataFrame":
        """One row an item: ``item``, ``cluster``, ``value`` (NaN where it is counted apart)."""
        frame = self.result.frame()
        if isinstance(self.probe, SearchProbe):
            return frame[["item"]].assign(cluster=frame["answer"], value=frame["correct"])
        part = frame[(frame["split"] == "test") & (frame["shots"] == self.shots) & (frame["variant"] == AS_WRITTEN)]
        part = part[(part["draw"] == 0) & (part["order"] == 0)].reset_index(drop=True)
        cluster = part["cluster"]
        if self.ready.together:
            texts = {row.item: row.values[self.ready.together] for row in self.probe.test.rows}
            cluster = part["item"].map(texts)
        return part[["item"]].assign(cluster=cluster, value=part[COLUMNS[self.ready.measure]].astype(float))

    @cached_property
    def baselines(self) -> Baselines:
        """What needs no model, on the same items."""
        return baselines_of(self.ready, self.probe)

    @cached_property
    def depends_on_rule(self) -> str:
        """``"yes"`` where rules of comparing options read differently beside guessing (uncorrected), else ``"no"``.

        Empty where there is one rule only. The tokens that all options share are left out: of unlike options there are
        few, and they say little.
        """
        if not isinstance(self.result, StrengthResult) or self.result.kind == "generation":
            return ""
        if self.shots != self.result.reported_shots:
            return ""
        table = self.result.robustness()
        read = table[(table["variant"] == AS_WRITTEN) & (table["rule"] != RULES["shared"])]["reading"]
        return "yes" if read.nunique() > 1 else "no"

    def estimate(self, neutral: float | None = None) -> Estimate:
        """Return the figure with its interval, tested against chance, or against another value."""
        table = self.outcomes
        clusters = table["cluster"].tolist()
        found = item_share(
            table["value"].tolist(),
            measure=self.ready.measure,
            group=self.ready.name,
            neutral=self.baselines.chance if neutral is None else neutral,
            clusters=clusters if len(set(clusters)) < len(clusters) else None,
            unit="mean" if self.ready.measure == "token F1" else "share",
        )
        counts = self.result.counts()
        missing = int(table["value"].isna().sum())
        ties = min(counts["ties"], missing)
        unparsed = min(counts["unparsed"], missing - ties)
        return replace(found, ties=ties, unparsed=unparsed, unscored=missing - ties - unparsed)


@dataclass(frozen=True, eq=False)
class Tested:
    """A cell with what its tests say, corrected over all cells of a map.

    Attributes
    ----------
    cell : Cell
    estimate : Estimate
        ``neutral`` is chance; ``p_corrected`` is Holm's over the map.
    above : str
        ``"yes"``, ``"no"`` (below chance, or above it by less than the margin), ``"cannot tell"``, or ``"no answer"``.
    """

    cell: Cell
    estimate: Estimate
    above: str

    def row(self) -> dict[str, Any]:
        """Return the row of the map's table."""
        ready, found, base = self.cell.ready, self.estimate, self.cell.baselines
        return {
            "task": ready.name,
            "title": ready.title,
            "use": ready.use,
            "model": self.cell.model,
            "shots": self.cell.shots,
            "measure": ready.measure,
            "n": found.n,
            "value": found.value,
            "low": found.low,
            "high": found.high,
            "random": base.random,
            "majority": base.majority,
            "chance": base.chance,
            "above_chance": self.above,
            "depends_on_rule": self.cell.depends_on_rule,
            "p": found.p,
            "p_corrected": found.p_corrected,
            "left_out": found.ties + found.unscored + found.unparsed,
            "published": ready.published,
        }


def tested(cells: list[Cell], margin: float) -> list[Tested]:
    """Return every cell with what its tests say.

    Two families of tests, each corrected by Holm over all cells: against chance; and against chance + ``margin``, below
    which a figure is called no better than chance.
    """
    found = [cell.estimate() for cell in cells]
    corrected = holm([one.p for one in found])
    whole = [replace(one, p_corrected=p) for one, p in zip(found, corrected, strict=True)]
    beyond = [_beyond(cell, margin) for cell in cells]
    small = holm([None if one is None else one.p for one in beyond])
    return [
        Tested(cell, one, _above(one, other, p))
        for cell, one, other, p in zip(cells, whole, beyond, small, strict=True)
    ]


def _beyond(cell: Cell, margin: float) -> Estimate | None:
    far = cell.baselines.chance + margin
    return cell.estimate(far) if far < 1 else None


def _above(found: Estimate, beyond: Estimate | None, p: float | None) -> str:
    if found.value is None or found.neutral is None:
        return "no answer"
    if not cannot_tell(found):
        return "yes" if found.value > found.neutral else "no"
    small = beyond is not None and p is not None and p < LEVEL and found.value < (beyond.neutral or 0)
    return "no" if small else "cannot tell"
