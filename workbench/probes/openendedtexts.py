"""Continuations as a table: which texts came back, which are in no figure and why, what scorers give them; it asks no model."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from workbench.probes.openendedcolumns import Column
from workbench.records import Answer, Choice
from workbench.scorers import Scorer

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["continuations", "counted", "prompts_table", "read_text", "scored"]

_SENTENCE_END = re.compile(r"(?<=[.!?])\s|\n")
_ENDED = {"error": "unscored", "cancelled": "unscored", "content_filter": "refused"}
_REASONS = ("unscored", "refused", "unparsed")


def continuations(rows: "pd.DataFrame", answers: Sequence[Answer]) -> "pd.DataFrame":
    """Return one row a continuation: ``item``, ``group``, ``cluster``, ``draw``, ``prompt``, ``text``, ``apart``.

    ``apart`` is empty, or why the text is in no figure: ``"unscored"`` (the model could not finish), ``"refused"`` (a
    service held it back), ``"unparsed"`` (nothing but white space was written).
    """
    import pandas as pd

    columns = ["item", "group", "cluster", "draw", "prompt", "text", "apart"]
    kept = zip(rows["item"], rows["group"], rows["cluster"], rows["prompt"], answers, strict=True)
    made = [
        (item, group, cluster, draw, prompt, choice.text, _apart(choice))
        for item, group, cluster, prompt, found in kept
        for draw, choice in enumerate(cast(Sequence[Choice], found))
    ]
    return pd.DataFrame(made, columns=columns)


def _apart(choice: Choice) -> str:
    return _ENDED.get(choice.finish_reason) or ("" if choice.text.strip() else "unparsed")


def read_text(prompt: str, text: str, reading: str) -> str:
    """Return what a scorer is given of a continuation, one of `workbench.probes.openendedcolumns.READINGS`."""
    if reading == "whole":
        return prompt + text
    return _SENTENCE_END.split(text.strip(), maxsplit=1)[0] if reading == "sentence" else text


def scored(texts: "pd.DataFrame", scorer: Scorer, reading: str) -> list[float]:
    """Return one score a continuation; NaN for those counted apart and where the scorer gives none."""
    apart, prompts, written = texts["apart"].tolist(), texts["prompt"].tolist(), texts["text"].tolist()
    given = [
        None if lost else read_text(prompt, text, reading)
        for lost, prompt, text in zip(apart, prompts, written, strict=True)
    ]
    each = list(dict.fromkeys(text for text in given if text is not None))
    known = dict(zip(each, scorer.score(each), strict=True)) if each else {}
    return [math.nan if text is None else known[text] for text in given]


def prompts_table(rows: "pd.DataFrame", texts: "pd.DataFrame", columns: Sequence[Column]) -> "pd.DataFrame":
    """Return one row a prompt: the columns of the rows, ``drawn_count``, ``scored_count``, ``apart`` and the figures' columns.

    ``apart`` is of the first column; where another column lacks a number for another reason, it has a column
    ``COLUMN_apart`` of its own. Where draws of a prompt failed in several ways, the commonest counts.
    """
    table = rows.reset_index(drop=True).copy()
    parts = [part for _, part in texts.groupby("item", sort=False)] if len(texts) else []
    drawn = {part["item"].iloc[0]: part for part in parts}
    found = [drawn.get(item) for item in table["item"]]
    first = [column.scores for column in columns][:1]
    table["drawn_count"] = [0 if part is None else len(part) for part in found]
    table["scored_count"] = [0 if part is None else int(part[first].notna().sum().sum()) for part in found]
    for place, column in enumerate(columns):
        read = [_read(part, column) for part in found]
        table[column.name] = [value for value, _ in read]
        why = [reason for _, reason in read]
        if not place:
            table["apart"] = why
        elif why != table["apart"].tolist():
            table[f"{column.name}_apart"] = why
    return table


def _read(part: "pd.DataFrame | None", column: Column) -> tuple[float, str]:
    """Return a prompt's number, and why it has none."""
    if part is None:
        return math.nan, "unscored"
    scores = part[column.scores].tolist()
    value = column.value(scores)
    if not math.isnan(value):
        return value, ""
    lost = [reason or column.lost for reason, score in zip(part["apart"], scores, strict=True) if math.isnan(score)]
    return value, max(_REASONS, key=lost.count)


def counted(texts: "pd.DataFrame", scores: str) -> Mapping[str, int]:
    """Return how many continuations there are, and of these the ones that are in no figure of one scorer, by reason."""
    apart = [
        reason or ("unscored" if math.isnan(score) else "")
        for reason, score in zip(texts["apart"], texts[scores], strict=True)
    ]
    lost = {reason: apart.count(reason) for reason in _REASONS}
    return {
        "items": len(apart),
        "unscored": lost["unscored"],
        "ties": 0,
        "unparsed": lost["unparsed"],
        "refused": lost["refused"],
    }
