"""An interrupt of the kernel, heard by work that runs in a thread; it knows nothing of the work.

Between two cells the kernel ignores the signal, and in a cell it stops the cell alone. While
work in a thread asks for it, both are passed on. Outside a kernel there is nothing to do: there
the work runs in the main thread, where an interrupt is an ordinary KeyboardInterrupt.
"""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

__all__ = ["heard"]

_RETRY = 0.1  # seconds; a cell that waits keeps the signal for itself, so the next gap is looked for
_acts: dict[int, Callable[[], None]] = {}
_gate = threading.Lock()


@contextmanager
def heard(act: Callable[[], None]) -> Iterator[None]:
    """Call ``act`` when the kernel is interrupted, until the block ends.

    ``act`` may be called from inside a signal handler, so it must only set a flag or an event.
    """
    key = id(act)
    with _gate:
        _acts[key] = act
    shell = _shell()
    if shell is not None:
        shell.events.register("post_run_cell", _after_cell)
        _in_main_thread(shell, _take)
    try:
        yield
    finally:
        with _gate:
            _acts.pop(key, None)
        if shell is not None:
            _in_main_thread(shell, _give_back)


def _shell() -> Any:
    from IPython import get_ipython

    shell = get_ipython()
    return shell if getattr(getattr(shell, "kernel", None), "io_loop", None) is not None else None


def _in_main_thread(shell: Any, act: Callable[[Any], None]) -> None:
    shell.kernel.io_loop.add_callback(act, shell)


def _take(shell: Any) -> None:
    """Take the signal where the kernel ignores it; where a cell holds it, look again soon."""
    if not _acts or signal.getsignal(signal.SIGINT) is _interrupted:
        return
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, _interrupted)
    else:
        shell.kernel.io_loop.call_later(_RETRY, _take, shell)


def _give_back(shell: Any) -> None:
    """Ignore the signal again, as the kernel had it, and leave the cells alone."""
    if _acts:
        return
    if _after_cell in shell.events.callbacks["post_run_cell"]:
        shell.events.unregister("post_run_cell", _after_cell)
    if signal.getsignal(signal.SIGINT) is _interrupted:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _interrupted(_number: int, _frame: object) -> None:
    for act in list(_acts.values()):
        act()


def _after_cell(result: Any) -> None:
    if isinstance(getattr(result, "error_in_exec", None), KeyboardInterrupt):
        _interrupted(signal.SIGINT, None)
