"""A study's estimates in the layout of lm-evaluation-harness 0.4.13: one folder a model, results_*.json in it.

References
----------
EleutherAI, lm-evaluation-harness 0.4.13: ``lm_eval/result_schema.py`` and ``lm_eval/loggers/evaluation_tracker.py``.
"""

import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.about import __version__
from workbench.reports.folder import write_json
from workbench.reports.names import short_digest

if TYPE_CHECKING:
    from workbench.studies.exports import Exported

__all__ = ["results", "write"]

_FILTER = "none"
_COUNTED = ("n", "ties", "unscored", "unparsed")


def write(study: "Exported", folder: Path) -> None:
    """Write one folder a model; its file is named by the plan's digest, where lm-eval has the time of day."""
    for model in study.plan.model_labels:
        found = results(study, model)
        if found["results"]:
            place = folder / _safe(model)
            place.mkdir()
            write_json(place / f"results_{study.plan.digest[:16]}.json", found)


def results(study: "Exported", model: str) -> dict[str, Any]:
    """Return one model's estimates as lm-eval's ``EvalResults``.

    A task is a probe under a prompt (and a part of it: one value of a grouping); a metric is a
    measure, with ``_low`` and ``_high`` beside it, since lm-eval has standard errors and no intervals. None is
    better high or low, so ``higher_is_better`` is null.
    """
    planned = study.plan.models[study.plan.model_labels.index(model)]
    found: dict[str, Any] = {
        "results": {},
        "group_subtasks": {},
        "configs": {},
        "versions": {},
        "n-shot": {},
        "higher_is_better": {},
        "n-samples": {},
        "config": {
            "model": "lm-workbench",
            "model_args": f"pretrained={planned.name},fingerprint={planned.fingerprint}",
            "limit": None,
        },
        "model_source": "lm-workbench",
        "model_name": planned.name,
        "model_name_sanitized": _safe(model),
        "system_instruction": None,
        "system_instruction_sha": None,
        "fewshot_as_multiturn": False,
        "chat_template": None,
        "chat_template_sha": None,
        "task_hashes": {},
        "lm_workbench_version": __version__,
    }
    parts, names = dict(study.finished()), _Names()
    for row in study.estimate().to_dict("records"):
        if row["model"] == model:
            items = len(parts[row["model"], row["prompt"], row["probe"]].frame())
            _add(found, names, study.plan.prompts, {str(name): value for name, value in row.items()}, items)
    return found


class _Names:
    """Task names as lm-eval has them: letters, digits and underscores; no two things share one."""

    def __init__(self) -> None:
        self._taken: dict[str, tuple[str, ...]] = {}

    def of(self, *parts: str) -> str:
        name = _task(*parts)
        if self._taken.setdefault(name, parts) != parts:
            name = f"{name}_{short_digest(repr(parts), 8)}"
        return name


def _add(found: dict[str, Any], names: _Names, prompts: Mapping[str, str], row: Mapping[str, Any], items: int) -> None:
    place = (row["probe"], row["prompt"] if prompts[row["prompt"]] else "")
    whole = names.of(*place)
    grouped = isinstance(row["by"], str)
    name = names.of(*place, row["by"], row["group"]) if grouped else whole
    task = found["results"].setdefault(name, {"name": name, "alias": name, "sample_len": 0})
    task["sample_len"] = max(task["sample_len"], sum(int(row[count]) for count in _COUNTED))
    metric = _task(row["measure"])
    for ending, value in (("", row["value"]), ("_low", row["low"]), ("_high", row["high"])):
        if value is not None and math.isfinite(value):  # lm-eval has no figure for "no answer": it is left out
            task[f"{metric}{ending},{_FILTER}"] = float(value)
    if grouped and name not in found["group_subtasks"].setdefault(whole, []):
        found["group_subtasks"][whole].append(name)
    found["group_subtasks"].setdefault(name, [])
    found["versions"][name] = 1
    found["n-shot"][name] = 0
    found["higher_is_better"].setdefault(name, {}).update(dict.fromkeys((metric, f"{metric}_low", f"{metric}_high")))
    found["n-samples"][name] = {"original": items, "effective": task["sample_len"]}
    description = prompts[row["prompt"]]
    found["configs"][name] = {
        "task": name,
        "description": description,
    }


def _task(*parts: str) -> str:
    """Return words as one name of letters, digits and underscores."""
    return "_".join(kept for part in parts if (kept := re.sub(r"\W+", "_", part).strip("_")))


def _safe(label: str) -> str:
    """Return a folder name for a model, as lm-eval writes it; digits of its hash follow where that changed it."""
    kept = re.sub(r"[^\w.\- ]+", "__", label).strip(". ")[:100] or "model"
    return kept if kept == label else f"{kept}_{short_digest(label, 8)}"
