"""Log-probabilities of words after contexts, and how a list of words becomes one number; it knows no model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from workbench.errors import InputError, unknown_name

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["RULES", "Scored", "single"]

Floats = NDArray[np.float64]

RULES = ("mass", "mean", "token", "single", "framed")
"""How the words of a list become one number, the primary one first; see `Scored.read`."""


@dataclass(frozen=True, eq=False)
class Scored:
    """What a model gave to every word, item by item.

    Attributes
    ----------
    words : tuple of str
        The columns of the arrays.
    logprobs : array, (items, words)
        Log-probability of the whole word; NaN where the model gave none.
    tokens : array, (items, words)
        How many tokens that was.
    frames : array, (items, words) or None
        The same words after the frame that names nobody.
    pooled : bool
        Whether the words of a list are the alternatives of one place, so that their probabilities add up. Else
        they are contexts of the same continuation, and their probabilities are averaged.
    """

    words: tuple[str, ...]
    logprobs: Floats
    tokens: Floats
    frames: Floats | None = None
    pooled: bool = True

    def read(self, words: Sequence[str], rule: str = "mass") -> Floats:
        """Return one number an item for a list of words: NaN where a word has none.

        ``"mass"``: the logarithm of the sum of their probabilities (of the mean, where the words are contexts).
        ``"mean"``: the mean of their log-probabilities, so that each word counts the same. ``"token"``: the mean of their
        log-probabilities a token. ``"single"``: as ``"mass"``, of the words that are one token. ``"framed"``: as
        ``"mass"``, minus the same after the frame.

        Raises
        ------
        InputError
            For a word that was not scored.
        """
        places = [self._place(word) for word in words]
        part = self.logprobs[:, places]  # (items, words of the list)
        if rule == "mean":
            return _means(part)
        if rule == "token":
            return _means(part / self.tokens[:, places])
        if rule == "single":
            ones = single(self.tokens[:, places])
            return self._mass(np.where(ones, part, -np.inf), ones.sum(axis=1))
        whole = self._mass(part, np.full(len(part), len(places)))
        if rule == "framed" and self.frames is not None:
            frames = self.frames[:, places]
            return whole - self._mass(frames, np.full(len(frames), len(places)))
        return whole

    def frame(self, items: "pd.DataFrame", groups: Mapping[str, Sequence[str]]) -> "pd.DataFrame":
        """Return one row an item and word: the item's columns, then ``list``, ``word``, ``logprob``, ``token_count``."""
        import pandas as pd

        listed = [(name, word, self._place(word)) for name, words in groups.items() for word in words]
        places = [place for *_, place in listed]
        table = items.loc[items.index.repeat(len(listed))].reset_index(drop=True)
        table["list"] = np.tile([name for name, *_ in listed], len(items))
        table["word"] = np.tile([word for _, word, _ in listed], len(items))
        table["word_logprob"] = self.logprobs[:, places].ravel()
        table["token_count"] = self.tokens[:, places].ravel().astype(int)
        if self.frames is not None:
            table["frame_logprob"] = self.frames[:, places].ravel()
        return pd.DataFrame(table)

    def _mass(self, part: Floats, counts: Any) -> Floats:
        from scipy.special import logsumexp

        with np.errstate(divide="ignore", invalid="ignore"):
            whole = logsumexp(part, axis=1) if part.shape[1] else np.full(len(part), -np.inf)
            whole = whole if self.pooled else whole - np.log(counts)
        return np.where(np.isneginf(whole) | (np.asarray(counts) == 0), np.nan, whole)

    def _place(self, word: str) -> int:
        if word not in self._places:
            raise unknown_name("word", word, self.words, "Only words that were scored can be read again.")
        return self._places[word]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {word: place for place, word in enumerate(self.words)}


def single(tokens: Floats) -> Any:
    """Return which words are one token."""
    return tokens == 1


def _means(part: Floats) -> Floats:
    if not part.shape[1]:
        raise InputError("A list of words is empty. Give at least one word.")
    return np.asarray(part.mean(axis=1))
