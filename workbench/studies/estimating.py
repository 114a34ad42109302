"""Every figure of a study with its role, and one correction over the family of primary tests; it draws nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from workbench.errors import unknown_name
from workbench.records import Estimate, Result
from workbench.results import COLUMNS, FIGURES
from workbench.stats import cannot_tell, corrected
from workbench.studies.cells import Cell
from workbench.studies.plan import CORRECTIONS, Plan

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Figured", "figured", "figures_frame", "verdict"]

_NAMED = 10  # figures that a sentence names one by one


@dataclass(frozen=True)
class Figured:
    """One figure of a study: where it belongs, what it counts for, and the estimate.

    Attributes
    ----------
    model, prompt, probe : str
        Labels.
    by : str or None
        The grouping it is a part of.
    role : str
        ``"primary"`` or ``"exploratory"``.
    tests : int or None
        How many tests its p-value is corrected over; None where it is exploratory.
    estimate : Estimate
    """

    model: str
    prompt: str
    probe: str
    by: str | None
    role: str
    tests: int | None
    estimate: Estimate

    @property
    def labels(self) -> dict[str, str]:
        """The labels of model, prompt and probe."""
        return {"model": self.model, "prompt": self.prompt, "probe": self.probe}

    def to_dict(self) -> dict[str, Any]:
        """Return everything in one flat dict."""
        return {**self.labels, "by": self.by, "role": self.role, "tests": self.tests, **self.estimate.to_dict()}


def figured(plan: Plan, results: Sequence[tuple[Cell, Result]]) -> list[Figured]:
    """Return every figure of the cells that have a result, the primary ones corrected over the whole grid.

    The family is every primary figure that has a test, over all models, prompts and probes: one family,
    one correction, by the plan's name for it.

    Raises
    ------
    InputError
        For a primary measure that the probe does not give.
    """
    found = [item for cell, result in results for item in _of_cell(plan, cell, result)]
    primary = [item for item in found if item.role == "primary"]
    tested = [item.estimate.p for item in primary]
    ps = iter(corrected(tested, plan.correction))
    tests = sum(p is not None for p in tested)
    return [
        replace(item, tests=tests, estimate=replace(item.estimate, p_corrected=next(ps)))
        if item.role == "primary"
        else item
        for item in found
    ]


def _of_cell(plan: Plan, cell: Cell, result: Result) -> list[Figured]:
    probe = cell.work.probe
    wanted = [(measure.measure, measure.by) for measure in plan.primary or () if measure.probe == cell.probe]
    found: list[Figured] = []
    for by in (None, *probe.groupings):
        for estimate in result.estimates(by):
            role = "primary" if (estimate.measure, by) in wanted else "exploratory"
            plain = replace(estimate, p_corrected=None)
            found.append(Figured(cell.model, cell.prompt, cell.probe, by, role, None, plain))
    _check_given(cell, wanted, found)
    return found


def _check_given(cell: Cell, wanted: Sequence[tuple[str, str | None]], found: Sequence[Figured]) -> None:
    given = {(item.estimate.measure, item.by) for item in found}
    for measure, by in wanted:
        if (measure, by) not in given:
            allowed = {name for name, grouping in given if grouping == by}
            raise unknown_name(f"primary measure of {cell.probe}" + (f" by {by}" if by else ""), measure, allowed)


def figures_frame(found: Sequence[Figured]) -> "pd.DataFrame":
    """Return figures as a table: where each belongs and its role first."""
    import pandas as pd

    columns = ["model", "prompt", "probe", "by", "role", "tests", *COLUMNS]
    table = pd.DataFrame([item.to_dict() for item in found], columns=columns)
    return table.astype({**dict.fromkeys(FIGURES, float), "tests": "Int64"})


def verdict(plan: Plan, found: Sequence[Figured], cell: Cell | None = None) -> str:
    """Return what the primary figures say after the correction over all of them: of the study, or of one of its cells."""
    primary = [item for item in found if item.role == "primary"]
    if not primary:
        return "The plan names no primary figure: all that was measured is exploratory."
    tests = primary[0].tests or 0
    shown = primary if cell is None else [item for item in primary if item.labels == cell.labels]
    answered = [item for item in shown if item.estimate.value is not None]
    compared = [item for item in answered if item.estimate.neutral is not None]
    told = [item for item in compared if not cannot_tell(item.estimate)]
    named = [_told(item, whole=cell is None) for item in told[:_NAMED]]
    named += [f"and {len(told) - _NAMED} more"] if len(told) > _NAMED else []
    listed = f": {'; '.join(named)}" if named else ""
    verb = "differs" if len(told) == 1 else "differ"
    family = f"{tests} primary test{'' if tests == 1 else 's'} of the study"
    parts = [
        f"After {CORRECTIONS[plan.correction]}'s correction over {family}, "
        f"{len(told)} of {len(shown)} figures here {verb} from neutral{listed}."
    ]
    parts += [f" For {len(compared) - len(told)} one cannot tell."] if len(compared) > len(told) else []
    parts += [f" {len(answered) - len(compared)} have no neutral value."] if len(answered) > len(compared) else []
    parts += [f" {len(shown) - len(answered)} gave no answer."] if len(shown) > len(answered) else []
    return "".join(parts)


def _told(item: Figured, *, whole: bool) -> str:
    estimate = item.estimate
    side = "above" if (estimate.value or 0) > (estimate.neutral or 0) else "below"
    place = f"{item.model}, {item.probe}" + ("" if item.prompt == "none" else f", prompt {item.prompt}")
    return f"{f'{place}, ' if whole else ''}{estimate}, {side} {estimate.neutral:g}"
