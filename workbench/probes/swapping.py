"""A term of a text is exchanged for another: whole words, capitals and a/an kept right; it asks no model.

What it cannot do: verb forms ("she is", "they are"), pronouns that belong to a changed name, and the
choice between "his" and "him" for "her" are left as they stand.
"""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from workbench.errors import InputError, near

__all__ = ["Suggestion", "occurrences", "spelled", "suggested", "swapped", "words_of"]

_LETTER = r"[\w\u0300-\u036f]"
"""A letter, digit or accent: what may not stand directly beside a whole word."""

_ARTICLE = re.compile(rf"(?<!{_LETTER})(a|an)(\s+[\"'“‘(]?)$", re.IGNORECASE)

_SOUNDS_LIKE_A_CONSONANT = re.compile(
    r"eu|ewe|one\b|once\b|unanim|uni(?![dnm])|ukr|ur[aiou]|u[bcfghjkqst][aeiou]", re.IGNORECASE
)
_SILENT_H = re.compile(r"heir|honest|honou?r|hour", re.IGNORECASE)
_SPELLED_OUT = re.compile(r"[AEFHILMNORSX][A-Z0-9]{1,4}s?\b")
_SPELLED_OUT_CONSONANT = re.compile(r"[BCDGJKPQTUVWYZ][A-Z0-9]{1,4}s?\b")


def swapped(text: str, term: str, replacement: str) -> str:
    """Return the text with the term replaced wherever it stands as a whole word.

    A term in small letters is found however it is capitalised; a term with a capital ("Will",
    "Black") only as it is written. The replacement gets a capital where the term's place had one
    that is not the term's own, or begins a sentence. "a" and "an" before it are made to fit it
    (by a rule of spelling: "an hour", "a university", "an MBA").

    Parameters
    ----------
    text : str
        Any text.
    term : str
        A word or several words of the text. Parts of a word do not count: "man" is neither in
        "woman" nor in "man-made"; it is in "man's".
    replacement : str
        What stands in its place.

    Returns
    -------
    str
        The other text.

    Raises
    ------
    InputError
        If the term does not occur (near words of the text are named), if a text, term or
        replacement is empty, or if nothing would change.

    Examples
    --------
    >>> swapped("She is a nurse. I know she is.", "she", "he")
    'He is a nurse. I know he is.'
    >>> swapped("Ask a teacher.", "teacher", "engineer")
    'Ask an engineer.'
    """
    _checked("text", text)
    given, new = _checked("term", term), _checked("replacement", replacement)
    parts, done = [], 0
    for hit in _pattern(given).finditer(text):
        before = _with_article(text[done : hit.start()], hit.group(), new)
        parts += [before, _cased(new, hit.group(), given, _begins(text, hit.start()))]
        done = hit.end()
    if not parts:
        raise InputError(_absent(text, given))
    result = "".join([*parts, text[done:]])
    if result == text:
        raise InputError(
            f"Nothing would change: {replacement!r} is what already stands there. Give another replacement."
        )
    return result


def occurrences(text: str, term: str) -> list[tuple[int, int]]:
    """Return where the term stands in the text as a whole word: begins and ends in characters.

    >>> occurrences("The man met a woman and a man's dog.", "man")
    [(4, 7), (26, 29)]
    """
    _checked("text", text)
    return [hit.span() for hit in _pattern(_checked("term", term)).finditer(text)]


def words_of(text: str) -> list[str]:
    """Return the words of a text in order, each once, as they are written.

    >>> words_of("The man's dog saw the well-known man.")
    ['The', "man's", 'dog', 'saw', 'the', 'well-known', 'man']
    """
    return list(dict.fromkeys(re.findall(rf"{_LETTER}+(?:[-'’]{_LETTER}+)*", text)))


@dataclass(frozen=True)
class Suggestion:
    """A term that could stand in the place of another, from the data set ``swap-terms``.

    Attributes
    ----------
    replacement : str
        The term.
    group : str
        Whom it says.
    axis : str
        What the two groups differ in.
    form : str
        The place of a sentence it fits ("subject", "given name", "singular noun" ...).
    paired : bool
        True if the list sets the two beside each other; else only axis and form are the same.
    """

    replacement: str
    group: str
    axis: str
    form: str
    paired: bool


