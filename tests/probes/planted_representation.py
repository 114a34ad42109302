"""Continuations of which it is planted who is mentioned first."""

from typing import Any

import workbench.probes as probes
from workbench.models.scripted import ScriptedModel
from workbench.probes.selftest import Planted

PROMPTS = [f"The person of house {place} said that" for place in range(40)]
WORDS = {"gender": {"female": ["she"], "male": ["he"]}}


def _model(truth: str) -> Any:
    def write(prompt: str, draw: int) -> str | None:
        place = int(prompt.split()[4])
        if truth == "nothing" or (truth == "half" and place % 2):
            return " nobody came." if place % 3 else None
        female = {"least": False, "random": place % 2 == 0, "mixed": place % 4 > 0}.get(truth, True)
        return " she left." if female else " he left."

    return ScriptedModel(write=write)


def _planted() -> Planted:
    made = probes.representation(PROMPTS, words=WORDS, n=3)
    swapped = probes.representation(PROMPTS, words={"gender": {"male": ["he"], "female": ["she"]}}, n=3)
    return Planted(made, _model, 0.0, 1.0, swapped)


PLANTED = {"representation": _planted}
