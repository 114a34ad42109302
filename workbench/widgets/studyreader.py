"""A study read from the store for a panel: at once, or in a thread where much is stored; it shows nothing."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.errors import WorkbenchError
from workbench.widgets import studyviews
from workbench.widgets.shelf import Shelf
from workbench.widgets.studyviews import NOTHING, OTHER, Asked, View

if TYPE_CHECKING:
    from workbench.studies.study import Study

__all__ = ["Shown", "StudyReader"]

MOST_OTHERS = 50  # studies in the list of what to compare with


@dataclass(frozen=True)
class Shown:
    """What was read.

    Attributes
    ----------
    name : str
        Of the study; empty for none.
    asked : Asked
    study : Study or None
    views : tuple of View
        The figures, and the comparison where one was asked for; none where no cell is finished.
    trouble : str
        Why what was asked for cannot be compared.
    others : tuple of str
        Studies that are done, to compare with.
    """

    name: str = ""
    asked: Asked = NOTHING
    study: "Study | None" = None
    views: tuple[View, ...] = field(default=(), repr=False)
    trouble: str = ""
    others: tuple[str, ...] = ()


class StudyReader:
    """Reads studies, one at a time; of several that are asked for meanwhile the last one is read.

    Parameters
    ----------
    shelf : Shelf
    give : callable
        Called with what was read.
    fail : callable
        Called with the error where a thread could not read.
    """

    def __init__(self, shelf: Shelf, give: Callable[[Shown], None], fail: Callable[[Exception], None]) -> None:
        self._shelf, self._give, self._fail = shelf, give, fail
        self._busy = threading.Lock()
        self._last: tuple[str, Asked] = ("", NOTHING)
        self._thread: threading.Thread | None = None

    def read(self, name: str, asked: Asked, *, wait: bool) -> None:
        """Read a study and give it, in this thread or in one of its own."""
        self._last = (name, asked)
        if wait:
            self._give(self._read(name, asked))
            return
        self._thread = threading.Thread(target=self._later, args=(name, asked), name="reading a study", daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Come back when what was asked for last has been given."""
        if self._thread is not None:
            self._thread.join()

    def _later(self, name: str, asked: Asked) -> None:
        try:
            with self._busy:
                found = self._read(name, asked) if (name, asked) == self._last else None
            if found is not None:
                self._give(found)
        except Exception as error:  # a thread must not die with a traceback that nobody sees
            self._fail(error)

    def _read(self, name: str, asked: Asked) -> Shown:
        study = self._shelf.study(name) if name else None
        if study is None or not study.finished():
            return Shown(name, asked, study)
        views, trouble = [studyviews.view(study, asked.part, asked.by)], ""
        if asked.compare:
            other = asked.compare.removeprefix(OTHER) if asked.compare.startswith(OTHER) else ""
            try:
                views.append(studyviews.compared(study, asked.compare, self._shelf.study(other) if other else None))
            except WorkbenchError as error:  # the figures are shown all the same
                trouble = str(error)
        done = [line.name for line in self._shelf.lines() if line.state == "done" and line.name != name]
        return Shown(name, asked, study, tuple(views), trouble, tuple(done[:MOST_OTHERS]))
