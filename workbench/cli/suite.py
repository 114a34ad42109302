"""`suite` runs every likelihood probe on one model, says what it costs first, and writes a report."""

import argparse
from pathlib import Path
from typing import Any

from workbench.cli.asking import add_model, opened
from workbench.cli.flags import command
from workbench.cli.output import answer, note

__all__ = ["add"]


def add(commands: Any) -> None:
    """Add the command."""
    parser = command(
        commands,
        "suite",
        says="measure a model with every bias probe that asks by likelihood, and write a report",
        run=_suite,
        example="workbench suite --quick --cost --model fake",
    )
    add_model(parser)
    parser.add_argument("--quick", action="store_true", help="few items of each set, for a first look")
    parser.add_argument("--cost", action="store_true", help="say what it will take, run nothing")
    parser.add_argument("--out", type=Path, default=Path("reports/suite"), help="folder (default reports/suite)")


def _suite(asked: argparse.Namespace) -> int:
    from workbench.reports.report import open_report
    from workbench.studies.suites import suite_study

    study = suite_study(opened(asked), size="quick" if asked.quick else "whole")
    cost = study.cost()
    note(f"To do: {cost}.")
    if asked.cost:
        answer(asked, {"cost": cost.to_dict()}, f"{len(study.plan.probes)} probes: {cost}.")
        return 0
    folder = study.run().report(asked.out)
    document = {"report": str(folder / "report.html"), "answer": open_report(folder).answer()}
    answer(asked, document, f"Report: {document['report']}", str(document["answer"][0]))
    return 0
