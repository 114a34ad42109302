"""Expected calibration error as an `evaluate` metric: how far confidence and accuracy lie apart."""

from collections.abc import Hashable, Sequence
from typing import Any

import datasets
import evaluate

from workbench import stats
from workbench.metrics.arguments import known
from workbench.records import Estimate

_DESCRIPTION = (
    "The mean gap between how sure a model is and how often it is right, over bins of like confidence: the sum of "
    "n_b / n x |share right - mean confidence|. From 0 (best) to 1; chance alone lifts it above 0."
)

_INPUTS = """
Args:
    predictions: labels, all texts or all numbers.
    references: the right label of each, of the same kind.
    confidences: the probability that the model gave to each predicted label, from 0 to 1.
    bins: how many bins of about as many items each; 15 by default.
Returns:
    calibration_error: from 0 to 1.
Example:
    >>> load("calibration_error").compute(predictions=["a", "b"], references=["a", "a"], confidences=[0.75, 0.75])
    {'calibration_error': 0.25}
"""

_CITATION = """@inproceedings{guo2017calibration,
  title={On Calibration of Modern Neural Networks},
  author={Guo, Chuan and Pleiss, Geoff and Sun, Yu and Weinberger, Kilian Q.}, booktitle={ICML}, year={2017}}
@inproceedings{nguyen2015posterior,
  title={Posterior calibration and exploratory analysis for natural language processing models},
  author={Nguyen, Khanh and O'Connor, Brendan}, booktitle={EMNLP}, year={2015}}"""


class CalibrationError(evaluate.Metric):
    """How far confidence and accuracy lie apart."""

    def _info(self) -> evaluate.MetricInfo:
        return evaluate.MetricInfo(
            description=_DESCRIPTION,
            citation=_CITATION,
            inputs_description=_INPUTS,
            features=[
                datasets.Features(
                    predictions=datasets.Value(kind),
                    references=datasets.Value(kind),
                    confidences=datasets.Value("float64"),
                )
                for kind in ("string", "float64")
            ],
            reference_urls=["https://arxiv.org/abs/1706.04599", "https://doi.org/10.18653/v1/D15-1182"],
        )

    def _compute(
        self, *, predictions: Any = None, references: Any = None, confidences: Any = None, bins: int = 15, **others: Any
    ) -> dict[str, Any]:
        known(others)
        table = stats.reliability(confidences, _right(predictions, references), bins=bins)
        gaps = (table["share"] - table["confidence"]).abs() * table["n"]
        return {"calibration_error": float(gaps.sum() / table["n"].sum())}

    def estimates(
        self,
        predictions: Sequence[Any],
        references: Sequence[Any],
        *,
        clusters: Sequence[Hashable] | None,
        confidences: Sequence[float],
        bins: int = 15,
        resamples: int = 2000,
        seed: int = 0,
        **others: object,
    ) -> list[Estimate]:
        """Return the error with the interval that takes its lift by chance off."""
        known(others)
        right = _right(predictions, references)
        found = stats.calibration_error(
            confidences,
            right,
            clusters=clusters,
            bins=bins,
            resamples=resamples,
            seed=seed,
            measure="calibration_error",
        )
        return [found]


def _right(predictions: Sequence[Any], references: Sequence[Any]) -> list[bool]:
    return [bool(given == wanted) for given, wanted in zip(predictions, references, strict=True)]
