"""A look at something about once a second, from one thread that ends when nothing moves; it knows nothing of what it sees."""

import threading
import time
from collections.abc import Callable

__all__ = ["Watch"]


class Watch:
    """Calls ``look`` again and again in a thread of its own.

    Parameters
    ----------
    look : callable
        Returns whether anything is moving. It must not print and must not raise.
    every : float, default 1
        Seconds between two looks, and more where a look takes long: four times as long as it took.
    quiet : float, default 120
        Seconds without movement after which the thread ends; `wake` starts another.
    clock : callable, optional
        Gives the seconds by which quiet is measured.

    Examples
    --------
    >>> seen = threading.Event()
    >>> watch = Watch(lambda: bool(seen.set()), every=0.01)
    >>> watch.wake()
    >>> seen.wait(5)
    True
    >>> watch.close()
    """

    def __init__(
        self,
        look: Callable[[], bool],
        *,
        every: float = 1.0,
        quiet: float = 120.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._look, self._every, self._quiet, self._clock = look, every, quiet, clock
        self._call = threading.Event()
        self._gate = threading.Lock()
        self._closed = False
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """Look now, and go on looking until it has been quiet for long."""
        with self._gate:
            if self._closed:
                return
            self._call.set()
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, name="studies panel", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """End the thread; it is gone when this returns, unless a look is still under way after two seconds."""
        with self._gate:
            self._closed = True
            thread = self._thread
            self._call.set()
        if thread is not None and thread is not threading.current_thread():
            thread.join(2)

    @property
    def alive(self) -> bool:
        """Whether the thread is there."""
        return self._thread is not None

    def _watch(self) -> None:
        moved_at = self._clock()
        while True:
            called, began = self._call.is_set(), self._clock()
            self._call.clear()
            if not self._closed and (self._look() or called):
                moved_at = self._clock()
            took = self._clock() - began
            with self._gate:
                resting = self._clock() - moved_at >= self._quiet and not self._call.is_set()
                if self._closed or resting:
                    self._thread = None
                    return
            self._call.wait(max(self._every, 4 * took))
