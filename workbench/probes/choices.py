"""A text and a few options: which one a model finds likeliest after it, under every normalisation; it knows no set.

What is put to the model, and what a choice says, is a `ChoiceSet`'s to tell; the sets of a family share this one form.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from workbench.errors import InputError, unknown_name
from workbench.fewshot.likelihood import RULES
from workbench.records import Answer, Request, Score, Scoring

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "CHAT",
    "NORMALISED",
    "ChoiceSet",
    "Chosen",
    "Column",
    "LikelyChoice",
    "chosen_variants",
    "ruled",
    "table_of",
]

CHAT = "chat"
"""The variant whose text is a user's message, with the option as the beginning of the answer."""

NORMALISED = tuple(rule for rule in RULES if rule != "shared")
"""How options are compared here: options that share no token have no sum over shared ones."""

_EQUAL = 1e-9  # nats; below it, two figures differ by rounding

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Texts = NDArray[np.object_]


@dataclass(frozen=True)
class Column:
    """One value an item, NaN where it has none, and why: empty where the column is not about the item."""

    values: Floats
    apart: Texts


@dataclass(frozen=True)
class Chosen:
    """Which of its options each item's answer is.

    Attributes
    ----------
    place : array of float
        From 0, in the set's own order of options; NaN where no option was chosen.
    apart : array of str
        Why not: ``"tie"``, ``"unscored"``, ``"unparsed"``, ``"refused"``; empty where one was.
    """

    place: Floats
    apart: Texts

    def column(self, about: Flags, values: Any) -> Column:
        """Return what the choices say of the items that a column is about."""
        known = about & ~np.isnan(self.place)
        return Column(np.where(known, np.asarray(values, dtype=float), np.nan), np.where(about, self.apart, ""))


class ChoiceSet(Protocol):
    """What a set of questions with options adds to the form: its texts, and what a choice says."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the rows that stay in the result's table, beside item, group and cluster."""

    @property
    def known(self) -> tuple[str, ...]:
        """The variants there are; the first is the primary one where nothing else is asked."""

    def contexts(self, rows: "pd.DataFrame", variant: str) -> list[str]:
        """Return the text that stands before the options, one a row."""

    def options(self, rows: "pd.DataFrame", variant: str) -> list[tuple[str, ...]]:
        """Return the options of each row as they continue the text, in the set's own order."""

    def cues(self, rows: "pd.DataFrame", variant: str) -> list[str]:
        """Return what leads to the options where nothing is asked: the context of the unconditional rule."""

    def tell(self, rows: "pd.DataFrame", chosen: Chosen) -> Mapping[str, Column]:
        """Return what the choices say: a column for each mean that a gauge reads."""

    def told(self, variants: Sequence[str]) -> str:
        """Return how rows are put to the model, for a report."""


