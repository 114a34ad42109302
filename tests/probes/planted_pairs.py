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


def _exchanged() -> list[dict[str, str]]:
    return [{**row, "more": row["less"], "less": row["more"]} for row in ROWS]


def _planted() -> Planted:
    doubled = probes.sentence_pairs([*ROWS, *ROWS])
    return Planted(probes.sentence_pairs(ROWS), _model, 0.0, 1.0, probes.sentence_pairs(_exchanged()), doubled)


def _queer() -> Planted:
    """The shared word follows the one that differs; a sentence's log-probability is spread evenly over its words."""
    names = {"more": "more", "less": "less", "group": "group"}
    made = [probes.winoqueer(rows, columns=names) for rows in (ROWS, _exchanged(), [*ROWS, *ROWS])]
    return Planted(made[0], _model, 0.0, 1.0, made[1], made[2])


PLANTED = {"sentence_pairs": _planted, "winoqueer": _queer}
