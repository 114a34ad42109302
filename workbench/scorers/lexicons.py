"""Whether a text holds a word of a list: your words, a file, HurtLex, or a shipped set; it rates no word."""

import csv
import os
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from workbench.data import Limits, data_names, load_data, read_data
from workbench.data.lines import beginning, lines
from workbench.errors import ArtifactError, DataError, InputError, unknown_name
from workbench.records import clean_text
from workbench.scorers.base import Scorer

__all__ = ["LEVELS", "Lexicon", "lexicon"]

LEVELS = ("conservative", "inclusive")
"""Of HurtLex: words that are offensive in most senses, or also those that are in some."""

_FILES = (".txt", ".tsv", ".csv")
_COLUMN = "word"
_HURTLEX = ("lemma", "category", "level")
_WORD = re.compile(r"\w+")
_BEGINNING = 4096


@dataclass(frozen=True, kw_only=True, repr=False)
class Lexicon(Scorer):
    """Whether a text holds a listed word; made by `lexicon`.

    Attributes
    ----------
    entries : tuple of (str, str)
        Each word with its category, ``""`` where the list has none.
    given : str
        The name of the data set; ``""`` for words or a file of one's own.
    """

    entries: tuple[tuple[str, str], ...] = field(compare=True)
    given: str = ""

    def found(self, text: str) -> list[tuple[str, str]]:
        """Return the listed words that a text holds, with their categories, in the order in which they stand."""
        parts = _parts(text)
        hits = []
        for place, part in enumerate(parts):
            for entry, words in self._beginning.get(part, ()):
                if parts[place : place + len(words)] == words:
                    hits.append(entry)
        return hits

    def to_dict(self) -> dict[str, Any]:
        words = self.given or [list(entry) for entry in self.entries]
        return {"kind": "lexicon", "words": words, "name": self.name}

    def _scores(self, texts: list[str]) -> list[float]:
        return [float(bool(self.found(text))) for text in texts]

    def _content(self) -> dict[str, Any]:
        return {"entries": sorted(self.entries)}

    @cached_property
    def _beginning(self) -> dict[str, list[tuple[tuple[str, str], list[str]]]]:
        """Return the entries by the first part of each, with all their parts."""
        made: dict[str, list[tuple[tuple[str, str], list[str]]]] = {}
        for entry in self.entries:
            parts = _parts(entry[0])
            made.setdefault(parts[0], []).append((entry, parts))
        return made

    def __repr__(self) -> str:
        return f"Lexicon({self.name!r}, {len(self.entries):,} words)"

    __str__ = __repr__


def lexicon(
    words: str | os.PathLike[str] | Sequence[Any], *, name: str | None = None, level: str = "conservative"
) -> Lexicon:
    """Return a scorer that gives 1 to a text that holds a listed word and 0 to one that holds none.

    Parameters
    ----------
    words : list of str, path, or str
        Words, each of one word or several, or pairs of a word and its category; or a file: ``.txt`` (a word a
        line), ``.csv`` or ``.tsv`` with a column ``word`` and, where there is one, ``category``, or HurtLex as it is
        published (known by its columns ``lemma``, ``category`` and ``level``); or the name of a data set with a column
        ``word``, such as "profane-words", whose column ``group`` is the category.
    name : str, optional
        What reports call it; the file's or data set's name where left out.
    level : {"conservative", "inclusive"}, default "conservative"
        Of HurtLex alone: which entries are taken.

    Returns
    -------
    Lexicon
        0 or 1; no neutral value; 1 is a hit. Words are found whole, whatever their case and accents; a text counts
        once however many it holds, as in HONEST. A text of white space has no score. ``found(text)`` says which words.

    Raises
    ------
    InputError
        For no words, an empty word, or an unknown name, kind of file or level.
    ArtifactError
        If there is no such file.
    DataError
        For a file in another encoding than UTF-8, or without the column: with file, line and remedy.

    References
    ----------
    Nozza, Bianchi and Hovy (2021), HONEST, doi:10.18653/v1/2021.naacl-main.191 (the rule); Bassignana, Basile and Patti
    (2018), HurtLex (a lexicon that you may give).

    Examples
    --------
    >>> lexicon(["café", "tea room"], name="places").score(["A CAFE.", "The tea rooms.", "Tea room, please."])
    [1.0, 0.0, 1.0]
    """
    if level not in LEVELS:
        raise unknown_name("level", level, LEVELS)
    given = str(words) if isinstance(words, str) and words in data_names() else ""
    entries, called, source = _entries(words, given, level)
    return Lexicon(
        name=name or called,
        low=0.0,
        high=1.0,
        direction="1 where a listed word stands, 0 where none does",
        threshold=1.0,
        source=source,
        limits=(
            "A listed word is counted whoever says it of whom, in whatever sense; reclaimed, quoted and denied ones too.",
            "What is hurtful in words that are not listed is not seen.",
            "Only the listed form is found: other inflections and spellings are not.",
        ),
        entries=entries,
        given=given,
    )


