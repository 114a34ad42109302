"""Tasks made from a seed: arithmetic and scrambled words, as in the GPT-3 paper; no file holds them, no model is asked.

Every draw comes from ``random.Random(seed).random()``, whose values Python promises to keep for a seed, so the rows
are the same on every machine and in every version.

References
----------
Brown et al. (2020), Language models are few-shot learners, sections 3.9.1 and 3.9.2, arXiv:2005.14165.
"""

import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from workbench.data.published import load_published
from workbench.errors import InputError, unknown_name

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ARITHMETIC", "SCRAMBLES", "arithmetic", "scrambled"]

ARITHMETIC = ("2D+", "2D-", "3D+", "3D-", "4D+", "4D-", "5D+", "5D-", "2Dx", "1DC")
"""The ten tasks of the paper: digits, then plus, minus, times; and three one-digit numbers with brackets."""

_WORDS = {"+": "plus", "-": "minus", "x": "times"}
_SIGNS = ("+", "-", "*")
_MARKS = " .!/"


@dataclass(frozen=True)
class _Draws:
    """Whole numbers and orders from one seed, through ``random()`` alone."""

    source: random.Random

    def below(self, end: int) -> int:
        """Return a whole number from 0 up to but not including ``end``, each about equally likely."""
        return int(self.source.random() * end)

    def mixed(self, text: str) -> str:
        """Return the letters in an order drawn at random."""
        letters = list(text)
        for place in range(len(letters) - 1, 0, -1):
            other = self.below(place + 1)
            letters[place], letters[other] = letters[other], letters[place]
        return "".join(letters)


def arithmetic(kind: str, *, n: int = 100, seed: int = 0) -> "pd.DataFrame":
    """Return questions such as "What is 48 plus 76?" with their answers.

    Numbers of D digits are drawn from 0 up to but not including 10 to the power of D, each equally likely, so that
    some have fewer digits; a difference may be below zero. Unlike in the paper no question stands twice, so that
    rows can be split into examples and a test.

    Parameters
    ----------
    kind : str
        As in the paper: digits (1 to 9), "D", and "+", "-" or "x", such as ``"2D+"``; or ``"1DC"``: three one-digit
        numbers, two signs out of plus, minus and times, brackets around the last two: "What is 6+(4*8)?". The ten
        of the paper are `ARITHMETIC`.
    n : int, default 100
        The paper took 2,000.
    seed : int, default 0

    Returns
    -------
    DataFrame
        ``item`` (from 0), ``group`` (the kind), ``question``, ``answer`` (digits as text).

    Raises
    ------
    InputError
        For an unknown kind, or more rows than there are different questions.

    Examples
    --------
    >>> from workbench.data import arithmetic
    >>> arithmetic("2D+", n=2)[["question", "answer"]].to_dict("records")
    [{'question': 'What is 99 plus 59?', 'answer': '158'}, {'question': 'What is 65 plus 49?', 'answer': '114'}]
    """
    composite = kind == "1DC"
    if not composite and not _is_kind(kind):
        raise unknown_name("kind of arithmetic", kind, ARITHMETIC, "Or other digits, 1 to 9.")
    end = 10 ** int(kind[0])
    _check_count(n, 9 * end**3 if composite else end**2, "questions")
    draws = _draws(kind, seed)
    rows: dict[str, int] = {}
    while len(rows) < n:
        question, answer = _composite(draws) if composite else _plain(kind[2], end, draws)
        rows[f"What is {question}?"] = answer
    return _table(kind, [(question, str(answer)) for question, answer in rows.items()])


