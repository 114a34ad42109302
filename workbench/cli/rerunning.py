"""`rerun` makes a written study again and compares; `verify` checks the store of a workspace row by row."""

import argparse
from pathlib import Path
from typing import Any

from workbench.cli.flags import command
from workbench.cli.output import answer, note, table_text
from workbench.cli.studying import add_workspace

__all__ = ["add"]

_SHOWN = 20


def add(commands: Any) -> None:
    """Add both commands."""
    again = command(
        commands,
        "rerun",
        says="make a written study again in a clean workspace and compare; exit code 1 where it differs",
        run=_rerun,
        example="workbench rerun reports/occupations",
    )
    again.add_argument("folder", type=Path, help="a report, as a study wrote it")
    again.add_argument(
        "--out", type=Path, help="folder of the new report (default: beside the old one, its name and -again)"
    )
    again.add_argument(
        "--models",
        nargs="+",
        metavar="MODEL",
        help="the plan's models, as open_model takes them (default: by the plan)",
    )
    again.add_argument("--nbval", action="store_true", help="also run the report's notebook and compare its outputs")
    store = command(
        commands,
        "verify",
        says="check every row of the store; exit code 1 where one is damaged",
        run=_verify,
        example="workbench verify",
    )
    add_workspace(store)


def _rerun(asked: argparse.Namespace) -> int:
    from workbench.studies.rerun import check_notebook, rerun

    made = rerun(asked.folder, out=asked.out, models=asked.models)
    passed, said = check_notebook(asked.folder) if asked.nbval else (True, "")
    lines = [made.verdict(), *(f"Changed by hand: {name}" for name in made.changed)]
    if made.differences:
        lines += ["", table_text([item.to_dict() for item in made.differences[:_SHOWN]])]
    if len(made.differences) > _SHOWN:
        lines.append(f"... and {len(made.differences) - _SHOWN} more: --json gives all.")
    if asked.nbval:
        lines.append(f"The notebook's outputs {'came out again' if passed else 'differ'}.")
    if not passed:
        note(said)
    document = {**made.to_dict(), "ok": made.ok and passed, "verdict": made.verdict()}
    answer(asked, {**document, "notebook": passed if asked.nbval else None}, *lines, f"New report: {made.out}")
    return 0 if made.ok and passed else 1


def _verify(asked: argparse.Namespace) -> int:
    from workbench.store import open_store

    with open_store(asked.workspace) as store:
        found = store.verify()
        path = store.path
    damaged = [{"where": item.where, "sequence": item.sequence, "reason": item.reason} for item in found.damaged]
    aside = str(found.set_aside) if found.set_aside else None
    lines = [f"{path}: {found}"]
    lines += [table_text(damaged[:_SHOWN])] if damaged else []
    answer(
        asked, {"path": str(path), "rows": found.rows, "damaged": damaged, "set_aside": aside, "ok": found.ok}, *lines
    )
    return 0 if found.ok else 1
