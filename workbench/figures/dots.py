"""Rows of dots: a figure with its interval a row, several series by marker, each row with baselines of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.errors import InputError
from workbench.figures.figure import FRAME, INK, OPEN, OTHER, TOLD, Figure, canvas, mark_row, plain_rows
from workbench.records import Estimate

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

__all__ = ["DotRow", "dots"]

_COLUMNS = ["section", "row", "series", "value", "low", "high", "n", "told"]
_LOOKS = ((TOLD, "o"), (OTHER, "s"), ("#117733", "^"), (INK, "D"))
_TICKS = (("|", INK, 2.2), (7, FRAME, 1.2))  # 7: a small triangle that points down


@dataclass(frozen=True)
class DotRow:
    """One row of the figure.

    Attributes
    ----------
    name, section : str
        What stands at the left of it, and the heading under which it stands.
    estimates : dict
        ``{series: Estimate}``.
    told : dict
        ``{series: whether it is drawn filled}``: where one can tell it from its neutral value.
    baselines : dict
        ``{name: value or None}``; the same names in every row.
    """

    name: str
    section: str
    estimates: Mapping[str, Estimate]
    told: Mapping[str, bool]
    baselines: Mapping[str, float | None]


@dataclass(frozen=True, eq=False, repr=False)
class _Dots(Figure):
    note: str = ""

    def _drawn(self) -> "Canvas":
        rows = plain_rows(self.frame)
        places, headings = _places(rows)
        last = max(places.values())
        made = canvas(self.title, (9.2, 1.7 + 0.27 * (last + 1)))
        axes = made.subplots()
        series = list(dict.fromkeys(row["series"] for row in rows))
        names = [name for name in self.frame.columns if name not in _COLUMNS]
        for row in rows:
            at = series.index(row["series"])
            _dot(axes, places[row["section"], row["row"]] + _aside(at, len(series)), row, _LOOKS[at % len(_LOOKS)])
        _baselines(axes, rows, places, names)
        _frame(axes, places, headings, f"{self.xlabel}\n{self.note}" if self.note else self.xlabel)
        _legend(axes, series, names)
        return made


def dots(drawn: Sequence[DotRow], *, title: str, xlabel: str, note: str = "") -> Figure:
    """Return a figure with one row a task: a dot with its 95 % interval a series, and a mark for each baseline.

    Rows stand under their headings in the order given. A dot is filled where one can tell it from its neutral value. Series
    differ by marker as well as colour.

    Parameters
    ----------
    drawn : sequence of DotRow
        From 0 to 1; at most four series.
    title, xlabel : str
    note : str, optional
        Below the scale.

    Examples
    --------
    >>> from workbench.stats import share
    >>> one = share(60, 40, 0, measure="accuracy", group="piqa")
    >>> row = DotRow("PIQA", "Common sense", {"small": one}, {"small": True}, {"random": 0.5})
    >>> dots([row], title="A map", xlabel="accuracy")
    Figure('A map', 1 row)
    """
    import pandas as pd

    names = list(dict.fromkeys(name for row in drawn for name in row.estimates))
    if not names:
        raise InputError("There is no estimate to draw. Give at least one row with one estimate.")
    if len(names) > len(_LOOKS):
        raise InputError(f"{len(names)} series: at most {len(_LOOKS)} can be told apart in one figure. Draw several.")
    rows = [
        {
            "section": row.section,
            "row": row.name,
            "series": name,
            **{key: getattr(found, key) for key in ("value", "low", "high", "n")},
            "told": bool(row.told.get(name)),
            **row.baselines,
        }
        for row in drawn
        for name, found in row.estimates.items()
    ]
    frame = pd.DataFrame(rows)
    numbers = [name for name in frame.columns if name not in ("section", "row", "series", "told", "n")]
    frame = frame.astype(dict.fromkeys(numbers, float))
    return _Dots(frame, title, _words(frame, title), xlabel, ("", ""), note)


def _words(frame: Any, title: str) -> str:
    names = [name for name in frame.columns if name not in _COLUMNS]
    lines = [f"Dot plot. {title}."]
    for row in plain_rows(frame):
        value = "no answer" if row["value"] is None else f"{row['value']:.3f}"
        if row["low"] is not None:
            value += f" [{row['low']:.3f}, {row['high']:.3f}]"
        beside = ", ".join(f"{name} {row[name]:.3f}" for name in names if row[name] is not None)
        lines.append(f"{row['row']}, {row['series']}: {value}, {beside}{'' if row['told'] else ', cannot tell'}.")
    return " ".join(lines)


def _places(rows: Sequence[dict[str, Any]]) -> tuple[dict[tuple[str, str], float], dict[str, float]]:
    """Return where each row stands from the top, and where each heading does."""
    places: dict[tuple[str, str], float] = {}
    headings: dict[str, float] = {}
    at = 0.0
    for row in rows:
        key = row["section"], row["row"]
        if key in places:
            continue
        if row["section"] not in headings:
            headings[row["section"]] = at
            at += 1
        places[key] = at
        at += 1
    return places, headings


def _aside(place: int, count: int) -> float:
    return 0.0 if count == 1 else 0.5 * (place / (count - 1) - 0.5)


def _dot(axes: "Axes", y: float, row: dict[str, Any], look: tuple[str, str]) -> None:
    color, marker = look
    if row["value"] is None:
        return
    if row["low"] is not None:
        axes.plot([row["low"], row["high"]], [y, y], color=color, linewidth=1.6, zorder=2)
    face = color if row["told"] else OPEN
    axes.plot(
        [row["value"]],
        [y],
        marker=marker,
        markersize=6,
        linestyle="none",
        color=color,
        markerfacecolor=face,
        markeredgewidth=1.5,
        zorder=4,
    )


def _baselines(axes: "Axes", rows: Any, places: Mapping[tuple[str, str], float], names: Sequence[str]) -> None:
    seen = set()
    for row in rows:
        y = places[row["section"], row["row"]]
        for place, name in enumerate(names):
            if row[name] is None or (y, name, row[name]) in seen:
                continue
            seen.add((y, name, row[name]))
            marker, color, width = _TICKS[place % len(_TICKS)]
            up = 0.0 if marker == "|" else 0.34
            size = 13 if marker == "|" else 5
            axes.plot(
                [row[name]],
                [y - up],
                marker=marker,
                markersize=size,
                color=color,
                markeredgewidth=width,
                linestyle="none",
            )


def _frame(axes: "Axes", places: Mapping[tuple[str, str], float], headings: Mapping[str, float], xlabel: str) -> None:
    axes.set_yticks([*places.values(), *headings.values()], [*(name for _, name in places), *headings], fontsize=9)
    for label in axes.get_yticklabels()[len(places) :]:
        label.set_fontweight("bold")
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(max(places.values()) + 0.6, -0.6)
    axes.set_xlim(-0.02, 1.02)
    axes.grid(axis="x", color="#e4e4e4", linewidth=0.8, zorder=0)
    axes.set_axisbelow(True)
    axes.set_xlabel(xlabel, fontsize=9.5)
    mark_row(axes, ("top", "right", "left"))


def _legend(axes: "Axes", series: Sequence[str], names: Sequence[str]) -> None:
    from matplotlib.lines import Line2D

    entries = [
        Line2D([], [], color=color, marker=marker, linestyle="-", label=name)
        for name, (color, marker) in zip(series, _LOOKS, strict=False)
    ]
    entries += [
        Line2D([], [], color=color, marker=marker, linestyle="none", markeredgewidth=width, label=name)  # type: ignore[arg-type]
        for name, (marker, color, width) in zip(names, _TICKS, strict=False)
    ]
    axes.legend(
        handles=entries,
        loc="lower left",
        bbox_to_anchor=(0, 1.0),
        ncols=min(4, len(entries)),
        frameon=False,
        fontsize=9,
    )
