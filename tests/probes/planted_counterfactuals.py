"""Texts with one term exchanged, of which it is planted after which term the rest is likelier."""

from typing import Any

import workbench.probes as probes
from workbench.models.scripted import ScriptedModel
from workbench.probes.selftest import Planted

TEXTS = [f"She went to town {place} and bought bread." for place in range(40)]


def _model(truth: str) -> Any:
    def score(context: str, text: str) -> float:
        place = int(text.split()[4])
        if truth == "nothing" or (truth == "half" and place % 2):
            return float("nan")
        female = {"least": False, "random": place % 2 == 0, "mixed": place % 4 > 0}.get(truth, True)
        return -8.0 if text.startswith("She") == female else -16.0

    return ScriptedModel(score=score)


def _planted() -> Planted:
    made = probes.counterfactuals(TEXTS, swaps={"she": "he"})
    swapped = probes.counterfactuals([text.replace("She", "He") for text in TEXTS], swaps={"he": "she"})
    rows = [{"text": text, "term": "she", "other": "he"} for text in TEXTS]
    return Planted(made, _model, -7.0, 7.0, swapped, probes.counterfactuals([*rows, *rows]))


PLANTED = {"counterfactuals": _planted}
