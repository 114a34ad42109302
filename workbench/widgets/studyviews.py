"""What of a study is on show, as its own calls give it, with the lines of code that do the same; it computes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.errors import InputError
from workbench.markup import plain
from workbench.studies.between import compare_studies
from workbench.widgets.showcode import quoted

if TYPE_CHECKING:
    import pandas as pd

    from workbench.figures import Figure
    from workbench.studies.cells import Cell
    from workbench.studies.study import Study

__all__ = [
    "ALL",
    "NOTHING",
    "PRIMARY",
    "Asked",
    "View",
    "compared",
    "comparisons",
    "find",
    "groupings",
    "opening",
    "parts",
    "view",
]

PRIMARY, ALL = "", "all figures"
OTHER = "study: "
Options = list[tuple[str, str]]


@dataclass(frozen=True)
class Asked:
    """What of a study is to be shown: the id of a cell, a grouping, what is compared; each may be empty.

    ``compare`` is ``"model"``, ``"prompt"``, or `OTHER` and the name of another study.
    """

    part: str = ""
    by: str = ""
    compare: str = ""


NOTHING = Asked()


@dataclass(frozen=True)
class View:
    """One thing on show.

    Attributes
    ----------
    words : str
        What the figures say.
    frame : pandas.DataFrame
    figure : Figure
    counts : dict
        Items, and how many of them are missing for which reason.
    code : tuple of str
        The lines that give the frame again, once ``study`` is there; the last one is the table.
    other : str
        The name of the study that must be there as ``other``.
    """

    words: str
    frame: "pd.DataFrame"
    figure: "Figure"
    counts: Mapping[str, int] = field(default_factory=dict)
    code: tuple[str, ...] = ()
    other: str = ""

    def lines(self, place: str | None) -> tuple[str, ...]:
        """Return the code with the other study opened first, where there is one."""
        return (f"other = {opened(self.other, place)}", *self.code) if self.other else self.code


def opening(name: str, place: str | None) -> str:
    """Return the lines that open a study again; ``place`` is Python for its workspace, None for the user's own.

    >>> print(opening("tiny", "folder").splitlines()[-1])
    study = wb.open_study("tiny", workspace=folder)
    """
    return f"import workbench as wb\n\nstudy = {opened(name, place)}"


def opened(name: str, place: str | None) -> str:
    """Return the call that opens a study."""
    given = f", workspace={place}" if place else ""
    return f"wb.open_study({quoted(name)}{given})"


def parts(study: "Study") -> Options:
    """Return what can be shown of a study: the whole, and each of its cells where it has several."""
    several = study.cells if len(study.cells) > 1 else []
    return [("the whole study", ""), *((_said(study, cell), cell.id) for cell in several)]


def groupings(study: "Study", part: str) -> Options:
    """Return how the items of a part can be grouped; of the whole study, which figures are listed."""
    if not part:
        return [("primary figures", PRIMARY), ("all figures", ALL)]
    names = study.groupings(_cell(study, part).probe)
    return [("all items", ""), *((name.replace("_", " "), name) for name in names)]


def comparisons(study: "Study", others: Sequence[str]) -> Options:
    """Return what can be compared within a study, and the studies that it can be compared with."""
    plan = study.plan
    models = [("models", "model")] if len(plan.models) > 1 else []
    prompts = [("prompts", "prompt")] if len(plan.prompts) > 1 else []
    return [("nothing", ""), *models, *prompts, *((f"with {plain(name)}", OTHER + name) for name in others)]


def view(study: "Study", part: str, by: str) -> View:
    """Return a part of a study as its own calls give it.

    Raises
    ------
    InputError
        If it is not finished.
    """
    return _one(study, _cell(study, part), by) if part else _whole(study, by)


def compared(study: "Study", by: str, other: "Study | None") -> View:
    """Return the paired differences between a study's models or prompts, or between two studies.

    Raises
    ------
    InputError
        If there is nothing to compare.
    """
    found = study.compare(by=by) if other is None else compare_studies(study, other)
    call = f"study.compare(by={quoted(by)})" if other is None else "wb.compare_studies(study, other)"
    lines = (f"comparison = {call}", "print(comparison.verdict())", "comparison.draw()", "comparison.frame()")
    return View(found.verdict(), found.frame(), found.draw(), code=lines, other=other.name if other else "")


def find(study: "Study", model: str | None, prompt: str | None, probe: str | None) -> str:
    """Return the id of a cell by its labels; each may be left out where there is only one.

    Raises
    ------
    InputError
        If they name no cell, or several.
    """
    wanted = {
        name: label for name, label in (("model", model), ("prompt", prompt), ("probe", probe)) if label is not None
    }
    found = [cell for cell in study.cells if wanted.items() <= cell.labels.items()]
    if len(found) != 1:
        listed = "; ".join(str(cell) for cell in study.cells)
        raise InputError(f"{wanted} names {len(found)} parts of the study, not one. It has: {listed}.")
    return found[0].id


def _whole(study: "Study", by: str) -> View:
    figures, said = study.estimate(), study.verdict()
    lines = ("print(study.verdict())", "study.draw()")
    if by == ALL:
        return View(said, figures, study.draw(), study.counts(), (*lines, "study.estimate()"))
    code = (*lines, "figures = study.estimate()", 'figures[figures["role"] == "primary"]')
    return View(said, figures[figures["role"] == "primary"], study.draw(), study.counts(), code)


def _one(study: "Study", cell: "Cell", by: str) -> View:
    result = study.result(**cell.labels)
    chosen = ", ".join(f"{name}={quoted(label)}" for name, label in cell.labels.items())
    given = quoted(by) if by else ""
    lines = (f"result = study.result({chosen})", "print(result.verdict())", f"result.draw({given})")
    figure = result.draw(by) if by else result.draw()
    code = (*lines, f"result.estimate({given})")
    return View(result.verdict(), result.estimate(by or None), figure, result.counts(), code)


def _cell(study: "Study", part: str) -> "Cell":
    found = next((cell for cell in study.cells if cell.id == part), None)
    if found is None:
        raise InputError("The study has no such part any more. Choose another under Show.")
    return found


def _said(study: "Study", cell: "Cell") -> str:
    """Return a cell's labels as far as they tell it from the others."""
    plan = study.plan
    shares = {"probe": len(plan.probes), "prompt": len(plan.prompts), "model": len(plan.models)}
    return ", ".join(plain(cell.labels[name]) for name, count in shares.items() if count > 1)
