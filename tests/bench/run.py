"""Times the workbench against other tools: the same work in alternation, in one process; run by ``make bench``.

``WORKS=crows,stream`` takes some works only, ``LIMIT=40`` shrinks them for a look, ``ROUNDS=5``
is how often. What it finds goes to ``reports/bench``: a table, a figure and all the numbers.
"""

import json
import os
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import figure
import machine
import summary
from works import Side, Work, prepared

import workbench as wb

FOLDER = Path("reports/bench")
PACKAGES = ("lm-workbench", "torch", "transformers", "lm-eval", "minicons")


def timed(side: Side) -> tuple[float, Any]:
    """Return seconds and outcome of one call."""
    start = time.perf_counter()
    outcome = side.run()
    return time.perf_counter() - start, outcome


def measured(work: Work, rounds: int) -> dict[str, Any]:
    """Run a work's sides in turn, the order turned around each round; return seconds, ratios and agreement."""
    work.warm()
    seconds: dict[str, list[float]] = {name: [] for name in work.sides}
    outcomes: dict[str, Any] = {}
    for number in range(rounds):
        order = list(work.sides) if number % 2 == 0 else list(reversed(work.sides))
        for name in order:
            took, outcomes[name] = timed(work.sides[name])
            seconds[name].append(took / work.sides[name].part)
        print(
            f"  round {number + 1}: " + ", ".join(f"{name} {took[-1]:.2f} s" for name, took in seconds.items()),
            flush=True,
        )
    comparisons = []
    for one in work.comparisons:
        ratio = summary.ratios(seconds[one.ours], seconds[one.theirs])
        agree = _agreement(outcomes[one.ours], outcomes[one.theirs], work.sides[one.theirs])
        wanted = {"at_least": one.at_least, "reach": one.reach}
        comparisons.append({"ours": one.ours, "theirs": one.theirs, "ratio": ratio, "agreement": agree, **wanted})
    sides = {name: {"seconds": took, "sample": _sample(work.sides[name])} for name, took in seconds.items()}
    return {"title": work.title, "sides": sides, "comparisons": comparisons, "tokens": work.tokens}


def _sample(side: Side) -> str | None:
    return None if side.places is None or len(side.places) == side.of else f"{len(side.places)} of {side.of:,}"


def _agreement(ours: Any, theirs: Any, side: Side) -> dict[str, float] | None:
    if side.places is None:
        return None
    return summary.agreement([ours[place] for place in side.places], theirs)


def models() -> tuple[dict[str, Any], dict[str, str]]:
    """Return the model at each precision that this machine has, and why one is missing."""
    found, left_out = {"exact": wb.open_model()}, {}
    try:
        found["fast"] = wb.open_model(precision="fast")
    except wb.errors.InputError as error:
        left_out["fast"] = str(error)
    return found, left_out


def main() -> None:
    names = [name for name in os.environ.get("WORKS", "").split(",") if name]
    limit = int(os.environ["LIMIT"]) if os.environ.get("LIMIT") else None
    rounds = int(os.environ.get("ROUNDS", "5"))
    opened, left_out = models()
    record: dict[str, Any] = {
        "date": datetime.now(UTC).date().isoformat(),
        "processor": machine.kind(),
        "rounds": rounds,
        "limits": machine.limits(),
        "left_out": left_out,
        "works": {},
    }
    for name, work in prepared(names, limit, opened, left_out).items():
        print(work.title, flush=True)
        record["works"][name] = {**measured(work, rounds), "date": record["date"], "rounds": rounds, "limit": limit}
    record["versions"] = {name: version(name) for name in PACKAGES if name.partition(" ")[0] not in left_out}
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / "bench.json"
    records = summary.merged(json.loads(path.read_text("utf-8")) if path.exists() else [], record)
    path.write_text(json.dumps(records, indent=1, sort_keys=True) + "\n", "utf-8")
    (FOLDER / "bench.md").write_text(summary.markdown(records), "utf-8")
    figure.draw(records, FOLDER)
    print(summary.markdown(records))


if __name__ == "__main__":
    main()
