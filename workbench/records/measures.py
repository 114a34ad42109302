"""A figure with its uncertainty, and the name under which a plan asks for it; it computes none."""

from dataclasses import dataclass

from workbench.records.base import Data

__all__ = ["Estimate", "Measure"]


@dataclass(frozen=True)
class Estimate(Data):
    """A figure with its uncertainty; none is shown without an interval.

    Attributes
    ----------
    measure, group : str
        What was measured, over which part of the items (``"all"`` for the whole).
    value, low, high : float or None
        The figure and its 95 % interval, in ``unit``. None: nothing could be counted.
    n : int
        How many items the figure rests on.
    unit, method : str
        Such as ``"share"``, and how the interval was made.
    neutral : float or None
        The value that shows no preference either way; None where the figure has none.
    p, p_corrected : float or None
        Two-sided test against the neutral value; corrected over the named family of tests.
    ties : int
        Items that showed no preference. Counted apart.
    unscored : int
        Items without a score (the model gave NaN or infinite logits). Counted apart, averaged nowhere.
    unparsed : int
        Answers in which what was looked for does not stand. Counted apart, never read as either side.
    """

    measure: str
    group: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    unit: str
    method: str
    neutral: float | None = None
    p: float | None = None
    p_corrected: float | None = None
    ties: int = 0
    unscored: int = 0
    unparsed: int = 0

    def __str__(self) -> str:
        if self.value is None:
            return f"{self.measure} ({self.group}): no answer (n={self.n})"
        interval = "no interval" if self.low is None or self.high is None else f"[{self.low:.3f}, {self.high:.3f}]"
        return f"{self.measure} ({self.group}): {self.value:.3f} {interval} {self.unit} (n={self.n})"

    __repr__ = __str__


@dataclass(frozen=True)
class Measure(Data):
    """Which figure of a probe a plan asks for: an estimate's name, over the whole or by a grouping.

    Attributes
    ----------
    measure : str
        The ``measure`` of the estimate, such as ``"whole sentence"``.
    by : str or None
        One of the probe's groupings; None for the whole.

    Examples
    --------
    >>> str(Measure("whole sentence", by="group"))
    'whole sentence, by group'
    """

    measure: str
    by: str | None = None

    def __str__(self) -> str:
        return self.measure if self.by is None else f"{self.measure}, by {self.by}"
