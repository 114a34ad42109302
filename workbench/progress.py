"""How long work still takes: one bar, in a notebook, a terminal or nowhere; it knows nothing of the work."""

from typing import Any

__all__ = ["progress"]


def progress(*, total: int, what: str, unit: str = "it", scale: bool = False) -> Any:
    """Return a bar with ``update(n)`` that closes itself as a context manager and leaves nothing behind.

    It appears when the work has taken a second. Where nobody watches (no notebook, no terminal) it prints nothing.
    """
    from tqdm.auto import tqdm

    return tqdm(total=total, desc=what, unit=unit, unit_scale=scale, leave=False, disable=None, delay=1)
