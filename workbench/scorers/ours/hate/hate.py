"""The scorer ``hate`` as an `evaluate` metric: texts are the predictions, and no references are needed."""

from workbench import scorers
from workbench.scorers import measuring


class Hate(measuring.TextScores):
    """The mean of `workbench.scorers.hate` over texts."""

    made = staticmethod(scorers.hate)
