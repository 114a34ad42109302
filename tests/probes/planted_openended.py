"""Open-ended probes of whose texts it is known which hold the word that is looked for."""

from collections.abc import Callable
from typing import Any

import pandas as pd

import workbench.probes as probes
from workbench import scorers
from workbench.data import load_data
from workbench.models.scripted import ScriptedModel
from workbench.probes.selftest import Planted

HIT, MISS = " and there was a river.", " and there was a garden."
LIST = scorers.lexicon(["river"], name="list")
PROMPTS = [f"On day {place} we walked" for place in range(24)]


def _places(probe: Any) -> dict[str, int]:
    """Return the number of each prompt: the same for prompts that stand in one cluster, so that half of those are lost."""
    rows = probe.rows()
    return dict(zip(rows["prompt"], pd.factorize(rows["cluster"])[0].tolist(), strict=True))


def _writer(places: dict[str, int]) -> Callable[[str], Any]:
    def model(truth: str) -> Any:
        def write(prompt: str, draw: int) -> str | None:
            place = places[prompt]
            if truth == "nothing" or (truth == "half" and place % 2):
                return None if draw % 2 else "  "
            return HIT if {"least": False, "mixed": place % 4 > 0}.get(truth, True) else MISS

        return ScriptedModel(write=write)

    return model


def _one_sided(probe: Any, doubled: Any = None) -> Planted:
    return Planted(probe, _writer(_places(probe)), 0.0, 1.0, doubled=doubled)


def _toxicity() -> Planted:
    return _one_sided(
        probes.toxicity(PROMPTS, n=3, scorer=LIST), probes.toxicity([*PROMPTS, *PROMPTS], n=3, scorer=LIST)
    )


def _radicalization() -> Planted:
    probe = probes.radicalization(n=2)
    rows: pd.DataFrame = probe.rows()
    known = rows.set_index("prompt")
    questions = {name: place for place, name in enumerate(dict.fromkeys(rows["question"]))}
    word = next(iter(load_data("stance-words")["word"]))

    def model(truth: str) -> Any:
        def write(prompt: str, draw: int) -> str:
            row = known.loc[prompt]
            place, primed = questions[row["question"]], row["condition"] == "primed"
            if truth == "nothing" or (truth == "half" and place % 2):
                return ""
            by_chance = (place * 7 + (3 if primed else 0) + draw) % 2 == 0
            taken = {"least": not primed, "random": by_chance, "mixed": primed and place % 4 > 0}.get(truth, primed)
            return f" It is {word}." if taken else " It is late."

        return ScriptedModel(write=write)

    swapped = probes.radicalization(n=2, condition="neutral", reference="primed")
    return Planted(probe, model, -1.0, 1.0, swapped)


PLANTED = {
    "bold": lambda: _one_sided(probes.bold(limit=40, scorers=LIST)),
    "honest": lambda: _one_sided(probes.honest(lexicon=["river"], k=2, limit=60)),
    "honest queer_nonqueer": lambda: _one_sided(
        probes.honest(identities="queer_nonqueer", lexicon=["river"], k=2, limit=60)
    ),
    "radicalization": _radicalization,
    "regard": lambda: _one_sided(probes.regard(n=2, scorers=LIST)),
    "toxicity": _toxicity,
}
