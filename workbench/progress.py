"""How long work still takes: one bar, in a notebook, a terminal or nowhere; it knows nothing of the work."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

__all__ = ["progress", "quiet", "watched"]

_QUIET = ContextVar("quiet", default=False)
_WATCHER: ContextVar[Callable[[int], None] | None] = ContextVar("watcher", default=None)


def progress(*, total: int, what: str, unit: str = "it", scale: bool = False) -> Any:
    """Return a bar with ``update(n)`` that closes itself as a context manager and leaves nothing behind.

    It appears when the work has taken a second. Where nobody watches (no notebook, no terminal) it prints nothing.
    """
    watcher = _WATCHER.get()
    if watcher is not None:
        return _Told(watcher)
    from tqdm.auto import tqdm

    return tqdm(total=total, desc=what, unit=unit, unit_scale=scale, leave=False, disable=_QUIET.get() or None, delay=1)


@contextmanager
def quiet() -> Iterator[None]:
    """Show no bar for what is done inside: it is part of work that has one."""
    token = _QUIET.set(True)
    try:
        yield
    finally:
        _QUIET.reset(token)


@contextmanager
def watched(act: Callable[[int], None]) -> Iterator[None]:
    """Call ``act(n)`` wherever a bar of what is done inside would move by ``n``; no bar is shown.

    What ``act`` raises ends the work between two of its steps: so it is stopped, by `workbench.errors.Cancelled`.
    """
    token = _WATCHER.set(act)
    try:
        yield
    finally:
        _WATCHER.reset(token)


class _Told:
    """What stands in for a bar while somebody watches."""

    def __init__(self, act: Callable[[int], None]) -> None:
        self.update = act

    def __enter__(self) -> "_Told":
        return self

    def __exit__(self, *_: object) -> None:
        return None
