"""How long work still takes: one bar, in a notebook, a terminal or nowhere; it knows nothing of the work."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

__all__ = ["progress", "quiet"]

_QUIET = ContextVar("quiet", default=False)


def progress(*, total: int, what: str, unit: str = "it", scale: bool = False) -> Any:
    """Return a bar with ``update(n)`` that closes itself as a context manager and leaves nothing behind.

    It appears when the work has taken a second. Where nobody watches (no notebook, no terminal) it prints nothing.
    """
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
