"""The scorer ``vader`` as an `evaluate` metric: texts are the predictions, and no references are needed."""

from workbench import scorers
from workbench.scorers import measuring


class Vader(measuring.TextScores):
    """The mean of `workbench.scorers.vader` over texts."""

    made = staticmethod(scorers.vader)
