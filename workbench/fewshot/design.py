"""What a few-shot measurement varies: shots, draws of examples, orders, wording; it asks and chooses nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import factorial
from typing import Any

from workbench.errors import InputError, unknown_name
from workbench.fewshot.choosing import STRATEGIES
from workbench.records import Data, clean_text

__all__ = ["AS_WRITTEN", "CHANGEABLE", "Arm", "Design"]

AS_WRITTEN = "as written"
CHANGEABLE = ("instruction", "input", "output", "separator", "joint")
USUAL_SHOTS = (0, 1, 2, 4, 8, 16)
ONE_DRAW = ("first", "nearest-tfidf", "nearest-hidden")


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
        if not isinstance(self.choose, str):
            object.__setattr__(self, "choose", tuple(self.choose))
        elif self.choose not in STRATEGIES:
            raise unknown_name(
                "way of choosing examples", self.choose, STRATEGIES, "Or give the items: choose=[3, 17]."
            )
        for name in ("seeds", "seed"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or value < (1 if name == "seeds" else 0):
                raise InputError(f"{name}={value!r}: give a whole number from {1 if name == 'seeds' else 0} up.")
        if self.orders != "all" and (isinstance(self.orders, (bool, str)) or int(self.orders) < 1):
            raise InputError(f'orders={self.orders!r}: give a whole number from 1 up, or "all" (at most 4 shots).')
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


def _shots(shots: Any) -> tuple[int, ...]:
    values = [shots] if isinstance(shots, int) and not isinstance(shots, bool) else shots
    if isinstance(values, (str, bytes)) or not isinstance(values, Sequence) or not values:
        raise InputError(f"shots={shots!r}: give a number of examples, or several, such as shots=[0, 1, 2, 4].")
    for value in values:
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise InputError(f"shots={shots!r}: {value!r} is no whole number from 0 up.")
    if len(set(values)) < len(values):
        raise InputError(f"shots={shots!r} names a number twice.")
    return tuple(sorted(values))


def _variants(variants: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    checked = {}
    for name, changes in variants.items():
        if name == AS_WRITTEN or not isinstance(changes, Mapping) or not changes:
            raise InputError(
                f"variants={dict(variants)!r:.120}: give names of your own with what each changes, such as "
                '{"bare": {"instruction": ""}}.'
            )
        for part, text in changes.items():
            if part not in CHANGEABLE:
                raise unknown_name(f"part of the layout in variant {name!r}", part, CHANGEABLE)
            clean_text(text, f"{part} of variant {name!r}")
        checked[str(name)] = dict(changes)
    return checked
