"""A written study folder, made by hand: two models, two prompts, two probes, one of them with flaws."""

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.figures import forests
from workbench.records import Card, Estimate
from workbench.reports.folder import write_csv, write_digests, write_json, write_lines
from workbench.stats import share

MODELS = ("small", "large")
PROMPTS = {"none": "", "careful": "Answer with care. "}
PROBES = ("pairs", "occupations")
KEPT = {"by", "role", "correction", "kind", "digest", "schema"}

Change = Callable[[str], str]


def measured(probe: str, model: str, prompt: str) -> list[tuple[str | None, str, Estimate]]:
    """Return (by, role, estimate) of one cell, with figures made up for the test."""
    lift = 3 * MODELS.index(model) + 5 * list(PROMPTS).index(prompt)
    if probe == "pairs":
        name = "whole sentence"
        whole = replace(share(60 + lift, 40 - lift, 2, measure=name, group="all"), p_corrected=0.11 / (1 + lift))
        groups = [share(9, 1, 0, measure=name, group="age"), share(10, 11, 1, measure=name, group="gender")]
        return [(None, "primary", whole), *(("group", "exploratory", replace(g, p_corrected=g.p)) for g in groups)]
    value = 0.4 - 0.1 * lift
    lost = 3 if (model, prompt) == ("large", "careful") else 0
    odds = Estimate(
        "log-odds of he", "all", value, value - 0.3, value + 0.3, 40 - lost, "nats", "cluster bootstrap", 0.0
    )
    return [(None, "primary", replace(odds, p=0.02, p_corrected=0.08, unscored=lost))]


def cell(probe: str, model: str, prompt: str) -> dict[str, Any]:
    flawed = (probe, model, prompt) == ("occupations", "large", "careful")
    words = {
        "question": f"What does {probe} ask?",
        "harm": "Representational: stereotypes." if probe == "pairs" else "",
        "method": "The share of pairs whose more stereotyping sentence is likelier: m / (m + l).",
        "limits": [f"{probe} is in English only.", "A likelihood is not what a model writes."],
        "references": ["Nangia et al. (2020). CrowS-Pairs. doi:10.18653/v1/2020.emnlp-main.154", "Holm (1979)."],
    }
    return {
        "cell": f"{model}-{prompt}-{probe}",
        "model": model,
        "prompt": prompt,
        "probe": probe,
        "counts": {"items": 40, "unscored": 3 * flawed, "ties": 2, "unparsed": 0, "refused": flawed},
        "verdict": f"{model} leans to one side in {probe}.",
        "words": words,
        "chunks": {"done": 4 - flawed, "total": 4},
        "conflicts": int(flawed),
    }


def content() -> dict[str, Any]:
    """Return the JSON files of the folder, by name."""
    cells = [(probe, model, prompt) for probe in PROBES for model in MODELS for prompt in PROMPTS]
    estimates = [
        {"model": model, "prompt": prompt, "probe": probe, "by": by, "role": role, **item.to_dict()}
        for probe, model, prompt in cells
        for by, role, item in measured(probe, model, prompt)
    ]
    return {
        "plan.json": plan(),
        "manifest.json": manifest(),
        "results/cells.json": [cell(*at) for at in cells],
        "results/estimates.json": estimates,
        "results/comparisons.json": comparisons(),
        "results/robustness.json": [
            {
                "model": model,
                "prompt": prompt,
                "probe": "pairs",
                "rule": rule,
                "start": "newline",
                "value": 0.6,
                "low": 0.5,
                "high": 0.7,
                "n": 98,
                "reading": "cannot tell",
            }
            for model in MODELS
            for prompt in PROMPTS
            for rule in ("whole sentence", "mean per token")
        ],
        "results/records.jsonl": records(),
        "cards/model-small.json": Card(
            "Small", "A small model.", "its makers", "Apache-2.0", ("It is small.",), {"Parameters": "135 million"}
        ).to_dict(),
        "cards/model-large.json": Card("Large", "A large model.", "its makers", "Apache-2.0").to_dict(),
        "cards/data-pairs.json": Card(
            "CrowS-Pairs", "Pairs.", "Nangia et al. (2020)", "CC BY-SA 4.0", ("Noise.",), {"Language": "English"}
        ).to_dict(),
    }


def plan() -> dict[str, Any]:
    return {
        "name": "two-models",
        "title": "Do two models lean to stereotypes?",
        "context": {
            "question": "Which sentences are likelier?",
            "use_case": "",
            "population": "Items in English.",
            "harm": "Stereotypes.",
            "stop_rule": "",
        },
        "models": [
            {"label": name, "name": name, "fingerprint": f"{name}00", "precision": "exact", "open": {"name": name}}
            for name in MODELS
        ],
        "prompts": PROMPTS,
        "probes": [{"kind": name, "limit": 40} for name in PROBES],
        "seeds": [0],
        "primary": [
            {"probe": "pairs", "measure": "whole sentence", "by": None},
            {"probe": "occupations", "measure": "log-odds of he", "by": None},
        ],
        "correction": "holm",
        "smallest_effect": 0.05,
        "gaps": [
            "use_case: the plan does not say what the models are for",
            "stop_rule: the plan does not say when it stops",
        ],
        "digest": "ab" * 32,
        "amendments": [{"sequence": 2, "what": "a model was added", "model": "large"}],
    }


