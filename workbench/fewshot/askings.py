"""Every prompt of a probe, under every setting, in the order in which it is asked; it asks no model."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from workbench.errors import InputError
from workbench.fewshot.choosing import Chosen, orders_of
from workbench.fewshot.design import AS_WRITTEN, Arm, Design
from workbench.fewshot.likelihood import CONTENT_FREE
from workbench.fewshot.predicting import asked_without
from workbench.fewshot.rows import Row, Rows
from workbench.fewshot.tables import Asking
from workbench.fewshot.task import FewShot
from workbench.layouts import Rendered

__all__ = ["Askings"]


@dataclass(frozen=True, eq=False)
class Askings:
    """The prompts of a task over its data.

    Parameters
    ----------
    task : FewShot
    test, dev : Rows
    design : Design
    chosen : Chosen
        Its places count the dev rows first, then the test rows.

    Raises
    ------
    InputError
        For a variant that asks for another answer or another column than the task, or under which an example equals a query.
    """

    task: FewShot
    test: Rows
    dev: Rows | None
    design: Design
    chosen: Chosen

    def __post_init__(self) -> None:
        for name, task in self.variants.items():
            if name != AS_WRITTEN:
                self._check(name, task)

    @cached_property
    def queries(self) -> list[tuple[str, Row]]:
        """Split and row of every query, in the order of `Chosen`."""
        dev = [("dev", row) for row in (self.dev.rows if self.dev else ())]
        return [*dev, *(("test", row) for row in self.test.rows)]

    @cached_property
    def variants(self) -> dict[str, FewShot]:
        """The task in every wording, its own first; the others hold no examples, the task's own are laid out anew."""
        wordings = self.design.variants.items()
        changed = {name: self.task.changed(examples=(), **changes) for name, changes in wordings}
        return {AS_WRITTEN: self.task, **changed}

    @cached_property
    def all(self) -> list[Asking]:
        """Every query under every setting."""
        return [
            Asking(split, row, arm, prompt, self.variants[arm.variant].layout.cue.rstrip(" "))
            for arm in self.design.arms()
            for (split, row), prompt in zip(self.queries, self._prompts(arm), strict=True)
        ]

    @cached_property
    def alone(self) -> list[tuple[str, str]]:
        """Every answer after the cue of its wording alone, each once."""
        pairs: dict[tuple[str, str], None] = {}
        for one in self.all:
            pairs.update(dict.fromkeys((one.cue, one.prompt.answer(option)) for option in one.row.options))
        return list(pairs)

    @cached_property
    def bare(self) -> dict[tuple[Arm, int], list[Rendered]]:
        """The prompts without content: one set a setting, or one a setting and query where examples differ by query."""
        found = {}
        for arm in self.design.arms() if self.design.calibrate else ():
            task = self.variants[arm.variant]
            for place in range(len(self.queries) if arm.shots and self.chosen.own else 1):
                blocks = self._blocks(arm, place)
                found[arm, place] = [task.layout.join(blocks, asked_without(task, text)) for text in CONTENT_FREE]
        return found

    def longest(self, count: int = 3) -> list[dict[int, str]]:
        """Return the longest texts that are sent, each ``{shots: the same with fewer examples}``."""
        sized = sorted(enumerate(self.all), key=lambda pair: -_length(pair[1]))[:count]
        return [self._shortened(one, place % len(self.queries)) for place, one in sized]

    def _shortened(self, one: Asking, place: int) -> dict[int, str]:
        blocks, layout = self._blocks(one.arm, place), self.variants[one.arm.variant].layout
        answer = max((one.prompt.answer(option) for option in one.row.options), key=len, default="")
        asked = layout.asked(one.row.values)
        return {used: layout.join(blocks[:used], asked).text + answer for used in range(len(blocks) + 1)}

    def _prompts(self, arm: Arm) -> Iterator[Rendered]:
        layout, own = self.variants[arm.variant].layout, self._asked[arm.variant]
        shared = self._blocks(arm, 0) if self.chosen.shared or not arm.shots else None
        for place, asked in enumerate(own):
            yield layout.join(self._blocks(arm, place) if shared is None else shared, asked)

    def _blocks(self, arm: Arm, place: int) -> list[str]:
        """Return the examples before one query under one setting, each as it stands in the prompt."""
        items = self.chosen.items(arm.draw, place, arm.shots) if arm.shots else ()
        blocks = self._example_blocks[arm.variant]
        return [blocks[items[at]] for at in self._orders(arm)]

    def _orders(self, arm: Arm) -> Sequence[int]:
        key = (arm.shots, arm.draw)
        if key not in self._known_orders:
            self._known_orders[key] = orders_of(arm.shots, self.design.orders, self.design.seed, arm.draw)
        return self._known_orders[key][arm.order]

    @cached_property
    def _known_orders(self) -> dict[tuple[int, int], list[tuple[int, ...]]]:
        return {}

    @cached_property
    def _asked(self) -> dict[str, list[str]]:
        """The queries' inputs in every wording."""
        return {
            name: [task.layout.asked(row.values, f"item {row.item}") for _, row in self.queries]
            for name, task in self.variants.items()
        }

    @cached_property
    def _example_blocks(self) -> dict[str, dict[str | int, str]]:
        return {
            name: {row.item: task.layout.block(row.values, f"example {row.item}") for row in self.task.pool}
            for name, task in self.variants.items()
        }

    def _check(self, name: str, task: FewShot) -> None:
        if task.layout.answer_field != self.task.layout.answer_field:
            raise InputError(
                f"Variant {name!r} asks for {task.layout.answer_field!r}, and the task for {self.task.layout.answer_field!r}. "
                "A variant is another wording of the same question; make another task of another question."
            )
        others = [field for field in task.layout.input_fields if field not in self.task.layout.input_fields]
        if others:
            raise InputError(
                f"Variant {name!r} names column {others[0]!r}, which the task's input does not. It may use: "
                f"{', '.join(self.task.layout.input_fields)}. A variant is another wording; make another task of other columns."
            )
        given = {mark: row.item for row in self.task.pool for mark in row.marks(task.layout.asked(row.values))}
        for (split, row), asked in zip(self.queries, self._asked[name], strict=True):
            if found := [given[mark] for mark in row.marks(asked) if mark in given]:
                raise InputError(
                    f"In variant {name!r}, example {found[0]!r} equals item {row.item!r} of the {split} rows: {asked!r:.80}. "
                    "The example gives its answer away. Keep in the variant what tells them apart."
                )


def _length(one: Asking) -> int:
    return len(one.prompt.text) + max(map(len, one.row.options), default=0)


def without_content(
    bare: Mapping[tuple[Arm, int], Sequence[Rendered]], scores: Sequence[Any], labels: int
) -> dict[tuple[Arm, int], list[list[float]]]:
    """Return, for each set of prompts without content, log-probabilities (inputs, labels) from scores in their order."""
    taken = iter(scores)
    return {key: [[next(taken).logprob for _ in range(labels)] for _ in prompts] for key, prompts in bare.items()}
