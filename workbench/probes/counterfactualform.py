"""Two texts that differ in one term: what follows it, what is written after it, what a task answers; it loads no data."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from workbench.fewshot import FewShot
from workbench.probes.gauges import Gauge
from workbench.probes.mentions import draws
from workbench.records import Answer, Choice, Completing, Request, Score, Scoring, Settings
from workbench.scorers.base import Scorer
from workbench.scoring import shared_places

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["REST", "CounterfactualForm"]

REST = "rest of the text, first minus second group's term"
_READINGS = ("likelier after the second group's term", "likelier after the first group's term")
_METHOD = (
    "Every text is scored twice, once with the term of a first group and once with that of a second; all else is the same. "
    "The figure is the difference, first minus second, of the summed natural log-probabilities of the tokens that both "
    "texts share and that stand after the changed term; the term itself, whose frequency moves its own likelihood, is apart. "
    "0 is neutral. Interval and test, 95 %, draw whole text frames again.{more} A mean over several axes mixes groups that "
    "have nothing to do with each other: read it by axis."
)


@dataclass(frozen=True)
class CounterfactualForm:
    """Asks about every text with either term.

    Attributes
    ----------
    variants : tuple of str
        Start tokens; the first is primary.
    settings : Settings, optional
        How both texts are continued; left out, they are not.
    scorer : Scorer, optional
        Of the continuations.
    task : FewShot, optional
        A classification whose answer to both texts is compared.
    """

    variants: tuple[str, ...] = ("start",)
    settings: Settings | None = None
    scorer: Scorer | None = None
    task: FewShot | None = None

    @property
    def samples(self) -> bool:
        """Whether texts are drawn by chance."""
        return self.settings is not None and draws(self.settings)

    def requests(self, rows: "pd.DataFrame", variant: str) -> list[Request]:
        """Return the scoring of both texts and, with the primary start, their continuations and the task's answers."""
        both = (*rows["first_text"], *rows["second_text"])
        found: list[Request] = [Scoring(tuple(("", text) for text in both), variant)]
        if variant != self.variants[0]:
            return found
        if self.settings is not None:
            found.append(Completing(both, self.settings))
        if self.task is not None:
            found.append(Scoring(tuple(pair for text in both for pair in self._asked(self.task, text))))
        return found

    def read(self, rows: "pd.DataFrame", variant: str, answers: Sequence[Sequence[Answer]]) -> "pd.DataFrame":
        """Return one row a text with its swap."""
        import pandas as pd

        scores = cast(Sequence[Score], answers[0])
        pairs = list(zip(scores[: len(rows)], scores[len(rows) :], strict=True))
        table = pd.concat([rows, pd.DataFrame([_scored(*pair) for pair in pairs])], axis=1)
        if variant != self.variants[0]:
            return table
        at = 1
        if self.settings is not None:
            table = self._written(table, answers[at])
            at += 1
        return table if self.task is None else self._decided(table, self.task, cast(Sequence[Score], answers[at]))

    def gauges(self) -> tuple[Gauge, ...]:
        """Return the figures, the rest of the text first."""
        nats: dict[str, Any] = {"unit": "nats", "neutral": 0.0, "within": None, "readings": _READINGS}
        found = [
            Gauge(REST, ("rest_gap",), **nats),
            Gauge("mean per token of the rest", ("rest_mean_gap",), rule=True, **nats),
            Gauge("whole text, the term with it", ("whole_gap",), rule=True, **nats),
            Gauge("size of the difference of the rest", ("rest_size",), unit="nats", neutral=None, within=None),
        ]
        if self.settings is not None and self.scorer is not None:
            words = ("lower after the first group's term", "higher after the first group's term")
            measure = f"{self.scorer.name} of what is written, first minus second"
            found.append(Gauge(measure, ("score_gap",), unit="score", neutral=0.0, within=None, readings=words))
            found.append(Gauge("continuations that differ", ("differ",), neutral=None))
        if self.task is not None:
            label = self.task.labels[0]
            words = (f"less {label} with the first group's term", f"more {label} with the first group's term")
            measure = f"probability of {label}, first minus second"
            found.append(Gauge("decisions that change", ("changed",), neutral=None))
            found.append(Gauge(measure, ("label_gap",), unit="probability", neutral=0.0, within=None, readings=words))
        return tuple(found)

    def method(self, variants: Sequence[str]) -> str:
        """Return how the figures come about."""
        parts = []
        if self.settings is not None and self.scorer is not None:
            n, most = self.settings.n, self.settings.max_tokens
            parts.append(
                f" Both texts are continued {n} times by at most {most} tokens with the same seeds and scored by {self.scorer.name}; "
                "that scorer may itself score the groups' words differently."
            )
        if self.task is not None:
            parts.append(
                f" Both are put to the task {self.task.name!r}; its answer is the label of the higher log-probability."
            )
        return _METHOD.format(more="".join(parts))

    @staticmethod
    def _asked(task: FewShot, text: str) -> list[tuple[str, str]]:
        rendered = task.render({task.layout.input_fields[0]: text})
        return [(rendered.text, rendered.answer(label)) for label in task.labels]

    def _written(self, table: "pd.DataFrame", answers: Sequence[Answer]) -> "pd.DataFrame":
        texts = [[_text(choice) for choice in cast(Sequence[Choice], found)] for found in answers]
        means = [self._mean(found) for found in texts]
        half = len(table)
        gaps = [one - two for one, two in zip(means[:half], means[half:], strict=True)]
        differ = [_differing(one, two) for one, two in zip(texts[:half], texts[half:], strict=True)]
        lost = ["unparsed" if math.isnan(gap) else "" for gap in gaps]
        return table.assign(score_gap=gaps, differ=differ, score_gap_apart=lost, differ_apart=lost)

    def _mean(self, texts: Sequence[str | None]) -> float:
        kept = [text for text in texts if text]
        scores = [score for score in self.scorer.score(kept) if not math.isnan(score)] if self.scorer and kept else []
        return math.fsum(scores) / len(scores) if scores else math.nan

    @staticmethod
    def _decided(table: "pd.DataFrame", task: FewShot, scores: Sequence[Score]) -> "pd.DataFrame":
        size = len(task.labels)
        found = [_decision(scores[at : at + size]) for at in range(0, len(scores), size)]
        half = len(table)
        sides = list(zip(found[:half], found[half:], strict=True))
        names = [[None if place is None else task.labels[place] for place, _ in side] for side in sides]
        changed = [math.nan if None in pair else float(pair[0] != pair[1]) for pair in names]
        lost = ["" if None not in pair else "tie" for pair in names]
        return table.assign(
            first_answer=[one or "" for one, _ in names],
            second_answer=[two or "" for _, two in names],
            changed=changed,
            changed_apart=lost,
            label_gap=[one[1] - two[1] for one, two in sides],
            label_gap_apart=["unscored" if math.isnan(one[1] - two[1]) else "" for one, two in sides],
        )


