"""Pictures of estimates: the only room that draws; it computes no statistics and never sees a record.

A ``Figure`` holds the numbers it shows, so that they are saved beside the picture. It is drawn
anew each time it is shown, through matplotlib's object interface: no global state, no window.
"""

import io
import os
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.errors import InputError
from workbench.records import Estimate
from workbench.spreadsheets import write_csv
from workbench.stats import cannot_tell

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

__all__ = ["Figure", "forest", "forests"]

_TOLD, _OPEN, _FRAME = "#0072b2", "#ffffff", "#4d4d4d"  # blue against white: told apart by fill, not by hue alone
_WHOLE = "all"
# Text as paths needs no font on the reader's machine; the salt and the missing date make bytes equal.
_STYLE: Any = {
    "svg.hashsalt": "workbench",
    "svg.fonttype": "path",
    "font.family": "DejaVu Sans",
    "text.parse_math": False,
}
_COLUMNS = ["measure", "group", "value", "low", "high", "neutral", "n", "ties", "unit", "p", "p_corrected", "told"]


@dataclass(frozen=True, eq=False)
class Figure:
    """A picture together with the numbers it shows.

    Attributes
    ----------
    frame : pandas.DataFrame
        The drawn numbers, one row a mark, in the order drawn.
    title, alt : str
        Heading, and what the picture shows in words, for who cannot see it.
    xlabel : str
    ends : tuple of str
        What the left and the right end of the scale mean.

    Examples
    --------
    >>> from workbench.stats import share
    >>> forest([share(60, 40, 0, measure="stereotype share", group="all")], title="Pairs")
    Figure('Pairs', 1 row)
    """

    frame: "pd.DataFrame" = field(repr=False)
    title: str
    alt: str
    xlabel: str = ""
    ends: tuple[str, str] = ("", "")

    def __repr__(self) -> str:
        rows = len(self.frame)
        return f"Figure({self.title!r}, {rows} {'row' if rows == 1 else 'rows'})"

    def svg(self) -> str:
        """Return the picture as one SVG element with its alternative text; the same bytes each time."""
        text = self._bytes("svg").decode("utf-8")
        body = text[text.index("<svg") :].replace("<svg ", '<svg role="img" ', 1)
        return body

    def png(self) -> bytes:
        """Return the picture as a PNG file."""
        return self._bytes("png")

    def save(self, folder: str | os.PathLike[str], name: str) -> Path:
        """Write ``name.svg`` and, beside it, the drawn numbers as ``name.csv``; return the picture's path."""
        place = Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        picture = place / f"{name}.svg"
        picture.write_text(self.svg(), encoding="utf-8", newline="\n")
        write_csv(place / f"{name}.csv", self.frame)
        return picture

    def _repr_png_(self) -> tuple[bytes, dict[str, str]]:
        return self.png(), {"alt": self.alt}

    def _bytes(self, kind: str) -> bytes:
        import matplotlib

        metadata = {"Date": None, "Title": self.title, "Description": self.alt} if kind == "svg" else {}
        with matplotlib.rc_context(_STYLE), io.BytesIO() as file:
            canvas = _drawn(self)
            canvas.savefig(file, format=kind, dpi=110, bbox_inches="tight", pad_inches=0.12, metadata=metadata)
            return file.getvalue()


