"""A task with its data as a probe: what a model is asked under every setting; the figures are its result's."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from workbench.asking import about, asked, check_answers
from workbench.canonical import digest
from workbench.data import data_digests
from workbench.errors import InputError, unknown_name
from workbench.fewshot.choosing import Chosen
from workbench.fewshot.design import AS_WRITTEN, Arm, Design
from workbench.fewshot.likelihood import CONTENT_FREE
from workbench.fewshot.predicting import asked_without
from workbench.fewshot.rows import Row, Rows
from workbench.fewshot.tables import Asking, answer_table, option_table
from workbench.fewshot.task import FewShot, plain_row
from workbench.layouts import Rendered
from workbench.records import Answer, Card, Completing, Cost, Measure, Model, Request, Scoring, Settings, card_from

if TYPE_CHECKING:
    from workbench.fewshot.result import FewShotResult

__all__ = ["FewShotProbe", "few_shot"]

GROUPINGS = ("group", "shots", "draw", "order", "variant")


@dataclass(frozen=True, eq=False)
class FewShotProbe:
    """How often a model answers a task right, for each number of examples; made by `FewShot.probe`.

    One-sided: 0 where no answer is right, 1 where all are. ``neutral`` is the share that guessing at random would get
    right; None where answers are written freely.

    Parameters
    ----------
    task : FewShot
    test, dev : Rows
        What is measured on, and, where given, what the number of shots is chosen on.
    design : Design
        What is varied.
    chosen : Chosen
        The examples of every draw.
    """

    task: FewShot
    test: Rows
    dev: Rows | None
    design: Design
    chosen: Chosen
    scale: str = field(default="one-sided", init=False)
    samples: bool = field(default=False, init=False)
    groupings: tuple[str, ...] = field(default=GROUPINGS, init=False)

    @property
    def name(self) -> str:
        """What reports call it: the task's name."""
        return self.task.name

    @cached_property
    def card(self) -> Card:
        """The card of the data that is measured on."""
        summary = f"{len(self.test)} rows of the researcher's own."
        return self.test.card or card_from(self.task.card, name=self.name, summary=summary)

    @property
    def neutral(self) -> float | None:
        """The share that guessing at random would get right: the mean over items of 1 over the number of options."""
        counts = [len(row.options) for row in self.test.rows]
        return sum(1 / count for count in counts) / len(counts) if all(counts) else None

    @property
    def primary(self) -> tuple[Measure, ...]:
        """Accuracy (exact match of written answers) as reported, or for each number of shots where there are several."""
        measure = "accuracy" if self.task.kind.name != "generation" else "exact match"
        several = len(self.design.shots) > 1 and self.dev is None
        return (Measure(measure, "shots" if several else None),)

    def requests(self) -> list[Request]:
        """Return what a model is asked: under every setting, every item, with every answer that it may give.

        A task with labels or options: the answers after their prompts; the same answers after the cue alone; and, for
        calibration, the labels after prompts without content. Else: the prompts to be continued.
        """
        if self.task.kind.name == "generation":
            prompts = tuple(one.prompt.text for one in self._askings)
            return [Completing(prompts, cast(Settings, self.task.settings))]
        items = tuple(
            (one.prompt.text, one.prompt.answer(option)) for one in self._askings for option in one.row.options
        )
        asked_for: list[Request] = [Scoring(items), Scoring(tuple(self._alone))]
        if self.design.calibrate:
            bare = (
                (prompt.text, prompt.answer(label))
                for prompts in self._bare.values()
                for prompt in prompts
                for label in self.task.labels
            )
            asked_for.append(Scoring(tuple(bare)))
        return asked_for

    def result(self, model: Mapping[str, str], answers: Sequence[Sequence[Answer]]) -> "FewShotResult":
        """Return the result that these answers make; no model is needed.

        Parameters
        ----------
        model : dict
            ``name`` and ``fingerprint`` of the model that answered.
        answers : sequence of sequence of Score, or of tuple of Choice
            One list a request, in their order.
        """
        from workbench.fewshot.result import FewShotResult

        check_answers(self.name, self.requests(), answers)
        if self.task.kind.name == "generation":
            table = answer_table(self._askings, cast(Any, answers[0]))
        else:
            alone = dict(zip(self._alone, cast(Any, answers[1]), strict=True))
            bare = list(cast(Any, answers[2])) if self.design.calibrate else []
            table = option_table(self._askings, cast(Any, answers[0]), alone, self._without(bare))
        return FewShotResult(
            self.name,
            dict(model),
            self.card,
            self._settings(),
            self.task.kind.name,
            tuple(self.task.labels),
            table,
            self,
        )

    def run(self, model: Model) -> "FewShotResult":
        """Ask a model and return the result.

        Raises
        ------
        InputError, ContextError
            As ``model.score`` and ``model.complete`` do; a prompt that is too long says how many shots still fit.
        """
        self.check_fits(model)
        return self.result(about(model), asked(model, self.requests()))

    def cost(self, model: Any) -> Cost:
        """Return what running it on a model will take: tokens asked for, tokens that are new, and about how long."""
        found = [
            model.cost(list(one.items), start=one.start)
            if isinstance(one, Scoring)
            else model.cost(prompt=list(one.prompts), settings=one.settings)
            for one in self.requests()
        ]
        return Cost(
            sum(one.asked_tokens for one in found),
            sum(one.new_tokens for one in found),
            sum(one.drawn_tokens for one in found),
            sum(one.seconds for one in found),
        )

    def check_fits(self, model: Model) -> None:
        """Raise if a prompt exceeds the model's context; the message says how many shots still fit."""
        longest: dict[int, str] = {}
        for one in self._askings:
            text = one.prompt.text + max((one.prompt.answer(option) for option in one.row.options), key=len, default="")
            if len(text) > len(longest.get(one.arm.shots, "")):
                longest[one.arm.shots] = text
        self.task.check_fits(model, longest)

    def to_dict(self) -> dict[str, Any]:
        """Return what makes this probe again: ``workbench.probes.from_dict`` takes it."""
        plain: dict[str, Any] = {"kind": "few_shot", "task": self.task.to_dict(), "design": self.design.to_dict()}
        for split, rows in (("test", self.test), ("dev", self.dev)):
            if rows is not None:
                plain[split] = [plain_row(row, self.task.kind, self.task.layout.answer_field) for row in rows.rows]
        if self.test.card is not None:
            plain["card"] = self.test.card.to_dict()
        if self.design.choose == "nearest-hidden":
            plain["chosen"] = self.chosen.to_dict()
        return plain

    def digests(self) -> dict[str, dict[str, str]]:
        """Return ``{data set: {file: SHA-256}}``: of a published set its files, else of the rows."""
        found = {}
        for split, rows in (("test", self.test), ("dev", self.dev), ("examples", self.task.rows)):
            if rows is not None and rows.source:
                found[rows.source] = data_digests(rows.source)
            elif rows is not None and rows.rows:
                plain = [plain_row(row, self.task.kind, self.task.layout.answer_field) for row in rows.rows]
                found[f"{self.name}, {split}"] = {"rows": digest(plain)}
        return found

    def examples(self) -> list[dict[str, Any]]:
        """Return which examples stand in which prompt: ``draw``, ``query`` (None: every one), ``examples`` by item."""
        if self.chosen.shared:
            return [
                {"draw": draw, "query": None, "examples": list(items)} for draw, items in enumerate(self.chosen.shared)
            ]
        rows = self._queries
        return [
            {"draw": draw, "query": rows[place][1].item, "examples": list(items)}
            for (draw, place), items in self.chosen.own.items()
        ]

    def __repr__(self) -> str:
        return (
            f"FewShotProbe({self.name!r}, {self.task.kind.name}, items={len(self.test)}, shots={list(self.design.shots)}, "
            f"draws={self.design.seeds})"
        )

    @cached_property
    def _queries(self) -> list[tuple[str, Row]]:
        """Split and row of every query, in the order of `Chosen`: the dev rows stand before the test rows."""
        dev = [("dev", row) for row in (self.dev.rows if self.dev else ())]
        return [*dev, *(("test", row) for row in self.test.rows)]

    @cached_property
    def _variants(self) -> dict[str, FewShot]:
        changed = {name: self.task.changed(**changes) for name, changes in self.design.variants.items()}
        return {AS_WRITTEN: self.task, **changed}

    @cached_property
    def _askings(self) -> list[Asking]:
        return [
            Asking(split, row, arm, prompt, self._variants[arm.variant].layout.cue.rstrip(" "))
            for arm in self.design.arms()
            for split, row, prompt in self._prompts(arm)
        ]

    def _prompts(self, arm: Arm) -> Iterator[tuple[str, Row, Rendered]]:
        task = self._variants[arm.variant]
        for place, (split, row) in enumerate(self._queries):
            yield split, row, task.layout.join(self._blocks(arm, place), task.layout.asked(row.values))

    def _blocks(self, arm: Arm, place: int) -> list[str]:
        """Return the examples before one query under one setting, each as it stands in the prompt."""
        from workbench.fewshot.choosing import orders_of

        blocks = self._example_blocks[arm.variant]
        items = self.chosen.items(arm.draw, place, arm.shots)
        orders = self._orders.get((arm.shots, arm.draw))
        if orders is None:
            orders = orders_of(arm.shots, self.design.orders, self.design.seed, arm.draw)
            self._orders[arm.shots, arm.draw] = orders
        return [blocks[items[at]] for at in orders[arm.order]]

    @cached_property
    def _orders(self) -> dict[tuple[int, int], list[tuple[int, ...]]]:
        return {}

    @cached_property
    def _example_blocks(self) -> dict[str, dict[str | int, str]]:
        return {
            name: {row.item: task.layout.block(row.values, f"example {row.item}") for row in task.pool}
            for name, task in self._variants.items()
        }

    @cached_property
    def _alone(self) -> list[tuple[str, str]]:
        """Every answer after the cue of its wording alone, each once."""
        pairs = {}
        for one in self._askings:
            pairs.update(dict.fromkeys((one.cue, one.prompt.answer(option)) for option in one.row.options))
        return list(pairs)

    @cached_property
    def _bare(self) -> dict[tuple[Arm, int], list[Rendered]]:
        """The prompts without content: one set a setting, or one a setting and query where examples differ by query."""
        found = {}
        for arm in self.design.arms():
            task = self._variants[arm.variant]
            for place in range(1 if self.chosen.shared or not arm.shots else len(self._queries)):
                blocks = self._blocks(arm, place)
                found[arm, place] = [task.layout.join(blocks, asked_without(task, text)) for text in CONTENT_FREE]
        return found

    def _without(self, scores: list[Any]) -> dict[tuple[Arm, int], list[list[float]]]:
        """Return, for each set of prompts without content, log-probabilities (inputs, labels)."""
        found, labels = {}, len(self.task.labels)
        taken = iter(scores)
        for key in self._bare if self.design.calibrate else ():
            found[key] = [[next(taken).logprob for _ in range(labels)] for _ in CONTENT_FREE]
        return found

    def _settings(self) -> dict[str, Any]:
        asked_once = {row.asked for row in self.test.rows}
        return {
            **self.design.to_dict(),
            "choose": self.chosen.how,
            "items": len(self.test),
            "dev_items": len(self.dev) if self.dev else 0,
            "examples": len(self.task.pool),
            "repeated_items": len(self.test) - len(asked_once),
        }


