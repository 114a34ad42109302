"""The commands: `workbench lab` opens the notebooks, `workbench report` writes the first study."""

import argparse
import os
import secrets
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from workbench.errors import InputError, WorkbenchError

__all__ = ["lab_command", "lab_environment", "main"]

_QUIET = {
    "HF_HUB_OFFLINE": "1",
    "HF_DATASETS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_UPDATE_DOWNLOAD_COUNTS": "0",
    "DO_NOT_TRACK": "1",
    "TOKENIZERS_PARALLELISM": "false",
}


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; return 0, 2 for a mistake told in words, 130 for Ctrl-C."""
    asked = _parser().parse_args(words)
    os.environ.update({name: value for name, value in _QUIET.items() if name not in os.environ})
    try:
        return _lab(asked) if asked.command == "lab" else _report(asked)
    except WorkbenchError as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Stopped; nothing half-done was left behind.", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="workbench", description="Watch, probe and report a language model.")
    commands = parser.add_subparsers(dest="command", required=True)
    lab = commands.add_parser("lab", help="open JupyterLab on the notebooks, on this machine only")
    lab.add_argument("--port", type=int, default=8888, help="1024 to 65535; the next free one is taken (default 8888)")
    lab.add_argument("--notebooks", type=Path, default=Path("notebooks"), help="folder to open (default ./notebooks)")
    lab.add_argument("--token", help="secret of the address; a random one where left out, never empty")
    lab.add_argument("--no-browser", action="store_true", help="print the address only")
    report = commands.add_parser("report", help="run the first study and write its report")
    report.add_argument("--out", type=Path, default=Path("reports/first"), help="folder (default reports/first)")
    report.add_argument("--limit", type=int, help="use this many sentence pairs (default: all 1,508)")
    report.add_argument("--model", help="what open_model takes (default: the default model)")
    report.add_argument("--starts", nargs="+", metavar="START", help="start, separator, newline; the first is primary")
    return parser


def _report(asked: argparse.Namespace) -> int:
    from workbench.reports.folder import digest
    from workbench.reports.page import answer_of
    from workbench.studies.first import STARTS, write_report

    folder = write_report(asked.out, model=asked.model, limit=asked.limit, starts=asked.starts or STARTS)
    print(f"Report: {folder / 'report.html'}")
    print(f"Digest: {digest(folder)}")
    print(answer_of(folder)[0])
    return 0


def _lab(asked: argparse.Namespace) -> int:
    token = secrets.token_hex(24) if asked.token is None else asked.token
    port = free_port(asked.port)
    command = lab_command(asked.notebooks, port=port, browser=not asked.no_browser)
    environment = lab_environment(token)
    print(f"JupyterLab: http://127.0.0.1:{port}/lab?token={token}", flush=True)
    os.execve(command[0], command, environment)  # noqa: S606 - so that Ctrl-C reaches Jupyter itself


def lab_command(notebooks: Path, *, port: int, browser: bool = True) -> list[str]:
    """Return the words that start JupyterLab: loopback only, no news, no look for updates.

    The token is not among them, since every user of a machine can read a command line.
    """
    if not notebooks.is_dir():
        raise InputError(f"There is no folder {notebooks}. Give one that exists: workbench lab --notebooks FOLDER.")
    words = [sys.executable, "-m", "jupyterlab", "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}"]
    words += ["--ServerApp.port_retries=0", f"--ServerApp.root_dir={notebooks.resolve()}"]
    words += ["--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    words += [] if browser else ["--no-browser"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        words.append("--allow-root")  # in a container there is often no other user
    return words


def lab_environment(token: str) -> dict[str, str]:
    """Return the environment of the server: its token, hub and telemetry off unless the user set them."""
    if not token.strip():
        raise InputError("An empty token would open the notebooks to every user of this machine. Leave --token out.")
    return {**_QUIET, **os.environ, "JUPYTER_TOKEN": token}


def free_port(first: int) -> int:
    """Return the first free loopback port from this one up."""
    if not 1024 <= first <= 65535:
        raise InputError(f"port={first}: give a port from 1024 to 65535.")
    for port in range(first, min(first + 50, 65536)):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise InputError(f"No port from {first} to {first + 49} is free. Give another: workbench lab --port 9000.")
