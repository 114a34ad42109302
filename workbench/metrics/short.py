"""What exact match and token F1 have in common as `evaluate` metrics: short answers, each scored against its references."""

from collections.abc import Hashable, Sequence
from typing import Any, ClassVar

import datasets
import evaluate
import numpy as np

from workbench.metrics.arguments import known
from workbench.records import Estimate
from workbench.stats import item_share

__all__ = ["ShortAnswers"]

_CITATION = """@inproceedings{rajpurkar2016squad,
  title={{SQuAD}: 100,000+ Questions for Machine Comprehension of Text},
  author={Rajpurkar, Pranav and Zhang, Jian and Lopyrev, Konstantin and Liang, Percy}, booktitle={EMNLP}, year={2016}}"""


class ShortAnswers(evaluate.Metric):
    """The mean over answers of a score from 0 to 1.

    A metric of its own names it through this module, ``short.ShortAnswers``: of the classes in a metric's file
    `evaluate` takes the first.

    Attributes
    ----------
    measure : str
        What the figure is called.
    description_of, inputs_of : str
        As `evaluate.MetricInfo` has them.
    """

    measure: ClassVar[str]
    description_of: ClassVar[str]
    inputs_of: ClassVar[str]

    @staticmethod
    def score(prediction: str, references: str | Sequence[str]) -> float:
        """Return how well an answer agrees with those that count as right, from 0 to 1."""
        raise NotImplementedError

    def _info(self) -> evaluate.MetricInfo:
        text = datasets.Value("string")
        return evaluate.MetricInfo(
            description=self.description_of,
            citation=_CITATION,
            inputs_description=self.inputs_of,
            features=[
                datasets.Features(predictions=text, references=datasets.Sequence(text)),
                datasets.Features(predictions=text, references=text),
            ],
            reference_urls=["https://rajpurkar.github.io/SQuAD-explorer/"],
        )

    def _compute(self, *, predictions: Any = None, references: Any = None, **others: Any) -> dict[str, Any]:
        known(others)
        return {self.measure: float(np.mean(self._scores(predictions, references)))}

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
        return [item_share(self._scores(predictions, references), measure=self.measure, group="all", clusters=clusters)]

    def _scores(self, predictions: Sequence[str], references: Sequence[str | Sequence[str]]) -> list[float]:
        return [self.score(given, wanted) for given, wanted in zip(predictions, references, strict=True)]