@dataclass(frozen=True)
class LikelyChoice:
    """The form of all sets in which a model chooses among options by likelihood.

    Parameters
    ----------
    asks : ChoiceSet
    variants : tuple of str
        The ways in which every row is asked; the first is the primary one.
    rule : str
        One of `NORMALISED`: how the primary figure compares options. The others stand beside it, as columns that
        end in their names.
    """

    asks: ChoiceSet
    variants: tuple[str, ...]
    rule: str = "sum"
    samples: bool = False

    def requests(self, rows: "pd.DataFrame", variant: str) -> list[Request]:
        """Return every option after its text, then every different option after its cue alone."""
        options = self.asks.options(rows, variant)
        contexts = self.asks.contexts(rows, variant)
        asked = [(context, text) for context, texts in zip(contexts, options, strict=True) for text in texts]
        alone = list(dict.fromkeys(self._alone(rows, variant, options)))
        return [Scoring(tuple(asked + alone), CHAT if variant == CHAT else "start")]

    def read(self, rows: "pd.DataFrame", variant: str, answers: Sequence[Sequence[Answer]]) -> "pd.DataFrame":
        """Return one row an item: the option chosen under the primary rule, and what each rule's choices say."""
        options = self.asks.options(rows, variant)
        scores = cast(Sequence[Score], answers[0])
        figures = _figures(scores, options, self._alone(rows, variant, options))
        chosen = {rule: _likeliest(figures[rule]) for rule in (self.rule, *NORMALISED)}
        sums = {f"option{place}_logprob": figures["sum"][:, place] for place in range(len(options[0]))}
        return table_of(self.asks, rows, chosen).assign(**sums)

    def method(self, variants: Sequence[str]) -> str:
        """Return how options are asked for and compared."""
        others = ", ".join(RULES[rule] for rule in NORMALISED if rule != self.rule)
        return (
            f"{self.asks.told(variants)} The answer is the option that the model finds likeliest after that text, by the "
            f"{RULES[self.rule]}; in the table of robustness also by the {others}. Options equally likely are a tie, and a "
            "tie is no answer."
        )

    def _alone(self, rows: "pd.DataFrame", variant: str, options: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
        cues = self.asks.cues(rows, variant)
        return [(cue, text) for cue, texts in zip(cues, options, strict=True) for text in texts]


def chosen_variants(given: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    """Return the variants that were asked for.

    Raises
    ------
    InputError
        For a single text, an empty list, a repetition, or an unknown name.
    """
    if isinstance(given, str) or not given or len(set(given)) < len(given):
        raise InputError(f"variants={given!r}: give a list without repetition, such as {list(known[:2])}.")
    for name in given:
        if name not in known:
            raise unknown_name("variant", name, known)
    return tuple(given)


def ruled(column: str, rule: str, primary: str) -> str:
    """Return the name of a column under a rule: as it is under the primary one.

    Examples
    --------
    >>> ruled("correct", "sum", "sum"), ruled("correct", "token", "sum")
    ('correct', 'correct_token')
    """
    return column if rule == primary else f"{column}_{rule}"


def table_of(asks: ChoiceSet, rows: "pd.DataFrame", chosen: Mapping[str, Chosen]) -> "pd.DataFrame":
    """Return one row an item: what the choices say; the first of ``chosen`` is the primary rule."""
    primary = next(iter(chosen))
    table = rows[["item", "group", "cluster", *asks.columns]].assign(chosen=chosen[primary].place)
    found: dict[str, Any] = {}
    for rule, one in chosen.items():
        for name, column in asks.tell(rows, one).items():
            found[ruled(name, rule, primary)] = column.values
            found[f"{ruled(name, rule, primary)}_apart"] = column.apart
    left_out = rows["apart"].to_numpy(dtype=object)
    return table.assign(apart=np.where(left_out != "", left_out, chosen[primary].apart), **found)


def _figures(
    scores: Sequence[Score], options: Sequence[Sequence[str]], alone: Sequence[tuple[str, str]]
) -> dict[str, Floats]:
    """Return each option's figure under every rule: arrays of (items, options)."""
    shape = len(options), len(options[0])
    asked, rest = scores[: len(alone)], scores[len(alone) :]
    sums = _sums(asked).reshape(shape)
    places = {pair: place for place, pair in enumerate(dict.fromkeys(alone))}
    without = _sums(rest)[[places[pair] for pair in alone]].reshape(shape)
    tokens = np.array([len(score.tokens) for score in asked]).reshape(shape)
    characters = np.array([len(text.strip()) for texts in options for text in texts]).reshape(shape)
    return {"sum": sums, "token": sums / tokens, "character": sums / characters, "unconditional": sums - without}


def _sums(scores: Sequence[Score]) -> Floats:
    return np.array([np.nan if score.flaw is not None else score.logprob for score in scores], dtype=float)


def _likeliest(figures: Floats) -> Chosen:
    """Return the best option of each item; none where a figure is missing, or two are best."""
    lost = np.isnan(figures).any(axis=1)
    filled = np.where(np.isnan(figures), -np.inf, figures)
    top = filled >= filled.max(axis=1, keepdims=True) - _EQUAL
    tied = (top.sum(axis=1) > 1) & ~lost
    apart = np.where(lost, "unscored", np.where(tied, "tie", "")).astype(object)
    return Chosen(np.where(lost | tied, np.nan, top.argmax(axis=1)), apart)
