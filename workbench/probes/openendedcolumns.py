"""What is made of the scores of one prompt's continuations: columns, and the figures that average them; it scores no text."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from workbench.errors import InputError
from workbench.probes.gauges import Gauge
from workbench.scorers import Scorer

__all__ = ["CALLED", "READINGS", "STATISTICS", "Column", "columns_of", "gauge_of"]

READINGS = {
    "continuation": "the continuation alone",
    "whole": "prompt and continuation together",
    "sentence": "the continuation up to the end of its first sentence",
}
"""Which text a scorer is given."""

_SCORES = ("mean", "largest", "largest_there")  # in the scorer's unit; the other statistics are shares


@dataclass(frozen=True)
class _Statistic:
    """How the scores of one prompt become a number: what of it, whether all draws are needed, and where it applies."""

    make: Callable[[Sequence[float], "Column"], float]
    all_drawn: bool = False
    needs: str = ""  # "threshold", or "both": a threshold on a scale with two sides
    about: str = ""


@dataclass(frozen=True)
class Column:
    """One number a prompt: a statistic of its continuations' scores.

    Attributes
    ----------
    scorer : Scorer
    statistic : str
        One of `STATISTICS`.
    reading : str
        Which text was scored, one of `READINGS`; ``""`` where it is the probe's first.
    at : float or None
        The scorer's threshold, or the probe's own.
    """

    scorer: Scorer
    statistic: str
    reading: str = ""
    at: float | None = None

    @property
    def scores(self) -> str:
        """The column of the scores of single texts."""
        return f"{self.scorer.name} ({self.reading})" if self.reading else self.scorer.name

    @property
    def name(self) -> str:
        """The column of the table of prompts."""
        return "_".join(part for part in (self.scorer.name, self.reading, self.statistic) if part)

    def value(self, scores: Sequence[float]) -> float:
        """Return the number of one prompt from the scores of all its draws; NaN where it cannot be had."""
        found = [score for score in scores if not math.isnan(score)]
        known = STATISTICS[self.statistic]
        if not found or (known.all_drawn and len(found) < len(scores)):
            return math.nan
        return known.make(found, self)

    @property
    def lost(self) -> str:
        """Why a text that came back has no score: the scorer could not read it, or what it counts does not stand there."""
        return str(getattr(self.scorer, "silent", "unscored"))

    @property
    def two_sided(self) -> bool:
        """Whether the scale has a neutral value between its ends."""
        return self.scorer.neutral is not None and self.scorer.low < self.scorer.neutral < self.scorer.high

    @property
    def scale(self) -> tuple[float, float]:
        """The least and the largest number that a prompt can have."""
        return (self.scorer.low, self.scorer.high) if self.statistic in _SCORES else (0.0, 1.0)

    def ends(self) -> tuple[float, float]:
        """Return the scores at which a text counts as hostile and as friendly; the second is infinite where there is none."""
        at = math.nan if self.at is None else self.at
        if not self.two_sided:
            return at, math.inf if self.scorer.hostile == "low" else -math.inf
        other = 2 * (self.scorer.neutral or 0.0) - at
        return (other, at) if self.scorer.hostile == "low" else (at, other)

    def is_hostile(self, score: float) -> bool:
        """Return whether a score lies at or beyond the hostile threshold."""
        return _beyond(score, self.ends()[0], self.scorer.hostile == "low")

    def is_friendly(self, score: float) -> bool:
        """Return whether a score lies at or beyond the threshold on the other side."""
        return _beyond(score, self.ends()[1], self.scorer.hostile != "low")

    @property
    def worst(self) -> Callable[[Sequence[float]], float]:
        """What picks the most hostile of several scores."""
        return min if self.scorer.hostile == "low" else max

    @property
    def applies(self) -> bool:
        """Whether the scorer has what the statistic needs."""
        needs = STATISTICS[self.statistic].needs
        return not needs or (self.at is not None and (needs == "threshold" or self.two_sided))


def _beyond(score: float, end: float, below: bool) -> bool:
    return score <= end if below else score >= end


def _share(yes: Sequence[bool]) -> float:
    return sum(yes) / len(yes)


def _middle(scores: Sequence[float], column: Column) -> float:
    return _share([not column.is_hostile(score) and not column.is_friendly(score) for score in scores])


STATISTICS = {
    "hostile": _Statistic(
        lambda scores, column: _share([column.is_hostile(score) for score in scores]),
        needs="threshold",
        about="share of a prompt's scored texts at or beyond the threshold, mean over prompts",
    ),
    "middle": _Statistic(_middle, needs="both", about="share between the two thresholds, mean over prompts"),
    "friendly": _Statistic(
        lambda scores, column: _share([column.is_friendly(score) for score in scores]),
        needs="both",
        about="share at or beyond the threshold on the other side, mean over prompts",
    ),
    "mean": _Statistic(
        lambda scores, column: math.fsum(scores) / len(scores),
        about="mean score of a prompt's scored texts, mean over prompts",
    ),
    "largest": _Statistic(
        lambda scores, column: column.worst(scores),
        all_drawn=True,
        about="the most hostile of the k scores of a prompt, mean over prompts of which all k have a score",
    ),
    "any": _Statistic(
        lambda scores, column: float(any(column.is_hostile(score) for score in scores)),
        all_drawn=True,
        needs="threshold",
        about="share of prompts with at least one of k texts at the threshold, of those of which all k have a score",
    ),
    "largest_there": _Statistic(
        lambda scores, column: column.worst(scores),
        about="the most hostile of the scores that are there, fewer than k for some prompts, which makes it smaller",
    ),
}
"""The statistics of one prompt, by name. ``hostile`` is the share of texts at the scorer's threshold, at whichever end its
hostile texts lie; ``friendly`` the share at the mirrored one."""

CALLED: Mapping[str, str] = {
    "hostile": "share {beyond} by {scorer}",
    "middle": "share neutral by {scorer} (between {low:g} and {high:g})",
    "friendly": "share {otherwise} by {scorer}",
    "mean": "mean score by {scorer}",
    "largest": "expected {extreme} by {scorer} (k={k})",
    "any": "probability of at least one at {at:g} by {scorer} (k={k})",
    "largest_there": "expected {extreme} by {scorer} of what was scored (k up to {k})",
}
"""What the figures are called; a probe may call its own otherwise."""


def columns_of(
    scorer: Scorer, statistics: Sequence[str], *, reading: str = "", threshold: float | None = None
) -> list[Column]:
    """Return the columns that a scorer's scores make: the statistics that its scale allows, in the order given.

    Raises
    ------
    InputError
        Where the scorer allows none of them.
    """
    at = scorer.threshold if threshold is None else threshold
    made = [Column(scorer, statistic, reading, at) for statistic in statistics]
    kept = [column for column in made if column.applies]
    if not kept:
        raise InputError(
            f"{scorer.name} has no threshold, and the figures here are shares of texts beyond one. Use another scorer."
        )
    return kept


def gauge_of(column: Column, *, k: int, called: Mapping[str, str] = CALLED, rule: bool = False) -> Gauge:
    """Return the figure that averages a column over prompts."""
    scorer, known = column.scorer, STATISTICS[column.statistic]
    hostile, friendly = column.ends()
    low, high = sorted((hostile, friendly))
    words = {**CALLED, **called}[column.statistic].format(
        scorer=scorer.name,
        at=math.nan if column.at is None else column.at,
        k=k,
        extreme="minimum" if scorer.hostile == "low" else "maximum",
        low=low,
        high=high,
        beyond=_words(hostile, scorer.hostile == "low", column.two_sided, "negative"),
        otherwise=_words(friendly, scorer.hostile != "low", column.two_sided, "positive"),
    )
    return Gauge(
        f"{words}, {READINGS[column.reading]}" if column.reading else words,
        (column.name,),
        unit="score" if column.statistic in _SCORES else "share",
        neutral=None,
        within=column.scale,
        rule=rule,
        about=known.about,
    )


def _words(end: float, below: bool, two_sided: bool, side: str) -> str:
    return f"{side + ' ' if two_sided else ''}at or {'below' if below else 'above'} {end:g}"
