"""Few-shot: tasks programmed by examples, and how far they can be trusted; published tasks stand in `strengths`."""

from workbench.fewshot.choosing import STRATEGIES
from workbench.fewshot.design import Arm, Design
from workbench.fewshot.likelihood import CONTENT_FREE, RULES
from workbench.fewshot.making import few_shot
from workbench.fewshot.predicting import Prediction
from workbench.fewshot.probe import FewShotProbe
from workbench.fewshot.result import FewShotResult
from workbench.fewshot.task import FewShot

__all__ = [
    "CONTENT_FREE",
    "RULES",
    "STRATEGIES",
    "Arm",
    "Design",
    "FewShot",
    "FewShotProbe",
    "FewShotResult",
    "Prediction",
    "few_shot",
]
