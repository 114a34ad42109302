"""A task programmed by examples: what is asked, how it is laid out, what may be answered; the measuring is its probe's."""

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from workbench.errors import InputError, unknown_name
from workbench.fewshot.answering import Kind, labels_of, notes_on, settings_of
from workbench.fewshot.design import Design, usual_seeds, usual_shots
from workbench.fewshot.fitting import check_fits
from workbench.fewshot.predicting import Prediction, predict
from workbench.fewshot.rows import Row, Rows, plain_row, read_row, read_rows, whole
from workbench.fewshot.sources import read_table
from workbench.layouts import Layout, Rendered
from workbench.records import Card, Model, Settings, card_from, clean_text

if TYPE_CHECKING:
    from workbench.fewshot.probe import FewShotProbe
    from workbench.fewshot.result import FewShotResult

__all__ = ["FewShot"]


@dataclass(frozen=True, kw_only=True, eq=False)
class FewShot:
    r"""A task that a model is shown rather than told: an instruction, a few examples, a query.

    What is answered decides how it is asked. With ``labels`` the task is classification, with ``options``
    multiple choice: the model's answer is the label or option to which it gives the highest log-probability,
    the whole text of it. With neither the model writes the answer, which is compared with the right ones.

    Parameters
    ----------
    input : str
        Template of what is given, with the names of columns in braces: ``"Review: {text}"``.
    output : str
        Template of what is wanted; it ends with the answer's column: ``"Sentiment: {label}"``.
    instruction : str, optional
        Stands first in the prompt.
    examples : Dataset, DatasetDict, DataFrame, list of dict, path or name, optional
        Rows to choose examples from: read once, and checked. Of a ``DatasetDict`` and of a published set the part
        ``train``.
    labels : sequence of str, optional
        The answers of a classification.
    options : str, optional
        The column that holds each row's own list of options; the answer's column then holds the text of the right
        one, or its place from 0.
    separator, joint : str
        Between examples (a blank line), and between an input and its output (a line break).
    settings : Settings or dict, optional
        How answers are written. What a dict leaves out is usual here: 32 tokens at most, the likeliest one each, up to
        the line's end. A ``Settings`` is taken as it is, with its own defaults (it draws at temperature 1).
    name : str, optional
        What reports call it.
    card : Card, optional
        Of the data; a published set brings its own.

    Raises
    ------
    InputError, DataError
        For a template or label that cannot be used, or a row that does not fit: it is named.

    References
    ----------
    Brown et al. (2020), Language models are few-shot learners, section 2, arXiv:2005.14165.

    Examples
    --------
    >>> import workbench as wb
    >>> task = wb.FewShot(
    ...     input="Review: {text}",
    ...     output="Sentiment: {label}",
    ...     labels=["positive", "negative"],
    ...     examples=[{"text": "A joy.", "label": "positive"}, {"text": "A bore.", "label": "negative"}],
    ... )
    >>> print(task.prompt({"text": "Great fun."}))
    Review: A joy.
    Sentiment: positive
    <BLANKLINE>
    Review: A bore.
    Sentiment: negative
    <BLANKLINE>
    Review: Great fun.
    Sentiment:
    >>> result = task.evaluate(wb.open_model("fake"), [{"text": "Fine.", "label": "positive"}], shots=[0, 2], seeds=1)
    >>> result.counts()["items"]
    1
    """

    input: str
    output: str
    instruction: str = ""
    examples: Any = ()
    labels: Sequence[str] = ()
    options: str | None = None
    separator: str = "\n\n"
    joint: str = "\n"
    settings: Settings | Mapping[str, Any] | None = None
    name: str = "few-shot"
    card: Card | Mapping[str, Any] | None = None
    layout: Layout = field(init=False, repr=False)

    def __post_init__(self) -> None:
        layout = Layout(self.input, self.output, self.instruction, self.separator, self.joint)
        object.__setattr__(self, "layout", layout)
        if not clean_text(self.name, "name").strip():
            raise InputError(f"name={self.name!r} is empty. Give a name for reports, or leave it out.")
        object.__setattr__(self, "labels", labels_of(self.labels, self.options))
        if self.options == layout.answer_field:
            raise InputError(
                f"options={self.options!r} is the answer's column. Name the column that holds each row's list of options."
            )
        object.__setattr__(self, "settings", settings_of(self.settings, self.separator))
        if not (self.examples is None or (isinstance(self.examples, Sequence) and not len(self.examples))):
            object.__setattr__(self, "examples", read_table(self.examples, "examples"))
        _ = self.pool

    @cached_property
    def kind(self) -> Kind:
        """What answers the task has: ``kind.name`` is classification, multiple choice or generation."""
        return Kind(tuple(self.labels), self.options)

    @cached_property
    def rows(self) -> Rows:
        """The examples with the card they brought."""
        return read_rows(self.examples, self.layout, self.kind, split="examples") if self.examples else Rows(())

    @property
    def pool(self) -> tuple[Row, ...]:
        """The examples there are to choose from."""
        return self.rows.rows

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of figures should know of this task, in whole sentences; mostly nothing."""
        return notes_on(tuple(self.labels))

    def changed(self, **changes: Any) -> "FewShot":
        """Return the same task with some arguments changed.

        Raises
        ------
        InputError
            As for a new task; also for an argument that there is not.
        """
        names = [one.name for one in fields(self) if one.init]
        for name in changes:
            if name not in names:
                raise unknown_name("argument of a few-shot task", name, names)
        if "settings" not in changes and self.settings == settings_of(None, self.separator):
            changes["settings"] = None  # the usual ones of the new separator
        return replace(self, **changes)

    def render(self, query: Mapping[str, Any], *, shots: int | None = None) -> Rendered:
        """Return the prompt for a query with the first examples, all of them where ``shots`` is left out.

        The text is exactly what is sent; ``parts`` says which characters are instruction, example or query.

        Raises
        ------
        InputError
            For a query without a column that the input names, one that equals an example, or more shots than examples.
        """
        row = read_row(query, "the query", self.layout, self.kind, answered=False)
        return self.layout.join(self.blocks(row, shots), row.asked)

    def prompt(self, query: Mapping[str, Any], *, shots: int | None = None) -> str:
        """Return exactly the text that is sent for a query; see `render`."""
        return self.render(query, shots=shots).text

    def first(self, shots: int | None = None) -> tuple[Row, ...]:
        """Return the first examples, all of them where ``shots`` is left out.

        Raises
        ------
        InputError
            For more shots than there are examples.
        """
        if shots is None:
            return self.pool
        if (count := whole("shots", shots, 0)) > len(self.pool):
            raise InputError(
                f"{count} shots were asked for, and there are {len(self.pool)} examples. Give at most {len(self.pool)}."
            )
        return self.pool[:count]

    def blocks(self, query: Row, shots: int | None = None) -> list[str]:
        """Return the first examples as they stand before a query, all of them where ``shots`` is left out.

        Raises
        ------
        InputError
            For more shots than there are examples, or an example that equals the query.
        """
        used, marks = self.first(shots), set(query.marks())
        for row in used:
            if not marks.isdisjoint(row.marks()):
                raise InputError(
                    f"The query equals example {row.item!r}, which gives its answer away: {query.asked!r:.80}. Ask something "
                    "else, or take the example out."
                )
        return [self.layout.block(row.values, f"example {row.item}") for row in used]

    def predict(
        self, model: Model, query: Mapping[str, Any], *, shots: int | None = None, calibrate: bool = False
    ) -> Prediction:
        """Return a model's answer to one query: each label's probability, or the text that it writes.

        Parameters
        ----------
        model : Model
        query : dict
            The columns that the input names; with ``options`` also that column.
        shots : int, optional
            The first so many examples; all where left out.
        calibrate : bool, default False
            Whether the content-free inputs are asked too, for probabilities by contextual calibration
            (classification).

        Raises
        ------
        InputError, ContextError
            For a query that cannot be asked; a prompt that is too long says how many shots still fit.
        """
        return predict(self, model, query, shots=shots, calibrate=calibrate)

    def probe(
        self,
        data: Any,
        *,
        shots: int | Sequence[int] | None = None,
        seeds: int | None = None,
        choose: str | Sequence[str | int] = "random",
        orders: int | str = 1,
        calibrate: bool = False,
        variants: Mapping[str, Mapping[str, str]] | None = None,
        seed: int = 0,
        dev: Any = None,
        limit: int | None = None,
        model: Model | None = None,
    ) -> "FewShotProbe":
        """Return the task with its data as a probe: what a study runs, compares and reports.

        Parameters
        ----------
        data : Dataset, DatasetDict, DataFrame, list of dict, path or name
            What is measured on; of a ``DatasetDict`` and of a published set the part ``test``. No example may equal one of
            its rows.
        shots : int or sequence of int, optional
            Numbers of examples; 0, 1, 2, 4, 8 and 16, as far as there are examples, where left out.
        seeds : int, optional
            How often examples are drawn: five times where left out, once for ways that have one choice only.
        choose : str or sequence of items, default "random"
            ``"first"``, ``"random"``, ``"random-per-item"``, ``"balanced"``, ``"nearest-tfidf"``,
            ``"nearest-hidden"``, or the items of the examples in the order wanted.
        orders : int or "all", default 1
            In how many orders the same examples are asked; ``"all"`` for at most four.
        calibrate : bool, default False
            Contextual calibration beside the plain answers (classification).
        variants : dict, optional
            Other wordings: ``{"bare": {"instruction": ""}}``.
        seed : int, default 0
            Of all draws; the same seed gives the same examples on every machine.
        dev : as data, optional
            Rows on which the number of shots is chosen; it is reported on ``data``. Of a ``DatasetDict`` and of a
            published set the part ``validation``.
        limit : int, optional
            Use so many rows of ``data``, spread evenly, labels in the same shares; all where left out.
        model : Model, optional
            Whose hidden states choose neighbours, for ``"nearest-hidden"``.

        Raises
        ------
        InputError, DataError
            For rows or arguments that do not fit; the row is named.
        """
        from workbench.fewshot.making import probe_of

        design = Design(
            usual_shots(len(self.pool)) if shots is None else shots,  # type: ignore[arg-type]
            usual_seeds(choose) if seeds is None else seeds,
            choose,  # type: ignore[arg-type]
            orders,
            calibrate,
            variants or {},
            seed,
        )
        return probe_of(self, data, design, dev=dev, limit=limit, model=model)

    def evaluate(self, model: Model, data: Any, *, metric: Any = None, **arguments: Any) -> "FewShotResult":
        """Ask a model every item under every setting and return the result: ``task.probe(data, ...).run(model)``.

        Parameters
        ----------
        model : Model
        data : as `probe`
        metric : evaluate.Metric, folder or name, optional
            A measure of your own in the form (predictions, references), shown beside the others.
        **arguments
            As `probe`: shots, seeds, choose, orders, calibrate, variants, seed, dev, limit.

        Returns
        -------
        FewShotResult
            ``frame()``, ``estimate(by=...)``, ``draw()``.

        Raises
        ------
        InputError, DataError, ContextError
            For rows that do not fit; a prompt that is too long says how many shots still fit.
        """
        known = [name for name in inspect.signature(self.probe).parameters if name != "data"]
        for name in arguments:
            if name not in known:
                raise unknown_name("argument of evaluate", name, [*known, "metric"])
        probe = self.probe(data, **{"model": model, **arguments})
        result = probe.run(model)
        return result if metric is None else result.with_metric(metric)

    def check_fits(self, model: Any, prompts: Mapping[int, str]) -> None:
        """Raise if a text exceeds a model's context; say how many shots still fit.

        Parameters
        ----------
        model : Model
            One that counts tokens; others check when they are asked.
        prompts : dict
            ``{shots: longest text that is sent}``.

        Raises
        ------
        ContextError
        """
        written = self.settings.max_tokens if self.kind.name == "generation" else 0  # type: ignore[union-attr]
        check_fits(model, prompts, written=written)

    def to_dict(self) -> dict[str, Any]:
        """Return what makes this task again: ``FewShot(**values)`` takes it.

        Rows of your own stand in it; of a published set only its name.
        """
        rows = self.rows.source or [plain_row(row, self.kind, self.layout.answer_field) for row in self.pool]
        names = ("name", "instruction", "input", "output", "separator", "joint")
        values = {name: getattr(self, name) for name in names}
        values |= {"labels": list(self.labels), "options": self.options, "examples": rows}
        if self.kind.name == "generation":
            usual, chosen = settings_of(None, self.separator).to_dict(), self.settings.to_dict()  # type: ignore[union-attr]
            values["settings"] = {
                name: list(value) if isinstance(value, tuple) else value
                for name, value in chosen.items()
                if value != usual[name]
            }
        if self.card is not None:
            values["card"] = card_from(self.card, name="", summary="").to_dict()
        return values

    def __repr__(self) -> str:
        return f"FewShot({self.name!r}, {self.kind.name}, examples={len(self.pool)})"
