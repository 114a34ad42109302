"""A table of figures as the studies panel shows it: short, rounded, what is the same said once; it computes nothing."""

import math
from typing import TYPE_CHECKING, Any

from workbench.markup import Markup, element, table

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["number", "rows"]

MOST_ROWS = 60  # a longer table is cut in the page; panel.frame() has it whole
SAID_ONCE = (
    "first",
    "second",
    "model",
    "prompt",
    "probe",
    "by",
    "group",
    "measure",
    "role",
    "tests",
    "unit",
    "neutral",
    "method",
)
COUNTED = frozenset({"ties", "unscored", "unparsed"})  # left out where none is
INTERVAL = "value [95 % interval]"
TESTS = frozenset({"p", "p_corrected", "equivalence_p"})


def rows(frame: "pd.DataFrame", *, caption: str = "", most: int = MOST_ROWS) -> Markup:
    """Return a table of figures, rounded to three places, with what is the same in every row said once below."""
    frame = _joined(frame)
    names = [str(name) for name in frame.columns]
    same = [name for name in SAID_ONCE if name in names and frame[name].nunique(dropna=False) == 1]
    empty = [name for name in names if frame[name].isna().all() or (name in COUNTED and not frame[name].any())]
    kept = [name for name in names if name not in {*same, *empty}]
    head = frame[kept].head(most).itertuples(index=False)
    lines = [[_shown(name, value) for name, value in zip(kept, row, strict=True)] for row in head]
    shown = table([name.replace("_", " ") for name in kept], lines, caption=caption)
    told = [f"{name} {number(frame[name].iloc[0])}" for name in same if name not in empty]
    notes = [f"Throughout: {'; '.join(told)}."] if told else []
    if len(frame) > most:
        notes.append(f"The first {most} of {len(frame):,} rows; panel.frame() has them all.")
    below = element("p", " ".join(notes), class_="wb-note") if notes else ""
    return element(
        "div", shown, below, class_="wb-scroll wb-figures", tabindex="0", role="group", aria_label=caption or "Table"
    )


def _joined(frame: "pd.DataFrame") -> "pd.DataFrame":
    """Return a table with each value, its interval and its reading side by side, as they are read together."""
    if not {"value", "low", "high"} <= set(frame.columns):
        return frame
    triples = frame[["value", "low", "high"]].astype(float).itertuples(index=False)
    narrow = frame.drop(columns=["low", "high", "value"])
    place = list(frame.columns).index("value")
    narrow.insert(place, INTERVAL, [_interval(*triple) for triple in triples])
    if "reading" in narrow:  # beside its figure, where no window cuts it off
        narrow.insert(place + 1, "reading", narrow.pop("reading"))
    return narrow


def _interval(value: float, low: float, high: float) -> str:
    if math.isnan(value):
        return "no answer"
    return f"{number(value)} " + ("(no interval)" if math.isnan(low) else f"[{number(low)}, {number(high)}]")


def number(value: Any) -> object:
    """Return a value as a table shows it: three places, whole numbers whole, nothing for what is missing.

    >>> str(number(0.12349)), str(number(-0.0001)), number(3), number(float("nan")), number("a")
    ('0.123', '0.000', 3, None, 'a')
    """
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, float):
        text = f"{value:.3f}"
        return None if math.isnan(value) else text.lstrip("-") if float(text) == 0 else text
    if isinstance(value, int) or hasattr(value, "__index__"):
        return int(value)
    return str(value)


def _shown(name: str, value: Any) -> object:
    if name == INTERVAL:
        return element("span", value, class_="wb-number")
    if name in TESTS and isinstance(value, float) and value < 0.0005:
        return element("span", "< 0.001", class_="wb-number")
    shown = number(value)
    return element("span", shown, class_="wb-number") if isinstance(value, float) and shown is not None else shown
