"""A ready task as a probe that is written down by its name, and what its run gives; the figures are the few-shot room's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

from workbench.data import data_digests
from workbench.errors import InputError, unknown_name
from workbench.fewshot import Design, FewShotProbe
from workbench.fewshot.result import FewShotResult
from workbench.records import Answer, Measure
from workbench.strengths.declared import Ready
from workbench.strengths.listed import TASKS
from workbench.strengths.searching import SearchProbe, ready_search

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["StrengthProbe", "StrengthResult", "check_limit", "names", "ready", "task"]

_LOOSE = "after lower case, punctuation, articles and spaces are set aside"
_STRICT = "to the letter, spaces at its ends aside"


@dataclass(frozen=True, repr=False, eq=False)
class StrengthResult(FewShotResult):
    """What a ready task's run gives: a `workbench.fewshot.FewShotResult` with the task's own question and limits."""

    ready: Ready = field(default=TASKS["piqa"], kw_only=True)

    def words(self) -> dict[str, Any]:
        """Return what a report says: question, harm, method, limits, references; the task's own come first."""
        words = super().words()
        method = words["method"].replace(_LOOSE, _STRICT) if self.ready.to_the_letter else words["method"]
        return {
            **words,
            "question": self.ready.question,
            "method": f"Task {self.ready.title!r}. {method}",
            "limits": [*self.ready.limits, *words["limits"]],
        }


@dataclass(frozen=True, repr=False, eq=False)
class StrengthProbe(FewShotProbe):
    """A ready task with its data as a probe; made by `task`.

    It is a `workbench.fewshot.FewShotProbe` whose dictionary names the task instead of holding its rows.
    """

    ready: Ready = field(default=TASKS["piqa"], kw_only=True)
    limit: int | None = field(default=None, kw_only=True)

    @property
    def primary(self) -> tuple[Measure, ...]:
        """The task's measure, for each number of shots where there are several."""
        return (Measure(self.ready.measure, "shots" if len(self.design.shots) > 1 else None),)

    def result(self, model: Mapping[str, str], answers: Sequence[Sequence[Answer]]) -> StrengthResult:
        """Return the result that these answers make; no model is needed."""
        found = super().result(model, answers)
        kept = {one.name: getattr(found, one.name) for one in fields(FewShotResult) if one.init}
        made = StrengthResult(**kept, ready=self.ready)
        return replace(made, table=_to_the_letter(made.table)) if self.ready.to_the_letter else made

    def to_dict(self) -> dict[str, Any]:
        """Return what makes this probe again, without rows: ``workbench.probes.from_dict`` takes it."""
        design = self.design
        plain = {"kind": "strength", "name": self.ready.name, "limit": self.limit, "shots": list(design.shots)}
        return plain | {"seeds": design.seeds, "seed": design.seed}

    def digests(self) -> dict[str, dict[str, str]]:
        """Return ``{data set: {file: SHA-256}}``, and the digest of the rows that are asked."""
        files = {self.ready.source: data_digests(self.ready.source)} if self.ready.source else {}
        return files | super().digests()

    def __repr__(self) -> str:
        return f"StrengthProbe({self.ready.name!r}, items={len(self.test)}, shots={list(self.design.shots)})"


def names() -> list[str]:
    """Return the names of the ready tasks, in the order in which a map shows them.

    Examples
    --------
    >>> names()[:3]
    ['piqa', 'commonsense-qa', 'siqa']
    """
    return list(TASKS)


def ready(name: str) -> Ready:
    """Return the declaration of a ready task: its layout, its data, what is to be said of it.

    Raises
    ------
    InputError
        For an unknown name, with the near ones.
    """
    if name not in TASKS:
        raise unknown_name("task", name, TASKS, "The table of uses is strengths.uses().")
    return TASKS[name]


def task(
    name: str,
    *,
    limit: int | None = None,
    shots: int | Sequence[int] | None = None,
    seeds: int = 1,
    seed: int = 0,
) -> StrengthProbe | SearchProbe:
    """Return a ready task as a probe: it is run, planned in a study and reported like any other.

    Parameters
    ----------
    name : str
        One of `names`, such as ``"piqa"``.
    limit : int, optional
        Use so many items, spread evenly over those that are measured, labels in the same shares; all where left out.
    shots : int or sequence of int, optional
        Numbers of examples in the prompt; the task's own number where left out. The search task takes none.
    seeds : int, default 1
        How often examples are drawn.
    seed : int, default 0
        Of the draws.

    Returns
    -------
    StrengthProbe or SearchProbe
        ``probe.run(model)`` gives a result with ``frame()``, ``estimate(by=...)``, ``draw()`` and ``verdict()``.

    Raises
    ------
    InputError
        For an unknown name (near ones are offered), a limit below 1, or shots for the search task.

    Examples
    --------
    >>> import workbench as wb
    >>> wb.strengths.task("piqa", limit=20)
    StrengthProbe('piqa', items=20, shots=[0])
    """
    declared = ready(name)
    check_limit(limit)
    if declared.searches:
        return ready_search(declared, limit, shots)
    asked = declared.shots if shots is None else shots
    wanted = Design(asked, seeds, declared.choose, seed=seed)  # type: ignore[arg-type]
    rows = _same_shares(declared.rows("test"), limit) if declared.labels else declared.rows("test")
    made = declared.few_shot(examples=max(wanted.shots) > 0).probe(
        rows, shots=asked, seeds=seeds, choose=declared.choose, seed=seed, limit=limit
    )
    return StrengthProbe(made.task, made.test, made.dev, made.design, made.chosen, ready=declared, limit=limit)


def check_limit(limit: Any) -> None:
    """Raise unless a limit is a whole number from 1 up, or left out."""
    if limit is not None and (isinstance(limit, bool) or not isinstance(limit, int) or limit < 1):
        raise InputError(f"limit={limit!r}: give a whole number of items from 1 up, or leave it out for all.")


def _same_shares(rows: list[dict[str, Any]], limit: int | None) -> list[dict[str, Any]]:
    """Return at most so many rows in which each label has the share that it has among all of them."""
    if limit is None or limit >= len(rows):
        return rows
    labels = [str(row.get("label", row.get("answer"))) for row in rows]
    ordered = sorted(range(len(rows)), key=lambda place: (labels[place], place))
    step = len(rows) / limit
    return [rows[place] for place in sorted(ordered[int((at + 0.5) * step)] for at in range(limit))]


def _to_the_letter(table: "pd.DataFrame") -> "pd.DataFrame":
    """Return a table of written answers whose exact match forgives nothing but spaces at the ends."""
    same = [float(text.strip() in answers) for text, answers in zip(table["text"], table["references"], strict=True)]
    return table.assign(exact_match=table["exact_match"].where(table["exact_match"].isna(), same))
