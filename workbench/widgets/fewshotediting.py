"""The few-shot builder's task while it is edited: layout, rows, query, and the prompt they make; it asks no model."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import ipywidgets

from workbench.errors import InputError, WorkbenchError, unknown_name
from workbench.fewshot import FewShot
from workbench.fewshot.rows import Row
from workbench.layouts import Rendered
from workbench.markup import Markup, element
from workbench.widgets.fewshotcode import exported, whole_code
from workbench.widgets.fewshotface import FIELDS, OWN, BuilderFace
from workbench.widgets.fewshotloading import MeasuredOn, as_given, cells_of, loaded, spread_evenly
from workbench.widgets.fewshotnotes import Note, noted, values_of
from workbench.widgets.fewshotpresets import READY, Ready
from workbench.widgets.fewshotrows import MOST_ROWS, Examples
from workbench.widgets.fewshotsweep import Measuring
from workbench.widgets.fewshotviews import prompt_view
from workbench.widgets.runs import PanelModel

__all__ = ["Editing"]

PLACE = "a path, or sentiment-sentences"
FIRST_ROWS = 16  # of a task with more examples than the table holds
_ASKED = {
    "classification": "Each label is scored as the answer.",
    "multiple choice": "Each option is scored as the answer.",
    "generation": "The model writes the answer.",
}


class Editing(ipywidgets.VBox):
    """A panel in which a task is put together. Places of rows count from 0."""

    def __init__(self, model: PanelModel, task: FewShot | None, data: Any) -> None:
        self._model, self._given = model, data
        self._kept: dict[str, Any] = {}  # what a task has beside its layout: name, settings, card
        self._rows, self._columns, self._quiet = Examples(), list[str](), True
        self._task: FewShot | None = None
        self._trouble = ""
        self._measured_on, self._notes = MeasuredOn(), list[Note]()
        self._face = BuilderFace(model.name)
        super().__init__(children=self._face.children())
        self.add_class("wb-panel")
        if task is None:
            self._fill(READY[0], with_data=data is None)
            self._face.ready.value = 0
        else:
            self._take(task)
        self._quiet = False

    # The rows, by mouse or by code.

    def add(self, **cells: str) -> None:
        """Add a row at the end: text by column, such as ``panel.add(text="A joy.", label="positive")``."""
        self._check_columns(cells)
        self._rows.add({name: str(text) for name, text in cells.items()})
        self._changed("Row added.")

    def write(self, place: int, **cells: str) -> None:
        """Put texts into the cells of a row."""
        self._check_columns(cells)
        for name, text in cells.items():
            self._rows.write(place, name, str(text))
        self._changed()

    def paste(self, place: int, column: str, text: str) -> None:
        """Fill cells from a row and column on with rows that a spreadsheet copied (separated by tabs, or else commas).

        Raises
        ------
        DataError
            For broken quoting or too many cells, with the line; nothing is changed then.
        """
        filled = self._rows.paste(place, column, text, self._columns)
        self._changed(f"{filled} row{'' if filled == 1 else 's'} pasted. Undo takes it back.")

    def move(self, place: int, to: int) -> None:
        """Put a row at another place."""
        self._rows.move(place, to)
        self._changed(f"Moved to row {to + 1} of {len(self._rows.rows)}.")

    def switch(self, place: int, on: bool) -> None:
        """Use a row, or leave it out of the prompt."""
        self._rows.switch(place, on)
        self._changed(f"Row {place + 1} is {'used' if on else 'left out'}.")

    def remove(self, place: int) -> None:
        """Take a row away."""
        self._rows.remove(place)
        self._changed(f"Row {place + 1} removed. Undo brings it back.")

    def load(self, source: Any, *, rows: int = 8) -> None:
        """Put rows of a file or a published set into the table instead of those that are there.

        Parameters
        ----------
        source : path, name, or as ``examples`` of `FewShot`
            Of a published set the part ``train``.
        rows : int, default 8
            How many, spread evenly; at most 100.

        Raises
        ------
        WorkbenchError
            For data that cannot be read, or without a column that the layout names.
        """
        if isinstance(source, str) and not source.strip():
            raise InputError("Say what to load: the path of a CSV, TSV or JSONL file, or the name of a published set.")
        found, every = loaded(source.strip() if isinstance(source, str) else source, self._bare(), min(rows, MOST_ROWS))
        self._rows.put(found, "rows were loaded")
        self._changed(f"{len(found)} of {every:,} rows loaded, spread evenly. Undo brings back those before.")

    def undo(self) -> None:
        """Take the last change of the rows back; after a ready task, the layout and the query too."""
        what, before = self._rows.undo()
        if before is not None:
            self._restore(before)
        self._changed(f"Undone: {what}." if what else "There is nothing to undo.")

    def start_from(self, place: int) -> None:
        """Put a ready task into the panel instead of what is there: 0 reviews, 1 weather notes, 2 opposites."""
        if not 0 <= place < len(READY):
            raise InputError(f"There is no ready task {place!r}: they are 0 to {len(READY) - 1}.")
        before = self._now()
        self._quiet = True
        try:
            self._face.ready.value = place
            self._fill(READY[place], with_data=True, before=before)
        finally:
            self._quiet = False
        self._changed(f"Ready: {READY[place].name}. Undo brings back what was here.")

    # The task and its texts.

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

    @property
    def code(self) -> str:
        """The public calls that do what Try query and Evaluate would do now, with the same figures."""
        task, data = self.task, self._data() if self._has_data else None
        measuring = self._measuring() if self._has_data else None
        if measuring is not None and not isinstance(data, str):
            rows = self._measured_on.rows(data, task.changed(examples=()), measuring.limit)
            data = [as_given(row, task) for row in rows]
        return whole_code(self._model, task, self.query, self._face.shots.value, measuring, data)

    def export(self, form: str) -> str:
        """Return the task as ``"text"`` (the exact prompt), ``"json"``, or ``"request"`` (a completion request of 2020)."""
        return exported(self.task, self.query, self._face.shots.value, form, self._model)

    # What a task is made of.

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

    def _check_columns(self, cells: Mapping[str, Any]) -> None:
        for name in cells:
            if name not in self._columns:
                raise unknown_name("column", name, self._columns)

    # Bringing everything up to what stands in the boxes.

    def _changed(self, words: str = "") -> None:
        self._refresh()
        if words and not self._face.status.busy:
            self._face.status.say(words)

    def _refresh(self) -> None:
        if self._quiet:
            return
        self._quiet = True
        try:
            bare = self._relayout()
            if bare is None:
                self._face.count.value = element("p", self._trouble, class_="wb-banner")
                self._face.prompt.value = self._face.plan.value = self._face.code.value = ""
            else:
                self._draw(bare)
            self._face.undo.disabled = not self._rows.can_undo
            self._export()
            self._shown_again()
        finally:
            self._quiet = False

    def _shown_again(self) -> None:
        """Called when anything changed; what was answered may now belong to something else."""

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

    def _draw(self, bare: FewShot) -> None:
        face = self._face
        rows, trouble = self._measured_rows(bare)
        texts = {name: box.value for name, box in face.query_boxes.items() if name in bare.layout.input_fields}
        asked = bare.layout.asked(texts) if any(text.strip() for text in texts.values()) else ""
        notes = noted(self._rows.rows, bare, asked=asked, measured={row.asked.strip() for row in rows})
        used = [values_of(row, bare) for row, note in zip(self._rows.rows, notes, strict=True) if note.used]
        self._task = bare.changed(examples=used)
        face.shots.reach(len(used))
        self._notes = [note.within(face.shots.value) for note in notes]
        face.table.show(self._column_boxes(bare), self._rows.rows, self._notes)
        face.follow(bare)
        plan = trouble or self._plan(len(rows))  # of K as it now is
        face.plan.value = element("div", plan, class_="wb-about")
        face.count.value, face.prompt.value = self._prompt()
        try:
            code = self.code
        except WorkbenchError as error:
            code = str(error)
        face.code.value = element("pre", code, class_="wb-code")

    def _column_boxes(self, bare: FewShot) -> list[dict[str, Any]]:
        answer = bare.layout.answer_field
        return [
            {"name": name, "long": name != answer, "labels": list(bare.labels) if name == answer else []}
            for name in self._columns
        ]

    def _measured_rows(self, bare: FewShot) -> tuple[Sequence[Row], str]:
        """Return the rows that are measured on, or why there are none."""
        if not self._has_data:
            return (), "Evaluate needs rows with right answers: name them under Measure on."
        try:
            return self._measured_on.rows(self._data(), bare), ""
        except (WorkbenchError, OSError) as error:
            return (), f"Measure on: {error}"

    def _plan(self, every: int) -> str:
        """Return in words what Evaluate asks."""
        measuring = self._face.measuring()
        count, draws = min(every, measuring.limit), measuring.arguments()["seeds"]
        some = f"{count} of {every:,} rows" if count < every else f"all {count} rows"
        each = f", with {draws} draws of the examples" if draws > 1 and len(measuring.shots) > 1 else ""
        return f"Evaluate asks {some} {measuring.words()}{each}."

    def _prompt(self) -> tuple[Markup, Markup]:
        """Return the line on the prompt's length, and the prompt; or why there is none."""
        task, shots = self.task, self._face.shots.value
        try:
            rendered = task.render(self.query, shots=shots)
        except WorkbenchError as error:
            equal = [number for number, note in enumerate(self._notes, 1) if note.gives_away]
            said = (
                f"Row {equal[0]} is the same as the query. Change one of them, or switch the row off."
                if equal
                else error
            )
            return element("p", said, class_="wb-banner"), Markup("")
        out = sum(note.bad and not note.used for note in self._notes)
        left = f" {out} row{' is' if out == 1 else 's are'} left out; it says why." if out else ""
        length = f"{self._model.count(rendered.text):,} of {self._model.context_length:,} tokens"
        words = f"{length}, {shots} example{'' if shots == 1 else 's'}.{left} {_ASKED[task.kind.name]}"
        said = element("div", words, class_="wb-count") + self._too_long(rendered, shots)
        return said, prompt_view(rendered, task, shots)

    def _too_long(self, rendered: Rendered, shots: int) -> Markup:
        """Return why a prompt does not fit, with how many shots do; nothing where it fits."""
        task = self.task
        try:
            task.check_fits(self._model, {shots: rendered.text})
        except WorkbenchError as error:
            texts = {fewer: task.prompt(self.query, shots=fewer) for fewer in range(shots + 1)}
            try:
                task.check_fits(self._model, texts)
            except WorkbenchError as told:
                return element("p", told, class_="wb-banner")
            return element("p", error, class_="wb-banner")
        return Markup("")

    def _export(self) -> None:
        if not self._face.exporting.value:
            return
        try:
            self._face.export.value = self.export(self._face.form.value)
        except WorkbenchError as error:
            self._face.export.value = str(error)
