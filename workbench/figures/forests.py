"""Forest plots: a dot with its interval a row, around a neutral value."""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.errors import InputError
from workbench.figures.figure import FRAME, INK, OPEN, TOLD, Figure, canvas, mark_row, plain_rows
from workbench.records import Estimate
from workbench.stats import cannot_tell

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

__all__ = ["forest", "forests"]

_WHOLE = "all"
_COLUMNS = ["measure", "group", "value", "low", "high", "neutral", "n", "ties", "unit", "p", "p_corrected", "told"]


@dataclass(frozen=True, eq=False, repr=False)
class _Forest(Figure):
    """One or more forest plots; ``called`` names the neutral value, ``baselines`` are further values to set it against."""

    called: str = "neutral"
    baselines: tuple[tuple[str, float], ...] = ()
    balanced: bool = True

    def _drawn(self) -> "Canvas":
        parts = _panels(self.frame)
        heights = [(1.5 if heading else 1.4) + 0.36 * len(part) for heading, part in parts]
        made = canvas(self.title, (9.2, 0.6 + sum(heights)), pad=0.14 if len(parts) > 1 else 0.04)
        grid = made.subplots(len(parts), 1, squeeze=False, height_ratios=heights)
        for axes, (heading, part) in zip(grid[:, 0], parts, strict=True):
            _panel(axes, heading, part, self)
        return made


def forest(
    estimates: Sequence[Estimate],
    *,
    title: str,
    neutral: float | None = 0.5,
    xlabel: str = "",
    ends: tuple[str, str] = ("prefers the less stereotyping sentence", "prefers the more stereotyping sentence"),
    called: str = "neutral",
    baselines: Mapping[str, float] | None = None,
    balanced: bool = True,
) -> Figure:
    """Return a forest plot: one dot with its 95 % interval a group, around the neutral value.

    The whole set stands on top, the groups below it in the order given. A group of which one
    cannot tell the side of neutral is drawn hollow; one without an answer has no dot. At the
    right stand the value, the interval, n and the ties.

    Parameters
    ----------
    estimates : sequence of Estimate
        Of one measure and unit.
    title : str
    neutral : float or None, default 0.5
        Where the line of no preference stands.
    xlabel : str, optional
        Measure and unit of the estimates, where left out.
    ends : tuple of str
        What lies to the left and to the right of neutral.
    called : str, default "neutral"
        What the neutral value is called: ``"random guessing"``.
    baselines : dict, optional
        ``{name: value}``: further values to set the dots against, each a dotted line with its name.
    balanced : bool, default True
        Whether the scale reaches as far to either side of neutral; not for figures of which one end is better.

    Examples
    --------
    >>> from workbench.stats import share
    >>> figure = forest([share(60, 40, 0, measure="stereotype share", group="all")], title="Pairs")
    >>> figure.frame["n"].tolist()
    [100]
    """
    import pandas as pd

    if not estimates:
        raise InputError("There is no estimate to draw. Give at least one, such as result.estimates().")
    if len({item.unit for item in estimates}) > 1:
        raise InputError("The estimates have several units; draw one figure a unit.")
    ordered = sorted(estimates, key=lambda item: item.group != _WHOLE)  # stable: the groups keep their order
    rows = [{**item.to_dict(), "neutral": neutral, "told": not cannot_tell(item)} for item in ordered]
    others = dict(baselines or {})
    frame = pd.DataFrame(rows, columns=_COLUMNS).assign(**others)
    words = _words(frame, title, neutral, ends, called, others)
    return _Forest(frame, title, words, xlabel or _measured(frame), ends, called, tuple(others.items()), balanced)


