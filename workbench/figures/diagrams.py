"""Reliability diagrams: how often a model was right against how sure it was; the bins are made elsewhere."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.errors import InputError
from workbench.figures.figure import FRAME, TOLD, Figure, canvas, mark_row, plain_rows
from workbench.records import Estimate

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

__all__ = ["reliability_diagram"]


@dataclass(frozen=True, eq=False, repr=False)
class _Reliability(Figure):
    summary: str = ""

    def _drawn(self) -> "Canvas":
        made = canvas(self.title, (6.4, 6.4))
        upper, lower = made.subplots(2, 1, sharex=True, height_ratios=[4, 1])
        rows = plain_rows(self.frame)
        _diagram(upper, rows)
        _sizes(lower, rows)
        upper.set_title(self.summary, loc="left", fontsize=9.5, color=FRAME)
        lower.set_xlabel(f"{self.xlabel}\ndots: bins of like confidence; bars: Wilson's 95 % interval", fontsize=9.5)
        return made


def reliability_diagram(
    bins: "pd.DataFrame", error: Estimate, *, title: str, floor: tuple[float, float] | None = None
) -> Figure:
    """Return a reliability diagram: the share right of each bin of like confidence, and how many items each bin holds.

    On the diagonal a model is right as often as it says. Below it, it is surer than it should be.

    Parameters
    ----------
    bins : pandas.DataFrame
        As `workbench.stats.reliability.reliability` gives it.
    error : Estimate
        The expected calibration error.
    title : str
    floor : tuple of float, optional
        The error that a perfectly calibrated model would show by chance: mean, and what 95 % stay below.

    Examples
    --------
    >>> from workbench.stats.reliability import calibration_error, reliability
    >>> sure, right = [0.6, 0.7, 0.8, 0.9] * 10, [0, 1, 1, 1] * 10
    >>> reliability_diagram(reliability(sure, right, bins=2), calibration_error(sure, right, bins=2), title="Reviews")
    Figure('Reviews', 2 rows)
    """
    if not len(bins):
        raise InputError("There is no item to draw: none has both a confidence and an outcome.")
    summary = _summary(error, floor)
    said = [f"Reliability diagram. {title}. {summary}."]
    for row in plain_rows(bins):
        ends = f"[{row['low']:.3f}, {row['high']:.3f}]"
        said.append(f"Confidence {row['confidence']:.3f}: right {row['share']:.3f} {ends}, n {int(row['n'])}.")
    xlabel = "confidence: probability of the answer given, among the options"
    return _Reliability(bins.copy(), title, " ".join(said), xlabel, ("", ""), summary)


def _summary(error: Estimate, floor: tuple[float, float] | None) -> str:
    if error.value is None:
        return "Expected calibration error: no answer"
    ends = "no interval" if error.low is None else f"95 % interval {error.low:.3f} to {error.high:.3f}"
    chance = "" if floor is None else f"\nby chance alone {floor[0]:.3f}, up to {floor[1]:.3f}"
    return f"Expected calibration error {error.value:.3f}, {ends}{chance}"


def _diagram(axes: "Axes", rows: list[dict[str, Any]]) -> None:
    axes.plot([0, 1], [0, 1], color=FRAME, linewidth=1.1, linestyle=(0, (4, 3)), zorder=1)
    for row in rows:
        axes.plot([row["confidence"]] * 2, [row["low"], row["high"]], color=TOLD, linewidth=1.6, zorder=2)
    axes.plot(
        [row["confidence"] for row in rows],
        [row["share"] for row in rows],
        linestyle="none",
        marker="o",
        markersize=6.5,
        color=TOLD,
        zorder=3,
    )
    axes.annotate("surer than right", (0.98, 0.03), xycoords="axes fraction", ha="right", fontsize=8.5, color=FRAME)
    axes.annotate("less sure than right", (0.02, 0.95), xycoords="axes fraction", ha="left", fontsize=8.5, color=FRAME)
    axes.set_xlim(0, 1)
    axes.set_ylim(-0.02, 1.02)
    axes.set_ylabel("share right", fontsize=9.5)
    axes.grid(color="#e4e4e4", linewidth=0.8, zorder=0)
    mark_row(axes)


def _sizes(axes: "Axes", rows: list[dict[str, Any]]) -> None:
    """Draw how many items each bin holds, over the confidences that it spans."""
    for row in rows:
        width = max(row["high_confidence"] - row["low_confidence"], 0.006)
        middle = (row["high_confidence"] + row["low_confidence"]) / 2
        axes.bar(middle, row["n"], width=width, color=TOLD, alpha=0.45, edgecolor=TOLD, linewidth=0.8)
    axes.set_ylabel("answers", fontsize=9.5)
    mark_row(axes)
