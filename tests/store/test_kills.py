"""Processes are killed and share one store; nothing acknowledged is lost."""

import importlib.util
import random
import signal
from pathlib import Path
from typing import Any

import pytest

from workbench.errors import BusyError
from workbench.store import open_store

_spec = importlib.util.spec_from_file_location("store_faults", Path(__file__).with_name("faults.py"))
assert _spec and _spec.loader
faults: Any = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(faults)


def test_what_was_acknowledged_is_there_after_a_kill(tmp_path: Path) -> None:
    counted = faults.kill_writer(tmp_path, random.Random(0), 8)
    assert counted["acknowledged"] > 80
    assert (counted["lost"], counted["damaged"]) == (0, 0)
    assert faults.integrity(tmp_path / "store.sqlite3") == "ok"


def test_an_interrupted_writer_goes_on_and_loses_nothing(tmp_path: Path) -> None:
    assert faults.interrupt_writer(tmp_path, random.Random(0), 40) == "40 True 0 True"
    assert not list(tmp_path.glob(".making-*"))


@pytest.mark.parametrize("number", range(3))
def test_writers_and_readers_make_and_share_one_store(tmp_path: Path, number: int) -> None:
    counted = faults.share(tmp_path / "new")
    assert counted == {"lost": 0, "chunks": 200, "notes": 200, "conflicts": 0, "rows too many": 0}


def test_threads_and_forks_write_through_one_open_store(tmp_path: Path) -> None:
    assert faults.finish(faults.start("thread_and_fork", tmp_path)) == ["241 0 True"]


def test_the_lease_of_a_killed_process_is_free(tmp_path: Path) -> None:
    process = faults.start("hold_lease", tmp_path, "study")
    assert process.stdout.readline() == "held\n"
    with open_store(tmp_path) as store:
        with pytest.raises(BusyError, match=f"'study' is at work in process {process.pid} on "), store.lease("study"):
            pass
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert store.holder("study") is None
        with store.lease("study"):
            assert store.holder("study")["pid"] != process.pid
