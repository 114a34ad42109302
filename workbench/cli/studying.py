"""`study`: run a plan, take it up again, look at it, write its report, take its records elsewhere, stop it."""

import argparse
from pathlib import Path
from typing import Any

from workbench.cli.flags import command
from workbench.cli.output import answer, note, table_text

__all__ = ["add", "add_workspace"]

_CODES = {"done": 0, "failed": 1, "interrupted": 130}
_SHOWN = ("model", "prompt", "probe", "measure", "group", "value", "low", "high", "n", "p_corrected")


def add(commands: Any) -> None:
    """Add the command and its parts."""
    study = commands.add_parser(
        "study",
        help="run a plan, and look at what was run",
        description="A study: models asked by probes under prompts, planned first, run once and kept.",
        epilog="Example:\n  workbench study run plan.toml\n\nEach part has its own help: workbench study run --help",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parts = study.add_subparsers(dest="part", required=True, metavar="PART")
    run = _part(
        parts,
        "run",
        says="run the plan of a file, or go on with a study by name",
        run=_run,
        example="workbench study run plan.toml",
    )
    run.add_argument(
        "study", metavar="PLAN|NAME", help="a plan (.toml, or the plan.json of a report), or a study's name"
    )
    _named(
        _part(
            parts,
            "resume",
            says="go on with a study where it was",
            run=_run,
            example="workbench study resume occupations",
        )
    )
    _part(parts, "list", says="list the studies of the workspace", run=_list, example="workbench study list")
    _named(
        _part(
            parts,
            "show",
            says="show a study: state, plan, figures",
            run=_show,
            example="workbench study show occupations",
        )
    )
    report = _named(
        _part(parts, "report", says="write a study's report", run=_report, example="workbench study report occupations")
    )
    report.add_argument("--folder", type=Path, help="where to (default reports/ and the study's name)")
    verify = _part(
        parts,
        "verify",
        says="check a study in the store, or a written report",
        run=_verify,
        example="workbench study verify reports/occupations",
    )
    verify.add_argument("study", metavar="NAME|FOLDER", help="a study's name, or the folder of its report")
    _add_export(parts)
    _named(
        _part(
            parts,
            "stop",
            says="ask a run, wherever it runs, to stop after the piece it is at",
            run=_stop,
            example="workbench study stop occupations",
        )
    )


def add_workspace(parser: argparse.ArgumentParser) -> None:
    """Add ``--workspace``."""
    parser.add_argument(
        "--workspace", type=Path, help="folder of the store (default: WORKBENCH_WORKSPACE, else your cache folder)"
    )


def _part(parts: Any, name: str, **words: Any) -> argparse.ArgumentParser:
    parser = command(parts, name, **words)
    add_workspace(parser)
    return parser


def _named(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("study", metavar="NAME", help="the study's name; workbench study list shows all")
    return parser


def _add_export(parts: Any) -> None:
    from workbench.studies.exports import KINDS

    example = "workbench study export occupations records.jsonl"
    parser = _named(
        _part(parts, "export", says="write a study's records for other tools", run=_export, example=example)
    )
    parser.add_argument(
        "target", type=Path, metavar="TARGET", help="a file (.jsonl, .parquet, .csv), or a folder for the other kinds"
    )
    told = "; ".join(f"{name}: {says}" for name, says in KINDS.items())
    parser.add_argument("--kind", choices=list(KINDS), help=f"left out, by the target's name. {told}")


def _opened(asked: argparse.Namespace) -> Any:
    from workbench.studies.study import open_study

    return open_study(asked.study, workspace=asked.workspace)


def _run(asked: argparse.Namespace) -> int:
    from workbench.studies.plan import Plan
    from workbench.studies.study import Study

    if asked.part == "run" and _is_plan(asked.study):
        study = Study.from_plan(Plan.from_file(asked.study), workspace=asked.workspace)
    else:
        study = _opened(asked)
    note(*(f"Left unsaid: {gap}" for gap in study.plan.gaps))
    before = study.progress
    if before.done:
        note(f"Going on at {before}.")
    try:
        study.run()
    except KeyboardInterrupt:
        note(f"Interrupted; {study.progress} are kept. Go on with: workbench study resume {_quoted(study.name)}")
        return 130
    answer(asked, _about(study), *_told(study))
    return _CODES.get(study.state, 0)


def _is_plan(text: str) -> bool:
    return Path(text).suffix.lower() in {".toml", ".json"} or Path(text).is_file()


def _quoted(name: str) -> str:
    import shlex

    return shlex.quote(name)


def _about(study: Any) -> dict[str, Any]:
    """Return what ``--json`` says of a study."""
    known = study.state == "done" or study.progress.done > 0
    return {
        "name": study.name,
        "state": study.state,
        "reason": study.reason,
        "progress": study.progress.to_dict(),
        "failures": study.failures,
        "plan": {**study.plan.to_dict(), "digest": study.plan.digest},
        "amendments": study.amendments,
        "verdict": study.verdict() if known else None,
        "estimates": study.estimate().to_dict("records") if known else [],
    }


def _told(study: Any) -> list[str]:
    lines = [f"{study.name}: {study.state}, {study.progress}"]
    lines += [f"Reason: {study.reason}"] if study.reason else []
    lines += [f"Failed: {cell}: {reason}" for cell, reason in study.failures.items()]
    if study.progress.done:
        table = study.estimate()
        primary = table[table["role"] == "primary"]
        lines += [
            study.verdict(),
            "",
            table_text(primary if len(primary) else table, [name for name in _SHOWN if name in table]),
        ]
    return lines


def _list(asked: argparse.Namespace) -> int:
    from workbench.studies.study import list_studies

    table = list_studies(asked.workspace)
    lines = [table_text(table)] if len(table) else ["No study yet. Make one: workbench study run plan.toml"]
    answer(asked, table.to_dict("records"), *lines)
    return 0


def _show(asked: argparse.Namespace) -> int:
    study = _opened(asked)
    lines = [str(study.plan), *(f"Left unsaid: {gap}" for gap in study.plan.gaps), *_told(study)]
    answer(asked, _about(study), *lines)
    return 0


def _report(asked: argparse.Namespace) -> int:
    folder = _opened(asked).report(asked.folder)
    answer(asked, {"report": str(folder / "report.html"), "folder": str(folder)}, f"Report: {folder / 'report.html'}")
    return 0


def _verify(asked: argparse.Namespace) -> int:
    """Check a report's files against their digests, or a study's cells in the store."""
    from workbench.studies.rerun import changed_files

    if Path(asked.study).is_dir():
        changed = changed_files(asked.study)
        lines = [f"Changed since it was written: {name}" for name in changed] or [
            f"{asked.study}: every file is as it was written."
        ]
        answer(asked, {"folder": asked.study, "changed": changed, "ok": not changed}, *lines)
        return 1 if changed else 0
    study = _opened(asked)
    progress, conflicts = study.progress, sum(study.kept.conflicts(cell) for cell in study.cells)
    whole = progress.done == progress.total and not conflicts and not study.failures
    lines = [
        f"{study.name}: {study.state}, {progress}.",
        f"{conflicts} answers came out otherwise when they were asked again.",
    ]
    answer(
        asked,
        {"name": study.name, "state": study.state, "progress": progress.to_dict(), "conflicts": conflicts, "ok": whole},
        *lines,
    )
    return 0 if whole else 1


def _export(asked: argparse.Namespace) -> int:
    study = _opened(asked)
    place = study.export(asked.target, kind=asked.kind)
    if study.progress.done < study.progress.total:
        note(f"Not finished: {study.progress}. What is not finished was left out.")
    answer(asked, {"target": str(place), "study": study.name}, f"Written: {place}")
    return 0


def _stop(asked: argparse.Namespace) -> int:
    study = _opened(asked)
    running = study.state == "running"
    if running:
        study.stop()
    told = (
        f"{study.name} is asked to stop; it ends after the piece it is at."
        if running
        else f"{study.name} is not running: {study.state}."
    )
    answer(asked, {"name": study.name, "asked": running, "state": study.state}, told)
    return 0
