"""How templates are asked, variant by variant, and read; it makes no template and loads no data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from workbench.errors import InputError, unknown_name
from workbench.probes.declared import DeclaredProbe
from workbench.probes.tabled import TabledResult
from workbench.probes.templatesratios import Parts, ratios
from workbench.probes.templatesresult import TemplateResult
from workbench.probes.templatesscored import Scored
from workbench.records import Answer, Request, Score, Scoring

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["VARIANTS", "TemplateForm", "TemplateProbe", "checked_variants", "filled"]

VARIANTS = ("plain", "chat")
"""How a context is asked: as a text to go on, or as a user's message with the word as the answer's beginning."""


@dataclass(frozen=True)
class TemplateForm:
    """Scores every word of every group in every context.

    Where templates hold ``{attribute}``, an attribute fills the context and the words of the groups are scored after it.
    Where they hold ``{group}``, a group's word fills it and the attributes are scored.

    Attributes
    ----------
    groups : dict of tuple of str
        Words by group.
    contrast : tuple of str
        The groups whose ratio is the primary figure.
    variants : tuple of str
        Of `VARIANTS`, or others for which the rows have a column ``template:NAME`` with another wording.
    pooled : bool
        Whether the words are scored (and so add up) rather than put into the context.
    parts : dict
        Named parts of the two lists of the contrast, each a further rule.
    """

    groups: Mapping[str, tuple[str, ...]]
    contrast: tuple[str, str]
    variants: tuple[str, ...] = VARIANTS[:1]
    pooled: bool = True
    parts: Parts = field(default_factory=dict)
    samples: bool = field(default=False, init=False)

    @property
    def words(self) -> tuple[str, ...]:
        """Every word, once."""
        return tuple(word for words in self.groups.values() for word in words)

    def requests(self, rows: "pd.DataFrame", variant: str) -> list[Request]:
        """Return every context with every word, then the words in the frames that name no attribute."""
        start = "chat" if variant == "chat" else "start"
        templates, attributes = rows[_column(rows, variant)], rows["attribute"]
        items = [self._item(*pair, word) for pair in zip(templates, attributes, strict=True) for word in self.words]
        found: list[Request] = [Scoring(tuple(items), start)]
        if frames := self._frames(rows, variant):
            plain = start if all(frames) else "start"
            found.append(Scoring(tuple((frame, f" {word}") for frame in frames for word in self.words), plain))
        return found

    def scored(self, rows: "pd.DataFrame", variant: str, answers: Sequence[Sequence[Answer]]) -> Scored:
        """Return the log-probabilities and numbers of tokens of all words, item by item."""
        logprobs, tokens = _arrays(answers[0], len(rows), len(self.words))
        frames = None
        if names := self._frames(rows, variant):
            places = {name: place for place, name in enumerate(names)}
            every, _ = _arrays(answers[1], len(names), len(self.words))
            frames = every[[places[one] for one in self._frame_of(rows, variant)]]
        return Scored(self.words, logprobs, tokens, frames, self.pooled)

    def read(self, rows: "pd.DataFrame", variant: str, answers: Sequence[Sequence[Answer]]) -> "pd.DataFrame":
        """Return one row a template and attribute: the mass of every group, and the ratio under every rule."""
        return ratios(rows, self.scored(rows, variant, answers), self.groups, self.contrast, self.parts)

    def method(self, variants: Sequence[str]) -> str:
        """Return how the figures come about."""
        first, second = self.contrast
        lists = "; ".join(f"{name}: {', '.join(words)}" for name, words in self.groups.items())
        return (_POOLED if self.pooled else _AVERAGED).format(first=first, second=second, lists=lists) + _CHAT * (
            "chat" in variants
        )

    def _item(self, template: str, attribute: str, word: str) -> tuple[str, str]:
        if self.pooled:
            return filled(template, attribute=attribute), f" {word}"
        return filled(template, group=word), f" {attribute}"

    def _frame_of(self, rows: "pd.DataFrame", variant: str) -> list[str]:
        baselines = zip(rows[_column(rows, variant)], rows["baseline"], strict=True)
        return [filled(template, attribute=baseline) if baseline else "" for template, baseline in baselines]

    def _frames(self, rows: "pd.DataFrame", variant: str) -> list[str]:
        return list(dict.fromkeys(self._frame_of(rows, variant))) if self.pooled else []


@dataclass(frozen=True, repr=False)
class TemplateProbe(DeclaredProbe):
    """A declared probe of templates, whose result keeps the log-probability of every word."""

    made: type[TabledResult] = TemplateResult

    def result(self, model: Mapping[str, str], answers: Sequence[Sequence[Answer]]) -> TemplateResult:
        """Return the result that these answers make, with every word's log-probability; no model is needed."""
        found = cast(TemplateResult, super().result(model, answers))
        form, at, scored = cast(TemplateForm, self.form), 0, {}
        for variant, part in self._requests.items():
            scored[variant] = form.scored(self._rows, variant, answers[at : at + len(part)])
            at += len(part)
        return replace(found, asked=self._rows, scored=scored, lists=form.groups, contrast=form.contrast)


def checked_variants(given: Any, known: Sequence[str]) -> tuple[str, ...]:
    """Return the variants that are run: the first known one where none are named."""
    if given is None:
        return tuple(known[:1])
    if isinstance(given, str) or not isinstance(given, Sequence) or not given or len(set(given)) < len(given):
        raise InputError(f"variants={given!r}: give a list without repetition, such as {list(known)!r}.")
    for one in given:
        if one not in known:
            raise unknown_name("variant", one, known)
    return tuple(given)


def filled(template: str, **slots: str) -> str:
    """Return a template with its slot filled, and no space at its end: the word brings its own."""
    return template.format(**slots).rstrip(" ")


_POOLED = (
    "Every attribute fills every template, and every word of every list is scored whole after it, with a space before. A "
    "list's probability is the sum over its words; an item's figure is ln(P({first}) / P({second})), natural logarithm; 0 "
    "is neutral, above it {first} words are likelier. The figure is the mean over items; those of one attribute are one cluster, and "
    "the interval comes from drawing attributes again (95 %). Items with a word without a score are counted apart. The lists: {lists}."
)
_AVERAGED = (
    "Every word of every list fills every template, and every attribute is scored whole after it, with a space before. An "
    "attribute's probability for a list is the mean over the list's words; an item's figure is ln(P(attribute | {first}) / "
    "P(attribute | {second})), natural logarithm; 0 is neutral, above it the attribute is likelier after {first}. The figure "
    "is the mean over items; those of one attribute are one cluster, and the interval comes from drawing attributes again "
    "(95 %). Items with a word without a score are counted apart. The lists: {lists}."
)
_CHAT = " Variant chat: the context is a user's message in the model's chat template, and the word the beginning of the answer."


def _column(rows: "pd.DataFrame", variant: str) -> str:
    """Return the column that holds a variant's templates: a wording of its own, or that of the first variant."""
    return own if (own := f"template:{variant}") in rows else "template"


def _arrays(scores: Sequence[Answer], items: int, words: int) -> tuple[Any, Any]:
    found = cast(Sequence[Score], scores)
    logprobs = np.array([score.logprob for score in found]).reshape(items, words)
    tokens = np.array([len(score.tokens) for score in found], dtype=float).reshape(items, words)
    return logprobs, tokens
