"""The list of studies and the status line as small widgets of our own: they show, and say what was chosen."""

import pathlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import anywidget
import traitlets

from workbench.markup import Markup, plain, table

__all__ = ["Line", "StatusLine", "StudyList", "lines_table"]

_FOLDER = pathlib.Path(__file__).parent
HEADINGS = ("study", "state", "progress", "size")

# The text is put into a node that stays, since a screen reader says only what changes inside one.
_STATUS = """
function render({ model, el }) {
  const line = document.createElement("div");
  const state = document.createElement("span");
  const progress = document.createElement("span");
  state.setAttribute("role", "status");
  progress.className = "wb-progress";
  line.append(state, progress);
  el.append(line);
  function draw() {
    if (state.textContent !== model.get("state")) state.textContent = model.get("state");
    progress.textContent = model.get("progress");
    line.className = "wb-status" + (model.get("failed") ? " wb-failed" : model.get("busy") ? " wb-busy" : "");
  }
  draw();
  model.on("change", draw);
  return () => model.off("change", draw);
}
export default { render };
"""


@dataclass(frozen=True)
class Line:
    """One study as the list shows it.

    Attributes
    ----------
    name, state : str
    words, time : str
        The progress in words, such as "12 of 40 chunks", and the time left or taken.
    done, share : int
        The progress in chunks and in whole percent.
    size : str
        How many models, prompts and probes.
    reason : str
        Why a run ended early.
    """

    name: str
    state: str
    words: str
    done: int
    share: int
    size: str
    time: str = ""
    reason: str = ""

    def row(self) -> dict[str, Any]:
        """Return what the page needs; characters that could deceive the eye are written out."""
        words = f"{self.words}, {self.time}" if self.time else self.words
        texts = {"name": self.name, "state": self.state, "words": words, "size": self.size}
        return {**{name: plain(text) for name, text in texts.items()}, "key": self.name, "share": self.share}


class StudyList(anywidget.AnyWidget):
    """A table of studies of which one is chosen, by mouse or with the arrow keys and Enter.

    Attributes
    ----------
    rows : list of dict
        As `Line.row` gives them.
    chosen : str
        The name of the study on show.
    empty : str
        What is said where there is none.
    """

    _esm = _FOLDER / "studies.js"
    _css = _FOLDER / "studies.css"
    rows: "traitlets.List[Any]" = traitlets.List(traitlets.Dict()).tag(sync=True)
    chosen = traitlets.Unicode().tag(sync=True)
    empty = traitlets.Unicode().tag(sync=True)

    def __repr__(self) -> str:
        return f"StudyList({len(self.rows)})"

    def on_choose(self, act: Callable[[str], None]) -> None:
        """Call ``act(name)`` when a row is chosen."""

        def receive(_widget: object, content: object, _buffers: object) -> None:
            if isinstance(content, dict) and isinstance(content.get("choose"), str):
                act(content["choose"])

        self.on_msg(receive)


class StatusLine(anywidget.AnyWidget):
    """One line that says what is going on.

    Attributes
    ----------
    state, progress : str
        Only ``state`` is read out by a screen reader when it changes.
    busy, failed : bool
        Marked at the line's edge.
    """

    _esm = traitlets.Unicode(_STATUS).tag(sync=True)
    state = traitlets.Unicode().tag(sync=True)
    progress = traitlets.Unicode().tag(sync=True)
    busy = traitlets.Bool(default_value=False).tag(sync=True)
    failed = traitlets.Bool(default_value=False).tag(sync=True)

    def __repr__(self) -> str:
        return "StatusLine()"

    @property
    def words(self) -> str:
        """The line as it is read."""
        return f"{self.state} {self.progress}".strip()

    def say(self, state: str, progress: str = "", *, failed: bool = False) -> None:
        """Write the line."""
        with self.hold_sync():
            self.state, self.progress, self.failed = plain(state), plain(progress), failed


def lines_table(lines: Sequence[Line]) -> Markup:
    """Return the list as a table for a saved notebook; times are left out, since they change."""
    rows = [[line.name, line.state, line.words, line.size] for line in lines]
    return table(HEADINGS, rows, caption="Studies of this workspace")
