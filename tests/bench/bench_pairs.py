"""Times `crows_pairs` against lm-evaluation-harness on the same pairs and the same folder, in one process.

Prints seconds, the ratio and how far the two agree, pair by pair. Run by ``make bench``;
``LIMIT=200`` takes that many pairs, spread over the file.
"""

import json
import os
import statistics
import time
from collections.abc import Callable
from typing import Any

import workbench as wb
from workbench.artifacts import home

PREFIX = 1
REPEATS = int(os.environ.get("REPEATS", "1"))


def peer() -> Any:
    """Open lm-evaluation-harness's ``hf`` model on the converted folder, with the same start token."""
    from lm_eval.models.huggingface import HFLM

    folder = next((home() / "models").glob("SmolLM2-*"))
    return HFLM(pretrained=str(folder), dtype="float32", device="cpu", batch_size=32, prefix_token_id=PREFIX)


def peer_scores(model: Any, texts: list[str]) -> list[float]:
    """Return the harness's whole-sentence log-likelihoods: its rule for CrowS-Pairs."""
    from lm_eval.api.instance import Instance

    requests = [Instance("loglikelihood", {}, ("", text), place) for place, text in enumerate(texts)]
    return [float(logprob) for logprob, _ in model.loglikelihood(requests, disable_tqdm=True)]


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return seconds and outcome of one call."""
    start = time.perf_counter()
    outcome = work()
    return time.perf_counter() - start, outcome


def main() -> None:
    limit = int(os.environ["LIMIT"]) if "LIMIT" in os.environ else None
    ours, theirs = wb.open_model(), peer()
    probe = wb.probes.crows_pairs(limit=limit)
    pairs = probe._chosen()
    texts = [*pairs["more"], *pairs["less"]]
    peer_scores(theirs, texts[:8])
    ours.score([("", text) for text in texts[:8]])
    seconds: dict[str, list[float]] = {"workbench": [], "lm-eval": []}
    for _ in range(REPEATS):
        mine, result = timed(lambda: probe.run(ours))
        other, expected = timed(lambda: peer_scores(theirs, texts))
        seconds["workbench"].append(mine)
        seconds["lm-eval"].append(other)
    frame = result.frame()
    found = [*frame["more_logprob"], *frame["less_logprob"]]
    gaps = [abs(a - b) for a, b in zip(found, expected, strict=True)]
    n = len(pairs)
    share = sum(a > b for a, b in zip(expected[:n], expected[n:], strict=True)) / n
    flips = sum((a > b) != (c > d) for a, b, c, d in zip(found[:n], found[n:], expected[:n], expected[n:], strict=True))
    middle = {name: statistics.median(values) for name, values in seconds.items()}
    print(
        json.dumps(
            {
                "pairs": n,
                "workbench_s": round(middle["workbench"], 1),
                "lm_eval_s": round(middle["lm-eval"], 1),
                "ratio": round(middle["lm-eval"] / middle["workbench"], 2),
                "largest_difference": max(gaps),
                "texts_over_1e-3": sum(gap > 1e-3 for gap in gaps),
                "share_workbench": round(result.estimates(rule="whole")[0].value, 6),
                "share_lm_eval": round(share, 6),
                "pairs_preferred_differently": flips,
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