def forests(panels: Mapping[str, Sequence[Estimate]], *, title: str, ends: tuple[str, str] = ("", "")) -> Figure:
    """Return forest plots one above the other: a panel a probe, a row a model and prompt.

    Each panel has a scale of its own, around the neutral value of its own estimates, and says
    their measure and unit; its rows keep the order given. Dots are as in `forest`.

    Parameters
    ----------
    panels : dict
        ``{heading: estimates}``; an estimate's ``group`` is its row's label. One measure's
        unit and neutral value a panel.
    title : str
    ends : tuple of str, optional
        What lies to the left and to the right of neutral, where all panels have that in common.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from workbench.stats import share
    >>> one = share(60, 40, 0, measure="stereotype share", group="small model")
    >>> forests({"Pairs": [one, replace(one, group="large model")]}, title="Two models")
    Figure('Two models', 2 rows)
    """
    import pandas as pd

    rows = []
    for heading, estimates in panels.items():
        if len({(item.unit, item.neutral) for item in estimates}) != 1:
            raise InputError(f"Panel {heading!r} needs estimates of one unit and one neutral value; make more panels.")
        rows += [{"panel": heading, **item.to_dict(), "told": not cannot_tell(item)} for item in estimates]
    if not rows:
        raise InputError("There is no estimate to draw. Give {heading: [estimate, ...]}.")
    frame = pd.DataFrame(rows, columns=["panel", *_COLUMNS])
    words = [_words(part, heading, _neutral(part), ends) for heading, part in _panels(frame)]
    return _Forest(frame, title, " ".join([f"{title}.", *words]), "", ends)


def _panels(frame: "pd.DataFrame") -> list[tuple[str, "pd.DataFrame"]]:
    """Return the rows panel by panel, in the order given; one panel without a heading for a plain forest."""
    if "panel" not in frame:
        return [("", frame)]
    return [(str(name), part.reset_index(drop=True)) for name, part in frame.groupby("panel", sort=False)]


def _neutral(frame: "pd.DataFrame") -> float | None:
    value: float | None = plain_rows(frame)[0]["neutral"]
    return value


def _measured(frame: "pd.DataFrame") -> str:
    """Return what the scale of a panel shows: its measures, their unit, the interval."""
    names = ", ".join(dict.fromkeys(frame["measure"]))
    unit = str(frame["unit"].iloc[0])
    return f"{names}{'' if unit in names else f' ({unit})'}, 95 % interval"


def _words(
    frame: "pd.DataFrame",
    title: str,
    neutral: float | None,
    ends: tuple[str, str],
    called: str = "neutral",
    baselines: Mapping[str, float] | None = None,
) -> str:
    lines = [f"Forest plot. {title}."]
    if neutral is not None:
        sides = f"; left of it: {ends[0]}; right of it: {ends[1]}" if any(ends) else ""
        name = "Neutral value" if called == "neutral" else f"{called.capitalize()}:"
        lines.append(f"{name} {neutral:g}{sides}.")
    lines += [f"{name.capitalize()}: {value:.3f}." for name, value in (baselines or {}).items()]
    for row in plain_rows(frame):
        doubt = "" if row["told"] or row["value"] is None else ", cannot tell"
        lines.append(f"{row['group']}: {_said(row)}, n {row['n']}, ties {row['ties']}{doubt}.")
    return " ".join(lines)


def _said(row: dict[str, Any]) -> str:
    if row["value"] is None:
        return "no answer"
    known = row["low"] is not None and row["high"] is not None
    return f"{row['value']:.3f} " + (f"[{row['low']:.3f}, {row['high']:.3f}]" if known else "[no interval]")


def _panel(axes: "Axes", heading: str, frame: "pd.DataFrame", figure: _Forest) -> None:
    if heading:
        axes.set_title(heading, fontsize=10.5, fontweight="bold", loc="left", pad=24, color=INK)
    _scale(axes, frame, figure)
    for place, row in enumerate(plain_rows(frame)):
        _mark(axes, place, row)
    _labels(axes, frame, figure)


def _scale(axes: "Axes", frame: "pd.DataFrame", figure: _Forest) -> None:
    rows, neutral = len(frame), _neutral(frame)
    others = [value for _, value in figure.baselines]
    columns = [frame[name].dropna() for name in ("value", "low", "high", "neutral")]
    known = [*others, *(float(value) for column in columns for value in column)] or [0.0, 1.0]
    margin = 0.05 * (max(known) - min(known)) or 0.5  # no interval ends at the frame
    low, high = min(known) - margin, max(known) + margin
    if neutral is not None and figure.balanced:
        reach = max(high - neutral, neutral - low, 0.1)  # both sides alike, so neither looks larger
        low, high = float(neutral) - reach, float(neutral) + reach
    if neutral is not None:
        _upright(axes, f"{figure.called} {_short(neutral)}", neutral, 0)
    for place, (name, value) in enumerate(figure.baselines, 1):
        _upright(axes, f"{name} {_short(value)} (dotted)", value, place)
    axes.set_xlim(low, high)
    axes.set_ylim(rows - 0.5, -0.6)
    if (frame["group"] == _WHOLE).any() and rows > 1:
        axes.axhline(0.5, color="#b0b0b0", linewidth=0.8, zorder=0)


