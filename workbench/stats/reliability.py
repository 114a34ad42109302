"""How far a model's confidence can be trusted: bins of like confidence, and their gaps from what was right.

It knows confidences and whether each was right, nothing of where they come from.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.errors import InputError
from workbench.records import Estimate
from workbench.stats.reading import LEVEL
from workbench.stats.shares import wilson

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["calibration_error", "calibration_floor", "reliability"]

_BLOCK = 4_000_000  # numbers drawn at a time, so that memory stays bounded
_NOTHING = 1e-12  # below it, resamples differ by rounding


def reliability(confidence: ArrayLike, correct: ArrayLike, *, bins: int = 15) -> "pd.DataFrame":
    """Return, for bins of like confidence, how confident the model was and how often it was right.

    Bins hold about as many items each: their edges are quantiles of the confidences. Items of the same
    confidence always share a bin, so ties make bins larger, and fewer; the order of items does not matter.

    Parameters
    ----------
    confidence : array of float
        From 0 to 1, one an item: the probability that the model gave to its own answer.
    correct : array of bool
        Or of 0 and 1. An item where either is missing (NaN) is left out.
    bins : int, default 15

    Returns
    -------
    pandas.DataFrame
        One row a bin that holds an item: ``bin`` from 1, ``low_confidence``, ``high_confidence`` (the least and
        the largest in it), ``confidence`` (mean), ``share`` right with its Wilson interval ``low`` and ``high``, ``n``.

    References
    ----------
    Bins of equal mass: Nguyen and O'Connor (2015), doi:10.18653/v1/D15-1182; the same as scikit-learn's
    ``calibration_curve(strategy="quantile")``.

    Examples
    --------
    >>> reliability([0.25, 0.25, 0.75, 0.75], [0, 0, 1, 1], bins=2)[["confidence", "share", "n"]].values.tolist()
    [[0.25, 0.0, 2.0], [0.75, 1.0, 2.0]]
    """
    import pandas as pd

    answers = _Answers.read(confidence, correct, None)
    places = _places(answers.confidence, bins)
    rows = []
    for number, place in enumerate(np.unique(places), start=1):
        sure, right = answers.confidence[places == place], answers.correct[places == place]
        low, high = wilson(int(right.sum()), len(right))
        rows.append((number, sure.min(), sure.max(), sure.mean(), right.mean(), low, high, len(right)))
    names = ["bin", "low_confidence", "high_confidence", "confidence", "share", "low", "high", "n"]
    return pd.DataFrame(rows, columns=names)


def calibration_error(
    confidence: ArrayLike,
    correct: ArrayLike,
    *,
    clusters: Sequence[Hashable] | None = None,
    bins: int = 15,
    resamples: int = 2000,
    seed: int = 0,
    measure: str = "expected calibration error",
    group: str = "all",
) -> Estimate:
    r"""Return how far confidence and accuracy lie apart, on average over bins of like confidence.

    .. math:: \text{ECE} = \sum_b \frac{n_b}{n} \, |\text{share right}_b - \text{mean confidence}_b|

    over the bins of `reliability`. It is never negative, so chance alone lifts it above 0: read it beside
    `calibration_floor`, which says how far.

    Parameters
    ----------
    confidence, correct, bins
        As in `reliability`.
    clusters : sequence, optional
        Which items belong together; each by itself where left out.
    resamples, seed : int
        Of the draws of whole clusters, with the bins kept as they are, and of those of `calibration_floor`.
    measure, group : str
        As in `Estimate`.

    Returns
    -------
    Estimate
        From 0 (best) to 1, without a neutral value. With :math:`e` the value and :math:`e^*` those of the draws,
        the interval is :math:`e - (\bar{e^*} - e) \pm (e^*_{97.5\%} - e)`: draws show the lift a second time, so
        it is taken off. The low end is 0 where a calibrated model would show as much 1 time in 20, and the value
        lies always within. Where all draws agree, the interval is that of Wilson's for the share right. Items
        with a gap in either list are counted in ``unscored``. No item, or one cluster alone: no interval.

    References
    ----------
    Guo et al. (2017), On calibration of modern neural networks, arXiv:1706.04599. Nguyen and O'Connor (2015),
    doi:10.18653/v1/D15-1182, for bins of equal mass. Vaicenavicius et al. (2019), Evaluating model calibration in
    classification, arXiv:1902.06977, for the lift and its test. Davison and Hinkley (1997), section 5.2.

    Examples
    --------
    >>> calibration_error([0.9] * 20 + [0.5] * 20, [1] * 12 + [0] * 8 + [1] * 10 + [0] * 10)
    expected calibration error (all): 0.150 [0.000, 0.283] share (n=40)
    """
    answers = _Answers.read(confidence, correct, clusters)
    n = len(answers.confidence)
    if not n:
        return answers.estimate(measure, group, None, None, "no answer")
    places = _places(answers.confidence, bins)
    gaps = answers.gaps(places)  # (clusters, bins): the sum of right minus confidence
    value = float(np.abs(gaps.sum(axis=0)).sum()) / n
    if len(gaps) < 2:
        return answers.estimate(measure, group, value, None, f"no interval: one cluster alone; {bins} bins")
    drawn = _redrawn(gaps, answers.sizes(), resamples, np.random.default_rng(seed))
    if np.ptp(drawn) < _NOTHING:
        method = f"Wilson over {len(gaps)} {answers.kind} 95 %; {bins} bins of equal mass"
        return answers.estimate(measure, group, value, _by_wilson(answers, len(gaps)), method)
    chance, upper = calibration_floor(answers.confidence, bins=bins, resamples=resamples, seed=seed)
    ends = _ends(value, drawn, upper)
    method = (
        f"bootstrap over {len(gaps)} {answers.kind} 95 %, less its own lift; {bins} bins of equal mass; "
        f"a calibrated model would show {chance:.3f} by chance, up to {upper:.3f}"
    )
    return answers.estimate(measure, group, value, ends, method)


def calibration_floor(
    confidence: ArrayLike, *, bins: int = 15, resamples: int = 2000, seed: int = 0
) -> tuple[float, float]:
    """Return the calibration error that a perfectly calibrated model of these confidences shows by chance.

    Each item is drawn right with just its confidence, by itself, and the error of `calibration_error` taken.

    Parameters
    ----------
    confidence, bins
        As in `reliability`.
    resamples, seed : int
        Of the draws.

    Returns
    -------
    tuple of float
        The mean over the draws, and the value that 95 % of them stay at or below. An error no larger than the
        second is no sign of bad calibration.

    References
    ----------
    Consistency resampling: Bröcker and Smith (2007), doi:10.1175/WAF993.1; Vaicenavicius et al. (2019), arXiv:1902.06977.

    Examples
    --------
    >>> mean, upper = calibration_floor([0.3, 0.5, 0.6, 0.9] * 25, bins=4)
    >>> round(mean, 2), round(upper, 2)
    (0.07, 0.12)
    """
    sure = _Answers.read(confidence, np.zeros(np.shape(confidence)), None).confidence
    if not len(sure):
        raise InputError("No confidence given: the calibration error of no items has no floor.")
    _check_draws(resamples)
    sure = np.sort(sure)  # so that the order of items does not matter
    member = np.eye(bins)[_places(sure, bins)]  # (items, bins)
    rng = np.random.default_rng(seed)
    step = max(1, _BLOCK // len(sure))
    found = []
    for start in range(0, resamples, step):
        right = rng.random((min(step, resamples - start), len(sure))) < sure
        found.append(np.abs((right - sure) @ member).sum(axis=1) / len(sure))
    drawn = np.concatenate(found)
    return float(drawn.mean()), float(np.quantile(drawn, 1 - LEVEL))


@dataclass(frozen=True)
class _Answers:
    """Confidences, whether each was right, and which belong together, where all are known."""

    confidence: NDArray[np.float64]
    correct: NDArray[np.float64]
    codes: NDArray[np.int64]
    kind: str
    unscored: int

    @staticmethod
    def read(confidence: ArrayLike, correct: ArrayLike, clusters: Sequence[Hashable] | None) -> "_Answers":
        sure, right = np.asarray(confidence, dtype=float), np.asarray(correct, dtype=float)
        if sure.ndim != 1 or sure.shape != right.shape or (clusters is not None and len(clusters) != len(sure)):
            named = "" if clusters is None else f", {len(clusters)} clusters"
            raise InputError(f"{sure.size} confidences, {right.size} outcomes{named}: give one of each an item.")
        known = ~(np.isnan(sure) | np.isnan(right))
        if not ((sure[known] >= 0) & (sure[known] <= 1)).all():
            raise InputError("A confidence lies outside 0 to 1; give probabilities, not their logarithms.")
        if not np.isin(right[known], (0.0, 1.0)).all():
            raise InputError("correct holds other values than right (1, True) and wrong (0, False).")
        names = range(len(sure)) if clusters is None else clusters
        places = {name: place for place, name in enumerate(dict.fromkeys(names))}
        codes = np.array([places[name] for name in names], dtype=np.int64)[known]
        kind = "items" if clusters is None else "clusters"
        return _Answers(sure[known], right[known], codes, kind, int((~known).sum()))

    def gaps(self, places: NDArray[np.int64]) -> NDArray[np.float64]:
        _, rows = np.unique(self.codes, return_inverse=True)
        table = np.zeros((rows.max() + 1, places.max() + 1))
        np.add.at(table, (rows, places), self.correct - self.confidence)
        return table

    def sizes(self) -> NDArray[np.float64]:
        return np.unique(self.codes, return_counts=True)[1].astype(float)

    def estimate(
        self, measure: str, group: str, value: float | None, ends: tuple[float, float] | None, method: str
    ) -> Estimate:
        low, high = ends or (None, None)
        n = len(self.confidence)
        return Estimate(measure, group, value, low, high, n, "share", method, unscored=self.unscored)


def _places(confidence: NDArray[np.float64], bins: int) -> NDArray[np.int64]:
    """Return the bin of each confidence, by the rule of scikit-learn: an edge belongs to the bin below it."""
    if bins < 1:
        raise InputError(f"bins={bins}: at least one bin is needed, and 15 are usual.")
    if not len(confidence):
        return np.zeros(0, dtype=np.int64)
    edges = np.percentile(confidence, np.linspace(0, 1, bins + 1) * 100)
    return np.searchsorted(edges[1:-1], confidence).astype(np.int64)


def _redrawn(
    gaps: NDArray[np.float64], sizes: NDArray[np.float64], resamples: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Return the error of each draw of clusters, as many as there are, in an order that is not that of the items."""
    _check_draws(resamples)
    order = np.lexsort(np.column_stack([gaps, sizes]).T)
    gaps, sizes = gaps[order], sizes[order]
    count = len(gaps)
    step = max(1, _BLOCK // count)
    found = []
    for start in range(0, resamples, step):
        times = rng.multinomial(count, np.full(count, 1 / count), min(step, resamples - start))
        found.append(np.abs(times @ gaps).sum(axis=1) / (times @ sizes))
    return np.concatenate(found)


def _ends(value: float, drawn: NDArray[np.float64], chance: float) -> tuple[float, float]:
    half = float(np.quantile(drawn, 1 - LEVEL / 2)) - value
    middle = value - (float(drawn.mean()) - value)
    low = 0.0 if value <= chance else max(0.0, middle - half)
    return min(low, value), min(1.0, max(value, middle + half))


def _by_wilson(answers: _Answers, units: int) -> tuple[float, float]:
    """Return the gaps that the likely shares right would leave from a confidence that is everywhere the same."""
    sure = float(answers.confidence.mean())
    low, high = wilson(units if answers.correct.any() else 0, units)
    far = abs(low - sure), abs(high - sure)
    return (0.0 if low <= sure <= high else min(far)), max(far)


def _check_draws(resamples: int) -> None:
    if resamples < 1:
        raise InputError(f"resamples={resamples}: draw at least once, and 2,000 times for an interval.")
