"""What the few-shot builder is made of and how it is laid out; it shows what it is given and asks no model."""

from collections.abc import Mapping, Sequence
from typing import Any

import ipywidgets

from workbench.errors import InputError
from workbench.fewshot import STRATEGIES, FewShot
from workbench.fewshot.choosing import ONE_DRAW
from workbench.markup import Markup, element
from workbench.widgets.fewshotcode import FORMS
from workbench.widgets.fewshotpresets import READY
from workbench.widgets.fewshotsweep import Measuring, shots_up_to
from workbench.widgets.fewshottable import Amount, ExampleTable
from workbench.widgets.keys import Keys
from workbench.widgets.pieces import button, escaped, fold, listed, row, unescaped
from workbench.widgets.studylist import StatusLine

__all__ = ["FIELDS", "OWN", "BuilderFace"]

OWN = -1  # the entry of the list that is no ready task
FIELDS = ("instruction", "input", "output", "labels", "separator", "joint", "options")
_PLAIN = ("instruction", "labels")  # boxes of several lines, in which a line break is a line break
_STYLE = {"description_width": "initial"}


class BuilderFace:
    """The parts of the panel, and what each shows.

    Attributes
    ----------
    fields : dict
        A box for each part of the layout.
    table : ExampleTable
    queries : VBox
        A box for each column of the query; `query_boxes` by column.
    shots : Amount
        K: the number of examples in the prompt, and the most that are measured.
    status : StatusLine
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.ready = listed("Start from", [("your own task", OWN), *((one.name, at) for at, one in enumerate(READY))])
        self.fields: dict[str, Any] = {
            "instruction": _area("Instruction", "Stands first; may be empty"),
            "input": _line("Input", "Review: {text}", 380),
            "output": _line("Output", "Sentiment: {label}", 380),
            "labels": _area("Labels, one a line", "none: the model writes the answer", rows=3, width="300px"),
            "separator": _line("Between examples", r"\n\n", 230),
            "joint": _line("Between input and output", r"\n", 270),
            "options": _line("Column of options", "for multiple choice", 330),
        }
        self.table, self.status, self.keys = ExampleTable(), StatusLine(state="Ready."), Keys()
        self.shots = Amount(name="Shots (K)")
        self.undo = button("Undo", "Take the last change of rows back", disabled=True)
        self.source = _line("Load rows from", "a path, or sentiment-sentences", 330)
        self.many = _whole("how many", 1, 100, 8, "150px")
        self.load = button("Load", "Puts rows of a file or a published set into the table")
        self.query_boxes: dict[str, Any] = {}
        self.queries = ipywidgets.VBox([])
        self.data = _line("Measure on", "a path, or sentiment-sentences", 420)
        self.data.continuous_update = False  # a file is read when its name is whole
        self.limit = _whole("Rows", 1, 100_000, 20, "150px")
        self.seeds = _whole("Draws", 1, 100, 3, "120px")
        self.seed = _whole("Seed", 0, 2**31 - 1, 0, "120px")
        self.choose = listed(
            "Choose examples", [(f"{name}: {_first(what)}", name) for name, what in STRATEGIES.items()], width=430
        )
        self.choose.value = "random"
        self.calibrate = ipywidgets.Checkbox(value=True, description="calibrated too", indent=False)
        self.calibrate.layout.width = "140px"
        self.tried = button("Try query", "Asks the model the query (Ctrl+Enter)", button_style="primary")
        self.go = button("Evaluate", "Measures on the rows, one number of shots after another")
        self.cost = button("Cost", "What Evaluate takes; asks the model nothing")
        for name, pressed in self.keyed().items():
            pressed.add_class("wb-run" if name == "run" else f"wb-act-{name}")
        self.stop = button("Stop", "Escape", disabled=True)
        names = ("prompt", "count", "answer", "figures", "code", "plan")
        self.prompt, self.count, self.answer, self.figures, self.code, self.plan = (ipywidgets.HTML() for _ in names)
        self.form = listed("Export as", [(what, name) for name, what in FORMS.items()], width=420)
        self.export = _area("To copy", "", rows=8)
        self.folded = ipywidgets.VBox([self.form, self.export])

    def children(self) -> list[Any]:
        """Return the parts from top to bottom, which is the order of the Tab key too."""
        more = [self.fields["separator"], self.fields["joint"], self.fields["options"]]
        show_layout, layout = fold("Separators and options", row(more))
        show_code, code = fold("Show code", self.code)
        show_export, export = fold("Export", self.folded)
        self.exporting = show_export
        for turned in (show_layout, show_code, show_export):
            turned.layout.width = "auto"
        return [
            ipywidgets.HTML(element("span", f"Few-shot builder: {self.name}", class_="wb-title")),
            row([self.ready]),
            _heading("1. The task", "a name in braces is a column of the examples"),
            self.fields["instruction"],
            row([self.fields["input"], self.fields["output"]]),
            row([self.fields["labels"], show_layout]),
            layout,
            _heading("2. Examples", "type, paste from a spreadsheet, drag by the arrow or press Alt+Up and Alt+Down"),
            self.table,
            row([self.undo, self.source, self.many, self.load]),
            _heading("3. The prompt", "exactly what is sent"),
            self.shots,
            self.queries,
            self.count,
            self.prompt,
            _heading("4. Try it, measure it", "Ctrl+Enter tries the query, Escape stops"),
            row([self.data, self.limit, self.seeds]),
            row([self.choose, self.seed, self.calibrate]),
            self.plan,
            row([self.tried, self.go, self.cost, self.stop]),
            self.status,
            self.answer,
            self.figures,
            row([show_code, show_export]),
            code,
            export,
            self.keys,
        ]

    def numbers(self) -> dict[str, Any]:
        """Return the boxes of how much is asked, by the names that `FewShot.evaluate` has for it."""
        return {name: getattr(self, name) for name in ("shots", "limit", "seeds", "seed", "choose", "calibrate")}

    def boxes(self) -> list[Any]:
        """Return the boxes that decide what is sent or measured, the query's aside."""
        return [*self.fields.values(), *self.numbers().values(), self.data]

    def keyed(self) -> dict[str, Any]:
        """Return the buttons whose press carries the texts of the page's boxes, by the key that they send."""
        return {"run": self.tried, "go": self.go, "cost": self.cost, "load": self.load}

    def read(self) -> dict[str, Any]:
        """Return the layout as `FewShot` takes it."""
        values: dict[str, Any] = {
            name: box.value if name in _PLAIN else unescaped(box.value) for name, box in self.fields.items()
        }
        values["labels"] = [line.strip() for line in values["labels"].split("\n") if line.strip()]
        values["options"] = values["options"].strip() or None
        return values

    def write(self, values: Mapping[str, Any]) -> None:
        """Put a layout into the boxes."""
        for name, box in self.fields.items():
            value = values.get(name) or ""
            if name == "labels":
                value = "\n".join(value or ())
            box.value = value if name in _PLAIN else escaped(value)
        if self.read()["labels"] != list(values.get("labels") or ()):
            raise InputError(
                f"labels={values['labels']!r}: in the panel a label is one line, without spaces at its ends. Name the labels "
                "otherwise, or use task.predict and task.evaluate without the panel."
            )

    def measuring(self) -> Measuring:
        """Return what is to be measured, as it stands in the boxes."""
        calibrate = bool(self.calibrate.value and not self.calibrate.disabled)
        return Measuring(
            shots_up_to(self.shots.value),
            self.seeds.value,
            self.choose.value,
            self.limit.value,
            calibrate,
            self.seed.value,
        )

    def ask_for(self, columns: Sequence[str], act: Any) -> None:
        """Show a box for each column of the query; what stands in those that stay is kept."""
        if list(self.query_boxes) == list(columns):
            return
        old = list(self.query_boxes.values())
        kept = dict(self.query_boxes)
        self.query_boxes = {}
        for place, name in enumerate(columns):
            box = kept.get(name) or _area(f"Query: {name}", "What is asked", rows=2)
            if name not in kept:
                if len(old) == len(columns):  # a column that was renamed keeps its text
                    box.value = old[place].value
                box.observe(act, "value")
            self.query_boxes[name] = box
        self.queries.children = list(self.query_boxes.values())

    def take(self, texts: Mapping[str, Any]) -> None:
        """Take over what stands in the page's boxes, by label: a message can overtake the last update of a box."""
        every = [*self.fields.values(), *self.query_boxes.values(), self.data, self.source]
        for box in every:
            text = texts.get(box.description)
            if isinstance(text, str) and text != box.value:
                box.value = text
        for box in (self.limit, self.seeds, self.seed):
            text = texts.get(box.description)
            if isinstance(text, str) and text.isdecimal():
                box.value = int(text)

    def follow(self, bare: FewShot) -> None:
        """Let what a task can use be used: draws where there are some, calibration where there are labels."""
        self.seeds.disabled = self.choose.value in ONE_DRAW
        self.calibrate.disabled = not bare.labels

    def lock(self, busy: bool) -> None:
        """Let what can be pressed be pressed, and nothing else."""
        self.tried.disabled = self.go.disabled = self.cost.disabled = busy
        self.stop.disabled = not busy
        self.status.busy = busy


def _first(words: str) -> str:
    return words.split(",")[0].split(" (")[0]


def _heading(name: str, more: str = "") -> Any:
    words: list[Markup | str] = [element("span", name)]
    if more:
        words.append(element("span", f" ({more})", style="font-weight:400"))
    return ipywidgets.HTML(element("div", *words, class_="wb-heading", role="heading", aria_level="3"))


def _area(name: str, hint: str, *, rows: int = 2, width: str = "99%") -> Any:
    layout = ipywidgets.Layout(width=width, max_width="99%")
    return ipywidgets.Textarea(description=name, placeholder=hint, rows=rows, layout=layout, style=_STYLE)


def _line(name: str, hint: str, width: int) -> Any:
    layout = ipywidgets.Layout(width=f"{width}px", max_width="99%")
    return ipywidgets.Text(description=name, placeholder=hint, layout=layout, style=_STYLE)


def _whole(name: str, low: int, high: int, value: int, width: str) -> Any:
    layout = ipywidgets.Layout(width=width)
    return ipywidgets.BoundedIntText(min=low, max=high, value=value, description=name, layout=layout, style=_STYLE)
