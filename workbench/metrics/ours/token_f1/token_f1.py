"""Token F1 as an `evaluate` metric: how many words a short answer shares with those that count as right."""

from workbench.metrics import short
from workbench.metrics.answers import token_f1

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


class TokenF1(short.ShortAnswers):
    """How many words a short answer shares with those that count as right."""

    measure = "token_f1"
    description_of = _DESCRIPTION
    inputs_of = _INPUTS
    score = staticmethod(token_f1)
