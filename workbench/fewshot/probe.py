"""A task with its data as a probe: what a model is asked under every setting; the figures are its result's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, groupby
from typing import TYPE_CHECKING, Any, cast

from workbench.asking import about, asked, check_answers, cost_of
from workbench.canonical import digest
from workbench.data import data_digests
from workbench.fewshot.askings import Askings, without_content
from workbench.fewshot.choosing import Chosen
from workbench.fewshot.design import Design
from workbench.fewshot.rows import Rows, plain_row
from workbench.fewshot.tables import answer_table, option_table
from workbench.fewshot.task import FewShot
from workbench.records import Answer, Card, Completing, Cost, Measure, Model, Request, Scoring, Settings, card_from

if TYPE_CHECKING:
    from workbench.fewshot.result import FewShotResult

__all__ = ["FewShotProbe"]

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
    groupings: tuple[str, ...] = field(default=GROUPINGS, init=False)
    askings: Askings = field(init=False, repr=False)

    def __post_init__(self) -> None:
        askings = Askings(self.task, self.test, self.dev, self.design, self.chosen)
        object.__setattr__(self, "askings", askings)

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
    def samples(self) -> bool:
        """Whether answers are drawn by chance: written ones at a temperature above 0."""
        return self.task.kind.name == "generation" and cast(Settings, self.task.settings).temperature > 0

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
        calibration, the labels after prompts without content. Else, for each wording, the prompts to be continued.
        """
        return list(self._requests)

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
            table = answer_table(self.askings.all, cast(Any, list(chain(*answers))))
        else:
            alone = dict(zip(self.askings.alone, cast(Any, answers[1]), strict=True))
            bare = answers[2] if self.design.calibrate else ()
            without = without_content(self.askings.bare, bare, len(self.task.labels))
            table = option_table(self.askings.all, cast(Any, answers[0]), alone, without)
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
        return cost_of(model, self.requests())

    def check_fits(self, model: Model) -> None:
        """Raise if a prompt exceeds the model's context; the message says how many shots still fit.

        Raises
        ------
        ContextError
        """
        for prompts in self.askings.longest():
            self.task.check_fits(model, prompts)

    def to_dict(self) -> dict[str, Any]:
        """Return what makes this probe again: ``workbench.probes.from_dict`` takes it.

        Rows of your own stand in it; of a published set its name, and how many of its rows.
        """
        values: dict[str, Any] = {"kind": "few_shot", "name": self.name, "task": self.task.to_dict()}
        values["design"] = self.design.to_dict()
        for split, rows in (("test", self.test), ("dev", self.dev)):
            if rows is not None:
                values[split] = rows.source or self._plain(rows)
        if self.test.limit is not None and self.test.source:
            values["limit"] = self.test.limit
        if self.design.choose == "nearest-hidden":
            values["chosen"] = self.chosen.to_dict()
        return values

    def digests(self) -> dict[str, dict[str, str]]:
        """Return ``{data set: {file: SHA-256}}``: of a published set its files, else of the rows."""
        found = {}
        for split, rows in (("test", self.test), ("dev", self.dev), ("examples", self.task.rows)):
            if rows is not None and rows.source:
                found[rows.source] = data_digests(rows.source)
            elif rows is not None and rows.rows:
                found[f"{self.name}, {split}"] = {"rows": digest(self._plain(rows))}
        return found

    def examples(self) -> list[dict[str, Any]]:
        """Return which examples stand in which prompt: ``draw``, ``query`` (None: every one), ``examples`` by item."""
        if self.chosen.shared:
            return [
                {"draw": draw, "query": None, "examples": list(items)} for draw, items in enumerate(self.chosen.shared)
            ]
        queries = self.askings.queries
        return [
            {"draw": draw, "query": queries[place][1].item, "examples": list(items)}
            for (draw, place), items in self.chosen.own.items()
        ]

    def __repr__(self) -> str:
        return (
            f"FewShotProbe({self.name!r}, {self.task.kind.name}, items={len(self.test)}, shots={list(self.design.shots)}, "
            f"draws={self.design.seeds})"
        )

    @cached_property
    def _requests(self) -> list[Request]:
        askings = self.askings
        if self.task.kind.name == "generation":
            wordings = groupby(askings.all, key=lambda one: one.arm.variant)
            return [
                Completing(tuple(one.prompt.text for one in own), cast(Settings, askings.variants[name].settings))
                for name, own in wordings
            ]
        items = ((one.prompt.text, one.prompt.answer(option)) for one in askings.all for option in one.row.options)
        found: list[Request] = [Scoring(tuple(items)), Scoring(tuple(askings.alone))]
        if self.design.calibrate:
            prompts = chain(*askings.bare.values())
            bare = ((prompt.text, prompt.answer(label)) for prompt in prompts for label in self.task.labels)
            found.append(Scoring(tuple(bare)))
        return found

    def _plain(self, rows: Rows) -> list[dict[str, Any]]:
        return [plain_row(row, self.task.kind, self.task.layout.answer_field) for row in rows.rows]

    def _settings(self) -> dict[str, Any]:
        asked_once = {row.question for row in self.test.rows}
        return {
            **self.design.to_dict(),
            "choose": self.chosen.how,
            "items": len(self.test),
            "dev_items": len(self.dev) if self.dev else 0,
            "examples": len(self.task.pool),
            "repeated_items": len(self.test) - len(asked_once),
            "notes": list(self.task.notes),
        }
