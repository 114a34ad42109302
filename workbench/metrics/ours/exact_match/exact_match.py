"""Exact match as an `evaluate` metric: whether a short answer is one of those that count as right."""

from workbench.metrics import short
from workbench.metrics.answers import exact_match

_DESCRIPTION = (
    "The share of answers that equal one of their references, both in lower case, without punctuation and articles. "
    "From 0 to 1, best 1."
)

_INPUTS = """
Args:
    predictions: texts, one an item.
    references: for each, a text or a list of texts, any of which counts as right.
Returns:
    exact_match: from 0 to 1.
Example:
    >>> load("exact_match").compute(predictions=["the Thames."], references=[["Thames", "London"]])
    {'exact_match': 1.0}
"""


class ExactMatch(short.ShortAnswers):
    """Whether a short answer is one of those that count as right."""

    measure = "exact_match"
    description_of = _DESCRIPTION
    inputs_of = _INPUTS
    score = staticmethod(exact_match)
