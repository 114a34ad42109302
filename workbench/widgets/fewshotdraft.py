"""The few-shot builder's draft: the layout, rows, query and data that stand in its boxes, as a task; it draws nothing."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import ipywidgets

from workbench.errors import InputError, WorkbenchError, unknown_name
from workbench.fewshot import FewShot
from workbench.widgets.fewshotface import FIELDS, OWN, BuilderFace
from workbench.widgets.fewshotloading import MeasuredOn, cells_of, spread_evenly
from workbench.widgets.fewshotpresets import READY, Ready
from workbench.widgets.fewshotrows import MOST_ROWS, Examples
from workbench.widgets.fewshotsweep import Measuring
from workbench.widgets.runs import PanelModel

__all__ = ["Draft"]

PLACE = "a path, or sentiment-sentences"
FIRST_ROWS = 16  # of a task with more examples than the table holds


class Draft(ipywidgets.VBox):
    """A panel whose boxes hold a task. Who draws it says in `_refresh` what follows a change."""

    def __init__(self, model: PanelModel, task: FewShot | None, data: Any) -> None:
        self._model, self._given = model, data
        self._kept: dict[str, Any] = {}  # what a task has beside its layout: name, settings, card
        self._rows, self._columns, self._quiet = Examples(), list[str](), True
        self._task: FewShot | None = None
        self._trouble = ""
        self._measured_on = MeasuredOn()
        self._face = BuilderFace(model.name)
        super().__init__(children=self._face.children())
        self.add_class("wb-panel")
        if task is None:
            self._fill(READY[0], with_data=data is None)
            self._face.ready.value = 0
        else:
            self._take(task)
        self._quiet = False

    def change(self, **values: Any) -> None:
        """Put values into boxes, by code.

        Parameters
        ----------
        **values
            ``instruction, input, output, labels, separator, joint, options`` as `FewShot` takes them; ``query`` (a text, or a
            dict of columns) and ``shots``; ``data, limit, seeds, seed, choose, calibrate`` as `FewShot.evaluate` takes them.
        """
        numbers = self._face.numbers()
        for name in values:
            if name not in (*FIELDS, *numbers, "query", "data"):
                raise unknown_name("box", name, [*FIELDS, *numbers, "query", "data"])
        layout = {name: value for name, value in values.items() if name in FIELDS}
        if layout:
            self._quietly(lambda: self._face.write({**self._face.read(), **layout}))
        if "query" in values:
            self._ask(values["query"])
        if "data" in values:
            self._use(values["data"])
        for name, box in numbers.items():
            if name in values:
                box.value = values[name]

    @property
    def task(self) -> FewShot:
        """The task as it stands: the layout, and the rows that are used, in their order."""
        if self._task is None:
            raise InputError(self._trouble)
        return self._task

    @property
    def query(self) -> dict[str, Any]:
        """The query as it stands."""
        found: dict[str, Any] = {name: box.value for name, box in self._face.query_boxes.items()}
        options = self._task.options if self._task else None
        if options in found:
            found[options] = [line for line in found[options].split("\n") if line.strip()]
        return found

    def _take(self, task: FewShot) -> None:
        """Put a task that was written in code into the boxes."""
        values = task.to_dict()
        self._kept = {name: values[name] for name in ("name", "settings", "card") if values.get(name)}
        self._face.write(values)
        pool = list(task.pool) if len(task.pool) <= MOST_ROWS else spread_evenly(task.pool, FIRST_ROWS)
        self._rows = Examples.of([cells_of(row, task) for row in pool])
        if len(pool) < len(task.pool):
            words = f"The table holds {len(pool)} of the task's {len(task.pool):,} examples, spread evenly."
            self._face.status.say(words)

    def _fill(self, ready: Ready, *, with_data: bool, before: Any = None) -> None:
        """Put a ready task into the boxes."""
        task = FewShot(**ready.task)
        self._kept = {"settings": ready.task["settings"]} if "settings" in ready.task else {}
        self._face.write(task.to_dict())
        rows = [cells_of(row, task) for row in task.pool]
        if before is None:
            self._rows = Examples.of(rows)
        else:
            self._rows.put(rows, "a ready task was put in", before)
        self._relayout()
        self._ask(ready.query)
        if with_data:
            self._use(list(ready.data))

    def _now(self) -> dict[str, Any]:
        """Return what `_restore` needs to come back."""
        query = {name: box.value for name, box in self._face.query_boxes.items()}
        layout = {name: box.value for name, box in self._face.fields.items()}
        data = (self._given, self._face.data.value)
        return {"layout": layout, "kept": self._kept, "query": query, "data": data, "columns": self._columns}

    def _restore(self, before: Mapping[str, Any]) -> None:
        def act() -> None:
            for name, box in self._face.fields.items():
                box.value = before["layout"][name]
            self._face.ready.value = OWN
            self._kept, self._columns = before["kept"], before["columns"]
            self._given, self._face.data.value = before["data"]
            self._relayout()
            for name, text in before["query"].items():
                self._face.query_boxes[name].value = text

        self._quietly(act)

    def _quietly(self, act: Callable[[], None]) -> None:
        """Change several boxes and follow once."""
        quiet, self._quiet = self._quiet, True
        try:
            act()
        finally:
            self._quiet = quiet
            self._refresh()

    def _ask(self, query: str | Mapping[str, Any]) -> None:
        """Put a query into its boxes."""
        boxes = self._face.query_boxes
        values = {next(iter(boxes), ""): query} if isinstance(query, str) else dict(query)
        if isinstance(query, str) and len(boxes) != 1:
            raise InputError(
                f"The query has {len(boxes)} columns ({', '.join(boxes)}): give a dict with a text for each."
            )
        for name, value in values.items():
            if name not in boxes:
                raise unknown_name("column", name, boxes)
            boxes[name].value = "\n".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)

    def _use(self, data: Any) -> None:
        """Measure on these data: a name or path stands in the box, anything else beside it."""
        named = isinstance(data, str)

        def act() -> None:
            self._given = None if named else data
            self._face.data.value = data if named else ""
            self._face.data.placeholder = PLACE if named else "the rows given; or a path or name"

        self._quietly(act)

    @property
    def _has_data(self) -> bool:
        return bool(self._face.data.value.strip()) or self._given is not None

    def _data(self) -> Any:
        if not self._has_data:
            raise InputError("Say what to measure on: a path or the name of a published set under Measure on.")
        return self._face.data.value.strip() or self._given

    def _measuring(self) -> Measuring:
        measuring = self._face.measuring()
        return measuring if self.task.labels else replace(measuring, calibrate=False)

    def _bare(self) -> FewShot:
        """Return the task without its examples."""
        layout, kept = self._face.read(), dict(self._kept)
        if layout["labels"] or layout["options"]:
            kept.pop("settings", None)  # how answers are written
        return FewShot(**layout, **kept)

    def _relayout(self) -> FewShot | None:
        """Follow the layout with the columns of the table and of the query; None while it cannot be used."""
        try:
            bare = self._bare()
        except WorkbenchError as error:
            self._task, self._trouble = None, str(error)
            return None
        given = [*bare.layout.input_fields, *([bare.options] if bare.options else [])]
        columns = [*given, bare.layout.answer_field]
        if len(columns) == len(self._columns):  # renamed, letter by letter as it is typed
            pairs = zip(self._columns, columns, strict=True)
            self._rows.rename({old: new for old, new in pairs if old not in columns and new not in self._columns})
        self._columns = columns
        self._face.ask_for(given, lambda _: self._refresh())
        return bare

    def _refresh(self) -> None:
        """Bring everything up to what stands in the boxes."""
        raise NotImplementedError
