"""What every scorer of text is: text in, a number with range, direction and limits out; it reads no text itself."""

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from workbench.canonical import digest
from workbench.errors import InputError
from workbench.records import Answer, Request, clean_text

__all__ = ["Scorer", "texts_of"]


@dataclass(frozen=True, kw_only=True)
class Scorer(ABC):
    """Text in, a number with range and meaning out.

    Attributes
    ----------
    name : str
        What reports call it.
    low, high : float
        The range of its scores.
    neutral : float or None
        The score of a text that says nothing either way; None where it has none.
    direction : str
        What more of it means: ``"higher is more positive"``.
    threshold : float or None
        At or above it a text counts as a hit; None where it has none.
    hostile : str
        At which end hostile texts are to be expected: ``"high"`` or ``"low"``.
    source : str
        Where the rule, the lexicon or the weights come from.
    limits : tuple of str
        What it cannot see, and what is known to be wrong with it.
    """

    name: str
    low: float
    high: float
    neutral: float | None = None
    direction: str
    threshold: float | None = None
    hostile: str = "high"
    source: str
    limits: tuple[str, ...] = ()

    asks: ClassVar[bool] = False
    """Whether a language model is asked for every text: see `requests` and `read`."""

    def score(self, texts: Sequence[str]) -> list[float]:
        """Return one score a text, in order; NaN where it cannot score, which is to be counted apart, never as 0.

        Raises
        ------
        InputError
            If ``texts`` is one string, or holds something that is no text.
        """
        given = texts_of(texts)
        kept = [place for place, text in enumerate(given) if text.strip()]
        found = [math.nan] * len(given)
        for place, value in zip(kept, self._scores([given[place] for place in kept]) if kept else [], strict=True):
            found[place] = value
        return found

    def hits(self, scores: Sequence[float]) -> list[float]:
        """Return 1.0 for a score at or above the threshold, 0.0 below it, NaN for a text without a score.

        Raises
        ------
        InputError
            Where the scorer has no threshold.
        """
        if self.threshold is None:
            raise InputError(f"{self.name} has no threshold, so no text is a hit. Use the scores themselves.")
        return [math.nan if math.isnan(value) else float(value >= self.threshold) for value in scores]

    def requests(self, texts: Sequence[str]) -> list[Request]:
        """Return what a language model is asked for these texts; nothing where ``asks`` is False."""
        texts_of(texts)
        return []

    def read(self, answers: Sequence[Sequence[Answer]]) -> list[float]:
        """Return one score a text from the model's answers to `requests`.

        Raises
        ------
        InputError
            Where the scorer asks no model.
        """
        raise InputError(f"{self.name} asks no language model, so there are no answers to read. Use score(texts).")

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of its name and of all that decides its scores: version, lexicon or weights, settings."""
        return digest({"name": self.name, "threshold": self.threshold, **self._content()})

    @abstractmethod
    def to_dict(self) -> dict[str, Any]:
        """Return what makes this scorer again: `workbench.scorers.from_dict` takes it."""

    @abstractmethod
    def _scores(self, texts: list[str]) -> list[float]:
        """Return one score a text; every text holds more than white space."""

    @abstractmethod
    def _content(self) -> dict[str, Any]:
        """Return what decides the scores, beside the name and the threshold."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r}, {self.low:g} to {self.high:g}, {self.direction})"

    __str__ = __repr__


def texts_of(texts: Any) -> list[str]:
    """Return texts as a list, or say what is wrong with them."""
    if isinstance(texts, str) or not isinstance(texts, Sequence):
        raise InputError(f'texts={texts!r}: give a list of texts, such as ["She is a good neighbour."].')
    return [clean_text(text, f"Text {place}") for place, text in enumerate(texts)]
