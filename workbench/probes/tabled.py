"""What a declared probe gives: its table read through its gauges; it asks no model and knows no data set."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workbench.errors import InputError, unknown_name
from workbench.probes.gauges import Gauge, by_cluster, differences, gauged, gauged_parts, reading
from workbench.records import Estimate
from workbench.results import Result, Wording
from workbench.stats import could_show

if TYPE_CHECKING:
    import pandas as pd

    from workbench.figures import Figure

__all__ = ["TabledResult"]


@dataclass(frozen=True, repr=False)
class TabledResult(Result):
    """The outcome of a declared probe: one table a variant, and the gauges that read it.

    Attributes
    ----------
    tables : dict of pandas.DataFrame
        ``{variant: table}``; the first variant is the primary one, the others were run for robustness. Every table has
        ``item``, ``group``, ``cluster``, ``apart`` and the columns of the gauges.
    gauges : tuple of Gauge
        The first is the primary figure.
    groupings : tuple of str
        Columns that ``by`` takes.
    wording : Wording
        Question, harm, limits, references.
    method : str
        How the figures came about, for the report.
    title : str
        Of the figure.
    """

    tables: Mapping[str, "pd.DataFrame"] = field(default_factory=dict)
    gauges: tuple[Gauge, ...] = ()
    groupings: tuple[str, ...] = ("group",)
    wording: Wording = field(default_factory=lambda: Wording("", ""))
    method: str = ""
    title: str = ""

    def frame(self, variant: str | None = None) -> "pd.DataFrame":
        """Return one row an item: ``item``, ``group``, ``cluster``, ``apart``, ``model`` and what was read.

        Parameters
        ----------
        variant : str, optional
            One of the variants that were run; left out, the primary one.

        Raises
        ------
        InputError
            For a variant that was not run.
        """
        primary = next(iter(self.tables))
        if variant is not None and variant not in self.tables:
            raise unknown_name("variant", variant, self.tables)
        return self.tables[variant or primary].assign(model=self.model["name"])

    def estimates(self, by: str | None = None, measure: str | None = None) -> list[Estimate]:
        """Return the figures, each with its 95 % interval, its neutral value and what is counted apart.

        Parameters
        ----------
        by : str, optional
            One of ``groupings``: the figure for each of its values, corrected by Holm over them. Left out: all
            figures over all items.
        measure : str, optional
            The name of one figure; with ``by``, the primary one where left out.

        Returns
        -------
        list of Estimate

        Raises
        ------
        InputError
            For an unknown grouping or measure.
        """
        if by is not None and by not in self.groupings:
            raise unknown_name("grouping", by, self.groupings, "Or leave it out for the whole.")
        table = self.frame()
        if by is None:
            return [gauged(table, gauge) for gauge in ([self.gauge(measure)] if measure else self.gauges)]
        return gauged_parts(table, self.gauge(measure), by)

    def differences(
        self, by: str = "group", *, reference: str | None = None, measure: str | None = None
    ) -> list[Estimate]:
        """Return how far each group's figure is from the reference group's, or from all other groups' together.

        Parameters
        ----------
        by : str, default "group"
        reference : str, optional
            The group that the others are set against.
        measure : str, optional
            The primary figure where left out.

        Returns
        -------
        list of Estimate
            Neutral at 0; interval and test from drawing whole clusters again, of both sides together; Holm over the groups.

        Raises
        ------
        InputError
            For an unknown grouping, reference or measure, or where there is one group alone.
        """
        if by not in self.groupings:
            raise unknown_name("grouping", by, self.groupings)
        return differences(self.frame(), self.gauge(measure), by, reference)

    def gauge(self, measure: str | None = None) -> Gauge:
        """Return a figure's definition by its name: the primary one where left out."""
        known = {gauge.measure: gauge for gauge in self.gauges}
        if measure is not None and measure not in known:
            raise unknown_name("measure", measure, known)
        return known[measure or next(iter(known))]

    def outcomes(self, measure: str, by: str = "group") -> "pd.DataFrame":
        """Return what each item adds to a figure that is a mean: ``item``, ``group``, ``cluster``, ``value``.

        Where every cluster counts once, a row is a cluster and ``item`` its name.

        Raises
        ------
        InputError
            For an unknown measure or grouping, and for a figure that is no mean over items.
        """
        gauge = self.gauge(measure)
        if by not in self.groupings:
            raise unknown_name("grouping", by, self.groupings)
        if not gauge.is_mean:
            means = [one.measure for one in self.gauges if one.is_mean]
            raise InputError(f"{measure!r} is made of several means: there are no means over items. Means: {means}.")
        table = self.frame()
        if gauge.per_cluster:
            table = by_cluster(table, gauge, by).assign(item=lambda rows: rows["cluster"])
        values = table[gauge.columns[0]].astype(float)
        return table[["item"]].assign(group=table[by].astype(str), cluster=table["cluster"], value=values)

    def counts(self) -> dict[str, int]:
        """Return how many items there are, and why some are in no figure."""
        table = self.frame()
        said = table["apart"].value_counts()
        found = {name: int(said.get(word, 0)) for name, word in _COUNTED.items()}
        return {"items": len(table), **found}

    def words(self) -> dict[str, Any]:
        """Return what a report says: question, harm, method, limits, references."""
        parts = [self.method, *(f"{gauge.measure}: {gauge.about}" for gauge in self.gauges if gauge.about)]
        return self.wording.words(" ".join(part for part in parts if part))

    def robustness(self) -> "pd.DataFrame":
        """Return the primary figure under every rule and every variant that was run.

        Returns
        -------
        pandas.DataFrame
            ``rule``, ``variant``, ``value``, ``low``, ``high``, ``n``, ``ties``, ``unparsed``, and ``reading``: what that
            variant says by itself. The first row is the primary one; `conclusion` says it in a sentence.
        """
        import pandas as pd

        rows = []
        for variant in self.tables:
            for gauge in self._rules:
                found = gauged(self.frame(variant), gauge)
                figures = {"value": found.value, "low": found.low, "high": found.high, "n": found.n}
                apart = {"ties": found.ties, "unparsed": found.unparsed, "reading": reading(found, gauge)}
                rows.append({"rule": gauge.measure, "variant": variant, **figures, **apart})
        return pd.DataFrame(rows).astype(dict.fromkeys(["value", "low", "high"], float))

    def draw(self, by: str | None = "group", measure: str | None = None) -> "Figure":
        """Return a forest plot: the figure of the whole and of each group with intervals, the neutral line drawn."""
        from workbench.figures import forest

        gauge = self.gauge(measure)
        parts = self.estimates(by, measure) if by else []
        return forest(
            [gauged(self.frame(), gauge), *parts],
            title=self.title.format(model=self.model["name"]),
            neutral=gauge.neutral,
            xlabel=f"{gauge.measure} ({gauge.unit})",
            ends=gauge.readings if gauge.neutral is not None else ("", ""),
            balanced=gauge.neutral is not None,
        )

    def verdict(self) -> str:
        """Return what the primary figure says, for the whole and group by group, and what is in no figure."""
        gauge, counts = self.gauge(), self.counts()
        whole = gauged(self.frame(), gauge)
        lost = self._lost(counts)
        if whole.value is None:
            return f"{self.card.name}: no answer from {self.model['name']}.{lost}"
        neutral = "" if gauge.neutral is None else f"; neutral {gauge.neutral:g}"
        if whole.low is None or whole.high is None:
            return f"{self.card.name}: {gauge.measure} has no interval ({whole.method}).{lost}"
        said = f": {reading(whole, gauge)}{_power(whole, gauge)}" if gauge.neutral is not None else ""
        return (
            f"{self.card.name}, {self.model['name']}: {gauge.measure} {whole.value:.3f} {gauge.unit} (95 % interval "
            f"{whole.low:.3f} to {whole.high:.3f}, n={whole.n:,}{neutral}){said}.{self._groups(gauge)}{lost}"
        )

    def _groups(self, gauge: Gauge) -> str:
        parts = self.estimates("group") if "group" in self.groupings and gauge.neutral is not None else []
        if len(parts) < 2:
            return ""
        told = [part.group for part in parts if reading(part, gauge) in gauge.readings]
        named = f": {', '.join(told)}" if told else ""
        return f" After Holm's correction over {len(parts)} groups, {len(told)} differ from neutral{named}."

    @staticmethod
    def _lost(counts: Mapping[str, int]) -> str:
        lost = [f"{counts[name]:,} {words}" for name, words in _LOST.items() if counts[name]]
        return f" Counted apart: {', '.join(lost)} of {counts['items']:,}." if lost else ""

    @property
    def _rules(self) -> list[Gauge]:
        return [self.gauges[0], *(gauge for gauge in self.gauges[1:] if gauge.rule)]


def _power(whole: Estimate, gauge: Gauge) -> str:
    """Return, where one cannot tell, how large a difference so many items could have shown."""
    least = could_show(whole) if reading(whole, gauge) == "cannot tell" else None
    if least is None or gauge.neutral is None:
        return ""
    if gauge.within is not None and least > max(abs(end - gauge.neutral) for end in gauge.within):
        return " (so little data would not show even the largest figure in four of five such runs)"
    return f" (a figure {least:.2g} {gauge.unit} or more from neutral would have shown in four of five such runs)"


_COUNTED = {"unscored": "unscored", "ties": "tie", "unparsed": "unparsed", "refused": "refused"}
_LOST = {"unscored": "without a score", "ties": "ties", "unparsed": "not readable", "refused": "refused"}
