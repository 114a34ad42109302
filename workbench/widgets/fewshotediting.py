"""The few-shot builder while it is edited: rows changed by mouse or by code, and the prompt they make; it asks no model."""

from collections.abc import Mapping, Sequence
from typing import Any

from workbench.errors import InputError, WorkbenchError, unknown_name
from workbench.fewshot import FewShot
from workbench.fewshot.rows import Row
from workbench.layouts import Rendered
from workbench.markup import Markup, element
from workbench.widgets.fewshotcode import exported, whole_code
from workbench.widgets.fewshotdraft import Draft
from workbench.widgets.fewshotloading import as_given, loaded
from workbench.widgets.fewshotnotes import Note, noted, values_of
from workbench.widgets.fewshotpresets import READY
from workbench.widgets.fewshotrows import MOST_ROWS
from workbench.widgets.fewshotviews import prompt_view
from workbench.widgets.runs import PanelModel

__all__ = ["Editing"]

_ASKED = {
    "classification": "Each label is scored as the answer.",
    "multiple choice": "Each option is scored as the answer.",
    "generation": "The model writes the answer.",
}


class Editing(Draft):
    """A panel in which a task is put together. Places of rows count from 0."""

    def __init__(self, model: PanelModel, task: FewShot | None, data: Any) -> None:
        self._notes = list[Note]()
        super().__init__(model, task, data)

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

    def _check_columns(self, cells: Mapping[str, Any]) -> None:
        for name in cells:
            if name not in self._columns:
                raise unknown_name("column", name, self._columns)

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
