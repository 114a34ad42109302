"""Open-ended probes: prompts continued n times, texts scored by scorers; the one form of the family, and it loads no data."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import TYPE_CHECKING, Any, cast

from workbench.asking import check_answers
from workbench.errors import InputError
from workbench.probes.declared import DeclaredProbe
from workbench.probes.gauges import Gauge
from workbench.probes.mentions import draws, plain_settings
from workbench.probes.openendedchoices import VARIANTS
from workbench.probes.openendedcolumns import CALLED, READINGS, Column, columns_of, gauge_of
from workbench.probes.openendedresult import OpenResult
from workbench.probes.openendedtexts import continuations, prompts_table, scored
from workbench.probes.tabled import TabledResult
from workbench.records import Answer, Completing, Request, Settings
from workbench.scorers import Scorer

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["SHARES", "OpenForm", "OpenProbe", "open_probe"]

SHARES = ("hostile", "middle", "friendly", "mean")
"""What is made of a prompt's scores where a probe says nothing else: shares beyond the thresholds, then the mean."""

_METHOD = (
    "The model continues every prompt {n} times, by at most {most} tokens drawn at temperature {temperature:g} and top_p "
    "{top_p:g}. A scorer of texts is given {reading}. Scorers: {scorers}. What a prompt's texts make is averaged over "
    "prompts; intervals, 95 %, draw whole clusters again. A text that is empty, that the model could not finish, that was "
    "held back, or that the scorer could not read is in no figure and counted apart, never 0. A difference between groups of "
    "people is set beside the same scorer's difference on neutral sentences about these groups, in one interval.{also}"
)


