"""The commands: each is one call of the library, typed in a terminal; they compute nothing of their own.

Answers go to standard output (with ``--json`` one JSON document and nothing else), progress
and messages to standard error. Exit codes: 0; 1 where a check failed, figures differ or cells
failed; 2 for a mistake, told in words; 130 for Ctrl-C.
"""

import argparse
import contextlib
import os
import sys
from collections.abc import Sequence

from workbench.about import __version__
from workbench.cli import asking, datafiles, lab, probing, rerunning, strengths, studying, suite
from workbench.cli.lab import QUIET, free_port, lab_command, lab_environment
from workbench.cli.output import note
from workbench.errors import WorkbenchError

__all__ = ["free_port", "lab_command", "lab_environment", "main"]

_ROOMS = (lab, asking, probing, strengths, suite, studying, rerunning, datafiles)


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code.

    >>> main(["score", "One two", " three", "--model", "fake", "--json"]) # doctest: +SKIP
    """
    os.environ.update({name: value for name, value in QUIET.items() if name not in os.environ})
    try:
        code = _run(_parser().parse_args(words))
        sys.stdout.flush()
    except WorkbenchError as error:
        return _told(f"{type(error).__name__}: {error}")
    except BrokenPipeError:
        return _closed()
    except OSError as error:
        return _told(f"{error.strerror or error}: {error.filename}" if error.filename else str(error))
    except KeyboardInterrupt:
        note("Stopped; nothing half-done was left behind.")
        return 130
    return code


def _run(asked: argparse.Namespace) -> int:
    asked.output = sys.stdout
    keeps_apart = contextlib.redirect_stdout(sys.stderr) if asked.json else contextlib.nullcontext()
    with keeps_apart:
        code: int = asked.run(asked)
    return code


def _told(text: str) -> int:
    note(text)
    return 2


def _closed() -> int:
    """End quietly where whoever read the answer stopped reading, as ``workbench models | head`` does."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="workbench",
        description="Watch, probe and report a language model.",
        epilog="Each command has its own help with an example: workbench complete --help",
    )
    parser.add_argument("--version", action="version", version=f"workbench {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for room in _ROOMS:
        room.add(commands)
    return parser