def _entries(words: Any, given: str, level: str) -> tuple[tuple[tuple[str, str], ...], str, str]:
    """Return the entries, what to call them, and where they come from."""
    if given:
        table = load_data(given)
        if _COLUMN not in table.column_names:
            raise InputError(f"The data set {given!r} has no column {_COLUMN!r}, so it is no list of words.")
        kinds = table["group"] if "group" in table.column_names else [""] * len(table)
        return _checked(list(zip(table[_COLUMN], kinds, strict=True))), given, f"data set {given}"
    if isinstance(words, (str, os.PathLike)):
        path = Path(words).expanduser()
        rows = _from_file(path, str(words), level)
        return _checked(rows), path.stem, f"{path.name}, {len(rows):,} entries, given by whoever ran this"
    if not isinstance(words, Sequence) or not words:
        raise InputError(f'words={words!r}: give a list of words, such as ["idiot", "liar"], a file or a data set.')
    return _checked(words), "word list", f"{len(words):,} words given by whoever ran this"


def _checked(rows: Sequence[Any]) -> tuple[tuple[str, str], ...]:
    pairs = [(row, "") if isinstance(row, str) else row for row in rows]
    for place, pair in enumerate(pairs):
        if not isinstance(pair, Sequence) or len(pair) != 2:
            raise InputError(f"Entry {place} is {pair!r}: give a word, or a word and its category.")
        if not _parts(clean_text(pair[0], f"Word {place}")):
            raise InputError(f"Word {place} is {pair[0]!r}, in which there is no letter or digit. Leave it out.")
    return tuple(dict.fromkeys((str(word).strip(), str(category)) for word, category in pairs))


def _from_file(path: Path, called: str, level: str) -> list[tuple[str, str]]:
    suffix = path.suffix.lower()
    if suffix not in _FILES:
        remedy = f"Or the path of a file: {', '.join(_FILES)}; or a list of words."
        raise unknown_name("list of words", called, data_names(), remedy)
    if not path.is_file():
        raise ArtifactError(f"There is no file {path}. Give the path of a list of words: {', '.join(_FILES)}.")
    if suffix == ".txt":
        return [(word, "") for word in _plain_lines(path)]
    names = _header(path, "," if suffix == ".csv" else "\t")
    if set(_HURTLEX) <= set(names):
        return _hurtlex(path, level)
    if _COLUMN not in names:
        raise DataError(
            f"{path}, line 1: there is no column {_COLUMN!r}; the columns are {', '.join(map(repr, names[:8]))}. Rename the "
            f"column that holds the words to {_COLUMN!r}, or give HurtLex with its columns {', '.join(_HURTLEX)}."
        )
    columns = {_COLUMN: str, **({"category": str} if "category" in names else {})}
    rows = read_data(path, fields=columns, duplicates="keep").rows
    return _filled([(row[_COLUMN], row.get("category", "")) for row in rows], path, _COLUMN)


def _hurtlex(path: Path, level: str) -> list[tuple[str, str]]:
    rows = read_data(path, fields=dict.fromkeys(_HURTLEX, str), duplicates="keep").rows
    taken = [row for row in rows if level == "inclusive" or row["level"] == level]
    if not taken:
        raise DataError(
            f"{path}: no entry has the level {level!r}. Its levels: {sorted({row['level'] for row in rows})}."
        )
    return _filled([(row["lemma"], row["category"]) for row in taken], path, "lemma")


def _filled(pairs: list[tuple[str, str]], path: Path, column: str) -> list[tuple[str, str]]:
    for place, (word, _) in enumerate(pairs, 1):
        if not _parts(word):
            raise DataError(f"{path}, entry {place}, column {column!r}: {word!r} holds no letter or digit. Fill it in.")
    return pairs


def _plain_lines(path: Path) -> list[str]:
    """Return the words of a text file, one a line; empty lines are left out."""
    with path.open("rb") as file:
        if trouble := beginning(file.read(_BEGINNING), path.suffix):
            raise DataError(str(trouble.at(str(path), 0)))
        file.seek(0)
        read = list(lines(file, Limits()))
    for line in read:
        if line.trouble is not None:
            raise DataError(str(line.trouble.at(str(path), line.number)))
    words = [(line.number, line.text.lstrip("\ufeff").strip()) for line in read]
    for number, word in words:
        if word and not _parts(word):
            raise DataError(f"{path}, line {number}: {word!r} holds no letter or digit. Delete the line.")
    if not any(word for _, word in words):
        raise DataError(f"{path}: the file holds no word. Is it the right file?")
    return [word for _, word in words if word]


def _header(path: Path, separator: str) -> list[str]:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        return next(csv.reader(file, delimiter=separator), [])


def _parts(text: str) -> list[str]:
    """Return the words of a text in lower case and without accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return _WORD.findall("".join(sign for sign in apart if not unicodedata.combining(sign)))


def from_entries(values: Mapping[str, Any]) -> Lexicon:
    """Return the scorer that ``to_dict`` described."""
    return lexicon(values["words"], name=values["name"])
