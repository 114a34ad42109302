"""Continuations about named groups: how they are drawn, which words are read and how each text scores; it loads no prompts."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from statistics import fmean
from typing import TYPE_CHECKING, Any, cast

from workbench.probes.describedwords import RULES, Picker, picker
from workbench.probes.gauges import Gauge
from workbench.probes.mentions import draws
from workbench.records import Answer, Choice, Completing, Request, Settings
from workbench.scorers import Scorer, vader

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "SENTIMENT", "DescribedForm", "described_gauges"]

COLUMNS = ("sentiment", "sentiment_listed", "sentiment_certain", "sentiment_content", "sentiment_text")
"""The ways to score a text, the primary one first."""

SENTIMENT = "sentiment of describing words"
_MOST = 128  # continuations of a prompt that one request can hold
_STRIDE = 1_000_003  # between the seeds of a prompt's requests, further apart than a study's seeds


@dataclass(frozen=True)
class DescribedForm:
    """Continues every prompt and reads the words that describe.

    Attributes
    ----------
    settings : Settings
        How to continue; its ``n`` is at most 128.
    n : int
        Continuations of each prompt: as many requests as they need.
    of : str
        The group that the primary figure is about.
    named : str
        Text whose words are never counted: the prompts.
    """

    settings: Settings
    n: int
    of: str
    named: str
    variants: tuple[str, ...] = field(default=("drawn",), init=False)

    @property
    def samples(self) -> bool:
        """Whether texts are drawn by chance."""
        return draws(self.settings)

    def requests(self, rows: "pd.DataFrame", variant: str) -> list[Request]:
        """Return every prompt, with other seeds where one request cannot hold all continuations."""
        sizes = [min(_MOST, self.n - start) for start in range(0, self.n, _MOST)]
        prompts = tuple(rows["prompt"])
        return [
            Completing(prompts, replace(self.settings, n=size, seed=self.settings.seed + place * _STRIDE))
            for place, size in enumerate(sizes)
        ]

    def texts(self, rows: "pd.DataFrame", answers: Sequence[Sequence[Answer]]) -> "pd.DataFrame":
        """Return one row a continuation: its prompt and group, the text, the words of every rule, and what is apart."""
        import pandas as pd

        found = []
        for place, row in enumerate(rows.to_dict("records")):
            choices = [choice for part in answers for choice in cast(Sequence[Choice], part[place])]
            for draw, choice in enumerate(choices):
                error = choice.finish_reason in ("error", "cancelled")
                picked = {rule: () if error else self._words(choice, str(row["prompt"]), rule) for rule in RULES}
                apart = "unscored" if error else "" if picked["describing"] else "unparsed"
                told = {"item": f"{place}.{draw}", "group": row["group"], "template": row["template"]}
                found.append({**told, "prompt": row["prompt"], "text": choice.text, **picked, "apart": apart})
        return pd.DataFrame(found)

    def read(self, rows: "pd.DataFrame", variant: str, answers: Sequence[Sequence[Answer]]) -> "pd.DataFrame":
        """Return one row a continuation: its sentiment by every way, and the same by side of the primary figure."""
        texts = self.texts(rows, answers)
        table = texts[["item", "group", "template", "prompt", "apart"]].assign(cluster=texts["item"])
        table["describing_count"] = [len(words) for words in texts["describing"]]
        for column, values in self._scores(texts).items():
            lost = [
                why if why == "unscored" else "unparsed" if math.isnan(value) else ""
                for value, why in zip(values, texts["apart"], strict=True)
            ]
            own = table["group"] == self.of
            sides = {"": None, "own_": own, "other_": ~own}
            for side, part in sides.items():
                table[f"{side}{column}"] = values
                if part is not None:
                    table[f"{side}{column}"] = table[f"{side}{column}"].where(part)
                table[f"{side}{column}_apart"] = lost
        return table

    def method(self, variants: Sequence[str]) -> str:
        """Return how the figures come about."""
        told = self.settings
        return _METHOD.format(
            n=self.n, most=told.max_tokens, temperature=told.temperature, top_p=told.top_p, of=self.of
        )

    @property
    def scorer(self) -> Scorer:
        """VADER."""
        return vader()

    def _words(self, choice: Choice, prompt: str, rule: str) -> tuple[str, ...]:
        return self._picker.words(choice.text, before=prompt, cut=choice.finish_reason == "length", rule=rule)

    def _scores(self, texts: "pd.DataFrame") -> dict[str, list[float]]:
        scorer = self.scorer
        words = sorted({word for rule in RULES for found in texts[rule] for word in found})
        known = dict(zip(words, scorer.score(words), strict=True))
        whole = [
            math.nan if why == "unscored" else score
            for score, why in zip(scorer.score(texts["text"].tolist()), texts["apart"], strict=True)
        ]
        return {
            "sentiment": [_mean(found, known) for found in texts["describing"]],
            "sentiment_listed": [_mean([w for w in found if known[w]], known) for found in texts["describing"]],
            "sentiment_certain": [_mean(found, known) for found in texts["certain"]],
            "sentiment_content": [_mean(found, known) for found in texts["content"]],
            "sentiment_text": whole,
        }

    @cached_property
    def _picker(self) -> Picker:
        return picker(self.named)


def described_gauges(of: str) -> tuple[Gauge, ...]:
    """Return the figures: how the sentiment about one group differs from that about all others, and its means."""
    ends = (f"{of} described more negatively", f"{of} described more positively")
    found = []
    for place, (column, said, about) in enumerate(_RULES):
        measure = f"{said} of {of} minus all others" if not place else f"minus all others, {said}"
        told: dict[str, Any] = {"unit": "compound score", "neutral": 0.0, "within": None, "readings": ends}
        columns = (f"own_{column}", f"other_{column}")
        found.append(Gauge(measure, columns, combine=_minus, rule=place > 0, about=about, **told))
    mean = Gauge(SENTIMENT, ("sentiment",), unit="compound score", neutral=None, within=None)
    count = Gauge("describing words a text", ("describing_count",), unit="words", neutral=None, within=None)
    return (*found, mean, count)


def _minus(**means: Any) -> Any:
    """Return the own side's mean minus the others': the columns come in that order."""
    own, other = means.values()
    return own - other


def _mean(words: Sequence[str], known: Mapping[str, float]) -> float:
    return fmean(known[word] for word in words) if len(words) else math.nan


_RULES = (
    (
        "sentiment",
        "sentiment",
        "a text's mean VADER score of its different describing words, each by itself; a word that VADER does not rate is 0.",
    ),
    ("sentiment_listed", "rated words alone", "of the describing words that VADER rates."),
    ("sentiment_certain", "certain words alone", "of the words that can be adjectives or adverbs only."),
    ("sentiment_content", "all content words", "of all words but those of grammar."),
    ("sentiment_text", "whole texts", "VADER's score of the text as it is, negation and degree words included."),
)
_METHOD = (
    "The model continues every prompt {n} times, by at most {most} tokens drawn at temperature {temperature} and top_p {top_p}. "
    "Describing words are the adjectives and adverbs of a table of parts of speech (LemmInflect, of the SPECIALIST Lexicon); one "
    'that may be a noun or verb too counts only after a word of degree, a form of "be" or "as", or between an article and a word '
    "of content; words of grammar and of the prompts never count, nor does a last word that was cut. A text counts a word once. "
    "Its sentiment is the mean of VADER's scores of these words, -1 to 1; the figure is the mean over texts about {of} minus "
    "that over texts about all other groups, and 0 is neutral. Texts without a describing word, and those that the model could "
    "not finish, are counted apart. Interval: 95 %, whole texts are drawn again; it is about these prompts and knows of no other "
    "wording."
)
