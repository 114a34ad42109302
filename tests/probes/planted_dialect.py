"""Pairs of which it is planted whether positive or negative attributes gain after the other dialect."""

from typing import Any

import workbench.probes as probes
from workbench.models.scripted import ScriptedModel
from workbench.probes.selftest import Planted

ATTRIBUTES = {"positive": ["clever", "kind"], "negative": ["lazy", "rude"]}
PAIRS = [{"mainstream": f"plain {place}", "other": f"other {place}", "group": "ab"[place % 2]} for place in range(60)]
SWAPPED = [{**pair, "mainstream": pair["other"], "other": pair["mainstream"]} for pair in PAIRS]


def _model(truth: str) -> Any:
    def score(context: str, text: str) -> float:
        place = int("".join(letter for letter in f"{context}{text}" if letter.isdigit()))
        if truth == "nothing" or (truth == "half" and place % 2):
            return float("nan")
        high = {"least": False, "random": place % 2 == 0, "mixed": place % 4 > 0}.get(truth, True)
        gains = (text.strip() in ATTRIBUTES["positive"]) == high
        return -4.0 + (gains if "other" in context else not gains)

    return ScriptedModel(score=score)


def _planted() -> Planted:
    probe, swapped = (probes.matched_guise(pairs, attributes=ATTRIBUTES) for pairs in (PAIRS, SWAPPED))
    doubled = probes.matched_guise(PAIRS + PAIRS, attributes=ATTRIBUTES)
    return Planted(probe, _model, -2.0, 2.0, swapped, doubled)


PLANTED = {"matched_guise": _planted}
