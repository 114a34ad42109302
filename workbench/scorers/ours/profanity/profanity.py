"""The scorer ``profanity`` as an `evaluate` metric: texts are the predictions, and no references are needed."""

from workbench import scorers
from workbench.scorers import measuring


class Profanity(measuring.TextScores):
    """The mean of `workbench.scorers.profanity` over texts."""

    made = staticmethod(scorers.profanity)
