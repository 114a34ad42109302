"""What the studies panel is made of and how it is laid out; it shows what it is given and reads no store."""

from collections.abc import Sequence
from typing import Any

import ipywidgets

from workbench.markup import Markup, element
from workbench.widgets.keys import Keys
from workbench.widgets.pieces import button, fold, listed, row
from workbench.widgets.studylist import Line, StatusLine, StudyList
from workbench.widgets.studyparts import content, planned
from workbench.widgets.studyreader import Shown
from workbench.widgets.studyviews import comparisons, groupings, parts

__all__ = ["StudiesFace", "said"]

EMPTY = (
    "No study stands in this workspace yet. Write one in a cell:\n\n"
    '    study = wb.Study("occupations", models=[wb.open_model()], probes=[wb.probes.crows_pairs(limit=50)])\n\n'
    "It is listed here from that moment, and runs with study.run() or with the button below."
)


class StudiesFace:
    """The parts of the panel, and what each shows.

    Attributes
    ----------
    list : StudyList
    go, stop, cost, report, again : Button
        Start or continue, stop, ask what it costs, read the report, look again.
    status : StatusLine
    part, by, compare : Dropdown
        What of the study is shown, how its items are grouped, what is compared.
    answer, figure, table, difference, plan, code, read
        Our own markup.
    link : Output
        The link to the report; JupyterLab resolves it against the notebook, which it does in outputs alone.
    """

    def __init__(self) -> None:
        self.list, self.status, self.keys = StudyList(empty=EMPTY), StatusLine(state="Ready."), Keys()
        self.go = button("Start", "Run what is missing (Ctrl+Enter)", button_style="primary", disabled=True)
        self.stop = button("Stop", "After the part it is at; Escape stops what runs here", disabled=True)
        self.cost = button("Cost", "What is still to be run takes; opens the models", disabled=True)
        self.report = button("Read report", "Written first where it is not there", disabled=True)
        self.again = button("Look again", "Read the workspace now")
        self.part = listed("Show", [("the whole study", "")], width=330, disabled=True)
        self.by = listed("By", [("primary figures", "")], width=210, disabled=True)
        self.compare = listed("Compare", [("nothing", "")], width=210, disabled=True)
        names = ("title", "answer", "figure", "table", "difference", "plan", "code", "read")
        self.title, self.answer, self.figure, self.table, self.difference, self.plan, self.code, self.read = (
            ipywidgets.HTML() for _ in names
        )
        self.title.value = element("span", "Studies", class_="wb-title")
        self.link = ipywidgets.Output()
        self.folded = ipywidgets.VBox([self.read, self.link], layout=ipywidgets.Layout(display="none"))

    def children(self) -> list[Any]:
        """Return the parts from top to bottom, which is the order of the Tab key too."""
        show_plan, plan = fold("Plan", self.plan)
        show_code, code = fold("Show code", self.code)
        return [
            self.title,
            self.list,
            row([self.go, self.stop, self.cost, self.report, self.again]),
            self.status,
            self.folded,
            self.answer,
            row([self.part, self.by, self.compare]),
            self.figure,
            self.table,
            self.difference,
            row([show_plan, show_code]),
            plan,
            code,
            self.keys,
        ]

    def show_list(self, lines: Sequence[Line], chosen: str) -> None:
        """Show the studies, and which of them is chosen."""
        with self.list.hold_sync():
            self.list.chosen = chosen
            self.list.rows = [line.row() for line in lines]

    def show_report(self, words: Markup | None, link: Markup | None) -> None:
        """Show where the report stands, or hide the place."""
        self.folded.layout.display = "none" if words is None else ""
        self.read.value = words or ""
        shown = {"output_type": "display_data", "data": {"text/html": str(link)}, "metadata": {}}
        self.link.outputs = () if link is None else (shown,)

    def show_study(self, shown: Shown, code: str) -> None:
        """Show what a study says, its plan, and what of it can be shown."""
        study, views, asked = shown.study, shown.views, shown.asked
        self.code.value = element("pre", code, class_="wb-code")
        self._write(*content(shown))
        self.plan.value = planned(study.plan) if study else ""
        for box, options, chosen in (
            (self.part, parts(study) if study else [], asked.part),
            (self.by, groupings(study, asked.part) if views and study else [], asked.by),
            (self.compare, comparisons(study, shown.others) if views and study else [], asked.compare),
        ):
            _offer(box, options or list(box.options)[:1], chosen)

    def clear(self, words: str) -> None:
        """Show nothing of a study yet, and say why."""
        self._write(element("p", words), "", "", "")
        self.plan.value = self.code.value = ""

    def _write(self, *values: str) -> None:
        for place, value in zip((self.answer, self.figure, self.table, self.difference), values, strict=True):
            if place.value != value:
                place.value = value

    def lock(self, state: str, *, here: bool) -> None:
        """Let what can be pressed be pressed, and nothing else.

        Parameters
        ----------
        state : str
            Of the chosen study; empty where none is chosen.
        here : bool
            Whether this panel runs one.
        """
        running = state == "running"
        self.go.description = "Continue" if state in ("interrupted", "failed") else "Start"
        self.go.disabled = here or running or state in ("", "done")
        self.stop.disabled = not running
        self.cost.disabled = self.go.disabled
        self.report.disabled = not state
        self.status.busy = running


def said(line: Line | None, *, here: bool) -> str:
    """Return what the status line says of a study."""
    if line is None:
        return "No study yet."
    why = f" ({line.reason})" if line.reason else ""
    return {
        "planned": "Planned: press Start.",
        "running": "Running here." if here else "Running in another notebook or program.",
        "interrupted": f"Stopped{why}. Continue goes on where it was.",
        "failed": f"Failed{why}. What was finished is kept; Continue tries the rest again.",
        "done": "Done.",
    }.get(line.state, line.state)


def _offer(box: Any, options: Sequence[tuple[str, str]], chosen: str) -> None:
    """Fill a list; what was chosen stays chosen where it is still there."""
    if list(box.options) != list(options):
        box.options = list(options)
    box.value = chosen if any(value == chosen for _, value in options) else options[0][1]
    box.disabled = len(options) < 2
