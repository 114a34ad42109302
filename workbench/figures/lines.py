"""Line figures: a figure with its interval against a number of something, such as accuracy against examples in the prompt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workbench.errors import InputError
from workbench.figures.figure import FRAME, INK, OPEN, OTHER, TOLD, Figure, canvas, mark_row, plain_rows
from workbench.records import Estimate

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

__all__ = ["Line", "lines"]

_COLUMNS = ["series", "x", "mark", "value", "low", "high", "n", "unit", "p", "p_corrected"]
_LOOKS = (
    {"color": TOLD, "marker": "o", "markerfacecolor": TOLD, "linestyle": "-"},
    {"color": OTHER, "marker": "s", "markerfacecolor": OPEN, "linestyle": (0, (5, 2))},
    {"color": "#117733", "marker": "^", "markerfacecolor": "#117733", "linestyle": (0, (1, 1.5))},
    {"color": INK, "marker": "D", "markerfacecolor": OPEN, "linestyle": (0, (6, 2, 1, 2))},
)
_DASHES = ((0, (4, 3)), (0, (1, 2)), (0, (6, 2, 1, 2)))


@dataclass(frozen=True)
class Line:
    """One line of a figure.

    Attributes
    ----------
    name : str
    estimates : dict
        ``{x: Estimate}``; those without an answer are left out of the line.
    points : dict
        ``{x: [value, ...]}``: what an estimate is made of, such as single draws, as small dots.
    """

    name: str
    estimates: Mapping[int, Estimate]
    points: Mapping[int, Sequence[float]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False, repr=False)
class _Lines(Figure):
    ylabel: str = ""
    note: str = ""

    def _drawn(self) -> "Canvas":
        made = canvas(self.title, (8.2, 4.9))
        axes = made.subplots()
        rows = plain_rows(self.frame)
        xs = sorted({row["x"] for row in rows if row["mark"] != "baseline"})
        names = list(dict.fromkeys(row["series"] for row in rows if row["mark"] == "estimate"))
        for place, name in enumerate(names):
            aside = 0.1 * (place - (len(names) - 1) / 2)
            _line(axes, [row for row in rows if row["series"] == name], xs, aside, _LOOKS[place % len(_LOOKS)])
        low, high = _limits(axes, rows)
        _baselines(axes, [row for row in rows if row["mark"] == "baseline"], low, high)
        axes.set_xticks(range(len(xs)), [f"{x:g}" for x in xs])
        axes.set_xlim(-0.4, len(xs) - 0.6)
        axes.set_xlabel("\n".join(part for part in (self.xlabel, self.note) if part), fontsize=9.5)
        axes.set_ylabel(self.ylabel, fontsize=9.5)
        axes.grid(axis="y", color="#e4e4e4", linewidth=0.8, zorder=0)
        mark_row(axes)
        axes.legend(
            loc="lower left", bbox_to_anchor=(0, 1.0), ncols=len(names), frameon=False, fontsize=9.5, handlelength=3.2
        )
        return made


def lines(
    drawn: Sequence[Line],
    *,
    title: str,
    xlabel: str,
    ylabel: str,
    baselines: Mapping[str, float] | None = None,
    note: str = "",
) -> Figure:
    """Return a line figure: estimates with their 95 % intervals against a number of something.

    The numbers stand at even distances, so that 0, 1, 2, 4 and 8 can all be read. Lines differ by mark and dashes, not by
    hue alone. Single points stand behind them as small pale dots; baselines are level lines with their name at the right.

    Parameters
    ----------
    drawn : sequence of Line
        At most four.
    title, xlabel, ylabel : str
    baselines : dict, optional
        ``{name: value}``.
    note : str, optional
        Under the scale: what dots and bars are.

    Examples
    --------
    >>> from workbench.stats import share
    >>> one = Line("plain", {0: share(60, 40, 0, measure="accuracy", group="0 shots")})
    >>> lines([one], title="Reviews", xlabel="examples", ylabel="accuracy", baselines={"random guessing": 0.5})
    Figure('Reviews', 2 rows)
    """
    import pandas as pd

    if not drawn or not any(line.estimates for line in drawn):
        raise InputError("There is no estimate to draw. Give at least one line.")
    if len(drawn) > len(_LOOKS):
        raise InputError(f"{len(drawn)} lines: at most {len(_LOOKS)} can be told apart in one figure.")
    rows: list[dict[str, Any]] = []
    for line in drawn:
        for x, item in line.estimates.items():
            rows.append({"series": line.name, "x": x, "mark": "estimate", **_numbers(item)})
            rows += [{"series": line.name, "x": x, "mark": "point", "value": value} for value in line.points.get(x, ())]
    rows += [{"series": name, "mark": "baseline", "value": value} for name, value in _joined(baselines or {}).items()]
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    frame["n"] = frame["n"].astype("Int64")
    return _Lines(frame, title, _words(rows, title, xlabel, ylabel), xlabel, ("", ""), ylabel, note)


def _joined(baselines: Mapping[str, float]) -> dict[str, float]:
    """Return baselines with those of one value under one name, so that no line hides another."""
    names: dict[float, list[str]] = {}
    for name, value in baselines.items():
        names.setdefault(round(value, 6), []).append(name)
    return {", ".join(found): value for value, found in names.items()}


def _numbers(item: Estimate) -> dict[str, Any]:
    return {name: getattr(item, name) for name in ("value", "low", "high", "n", "unit", "p", "p_corrected")}


def _words(rows: Sequence[Mapping[str, Any]], title: str, xlabel: str, ylabel: str) -> str:
    said = [f"Line figure. {title}. {ylabel.capitalize()} against {xlabel}."]
    for row in rows:
        if row["mark"] == "baseline":
            said.append(f"Level line, {row['series']}: {row['value']:.3f}.")
        elif row["mark"] == "estimate" and row["value"] is None:
            said.append(f"{row['series']}, {row['x']}: no answer.")
        elif row["mark"] == "estimate":
            ends = "no interval" if row["low"] is None else f"[{row['low']:.3f}, {row['high']:.3f}]"
            said.append(f"{row['series']}, {row['x']}: {row['value']:.3f} {ends}, n {row['n']}.")
    return " ".join(said)


def _line(
    axes: "Axes", rows: Sequence[Mapping[str, Any]], xs: Sequence[int], aside: float, look: Mapping[str, Any]
) -> None:
    """Draw one line, a little to the side of the others, its single points behind it."""
    at = {x: place + aside for place, x in enumerate(xs)}
    points = [row for row in rows if row["mark"] == "point"]
    axes.plot(
        [at[row["x"]] + (0.06 if aside > 0 else -0.06) for row in points],  # beside the bar, so that it hides none
        [row["value"] for row in points],
        linestyle="none",
        marker=look["marker"],
        markersize=3.6,
        markerfacecolor=look["color"],
        markeredgecolor="none",
        alpha=0.35,
        zorder=2,
    )
    known = [row for row in rows if row["mark"] == "estimate" and row["value"] is not None]
    for row in known:
        if row["low"] is not None:
            axes.plot([at[row["x"]]] * 2, [row["low"], row["high"]], color=look["color"], linewidth=1.6, zorder=3)
    name = rows[0]["series"]
    style: dict[str, Any] = {**look, "markersize": 7, "markeredgewidth": 1.6, "linewidth": 1.6}
    axes.plot([at[row["x"]] for row in known], [row["value"] for row in known], label=name, zorder=4, **style)


def _limits(axes: "Axes", rows: Sequence[Mapping[str, Any]]) -> tuple[float, float]:
    known = [row[name] for row in rows for name in ("value", "low", "high") if row[name] is not None]
    least, most = (float(min(known)), float(max(known))) if known else (0.0, 1.0)
    margin = 0.06 * (most - least) or 0.1
    shares = least >= 0 and most <= 1
    low, high = (max(-0.02, least - margin), min(1.02, most + margin)) if shares else (least - margin, most + margin)
    axes.set_ylim(low, high)
    return low, high


def _baselines(axes: "Axes", rows: Sequence[Mapping[str, Any]], low: float, high: float) -> None:
    """Draw level lines with their names at the right, moved apart where two would meet."""
    room = 0.085 * (high - low)  # of a name of two lines
    last = -float("inf")
    for place, row in sorted(enumerate(rows), key=lambda one: one[1]["value"]):
        value = float(row["value"])
        axes.axhline(value, color=FRAME, linewidth=1.2, linestyle=_DASHES[place % len(_DASHES)], zorder=1)
        last = max(value, last + room)
        axes.annotate(
            f"{row['series'].replace(', ', chr(10))}\n{value:.3f}",
            (1, value),
            (1.015, last),
            xycoords=("axes fraction", "data"),
            textcoords=("axes fraction", "data"),
            ha="left",
            va="center",
            fontsize=8.5,
            color=FRAME,
            annotation_clip=False,
        )
