"""Accuracy as an `evaluate` metric: the share of items whose predicted label is the right one."""

from collections.abc import Hashable, Sequence
from typing import Any

import datasets
import evaluate
from sklearn.metrics import accuracy_score

from workbench.metrics.arguments import known
from workbench.records import Estimate
from workbench.stats import item_share

_DESCRIPTION = "The share of items whose predicted label equals the right one: right / all. From 0 to 1, best 1."

_INPUTS = """
Args:
    predictions: labels, all texts or all numbers.
    references: the right label of each, of the same kind.
Returns:
    accuracy: from 0 to 1.
Example:
    >>> load("accuracy").compute(predictions=["yes", "no"], references=["yes", "yes"])
    {'accuracy': 0.5}
"""


class Accuracy(evaluate.Metric):
    """The share of items whose predicted label is the right one."""

    def _info(self) -> evaluate.MetricInfo:
        return evaluate.MetricInfo(
            description=_DESCRIPTION,
            citation="",
            inputs_description=_INPUTS,
            features=[
                datasets.Features(predictions=datasets.Value(kind), references=datasets.Value(kind))
                for kind in ("string", "float64")
            ],
            reference_urls=["https://scikit-learn.org/stable/modules/generated/sklearn.metrics.accuracy_score.html"],
        )

    def _compute(self, *, predictions: Any = None, references: Any = None, **others: Any) -> dict[str, Any]:
        known(others)
        return {"accuracy": float(accuracy_score(references, predictions))}

    def estimates(
        self,
        predictions: Sequence[Any],
        references: Sequence[Any],
        *,
        clusters: Sequence[Hashable] | None,
        **others: object,
    ) -> list[Estimate]:
        """Return the accuracy with Wilson's interval, or that over clusters; it draws nothing."""
        known(others)
        right = [float(given == wanted) for given, wanted in zip(predictions, references, strict=True)]
        return [item_share(right, measure="accuracy", group="all", clusters=clusters)]
