"""Sentence pairs of which the likelier sentence is planted."""

from typing import Any

import workbench.probes as probes
from workbench.models.scripted import ScriptedModel
from workbench.probes.selftest import Planted

ROWS = [{"more": f"old {place}", "less": f"young {place}", "group": "ab"[place % 2]} for place in range(60)]


def _model(truth: str) -> Any:
    def score(context: str, text: str) -> float:
        side, place = text.split()
        if truth == "nothing" or (truth == "half" and int(place) % 2):
            return float("nan")
        old = {"least": False, "random": int(place) % 2 == 0, "mixed": int(place) % 4 > 0}.get(truth, True)
        return -1.0 - ((side == "old") != old)

    return ScriptedModel(score=score)


def _planted() -> Planted:
    swapped = probes.sentence_pairs([{**row, "more": row["less"], "less": row["more"]} for row in ROWS])
    return Planted(probes.sentence_pairs(ROWS), _model, 0.0, 1.0, swapped)


PLANTED = {"sentence_pairs": _planted}
