"""A full disk is said in words, damages nothing, and work goes on when there is space."""

import importlib.util
import os
import re
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from workbench.errors import StoreError
from workbench.store import database, open_store

_spec = importlib.util.spec_from_file_location("store_faults", Path(__file__).with_name("faults.py"))
assert _spec and _spec.loader
faults: Any = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(faults)

SAID = r"The disk is full: .*store.sqlite3 needs about [\d,]+ bytes more; [\d,]+ bytes are free.*Nothing was damaged"


def test_a_limit_on_pages_is_met_and_lifted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = database.open_file

    def limited(path: Path, **options: bool) -> sqlite3.Connection:
        connection = opened(path, **options)
        connection.execute("PRAGMA max_page_count = 60")
        return connection

    monkeypatch.setattr(database, "open_file", limited)
    with open_store(tmp_path) as store:
        number, said = faults.until_full(store)
        keys = [name for chunk in range(number) for name in faults.chunk_keys("limited", chunk)]
        assert number > 3 and faults.lost_or_wrong(store, keys) == 0
        assert len(store.chunks("study")) == number
    assert re.search(SAID, said)
    monkeypatch.undo()
    with open_store(tmp_path) as store:
        assert store.verify().ok
        faults.commit_chunk(store, "limited", number)
        assert faults.lost_or_wrong(store, [*keys, *faults.chunk_keys("limited", number)]) == 0


def test_a_limit_on_the_size_of_files_is_met_and_lifted(tmp_path: Path) -> None:
    said, counted, end = faults.finish(faults.start("fill_up_to_limit", tmp_path, 400_000))
    assert re.search(SAID, said)
    reached, lost = counted.split()
    assert int(reached) > 3 and lost == "0"
    assert end == "0 True"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Return a file system of one megabyte, where this user may make one."""
    folder = tmp_path / "small"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if os.getuid() != 0 or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("only root can mount a small file system")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_small_disk_fills_up_and_is_freed(small_disk: Path) -> None:
    (small_disk / "ballast").write_bytes(bytes(400_000))
    with open_store(small_disk / "here") as store:
        number, said = faults.until_full(store)
        assert re.search(SAID, said)
        (small_disk / "ballast").unlink()
        faults.commit_chunk(store, "limited", number)
        keys = [name for chunk in range(number + 1) for name in faults.chunk_keys("limited", chunk)]
        assert faults.lost_or_wrong(store, keys) == 0
    with open_store(small_disk / "here") as store:
        assert store.verify().ok
        assert faults.lost_or_wrong(store, keys) == 0


def test_a_disk_that_is_full_from_the_start_is_said(small_disk: Path) -> None:
    with suppress(OSError):
        (small_disk / "ballast").write_bytes(bytes(2_000_000))
    with pytest.raises(StoreError, match="disk is full|cannot be used as a workspace"):
        open_store(small_disk)
    (small_disk / "ballast").unlink()
    with open_store(small_disk) as store:
        assert store.note("one", {}) == 1
