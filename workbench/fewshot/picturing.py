"""A few-shot result as figures; it computes nothing that the result does not say."""

from typing import TYPE_CHECKING

import numpy as np

from workbench.fewshot.readings import shots_name
from workbench.figures import Figure, Line, forest, lines, reliability_diagram
from workbench.stats.reliability import calibration_floor

if TYPE_CHECKING:
    from workbench.fewshot.result import FewShotResult

__all__ = ["by_confidence", "by_part", "by_shots"]

_MOST = 40  # rows of a forest plot that can still be read


def by_shots(result: "FewShotResult") -> Figure:
    """Return accuracy against the number of examples, single draws as dots, calibrated beside plain."""
    found = result.estimates("shots")
    shots = [int(count) for count in result.settings["shots"]]
    drawn = []
    for measure in dict.fromkeys(
        item.measure for item in found if item.neutral is not None or result.kind == "generation"
    ):
        own = {item.group: item for item in found if item.measure == measure}
        estimates = {count: own[shots_name(count)] for count in shots if shots_name(count) in own}
        drawn.append(Line(measure, estimates, _draws(result, measure)))
    several = result.settings["seeds"] > 1 and max(shots) > 0
    over = "over items and draws of examples" if several else "over items"
    dots = "; small dots: single draws" if several else ""
    return lines(
        drawn,
        title=f"{result.probe}: how often {result.model['name']} is right",
        xlabel="examples in the prompt",
        ylabel=result.primary if len(drawn) == 1 else "share",
        baselines=_baselines(result),
        note=f"bars: 95 % interval {over}{dots}",
    )


def by_part(result: "FewShotResult", by: str | None) -> Figure:
    """Return a forest plot of the parts of a grouping at the reported number of shots, both baselines drawn."""
    whole = [item for item in result.estimates() if item.measure == result.primary]
    parts = [item for item in result.estimates(by) if item.measure == result.primary] if by else []
    baselines = _baselines(result)
    neutral = baselines.pop("random guessing", None)
    more = f"; the first {_MOST} of {len(parts)}" if len(parts) > _MOST else ""
    return forest(
        [*whole, *parts[:_MOST]],
        title=f"{result.probe}: how often {result.model['name']} is right with {shots_name(result.reported_shots)}",
        neutral=neutral,
        xlabel=f"{result.primary}, 95 % interval{more}",
        ends=("", ""),
        called="random guessing",
        baselines=baselines,
        balanced=False,
    )


def by_confidence(result: "FewShotResult", prefix: str) -> Figure:
    """Return the reliability diagram of plain answers, or of calibrated ones by their prefix."""
    error = next(
        item for item in result.estimates() if item.measure == f"{prefix.replace('_', ' ')}expected calibration error"
    )
    part = result.reported_rows()
    known = part[f"{prefix}confidence"].notna()
    floor = calibration_floor(part[f"{prefix}confidence"][known].to_numpy()) if known.any() else None
    kind = ", calibrated" if prefix else ""
    return reliability_diagram(
        result.reliability(bool(prefix)),
        error,
        title=f"{result.probe}: can {result.model['name']} be trusted{kind}, with {shots_name(result.reported_shots)}?",
        floor=floor,
    )


def _baselines(result: "FewShotResult") -> dict[str, float]:
    names = {"random baseline": "random guessing", "majority-class baseline": "commonest answer"}
    return {names[item.measure]: item.value for item in result.baselines() if item.value is not None}


def _draws(result: "FewShotResult", measure: str) -> dict[int, list[float]]:
    """Return the share of each draw by itself, for each number of shots that has several."""
    found = {}
    for shots in result.settings["shots"]:
        values = result.grid(shots, measure).values
        if values.shape[1] > 1 and not np.isnan(values).all(axis=0).any():
            found[int(shots)] = np.nanmean(values, axis=0).tolist()
    return found
