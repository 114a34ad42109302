"""What the rooms ask of each other's objects: a model, a probe, a result; it implements none of them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from workbench.records.answers import Completion, Piece, Score
from workbench.records.cards import Card

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Model", "Probe", "PromptInput", "Result"]


PromptInput = str | Sequence[str] | Sequence[int] | Sequence[Sequence[int]] | None


@runtime_checkable
class Model(Protocol):
    """Something that completes and scores text: three verbs and what it is."""

    @property
    def name(self) -> str: ...
    @property
    def fingerprint(self) -> str: ...
    @property
    def context_length(self) -> int: ...
    @property
    def card(self) -> Card: ...

    def complete(
        self, prompt: PromptInput = None, *, messages: Sequence[Mapping[str, str]] | None = None, **settings: Any
    ) -> Completion: ...
    def stream(
        self, prompt: PromptInput = None, *, messages: Sequence[Mapping[str, str]] | None = None, **settings: Any
    ) -> Iterator[Piece]: ...
    def score(self, items: Sequence[tuple[str, str]], *, start: str = "start") -> list[Score]: ...


class Probe(Protocol):
    """A measure of behaviour: which items, how each is asked, how answers become numbers."""

    name: str
    neutral: float | None
    scale: str

    def run(self, model: Model) -> Any: ...


class Result(Protocol):
    """What a probe's run gives."""

    def frame(self) -> "pd.DataFrame": ...
    def estimate(self, by: str | None = None) -> "pd.DataFrame": ...
    def draw(self, by: str | None = None) -> Any: ...
