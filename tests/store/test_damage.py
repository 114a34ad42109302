"""Damage is found, never believed, and set aside; what is right is kept."""

import importlib.util
import random
import sqlite3
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workbench.errors import DamageError, StoreError
from workbench.store import log, open_store

_spec = importlib.util.spec_from_file_location("store_faults", Path(__file__).with_name("faults.py"))
assert _spec and _spec.loader
faults: Any = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(faults)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """Return a closed store with a bit of everything, and the answers in it."""
    folder = tmp_path_factory.mktemp("whole") / "store"
    return folder, faults.fill(folder)


ROUNDS = [("flip", 20), ("truncate", 20), ("junk", 4), ("zero", 10)]


@pytest.mark.parametrize(("harm", "seed"), [(harm, seed) for harm, rounds in ROUNDS for seed in range(rounds)])
def test_damage_is_found_and_what_is_right_is_kept(
    filled: tuple[Path, dict[str, Any]], tmp_path: Path, harm: str, seed: int
) -> None:
    whole, truth = filled
    dice = random.Random(seed)
    what, counted = faults.damage_once(whole, tmp_path / "copy", truth, lambda path: getattr(faults, harm)(path, dice))
    spared = 1 if harm == "flip" else 0  # the flipped byte may tell where a row ends
    assert (counted["wrong"], counted["not found"]) == (0, 0), what
    assert counted["not kept"] <= spared, what
    if harm in ("flip", "junk"):
        assert counted["kept"] >= len(truth) - spared, what


def test_an_undamaged_store_is_found_whole(filled: tuple[Path, dict[str, Any]]) -> None:
    whole, truth = filled
    with open_store(whole) as store:
        assert store.verify().ok
        assert len(store.answers(truth)) == len(truth)


