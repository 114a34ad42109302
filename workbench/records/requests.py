"""What a probe asks of a model, known before anything runs, and what is answered; it asks nobody."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from workbench.errors import InputError
from workbench.records.answers import Choice, Score
from workbench.records.base import Data, clean_text
from workbench.records.settings import Settings

__all__ = ["Answer", "Completing", "Request", "Scoring"]


@dataclass(frozen=True)
class Scoring(Data):
    """Continuations to be scored, each given its context.

    Attributes
    ----------
    items : tuple of (context, continuation)
        As ``model.score`` takes them; one `Score` an item answers them, in this order.
    start : str, default "start"
        What stands before the text where the context is empty.

    Raises
    ------
    InputError
        For no items, an item that is no pair, or a text that cannot be sent.

    Examples
    --------
    >>> Scoring([("The capital of France is", " Paris")]).items
    (('The capital of France is', ' Paris'),)
    """

    items: tuple[tuple[str, str], ...]
    start: str = "start"

    def __post_init__(self) -> None:
        items = _some(self.items, 'items: give pairs of texts, such as [("The capital of France is", " Paris")]')
        object.__setattr__(self, "items", tuple(_pair(item, place) for place, item in enumerate(items)))

    def __len__(self) -> int:
        return len(self.items)

    def __str__(self) -> str:
        return f"Scoring({len(self)} items, start={self.start!r})"

    __repr__ = __str__


@dataclass(frozen=True)
class Completing(Data):
    """Prompts to be continued, all with the same settings.

    Attributes
    ----------
    prompts : tuple of str
        A tuple of ``settings.n`` choices a prompt answers them, in this order.
    settings : Settings
        How to complete; its seed is part of what is asked.

    Raises
    ------
    InputError
        For no prompts, or a text that cannot be sent.

    Examples
    --------
    >>> len(Completing(["The nurse said that", "The cook said that"], Settings(n=5)))
    2
    """

    prompts: tuple[str, ...]
    settings: Settings

    def __post_init__(self) -> None:
        prompts = _some(self.prompts, 'prompts: give a list of texts, such as ["The nurse said that"]')
        checked = tuple(clean_text(text, f"Prompt {place}") for place, text in enumerate(prompts))
        object.__setattr__(self, "prompts", checked)

    def __len__(self) -> int:
        return len(self.prompts)

    def __str__(self) -> str:
        return f"Completing({len(self)} prompts, {self.settings})"

    __repr__ = __str__


Request = Scoring | Completing
"""What a probe asks of a model."""

Answer = Score | tuple[Choice, ...]
"""What answers one item: a score, or the choices of a prompt."""


def _some(values: Any, remedy: str) -> list[Any]:
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise InputError(f"{values!r} is no list of {remedy}.")
    found = list(values)
    if not found:
        raise InputError(f"There are no {remedy}.")
    return found


def _pair(item: Any, place: int) -> tuple[str, str]:
    if isinstance(item, str) or not isinstance(item, Iterable) or len(pair := tuple(item)) != 2:
        raise InputError(f"Item {place} is {item!r}: each item is a pair of texts, (context, continuation).")
    return clean_text(pair[0], f"The context of item {place}"), clean_text(pair[1], f"The continuation of item {place}")