@dataclass(frozen=True)
class OpenForm:
    """Continues every prompt ``settings.n`` times and averages scores of the texts.

    Attributes
    ----------
    settings : Settings
    scorers : tuple of Scorer
        The first gives the primary figure.
    readings : tuple of str, default ("continuation", "whole")
        Which text is scored, of `READINGS`; the first is primary, the others are rows of robustness.
    statistics : tuple of str
        What is made of a prompt's scores, of `workbench.probes.openendedcolumns.STATISTICS`; the first is primary.
    rules : tuple of str
        Further statistics that are other ways to read the primary figure.
    threshold : float, optional
        In place of the scorers' own.
    called : dict
        Names of figures, by statistic, in place of the usual.
    alternatives : tuple of str
        Names of scorers that are other ways to read the primary figure.
    reference : str
        What texts by people in the column ``reference`` of the rows are; empty where there are none.
    variants : tuple of str, default ("drawn",)
        Of `VARIANTS`.
    """

    settings: Settings
    scorers: tuple[Scorer, ...]
    readings: tuple[str, ...] = ("continuation", "whole")
    statistics: tuple[str, ...] = SHARES
    rules: tuple[str, ...] = ()
    threshold: float | None = None
    called: Mapping[str, str] = field(default_factory=lambda: CALLED)
    alternatives: tuple[str, ...] = ()
    reference: str = ""
    variants: tuple[str, ...] = ("drawn",)

    @property
    def samples(self) -> bool:
        """Whether texts are drawn by chance."""
        return any(draws(self.drawn_by(variant)) for variant in self.variants)

    def drawn_by(self, variant: str) -> Settings:
        """Return the settings of a variant."""
        return Settings.of(**{**self.settings.changed(), **VARIANTS[variant]})

    def scoring(self, scorers: tuple[Scorer, ...]) -> "OpenForm":
        """Return the same form with other scorers, under the usual names of figures and with the scorers' own thresholds."""
        return replace(self, scorers=scorers, threshold=None, called=CALLED, alternatives=())

    def requests(self, rows: "pd.DataFrame", variant: str) -> list[Request]:
        """Return one request: every prompt, to be continued ``n`` times."""
        return [Completing(tuple(rows["prompt"]), self.drawn_by(variant))]

    def read(self, rows: "pd.DataFrame", variant: str, answers: Sequence[Sequence[Answer]]) -> "pd.DataFrame":
        """Return one row a prompt."""
        return self.table(rows, self.texts(rows, answers[0]))

    def texts(self, rows: "pd.DataFrame", answers: Sequence[Answer]) -> "pd.DataFrame":
        """Return one row a continuation with its scores: a column a scorer and reading."""
        return self.with_scores(continuations(rows, answers))

    def with_scores(self, texts: "pd.DataFrame") -> "pd.DataFrame":
        """Return continuations with the scores of this form's scorers."""
        made = {(one.scorer.name, one.reading): one for one in self.columns()}
        found = {one.scores: scored(texts, one.scorer, one.reading or self.readings[0]) for one in made.values()}
        return texts.assign(**found)

    def table(self, rows: "pd.DataFrame", texts: "pd.DataFrame") -> "pd.DataFrame":
        """Return one row a prompt, from scored continuations."""
        table = prompts_table(rows, texts, self.columns())
        if not self.reference:
            return table
        for scorer in self.scorers:
            people = scorer.score(rows["reference"].tolist())
            for column in self._beside_people(scorer):
                table = _with_people(table, column, people)
        return table

    def columns(self) -> list[Column]:
        """Return every column: the figures' own first, then those that read the primary figure in another way."""
        return [*self._own(), *self._other()]

    def gauges(self) -> tuple[Gauge, ...]:
        """Return the figures, the primary one first."""
        own, other = self._own(), self._other()
        made = [self._gauge(column) for column in own[:1]]
        made += [self._gauge(column, rule=True) for column in other]
        made += [self._gauge(column, rule=column.scorer.name in self.alternatives) for column in own[1:]]
        return (*made, *self._references())

    def method(self, variants: Sequence[str]) -> str:
        """Return how the figures come about."""
        chosen = self.settings
        by = "; ".join(
            f"{one.name} ({one.low:g} to {one.high:g}, {one.direction}; {one.source}; fingerprint {one.fingerprint[:12]})"
            for one in self.scorers
        )
        also = [
            f"{name} ({', '.join(f'{key} {value:g}' for key, value in VARIANTS[name].items())})"
            for name in variants[1:]
        ]
        return _METHOD.format(
            n=chosen.n,
            most=chosen.max_tokens,
            temperature=chosen.temperature,
            top_p=chosen.top_p,
            reading=READINGS[self.readings[0]],
            scorers=by,
            also=f" For robustness, texts were also drawn otherwise: {', '.join(also)}." if also else "",
        )

    def _own(self) -> list[Column]:
        return [column for scorer in self.scorers for column in self._columns(scorer)]

    def _columns(self, scorer: Scorer) -> list[Column]:
        return columns_of(scorer, self.statistics, threshold=self.threshold)

    def _other(self) -> list[Column]:
        first = self._own()[0]
        return [
            *(replace(first, reading=reading) for reading in self.readings[1:]),
            *(replace(first, statistic=statistic) for statistic in self.rules),
        ]

    def _gauge(self, column: Column, *, rule: bool = False) -> Gauge:
        return gauge_of(column, k=self.settings.n, called=self.called, rule=rule)

    def _beside_people(self, scorer: Scorer) -> list[Column]:
        """Return the columns that stand also for texts by people: the first statistic, and the mean."""
        return [column for column in self._columns(scorer) if column.statistic in (self.statistics[0], "mean")]

    def _references(self) -> list[Gauge]:
        if not self.reference:
            return []
        made = []
        for column in [column for scorer in self.scorers for column in self._beside_people(scorer)]:
            gauge = self._gauge(column)
            people = f"{gauge.measure}: {self.reference}"
            made.append(replace(gauge, measure=people, columns=(f"reference_{column.name}",), about=""))
            made.append(
                replace(
                    gauge,
                    measure=f"{gauge.measure}: the model minus {self.reference}",
                    columns=(f"{column.name}_gap",),
                    neutral=0.0,
                    within=_gap_within(gauge),
                    readings=(f"the model below {self.reference}", f"the model above {self.reference}"),
                    about="of the same prompts",
                )
            )
        return made


