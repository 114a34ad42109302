"""How a model is run on this machine, and what a piece of work will take; it runs and times nothing."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from workbench.markup import element
from workbench.records.base import Data

__all__ = ["Cost", "Execution", "Precision"]


Precision = Literal["exact", "fast"]


@dataclass(frozen=True)
class Execution(Data):
    """How a model is run here: what decides the last digits of its numbers, beside the model itself.

    Attributes
    ----------
    level : str
        ``"tree"`` (what texts share is run once, wherever they branch), ``"prefix"`` (one shared
        beginning is run once) or ``"plain"`` (one text at a time): the highest that was found
        right for this model by comparing it with the plain one.
    precision : str
        ``"exact"`` (32 bits) or ``"fast"`` (products in bfloat16, the rest in 32 bits).
    layers : str
        ``"fused"`` (this project's forward pass for Llama-like models) or ``"transformers"``.
    device : str
        ``"cpu"``, ``"cuda"``, or ``"none"`` for a model without weights.
    packed : bool
        Whether weights are laid out for this CPU's own kernels, which moves last digits.
    batch_tokens, slots : int
        Most tokens run together when scoring, and most rows side by side when completing. Only
        memory that is too small changes them: it halves the first, and what was being scored
        begins again, so that its numbers are those of any run at the batch size recorded here.
    """

    level: Literal["tree", "prefix", "plain"]
    precision: Precision = "exact"
    layers: str = "transformers"
    device: str = "cpu"
    packed: bool = False
    batch_tokens: int = 1024
    slots: int = 64

    def __str__(self) -> str:
        return f"{self.level}, {self.precision}, {self.layers} layers on {self.device}"


@dataclass(frozen=True)
class Cost(Data):
    """What a piece of work will take, before it is done.

    Attributes
    ----------
    asked_tokens : int
        Tokens to read if every text, and every candidate's prompt, were run by itself.
    new_tokens : int
        Tokens that are run: what texts share counts once.
    drawn_tokens : int
        Tokens to write, at most.
    seconds : float
        About how long on this machine, by a short timing of it when idle.
    """

    asked_tokens: int
    new_tokens: int
    drawn_tokens: int
    seconds: float

    @classmethod
    def total(cls, costs: Iterable["Cost"]) -> "Cost":
        """Return what several pieces of work take together; of none, nothing.

        Examples
        --------
        >>> Cost.total([Cost(5, 3, 0, 0.5), Cost(1, 1, 2, 0.25)]).new_tokens
        4
        """
        found = list(costs)
        return cls(
            sum(one.asked_tokens for one in found),
            sum(one.new_tokens for one in found),
            sum(one.drawn_tokens for one in found),
            sum((one.seconds for one in found), 0.0),
        )

    @property
    def shared_tokens(self) -> int:
        """Tokens that need not be run, since another text has them too."""
        return self.asked_tokens - self.new_tokens

    def __str__(self) -> str:
        return f"{self._counts()}; about {_duration(self.seconds)} here"

    def __repr__(self) -> str:
        return f"Cost({self._counts()})"

    def _repr_html_(self) -> str:
        share = 100 * self.new_tokens / max(self.asked_tokens, 1)
        run = element("div", style=f"width:{share:.1f}%;height:100%;background:currentColor")
        bar = element(
            "div",
            run,
            style="width:100%;max-width:32em;height:0.8em;border:1px solid currentColor;margin:0.3em 0",
            role="img",
            aria_label=f"{share:.0f} % of the tokens asked for are run",
        )
        return str(element("div", element("div", str(self)), bar, class_="wb-cost"))

    def _counts(self) -> str:
        drawn = f", at most {self.drawn_tokens:,} to write" if self.drawn_tokens else ""
        return (
            f"{self.asked_tokens:,} tokens to read, of which {self.shared_tokens:,} are shared and "
            f"{self.new_tokens:,} are run{drawn}"
        )


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, math.ceil(seconds))} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
