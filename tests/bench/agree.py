"""Asks PIQA, OpenBookQA and Winogender of the default model through lm-evaluation-harness and through us, item by item.

Run by ``make agreement``. The harness's own task declarations are used; only where the rows come from is changed,
to a file made of the rows that `workbench.load_data` gives. ``LIMIT=40`` shrinks it for a look. What is found goes to
``reports/bench/agreement.json`` and ``agreement.md``.
"""

import json
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import machine
from peers import LmEval

import workbench as wb

FOLDER = Path("reports/bench")
CLOSE = 1e-3  # two figures of an item nearer than this may be ordered either way


Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Ours:
    """Our side of a task, item by item, options in the harness's order.

    ``figures`` holds, for each of the harness's measures, what the options are compared by; ``correct`` whether the
    chosen one is right.
    """

    logprobs: list[list[float]]
    figures: dict[str, list[list[float]]]
    correct: dict[str, list[float]]


@dataclass(frozen=True)
class Declared:
    """A task on both sides: our data set, how we answer it, and how one of our rows stands in the harness's columns."""

    ours: str
    answers: Callable[[str, Any, Rows], Ours]
    columns: Callable[[dict[str, Any]], dict[str, Any]]


def by_likelihood(name: str, model: Any, rows: Rows) -> Ours:
    """Return our answers to a task of strengths, zero-shot."""
    task = wb.strengths.task(name).task.changed(examples=())
    result = task.evaluate(model, rows, shots=0)
    options = result.options().sort_values("place").groupby("item")
    found: dict[str, list[list[float]]] = {rule: [] for rule in MEASURES}
    for row in rows:
        part = options.get_group(row["item"])
        for rule, own in found.items():
            own.append(part[f"{rule}_logprob"].tolist())
    correct = {
        measure: result.frame(rule=rule).set_index("item")["correct"].loc[[row["item"] for row in rows]].tolist()
        for rule, measure in MEASURES.items()
    }
    return Ours(found["sum"], {measure: found[rule] for rule, measure in MEASURES.items()}, correct)


def by_referent(name: str, model: Any, rows: Rows) -> Ours:
    """Return our answers to a probe of pronouns; its options are the right and the wrong person."""
    probe = getattr(wb.probes, name)()
    items = {row["item"] for row in rows}
    sentences = probe.rows()
    asked = sentences[sentences["item"].isin(items)]
    table = replace(probe, rows=lambda: asked).run(model).frame()
    pairs = zip(table["option0_logprob"], table["option1_logprob"], table["answer"], strict=True)
    logprobs = [[right, wrong] if answer == "occupation" else [wrong, right] for right, wrong, answer in pairs]
    return Ours(logprobs, {"acc": logprobs}, {"acc": table["correct"].tolist()})


MEASURES = {"sum": "acc", "character": "acc_norm"}
WORDS = {"acc": "sum", "acc_norm": "characters"}

TASKS = {
    "piqa": Declared(
        "piqa",
        by_likelihood,
        lambda row: {
            "goal": row["question"],
            "sol1": row["options"][0],
            "sol2": row["options"][1],
            "label": row["answer_index"],
        },
    ),
    "openbookqa": Declared(
        "openbook-qa",
        by_likelihood,
        lambda row: {
            "question_stem": row["question"],
            "choices": {"text": row["options"], "label": list("ABCDEFGH"[: len(row["options"])])},
            "answerKey": "ABCDEFGH"[row["answer_index"]],
        },
    ),
    "winogender": Declared(
        "winogender",
        by_referent,
        lambda row: (
            {name: row[name] for name in ("sentence", "pronoun", "occupation", "participant")}
            | {"label": int(row["answer"] == "participant")}
        ),
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
    rows = list(wb.load_data(declared.ours, split="all"))[:limit]
    start = time.perf_counter()
    ours = declared.answers(declared.ours, model, rows)
    ours_seconds = time.perf_counter() - start
    start = time.perf_counter()
    samples = theirs(name, [declared.columns(row) for row in rows], peer)
    theirs_seconds = time.perf_counter() - start
    found: dict[str, Any] = {"items": len(rows), "seconds": {"ours": ours_seconds, "lm-eval": theirs_seconds}}
    logprobs = [[pair[0] for pair in sample["filtered_resps"]] for sample in samples]
    pairs = [pair for one, two in zip(ours.logprobs, logprobs, strict=True) for pair in zip(one, two, strict=True)]
    found["largest_difference"] = max(abs(one - two) for one, two in pairs)
    for measure, correct in ours.correct.items():
        theirs_correct = [sample[measure] for sample in samples]
        exceptions = [
            {"item": row["item"], "gap": lead(figures)}
            for row, figures, one, two in zip(rows, ours.figures[measure], correct, theirs_correct, strict=True)
            if one != two
        ]
        found[measure] = {
            "ours": sum(correct) / len(rows),
            "lm-eval": float(sum(theirs_correct) / len(rows)),
            "exceptions": exceptions,
            "explained": all(one["gap"] < CLOSE for one in exceptions),
        }
    return found


def lead(figures: list[float]) -> float:
    """Return how far the best option is from the next."""
    best, second = sorted(figures)[-1:-3:-1]
    return best - second


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
        for measure in (one for one in WORDS if one in found):
            one = found[measure]
            differ = ", ".join(f"{each['item']} (gap {each['gap']:.1e})" for each in one["exceptions"]) or "none"
            lines.append(
                f"| {name} | {found['items']:,} | {WORDS[measure]} (`{measure}`) | {one['ours']:.4f} | "
                f"{one['lm-eval']:.4f} | {differ} | {found['largest_difference']:.1e} |"
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
