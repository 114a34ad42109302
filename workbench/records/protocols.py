"""What the rooms ask of each other's objects: a model, a probe, a result; it implements none of them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from workbench.records.answers import Completion, Piece, Score
from workbench.records.cards import Card
from workbench.records.measures import Estimate, Measure
from workbench.records.requests import Answer, Request

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


@runtime_checkable
class Probe(Protocol):
    """A measure of behaviour: what is asked, known before anything runs, and how answers become numbers.

    Attributes
    ----------
    name : str
        What reports call it.
    neutral : float or None
        The value that shows no preference either way.
    scale : str
        ``"signed"``, ``"unsigned"`` or ``"one-sided"``.
    card : Card
        Of the data.
    samples : bool
        Whether answers are drawn by chance, so that another seed gives other ones.
    primary : tuple of Measure
        What a plan tests where it names nothing else.
    groupings : tuple of str
        What ``by`` of its result takes.
    """

    @property
    def name(self) -> str: ...
    @property
    def neutral(self) -> float | None: ...
    @property
    def scale(self) -> str: ...
    @property
    def card(self) -> Card: ...
    @property
    def samples(self) -> bool: ...
    @property
    def primary(self) -> tuple[Measure, ...]: ...
    @property
    def groupings(self) -> tuple[str, ...]: ...

    def requests(self) -> list[Request]: ...
    def result(self, model: Mapping[str, str], answers: Sequence[Sequence[Answer]]) -> "Result": ...
    def run(self, model: Model) -> "Result": ...
    def to_dict(self) -> dict[str, Any]: ...
    def digests(self) -> dict[str, dict[str, str]]: ...


class Result(Protocol):
    """What a probe's run gives."""

    def frame(self) -> "pd.DataFrame": ...
    def estimates(self, by: str | None = None) -> list[Estimate]: ...
    def estimate(self, by: str | None = None) -> "pd.DataFrame": ...
    def outcomes(self, measure: str, by: str = "group") -> "pd.DataFrame": ...
    def counts(self) -> dict[str, int]: ...
    def words(self) -> dict[str, Any]: ...
    def robustness(self) -> "pd.DataFrame": ...
    def draw(self, by: str | None = None) -> Any: ...
    def verdict(self) -> str: ...