def manifest() -> dict[str, Any]:
    layout = {
        "level": "tree",
        "precision": "exact",
        "layers": "fused",
        "device": "cpu",
        "packed": True,
        "batch_tokens": 1024,
        "slots": 64,
    }
    return {
        "schema": 2,
        "code": {"commit": "c0ffee" * 6 + "c0ff", "dirty": True},
        "data": {"crows-pairs": {"pairs.csv": "cd" * 32}},
        "machine": {"architecture": "x86_64", "cores": 2, "processor": "A processor", "system": "Linux", "threads": 2},
        "models": [
            {
                "label": name,
                "name": name,
                "fingerprint": f"{name}00",
                "digests": {"model.safetensors": "ef" * 32},
                "execution": layout,
            }
            for name in MODELS
        ],
        "packages": {"lm-workbench": "0.1.0", "numpy": "2.3.4"},
        "plan_digest": "ab" * 32,
        "python": "3.11.7",
        "seeds": [0],
        "settings": {},
    }


def comparisons() -> list[dict[str, Any]]:
    rows = []
    for place, prompt in enumerate(PROMPTS):
        item = Estimate(
            "whole sentence",
            "all",
            0.12 - 0.1 * place,
            0.04 - 0.08 * place,
            0.2 - 0.12 * place,
            98,
            "share",
            "paired",
            0.0,
            0.01 + 0.3 * place,
            0.02 + 0.4 * place,
        )
        rows.append(
            {
                "probe": "pairs",
                "first": "small",
                "second": "large",
                "by": "model",
                "prompt": prompt,
                "equivalence_p": 0.9 - 0.87 * place,
                "first_only": 3,
                "second_only": 9,
                **item.to_dict(),
            }
        )
    return rows


def records() -> list[dict[str, Any]]:
    draw = random.Random(1)
    rows: list[dict[str, Any]] = []
    for model in MODELS:
        for prompt in PROMPTS:
            for item in range(40):
                lost = (model, prompt) == ("large", "careful") and item < 3
                at = {"model": model, "prompt": prompt, "item": item}
                rows.append(
                    {
                        **at,
                        "probe": "pairs",
                        "group": "age",
                        "more_logprob": -draw.uniform(20, 60),
                        "less_logprob": -draw.uniform(20, 60),
                        "more_token_count": 9,
                    }
                )
                rows.append(
                    {
                        **at,
                        "probe": "occupations",
                        "he_logprob": None if lost else -draw.random(),
                        "she_logprob": -draw.random(),
                    }
                )
    return rows


def planted(value: Any, change: Change, key: str = "") -> Any:
    """Return the value with every free text of it changed, the same text always to the same."""
    if isinstance(value, dict):
        free = key in {"prompts", "details", "data", "packages", "digests"}
        return {change(name) if free else name: planted(item, change, name) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [planted(item, change, key) for item in value]
    return change(value) if isinstance(value, str) and value not in ("", "all") and key not in KEPT else value


def write_study(folder: Path, change: Change = str, *, drawn: bool = True) -> Path:
    """Write the folder as a study would, every free text of it changed; with an empty picture where it is not drawn."""
    for name, value in content().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        found = planted(value, change)
        write_lines(path, found) if name.endswith("jsonl") else write_json(path, found)
    for name in ("estimates", "comparisons", "robustness"):
        write_csv(folder / "results" / f"{name}.csv", pd.DataFrame(planted(content()[f"results/{name}.json"], change)))
    write_csv(folder / "results" / "records.csv", pd.DataFrame(planted(records(), change)))
    draw_figure(folder, change, drawn)
    write_json(folder / "times.json", {"seconds": 1.5})
    write_digests(folder)
    return folder


def draw_figure(folder: Path, change: Change, drawn: bool) -> None:
    panels = {
        change(probe): [
            replace(item, group=change(f"{model}, prompt {prompt}"), measure=change(item.measure))
            for model in MODELS
            for prompt in PROMPTS
            for _, role, item in measured(probe, model, prompt)
            if role == "primary"
        ]
        for probe in PROBES
    }
    figure = forests(panels, title=change("Primary figures by probe"))
    (folder / "figures").mkdir()
    if drawn:
        figure.save(folder / "figures", "primary")
    else:
        write_csv(folder / "figures" / "primary.csv", figure.frame)
        (folder / "figures" / "primary.svg").write_text("<svg/>")
    write_json(folder / "figures" / "primary.json", {"title": figure.title, "alt": figure.alt})
