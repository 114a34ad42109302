"""A task programmed by examples: what is asked, how it is laid out, what may be answered; the measuring is its probe's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from workbench.errors import ContextError, InputError, unknown_name
from workbench.fewshot.choosing import Chosen, choose
from workbench.fewshot.design import Design, usual_seeds, usual_shots
from workbench.fewshot.predicting import Prediction, predict
from workbench.fewshot.rows import Kind, Row, Rows, check_apart, read_rows
from workbench.layouts import Layout, Rendered
from workbench.records import Card, Model, Settings, card_from, clean_text

if TYPE_CHECKING:
    from workbench.fewshot.probe import FewShotProbe
    from workbench.fewshot.result import FewShotResult

__all__ = ["FewShot"]

_SHORT = {"max_tokens": 32, "temperature": 0.0, "stop": ("\n",)}


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
        Rows to choose examples from. Of a ``DatasetDict`` the split ``train``.
    labels : sequence of str, optional
        The answers of a classification.
    options : str, optional
        The column that holds each row's own list of options; the answer's column then holds the text of the right
        one, or its place from 0.
    separator, joint : str
        Between examples (a blank line), and between an input and its output (a line break).
    settings : Settings or dict, optional
        How answers are written: 32 tokens at most, the likeliest one each, up to the line's end, where left out.
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
        object.__setattr__(self, "labels", _labels(self.labels, self.options))
        given = self.settings.changed() if isinstance(self.settings, Settings) else dict(self.settings or {})
        chosen = Settings.of(**{**_SHORT, **given})
        if chosen.echo or chosen.n != 1 or chosen.best_of not in (None, 1):
            raise InputError("settings: a query has one answer, without its prompt. Leave out n, best_of and echo.")
        object.__setattr__(self, "settings", chosen)
        _ = self.pool

    @cached_property
    def kind(self) -> Kind:
        """What answers the task has: ``kind.name`` is classification, multiple choice or generation."""
        return Kind(tuple(self.labels), self.options)

    @cached_property
    def rows(self) -> Rows:
        """The examples with the card they brought."""
        if self.examples is None or (isinstance(self.examples, Sequence) and not len(self.examples)):
            return Rows(())
        return read_rows(self.examples, self.layout, self.kind, split="examples")

    @property
    def pool(self) -> tuple[Row, ...]:
        """The examples there are to choose from."""
        return self.rows.rows

    def changed(self, **changes: Any) -> "FewShot":
        """Return the same task with some arguments changed."""
        return replace(self, **changes)

    def render(self, query: Mapping[str, Any], *, shots: int | None = None) -> Rendered:
        """Return the prompt for a query with the first examples, all of them where ``shots`` is left out.

        The text is exactly what is sent; ``parts`` says which characters are instruction, example or query.

        Raises
        ------
        InputError
            For a query without a column that the input names, one that equals an example, or more shots than examples.
        """
        asked = self.layout.asked(query)
        used = self.first(shots)
        for row in used:
            if row.asked == asked:
                raise InputError(
                    f"The query equals example {row.item!r}, which gives its answer away: {asked!r:.80}. Ask something else, "
                    "or take the example out."
                )
        return self.layout.join([self.layout.block(row.values) for row in used], asked)

    def prompt(self, query: Mapping[str, Any], *, shots: int | None = None) -> str:
        """Return exactly the text that is sent for a query; see `render`."""
        return self.render(query, shots=shots).text

    def first(self, shots: int | None = None) -> tuple[Row, ...]:
        """Return the first examples, all of them where ``shots`` is left out."""
        if shots is not None and not 0 <= shots <= len(self.pool):
            raise InputError(f"{shots} shots were asked for, and there are {len(self.pool)} examples.")
        return self.pool[:shots]

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
            What is measured on; of a ``DatasetDict`` the split ``test``. No example may equal one of its rows.
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
            Rows on which the number of shots is chosen; it is reported on ``data``.
        limit : int, optional
            Use so many rows of ``data``, spread evenly; all where left out.
        model : Model, optional
            Whose hidden states choose neighbours, for ``"nearest-hidden"``.

        Raises
        ------
        InputError, DataError
            For rows or arguments that do not fit; the row is named.
        """
        from workbench.fewshot.probe import FewShotProbe

        test = _spread(read_rows(data, self.layout, self.kind, split="test"), limit)
        tuned = None if dev is None else read_rows(dev, self.layout, self.kind, split="dev")
        check_apart(self.pool, {"test": test.rows} | ({"dev": tuned.rows} if tuned else {}))
        design = Design(
            usual_shots(len(self.pool)) if shots is None else shots,  # type: ignore[arg-type]
            usual_seeds(choose) if seeds is None else seeds,
            choose if isinstance(choose, str) else tuple(choose),
            orders,
            calibrate,
            variants or {},
            seed,
        )
        if calibrate and not self.kind.labels:
            raise InputError(
                "calibrate=True needs labels that are the same for every item. For options of each item's own, the "
                "figure minus the unconditional log-probability is in result.robustness()."
            )
        return FewShotProbe(self, test, tuned, design, self._chosen(test, tuned, design, model))

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
        probe = self.probe(data, **{"model": model, **arguments})
        result = probe.run(model)
        return result if metric is None else result.with_metric(metric)

    def check_fits(self, model: Any, prompts: Mapping[int, str]) -> None:
        """Raise if the longest prompt of a number of shots exceeds a model's context; say which number still fits.

        Parameters
        ----------
        model : Model
            One that counts tokens; others check when they are asked.
        prompts : dict
            ``{shots: longest text that is sent}``.
        """
        counter = getattr(model, "count", None)
        if counter is None:
            return
        room = model.context_length - 1  # a start token may stand before the text
        if not self.kind.labels and not self.options:
            room -= self.settings.max_tokens  # type: ignore[union-attr]
        lengths = {shots: counter(text) for shots, text in sorted(prompts.items())}
        over = [shots for shots, length in lengths.items() if length > room]
        if over:
            fits = [shots for shots, length in lengths.items() if length <= room]
            if not fits:
                raise ContextError(
                    f"The prompt has {lengths[over[0]]:,} tokens with {over[0]} shots, and {model.name} reads {room:,} at "
                    "most here. Shorten the instruction or the texts."
                )
            raise ContextError(
                f"The longest prompt has {lengths[over[0]]:,} tokens with {over[0]} shots, and {model.name} reads {room:,} "
                f"at most here. {max(fits)} shots still fit: give shots up to {max(fits)}, or shorter examples."
            )

    def to_dict(self) -> dict[str, Any]:
        """Return what makes this task again: ``FewShot(**values)`` takes it. Rows of your own stand in it."""
        rows = self.rows.source or [plain_row(row, self.kind, self.layout.answer_field) for row in self.pool]
        values = {
            name: getattr(self, name) for name in ("name", "instruction", "input", "output", "separator", "joint")
        }
        values |= {"labels": list(self.labels), "options": self.options, "examples": rows}
        if not self.labels and not self.options:
            changed = self.settings.changed()  # type: ignore[union-attr]
            values["settings"] = {
                key: list(value) if isinstance(value, tuple) else value for key, value in changed.items()
            }
        if self.card is not None:
            values["card"] = card_from(self.card, name="", summary="").to_dict()
        return values

    def __repr__(self) -> str:
        return f"FewShot({self.name!r}, {self.kind.name}, examples={len(self.pool)})"

    def _chosen(self, test: Rows, dev: Rows | None, design: Design, model: Model | None) -> Chosen:
        queries = [row.asked for row in (*(dev.rows if dev else ()), *test.rows)]
        return choose(
            self.pool,
            queries,
            design.choose,
            shots=max(design.shots),
            draws=design.seeds,
            seed=design.seed,
            embed=getattr(model, "embed", None),
        )


