"""Are two printed texts the same but for the last digits of their numbers? Pure; it knows no notebook.

CPUs differ: a figure printed on one kind moves in its last digit on another. Numbers are
compared by value, everything between them to the letter.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal

from workbench.errors import unknown_name

__all__ = ["Compared", "Tolerance", "compare"]

_NUMBER = re.compile(
    r"\d+(?:\.\d+){2,}"  # a version such as 8.1.9 stays text
    r"|\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?"  # so does a date
    r"|(?<![\w.#])(?P<number>[-+\u2212]?(?:\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+\.\d*|\.\d+|\d+)(?:[eE][-+]?\d+)?)(?![0-9_A-Za-z])"
)


@dataclass(frozen=True)
class Tolerance:
    """How far a number may move.

    A number may move by ``atol + rtol * |reference|``, and by ``ulp`` units of its last printed
    place where at least two decimals are printed (rounding can flip at any tolerance).
    Whole numbers (no point, no exponent) must be equal unless ``integers``: counts, years, ids.

    Attributes
    ----------
    rtol, atol, ulp : float
    integers : bool
    """

    rtol: float = 1e-4
    atol: float = 1e-6
    ulp: float = 1.0
    integers: bool = False

    @classmethod
    def of(cls, values: Mapping[str, float | bool]) -> "Tolerance":
        """Return a tolerance from names and values; an unknown name is answered with the allowed ones."""
        names = [item.name for item in fields(cls)]
        for name in values:
            if name not in names:
                raise unknown_name("tolerance", name, names)
        return cls(**values)  # type: ignore[arg-type]  # names were checked, values are numbers

    def allows(self, reference: str, new: str) -> float:
        """Return how far ``new`` may lie from ``reference``, both as printed."""
        if not (self.integers or _is_float(reference) or _is_float(new)):
            return 0.0
        units = [unit for unit in (_unit(reference), _unit(new)) if unit]
        return self.atol + self.rtol * abs(_value(reference)) + self.ulp * min(units, default=0.0) * (1 + 1e-9)


@dataclass(frozen=True)
class Compared:
    """The outcome of `compare`.

    Attributes
    ----------
    text : str
        The new text with every number that is near enough spelled as in the reference: equal
        to the reference exactly where nothing moved too far.
    moved : tuple of str
        One line for each number that moved too far: its line, both values, what was allowed.
    """

    text: str
    moved: tuple[str, ...] = ()


def compare(reference: str, new: str, tolerance: Tolerance | None = None) -> Compared:
    """Compare two printed texts, numbers by value within a tolerance, the rest to the letter.

    Runs of blanks count as one between numbers (a table's column grows by one when 9.99 becomes 10.00).
    Where the text between the numbers differs, the new text comes back as it is.

    Examples
    --------
    >>> compare("p = 0.50000", "p = 0.50001").text
    'p = 0.50000'
    >>> compare("p = 0.50000", "p = 0.60000").moved
    ('line 1: 0.50000 -> 0.60000  moved 0.1, allowed 6.1e-05',)
    """
    allowed = tolerance or Tolerance()
    old_text, old_numbers = _split(reference)
    new_text, new_numbers = _split(new)
    if len(old_numbers) != len(new_numbers) or _squeezed(old_text) != _squeezed(new_text):
        return Compared(new)
    parts, moved, line = [old_text[0]], [], 1
    for place, (old, fresh) in enumerate(zip(old_numbers, new_numbers, strict=True)):
        line += old_text[place].count("\n")
        limit = allowed.allows(old, fresh)
        gap = abs(_value(old) - _value(fresh))
        if gap > limit:
            moved.append(f"line {line}: {old} -> {fresh}  moved {gap:.3g}, allowed {limit:.3g}")
        parts += [fresh if gap > limit else old, old_text[place + 1]]
    return Compared("".join(parts), tuple(moved))


def _split(text: str) -> tuple[list[str], list[str]]:
    between, numbers, place = [], [], 0
    for match in _NUMBER.finditer(text):
        if match["number"] is not None:
            between.append(text[place : match.start()])
            numbers.append(match["number"])
            place = match.end()
    return [*between, text[place:]], numbers


def _squeezed(parts: list[str]) -> list[str]:
    return [re.sub(r"[ \t]+", " ", part) for part in parts]


def _plain(number: str) -> str:
    return number.replace("\u2212", "-").replace(",", "")


def _value(number: str) -> float:
    return float(_plain(number))


def _is_float(number: str) -> bool:
    return any(sign in number for sign in ".eE")


def _unit(number: str) -> float:
    """Return the worth of the last printed place; 0 below two decimals, where it would forgive too much."""
    exponent = Decimal(_plain(number)).as_tuple().exponent
    decimals = len(re.split("[eE]", number)[0].partition(".")[2])
    return 10.0**exponent if isinstance(exponent, int) and decimals >= 2 else 0.0