def forest(
    estimates: Sequence[Estimate],
    *,
    title: str,
    neutral: float | None = 0.5,
    xlabel: str = "",
    ends: tuple[str, str] = ("prefers the less stereotyping sentence", "prefers the more stereotyping sentence"),
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
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    return Figure(frame, title, _words(frame, title, neutral, ends), xlabel or _measured(frame), ends)


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
    return Figure(frame, title, " ".join([f"{title}.", *words]), "", ends)


def _panels(frame: "pd.DataFrame") -> list[tuple[str, "pd.DataFrame"]]:
    """Return the rows panel by panel, in the order given; one panel without a heading for a plain forest."""
    if "panel" not in frame:
        return [("", frame)]
    return [(str(name), part.reset_index(drop=True)) for name, part in frame.groupby("panel", sort=False)]


def _neutral(frame: "pd.DataFrame") -> float | None:
    value: float | None = _rows(frame)[0]["neutral"]
    return value


def _measured(frame: "pd.DataFrame") -> str:
    """Return what the scale of a panel shows: its measures, their unit, the interval."""
    names = ", ".join(dict.fromkeys(frame["measure"]))
    unit = str(frame["unit"].iloc[0])
    return f"{names}{'' if unit in names else f' ({unit})'}, 95 % interval"


def _rows(frame: "pd.DataFrame") -> list[dict[str, Any]]:
    """Return the rows as dicts, with None where pandas holds a NaN."""
    return [{str(k): None if v != v else v for k, v in row.items()} for row in frame.to_dict("records")]


def _words(frame: "pd.DataFrame", title: str, neutral: float | None, ends: tuple[str, str]) -> str:
    lines = [f"Forest plot. {title}."]
    if neutral is not None:
        sides = f"; left of it: {ends[0]}; right of it: {ends[1]}" if any(ends) else ""
        lines.append(f"Neutral value {neutral:g}{sides}.")
    for row in _rows(frame):
        doubt = "" if row["told"] or row["value"] is None else ", cannot tell"
        lines.append(f"{row['group']}: {_said(row)}, n {row['n']}, ties {row['ties']}{doubt}.")
    return " ".join(lines)


def _said(row: dict[str, Any]) -> str:
    return "no answer" if row["value"] is None else f"{row['value']:.3f} [{row['low']:.3f}, {row['high']:.3f}]"


def _drawn(figure: Figure) -> "Canvas":
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Canvas
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    parts = _panels(figure.frame)
    heights = [(1.5 if heading else 1.4) + 0.36 * len(part) for heading, part in parts]
    engine = ConstrainedLayoutEngine(h_pad=0.14 if len(parts) > 1 else 0.04)
    canvas = Canvas(figsize=(9.2, 0.6 + sum(heights)), layout=engine)
    FigureCanvasAgg(canvas)
    canvas.suptitle(figure.title, fontsize=12, x=0.02, ha="left", fontweight="bold", color="#1a1a1a")
    grid = canvas.subplots(len(parts), 1, squeeze=False, height_ratios=heights)
    for axes, (heading, part) in zip(grid[:, 0], parts, strict=True):
        _panel(axes, heading, part, figure)
    return canvas


def _panel(axes: "Axes", heading: str, frame: "pd.DataFrame", figure: Figure) -> None:
    if heading:
        axes.set_title(heading, fontsize=10.5, fontweight="bold", loc="left", pad=24, color="#1a1a1a")
    _scale(axes, frame)
    for place, row in enumerate(_rows(frame)):
        _mark(axes, place, row)
    _labels(axes, frame, figure.xlabel or _measured(frame), figure.ends)


def _scale(axes: "Axes", frame: "pd.DataFrame") -> None:
    rows = len(frame)
    known = [*frame["low"].dropna(), *frame["high"].dropna(), *frame["neutral"].dropna()] or [0.0, 1.0]
    margin = 0.05 * (max(known) - min(known)) or 0.5  # no interval ends at the frame
    low, high = float(min(known)) - margin, float(max(known)) + margin
    neutral = _neutral(frame)
    if neutral is not None:
        reach = max(high - neutral, neutral - low, 0.1)  # both sides alike, so neither looks larger
        low, high = float(neutral) - reach, float(neutral) + reach
        axes.axvline(neutral, color=_FRAME, linewidth=1.1, linestyle=(0, (4, 3)), zorder=1)
        axes.annotate(
            f"neutral {neutral:g}",
            (neutral, 1),
            (0, 3),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=9,
            color=_FRAME,
        )
    axes.set_xlim(low, high)
    axes.set_ylim(rows - 0.5, -0.6)
    if (frame["group"] == _WHOLE).any() and rows > 1:
        axes.axhline(0.5, color="#b0b0b0", linewidth=0.8, zorder=0)


def _mark(axes: "Axes", place: int, row: dict[str, Any]) -> None:
    whole = row["group"] == _WHOLE
    if row["value"] is not None:
        axes.plot([row["low"], row["high"]], [place, place], color=_TOLD, linewidth=2.6 if whole else 1.7, zorder=2)
        axes.plot(
            [row["value"]],
            [place],
            marker="D" if whole else "o",
            markersize=8 if whole else 7,
            linestyle="none",
            color=_TOLD,
            markerfacecolor=_TOLD if row["told"] else _OPEN,
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
        color="#1a1a1a",
    )


def _labels(axes: "Axes", frame: "pd.DataFrame", xlabel: str, ends: tuple[str, str]) -> None:
    axes.set_yticks(
        range(len(frame)),
        ["whole set" if name == _WHOLE else textwrap.fill(str(name), 36) for name in frame["group"]],
        fontsize=9.5,
    )
    axes.tick_params(axis="y", length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
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
            color=_FRAME,
            annotation_clip=False,
        )
    left, right = (textwrap.fill(end, 42) for end in ends)  # so that the two never meet in the middle
    lines = 1 + max(left.count("\n"), right.count("\n")) if any(ends) else 0
    hollow = "hollow: cannot tell on which side of neutral" if not frame["told"].all() else ""
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
            color=_FRAME,
            annotation_clip=False,
        )
