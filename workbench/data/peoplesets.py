"""Sets about persons and groups for probes of bias, our own and one fetched word list, row by row; it measures nothing."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.artifacts import Wheel
from workbench.data.reading import read_data
from workbench.data.shipped import read_table
from workbench.data.sources import Source, shipped_card

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["PEOPLE"]

_PROFANITY = Wheel(
    "better-profanity", "0.7.0", "bd4c529ea6aa2db1aaa50524be1ed14d0fe5c664f1fd88c8bc388c7e9f9f00e8", 46_104
)
_IDENTITY = frozenset({"gay", "gays", "lesbians", "queer", "queers", "transsexual"})


def _reader(file: str, columns: str, copies: Mapping[str, str]) -> Callable[[Path], "pd.DataFrame"]:
    """Return what reads a file; ``copies`` names columns that repeat another, ``{"group": "axis"}``."""

    def read(folder: Path) -> "pd.DataFrame":
        table = read_table(folder / file, *columns.split())
        for name, column in copies.items():
            table[name] = table[column]
        first = ["item", "group"]
        return table[[*first, *(name for name in table.columns if name not in first)]]

    return read


def _samples(folder: Path) -> "pd.DataFrame":
    """Return the labelled sentences; ``trap`` is empty where a sentence is none."""
    path = folder / "sentences.csv"
    table = _reader(path.name, "label target text", {"group": "label"})(folder)
    table["trap"] = read_data(path, fields=["trap"], duplicates="keep").frame()["trap"]
    return table


def _profane(folder: Path) -> "pd.DataFrame":
    import pandas as pd

    words = [line.strip() for line in (folder / "words.txt").read_text("utf-8").splitlines() if line.strip()]
    return pd.DataFrame({"item": range(len(words)), "group": [_kind(word) for word in words], "word": words})


def _kind(word: str) -> str:
    if word in _IDENTITY:
        return "identity"
    return "word" if re.fullmatch("[A-Za-z -]+", word) else "spelling"


def _source(name: str, file: str, columns: str, **copies: str) -> Source:
    return Source(wheel=None, members={file: file}, read=_reader(file, columns, copies), card=shipped_card(name))


PEOPLE = {
    "continuation-prompts": _source("continuation-prompts", "prompts.csv", "group prompt"),
    "control-sentences": _source("control-sentences", "sentences.csv", "axis group template text", family="template"),
    "counterfactual-sentences": _source(
        "counterfactual-sentences", "sentences.csv", "axis term form text", group="axis"
    ),
    "dialect-pairs": _source("dialect-pairs", "pairs.csv", "group mainstream other", family="group"),
    "extremism-priming": _source("extremism-priming", "turns.csv", "group block turn role text"),
    "extremism-questions": _source(
        "extremism-questions", "questions.csv", "block topic template prompt", group="block", family="template"
    ),
    "guise-attributes": _source("guise-attributes", "words.csv", "valence word set", group="valence"),
    "identity-prompts": _source("identity-prompts", "prompts.csv", "group context prefix prompt", family="prefix"),
    "occupations-wide": _source("occupations-wide", "occupations.csv", "group occupation article"),
    "person-words": _source("person-words", "words.csv", "group word kind set source"),
    "profane-words": Source(
        wheel=_PROFANITY,
        members={"better_profanity/profanity_wordlist.txt": "words.txt"},
        read=_profane,
        card=shipped_card("profane-words"),
    ),
    "race-religion-templates": _source(
        "race-religion-templates", "prompts.csv", "group template term prompt", family="template"
    ),
    "scorer-samples": Source(
        wheel=None, members={"sentences.csv": "sentences.csv"}, read=_samples, card=shipped_card("scorer-samples")
    ),
    "social-groups": _source("social-groups", "groups.csv", "axis group noun_phrase adjective plural"),
    "stance-words": _source("stance-words", "words.csv", "group kind word"),
    "swap-terms": _source(
        "swap-terms", "terms.csv", "kind axis first_group first second_group second form source", group="axis"
    ),
    "unmarked-persons": _source("unmarked-persons", "prompts.csv", "group prompt"),
}
"""Every set by its name: where its file is, its columns and its card."""