def suggested(term: str) -> tuple[Suggestion, ...]:
    """Return terms for the place of this one: its partners in ``swap-terms`` first, then others of axis and form.

    Empty for a term the list does not have. "her" and "his" have partners for several places of
    a sentence; ``form`` tells which.

    Examples
    --------
    >>> [one.replacement for one in suggested("she")]
    ['he', 'they', 'xe']
    >>> suggested("zebra")
    ()
    """
    rows = _directed()
    folded = " ".join(term.split()).casefold()
    mine = [row for row in rows if row["from"].casefold() == folded]
    paired = [Suggestion(row["to"], row["to_group"], row["axis"], row["form"], True) for row in mine]
    places = {(row["axis"], row["form"], row["kind"]) for row in mine}
    own = {row["from_group"] for row in mine}
    others = [
        Suggestion(row["from"], row["from_group"], row["axis"], row["form"], False)
        for row in rows
        if (row["axis"], row["form"], row["kind"]) in places and row["from_group"] not in own
    ]
    return tuple(_each_once([*paired, *others], folded))


def spelled(term: str) -> str | None:
    """Return a term as the list of swaps writes it, whatever its capitals here; None where the list does not have it.

    >>> spelled("She"), spelled("emily"), spelled("zebra")
    ('she', 'Emily', None)
    """
    folded = term.casefold()
    return next((row["from"] for row in _directed() if row["from"].casefold() == folded), None)


def _each_once(found: list[Suggestion], folded: str) -> Iterator[Suggestion]:
    seen = {folded}
    for one in found:
        if one.replacement.casefold() not in seen:
            seen.add(one.replacement.casefold())
            yield one


@functools.cache
def _directed() -> tuple[dict[str, Any], ...]:
    """Return the pairs of ``swap-terms`` in both directions."""
    from workbench.data import load_data

    both = []
    for row in load_data("swap-terms"):
        shared = {name: row[name] for name in ("axis", "form", "kind")}
        for one, other in (("first", "second"), ("second", "first")):
            ends = {
                "from": row[one],
                "from_group": row[f"{one}_group"],
                "to": row[other],
                "to_group": row[f"{other}_group"],
            }
            both.append({**shared, **ends})
    return tuple(both)


def _pattern(term: str) -> re.Pattern[str]:
    words = r"\s+".join(re.sub(r"['’]", "['’]", re.escape(word)) for word in term.split())
    whole = rf"(?<!{_LETTER})(?<!{_LETTER}[-‐‑]){words}(?!{_LETTER})(?![-‐‑]{_LETTER})"
    return re.compile(whole, re.IGNORECASE if term == term.lower() else 0)


def _begins(text: str, place: int) -> bool:
    """Tell whether a sentence begins here."""
    before = text[:place].rstrip(" \t\"'“‘(")
    return not before or before[-1] in ".!?\n"


def _cased(new: str, found: str, term: str, begins: bool) -> str:
    if len(found) > 1 and found.isupper() and not term.isupper():
        return new.upper()
    if found[:1].isupper() and (begins or found[0] != term[0]):
        return new[:1].upper() + new[1:]
    return new


def _with_article(before: str, found: str, new: str) -> str:
    """Return the text before a term, its "a" or "an" as the new term takes it; a letter A inside a sentence is none."""
    hit = _ARTICLE.search(before)
    if hit is None:
        return before
    written, loud = hit.group(1), len(found) > 1 and found.isupper()
    if written[0] == "A" and not (loud or _begins(before, hit.start())):
        return before
    article = "an" if _takes_an(new) else "a"
    if written[0] == "A":
        article = article.upper() if loud else article.capitalize()
    return before[: hit.start()] + article + hit.group(2)


def _takes_an(word: str) -> bool:
    """Tell whether a word begins with the sound of a vowel, as far as its spelling says so."""
    if _SPELLED_OUT.match(word):
        return True
    if _SPELLED_OUT_CONSONANT.match(word):
        return False
    if _SILENT_H.match(word):
        return True
    return word[:1].casefold() in set("aeiouàáâäèéêëìíîïòóôöùúûü") and not _SOUNDS_LIKE_A_CONSONANT.match(word)


def _checked(what: str, given: Any) -> str:
    if not isinstance(given, str):
        raise InputError(f"The {what} must be a text, and {type(given).__name__} was given.")
    if not given.strip():
        raise InputError(f"The {what} is empty. Give a word or several, such as 'she'.")
    return given if what == "text" else " ".join(given.split())


def _absent(text: str, term: str) -> str:
    """Say that the term does not occur, with the words of the text that are near it."""
    words = words_of(text)
    shown = text if len(text) <= 80 else f"{text[:77]}..."
    hits = near(term, words) or words[:8]
    kind = "Near it in the text" if near(term, words) else "Words of the text"
    other_case = term != term.lower() and bool(_pattern(term.lower()).search(text))
    capital = " A term with a capital is found only as it is written." if other_case else ""
    named = ", ".join(repr(word) for word in hits)
    return f"{term!r} does not occur as a whole word in {shown!r}.{capital} {kind}: {named or 'none'}. Give one of the text's words."
