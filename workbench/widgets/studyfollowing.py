"""What the studies panel follows and shows by itself: the list, the chosen study, its state; it starts and stops nothing."""

import threading
from typing import TYPE_CHECKING

import ipywidgets

from workbench.errors import InputError, WorkbenchError
from workbench.widgets import studyviews
from workbench.widgets.shelf import Shelf
from workbench.widgets.showcode import quoted
from workbench.widgets.studyface import StudiesFace, said
from workbench.widgets.studylist import Line
from workbench.widgets.studyreader import Shown, StudyReader
from workbench.widgets.studyviews import NOTHING, Asked

if TYPE_CHECKING:
    from workbench.studies.study import Study

__all__ = ["AT_ONCE", "Following"]

AT_ONCE = 200  # chunks of a study that are read without a thread, about a second


class Following(ipywidgets.VBox):
    """The half of the panel that only reads.

    Parameters
    ----------
    shelf : Shelf
        The workspace.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf, self._face = shelf, StudiesFace()
        self._reader = StudyReader(shelf, self._show, self._say)
        self._gate = threading.RLock()  # a click, a cell and the watch may come at once
        self._chosen, self._asked = "", NOTHING
        self._seen: tuple[str, str] | None = None  # the study that was drawn last, and its state then
        self._shown = Shown()
        self._filling = False  # what changes in the lists now was not chosen by hand
        super().__init__(children=self._face.children())
        self.add_class("wb-panel")

    def _own(self) -> str:
        """Return the name of the study that runs in this panel, or nothing."""
        raise NotImplementedError

    @property
    def code(self) -> str:
        """The public calls that give what is shown."""
        return self._code(quoted(self._shelf.workspace) if self._shelf.workspace else None)

    @property
    def status(self) -> str:
        """The status line."""
        return self._face.status.words

    # What comes by itself.

    def _look(self) -> bool:
        """Follow the workspace for a moment; the watch calls this, and ends when nothing moves for long."""
        try:
            with self._gate:
                lines = self._follow()
            return any(line.state == "running" for line in lines)
        except Exception as error:  # a thread must not die with a traceback that nobody sees
            self._say(error)
            return False

    def _follow(self) -> list[Line]:
        """Bring list, status and buttons up to the store, and what is shown where its state changed."""
        lines = self._shelf.lines()
        by_name = {line.name: line for line in lines}
        if self._chosen not in by_name:
            first = next((line for line in lines if line.state == "running"), lines[0] if lines else None)
            self._chosen, self._asked = (first.name if first else ""), NOTHING
        self._face.show_list(lines, self._chosen)
        line = by_name.get(self._chosen)
        now = (line.name, line.state) if line else ("", "")
        if now != self._seen:
            self._seen = now
            self._redraw()
            self._face.status.say(said(line, here=self._own() == self._chosen), failed=now[1] == "failed")
        running = line is not None and line.state == "running"
        self._face.status.progress = line.row()["words"] if line and running else ""
        self._face.lock(now[1], here=bool(self._own()))
        return lines

    # What is shown.

    def _redraw(self) -> None:
        """Read the chosen study anew and show it; where much of it is stored, the panel comes first."""
        line = next((line for line in self._shelf.lines() if line.name == self._chosen), None)
        at_once = line is None or line.done <= AT_ONCE
        if not at_once:
            self._face.clear(f"Reading {self._chosen}.")
        self._reader.read(self._chosen, self._asked, wait=at_once)

    def _ask(self, asked: Asked) -> None:
        """Show something else of the study; where that cannot be, what was shown stays."""
        with self._gate:
            before, self._asked = self._asked, asked
            try:
                self._redraw()
            except WorkbenchError:
                self._asked = before
                raise

    def _show(self, shown: Shown) -> None:
        with self._gate:
            if (shown.name, shown.asked) != (self._chosen, self._asked):
                return  # another one was chosen meanwhile
            self._shown, self._filling = shown, True
            try:
                self._face.show_study(shown, self.code)
            finally:
                self._filling = False

    def _code(self, place: str | None) -> str:
        if not self._chosen:
            return "import workbench as wb\n\nwb.list_studies()"
        shown = self._shown if self._shown.name == self._chosen else Shown()
        lines = [line for view in shown.views for line in view.lines(place)]
        return "\n".join([studyviews.opening(self._chosen, place), *(lines or ["study"])])

    def _opened(self) -> "Study":
        if not self._chosen:
            raise InputError("There is no study in this workspace yet.")
        return self._shelf.study(self._chosen)

    def _say(self, error: Exception) -> None:
        words = str(error) if isinstance(error, WorkbenchError) else f"{type(error).__name__}: {error}"
        self._face.status.say(words, failed=True)