def _short(value: float) -> str:
    return f"{round(value, 3):g}"


def _upright(axes: "Axes", text: str, value: float, place: int) -> None:
    """Draw a line from top to bottom with its name above; the next name stands higher, so that none meets another."""
    dashes = (0, (4, 3)) if place == 0 else (0, (1, 2))
    axes.axvline(value, color=FRAME, linewidth=1.1 if place == 0 else 1.4, linestyle=dashes, zorder=1)
    axes.annotate(
        text,
        (value, 1),
        (0, 3 + 13 * place),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        ha="center",
        va="bottom",
        fontsize=9,
        color=FRAME,
    )


def _mark(axes: "Axes", place: int, row: dict[str, Any]) -> None:
    whole = row["group"] == _WHOLE
    if row["low"] is not None and row["high"] is not None:
        axes.plot([row["low"], row["high"]], [place, place], color=TOLD, linewidth=2.6 if whole else 1.7, zorder=2)
    if row["value"] is not None:
        axes.plot(
            [row["value"]],
            [place],
            marker="D" if whole else "o",
            markersize=8 if whole else 7,
            linestyle="none",
            color=TOLD,
            markerfacecolor=TOLD if row["told"] else OPEN,
            markeredgewidth=1.6,
            zorder=3,
        )
    for offset, text in ((6, _said(row)), (150, f"{row['n']:,}"), (195, f"{row['ties']:,}")):
        _beside(axes, place, offset, text, bold=whole)


def _beside(axes: "Axes", place: float, offset: float, text: str, *, bold: bool = False) -> None:
    axes.annotate(
        text,
        (1, place),
        (offset, 0),
        xycoords=("axes fraction", "data"),
        textcoords="offset points",
        ha="left" if offset < 100 else "right",
        va="center",
        fontsize=9,
        fontweight="bold" if bold else "normal",
        annotation_clip=False,
        color=INK,
    )


def _labels(axes: "Axes", frame: "pd.DataFrame", figure: _Forest) -> None:
    xlabel, ends = figure.xlabel or _measured(frame), figure.ends
    axes.set_yticks(
        range(len(frame)),
        ["whole set" if name == _WHOLE else textwrap.fill(str(name), 36) for name in frame["group"]],
        fontsize=9.5,
    )
    axes.tick_params(axis="y", length=0)
    mark_row(axes, ("top", "right", "left"))
    for offset, text in ((6, "value [95 % interval]"), (150, "n"), (195, "ties")):
        axes.annotate(
            text,
            (1, 1),
            (offset, 3),
            xycoords="axes fraction",
            textcoords="offset points",
            ha="left" if offset < 100 else "right",
            va="bottom",
            fontsize=9,
            color=FRAME,
            annotation_clip=False,
        )
    left, right = (textwrap.fill(end, 42) for end in ends)  # so that the two never meet in the middle
    lines = 1 + max(left.count("\n"), right.count("\n")) if any(ends) else 0
    hollow = f"hollow: cannot tell on which side of {figure.called}" if not frame["told"].all() else ""
    axes.set_xlabel("\n".join(line for line in (xlabel, hollow) if line), fontsize=9.5, labelpad=4 + 13 * lines)
    for x, align, text in ((0, "left", left and f"\u2190 {left}"), (1, "right", right and f"{right} \u2192")):
        axes.annotate(
            text,
            (x, 0),
            (0, -20),
            xycoords="axes fraction",
            textcoords="offset points",
            ha=align,
            va="top",
            fontsize=8.5,
            color=FRAME,
            annotation_clip=False,
        )
