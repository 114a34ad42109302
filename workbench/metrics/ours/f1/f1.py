"""F1 of labels as an `evaluate` metric: how well each class is found, averaged over classes."""

from typing import Any

import datasets
import evaluate
from sklearn.metrics import f1_score

from workbench.errors import unknown_name
from workbench.metrics.arguments import known

_AVERAGES = ("macro", "micro", "weighted")

_DESCRIPTION = (
    "F1 of a class is 2 x precision x recall / (precision + recall); here its mean over classes. From 0 to 1, best 1."
)

_INPUTS = """
Args:
    predictions: labels, all texts or all numbers.
    references: the right label of each, of the same kind.
    average: "macro" (each class the same weight), "weighted" (by its items) or "micro" (over all items together).
Returns:
    f1: from 0 to 1. A class that is neither given nor right anywhere is no part of it.
Example:
    >>> load("f1").compute(predictions=["yes", "no"], references=["yes", "yes"])
    {'f1': 0.3333333333333333}
"""

_CITATION = """@book{vanrijsbergen1979information,
  author={van Rijsbergen, C. J.}, title={Information Retrieval}, edition={2}, publisher={Butterworths}, year={1979}}"""


class F1(evaluate.Metric):
    """How well each class is found, averaged over classes."""

    def _info(self) -> evaluate.MetricInfo:
        return evaluate.MetricInfo(
            description=_DESCRIPTION,
            citation=_CITATION,
            inputs_description=_INPUTS,
            features=[
                datasets.Features(predictions=datasets.Value(kind), references=datasets.Value(kind))
                for kind in ("string", "float64")
            ],
            reference_urls=["https://scikit-learn.org/stable/modules/generated/sklearn.metrics.f1_score.html"],
        )

    def _compute(
        self, *, predictions: Any = None, references: Any = None, average: str = "macro", **others: Any
    ) -> dict[str, Any]:
        known(others)
        if average not in _AVERAGES:
            raise unknown_name("average", average, _AVERAGES)
        return {"f1": float(f1_score(references, predictions, average=average, zero_division=0))}
