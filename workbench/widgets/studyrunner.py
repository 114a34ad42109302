"""One study at a time, run for a panel: in a thread, stoppable by the panel and by an interrupt; it shows nothing."""

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from workbench.errors import WorkbenchError
from workbench.progress import quiet
from workbench.studies.study import Study
from workbench.widgets.interrupts import heard

__all__ = ["StudyRunner"]


class StudyRunner:
    """Runs a study and asks it to stop.

    Parameters
    ----------
    opened : callable
        Returns the study of a name.
    ended : callable
        Called with what is to be said when a run is over; empty where the study's state says it all.
    """

    def __init__(self, opened: Callable[[str], Study], ended: Callable[[str], None]) -> None:
        self._opened, self._ended = opened, ended
        self._busy = threading.Lock()
        self.name = ""
        self.thread: threading.Thread | None = None

    def start(self, name: str, *, wait: bool) -> bool:
        """Run a study, in this thread or in one of its own; False where one runs already."""
        if not self._busy.acquire(blocking=False):
            return False
        self.name = name
        if wait:
            self._work(name)
        else:
            self.thread = threading.Thread(target=self._work, args=(name,), name="study", daemon=True)
            self.thread.start()
        return True

    def stop(self) -> None:
        """Ask what runs here to stop after its chunk."""
        if name := self.name:
            self._opened(name).stop()

    def _work(self, name: str) -> None:
        words = ""
        try:
            study = self._opened(name)
            with _stopping(study), quiet():  # no bar: a thread must not print
                study.run()
        except Exception as error:  # whatever comes, the panel says it and stays usable
            words = str(error) if isinstance(error, WorkbenchError) else f"{type(error).__name__}: {error}"
        finally:
            self.name = ""
            self._busy.release()
            self._ended(words)


@contextmanager
def _stopping(study: Study) -> Iterator[None]:
    """While the block lasts, an interrupt of the kernel asks the study to stop.

    The signal only puts a word into a queue, which is safe wherever it strikes; a thread that
    waits for that word writes the wish into the store.
    """
    words: queue.SimpleQueue[bool] = queue.SimpleQueue()

    def listen() -> None:
        while words.get():
            study.stop()

    listener = threading.Thread(target=listen, name="interrupts of a study", daemon=True)
    listener.start()
    try:
        with heard(lambda: words.put(True)):
            yield
    finally:
        words.put(False)
        listener.join(2)
