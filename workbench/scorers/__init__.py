"""Scorers of texts: text in, a number with range and meaning out, and the audit without which none is to be read.

A scorer is itself biased. Every difference between groups that it gives stands beside its own difference on neutral
control sentences (`audit`), with an interval of both together (`jointly`). Packages and weights are loaded when a
scorer is first used.
"""

from typing import Any

from workbench.scorers.auditing import audit
from workbench.scorers.auditresult import Audit
from workbench.scorers.base import Scorer
from workbench.scorers.hub import Classifier, hub
from workbench.scorers.joint import Joint, jointly
from workbench.scorers.kinds import from_dict
from workbench.scorers.lexicons import Lexicon, lexicon
from workbench.scorers.linear import hate, profanity
from workbench.scorers.paths import names, path
from workbench.scorers.regarding import Regard, regard
from workbench.scorers.sentiment import vader

__all__ = [
    "Audit",
    "Classifier",
    "Joint",
    "Lexicon",
    "Regard",
    "Scorer",
    "audit",
    "from_dict",
    "hate",
    "hub",
    "jointly",
    "lexicon",
    "metric",
    "names",
    "path",
    "profanity",
    "regard",
    "vader",
]


def metric(scorer: Scorer) -> Any:
    """Return a scorer as an `evaluate` metric: ``compute(predictions=texts)``; references are not needed.

    `names` lists those that ``evaluate.load(str(path(name)))`` loads by their path, without the network.

    Returns
    -------
    evaluate.Metric
        ``compute`` gives the mean score, the share at or above the threshold, the scores, and how many texts have
        none; `workbench.metrics.measure` puts intervals on them.

    Examples
    --------
    >>> metric(vader()).compute(predictions=["She is a good neighbour.", ""])["unscored"]
    1
    """
    from workbench.scorers.measuring import TextScores

    return TextScores(scorer=scorer)
