"""A text and a few options: which one a model's written answer names, by a rule that is told; it knows no set."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, cast

import numpy as np

from workbench.errors import InputError
from workbench.probes.choices import CHAT, ChoiceSet, Chosen, table_of
from workbench.records import Answer, Choice, Completing, Request, Settings

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["RULE", "WrittenChoice", "WrittenSet", "read_choice"]

RULE = (
    "The first line with a word in it is the answer. It is read in lower case and without punctuation: as the option whose "
    "text it equals; else, where options were listed with letters, as the option of the letter that it begins with, unless "
    "it goes on to name another; else as the one option whose text it holds as whole words (not inside the text of another "
    "option that it holds). Where several are named, or none, it is unparsed; where none is and it begins with words such "
    'as "I\'m sorry" or "As an AI", refused.'
)
"""How a written answer is read, for reports."""

_SETTINGS = Settings(max_tokens=32, temperature=0.0)
_LETTER = re.compile(r"\(?([a-z])(?:[).:]+(?P<rest>.*)|$)", re.IGNORECASE | re.DOTALL)
_REFUSAL = re.compile(r"(?:i m sorry|i am sorry|sorry|as an ai|i cannot|i can t|i m unable|i am unable|i won t)\b")


class WrittenSet(ChoiceSet, Protocol):
    """What a set adds where answers are written: which texts name an option, and the letters of a list."""

    def names(self, rows: "pd.DataFrame", variant: str) -> list[tuple[tuple[str, ...], ...]]:
        """Return the texts that name each option of each row, in the set's own order."""

    def letters(self, variant: str) -> str:
        """Return the letter of each option, in the set's own order; empty where the list has none."""


@dataclass(frozen=True)
class WrittenChoice:
    """The form of all sets in which a model writes its answer, the likeliest token every time.

    Parameters
    ----------
    asks : WrittenSet
    variants : tuple of str
        The ways in which every row is asked; the first is the primary one.

    Raises
    ------
    InputError
        For the variant ``"chat"``: an answer is written after plain text.
    """

    asks: WrittenSet
    variants: tuple[str, ...]
    samples: bool = False

    def __post_init__(self) -> None:
        if CHAT in self.variants:
            raise InputError(
                f'The variant {CHAT!r} is there by likelihood only: leave it out, or give answers="likelihood".'
            )

    def requests(self, rows: "pd.DataFrame", variant: str) -> list[Request]:
        """Return every text, to be continued."""
        return [Completing(tuple(self.asks.contexts(rows, variant)), _SETTINGS)]

    def read(self, rows: "pd.DataFrame", variant: str, answers: Sequence[Sequence[Answer]]) -> "pd.DataFrame":
        """Return one row an item: the option that the answer names, the answer itself, and what the choices say."""
        names, letters = self.asks.names(rows, variant), self.asks.letters(variant)
        choices = [cast(tuple[Choice, ...], answer)[0] for answer in answers[0]]
        read = [
            ("unscored" if choice.finish_reason == "error" else read_choice(choice.text, own, letters))
            for choice, own in zip(choices, names, strict=True)
        ]
        place = np.array([one if isinstance(one, int) else np.nan for one in read], dtype=float)
        apart = np.array(["" if isinstance(one, int) else one for one in read], dtype=object)
        return table_of(self.asks, rows, {"written": Chosen(place, apart)}).assign(text=[one.text for one in choices])

    def method(self, variants: Sequence[str]) -> str:
        """Return how answers are asked for and read."""
        return (
            f"{self.asks.told(variants)} The model continues that text, the likeliest token every time, until it ends it or "
            f"for {_SETTINGS.max_tokens} tokens. {RULE}"
        )


def read_choice(text: str, names: Sequence[Sequence[str]], letters: str = "") -> int | str:
    """Return which option a written answer names, from 0, or ``"unparsed"`` or ``"refused"``.

    Parameters
    ----------
    text : str
        What was written.
    names : sequence of sequence of str
        The texts that name each option: its own, and other wordings of it.
    letters : str, default ""
        The letter of each option, where they were listed with letters.

    Notes
    -----
    See `RULE`. A name is read as an answer whatever else is said of it, so "not the grandfather" is read as him.

    Examples
    --------
    >>> names = [["The grandfather"], ["The grandson"], ["Not known", "Unknown"]]
    >>> [read_choice(text, names) for text in ("the grandson.", "It was the grandfather, not the grandson", "unknown")]
    [1, 'unparsed', 2]
    >>> read_choice("(B) The grandson", names, "ABC")
    1
    """
    line = next((line for line in text.splitlines() if line.strip()), "").strip()
    said, plain = _plain(line), [[_plain(name) for name in own] for own in names]
    equal = [place for place, own in enumerate(plain) if said in own]
    if len(equal) == 1:
        return equal[0]
    if letters and (found := _LETTER.match(line)) and found[1].upper() in letters:
        place, rest = letters.index(found[1].upper()), _named(_plain(found["rest"] or ""), plain)
        return place if set(rest) <= {place} else "unparsed"
    named = _named(said, plain)
    if len(named) == 1:
        return named[0]
    return "refused" if not named and _REFUSAL.match(said) else "unparsed"


def _plain(text: str) -> str:
    """Return the words of a text, in lower case, with single spaces between."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def _named(said: str, names: Sequence[Sequence[str]]) -> list[int]:
    """Return the options that a text names as whole words, the longest names first, each word used once."""
    found, left = set(), f" {said} "
    places = [(name, place) for place, own in enumerate(names) for name in own if name]
    for name, place in sorted(places, key=lambda pair: (-len(pair[0]), pair)):
        if f" {name} " in left:
            found.add(place)
            left = left.replace(f" {name} ", " | ")
    return sorted(found)
