"""Rows that hold several texts, each scored by itself and then set against the others; it knows no data set."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from workbench.errors import InputError, unknown_name
from workbench.records import Answer, Request, Score, Scoring

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["AFTER", "CONTEXTS", "STARTS", "Side", "SidesForm", "apart_of", "check_variants", "wins"]

STARTS = ("start", "separator", "newline")
"""What stands before a text without context: the model's start token, the one between documents, a newline."""

CONTEXTS = ("context", "chat")
"""How a context is given: before the text as it is, or as a user's message whose answer begins with the text."""

AFTER = {
    "start": "after the model's start token",
    "separator": "after the token between documents",
    "newline": "after a newline",
    "context": "after its context",
    "chat": "as the beginning of the answer to its context, a user's message in the chat template",
}
"""Each variant in words."""


@dataclass(frozen=True)
class Side:
    """One text of a row: its name, the column it stands in, and the column of what stands before it, if anything."""

    name: str
    text: str
    context: str = ""


@dataclass(frozen=True)
class SidesForm:
    """Every side of every row is scored; a judge makes the gauges' columns of the log-probabilities.

    Attributes
    ----------
    sides : tuple of Side
    judge : callable
        Takes the rows with ``{side}_logprob`` (sum over the side's tokens), ``{side}_mean_logprob`` (per token),
        ``{side}_character_logprob`` (per character), ``{side}_token_count`` and ``apart``; returns the table.
    told : str
        How the figures come about, for the report.
    variants : tuple of str, default ("start",)
        Of `STARTS`, or of `CONTEXTS` where sides have contexts: see `check_variants`; the first is primary.
    """

    sides: tuple[Side, ...]
    judge: "Callable[[pd.DataFrame], pd.DataFrame]"
    told: str
    variants: tuple[str, ...] = ("start",)
    samples: bool = field(default=False, init=False)

    def requests(self, rows: "pd.DataFrame", variant: str) -> list[Request]:
        """Return the texts to be scored, each once."""
        return [Scoring(tuple(self._places(rows)), "start" if variant == "context" else variant)]

    def read(self, rows: "pd.DataFrame", variant: str, answers: Sequence[Sequence[Answer]]) -> "pd.DataFrame":
        """Return the judge's table of the rows with the log-probabilities of every side, without the texts."""
        places = self._places(rows)
        scores = cast(Sequence[Score], answers[0])
        columns: dict[str, list[float]] = {}
        for side in self.sides:
            own = [scores[places[text]] for text in _texts(rows, side)]
            columns |= {f"{side.name}_{name}": values for name, values in _scored(own).items()}
        lost = [
            any(math.isnan(one) for one in row)
            for row in zip(*(columns[f"{side.name}_logprob"] for side in self.sides), strict=True)
        ]
        texts = {column for side in self.sides for column in (side.text, side.context) if column}
        kept = rows.drop(columns=sorted(texts))
        return self.judge(kept.assign(**columns, apart=["unscored" if one else "" for one in lost]))

    def method(self, variants: Sequence[str]) -> str:
        """Return how the figures come about."""
        others = f" Robustness: also {' and '.join(AFTER[name] for name in variants[1:])}." if variants[1:] else ""
        scored = (
            f"A text is scored {AFTER[variants[0]]}: natural log-probabilities of its tokens, each given all before."
        )
        return f"{scored} {self.told}{others}"

    def _places(self, rows: "pd.DataFrame") -> dict[tuple[str, str], int]:
        """Return every text that is asked about, once, and its place among the answers."""
        texts = [text for side in self.sides for text in _texts(rows, side)]
        return {text: place for place, text in enumerate(dict.fromkeys(texts))}


def check_variants(given: Sequence[str], known: Sequence[str] = STARTS) -> tuple[str, ...]:
    """Return the variants in which rows are to be asked.

    Raises
    ------
    InputError
        For no list, a repetition or an unknown variant.

    Examples
    --------
    >>> check_variants(["start", "newline"])
    ('start', 'newline')
    """
    if isinstance(given, str) or not given or len(set(given)) < len(given):
        raise InputError(f"variants={given!r}: give a list without repetition, such as {list(known)[:2]}.")
    for variant in given:
        if variant not in known:
            raise unknown_name("variant", variant, known)
    return tuple(given)


def wins(gap: "pd.Series[float]") -> "pd.Series[float]":
    """Return 1 where the first side is the likelier, 0 where the other is, NaN for a tie or where there is no score."""
    return (gap > 0).astype(float).where(gap.notna() & (gap != 0))


def apart_of(gap: "pd.Series[float]") -> "pd.Series[str]":
    """Return why a comparison is in no share: a tie, no score, or nothing.

    >>> import pandas as pd
    >>> apart_of(pd.Series([1.0, 0.0, float("nan")])).tolist()
    ['', 'tie', 'unscored']
    """
    said = (gap == 0).map({True: "tie", False: ""})
    return said.where(gap.notna(), "unscored")


def _texts(rows: "pd.DataFrame", side: Side) -> list[tuple[str, str]]:
    contexts = rows[side.context].tolist() if side.context else [""] * len(rows)
    return list(zip(contexts, rows[side.text].tolist(), strict=True))


def _scored(scores: Sequence[Score]) -> dict[str, list[float]]:
    values = [math.nan if score.flaw is not None else score.logprob for score in scores]
    lengths = [len(score.tokens) for score in scores]
    letters = [len(score.text.strip()) for score in scores]
    return {
        "logprob": values,
        "mean_logprob": [value / length for value, length in zip(values, lengths, strict=True)],
        "character_logprob": [value / length for value, length in zip(values, letters, strict=True)],
        "token_count": [float(length) for length in lengths],
    }
