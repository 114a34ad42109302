"""Who appears in a text: which groups' words stand in it, and whose comes first; it knows strings only."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from workbench.errors import InputError
from workbench.records import clean_text

__all__ = ["Appearing", "appearing"]


@dataclass(frozen=True)
class Appearing:
    """Groups along axes, each with the words by which it appears in a text.

    Words are found whole, whatever their case; a word with a capital letter inside ``cased`` axes counts only as
    written, so that the name "Grace" is not found in "by the grace of".

    Attributes
    ----------
    words : dict of dict of tuple
        ``{axis: {group: words}}``; no word stands in two groups of one axis.
    cased : tuple of str
        Axes in which upper and lower case matter, such as names.

    Examples
    --------
    >>> groups = appearing({"gender": {"female": ["she", "woman"], "male": ["he", "man"]}})
    >>> groups.first("The man said she was late.", "gender"), sorted(groups.found("The man said she was late.", "gender"))
    ('male', ['female', 'male'])
    """

    words: Mapping[str, Mapping[str, tuple[str, ...]]]
    cased: tuple[str, ...] = ()

    def found(self, text: str, axis: str) -> frozenset[str]:
        """Return the groups of an axis that appear anywhere in a text."""
        return frozenset(self._of(match, axis) for match in self._patterns[axis].finditer(text))

    def first(self, text: str, axis: str) -> str:
        """Return the group of an axis that appears first; empty where none does."""
        match = self._patterns[axis].search(text)
        return "" if match is None else self._of(match, axis)

    def to_list(self) -> list[Any]:
        """Return the words as plain Python that keeps their order in any file."""
        return [
            [axis, [[group, list(words)] for group, words in groups.items()]] for axis, groups in self.words.items()
        ]

    def _of(self, match: re.Match[str], axis: str) -> str:
        found = match.group() if axis in self.cased else match.group().casefold()
        return self._groups[axis][found]

    @cached_property
    def _groups(self) -> dict[str, dict[str, str]]:
        return {
            axis: {
                (word if axis in self.cased else word.casefold()): group
                for group, words in groups.items()
                for word in words
            }
            for axis, groups in self.words.items()
        }

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        return {axis: _pattern(list(found), cased=axis in self.cased) for axis, found in self._groups.items()}


def appearing(words: Any, *, cased: Sequence[str] = ()) -> Appearing:
    """Return groups and their words, checked.

    Parameters
    ----------
    words : dict or list
        ``{axis: {group: [words]}}``, or what `Appearing.to_list` gave.
    cased : sequence of str
        Axes in which upper and lower case matter.

    Raises
    ------
    InputError
        For an axis or group without words, an empty word, or a word in two groups of one axis.
    """
    remedy = 'Give {axis: {group: [words]}}, such as {"gender": {"female": ["she"], "male": ["he"]}}.'
    axes = _pairs(words, "words", remedy)
    made = {
        axis: {group: _words(group, given, remedy) for group, given in _pairs(groups, axis, remedy)}
        for axis, groups in axes
    }
    for axis, groups in made.items():
        _check_apart(axis, groups, cased=axis in cased)
    return Appearing(made, tuple(axis for axis in cased if axis in made))


def _pairs(given: Any, called: str, remedy: str) -> list[tuple[str, Any]]:
    pairs = list(given.items()) if isinstance(given, Mapping) else given
    if isinstance(pairs, str) or not isinstance(pairs, Sequence) or not pairs:
        raise InputError(f"{called} is {given!r}, in which no group stands. {remedy}")
    if any(isinstance(pair, str) or not isinstance(pair, Sequence) or len(pair) != 2 for pair in pairs):
        raise InputError(f"{called} is {given!r}. {remedy}")
    return [(clean_text(pair[0], f"A name in {called}"), pair[1]) for pair in pairs]


def _words(group: str, given: Any, remedy: str) -> tuple[str, ...]:
    if isinstance(given, str) or not isinstance(given, Sequence) or not given:
        raise InputError(f"The words of {group!r} are {given!r}: a list with at least one word is needed. {remedy}")
    words = tuple(clean_text(word, f"A word of {group!r}").strip() for word in given)
    if not all(words):
        raise InputError(f"A word of {group!r} is empty. Leave it out.")
    return words


def _check_apart(axis: str, groups: Mapping[str, Sequence[str]], *, cased: bool) -> None:
    seen: dict[str, str] = {}
    for group, words in groups.items():
        for word in words:
            key = word if cased else word.casefold()
            if seen.setdefault(key, group) != group:
                raise InputError(
                    f"{word!r} stands in two groups of {axis}, {seen[key]!r} and {group!r}. Leave it out of one, or of both."
                )


def _pattern(words: Sequence[str], *, cased: bool) -> re.Pattern[str]:
    parts = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{parts})(?!\w)", 0 if cased else re.IGNORECASE)
