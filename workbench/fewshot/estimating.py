"""Figures of a few-shot result with their intervals: accuracy, macro F1, calibration error, differences; it tells none of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from workbench.fewshot.readings import Grid, grid_of
from workbench.records import Estimate
from workbench.stats import crossed_difference, crossed_share, holm, wilson
from workbench.stats.reliability import calibration_error

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "GAIN",
    "MINUS_MAJORITY",
    "calibration_error_of",
    "corrected_family",
    "difference_of",
    "left_out",
    "macro_f1",
    "majority_baseline",
    "minus_majority",
    "paired_families",
    "pooled",
    "random_baseline",
    "share_of",
]

GAIN = "gain by calibration"
MINUS_MAJORITY = "accuracy minus majority-class baseline"


def share_of(grid: Grid, *, measure: str, group: str, neutral: float | None, shots: int | None = None) -> Estimate:
    """Return the mean of a grid, with both items and draws in its interval where there are several draws.

    What is left out is counted by its reason: ties, items without a score, answers without a word.
    """
    found = crossed_share(
        grid.values, measure=measure, group=group, neutral=neutral, clusters=grid.names, sources=_sources(shots)
    )
    return left_out(found, grid)


def left_out(found: Estimate, grid: Grid) -> Estimate:
    """Return a figure with what its grid leaves out, by reason."""
    lost = grid.lost
    return replace(found, ties=lost["ties"], unscored=lost["unscored"], unparsed=lost["unparsed"])


def difference_of(first: Grid, second: Grid, *, measure: str, group: str, shots: int | None = None) -> Estimate:
    """Return second minus first on the same items and draws; neutral 0."""
    return crossed_difference(
        first.values, second.values, measure=measure, group=group, clusters=first.names, sources=_sources(shots)
    )


def corrected_family(estimates: Sequence[Estimate]) -> list[Estimate]:
    """Return estimates with p-values corrected by Holm, one family a measure; a family of one is left as it is."""
    found = list(estimates)
    for measure in dict.fromkeys(item.measure for item in found):
        places = [place for place, item in enumerate(found) if item.measure == measure]
        for place, p in zip(places, holm([found[place].p for place in places]), strict=True):
            found[place] = replace(found[place], p_corrected=p if len(places) > 1 else None)
    return found


def random_baseline(frame: "pd.DataFrame") -> Estimate:
    """Return the share that guessing at random gets right: the mean over items of 1 over the number of options."""
    counts = frame.drop_duplicates("item")["option_count"].to_numpy(dtype=float)
    value = float((1 / counts).mean())
    method = "exact: mean over items of 1 over the number of options"
    return Estimate("random baseline", "all", value, value, value, len(counts), "share", method)


def majority_baseline(frame: "pd.DataFrame", kind: str) -> tuple[str | int, Estimate]:
    """Return the commonest right answer among the items, and its share with Wilson's interval.

    Of a classification the label; of multiple choice the place of the right option, from 0. Of several that are as
    common the one whose first item stands first.
    """
    one = frame.drop_duplicates("item")
    found = one["answer" if kind == "classification" else "answer_place"].tolist()
    best = max(dict.fromkeys(found), key=found.count)
    count, n = found.count(best), len(found)
    what = repr(best) if kind == "classification" else f"option {int(best) + 1}"
    method = f"Wilson 95 % over {n} items; the commonest right answer is {what}"
    made = Estimate("majority-class baseline", "all", count / n, *wilson(count, n), n, "share", method)
    return best, made


def minus_majority(frame: "pd.DataFrame", grid: Grid, best: str | int, kind: str, shots: int) -> Estimate:
    """Return accuracy minus the share that the commonest answer gets right, on the same items; neutral 0."""
    one = frame.drop_duplicates("item").set_index("item")
    answers = one["answer" if kind == "classification" else "answer_place"].loc[list(grid.items)]
    always = (answers == best).to_numpy(dtype=float)[:, np.newaxis]  # (items, 1)
    none = np.zeros(always.shape, dtype=bool)
    flat = Grid(grid.items, grid.groups, grid.clusters, np.asarray(always, dtype=float), none, none)
    return difference_of(flat, grid, measure=MINUS_MAJORITY, group="all", shots=shots)


def calibration_error_of(frame: "pd.DataFrame", *, calibrated: bool, group: str = "all") -> Estimate:
    """Return the expected calibration error of the answers of one number of shots, all draws together."""
    prefix = "calibrated_" if calibrated else ""
    measure = f"{'calibrated ' if calibrated else ''}expected calibration error"
    found = calibration_error(
        frame[f"{prefix}confidence"].to_numpy(),
        frame[f"{prefix}correct"].to_numpy(),
        clusters=frame["cluster"].tolist(),
        measure=measure,
        group=group,
    )
    return replace(found, method=f"{found.method}{pooled(frame)}")


def pooled(frame: "pd.DataFrame") -> str:
    """Return what a method says where the answers of several draws stand together; nothing for one draw."""
    draws = frame["draw"].nunique()
    return f"; {draws} example draws together, what they vary is not in it" if draws > 1 else ""


def macro_f1(frame: "pd.DataFrame", *, measure: str, prefix: str = "", group: str = "all") -> Estimate:
    r"""Return the mean over labels of F1, averaged over draws.

    .. math:: F_1 = \frac{2 \, \text{tp}}{\text{predicted} + \text{right}}, \qquad
       z_{id} = F_{1,d} + \frac{1}{L} \sum_\ell n \frac{2 \, \text{tp}_{id} - F_1 (\text{predicted}_{id} + \text{right}_{id})}
       {\text{predicted} + \text{right}}

    over the labels that are right or predicted somewhere in a draw, as scikit-learn's ``f1_score(average="macro")``.
    The interval is that of the mean of :math:`z_{id}` (how far each answer moves the figure) over items and draws,
    crossed; where nothing varies (all right, or all wrong) it is that of accuracy.
    """
    own = frame.assign(_told=frame[f"{prefix}correct"])
    grid = grid_of(own, "_told")
    part = own[own["item"].isin(np.array(grid.items, dtype=object)[grid.known].tolist())]
    if not len(part):
        return Estimate(measure, group, None, None, None, 0, "share", "no answer", unscored=len(grid.items))
    value, moves = _moves(part, prefix)
    rows = grid_of(part.assign(_moved=moves), "_moved")
    lost = grid_of(frame, f"{prefix}correct")
    if np.ptp(moves) == 0:
        alike = share_of(grid_of(part, f"{prefix}correct"), measure=measure, group=group, neutral=None)
        return left_out(replace(alike, value=value), lost)
    none = np.zeros((len(rows.items), 1))
    found = crossed_difference(none, rows.values, measure=measure, group=group, clusters=rows.names)
    low, high = (None if end is None else min(1.0, max(0.0, end)) for end in (found.low, found.high))
    how = f"{found.method.replace('paired t', 't')}, of how far each answer moves it (linearised)"
    made = Estimate(measure, group, value, low, high, found.n, "share", how)
    return left_out(made, lost)


def _moves(part: "pd.DataFrame", prefix: str) -> tuple[float, "np.ndarray[tuple[int], np.dtype[np.float64]]"]:
    """Return macro F1, and how far each answer moves it."""
    predicted, right = part[f"{prefix}predicted"].to_numpy(), part["answer"].to_numpy()
    draws = part["draw"].to_numpy()
    moves, figures = np.zeros(len(part)), []
    for draw in np.unique(draws):
        own = draws == draw
        n, one, two = int(own.sum()), predicted[own], right[own]
        labels = sorted({*one, *two})
        found = np.zeros(n)
        scores = []
        for label in labels:
            sizes = (one == label).astype(float) + (two == label)
            both = 2.0 * ((one == label) & (two == label))
            f1 = float(both.sum() / sizes.sum())
            scores.append(f1)
            found += (both - f1 * sizes) * n / sizes.sum() / len(labels)
        figures.append(float(np.mean(scores)))
        moves[own] = figures[-1] + found
    return float(np.mean(figures)), moves


def _sources(shots: int | None) -> tuple[str, str]:
    """Return what a figure varies over; without examples there is nothing to draw."""
    return ("items", "") if shots == 0 else ("items", "example draws")


def paired_families(grids: Mapping[str, Grid], base: str, measure: str) -> list[Estimate]:
    """Return each grid minus the base, Holm over all of them."""
    made = [
        difference_of(grids[base], grid, measure=f"difference in {measure}", group=f"{name} minus {base}")
        for name, grid in grids.items()
        if name != base
    ]
    ps = holm([item.p for item in made])
    return [replace(item, p_corrected=p) for item, p in zip(made, ps, strict=True)]
