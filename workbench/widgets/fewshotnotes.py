"""What is to be said of each row of examples: where it stands in the prompt, or why it does not; it changes no row."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from workbench.errors import InputError, meant
from workbench.fewshot import FewShot
from workbench.widgets.fewshotrows import Example

__all__ = ["Note", "noted", "values_of"]


@dataclass(frozen=True)
class Note:
    """What is said of a row.

    Attributes
    ----------
    place : str
        Its place among the examples of the prompt, or a word for why it has none.
    words : str
        What is wrong, or worth knowing; may be empty.
    bad : bool
        Whether something is wrong.
    used : bool
        Whether the row is one of the task's examples.
    gives_away, measured : bool
        Whether it is the same as the query, and as a row that is measured on.
    """

    place: str
    words: str = ""
    bad: bool = False
    used: bool = False
    gives_away: bool = False
    measured: bool = False

    def within(self, shots: int) -> "Note":
        """Return the note where the prompt holds so many examples."""
        return replace(self, place="over K") if self.used and int(self.place) > shots else self


def values_of(row: Example, bare: FewShot) -> dict[str, object]:
    """Return a row as the task takes it; the options of a row stand one a line."""
    names = [*bare.layout.input_fields, bare.layout.answer_field]
    values: dict[str, object] = {name: row.cells.get(name, "") for name in names}
    if bare.options:
        values[bare.options] = [line for line in row.cells.get(bare.options, "").split("\n") if line.strip()]
    return values


def noted(rows: Sequence[Example], bare: FewShot, *, asked: str = "", measured: Collection[str] = ()) -> list[Note]:
    """Return a note a row.

    Parameters
    ----------
    rows : sequence of Example
    bare : FewShot
        The task without examples.
    asked : str
        The query's input as it stands in the prompt.
    measured : collection of str
        The inputs of the rows that are measured on.
    """
    found: list[Note] = []
    seen: dict[str, int] = {}
    count = 0
    for number, row in enumerate(rows, 1):
        out = _left_out(row, bare)
        if out is not None:
            found.append(out)
            continue
        count += 1
        text = bare.layout.asked(values_of(row, bare)).strip()
        same = bool(asked) and text == asked.strip()
        words = ""
        if same:
            words = "The same as the query: it would give the answer away. Change one of them, or switch this off."
        elif text in measured:
            words = "Also one of the rows that are measured on: change it, or switch it off, before you evaluate."
        elif text in seen:
            words = f"The same text as row {seen[text]}."
        seen.setdefault(text, number)
        found.append(Note(str(count), words, same or text in measured, True, same, text in measured))
    return found


def _left_out(row: Example, bare: FewShot) -> Note | None:
    """Return why a row is none of the examples, or None where it is one."""
    if not row.on:
        return Note("off")
    if row.empty:
        return Note("empty", "Type an example here, or paste rows from a spreadsheet.")
    trouble = _trouble(row, bare)
    return Note("out", f"{trouble} Until then it is left out.", bad=True) if trouble else None


def _trouble(row: Example, bare: FewShot) -> str:
    answer = bare.layout.answer_field
    for name in [*bare.layout.input_fields, *([bare.options] if bare.options else []), answer]:
        if not row.cells.get(name, "").strip():
            return f"{name} is empty: fill it in."
    label = row.cells[answer]
    if bare.labels and label not in bare.labels:
        return f"{label!r:.60} is none of the labels ({', '.join(bare.labels)}).{meant(label, bare.labels)}"
    try:
        _ = bare.changed(examples=[values_of(row, bare)])
    except InputError as error:
        return str(error)
    return ""
