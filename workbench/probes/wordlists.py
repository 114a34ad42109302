"""Two lists of words, and which of them a text mentions first; it knows strings only."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from workbench.errors import InputError
from workbench.records import Choice, clean_text

__all__ = ["READINGS", "RULES", "WordLists", "word_lists"]

RULES = {
    "first": "first mention",
    "sentence": "first mention in the first sentence",
    "next": "very next word",
    "uncut": "first mention, a last word that may be cut apart",
    "most": "more mentions",
}
"""How a continuation is read: the name used in code, and in words. The first is the primary one."""

READINGS = ("first", "second", "neither", "tie", "error")
"""What a continuation can be read as."""

_SENTENCE_END = re.compile(r"[.!?\n]")
_ERRORS = ("error", "cancelled")


@dataclass(frozen=True)
class WordLists:
    """Two named lists of words that have no word in common.

    Words are found whole (between characters that are no letters, digits or underscores),
    whatever their case: "he" stands in "He's" and not in "the". Of two words that begin at one
    place the longer counts.

    Attributes
    ----------
    names : tuple of str
        What the two lists stand for.
    first, second : tuple of str
        Their words; a word may be several, such as ``"the woman"``.

    Examples
    --------
    >>> lists = word_lists({"female": ["she"], "male": ["he"]})
    >>> lists.read(Choice(" that he thinks she knows."))
    'second'
    """

    names: tuple[str, str]
    first: tuple[str, ...]
    second: tuple[str, ...]

    def read(self, choice: Choice, rule: str = "first") -> str:
        """Return which list a continuation mentions first: one of `READINGS`.

        Parameters
        ----------
        choice : Choice
            What the model wrote after the prompt.
        rule : str, default "first"
            ``"first"``: whichever list is met first. ``"sentence"``: the same, up to the first full stop,
            question or exclamation mark or line break. ``"next"``: only a word that the text begins with.
            ``"uncut"``: as ``"first"``, without a word at the very end of a text that was cut at
            ``max_tokens``, which may be the beginning of a longer one. ``"most"``: the list of
            which more words are met; as many of both is a tie.
        """
        if choice.finish_reason in _ERRORS:
            return "error"
        text = _SENTENCE_END.split(choice.text, maxsplit=1)[0] if rule == "sentence" else choice.text
        found = [(match.start(), match.end(), side) for match, side in self._found(text)]
        if rule == "uncut" and choice.finish_reason == "length":
            found = [one for one in found if one[1] < len(text)]
        if rule == "next":
            found = [one for one in found if not re.search(r"\w", text[: one[0]])]
        if rule == "most":
            return self._more([side for *_, side in found])
        return min(found, key=lambda one: (one[0], -one[1]))[2] if found else "neither"

    def to_list(self) -> list[Any]:
        """Return the lists as plain Python that keeps their order in any file."""
        return [[name, list(words)] for name, words in zip(self.names, (self.first, self.second), strict=True)]

    def _more(self, sides: Sequence[str]) -> str:
        gap = sides.count("first") - sides.count("second")
        if not sides:
            return "neither"
        return "tie" if not gap else "first" if gap > 0 else "second"

    def _found(self, text: str) -> list[tuple[re.Match[str], str]]:
        sides = zip(self._patterns, ("first", "second"), strict=True)
        return [(match, side) for pattern, side in sides for match in pattern.finditer(text)]

    @cached_property
    def _patterns(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        return _pattern(self.first), _pattern(self.second)


def word_lists(words: Any) -> WordLists:
    """Return two lists of words, checked.

    Parameters
    ----------
    words : dict or list of pairs
        ``{"female": ["she", "her"], "male": ["he", "him"]}``: two names with their words. The first
        list is the one whose share is measured.

    Raises
    ------
    InputError
        For other than two lists, an empty list or word, or a word that stands in both.
    """
    remedy = 'Give two named lists, such as {"female": ["she", "her"], "male": ["he", "him"]}.'
    pairs = list(words.items()) if isinstance(words, Mapping) else words
    if isinstance(pairs, str) or not isinstance(pairs, Sequence) or len(pairs) != 2:
        raise InputError(f"words={words!r}: {remedy}")
    if any(isinstance(pair, str) or not isinstance(pair, Sequence) or len(pair) != 2 for pair in pairs):
        raise InputError(f"words={words!r}: {remedy}")
    names = tuple(clean_text(pair[0], "The name of a word list") for pair in pairs)
    first, second = (_words(pair[0], pair[1], remedy) for pair in pairs)
    if both := sorted({word.casefold() for word in first} & {word.casefold() for word in second}):
        raise InputError(f"{both[0]!r} stands in both lists of words. Leave it out of one, or of both.")
    if names[0] == names[1]:
        raise InputError(f"Both lists of words are named {names[0]!r}. Give each a name of its own.")
    return WordLists((names[0], names[1]), first, second)


def _words(name: object, given: Any, remedy: str) -> tuple[str, ...]:
    if isinstance(given, str) or not isinstance(given, Sequence) or not given:
        raise InputError(f"The words of {name!r} are {given!r}: a list with at least one word is needed. {remedy}")
    words = tuple(clean_text(word, f"A word of {name!r}").strip() for word in given)
    if not all(words):
        raise InputError(f"A word of {name!r} is empty. Leave it out.")
    return words


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    parts = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{parts})(?!\w)", re.IGNORECASE)
