"""Whether every way of measuring says the same, said once a model, prompt and probe."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from workbench.reports.report import Report, open_report
from workbench.reports.steady import conclusions

Edited = Callable[[str, Callable[[Any], object]], Report]
Rows = list[dict[str, Any]]


def test_variants_that_read_otherwise_are_named(edited: Edited) -> None:
    def turned(rows: Rows) -> None:
        for row in rows:
            row["reading"] = "cannot tell"
        rows[1]["reading"] = "more stereotyping preferred"

    said = conclusions(edited("results/robustness.json", turned))
    assert "depends on how it is measured: 1 of" in said[0][1]


def test_variants_that_read_alike_are_said_to(edited: Edited) -> None:
    def alike(rows: Rows) -> None:
        for row in rows:
            row["reading"] = "cannot tell"

    assert all("is the same in all" in text for _, text in conclusions(edited("results/robustness.json", alike)))


def test_a_probe_without_readings_is_passed_over(edited: Edited) -> None:
    def none(rows: Rows) -> None:
        for row in rows:
            row.pop("reading", None)

    assert conclusions(edited("results/robustness.json", none)) == []


def test_the_page_asks_whether_other_ways_say_the_same(study: Path) -> None:
    report = open_report(study)
    asked = "Do other ways of measuring say the same?" in (study / "report.md").read_text("utf-8")
    assert asked == bool(conclusions(report))
