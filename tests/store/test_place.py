"""A store stands where it is told, for its owner alone, and fits its file system."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.errors import BusyError, StoreError
from workbench.store import connection, lease, open_store, place


@pytest.fixture
def open_mask() -> Iterator[None]:
    """Let every mode through, as a careless system would."""
    before = os.umask(0)
    yield
    os.umask(before)


def test_the_workspace_is_the_one_given(tmp_path: Path) -> None:
    with open_store(tmp_path / "here") as store:
        assert store.path == tmp_path / "here" / "store.sqlite3"


def test_the_workspace_is_the_one_the_environment_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKBENCH_WORKSPACE", str(tmp_path / "there"))
    with open_store() as store:
        assert store.workspace == tmp_path / "there"


def test_the_workspace_is_in_the_home_otherwise(empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WORKBENCH_WORKSPACE", raising=False)
    with open_store() as store:
        assert store.workspace == empty_home / "workspace"


@pytest.mark.usefixtures("open_mask")
def test_files_are_for_their_owner_alone_from_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "chmod", lambda *_: pytest.fail("made narrower later"))
    with open_store(tmp_path / "a" / "b") as store, store.lease("study"):
        store.note("one", {})
        paths = [tmp_path / "a", *(tmp_path / "a").rglob("*")]
        modes = {path.name: path.stat().st_mode & 0o777 for path in paths}
    assert {mode for name, mode in modes.items() if name in ("a", "b", "leases")} == {0o700}
    files = {name: mode for name, mode in modes.items() if name not in ("a", "b", "leases")}
    assert {"store.sqlite3", "store.sqlite3-wal", "store.sqlite3-shm", "store.lock"} < set(files)
    assert set(files.values()) == {0o600}


@pytest.mark.usefixtures("open_mask")
def test_files_made_on_closing_and_verifying_are_for_their_owner_alone_too(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.note("one", {})
    (tmp_path / "store.sqlite3").write_bytes(b"")
    with open_store(tmp_path) as store:
        store.verify()
        store.note("one", {})
    paths = [path for path in tmp_path.rglob("*") if path.name != "store.sqlite3"]
    assert {path.stat().st_mode & 0o777 for path in paths if path.is_file()} == {0o600}
    assert (tmp_path / "damaged").stat().st_mode & 0o777 == 0o700


def test_a_place_that_cannot_be_a_workspace_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "deeper"):
        with pytest.raises(StoreError, match="cannot be used as a workspace.*WORKBENCH_WORKSPACE"):
            open_store(folder)


def test_a_closed_store_says_how_to_open_it(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.close()
    store.close()
    with pytest.raises(StoreError, match=r"is closed. Open it again: open_store\("):
        store.names("plan")


def test_a_folder_deleted_meanwhile_is_said_and_nothing_is_acknowledged(tmp_path: Path) -> None:
    with open_store(tmp_path / "here") as store:
        store.note("one", {})
        shutil.rmtree(tmp_path / "here")
        for use in (lambda: store.note("one", {}), lambda: store.notes("one")):
            with pytest.raises(StoreError, match="was deleted while it was in use"):
                use()


def test_a_store_put_back_from_a_copy_is_used(tmp_path: Path) -> None:
    with open_store(tmp_path / "here") as store:
        store.note("one", {})
    shutil.copytree(tmp_path / "here", tmp_path / "copy")
    with open_store(tmp_path / "here") as store:
        store.note("one", {})
        shutil.rmtree(tmp_path / "here")
        shutil.copytree(tmp_path / "copy", tmp_path / "here")
        assert len(store.notes("one")) == 1
        assert store.note("one", {}) == 2


FAKED = [
    (False, True, "wal"),
    (False, False, "delete"),
    (True, True, "delete"),
    (True, False, "delete"),
]


@pytest.mark.parametrize(("shared", "works", "expected"), FAKED)
def test_the_journal_fits_the_file_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared: bool, works: bool, expected: str
) -> None:
    monkeypatch.setattr(place, "is_shared", lambda _: shared)
    monkeypatch.setattr(place, "log_works", lambda _: works)
    with open_store(tmp_path) as store:
        store.note("one", {})
        connection = sqlite3.connect(store.path)
        assert connection.execute("PRAGMA journal_mode").fetchone() == (expected,)
        connection.close()
        assert [note.sequence for note in store.notes("one")] == [1]
        assert store.verify().ok


def test_a_store_that_moved_to_a_shared_file_system_gives_up_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(tmp_path) as store:
        store.note("one", {})
    monkeypatch.setattr(place, "is_shared", lambda _: True)
    with open_store(tmp_path) as store:
        store.note("one", {})
        assert not (tmp_path / "store.sqlite3-wal").exists()
        assert len(store.notes("one")) == 2
    with open_store(tmp_path) as store:
        assert store.verify().ok


def test_one_user_at_a_time_on_a_shared_file_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "is_shared", lambda _: True)
    monkeypatch.setattr(connection, "PATIENCE", 0.05)
    with open_store(tmp_path) as first, open_store(tmp_path) as second:
        first.note("one", {})
        with first._database.writing(needs=0), pytest.raises(BusyError, match="has been writing to"):
            second.notes("one")
        assert len(second.notes("one")) == 1


def test_a_file_system_without_locks_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr("filelock._unix.lock_fd_nonblocking", fail)
    with pytest.raises(StoreError, match="has no locks.*Nothing was written.*a disk of this machine"):
        open_store(tmp_path)
    assert not list(tmp_path.glob("*.sqlite3"))


SHARED = ["nfs4", "cifs", "smb3", "lustre", "gpfs", "fuse.sshfs", "9p"]
OWN = ["ext4", "xfs", "btrfs", "apfs", "overlay", "tmpfs", "fuse.ntfs"]


@pytest.mark.parametrize(("kind", "shared"), [*((kind, True) for kind in SHARED), *((kind, False) for kind in OWN)])
def test_a_file_system_is_known_by_its_kind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, shared: bool
) -> None:
    parts = [("/", "ext4"), (str(tmp_path), kind), (f"{tmp_path}x", "ext4"), ("/proc", "proc")]
    listed = [SimpleNamespace(mountpoint=point, fstype=name) for point, name in parts]
    monkeypatch.setattr("psutil.disk_partitions", lambda all: listed)
    (tmp_path / "in").mkdir()
    assert place.is_shared(tmp_path / "in") is shared


def test_the_disk_of_this_machine_takes_a_log(tmp_path: Path) -> None:
    assert place.look(tmp_path) == place.Place(shared=False, locks=True, log=True)
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_program_was_making_is_cleared_away(tmp_path: Path) -> None:
    for _ in range(2):
        (tmp_path / ".making-1.sqlite3").write_text("half")
        with open_store(tmp_path):
            assert not list(tmp_path.glob(".making-*"))


HARD_NAMES = [
    "..",
    "../../etc/passwd",
    "%2e%2e",
    "a/b",
    "a\\b",
    "a\0b",
    "CON",
    "x" * 300,
    "\u202eabc",
    "",
    ".",
    "#",
    "~",
]
ANY_NAME = st.sampled_from(HARD_NAMES) | st.text(st.characters(exclude_categories=("Cs",)), max_size=300)


@given(ANY_NAME)
@settings(max_examples=5000, deadline=None)
def test_no_name_becomes_a_path(name: str) -> None:
    folder = Path("/work")
    for path in (lease._lock_path(folder, name), lease._owner_path(folder, name)):
        assert path.parent == folder
        assert set(path.stem) <= set("0123456789abcdef")


@given(ANY_NAME)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_any_name_stands_for_is_read_back(tmp_path: Path, name: str) -> None:
    with open_store(tmp_path / "workspace") as store:
        store.write("plan", name, {"name": name})
        with store.lease(name):
            assert store.read("plan", name) == {"name": name}
            assert name in store.names("plan")
    assert [path.name for path in tmp_path.iterdir()] == ["workspace"]
    assert {path.name[:5] for path in (tmp_path / "workspace").iterdir()} == {"store", "lease"}


def test_opening_again_is_no_new_store(tmp_path: Path) -> None:
    for number in range(1, 4):
        with open_store(tmp_path) as store:
            assert store.note("one", {}) == number


def test_a_store_is_sealed_only_while_nobody_writes(tmp_path: Path) -> None:
    seal = tmp_path / "store.sqlite3.seal"
    with open_store(tmp_path) as store:
        store.note("one", {})
        assert not seal.exists()
    assert seal.exists()
    with open_store(tmp_path) as store:
        store.notes("one")
        assert seal.exists()
        store.note("one", {})
        assert not seal.exists()


def test_a_damaged_seal_condemns_no_store(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.note("one", {})
    seal = tmp_path / "store.sqlite3.seal"
    text = seal.read_text()
    for damaged in (text.replace(text[8], "0" if text[8] != "0" else "1", 1), "", text[:-1], "a b c"):
        seal.write_text(damaged)
        with open_store(tmp_path) as store:
            assert store.verify().ok


def test_an_interrupt_in_a_commit_leaves_nothing_half_done(tmp_path: Path) -> None:
    def rows(connection: Any) -> None:
        connection.execute("INSERT INTO notes VALUES (1, 'one', '{}', '')")
        raise KeyboardInterrupt

    with open_store(tmp_path) as store:
        with pytest.raises(KeyboardInterrupt), store._database.writing(needs=0) as connection:
            rows(connection)
        assert store.notes("one") == []
        assert store.note("one", {}) == 1
