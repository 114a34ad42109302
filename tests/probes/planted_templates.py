"""Templates of which it is planted whose words are likelier, in both directions of a template."""

from typing import Any

import workbench.probes as probes
from workbench.models.scripted import ScriptedModel
from workbench.probes.selftest import Planted

ATTRIBUTES = [f"worker{place}" for place in range(60)]
GROUPS = {"first": ["alpha", "beta"], "second": ["gamma", "delta"]}
OTHER = {"first": GROUPS["second"], "second": GROUPS["first"]}


def _model(truth: str) -> Any:
    def score(context: str, text: str) -> float:
        said = f"{context} {text}"
        if "worker" not in said:
            return -5.0
        place = int("".join(letter for letter in said if letter.isdigit()))
        if truth == "nothing" or (truth == "half" and place % 2):
            return float("nan")
        high = {"least": False, "random": place % 2 == 0, "mixed": place % 4 > 0}.get(truth, True)
        return -3.0 if any(word in said for word in GROUPS["first"]) == high else -5.0

    return ScriptedModel(score=score)


def _scored() -> Planted:
    made = {"attributes": ATTRIBUTES}
    template = "The {attribute} was a"
    doubled = probes.templates([template, f"Then {template}"], groups=GROUPS, **made)
    swapped = probes.templates([template], groups=OTHER, **made)
    return Planted(probes.templates([template], groups=GROUPS, **made), _model, -2.0, 2.0, swapped, doubled)


def _filled() -> Planted:
    probe = probes.templates(["The {group} person was a"], groups=GROUPS, attributes=ATTRIBUTES)
    swapped = probes.templates(["The {group} person was a"], groups=OTHER, attributes=ATTRIBUTES)
    return Planted(probe, _model, -2.0, 2.0, swapped)


def _occupations() -> Planted:
    def made(first: str, second: str) -> Any:
        groups = {"female": GROUPS[first], "male": GROUPS[second]}
        return probes.occupations_by_gender(occupations=ATTRIBUTES, groups=groups)

    return Planted(made("first", "second"), _model, -2.0, 2.0, made("second", "first"))


PLANTED = {
    "templates": _scored,
    "templates with the groups in the context": _filled,
    "occupations_by_gender": _occupations,
}