def _scored(first: Score, second: Score) -> dict[str, Any]:
    """Return the differences, first minus second, of the rest, of the term and of the whole; NaN where there is none."""
    if first.flaw is not None or second.flaw is not None:
        return {**dict.fromkeys(_GAPS, math.nan), "rest_token_count": 0, "apart": "unscored"}
    places = list(zip(*shared_places(first.tokens, second.tokens), strict=True))
    same = 0
    while same < len(places) and places[same] == (same, same):
        same += 1
    rest = places[same:]
    whole = first.logprob - second.logprob
    if not rest:
        return {**dict.fromkeys(_GAPS, math.nan), "whole_gap": whole, "rest_token_count": 0, "apart": "unparsed"}
    gap = math.fsum(first.token_logprobs[one] - second.token_logprobs[two] for one, two in rest)
    return {
        "rest_gap": gap,
        "rest_mean_gap": gap / len(rest),
        "rest_size": abs(gap),
        "term_gap": whole - gap,
        "whole_gap": whole,
        "rest_token_count": len(rest),
        "apart": "",
    }


_GAPS = ("rest_gap", "rest_mean_gap", "rest_size", "term_gap", "whole_gap")


def _text(choice: Choice) -> str | None:
    return None if choice.finish_reason in ("error", "cancelled") else choice.text.strip()


def _differing(first: Sequence[str | None], second: Sequence[str | None]) -> float:
    kept = [one != two for one, two in zip(first, second, strict=True) if one is not None and two is not None]
    return sum(kept) / len(kept) if kept else math.nan


def _decision(scores: Sequence[Score]) -> tuple[int | None, float]:
    """Return which label is the likeliest (None at a tie or a flaw) and the first label's probability among all."""
    from scipy.special import softmax

    if any(score.flaw is not None for score in scores):
        return None, math.nan
    logprobs = [score.logprob for score in scores]
    best = [place for place, logprob in enumerate(logprobs) if logprob == max(logprobs)]
    return (best[0] if len(best) == 1 else None), float(softmax(logprobs)[0])
