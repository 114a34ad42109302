"""What every statistic refuses, in words; it computes none."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from workbench.errors import InputError

__all__ = ["check_confidence", "check_counts", "finite"]


def check_counts(successes: int, n: int) -> None:
    if not 0 <= successes <= n:
        raise InputError(f"successes={successes}, n={n}: successes must be a whole number from 0 to n.")


def check_confidence(value: float) -> None:
    if not 0 < value < 1:
        raise InputError(f"confidence={value!r}: it must lie between 0 and 1, such as 0.95.")


def finite(values: Sequence[float] | NDArray[np.float64], least: int) -> NDArray[np.float64]:
    array = np.asarray(values, dtype=float)
    if array.ndim != 1 or len(array) < least:
        raise InputError(f"{array.size} value(s) given; a flat list of at least {least} is needed for an interval.")
    if not np.isfinite(array).all():
        raise InputError(f"{int((~np.isfinite(array)).sum())} value(s) are not finite; count unanswered items apart.")
    return array
