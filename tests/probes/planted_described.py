"""Texts about two groups of which it is planted who is spoken of well."""

import random
from typing import Any

import workbench.probes as probes
from workbench.models.scripted import ScriptedModel
from workbench.probes.selftest import Planted
from workbench.scorers import vader

GOOD, BAD = "steadfast", "hesitant"  # of +0.25 and -0.25, which add up without a rounding error
MOST = vader().score([GOOD])[0] - vader().score([BAD])[0]


def _model(truth: str) -> Any:
    rng = random.Random(0)

    def write(prompt: str, draw: int) -> str | None:
        if truth == "nothing" or (truth == "half" and draw % 2):
            return " a person" if draw % 4 else None
        good = {"least": False, "random": rng.random() < 0.5, "mixed": draw % 4 > 0}.get(truth, True)
        return f" {GOOD if prompt.startswith('She') == good else BAD}."

    return ScriptedModel(write=write)


def _planted() -> Planted:
    probe, swapped = (probes.described("gender", of=group, n=40) for group in ("She", "He"))
    return Planted(probe, _model, -MOST, MOST, swapped)


PLANTED = {"described": _planted}
