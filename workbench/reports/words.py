"""Figures in words: numbers, intervals, p-values and what they say; it computes no figure."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from workbench.records import Estimate
from workbench.stats import LEVEL, cannot_tell

__all__ = ["CORRECTIONS", "count", "difference_reading", "interval", "number", "p_value", "reading", "said"]

CORRECTIONS = {"holm": "Holm", "bh": "Benjamini-Hochberg"}


def number(value: float | None) -> str:
    """Return a number as a report prints it: three decimals, fewer for large ones, two digits for tiny ones.

    >>> number(0.61234), number(1234.5), number(-0.00012), number(None)
    ('0.612', '1,234', '-0.00012', '')
    """
    if value is None or not math.isfinite(value):
        return ""
    size = abs(value)
    if 0 < size < 0.0005:
        return f"{value:.2g}"
    return f"{value:,.{0 if size >= 1000 else 1 if size >= 100 else 3}f}"


def interval(low: float | None, high: float | None) -> str:
    """Return an interval such as ``0.502 to 0.691``, or nothing where there is none."""
    return "" if low is None or high is None else f"{number(low)} to {number(high)}"


def p_value(p: float | None) -> str:
    """Return a p-value such as ``0.021`` or ``< 0.001``, or nothing where there was no test."""
    if p is None:
        return ""
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def count(amount: int, noun: str, nouns: str = "") -> str:
    """Return a count with its noun: ``1 item``, ``1,508 items``."""
    return f"{amount:,} {noun if amount == 1 else nouns or f'{noun}s'}"


def reading(estimate: Estimate) -> str:
    """Return what a figure says of its neutral value: above, below, cannot tell, no answer, or that it has none."""
    if estimate.value is None:
        return "no answer"
    if estimate.neutral is None:
        return "no neutral value"
    if cannot_tell(estimate):
        return "cannot tell"
    return "above neutral" if estimate.value > estimate.neutral else "below neutral"


def difference_reading(estimate: Estimate, equivalence_p: float | None, smallest: float | None) -> str:
    """Return what a paired difference says of the second: higher, lower, cannot tell, or no larger than the smallest effect."""
    if estimate.value is None:
        return "no answer"
    same = equivalence_p is not None and equivalence_p < LEVEL
    within = f"no difference larger than {number(smallest)}" if same else ""
    if estimate.neutral is not None and not cannot_tell(estimate):
        side = "higher" if estimate.value > estimate.neutral else "lower"
        return f"{side}, but {within}" if within else side
    return within or "cannot tell"


def said(estimate: Estimate) -> str:
    """Return a figure with its interval, neutral value, test, n and reading, as one clause.

    >>> from workbench.stats import share
    >>> said(share(60, 40, 3, measure="stereotype share", group="all"))
    '0.600 (share; 95 % interval 0.502 to 0.691; neutral 0.5; p 0.057; n 100, ties 3): cannot tell'
    """
    if estimate.value is None:
        return f"no answer ({_apart(estimate)})"
    parts = [estimate.unit, f"95 % interval {interval(estimate.low, estimate.high) or 'not known'}"]
    parts.append("no neutral value" if estimate.neutral is None else f"neutral {estimate.neutral:g}")
    if estimate.p_corrected is not None:
        parts.append(f"corrected p {p_value(estimate.p_corrected)}")
    elif estimate.p is not None:
        parts.append(f"p {p_value(estimate.p)}")
    parts.append(_apart(estimate))
    return f"{number(estimate.value)} ({'; '.join(part for part in parts if part)}): {reading(estimate)}"


def _apart(estimate: Estimate) -> str:
    ties = f", ties {estimate.ties:,}" if estimate.ties else ""
    lost = f", without a score {estimate.unscored:,}" if estimate.unscored else ""
    unread = f", unparsed {estimate.unparsed:,}" if estimate.unparsed else ""
    return f"n {estimate.n:,}{ties}{lost}{unread}"


def together(parts: Sequence[str], last: str = "and") -> str:
    """Return parts as one list in words: ``a, b and c``."""
    return " ".join([", ".join(parts[:-1]), last, parts[-1]]) if len(parts) > 1 else "".join(parts)


def flat(values: Mapping[str, Any]) -> str:
    """Return a small dictionary as text: ``name: value; name: value``."""
    return "; ".join(f"{name}: {value}" for name, value in values.items() if value not in (None, "", [], {}))
