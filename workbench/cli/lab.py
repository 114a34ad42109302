"""`lab`: JupyterLab on the notebooks, on this machine only, with a fresh secret; it opens no model."""

import argparse
import os
import secrets
import socket
import sys
from pathlib import Path
from typing import Any

from workbench.cli.flags import command
from workbench.cli.output import answer
from workbench.errors import InputError

__all__ = ["QUIET", "add", "free_port", "lab_command", "lab_environment"]

QUIET = {
    "HF_HUB_OFFLINE": "1",
    "HF_DATASETS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_UPDATE_DOWNLOAD_COUNTS": "0",
    "DO_NOT_TRACK": "1",
    "TOKENIZERS_PARALLELISM": "false",
}


def add(commands: Any) -> None:
    """Add the command."""
    parser = command(
        commands,
        "lab",
        says="open JupyterLab on the notebooks, on this machine only",
        run=_lab,
        example="workbench lab",
    )
    parser.add_argument(
        "--port", type=int, default=8888, help="1024 to 65535; the next free one is taken (default 8888)"
    )
    parser.add_argument(
        "--notebooks", type=Path, default=Path("notebooks"), help="folder to open (default ./notebooks)"
    )
    parser.add_argument("--token", help="secret of the address; a random one where left out, never empty")
    parser.add_argument("--no-browser", action="store_true", help="print the address only")


def _lab(asked: argparse.Namespace) -> int:
    token = secrets.token_hex(24) if asked.token is None else asked.token
    port = free_port(asked.port)
    words = lab_command(asked.notebooks, port=port, browser=not asked.no_browser)
    environment = lab_environment(token)
    address = f"http://127.0.0.1:{port}/lab?token={token}"
    answer(asked, {"address": address}, f"JupyterLab: {address}")
    os.execve(words[0], words, environment)  # noqa: S606 - so that Ctrl-C reaches Jupyter itself
    return 0


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
    return {**QUIET, **os.environ, "JUPYTER_TOKEN": token}


def free_port(first: int) -> int:
    """Return the first free loopback port from this one up."""
    if not 1024 <= first <= 65535:
        raise InputError(f"port={first}: give a port from 1024 to 65535.")
    for port in range(first, min(first + 50, 65536)):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise InputError(f"No port from {first} to {first + 49} is free. Give another: workbench lab --port 9000.")
