"""Whether every way of measuring that was run says the same, cell by cell; it makes no table of its own."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from workbench.results import steadiness

if TYPE_CHECKING:
    from workbench.reports.report import Report

__all__ = ["conclusions"]

_CELL = ("model", "prompt", "probe")


def conclusions(report: "Report") -> list[tuple[Mapping[str, Any], str]]:
    """Return, for each model, prompt and probe with several variants, in a sentence whether all of them read alike."""
    import pandas as pd

    groups: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for row in report.variants:
        groups.setdefault(tuple(row.get(name) for name in _CELL), []).append(row)
    return [
        (dict(zip(_CELL, cell, strict=True)), steadiness(pd.DataFrame(rows)))
        for cell, rows in groups.items()
        if len(rows) > 1 and all(row.get("reading") for row in rows)
    ]
