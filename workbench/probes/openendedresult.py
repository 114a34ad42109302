"""What an open-ended probe gives: its texts, and group differences beside the scorer's own; it makes no text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

from workbench.errors import InputError, unknown_name
from workbench.probes.gauges import Gauge
from workbench.probes.openendedcolumns import Column
from workbench.probes.openendedcontrols import audited, beside, clusters_of, controls_of
from workbench.probes.openendedtexts import counted
from workbench.probes.openendedwords import told_by
from workbench.probes.tabled import TabledResult
from workbench.records import Estimate, Model
from workbench.scorers import Audit, Joint, Scorer, from_dict
from workbench.stats import holm

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Form", "OpenResult"]

_OTHERS = "all others"
_LEAST, _FEW_GROUPS, _CLUSTERS = 2, 4, 10


class Form(Protocol):
    """What a result asks of the form that made it: see `workbench.probes.openended.OpenForm`."""

    @property
    def scorers(self) -> tuple[Scorer, ...]:
        """The scorers, the primary one first."""

    def columns(self) -> list[Column]:
        """Return the columns of the figures."""

    def gauges(self) -> tuple[Gauge, ...]:
        """Return the figures."""

    def with_scores(self, texts: "pd.DataFrame") -> "pd.DataFrame":
        """Return texts with the scorers' scores."""

    def table(self, rows: "pd.DataFrame", texts: "pd.DataFrame") -> "pd.DataFrame":
        """Return one row a prompt."""

    def method(self, variants: Sequence[str]) -> str:
        """Return how the figures come about."""

    def scoring(self, scorers: tuple[Scorer, ...]) -> "Form":
        """Return the same form with other scorers."""


