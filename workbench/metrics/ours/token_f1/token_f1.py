"""Token F1 as an `evaluate` metric: how many words a short answer shares with those that count as right."""

from collections.abc import Hashable, Sequence
from typing import Any

import datasets
import evaluate
import numpy as np

from workbench.metrics.answers import token_f1
from workbench.metrics.arguments import known
from workbench.records import Estimate
from workbench.stats import item_share

_DESCRIPTION = (
    "The mean over answers of the words shared with the reference most like each: 2 x shared / (words of both). "
    "From 0 to 1, best 1."
)

_INPUTS = """
Args:
    predictions: texts, one an item.
    references: for each, a text or a list of texts, any of which counts as right.
Returns:
    token_f1: from 0 to 1.
Example:
    >>> load("token_f1").compute(predictions=["the river Thames"], references=[["Thames", "London"]])
    {'token_f1': 0.6666666666666666}
"""

_CITATION = """@inproceedings{rajpurkar2016squad,
  title={{SQuAD}: 100,000+ Questions for Machine Comprehension of Text},
  author={Rajpurkar, Pranav and Zhang, Jian and Lopyrev, Konstantin and Liang, Percy}, booktitle={EMNLP}, year={2016}}"""


class TokenF1(evaluate.Metric):
    """How many words a short answer shares with those that count as right."""

    def _info(self) -> evaluate.MetricInfo:
        text = datasets.Value("string")
        return evaluate.MetricInfo(
            description=_DESCRIPTION,
            citation=_CITATION,
            inputs_description=_INPUTS,
            features=[
                datasets.Features(predictions=text, references=datasets.Sequence(text)),
                datasets.Features(predictions=text, references=text),
            ],
            reference_urls=["https://rajpurkar.github.io/SQuAD-explorer/"],
        )

    def _compute(self, *, predictions: Any = None, references: Any = None, **others: Any) -> dict[str, Any]:
        known(others)
        return {"token_f1": float(np.mean(self._scores(predictions, references)))}

    def estimates(
        self,
        predictions: Sequence[str],
        references: Sequence[str | Sequence[str]],
        *,
        clusters: Sequence[Hashable] | None,
        **others: object,
    ) -> list[Estimate]:
        """Return the mean over answers with its interval over items or clusters; it draws nothing."""
        known(others)
        return [item_share(self._scores(predictions, references), measure="token_f1", group="all", clusters=clusters)]

    @staticmethod
    def _scores(predictions: Sequence[str], references: Sequence[str | Sequence[str]]) -> list[float]:
        return [token_f1(given, wanted) for given, wanted in zip(predictions, references, strict=True)]
