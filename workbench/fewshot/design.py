"""What a few-shot measurement varies: shots, draws of examples, orders, wording; it asks and chooses nothing."""

import numbers
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import factorial
from typing import Any

from workbench.errors import InputError, unknown_name
from workbench.fewshot.choosing import ONE_DRAW, STRATEGIES
from workbench.fewshot.rows import whole
from workbench.fewshot.sources import plain
from workbench.records import Data, clean_text

__all__ = ["AS_WRITTEN", "CHANGEABLE", "Arm", "Design", "usual_seeds", "usual_shots"]

AS_WRITTEN = "as written"
CHANGEABLE = ("instruction", "input", "output", "separator", "joint")
USUAL_SHOTS = (0, 1, 2, 4, 8, 16)


@dataclass(frozen=True)
class Arm(Data):
    """One setting under which every item is asked.

    Attributes
    ----------
    shots : int
        Examples in the prompt.
    draw, order : int
        Which draw of examples, and which order of them; order 0 is as drawn.
    variant : str
        Which wording; ``"as written"`` is the task's own.
    """

    shots: int
    draw: int
    order: int
    variant: str

    def __str__(self) -> str:
        return f"{self.shots} shots, draw {self.draw}, order {self.order}, {self.variant}"


@dataclass(frozen=True)
class Design(Data):
    """What is varied, and from which seed.

    Attributes
    ----------
    shots : tuple of int
        Numbers of examples, rising.
    seeds : int
        Draws of examples; without examples there is one.
    choose : str or tuple
        How examples are chosen: one of `choosing.STRATEGIES`, or the items themselves.
    orders : int or "all"
        Orders of the same examples, from two shots up.
    calibrate : bool
        Whether content-free inputs are asked too (contextual calibration).
    variants : dict
        ``{name: {part of the layout: text}}``: other wordings beside the task's own.
    seed : int
        Of all draws.
    """

    shots: tuple[int, ...] = (0,)
    seeds: int = 1
    choose: str | tuple[str | int, ...] = "random"
    orders: int | str = 1
    calibrate: bool = False
    variants: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    seed: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "shots", _shots(self.shots))
        object.__setattr__(self, "choose", _way(self.choose))
        object.__setattr__(self, "seeds", whole("seeds", self.seeds, 1))
        object.__setattr__(self, "seed", whole("seed", self.seed, 0))
        if self.orders != "all":
            hint = 'Or give "all", for at most 4 shots.'
            object.__setattr__(self, "orders", whole("orders", self.orders, 1, hint))
        elif max(self.shots) > 4:
            raise InputError(
                f'orders="all" of {max(self.shots)} examples would be {factorial(max(self.shots)):,} prompts a query. Give '
                "shots up to 4, or a number of orders, such as orders=24."
            )
        if self.calibrate not in (True, False):
            raise InputError(f"calibrate={self.calibrate!r}: give True or False.")
        object.__setattr__(self, "calibrate", bool(self.calibrate))
        object.__setattr__(self, "variants", _variants(self.variants))

    def arms(self) -> Iterator[Arm]:
        """Return every setting, the task's own wording first, then by shots, draw and order."""
        for variant in (AS_WRITTEN, *self.variants):
            for shots in self.shots:
                for draw in range(self.seeds if shots else 1):
                    for order in range(self.order_count(shots)):
                        yield Arm(shots, draw, order, variant)

    def order_count(self, shots: int) -> int:
        """Return how many orders so many examples are asked in."""
        every = factorial(shots)
        return every if self.orders == "all" else min(int(self.orders), every)


def usual_shots(examples: int) -> tuple[int, ...]:
    """Return the usual numbers of shots that so many examples allow."""
    return tuple(shots for shots in USUAL_SHOTS if shots <= examples)


def usual_seeds(choose: Any) -> int:
    """Return how many draws are usual: five where examples are drawn, one where there is only one choice."""
    return 1 if not isinstance(choose, str) or choose in ONE_DRAW else 5


def _way(choose: Any) -> str | tuple[str | int, ...]:
    """Return the name of a way of choosing, or the items that were picked."""
    remedy = "Or give the items, such as choose=[3, 17]."
    if isinstance(choose, (str, bytes, Mapping)) or not isinstance(choose, Iterable):
        if not isinstance(choose, str) or choose not in STRATEGIES:
            raise unknown_name("way of choosing examples", choose, STRATEGIES, remedy)
        return choose
    items = tuple(plain(item) for item in choose)
    for item in items:
        if isinstance(item, bool) or not isinstance(item, (str, int)):
            raise InputError(f"choose: {item!r} is no item of an example. Give items, such as choose=[3, 17].")
    return items


def _shots(shots: Any) -> tuple[int, ...]:
    values = [shots] if isinstance(shots, numbers.Number) else shots
    given = [] if isinstance(values, (str, bytes, Mapping)) or not isinstance(values, Iterable) else list(values)
    if not given:
        raise InputError(f"shots={shots!r}: give a number of examples, or several, such as shots=[0, 1, 2, 4].")
    counts = [whole("shots", value, 0) for value in given]
    if len(set(counts)) < len(counts):
        raise InputError(f"shots={shots!r} names a number twice.")
    return tuple(sorted(counts))


def _variants(variants: Any) -> dict[str, dict[str, str]]:
    """Return the wordings by name, in the order of their names, which survives any file."""
    example = 'such as variants={"bare": {"instruction": ""}}'
    if not isinstance(variants, Mapping):
        raise InputError(
            f"variants={variants!r:.120}: give a dict of names of your own with what each changes, {example}."
        )
    checked = {}
    for name, changes in sorted(variants.items(), key=lambda pair: str(pair[0])):
        clean_text(name, "The name of a variant")
        if name == AS_WRITTEN or not name.strip():
            raise InputError(
                f"variants: {name!r} cannot be the name of one: {AS_WRITTEN!r} is the task's own wording. Give another name, "
                f"{example}."
            )
        if not isinstance(changes, Mapping) or not changes:
            raise InputError(f"Variant {name!r} is {changes!r:.80}: give what it changes, {example}.")
        for part, text in changes.items():
            if part not in CHANGEABLE:
                raise unknown_name(f"part of the layout in variant {name!r}", part, CHANGEABLE)
            clean_text(text, f"{part} of variant {name!r}")
        checked[name] = {part: changes[part] for part in CHANGEABLE if part in changes}
    return checked
