"""One piece of work at a time in a thread of its own, for a panel: stoppable by it and by an interrupt; it shows nothing."""

import threading
from collections.abc import Callable

from workbench.progress import quiet
from workbench.widgets.interrupts import heard

__all__ = ["Work"]


class Work:
    """Runs what it is given, and asks it to stop.

    Parameters
    ----------
    ended : callable
        Called when the work is over, with its error or None.

    Attributes
    ----------
    stopping : threading.Event
        Set when it is to stop; the work looks at it between two steps.
    thread : threading.Thread or None
        The last one.
    error : BaseException or None
        What the last work ended with.
    """

    def __init__(self, ended: Callable[[BaseException | None], None]) -> None:
        self._ended = ended
        self._busy = threading.Lock()
        self.stopping = threading.Event()
        self.thread: threading.Thread | None = None
        self.error: BaseException | None = None

    @property
    def busy(self) -> bool:
        """Whether something runs."""
        return self._busy.locked()

    def start(self, act: Callable[[], None], *, wait: bool) -> bool:
        """Run ``act``, in this thread or in one of its own; False where something runs already."""
        if not self._busy.acquire(blocking=False):
            return False
        self.stopping.clear()
        if wait:
            self._run(act)
        else:
            self.thread = threading.Thread(target=self._run, args=(act,), name="few-shot panel", daemon=True)
            self.thread.start()
        return True

    def stop(self) -> None:
        """Ask what runs to stop."""
        if self.busy:
            self.stopping.set()

    def _run(self, act: Callable[[], None]) -> None:
        error: BaseException | None = None
        try:
            with heard(self.stopping.set), quiet():  # no bar: a thread must not print
                act()
        except Exception as caught:  # whatever a model raises, the panel says it and stays usable
            error = caught
        except KeyboardInterrupt as caught:  # it struck the cell that waits
            error = caught
            raise
        finally:
            self.error = error
            self._busy.release()
            self._ended(error)
