"""`strengths` measures what a model can and cannot do, one row a task."""

import argparse
from typing import Any

from workbench.cli.asking import add_model, opened
from workbench.cli.flags import command
from workbench.cli.output import answer, note, table_text

__all__ = ["add"]

_SHOWN = (
    "task",
    "use",
    "shots",
    "measure",
    "n",
    "value",
    "low",
    "high",
    "random",
    "majority",
    "above_chance",
    "depends_on_rule",
    "p_corrected",
)


def add(commands: Any) -> None:
    """Add the command."""
    parser = command(
        commands,
        "strengths",
        says="measure what a model can and cannot do, task by task, beside chance",
        run=_strengths,
        example="workbench strengths piqa boolq --limit 20 --model fake",
    )
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="ready tasks (default: all of them); --list names them"
    )
    parser.add_argument(
        "--list", action="store_true", help="print the ready tasks and what they stand for, run nothing"
    )
    add_model(parser)
    parser.add_argument("--limit", type=int, default=100, metavar="N", help="items a task at most (default 100)")
    parser.add_argument("--shots", type=int, nargs="+", metavar="N", help="examples (default: each task's own number)")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of the draw of examples (default 0)")


def _strengths(asked: argparse.Namespace) -> int:
    from workbench import strengths

    if asked.list:
        table = strengths.uses()
        answer(asked, table.to_dict("records"), table_text(table))
        return 0
    chosen: dict[str, Any] = {"limit": asked.limit, "shots": asked.shots, "seed": asked.seed}
    names = asked.names or None
    for name in asked.names:
        strengths.task(name, limit=1)  # a wrong name is told before a model is opened
    model = opened(asked)
    if hasattr(model, "cost"):
        note(f"To do: {strengths.cost(model, names, **chosen)}.")
    found = strengths.measure(model, names, **chosen)
    if found.left_out:
        note(*found.left_out)
    frame = found.frame()
    answer(asked, found.to_dict(), found.verdict(), "", table_text(frame[list(_SHOWN)] if len(frame) else frame))
    return 0