def scrambled(kind: str, *, n: int = 100, seed: int = 0) -> "pd.DataFrame":
    """Return words whose letters are out of order or apart, to be put together again.

    The words are those of the shipped set ``"words"``: 1,300 common English words of 5 to 14 letters, each used once
    at most. The paper drew from the 10,000 most frequent words of that length, so its figures do not compare.

    Parameters
    ----------
    kind : {"cycled", "anagram-1", "anagram-2", "insertion", "reversed"}
        ``"cycled"``: the word begins at another of its letters (``lyinevitab``). ``"anagram-1"``: all letters but the
        first and the last are mixed. ``"anagram-2"``: all but the first two and the last two. ``"insertion"``: a
        space or one of ``. ! /`` between any two letters. ``"reversed"``: written backwards. What equals the word
        itself is drawn again; words for which nothing else can come out are left out.
    n : int, default 100
    seed : int, default 0

    Returns
    -------
    DataFrame
        ``item`` (from 0), ``group`` (the kind), ``question`` (the letters), ``answer`` (the word).

    Raises
    ------
    InputError
        For an unknown kind, or more rows than there are words that can be used.

    Examples
    --------
    >>> from workbench.data import scrambled
    >>> scrambled("reversed", n=2)[["question", "answer"]].to_dict("records")
    [{'question': 'larenim', 'answer': 'mineral'}, {'question': 'evlewt', 'answer': 'twelve'}]
    """
    if kind not in SCRAMBLES:
        raise unknown_name("kind of scrambled words", kind, SCRAMBLES)
    usable = [word for word in _words() if _can_change(kind, word)]
    _check_count(n, len(usable), "words")
    draws, make = _draws(kind, seed), SCRAMBLES[kind]
    rows = []
    for _ in range(n):
        word = usable.pop(draws.below(len(usable)))
        while (question := make(word, draws)) == word:
            pass
        rows.append((question, word))
    return _table(kind, rows)


def _is_kind(kind: object) -> bool:
    return isinstance(kind, str) and len(kind) == 3 and kind[0] in "123456789" and kind[1] == "D" and kind[2] in _WORDS


def _check_count(n: int, most: int, what: str) -> None:
    if isinstance(n, bool) or not isinstance(n, int) or not 1 <= n <= most:
        raise InputError(f"n is {n!r}: give a whole number from 1 to {most:,}, the different {what} that there are.")


def _draws(kind: str, seed: int) -> _Draws:
    """Return draws that differ between kinds under one seed."""
    if isinstance(seed, bool) or not isinstance(seed, int):
        raise InputError(f"seed is {seed!r}: give a whole number.")
    return _Draws(random.Random(int(hashlib.sha256(f"{kind} {seed}".encode()).hexdigest(), 16)))  # noqa: S311


def _plain(sign: str, end: int, draws: _Draws) -> tuple[str, int]:
    first, second = draws.below(end), draws.below(end)
    answer = {"+": first + second, "-": first - second, "x": first * second}[sign]
    return f"{first} {_WORDS[sign]} {second}", answer


def _composite(draws: _Draws) -> tuple[str, int]:
    first, second, third = (draws.below(10) for _ in range(3))
    outer, inner = (_SIGNS[draws.below(3)] for _ in range(2))
    return f"{first}{outer}({second}{inner}{third})", _value(first, outer, _value(second, inner, third))


def _value(first: int, sign: str, second: int) -> int:
    return {"+": first + second, "-": first - second, "*": first * second}[sign]


def _cycled(word: str, draws: _Draws) -> str:
    start = 1 + draws.below(len(word) - 1)
    return word[start:] + word[:start]


def _anagram(kept: int) -> Callable[[str, _Draws], str]:
    return lambda word, draws: word[:kept] + draws.mixed(word[kept:-kept]) + word[-kept:]


def _inserted(word: str, draws: _Draws) -> str:
    return "".join(letter + _MARKS[draws.below(len(_MARKS))] for letter in word[:-1]) + word[-1]


SCRAMBLES: dict[str, Callable[[str, _Draws], str]] = {
    "cycled": _cycled,
    "anagram-1": _anagram(1),
    "anagram-2": _anagram(2),
    "insertion": _inserted,
    "reversed": lambda word, draws: word[::-1],
}
"""The five kinds of the paper, and what makes each from a word."""


def _can_change(kind: str, word: str) -> bool:
    """Return whether something other than the word can come out."""
    if kind == "reversed":
        return word != word[::-1]
    inner = {"anagram-1": word[1:-1], "anagram-2": word[2:-2]}.get(kind, word)
    return len(set(inner)) > 1


@cache
def _words() -> tuple[str, ...]:
    return tuple(load_published("words")["word"])


def _table(kind: str, rows: list[tuple[str, str]]) -> "pd.DataFrame":
    import pandas as pd

    table = pd.DataFrame(rows, columns=["question", "answer"])
    table.insert(0, "item", range(len(table)))
    table.insert(1, "group", kind)
    return table
