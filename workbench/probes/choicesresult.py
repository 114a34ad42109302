"""What a probe of choices gives: its table and gauges, what the data leave out, how little could be seen; it asks no model."""

from dataclasses import dataclass

from workbench.probes.gauges import APART
from workbench.probes.tabled import TabledResult
from workbench.stats import could_show

__all__ = ["ChoiceResult"]


@dataclass(frozen=True, repr=False)
class ChoiceResult(TabledResult):
    """The outcome of a probe in which a model chooses among options."""

    def detectable(self, measure: str | None = None, by: str | None = None) -> "dict[str, float | None]":
        """Return the smallest distance from neutral that a run like this one would show four times out of five.

        Parameters
        ----------
        measure : str, optional
            The primary figure where left out.
        by : str, optional
            One of ``groupings``.

        Returns
        -------
        dict
            ``{group: distance}``, in the figure's unit, by `workbench.stats.could_show`; None where it has no interval or
            no neutral value.

        Raises
        ------
        InputError
            For an unknown measure or grouping.
        """
        found = self.estimates(by, measure or self.gauge().measure)
        return {one.group: could_show(one) for one in found}

    def verdict(self) -> str:
        """Return what the primary figure says, and what is in no figure and why."""
        said = self.frame()["apart"].value_counts()
        others = [f"{count:,} {word}" for word, count in said.items() if word and word not in APART]
        return super().verdict() + (f" In no figure by the data: {', '.join(others)}." if others else "")
