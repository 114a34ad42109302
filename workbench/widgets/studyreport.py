"""The report of a study as the panel shows it: where it stands, what it answers, whether it is of this state."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.errors import WorkbenchError
from workbench.markup import Markup, element
from workbench.reports.names import slug
from workbench.reports.report import Report, open_report

if TYPE_CHECKING:
    from workbench.studies.study import Study

__all__ = ["Read", "read_report"]

PAGE = "report.html"
MOST = 12  # sentences of the answer that the panel shows


@dataclass(frozen=True)
class Read:
    """A report that is there.

    Attributes
    ----------
    path : str
        Of its page, relative to the notebook.
    answer : tuple of str
        Its answer, a sentence each.
    fresh : bool
        Whether it was written just now.
    """

    path: str
    answer: tuple[str, ...]
    fresh: bool

    def words(self) -> Markup:
        """Return the answer, a sentence a line; a long one is cut, since the report has it whole."""
        more = [f"{len(self.answer) - MOST} more in the report"] if len(self.answer) > MOST else []
        lines = [element("li", sentence) for sentence in [*self.answer[:MOST], *more]]
        return element("div", element("b", "Report"), element("ul", *lines), class_="wb-answer")

    def link(self) -> Markup:
        """Return the link that JupyterLab opens beside the notebook."""
        return element("p", element("a", f"Open {self.path}", href=self.path, target="_blank"))


def read_report(study: "Study") -> Read:
    """Return a study's report, written first where it is not there or is of an earlier state.

    Raises
    ------
    WorkbenchError
        If no cell is finished, or the folder cannot be written.
    """
    folder = Path("reports") / slug(study.name)
    fresh = not _is_of(study, folder)
    if fresh:
        folder = study.report()
    report = open_report(folder)
    path = Path(os.path.relpath(folder / PAGE)).as_posix()
    return Read(path, tuple(report.answer()), fresh)


def _is_of(study: "Study", folder: Path) -> bool:
    """Tell whether a folder holds the report of this study as it stands."""
    if not (folder / PAGE).is_file():
        return False
    try:
        report = open_report(folder)
        return report.plan.get("digest") == study.plan.digest and _done(report) == study.progress.done
    except WorkbenchError:  # a damaged one is written anew
        return False


def _done(report: Report) -> int:
    return sum(cell["chunks"]["done"] for cell in report.cells)
