"""Asks PIQA and OpenBookQA of the default model through lm-evaluation-harness and through us, item by item.

Run by ``make agreement``. The harness's own task declarations are used; only where the rows come from is changed,
to a file made of the rows that `workbench.load_data` gives. ``LIMIT=40`` shrinks it for a look. What is found goes to
``reports/bench/agreement.json`` and ``agreement.md``.
"""

import json
import os
import tempfile
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import machine
from peers import LmEval

import workbench as wb

FOLDER = Path("reports/bench")
CLOSE = 1e-3  # two figures of an item nearer than this may be ordered either way


@dataclass(frozen=True)
class Declared:
    """A task on both sides: ours by name, and how one of our rows stands in the harness's columns."""

    ours: str
    rows: int
    columns: Any


TASKS = {
    "piqa": Declared(
        "piqa",
        1500,
        lambda row: {
            "goal": row["question"],
            "sol1": row["options"][0],
            "sol2": row["options"][1],
            "label": row["answer_index"],
        },
    ),
    "openbookqa": Declared(
        "openbook-qa",
        500,
        lambda row: {
            "question_stem": row["question"],
            "choices": {"text": row["options"], "label": list("ABCDEFGH"[: len(row["options"])])},
            "answerKey": "ABCDEFGH"[row["answer_index"]],
        },
    ),
}


def theirs(name: str, rows: list[dict[str, Any]], model: Any) -> list[dict[str, Any]]:
    """Return the harness's samples, in the order of the rows."""
    import yaml
    from lm_eval import evaluator, tasks
    from lm_eval.api.task import ConfigurableTask

    declared = Path(tasks.__file__).parent / name / f"{name}.yaml"
    config = yaml.safe_load(declared.read_text("utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        config |= {"dataset_path": "json", "dataset_name": None, "dataset_kwargs": {"data_files": {"test": str(path)}}}
        config |= {"training_split": None, "validation_split": None, "test_split": "test"}
        task = ConfigurableTask(config={key: value for key, value in config.items() if key != "metadata"})
        found = evaluator.evaluate(model, {name: task}, log_samples=True, bootstrap_iters=0)
    samples: list[dict[str, Any]] = sorted(found["samples"][name], key=lambda sample: sample["doc_id"])
    return samples


def compared(name: str, limit: int | None, model: Any, peer: Any) -> dict[str, Any]:
    """Return how many items both sides answer alike, the exceptions, and both accuracies."""
    declared = TASKS[name]
    table = list(wb.load_data(declared.ours, split="all"))[:limit]
    start = time.perf_counter()
    task = wb.strengths.task(declared.ours).task.changed(examples=())
    result = task.evaluate(model, table, shots=0)
    ours_seconds = time.perf_counter() - start
    start = time.perf_counter()
    samples = theirs(name, [declared.columns(row) for row in table], peer)
    theirs_seconds = time.perf_counter() - start
    options = result.options()
    found: dict[str, Any] = {"items": len(table), "seconds": {"ours": ours_seconds, "lm-eval": theirs_seconds}}
    largest = 0.0
    for rule, measure in (("sum", "acc"), ("character", "acc_norm")):
        ours = result.frame(rule=rule).set_index("item")["correct"]
        exceptions = []
        for row, sample in zip(table, samples, strict=True):
            part = options[options["item"] == row["item"]].sort_values("place")
            logprobs = [pair[0] for pair in sample["filtered_resps"]]
            largest = max(largest, *(abs(one - two) for one, two in zip(part["sum_logprob"], logprobs, strict=True)))
            if ours[row["item"]] != sample[measure]:
                lead = part[f"{rule}_logprob"].nlargest(2)
                exceptions.append({"item": row["item"], "gap": float(lead.iloc[0] - lead.iloc[1])})
        found[measure] = {
            "ours": float(ours.mean()),
            "lm-eval": float(sum(sample[measure] for sample in samples) / len(samples)),
            "exceptions": exceptions,
            "explained": all(one["gap"] < CLOSE for one in exceptions),
        }
    found["largest_difference"] = float(largest)
    return found


def markdown(record: dict[str, Any]) -> str:
    """Return what was found as a page."""
    lines = [
        "# Agreement with lm-evaluation-harness, item by item",
        "",
        f"Zero-shot on {record['model']}, the harness {record['versions']['lm-eval']}, its own declarations of the tasks, "
        "the same rows. Written by `make agreement`.",
        "",
        "| task | items | rule | ours | lm-eval | items that differ | largest difference of a log-probability |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, found in record["tasks"].items():
        for measure, words in (("acc", "sum"), ("acc_norm", "characters")):
            one = found[measure]
            differ = ", ".join(f"{each['item']} (gap {each['gap']:.1e})" for each in one["exceptions"]) or "none"
            lines.append(
                f"| {name} | {found['items']:,} | {words} (`{measure}`) | {one['ours']:.4f} | {one['lm-eval']:.4f} | {differ} | "
                f"{found['largest_difference']:.1e} |"
            )
    return "\n".join(lines) + "\n"


def main() -> None:
    limit = int(os.environ["LIMIT"]) if os.environ.get("LIMIT") else None
    names = [name for name in os.environ.get("WORKS", "").split(",") if name] or list(TASKS)
    model = wb.open_model()
    peer = LmEval([("The capital of France is", " Paris")] * 8).model
    record: dict[str, Any] = {
        "model": model.name,
        "processor": machine.kind(),
        "versions": {name: version(name) for name in ("lm-workbench", "torch", "transformers", "lm-eval")},
        "tasks": {},
    }
    for name in names:
        record["tasks"][name] = compared(name, limit, model, peer)
        print(json.dumps(record["tasks"][name]), flush=True)
    if limit is None and len(names) == len(TASKS):
        (FOLDER / "agreement.json").write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", "utf-8")
        (FOLDER / "agreement.md").write_text(markdown(record), "utf-8")
    print(markdown(record))


if __name__ == "__main__":
    main()