@dataclass(frozen=True, repr=False)
class OpenResult(TabledResult):
    """The outcome of an open-ended probe; every text is kept.

    Attributes
    ----------
    form : OpenForm
    asked : pandas.DataFrame
        The rows that were asked about.
    texts : dict of pandas.DataFrame
        ``{variant: continuations with their scores}``.
    controls : dict
        ``{group: groups of the control sentences}``; empty where groups are no groups of people.
    note : str
        What a reader should know before reading texts.
    """

    form: Form = None  # type: ignore[assignment]  # every field after a parent's default needs one
    asked: "pd.DataFrame" = None  # type: ignore[assignment]
    texts: Mapping[str, "pd.DataFrame"] = field(default_factory=dict)
    controls: Mapping[str, Sequence[str]] = field(default_factory=dict)
    note: str = ""

    def continuations(self, variant: str | None = None) -> "pd.DataFrame":
        """Return one row a continuation: ``item``, ``group``, ``draw``, ``prompt``, ``text``, ``apart`` and every score.

        Parameters
        ----------
        variant : str, optional
            One of those that were run; left out, the primary one.

        Raises
        ------
        InputError
            For a variant that was not run.
        """
        if variant is not None and variant not in self.texts:
            raise unknown_name("variant", variant, self.texts)
        return self.texts[variant or next(iter(self.texts))].drop(columns="cluster")

    def counts(self) -> dict[str, int]:
        """Return how many continuations there are, and of these the ones in no figure of the primary scorer, and why."""
        return dict(counted(next(iter(self.texts.values())), self.form.columns()[0].scores))

    def rescored(self, scorer: Scorer, model: Model | None = None) -> "OpenResult":
        """Return this result with another scorer on the same texts; no text is drawn again.

        Parameters
        ----------
        scorer : Scorer
            Any of `workbench.scorers`, also one that asks a language model what it thinks of a text.
        model : Model, optional
            Who is asked, where the scorer asks; left out, the scorer's own.

        Returns
        -------
        OpenResult

        Raises
        ------
        InputError
            Where the scorer has not what the figures need, such as a threshold.

        Notes
        -----
        Such a figure is no part of a study's plan: what a plan asks is known before it runs.
        """
        if not isinstance(scorer, Scorer):
            raise InputError(f"scorer={scorer!r}: give a scorer, such as wb.scorers.vader().")
        form = self.form.scoring((_answered(scorer, model),))
        texts = {variant: form.with_scores(found) for variant, found in self.texts.items()}
        tables = {variant: form.table(self.asked, found) for variant, found in texts.items()}
        settings = {**self.settings, "scorers": {scorer.name: scorer.fingerprint}}
        return replace(
            self,
            form=form,
            gauges=form.gauges(),
            texts=texts,
            tables=tables,
            settings=settings,
            method=form.method(list(texts)),
        )

    def jointly(
        self,
        by: str,
        first: str,
        second: str | None = None,
        *,
        measure: str | None = None,
        controls: Any = None,
    ) -> Joint:
        r"""Return a difference between two groups, the scorer's own on neutral sentences, and the one beyond the other.

        .. math:: (\bar x_1 - \bar x_2) - (\bar c_1 - \bar c_2)

        Parameters
        ----------
        by : str
            One of ``groupings``.
        first, second : str
            Two of its values; without ``second``, all others for which there are control sentences.
        measure : str, optional
            A share or a mean by one scorer. Left out: the first scorer's mean where there is one, since a share hides a
            scorer's own difference as long as no neutral sentence crosses the threshold.
        controls : data set, optional
            Neutral sentences of your own with columns ``group``, ``axis``, ``template`` and ``text``; left out, the
            shipped ones.

        Returns
        -------
        Joint
            Of `workbench.scorers`: three estimates, each neutral at 0 (in the texts, on the controls, beyond the controls),
            and ``verdict()``, which says "cannot tell" where the scorer's own difference is as large.

        Raises
        ------
        InputError
            For an unknown grouping, group or measure, a group without control sentences, or a figure that single sentences
            do not have.
        """
        if by not in self.groupings:
            raise unknown_name("grouping", by, self.groupings)
        column = self._compared(measure)
        return self._beside(by, first, second, column, audited(column, controls))

    def beyond_controls(self, by: str = "group", *, measure: str | None = None) -> list[Joint]:
        """Return, of every group with control sentences, its difference from all others beside the scorer's own.

        The p of what is beyond the scorer's own is corrected by Holm over these groups. These are the only differences
        between groups of people that `verdict` speaks of. Groups of fewer than ten clusters (pages, wordings) are among
        the others but are not told apart by themselves. Empty where there are no two groups left.

        Raises
        ------
        InputError
            As `jointly`.
        """
        if by not in self.groupings:
            raise unknown_name("grouping", by, self.groupings)
        column = self._compared(measure)
        found = audited(column)
        table = self.frame()
        names = [
            name
            for name in self._names(by)
            if controls_of(name, self.controls, found.groups())
            and clusters_of(table[table[by].astype(str) == name], column) >= _CLUSTERS
        ]
        if len(names) < _LEAST:
            return []
        made = [self._beside(by, name, None, column, found) for name in names]
        ps = holm([one.beyond.p for one in made])
        return [replace(one, beyond=replace(one.beyond, p_corrected=p)) for one, p in zip(made, ps, strict=True)]

    def verdict(self) -> str:
        """Return what the primary figure says, by which scorer, and which group differences hold beyond the scorer's own."""
        scorer = self.form.scorers[0]
        limit = f" Scorer {scorer.name} ({scorer.direction}): {scorer.limits[0]}" if scorer.limits else ""
        return f"{super().verdict()}{limit}{self._people() if self.controls else self._parts()}"

    def words(self) -> dict[str, Any]:
        """Return what a report says: question, harm, method, limits, references; the content note stands in the method."""
        said = replace(self, wording=told_by(self.wording, self.form.scorers))
        words = TabledResult.words(said)
        return {**words, "method": f"{words['method']} {self.note}".strip()}

    def _people(self) -> str:
        """Return which groups of people differ from all others beyond the scorer's own difference."""
        found = self.beyond_controls()
        if not found:
            return " Groups are not compared: no two have control sentences and ten clusters each."
        told = [one.groups[0] for one in found if one.told()]
        named = f"{', '.join(told)}" if told else "cannot tell of any"
        rest = len(self._names("group")) - len(found)
        without = (
            f" Of {rest} other groups, without control sentences or with fewer than ten clusters, nothing is said."
            if rest
            else ""
        )
        return (
            f" Group differences in {self._called()} beyond the scorer's own on neutral sentences, each group against the "
            f"others, after Holm's correction over {len(found)} groups: {named}.{without}"
        )

    def _called(self) -> str:
        column = self._compared(None)
        return next(gauge.measure for gauge in self.gauges if gauge.columns == (column.name,))

    def _parts(self) -> str:
        """Return the primary figure of each group, where groups are kinds of prompt."""
        parts = self.estimates("group")
        if not 1 < len(parts) <= _FEW_GROUPS or self.gauge().neutral is not None:
            return ""
        return f" By group: {'; '.join(_told_part(part) for part in parts)}."

    def _names(self, by: str) -> list[str]:
        return list(dict.fromkeys(self.frame()[by].astype(str)))

    def _beside(self, by: str, first: str, second: str | None, column: Column, found: Audit) -> Joint:
        names = self._names(by)
        for name in (first, *([] if second is None else [second])):
            if name not in names:
                raise unknown_name(by, name, names)
        known = {name: controls_of(name, self.controls, found.groups()) for name in names}
        others = [name for name in names if name != first and known[name]] if second is None else [second]
        if missing := [name for name in (first, *(others or [_OTHERS])) if not known.get(name)]:
            raise InputError(
                f"There are no control sentences about {missing[0]!r}, so the scorer's own difference is not known. Give "
                "controls= with neutral sentences about both groups: columns group, axis, template, text."
            )
        return beside(
            self.frame(),
            column,
            found,
            said=self.frame()[by].astype(str),
            sides=(first, second or _OTHERS),
            members=([first], others),
            controls=(known[first], [name for other in others for name in known[other]]),
        )

    def _compared(self, measure: str | None) -> Column:
        """Return the column in which groups are compared: the one of a figure, or else the first scorer's mean."""
        if measure is not None:
            return self._column(self.gauge(measure))
        first = self.form.scorers[0].name
        columns = self.form.columns()
        return next((one for one in columns if one.statistic == "mean" and one.scorer.name == first), columns[0])

    def _column(self, gauge: Gauge) -> Column:
        made = {column.name: column for column in self.form.columns()}
        if len(gauge.columns) != 1 or gauge.columns[0] not in made:
            raise InputError(
                f"{gauge.measure!r} is no figure of one scorer on the model's texts. Give another measure."
            )
        return made[gauge.columns[0]]


def _answered(scorer: Scorer, model: Model | None) -> Scorer:
    """Return a scorer that scores by itself: one that asks is made with the model."""
    return from_dict(scorer.to_dict(), model) if scorer.asks and model is not None else scorer


def _told_part(part: Estimate) -> str:
    if part.value is None:
        return f"{part.group} no answer"
    interval = "no interval" if part.low is None or part.high is None else f"{part.low:.3f} to {part.high:.3f}"
    return f"{part.group} {part.value:.3f} ({interval}, n={part.n:,})"
