"""A probe that is a declaration: rows, a form that asks and reads them, gauges and words; it computes no statistic."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from workbench.asking import about, asked, check_answers, cost_of
from workbench.canonical import digest
from workbench.data import data_digests
from workbench.errors import InputError
from workbench.fewshot.rows import evenly
from workbench.probes.gauges import Gauge
from workbench.probes.tabled import TabledResult
from workbench.records import Answer, Card, Cost, Measure, Model, Request
from workbench.results import Wording

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["DeclaredProbe", "Form", "check_limit", "spread"]


class Form(Protocol):
    """How rows become requests, and answers a table: what all sets of a family share."""

    @property
    def variants(self) -> tuple[str, ...]:
        """The ways in which every row is asked; the first is the primary one."""

    @property
    def samples(self) -> bool:
        """Whether answers are drawn by chance."""

    def requests(self, rows: "pd.DataFrame", variant: str) -> list[Request]:
        """Return what a model is asked about the rows, one way."""

    def read(self, rows: "pd.DataFrame", variant: str, answers: Sequence[Sequence[Answer]]) -> "pd.DataFrame":
        """Return one row an item: ``item``, ``group``, ``cluster``, ``apart`` and the columns of the gauges."""

    def method(self, variants: Sequence[str]) -> str:
        """Return how the figures come about, for a report."""


@dataclass(frozen=True)
class DeclaredProbe:
    """A measure of behaviour, declared.

    Parameters
    ----------
    name : str
        What reports call it.
    kind : str
        The function of `workbench.probes` that makes it again.
    rows : callable
        Returns the table that is asked about; called when the probe's requests are made.
    form : Form
        How rows are asked and answers read.
    gauges : tuple of Gauge
        The first is the primary figure.
    card : Card
        Of the data.
    wording : Wording
        Question, harm, limits, references.
    parameters : dict
        What makes it again, beside kind and name.
    scale : str, default "signed"
        ``"signed"``, ``"unsigned"`` or ``"one-sided"``.
    groupings : tuple of str, default ("group",)
    sets : tuple of str
        Names of the published sets whose files are used; empty where the rows are a researcher's own.
    title : str
        Of the figure; ``{model}`` stands for the model's name.
    made : type, default TabledResult
        The class of the result: one that can do more where a family needs it.
    """

    name: str
    kind: str
    rows: Callable[[], "pd.DataFrame"]
    form: Form
    gauges: tuple[Gauge, ...]
    card: Card
    wording: Wording
    parameters: Mapping[str, Any] = field(default_factory=dict)
    scale: str = "signed"
    groupings: tuple[str, ...] = ("group",)
    sets: tuple[str, ...] = ()
    title: str = "{model}"
    made: type[TabledResult] = TabledResult

    @property
    def neutral(self) -> float | None:
        """The primary figure's value that shows no preference either way."""
        return self.gauges[0].neutral

    @property
    def samples(self) -> bool:
        """Whether answers are drawn by chance, so that another seed gives other ones."""
        return self.form.samples

    @property
    def primary(self) -> tuple[Measure, ...]:
        """What a plan tests where it names nothing else: the primary figure, of the whole and by group."""
        whole = Measure(self.gauges[0].measure)
        return (whole, Measure(whole.measure, "group")) if "group" in self.groupings else (whole,)

    def requests(self) -> list[Request]:
        """Return what a model is asked, every variant after the other."""
        return [request for part in self._requests.values() for request in part]

    def result(self, model: Mapping[str, str], answers: Sequence[Sequence[Answer]]) -> TabledResult:
        """Return the result that these answers make; no model is needed.

        Parameters
        ----------
        model : dict
            ``name`` and ``fingerprint`` of the model that answered.
        answers : sequence of sequence of Score or tuple of Choice
            One list a request, in their order.
        """
        check_answers(self.name, self.requests(), answers)
        tables, at = {}, 0
        for variant, part in self._requests.items():
            tables[variant] = self.form.read(self._rows, variant, answers[at : at + len(part)])
            at += len(part)
        settings = {**self.parameters, "items": len(self._rows), "variants": list(tables)}
        told = self.groupings, self.wording, self.form.method(list(tables)), self.title
        return self.made(self.name, dict(model), self.card, settings, tables, self.gauges, *told)

    def run(self, model: Model) -> TabledResult:
        """Ask a model and return the result.

        Raises
        ------
        InputError, ContextError
            As ``model.score`` and ``model.complete`` do.
        """
        return self.result(about(model), asked(model, self.requests()))

    def cost(self, model: Any) -> Cost:
        """Return what running it will take of this model: tokens and seconds, before anything is asked."""
        return cost_of(model, self.requests())

    def to_dict(self) -> dict[str, Any]:
        """Return what makes this probe again: ``workbench.probes.from_dict`` takes it."""
        return {"kind": self.kind, "name": self.name, **self.parameters}

    def digests(self) -> dict[str, dict[str, str]]:
        """Return ``{data set: {file: SHA-256}}`` of what is asked about."""
        found = {name: data_digests(name) for name in self.sets}
        return found or {self.name: {"rows": digest(self._rows.to_dict("records"))}}

    @cached_property
    def _rows(self) -> "pd.DataFrame":
        return self.rows().reset_index(drop=True)

    @cached_property
    def _requests(self) -> dict[str, list[Request]]:
        return {variant: self.form.requests(self._rows, variant) for variant in self.form.variants}

    def __repr__(self) -> str:
        return f"DeclaredProbe({self.name!r}, {self.kind}, variants={list(self.form.variants)})"


def check_limit(limit: int | None) -> int | None:
    """Return a limit of items, or say that it is none."""
    if limit is not None and (isinstance(limit, bool) or not isinstance(limit, int) or limit < 1):
        raise InputError(f"limit={limit!r}: give a whole number of items from 1 up, or leave it out for all.")
    return limit


def spread(
    rows: "pd.DataFrame", limit: int | None, *, by: str | None = None, whole: str | None = None
) -> "pd.DataFrame":
    """Return at most so many rows, spread evenly over the table.

    Parameters
    ----------
    rows : pandas.DataFrame
    limit : int, optional
        Left out: all.
    by : str, optional
        A column: so many rows of each of its values.
    whole : str, optional
        A column whose values stay together, such as ``"family"``: whole values are taken, evenly, until the limit
        would be passed.

    Examples
    --------
    >>> import pandas as pd
    >>> spread(pd.DataFrame({"item": range(9)}), 3)["item"].tolist()
    [0, 4, 8]
    """
    if check_limit(limit) is None:
        return rows
    parts = [rows] if by is None else [part for _, part in rows.groupby(by, sort=False)]
    kept = {row for part in parts for row in _spread(part, limit or len(part), whole)}
    return rows[rows.index.isin(kept)].reset_index(drop=True)


def _spread(rows: "pd.DataFrame", limit: int, whole: str | None) -> list[Any]:
    """Return the index of at most so many rows."""
    if whole is None:
        return rows.index[evenly(len(rows), limit)].tolist()
    sizes = rows.groupby(whole, sort=False).size()
    chosen = sizes.index[evenly(len(sizes), max(1, round(limit / float(sizes.mean()))))]
    return rows.index[rows[whole].isin(set(chosen))].tolist()
