"""A scorer in the form of an `evaluate` metric: texts are the predictions, and there are no references."""

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from typing import Any, ClassVar

import datasets
import evaluate
import numpy as np

from workbench.metrics.arguments import known
from workbench.records import Estimate
from workbench.scorers.base import Scorer
from workbench.scorers.means import mean_over
from workbench.stats import item_share

__all__ = ["TextScores"]

_INPUTS = """
Args:
    predictions: texts.
    references: not needed; whatever is given is not looked at.
Returns:
    {name}: the mean score over the texts that have one; NaN where none has.
    {name}_share: the share of them at or above the threshold, where the scorer has one.
    scores: one a text, NaN where it has none.
    scored, unscored: how many texts have a score, and how many have none.
Example:
    >>> load("{name}").compute(predictions=["She is a good neighbour."])["scored"]
    1
"""


class TextScores(evaluate.Metric):
    """The mean score of texts; a metric of its own names its scorer."""

    made: ClassVar[Callable[[], Scorer] | None] = None

    def __init__(self, *arguments: Any, scorer: Scorer | None = None, **options: Any) -> None:
        self.scorer = scorer if scorer is not None else type(self).made()  # type: ignore[misc]
        super().__init__(*arguments, **{"keep_in_memory": True, **options})

    def _info(self) -> evaluate.MetricInfo:
        scorer = self.scorer
        text = datasets.Value("string")
        limits = " ".join(scorer.limits)
        return evaluate.MetricInfo(
            description=f"{scorer.name}: {scorer.low:g} to {scorer.high:g}, {scorer.direction}. {limits}",
            citation=scorer.source,
            inputs_description=_INPUTS.format(name=scorer.name),
            features=[datasets.Features(predictions=text), datasets.Features(predictions=text, references=text)],
        )

    def _compute(self, *, predictions: Any = None, references: Any = None, **others: Any) -> dict[str, Any]:
        known(others)
        scores = np.array(self.scorer.score(list(predictions)), dtype=float)
        there = scores[~np.isnan(scores)]
        found: dict[str, Any] = {self.scorer.name: float(there.mean()) if len(there) else math.nan}
        if self.scorer.threshold is not None:
            found[f"{self.scorer.name}_share"] = (
                float((there >= self.scorer.threshold).mean()) if len(there) else math.nan
            )
        return {**found, "scores": scores.tolist(), "scored": len(there), "unscored": len(scores) - len(there)}

    def estimates(
        self,
        predictions: Sequence[str],
        references: Sequence[Any],
        *,
        clusters: Sequence[Hashable] | None,
        resamples: int,
        seed: int,
        **others: object,
    ) -> list[Estimate]:
        """Return the mean score, and the share at or above the threshold, with intervals over items or clusters."""
        known(others)
        scores = self.scorer.score(list(predictions))
        found = [self._mean(scores, clusters, resamples, seed)]
        if self.scorer.threshold is not None:
            hits, called = self.scorer.hits(scores), f"{self.scorer.name}_share"
            found.append(item_share(hits, measure=called, group="all", clusters=clusters))
        return found

    def _mean(self, scores: list[float], clusters: Sequence[Hashable] | None, resamples: int, seed: int) -> Estimate:
        names = list(range(len(scores))) if clusters is None else list(clusters)
        kept = [place for place, value in enumerate(scores) if not math.isnan(value)]
        values, within = [scores[place] for place in kept], [names[place] for place in kept]
        found = mean_over(values, within, measure=self.scorer.name, group="all", resamples=resamples, seed=seed)
        return replace(found, neutral=self.scorer.neutral, unscored=len(scores) - len(kept))
