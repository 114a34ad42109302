"""The small sets that are shipped beside the library: their files read row by row; it fetches nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.data.reading import read_data
from workbench.data.sources import Source, shipped_card
from workbench.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["SMALL", "read_table"]


def read_table(path: Path, *columns: str) -> "pd.DataFrame":
    """Return a shipped table with ``item``, the row from 0, before its columns.

    Raises
    ------
    DataError
        If a column is missing, a value is empty or a row stands twice: with the file and the line or row.
    """
    table = read_data(path, fields=dict.fromkeys(columns, str)).frame()
    empty = (table == "").any(axis=1)
    if empty.any():
        raise DataError(f"{path}, row {empty.idxmax()}: a value is empty.")
    table.insert(0, "item", range(len(table)))
    return table


def _labelled(folder: Path) -> "pd.DataFrame":
    table = read_table(folder / "sentences.csv", "text", "label")
    table.insert(1, "group", table["label"])
    return table


def _grouped(file: str, group: str, *columns: str) -> Callable[[Path], "pd.DataFrame"]:
    return lambda folder: read_table(folder / file, group, *columns).rename(columns={group: "group"})


def _whole(file: str, group: str, *columns: str) -> Callable[[Path], "pd.DataFrame"]:
    def read(folder: Path) -> "pd.DataFrame":
        table = read_table(folder / file, *columns)
        table.insert(1, "group", group)
        return table

    return read


def _tables(folder: Path) -> "pd.DataFrame":
    table = read_table(folder / "tables.csv", "measure", "sentence", "name", "value", "place")
    table["row"] = table["name"] + " | " + table["value"] + " | " + table["place"]
    return table.rename(columns={"measure": "group", "sentence": "text"})


def _topics(folder: Path) -> "pd.DataFrame":
    passages = read_table(folder / "passages.csv", "topic", "passage").set_index("topic")["passage"]
    table = read_table(folder / "queries.csv", "topic", "query")
    table["passage"] = table["topic"].map(passages)
    if table["passage"].isna().any():
        raise DataError(f"{folder / 'queries.csv'}: a query's topic has no passage in passages.csv.")
    return table.rename(columns={"topic": "group"})


def _words(folder: Path) -> "pd.DataFrame":
    table = read_table(folder / "words.csv", "word")
    table.insert(1, "group", table["word"].str.len().astype(str) + " letters")
    return table


def _source(name: str, *files: str, read: Callable[[Path], "pd.DataFrame"], apart: tuple[str, ...]) -> Source:
    return Source(wheel=None, members={file: file for file in files}, read=read, card=shipped_card(name), apart=apart)


SMALL = {
    "commands": _source(
        "commands", "commands.csv", read=_grouped("commands.csv", "kind", "task", "command"), apart=("task",)
    ),
    "search-topics": _source("search-topics", "passages.csv", "queries.csv", read=_topics, apart=("query",)),
    "sentiment-sentences": _source("sentiment-sentences", "sentences.csv", read=_labelled, apart=("text",)),
    "service-questions": _source(
        "service-questions",
        "questions.csv",
        read=_whole("questions.csv", "service-questions", "shop", "rules", "question", "answer"),
        apart=("rules",),
    ),
    "summaries": _source(
        "summaries", "summaries.csv", read=_whole("summaries.csv", "summaries", "text", "summary"), apart=("text",)
    ),
    "tables": _source("tables", "tables.csv", read=_tables, apart=("text",)),
    "translation-en-fr": _source(
        "translation-en-fr",
        "pairs.csv",
        read=_grouped("pairs.csv", "theme", "english", "french"),
        apart=("english",),
    ),
    "words": _source("words", "words.csv", read=_words, apart=()),
}
