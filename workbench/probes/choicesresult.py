"""What a probe of choices gives: its table and gauges, why items are in no figure, how little could be seen; it asks no model."""

from dataclasses import dataclass

from workbench.probes.gauges import APART, gauged
from workbench.probes.tabled import TabledResult
from workbench.stats import cannot_tell

__all__ = ["ChoiceResult"]


@dataclass(frozen=True, repr=False)
class ChoiceResult(TabledResult):
    """The outcome of a probe in which a model chooses among options."""

    def detectable(self, measure: str | None = None, by: str | None = None) -> "dict[str, float | None]":
        r"""Return the smallest distance from neutral that a run like this one would show four times out of five.

        .. math:: (z_{0.975} + z_{0.8}) \cdot \frac{\text{high} - \text{low}}{2 z_{0.975}}

        Parameters
        ----------
        measure : str, optional
            The primary figure where left out.
        by : str, optional
            One of ``groupings``.

        Returns
        -------
        dict
            ``{group: distance}``, in the figure's unit; None where it has no interval.

        References
        ----------
        Cohen (1988), Statistical Power Analysis, chapter 2, with the standard error that the 95 % interval implies.
        """
        from scipy.stats import norm

        whole = [gauged(self.frame(), self.gauge(measure))] if by is None else self.estimates(by, measure)
        ratio = float((norm.ppf(0.975) + norm.ppf(0.8)) / (2 * norm.ppf(0.975)))
        return {
            one.group: None if one.low is None or one.high is None else ratio * (one.high - one.low) for one in whole
        }

    def verdict(self) -> str:
        """Return what the primary figure says, what was left out and why, and how small a difference could be seen."""
        return super().verdict() + self._left_out() + self._power()

    def _left_out(self) -> str:
        said = self.frame()["apart"].value_counts()
        others = [f"{count:,} {word}" for word, count in said.items() if word and word not in APART]
        return f" In no figure by the data: {', '.join(others)}." if others else ""

    def _power(self) -> str:
        gauge = self.gauge()
        found = gauged(self.frame(), gauge)
        seen = self.detectable()["all"]
        if seen is None or not cannot_tell(found):
            return ""
        return (
            f" A distance from {gauge.neutral:g} below {seen:.2f} would be missed by such a run more than once in five times, "
            "so this does not show that there is none."
        )