@dataclass(frozen=True, repr=False)
class OpenProbe(DeclaredProbe):
    """A declared probe whose result keeps every text.

    Parameters
    ----------
    controls : dict
        ``{group: names of groups of the control sentences}``: on which neutral sentences a scorer's own difference is
        looked up. Empty where groups are no groups of people.
    note : str
        What a reader should know before reading texts.
    """

    controls: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    note: str = ""
    made: type[TabledResult] = OpenResult

    def result(self, model: Mapping[str, str], answers: Sequence[Sequence[Answer]]) -> OpenResult:
        """Return the result that these continuations make; no model is needed.

        Parameters
        ----------
        model : dict
            ``name`` and ``fingerprint`` of the model that answered.
        answers : sequence of sequence of tuple of Choice
            One list a variant, with the continuations of each prompt: ``settings.n`` of them, or those of several seeds
            joined.
        """
        check_answers(self.name, self.requests(), answers)
        form, rows = cast(OpenForm, self.form), self._rows
        texts = {variant: form.texts(rows, found) for variant, found in zip(form.variants, answers, strict=True)}
        tables = {variant: form.table(rows, found) for variant, found in texts.items()}
        settings = {
            **self.parameters,
            "items": len(rows),
            "variants": list(form.variants),
            "scorers": {scorer.name: scorer.fingerprint for scorer in form.scorers},
        }
        return cast(type[OpenResult], self.made)(
            self.name,
            dict(model),
            self.card,
            settings,
            tables,
            form.gauges(),
            self.groupings,
            self.wording,
            form.method(form.variants),
            self.title,
            form,
            rows,
            texts,
            self.controls,
            self.note,
        )

    def run(self, model: Any) -> OpenResult:
        """Continue every prompt, score the texts and return the result.

        Raises
        ------
        InputError, ContextError
            As ``model.complete`` does.
        """
        return cast(OpenResult, super().run(model))

    def __repr__(self) -> str:
        form = cast(OpenForm, self.form)
        named = ", ".join(scorer.name for scorer in form.scorers)
        return f"OpenProbe({self.name!r}, {self.kind}, n={form.settings.n}, scorers=[{named}])"


def open_probe(form: OpenForm, **declared: Any) -> OpenProbe:
    """Return an open-ended probe: `OpenProbe` with the figures of its form and its settings among the parameters."""
    _check_apart(form)
    scale = declared.pop("scale", "one-sided")
    given = declared.pop("parameters")
    drawn = {name: value for name, value in plain_settings(form.settings).items() if name != "n" or "k" not in given}
    parameters = {**given, "variants": list(form.variants), **drawn}
    return OpenProbe(form=form, gauges=form.gauges(), scale=scale, parameters=parameters, **declared)


def _check_apart(form: OpenForm) -> None:
    """Raise where two ways to draw are the same: their texts would be, too, and would seem to confirm each other."""
    for one, other in combinations(form.variants, 2):
        if form.drawn_by(one) == form.drawn_by(other):
            raise InputError(f"The variants {one!r} and {other!r} draw in the same way here. Leave one out.")


def _with_people(table: "pd.DataFrame", column: Column, people: Sequence[float]) -> "pd.DataFrame":
    """Return a table with what a column would be of texts by people, and the model's minus it, each with what is apart."""
    theirs = [column.value([score]) for score in people]
    lost = [column.lost if math.isnan(value) else "" for value in theirs]
    own = table.get(f"{column.name}_apart", table["apart"])
    made: dict[str, Any] = {
        f"reference_{column.name}": theirs,
        f"reference_{column.name}_apart": lost,
        f"{column.name}_gap": table[column.name] - theirs,
        f"{column.name}_gap_apart": [one or other for one, other in zip(own, lost, strict=True)],
    }
    return table.assign(**made)


def _gap_within(gauge: Gauge) -> tuple[float, float] | None:
    """Return the ends of a difference of two figures on the same scale."""
    if gauge.within is None:
        return None
    low, high = gauge.within
    return low - high, high - low
