"""A study in a process of its own that is killed at random times until it is done; used by the quick and the long test."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from workbench.reports.folder import file_digests
from workbench.store import open_store

SCRIPT = Path(__file__).with_name("planted.py")


def start(*words: str | Path) -> "subprocess.Popen[str]":
    """Start the study; return when it is about to run."""
    command = [sys.executable, str(SCRIPT), *map(str, words)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert child.stdout is not None
    line = child.stdout.readline()
    assert line == "ready\n", child.communicate()
    return child


def end(child: "subprocess.Popen[str]") -> str:
    """Wait for the end of a study; return its state."""
    out, err = child.communicate(timeout=120)
    assert child.returncode == 0, err
    return out.strip()


def finished(workspace: Path) -> int:
    """Return how many chunks are in the store."""
    with open_store(workspace) as store:
        return sum(len(store.chunks(name)) for name in store.names("study"))


def unkilled(place: Path) -> tuple[str, list[str], float]:
    """Run the study without a kill: the digest of its results, what was asked, how long the run took."""
    log = place / "log"
    child = start(place / "workspace", log)
    begun = time.monotonic()
    assert end(child) == "done"
    took = time.monotonic() - begun
    end(start(place / "workspace", log, place / "report"))
    return file_digests(place / "report")["results"], log.read_text().splitlines(), took


def killed(place: Path, rounds: int, seconds: float, seed: int) -> tuple[str, list[str], int]:
    """Run the study with that many kills: the digest of its results, what was asked, and how many kills hit a run."""
    rng, log, hits = random.Random(seed), place / "log", 0
    for _ in range(rounds):
        child = start(place / "workspace", log)
        time.sleep(rng.uniform(0, seconds))
        if child.poll() is None:
            child.send_signal(signal.SIGKILL)
            hits += 1
        child.communicate()
    end(start(place / "workspace", log, place / "report"))
    return file_digests(place / "report")["results"], log.read_text().splitlines(), hits
