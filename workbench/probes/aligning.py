"""Scored texts set beside each other token by token: what they share, what is changed, by how much; it asks no model."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.errors import InputError
from workbench.records import Score
from workbench.scoring import shared_places

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Place", "ScoredTexts", "Text", "aligned"]


@dataclass(frozen=True)
class Text:
    """A text that is scored, and what it is.

    Attributes
    ----------
    label : str
        What it is, such as "more stereotyping".
    context : str
        What stands before it and is not scored; may be empty.
    text : str
        What is scored.
    """

    label: str
    context: str
    text: str


@dataclass(frozen=True)
class Place:
    """One column of two texts that are set one above the other.

    Attributes
    ----------
    first, second : str or None
        The token of each; None where one has none here.
    first_logprob, second_logprob : float or None
        Natural logarithm, each given what stands before it in its own text.
    shared : bool
        Whether it is the same token of both texts.
    """

    first: str | None
    second: str | None
    first_logprob: float | None
    second_logprob: float | None
    shared: bool

    @property
    def difference(self) -> float | None:
        """The first's log-probability minus the second's; None where the token is not in both."""
        if not self.shared or self.first_logprob is None or self.second_logprob is None:
            return None
        return self.first_logprob - self.second_logprob


def aligned(first: Score, second: Score) -> tuple[Place, ...]:
    """Return two texts token by token: shared tokens above each other, changed ones side by side between them.

    Which tokens are shared is found as `workbench.scoring.shared_places` does.

    Examples
    --------
    >>> one = Score(-3.0, ("He", " ran"), (-1.0, -2.0), False, "He ran")
    >>> other = Score(-2.5, ("She", " ran"), (-1.5, -1.0), False, "She ran")
    >>> [(place.first, place.second, place.difference) for place in aligned(one, other)]
    [('He', 'She', None), (' ran', ' ran', -1.0)]
    """
    shared, lengths = shared_places(first.tokens, second.tokens), (len(first.tokens), len(second.tokens))
    ends = ([*own, length] for own, length in zip(shared, lengths, strict=True))
    places: list[Place] = []
    at = [0, 0]
    for one, other in zip(*ends, strict=True):
        places += _between(first, second, range(at[0], one), range(at[1], other))
        if one < len(first.tokens):
            places.append(_place(first, second, one, other, shared=True))
        at = [one + 1, other + 1]
    return tuple(places)


@dataclass(frozen=True)
class ScoredTexts:
    """Texts with their scores.

    Attributes
    ----------
    texts : tuple of Text
    scores : tuple of Score
        One a text.
    """

    texts: tuple[Text, ...]
    scores: tuple[Score, ...]

    def frame(self) -> "pd.DataFrame":
        """Return one row a text: ``label``, ``text``, ``logprob`` (sum), ``mean_logprob`` (per token), ``token_count``."""
        import pandas as pd

        rows = [
            (text.label, score.text, score.logprob, score.logprob / len(score.tokens), len(score.tokens))
            for text, score in zip(self.texts, self.scores, strict=True)
        ]
        return pd.DataFrame(rows, columns=["label", "text", "logprob", "mean_logprob", "token_count"])

    def places(self, first: int = 0, second: int = 1) -> tuple[Place, ...]:
        """Return two of the texts token by token.

        Raises
        ------
        InputError
            For a text that is not there.
        """
        for place in (first, second):
            if not 0 <= place < len(self.scores):
                raise InputError(f"There is no text {place}: there are {len(self.scores)}, counted from 0.")
        return aligned(self.scores[first], self.scores[second])

    def tokens(self, first: int = 0, second: int = 1) -> "pd.DataFrame":
        """Return two of the texts as a table: ``first``, ``second``, their log-probabilities, ``difference``, ``shared``."""
        import pandas as pd

        rows = [(*_four(place), place.difference, place.shared) for place in self.places(first, second)]
        names = ["first", "second", "first_logprob", "second_logprob", "difference", "shared"]
        return pd.DataFrame(rows, columns=names).astype(dict.fromkeys(names[2:5], float))

    def split(self, first: int = 0, second: int = 1) -> dict[str, float]:
        """Return the difference of two texts' log-probabilities in two parts that add up to it.

        Returns
        -------
        dict
            ``total``: the first's minus the second's. ``changed``: of the tokens that only one of them has. ``rest``: of
            the tokens they share; before the first change it is 0, so it is what the change does to what follows.
        """
        found = self.places(first, second)
        changed = sum(
            (place.first_logprob or 0.0) - (place.second_logprob or 0.0) for place in found if not place.shared
        )
        rest = sum(place.difference or 0.0 for place in found)
        return {"total": self.scores[first].logprob - self.scores[second].logprob, "changed": changed, "rest": rest}


def _four(place: Place) -> tuple[str | None, str | None, float | None, float | None]:
    return place.first, place.second, place.first_logprob, place.second_logprob


def _between(first: Score, second: Score, own: Sequence[int], other: Sequence[int]) -> list[Place]:
    """Return tokens that are in one text only, side by side as far as they go."""
    longest = max(len(own), len(other))
    padded = [[*part, *[None] * (longest - len(part))] for part in (own, other)]
    return [_place(first, second, one, two, shared=False) for one, two in zip(*padded, strict=True)]


def _place(first: Score, second: Score, one: int | None, other: int | None, *, shared: bool) -> Place:
    return Place(
        None if one is None else first.tokens[one],
        None if other is None else second.tokens[other],
        None if one is None else first.token_logprobs[one],
        None if other is None else second.token_logprobs[other],
        shared,
    )
