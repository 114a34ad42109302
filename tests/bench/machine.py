"""What this machine can do at most: matrix products and memory, measured with torch alone."""

import time
from collections.abc import Callable
from typing import Any

import torch

from workbench.reports.manifest import processor

BODY, OUTPUT = (512, 576, 1536), (128, 576, 49_152)


def best(work: Callable[[], Any], times: int = 9) -> float:
    """Return the seconds of the fastest of several calls, the first not counted."""
    work()
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def kind() -> str:
    """Return the kind of machine in words."""
    about = processor()
    return f"{about['processor']}, {about['cores']} cores, {torch.get_num_threads()} torch threads"


def limits() -> dict[str, float]:
    """Return GFLOP/s of products of this model's shapes, plain and packed, and GB/s of memory."""
    found: dict[str, float] = {}
    types = [("fp32", torch.float32)]
    if torch.ops.mkldnn._is_mkldnn_bf16_supported():
        types.append(("bf16", torch.bfloat16))
    for name, dtype in types:
        for place, (rows, inputs, outputs) in (("body", BODY), ("output", OUTPUT)):
            x, weight = torch.randn(rows, inputs).to(dtype), torch.randn(outputs, inputs).to(dtype)
            packed = torch.ops.mkldnn._reorder_linear_weight(weight, 64)
            work = 2 * rows * inputs * outputs / 1e9
            plain = best(lambda x=x, weight=weight: torch.nn.functional.linear(x, weight))
            fast = best(lambda x=x, packed=packed: torch.ops.mkldnn._linear_pointwise(x, packed, None, "none", [], ""))
            found[f"{name} {place} GFLOP/s"] = round(work / plain)
            found[f"{name} {place} packed GFLOP/s"] = round(work / fast)
    much = torch.ones(64 * 2**20)
    found["memory GB/s"] = round(much.numel() * 4 / 1e9 / best(lambda: much.sum()), 1)
    return found
