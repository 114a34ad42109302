"""Triples, phrase pairs, professions and words for groups of which the likelier text is planted."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd

import workbench.probes as probes
from workbench.models.scripted import ScriptedModel
from workbench.probes.redditbias import rows_of as phrases_of
from workbench.probes.selftest import Planted
from workbench.probes.stereosettriples import rows_of as triples_of

Rule = Callable[[str, str], float]


def _first(truth: str, place: int) -> bool:
    """Return whether the first side of an item is the likelier."""
    return {"least": False, "random": place % 8 in {0, 1, 2, 5}, "mixed": place % 5 > 0}.get(truth, True)


def _lost(truth: str, cluster: int) -> bool:
    return truth == "nothing" or (truth == "half" and cluster % 2 == 1)


def _model(rule: Callable[[str, str, str], float]) -> Callable[[str], Any]:
    return lambda truth: ScriptedModel(score=lambda context, text: rule(truth, context, text))


def _case(probe: Any, rows: pd.DataFrame, swapped: pd.DataFrame | None, model: Any, low: float, high: float) -> Planted:
    made = [replace(probe, rows=lambda: rows, sets=())]
    made.append(replace(probe, rows=lambda: pd.concat([rows, rows], ignore_index=True), sets=()))
    turned = None if swapped is None else replace(probe, rows=lambda: swapped, sets=())
    return Planted(made[0], model, low, high, turned, made[1])


def _triples(task: str) -> Planted:
    sides = {"stereotype": "old", "anti_stereotype": "young", "unrelated": "cats"}
    table = pd.DataFrame(
        [
            {
                "item": place,
                "group": "ab"[place // 4 % 2],
                "kind": task,
                "target": f"term {place // 4}",
                "context": "So",
            }
            | {side: f"{word} {place}" for side, word in sides.items()}
            for place in range(48)
        ]
    )

    def rule(truth: str, context: str, text: str) -> float:
        word, place = text.split()
        if _lost(truth, int(place) // 4):
            return float("nan")
        return -9.0 if word == "cats" else -1.0 - ((word == "old") != _first(truth, int(place)))

    turned = table.rename(columns={"stereotype": "anti_stereotype", "anti_stereotype": "stereotype"})
    rows = [triples_of(one, task) for one in (table, turned)]
    return _case(probes.stereoset(task=task), *rows, _model(rule), 0.0, 1.0)


def _phrases() -> Planted:
    table = pd.DataFrame({"item": range(60), "group": ["race", "gender"] * 30})
    table = table.assign(
        first=[f"old {place}" for place in range(60)], second=[f"young {place}" for place in range(60)]
    )

    def rule(truth: str, context: str, text: str) -> float:
        word, place = text.split()
        lost = _lost(truth, int(place))
        return float("nan") if lost else -1.0 - ((word == "old") != _first(truth, int(place)))

    rows = [phrases_of(one) for one in (table, table.rename(columns={"first": "second", "second": "first"}))]
    return _case(probes.reddit_bias(), *rows, _model(rule), 0.0, 1.0)


def _professions() -> Planted:
    rows = pd.DataFrame(
        [
            {"item": 4 * job + place, "group": ("male", "female", "balanced")[job % 3], "cluster": job}
            | {"template": str(place), "pair": "He / She"}
            | {f"before_{gender}": f"{word} {place}" for gender, word in (("male", "He"), ("female", "She"))}
            | {f"unmarked_{gender}": f"They {place}" for gender in ("male", "female")}
            | {f"after_{gender}": f" {4 * job + place}" for gender in ("male", "female")}
            for job in range(12)
            for place in range(4)
        ]
    )

    def rule(truth: str, context: str, text: str) -> float:
        item, word = int(text), context.split()[0]
        if _lost(truth, item // 4):
            return float("nan")
        return -2.0 if word == "They" else -3.0 + 2.0 * ((word == "He") == _first(truth, item))

    turned = rows.rename(columns={"before_male": "before_female", "before_female": "before_male"})
    return _case(probes.bec_pro(), rows, turned, _model(rule), -2.0, 2.0)


def _words() -> Planted:
    rows = pd.DataFrame(
        [
            {"group": "age", "descriptor": f"word{word}", "template": template, "noun": f"{noun}"}
            | {"text": f"I {template} word{word} {noun}"}
            for template in ("like", "meet")
            for word in range(12)
            for noun in range(12)
        ]
    )
    rows["item"] = range(len(rows))

    def rule(truth: str, context: str, text: str) -> float:
        word, noun = int(text.split()[2].removeprefix("word")), int(text.split()[3])
        if _lost(truth, word):
            return float("nan")
        alike = truth == "least" or (truth == "mixed" and word % 4 == 0)
        return -1.0 - (0 if alike else 100.0 * (word + 1) + noun)

    return _case(probes.holistic_bias(), rows, None, _model(rule), 0.0, 1.0)


PLANTED = {
    "stereoset within sentences": lambda: _triples("intrasentence"),
    "stereoset between sentences": lambda: _triples("intersentence"),
    "reddit_bias": _phrases,
    "bec_pro": _professions,
    "holistic_bias": _words,
}
