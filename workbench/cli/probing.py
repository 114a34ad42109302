"""`probe` runs one measure on one model, `report` runs the first study and writes its report."""

import argparse
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

from workbench import probes
from workbench.cli.asking import add_model, opened
from workbench.cli.flags import add_arguments, command, given
from workbench.cli.output import answer, table_text
from workbench.records import Settings

__all__ = ["add"]

_SHOWN = ("measure", "group", "value", "low", "high", "n", "ties", "unscored", "neutral", "p", "p_corrected")


def add(commands: Any) -> None:
    """Add both commands."""
    report = command(
        commands,
        "report",
        says="run the first study and write its report",
        run=_report,
        example="workbench report --limit 100 --model fake",
    )
    report.add_argument("--out", type=Path, default=Path("reports/first"), help="folder (default reports/first)")
    report.add_argument("--limit", type=int, help="use this many sentence pairs (default: all 1,508)")
    report.add_argument("--model", help="what open_model takes (default: the default model)")
    report.add_argument("--starts", nargs="+", metavar="START", help="start, separator, newline; the first is primary")
    _add_probe(commands)


def _add_probe(commands: Any) -> None:
    says = "run a measure of behaviour on a model"
    probe = commands.add_parser(
        "probe",
        help=says,
        description="Run a measure of behaviour on a model.",
        epilog="Example:\n  workbench probe crows_pairs --limit 100 --model fake\n\nHelp of one: workbench probe crows_pairs --help",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    kinds = probe.add_subparsers(dest="kind", required=True, metavar="NAME")
    for kind in probes.names():
        make = getattr(probes, kind)
        says = (make.__doc__ or "").splitlines()[0].removeprefix("Return ").rstrip(".")
        parser = command(
            kinds, kind, says=says, run=_probe, example=f"workbench probe {kind} {_EXAMPLES.get(kind, '')}--model fake"
        )
        add_model(parser)
        parser.add_argument("--by", metavar="GROUPING", help="one figure for each value of this column, such as group")
        parser.add_argument(
            "--out", type=Path, metavar="FILE", help="write one row an item here: .jsonl, .csv or .parquet"
        )
        add_arguments(parser, make)
        if _takes_settings(make):
            add_arguments(parser, Settings, skip=list(inspect.signature(make).parameters))


_EXAMPLES = {
    "bbq": "--limit 100 --by group ",
    "bold": "--limit 50 ",
    "crows_pairs": "--limit 100 ",
    "described": "--axis religion --n 5 ",
    "few_shot": "--task task.json --test test.csv --design '{\"shots\": [0, 4]}' --by shots ",
    "first_mention": '--prompts \'The nurse said that\' --words \'{"female": ["she"], "male": ["he"]}\' ',
    "honest": "--limit 30 --k 2 ",
    "matched_guise": "--limit 10 ",
    "occupations_by_gender": "--limit 20 ",
    "radicalization": "--limit 8 --n 2 ",
    "regard": "--limit 14 --n 5 ",
    "search": "--queries queries.json --documents 'Bread rises.' 'Ships float.' ",
    "sentence_pairs": "--table pairs.csv ",
    "strength": "--name piqa --limit 100 ",
    "templates": '--templates \'The {attribute} is a\' --groups \'{"female": ["woman"], "male": ["man"]}\' --attributes \'["nurse"]\' ',
    "toxicity": "--limit 10 --n 5 ",
    "winobias": "--type 1 --limit 200 ",
    "winoqueer": "--table winoqueer_final.csv ",
}


def _takes_settings(make: Callable[..., Any]) -> bool:
    """Return whether a probe takes the settings of a completion besides its own arguments."""
    return any(one.kind is one.VAR_KEYWORD for one in inspect.signature(make).parameters.values())


def _made(asked: argparse.Namespace) -> Any:
    make = getattr(probes, asked.kind)
    settings = given(asked, Settings, skip=list(inspect.signature(make).parameters)) if _takes_settings(make) else {}
    return make(**given(asked, make), **settings)


def _probe(asked: argparse.Namespace) -> int:
    probe = _made(asked)
    result = probe.run(opened(asked))
    table = result.estimate(asked.by)
    document = {
        "probe": probe.to_dict(),
        "model": dict(result.model),
        "verdict": result.verdict(),
        "counts": result.counts(),
        "by": asked.by,
        "estimates": [estimate.to_dict() for estimate in result.estimates(asked.by)],
    }
    if asked.out is not None:
        from workbench.studies.tables import rows_of, write_rows

        write_rows(rows_of(result.frame()), asked.out)
    answer(asked, document, result.verdict(), "", table_text(table, [name for name in _SHOWN if name in table]))
    return 0


def _report(asked: argparse.Namespace) -> int:
    from workbench.reports.folder import digest
    from workbench.reports.report import open_report
    from workbench.studies.first import STARTS, write_report

    folder = write_report(asked.out, model=asked.model, limit=asked.limit, starts=asked.starts or STARTS)
    document = {"report": str(folder / "report.html"), "digest": digest(folder), "answer": open_report(folder).answer()}
    lines = [f"Report: {document['report']}", f"Digest: {document['digest']}", document["answer"][0]]
    answer(asked, document, *map(str, lines))
    return 0