def other_database(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE mine (a)")
    connection.close()


FOREIGN: list[Callable[[Path], object]] = [
    lambda path: path.write_bytes(b""),
    lambda path: path.write_text("my notes\n" * 2000),
    lambda path: path.write_bytes(bytes(10_000)),
    other_database,
]


@pytest.mark.parametrize("make", FOREIGN, ids=["empty", "text", "zeros", "another database"])
def test_a_foreign_file_with_the_right_name_is_refused_untouched(
    tmp_path: Path, make: Callable[[Path], object]
) -> None:
    make(tmp_path / "store.sqlite3")
    before = (tmp_path / "store.sqlite3").read_bytes()
    with (
        open_store(tmp_path) as store,
        pytest.raises(DamageError, match=r"no store of the workbench.*store.verify\(\)"),
    ):
        store.names("plan")
    assert (tmp_path / "store.sqlite3").read_bytes() == before


@pytest.mark.parametrize("make", FOREIGN, ids=["empty", "text", "zeros", "another database"])
def test_verify_sets_a_foreign_file_aside_whole(tmp_path: Path, make: Callable[[Path], object]) -> None:
    make(tmp_path / "store.sqlite3")
    before = (tmp_path / "store.sqlite3").read_bytes()
    with open_store(tmp_path) as store:
        found = store.verify()
        assert not found.ok and found.set_aside is not None
        assert found.set_aside.read_bytes() == before
        store.write("plan", "a", {})
        assert store.path.name == "store-2.sqlite3"


def test_a_newer_store_is_refused_and_never_set_aside(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.write("plan", "a", {})
    (tmp_path / "store.sqlite3.seal").unlink()
    with sqlite3.connect(tmp_path / "store.sqlite3") as connection:
        connection.execute("PRAGMA user_version = 2")
        connection.execute("UPDATE facts SET value = '2'")
    connection.close()
    with pytest.raises(StoreError, match="newer workbench.*Upgrade"):
        open_store(tmp_path)
    assert not (tmp_path / "damaged").exists()


def killed_store(folder: Path) -> tuple[Path, list[str]]:
    """Return a store whose writer was killed, so that its log is still there, and the keys it acknowledged."""
    process = faults.start("write_forever", folder, 0, 1 << 30)
    numbers = [int(process.stdout.readline()) for _ in range(12)]
    process.kill()
    numbers += [int(line) for line in process.communicate()[0].splitlines(keepends=True) if line.endswith("\n")]
    return folder / "store.sqlite3", [name for number in numbers for name in faults.chunk_keys("writer", number)]


def test_the_log_of_a_killed_writer_is_in_order(tmp_path: Path) -> None:
    path, _ = killed_store(tmp_path)
    assert log.read(path).frames
    assert log.damage(path) is None


def test_a_flipped_byte_in_the_log_is_found_and_the_commits_after_it_are_kept(tmp_path: Path) -> None:
    path, keys = killed_store(tmp_path)
    logged = log.log_path(path)
    with logged.open("r+b") as file:
        file.seek(log.HEADER + log.FRAME * 3 + 500)
        byte = file.read(1)[0]
        file.seek(-1, 1)
        file.write(bytes([byte ^ 1]))
    with open_store(tmp_path) as store:
        with pytest.raises(DamageError, match="frame 4 of .* in its log"):
            store.answers(keys)
        assert not store.verify().ok
        assert faults.lost_or_wrong(store, keys) <= 1


@pytest.mark.parametrize("at", [0, 8, 16, 20, 24, 31])
def test_a_flipped_byte_in_the_head_of_the_log_is_found(tmp_path: Path, at: int) -> None:
    path, keys = killed_store(tmp_path)
    data = bytearray(log.log_path(path).read_bytes())
    data[at] ^= 4
    log.log_path(path).write_bytes(data)
    with open_store(tmp_path) as store:
        assert not store.verify().ok
        assert faults.lost_or_wrong(store, keys) == 0


def test_the_checksum_is_that_of_the_file_format() -> None:
    data = bytes(range(24))
    a = b = 0
    for x, y in struct.iter_unpack("<2I", data):
        a = (a + x + b) % 2**32
        b = (b + y + a) % 2**32
    assert log._sum(data, "<u4", (0, 0)) == (a, b)


def test_a_damaged_answer_counts_as_not_stored_and_is_healed_by_the_next_commit(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        keys = faults.commit_chunk(store, "writer", 0)
        with sqlite3.connect(store.path) as connection:
            connection.execute("UPDATE answers SET answer = '5' WHERE sequence = 2")
        connection.close()
        assert list(store.answers(keys)) == [keys[0], *keys[2:]]
        assert [damage.sequence for damage in store.verify().damaged] == [2]
        faults.commit_chunk(store, "writer", 0)
        assert faults.lost_or_wrong(store, keys) == 0
        assert store.verify().ok


def test_a_damaged_document_is_never_stood_in_for_by_an_older_one(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.write("plan", "a", {"version": 1})
        store.write("plan", "a", {"version": 2})
        with sqlite3.connect(store.path) as connection:
            connection.execute("UPDATE documents SET value = '{}' WHERE sequence = 2")
        connection.close()
        with pytest.raises(DamageError, match="row 2 of its documents"):
            store.read("plan", "a")


def test_another_notebook_goes_on_with_the_store_that_took_its_place(tmp_path: Path) -> None:
    with open_store(tmp_path) as first, open_store(tmp_path) as second:
        first.write("plan", "a", {"version": 1})
        with sqlite3.connect(first.path) as connection:
            connection.execute("UPDATE facts SET value = '5' WHERE sequence = 1")
        connection.close()
        assert not second.verify().ok
        first.write("plan", "a", {"version": 2})
        assert second.history("plan", "a") == [{"version": 1}, {"version": 2}]
        assert first.path == second.path == tmp_path / "store-2.sqlite3"


def test_what_was_found_is_said_in_a_line(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.write("plan", "a", {})
        assert str(store.verify()) == "2 rows, all as they were written"
