"""Two models, or two prompts, on the same items: paired differences with one correction over the grid; it runs nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

from workbench.errors import InputError, unknown_name
from workbench.records import Estimate, Result
from workbench.results import COLUMNS
from workbench.stats import LEVEL, Difference, cannot_tell, corrected, crossed_pair, difference
from workbench.studies.cells import Cell
from workbench.studies.plan import CORRECTIONS, Plan

if TYPE_CHECKING:
    import pandas as pd

    from workbench.figures import Figure

__all__ = ["Compared", "Comparison", "compared"]

_SIDES = {"model": "prompt", "prompt": "model"}
"""What is compared, and what is then the same on both sides."""

_NAMED = 12  # differences that a sentence names one by one
_SECOND = "_second"

Results = Sequence[tuple[Cell, Result]]


@dataclass(frozen=True)
class Compared:
    """One paired difference: second minus first, on the same items.

    Attributes
    ----------
    by : str
        ``"model"`` or ``"prompt"``: what differs between the two.
    first, second : str
        Its labels.
    same : str
        The label of the prompt, or the model, that is the same on both sides.
    probe : str
    estimate : Estimate
        Of the difference; neutral 0, with its corrected p.
    equivalence_p : float or None
        Corrected like the p-values: small where there is no difference as large as the plan's smallest effect.
    first_only, second_only : int or None
        Items where only the one said yes.
    smallest_effect : float
    """

    by: str
    first: str
    second: str
    same: str
    probe: str
    estimate: Estimate
    equivalence_p: float | None
    first_only: int | None
    second_only: int | None
    smallest_effect: float

    @property
    def reading(self) -> str:
        """What the difference says: no answer, differs, no effect larger than the smallest that matters, cannot tell."""
        if self.estimate.value is None:
            return "no answer"
        if not cannot_tell(self.estimate):
            return "differs"
        if self.equivalence_p is not None and self.equivalence_p < LEVEL:
            return f"no effect larger than {self.smallest_effect:g}"
        return "cannot tell"

    def to_dict(self) -> dict[str, Any]:
        """Return everything in one flat dict."""
        return {
            "by": self.by,
            "first": self.first,
            "second": self.second,
            _SIDES[self.by]: self.same,
            "probe": self.probe,
            **self.estimate.to_dict(),
            "equivalence_p": self.equivalence_p,
            "first_only": self.first_only,
            "second_only": self.second_only,
            "reading": self.reading,
        }


@dataclass(frozen=True)
class Comparison:
    """Paired differences of a study, with one correction over all of them.

    Attributes
    ----------
    by : str
        ``"model"`` or ``"prompt"``.
    rows : tuple of Compared
    correction : str
        ``"holm"`` or ``"bh"``.
    tests : int
        How many p-values were corrected together.
    """

    by: str
    rows: tuple[Compared, ...] = field(repr=False)
    correction: str
    tests: int

    def frame(self) -> "pd.DataFrame":
        """Return one row a difference.

        Returns
        -------
        pandas.DataFrame
            ``first`` and ``second``; what is the same on both sides; ``probe``; the columns of an estimate, whose
            value is second minus first; ``equivalence_p``, ``first_only``, ``second_only`` and ``reading``.
        """
        import pandas as pd

        last = ["equivalence_p", "first_only", "second_only", "reading"]
        columns = ["by", "first", "second", _SIDES[self.by], "probe", *COLUMNS, *last]
        return pd.DataFrame([row.to_dict() for row in self.rows], columns=columns)

    def draw(self) -> "Figure":
        """Return the differences as a figure, a panel each probe and measure, around 0."""
        from workbench.figures import forests

        panels: dict[str, list[Estimate]] = {}
        for row in self.rows:
            panel = panels.setdefault(f"{row.probe}: {row.estimate.measure}", [])
            panel.append(replace(row.estimate, group=_place(row)))
        return forests(panels, title=f"Differences between {self.by}s, on the same items")

    def verdict(self) -> str:
        """Return what the differences say, after the correction over all of them."""
        said = [f"{_place(row)}, {row.probe}: {row.reading}, {_figure(row.estimate)}" for row in self.rows[:_NAMED]]
        more = f"; and {len(self.rows) - _NAMED} more" if len(self.rows) > _NAMED else ""
        tests = f"{self.tests} paired test{'' if self.tests == 1 else 's'}"
        return f"After {CORRECTIONS[self.correction]}'s correction over {tests}: {'; '.join(said)}{more}."

    def __repr__(self) -> str:
        return f"Comparison(by {self.by}, {len(self.rows)} differences, {CORRECTIONS[self.correction]} over {self.tests} tests)"

    __str__ = __repr__

    def _repr_html_(self) -> str:
        from workbench.markup import element, table

        names = [
            "first",
            "second",
            _SIDES[self.by],
            "probe",
            "measure",
            "group",
            "second minus first",
            "p corrected",
            "reading",
        ]
        rows = [_shown(row) for row in self.rows]
        return str(element("div", table(names, rows, caption=repr(self)), class_="wb-wide"))


def compared(
    plan: Plan,
    results: Results,
    *,
    by: str = "model",
    baseline: str | None = None,
    pairs: Sequence[tuple[str, str]] | None = None,
) -> Comparison:
    """Return the paired differences between the models, or the prompts, of a study.

    Every primary measure of the plan is compared, over the whole or within each group as the
    plan has it, on the items that both sides answered. All differences are one family of tests. Where
    the same draws of examples stood before both, an interval is over items and draws; ``method`` says over what.

    Parameters
    ----------
    plan : Plan
    results : sequence of (Cell, Result)
    by : {"model", "prompt"}, default "model"
    baseline : str, optional
        The label that all others are compared with; every pair where left out.
    pairs : sequence of (str, str), optional
        These labels and no others; of known ones.

    Raises
    ------
    InputError
        For an unknown name, or fewer than two to compare.
    """
    if by not in _SIDES:
        raise unknown_name("comparison", by, _SIDES)
    labels = list(plan.model_labels if by == "model" else plan.prompts)
    if baseline is not None and baseline not in labels:
        raise unknown_name(by, baseline, labels)
    if len(labels) < 2:
        raise InputError(f"The study has one {by}, {labels[0]!r}: there is nothing to compare it with.")
    if pairs is None:
        others = [(baseline, other) for other in labels if other != baseline] if baseline else []
        pairs = others or list(combinations(labels, 2))
    rows = list(_rows(plan, results, by, pairs))
    return _corrected(plan, by, rows)


def _rows(plan: Plan, results: Results, by: str, pairs: Sequence[tuple[str, str]]) -> Iterator[Compared]:
    by_place = {(cell.model, cell.prompt, cell.probe): (cell, result) for cell, result in results}
    same = list(plan.prompts if by == "model" else plan.model_labels)
    for first, second in pairs:
        for other in same:
            for probe in plan.probe_labels:
                places = [(one, other, probe) if by == "model" else (other, one, probe) for one in (first, second)]
                if all(place in by_place for place in places):
                    (_, one), (_, two) = (by_place[place] for place in places)
                    row = Compared(by, first, second, other, probe, _NONE, None, None, None, plan.smallest_effect)
                    yield from _measures(plan, row, one, two)


_NONE = Estimate("", "", None, None, None, 0, "", "")


def _measures(plan: Plan, row: Compared, one: Result, two: Result) -> Iterator[Compared]:
    for planned in plan.primary or ():
        if planned.probe != row.probe:
            continue
        units = {estimate.measure: estimate.unit for estimate in one.estimates(planned.by)}
        unit = units.get(planned.measure, "")
        for group, found in _paired(planned.measure, planned.by, one, two, plan.smallest_effect):
            yield replace(
                row,
                estimate=_estimate(planned.measure, group, unit, found),
                equivalence_p=found.equivalence_p,
                first_only=found.first_only,
                second_only=found.second_only,
            )


def _paired(measure: str, by: str | None, one: Result, two: Result, margin: float) -> Iterator[tuple[str, Difference]]:
    grouping = {} if by is None else {"by": by}
    tables = [result.outcomes(measure, **grouping).set_index("item") for result in (one, two)]
    second = tables[1].drop(columns=["group", "cluster"]).add_suffix(_SECOND)
    joined = tables[0].join(second, how="inner").sort_index()
    parts = [("all", joined)] if by is None else [(str(name), part) for name, part in joined.groupby("group")]
    for name, part in parts:
        yield name, _difference(part, margin)


def _difference(part: "pd.DataFrame", margin: float) -> Difference:
    """Return the paired difference of rows of two runs; over items and draws both where examples were drawn."""
    clusters = part["cluster"].tolist()
    sides = [_drawn(part, side) for side in ("", _SECOND)]
    if not any(drawn for drawn, _ in sides):
        return difference(part["value"].tolist(), part[f"value{_SECOND}"].tolist(), margin=margin, clusters=clusters)
    own = None if len(set(clusters)) == len(clusters) else clusters
    return crossed_pair(*(table for _, table in sides), margin=margin, clusters=own)


def _drawn(part: "pd.DataFrame", side: str) -> tuple[bool, list[list[float]]]:
    """Return whether examples were drawn, and the outcomes of each item: one a draw, or its only one."""
    drawn = part[f"draws{side}"].tolist() if f"draws{side}" in part else []
    if any(drawn):
        return True, drawn
    return False, [[value] for value in part[f"value{side}"].tolist()]


def _estimate(measure: str, group: str, unit: str, found: Difference) -> Estimate:
    name = f"difference in {measure}"
    return Estimate(name, group, found.value, found.low, found.high, found.n, unit, found.method, 0.0, found.p)


def _corrected(plan: Plan, by: str, rows: Sequence[Compared]) -> Comparison:
    ps = corrected([row.estimate.p for row in rows], plan.correction)
    equal = corrected([row.equivalence_p for row in rows], plan.correction)
    done = [
        replace(row, estimate=replace(row.estimate, p_corrected=p), equivalence_p=equivalence)
        for row, p, equivalence in zip(rows, ps, equal, strict=True)
    ]
    return Comparison(by, tuple(done), plan.correction, sum(p is not None for p in ps))


def _place(row: Compared) -> str:
    parts = [f"{row.second} against {row.first}", "" if row.same == "none" else row.same]
    parts += ["" if row.estimate.group == "all" else row.estimate.group]
    return ", ".join(part for part in parts if part)


def _shown(row: Compared) -> list[str]:
    item = row.estimate
    p = "" if item.p_corrected is None else f"{item.p_corrected:.3f}"
    return [row.first, row.second, row.same, row.probe, item.measure, item.group, _figure(item), p, row.reading]


def _figure(item: Estimate) -> str:
    value = "no figure" if item.value is None else f"{item.value:+.3f}"
    interval = "" if item.low is None or item.high is None else f" [{item.low:+.3f}, {item.high:+.3f}]"
    return f"{value}{interval} {item.unit}".rstrip()