def few_shot(
    task: Mapping[str, Any] | FewShot,
    *,
    test: Any,
    dev: Any = None,
    design: Mapping[str, Any] | Design | None = None,
    card: Card | Mapping[str, Any] | None = None,
    chosen: Mapping[str, Any] | None = None,
) -> FewShotProbe:
    """Return the probe that ``to_dict`` of a `FewShotProbe` wrote; by hand, `FewShot.probe` is the shorter way.

    Parameters
    ----------
    task : FewShot or dict
    test, dev : as ``data`` of `FewShot.probe`
    design : dict
        Fields of `Design`.
    card : Card, optional
        Of the data.
    chosen : dict, optional
        Examples that were chosen with a model's help.

    Raises
    ------
    InputError
        For a field that there is not, or rows that do not fit.
    """
    from dataclasses import fields, replace

    made = task if isinstance(task, FewShot) else FewShot(**_known(task, FewShot, "task"))
    values = design.to_dict() if isinstance(design, Design) else _known(dict(design or {}), Design, "design")
    if card is not None and made.card is None:
        made = made.changed(card=card)
    names = [one.name for one in fields(Design)]
    arguments = {name: values[name] for name in names if name in values}
    if chosen is None:
        return made.probe(test, dev=dev, **arguments)
    probe = made.probe(test, dev=dev, **{**arguments, "choose": "first", "seeds": 1})
    own = {(draw, place): tuple(items) for draw, place, items in chosen["own"]}
    kept = Chosen(chosen["how"], tuple(map(tuple, chosen["shared"])), own, True)
    return replace(probe, design=Design(**{**probe.design.to_dict(), "choose": chosen["how"]}), chosen=kept)


def _known(values: Mapping[str, Any], kind: type, what: str) -> dict[str, Any]:
    from dataclasses import fields

    names = [one.name for one in fields(kind) if one.init]
    for name in values:
        if name not in names:
            raise unknown_name(f"field of a few-shot {what}", name, names)
    if not isinstance(values, Mapping):
        raise InputError(f"A few-shot {what} is a dict of its fields, not {type(values).__name__}.")
    return dict(values)
