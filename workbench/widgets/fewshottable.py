"""The table of examples, and a number with a slider beside it, as small widgets: they show, and say what was done."""

import pathlib
from collections.abc import Callable, Sequence
from typing import Any

import anywidget
import traitlets

from workbench.markup import plain
from workbench.widgets.fewshotnotes import Note
from workbench.widgets.fewshotrows import Example

__all__ = ["Amount", "ExampleTable"]

_FOLDER = pathlib.Path(__file__).parent

# A slider of ipywidgets has no name that a screen reader could say; these two are named and hold the same number.
_AMOUNT = """
function render({ model, el }) {
  const gone = new AbortController();
  const frame = document.createElement("div");
  const label = document.createElement("label");
  const box = document.createElement("input");
  const slider = document.createElement("input");
  const note = document.createElement("span");
  frame.className = "wb-amount";
  box.type = "number";
  slider.type = "range";
  box.id = `wb-amount-${Math.random().toString(36).slice(2)}`;
  label.htmlFor = box.id;
  frame.append(label, box, slider, note);
  el.append(frame);
  function draw() {
    label.textContent = model.get("name");
    slider.setAttribute("aria-label", `${model.get("name")}, slider`);
    note.textContent = model.get("note");
    for (const input of [box, slider]) {
      input.min = model.get("low");
      input.max = model.get("high");
      if (input.value !== String(model.get("value")) && (input !== document.activeElement || input.value !== ""))
        input.value = model.get("value");
    }
  }
  for (const input of [box, slider])
    input.addEventListener("input", () => {
      const value = Math.round(Number(input.value));
      if (input.value === "" || !(value >= model.get("low") && value <= model.get("high"))) return;
      model.set("value", value);
      model.save_changes();
    }, { signal: gone.signal });
  box.addEventListener("change", () => { box.value = model.get("value"); }, { signal: gone.signal });
  frame.addEventListener("focusin", (e) => { e.target.dataset.lmSuppressShortcuts = "true"; }, { signal: gone.signal });
  draw();
  model.on("change", draw);
  return () => { gone.abort(); model.off("change", draw); };
}
export default { render };
"""


class Amount(anywidget.AnyWidget):
    """A whole number: a box and a slider for the same.

    Attributes
    ----------
    name, note : str
        What it is, and what is to be said of it.
    value, low, high : int
    """

    _esm = traitlets.Unicode(_AMOUNT).tag(sync=True)
    name = traitlets.Unicode().tag(sync=True)
    note = traitlets.Unicode().tag(sync=True)
    value = traitlets.Int(0).tag(sync=True)
    low = traitlets.Int(0).tag(sync=True)
    high = traitlets.Int(0).tag(sync=True)

    def __repr__(self) -> str:
        return f"Amount({self.name!r}, {self.value} of {self.high})"

    @traitlets.validate("value")
    def _within(self, proposal: Any) -> int:
        return max(self.low, min(int(proposal["value"]), self.high))

    def reach(self, high: int) -> None:
        """Set the largest number; a number that stood at the largest stays there."""
        follows = self.value == self.high
        with self.hold_sync():
            self.high = high
            self.value = high if follows else min(self.value, high)


class ExampleTable(anywidget.AnyWidget):
    """Rows with a handle, a tick, a box a column, their place in the prompt, and what is wrong with them.

    Attributes
    ----------
    columns : list of dict
        ``name``, ``long`` (a box of several lines), ``labels`` (offered while typing).
    rows : list of dict
        ``key``, ``cells``, ``on``, ``place``, ``note``, ``bad``.
    seen : int
        How many edits of the page have arrived.
    """

    _esm = _FOLDER / "fewshot.js"
    _css = _FOLDER / "fewshot.css"
    columns: "traitlets.List[Any]" = traitlets.List(traitlets.Dict()).tag(sync=True)
    rows: "traitlets.List[Any]" = traitlets.List(traitlets.Dict()).tag(sync=True)
    seen = traitlets.Int(0).tag(sync=True)

    def __repr__(self) -> str:
        return f"ExampleTable({len(self.rows)} rows)"

    def show(self, columns: Sequence[dict[str, Any]], rows: Sequence[Example], notes: Sequence[Note]) -> None:
        """Show rows, each with what is to be said of it."""
        names = [column["name"] for column in columns]
        with self.hold_sync():
            self.columns = list(columns)
            self.rows = [
                {
                    "key": row.key,
                    "cells": {name: row.cells.get(name, "") for name in names},
                    "on": row.on,
                    "place": note.place,
                    "note": plain(note.words),
                    "bad": note.bad,
                }
                for row, note in zip(rows, notes, strict=True)
            ]

    def on_act(self, act: Callable[[dict[str, Any]], None]) -> None:
        """Call ``act(message)`` for whatever is done in the page: edit, paste, move, switch, remove, add."""

        def receive(_widget: object, content: object, _buffers: object) -> None:
            if isinstance(content, dict) and isinstance(content.get("do"), str):
                act(content)

        self.on_msg(receive)
