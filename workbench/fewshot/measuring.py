"""A measure of the user's own applied to the answers of a few-shot result; the measure is `workbench.metrics`' to load."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workbench.fewshot.estimating import pooled
from workbench.metrics import measure
from workbench.records import Estimate

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["measured"]


def measured(
    metric: Any, part: "pd.DataFrame", *, labels: Sequence[str], taken: Sequence[str], group: str = "all"
) -> list[Estimate]:
    """Return every figure that a loaded metric gives of (predicted, right answer), all draws together.

    Items without an answer are left out and counted. A metric that takes whole numbers gets the place of each label, one
    that takes several references gets all right answers, and one that takes ``confidences`` gets them.

    Parameters
    ----------
    metric : object
        As `workbench.metrics.load` returns it.
    part : pandas.DataFrame
        Rows of `FewShotResult.frame` at one number of shots, and ``references`` where answers are written.
    labels : sequence of str
        Of a classification.
    taken : sequence of str
        Names of measures that there are already; one of the same name says that it is yours.
    """
    lost = part["exact_match" if "exact_match" in part else "correct"].isna()
    known = part[~lost]
    counts: dict[str, Any] = {
        name: int(part.loc[lost, column].sum()) if column in part else 0
        for name, column in (("ties", "tied"), ("unscored", "unscored"), ("unparsed", "unparsed"))
    }
    if known.empty:
        name = getattr(metric, "name", type(metric).__name__)
        return [Estimate(f"{name} (your metric)", group, None, None, None, 0, "value", "no answer", **counts)]
    predicted, right = _sides(metric, known, labels)
    more: dict[str, Any] = {"confidences": known["confidence"].tolist()} if "confidences" in _inputs(metric) else {}
    clusters = known["cluster"].tolist()
    own = None if len(set(clusters)) == len(clusters) else clusters
    return [
        replace(
            item,
            measure=f"{item.measure} (your metric)" if item.measure in taken else item.measure,
            group=group,
            method=f"{item.method}{pooled(known)}",
            **counts,
        )
        for item in measure(metric, predicted, right, clusters=own, **more)
    ]


def _sides(metric: Any, known: "pd.DataFrame", labels: Sequence[str]) -> tuple[list[Any], list[Any]]:
    """Return the predicted and the right answers in the form that the metric takes."""
    inputs = _inputs(metric)
    if "int" in str(getattr(inputs.get("predictions"), "dtype", "")) and labels:
        place = {label: at for at, label in enumerate(labels)}
        return [place[label] for label in known["predicted"]], [place[label] for label in known["answer"]]
    several = "references" in known and (
        hasattr(inputs.get("references"), "feature") or isinstance(inputs.get("references"), list)
    )
    return known["predicted"].tolist(), known["references" if several else "answer"].tolist()


def _inputs(metric: Any) -> dict[str, Any]:
    features = getattr(metric, "features", None)
    first: Any = features[0] if isinstance(features, list) and features else features
    return dict(first) if hasattr(first, "items") else {}