def plain_row(row: Row, kind: Kind, answer_field: str) -> dict[str, Any]:
    """Return a row as the dict that is read again to the same row."""
    plain = {"item": row.item, "group": row.group, **row.values}
    if kind.options:
        plain[kind.options] = list(row.options)
    elif not kind.labels and len(row.answers) > 1:
        plain[answer_field] = list(row.answers)
    return plain


def _labels(labels: Any, options: str | None) -> tuple[str, ...]:
    if isinstance(labels, str) or not isinstance(labels, Sequence):
        raise InputError(f'labels={labels!r}: give a list of texts, such as ["positive", "negative"].')
    found = tuple(clean_text(label, f"Label {place}") for place, label in enumerate(labels))
    if found and options is not None:
        raise InputError("labels and options were given: labels are the same for every row, options are a row's own.")
    if len(found) == 1 or any(not label.strip() for label in found):
        raise InputError(f"labels={list(found)!r}: give two or more, none of them empty.")
    if len(set(found)) < len(found):
        raise InputError(f"labels={list(found)!r} names a label twice.")
    if options is not None and not isinstance(options, str):
        raise unknown_name("options", options, ["the name of a column that holds a list"])
    return found


def _spread(rows: Rows, limit: int | None) -> Rows:
    if limit is None:
        return rows
    if isinstance(limit, bool) or not isinstance(limit, int) or limit < 1:
        raise InputError(f"limit={limit!r}: give a whole number of rows from 1 up, or leave it out for all.")
    if limit >= len(rows):
        return rows
    places = [round(place * (len(rows) - 1) / max(limit - 1, 1)) for place in range(limit)]
    return replace(rows, rows=tuple(rows.rows[place] for place in places))
