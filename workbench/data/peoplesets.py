"""Our own small sets about persons and groups, for probes of bias: their files read row by row; it measures nothing."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.data.reading import read_data
from workbench.data.shipped import read_table
from workbench.data.sources import Source, shipped_card

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["PEOPLE"]


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


def _source(name: str, file: str, columns: str, **copies: str) -> Source:
    return Source(wheel=None, members={file: file}, read=_reader(file, columns, copies), card=shipped_card(name))


PEOPLE = {
    "control-sentences": _source("control-sentences", "sentences.csv", "axis group template text", family="template"),
    "identity-prompts": _source("identity-prompts", "prompts.csv", "group context prefix prompt", family="prefix"),
    "occupations-wide": _source("occupations-wide", "occupations.csv", "group occupation article"),
    "person-words": _source("person-words", "words.csv", "group word kind set source"),
    "scorer-samples": Source(
        wheel=None, members={"sentences.csv": "sentences.csv"}, read=_samples, card=shipped_card("scorer-samples")
    ),
    "social-groups": _source("social-groups", "groups.csv", "axis group noun_phrase adjective plural"),
    "swap-terms": _source(
        "swap-terms", "terms.csv", "kind axis first_group first second_group second form source", group="axis"
    ),
    "unmarked-persons": _source("unmarked-persons", "prompts.csv", "group prompt"),
}
"""Every set by its name: where its file is, its columns and its card."""
