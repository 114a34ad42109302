"""Documents keep every version; notes only grow."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.canonical import digest
from workbench.errors import InputError
from workbench.store import Note, Store, open_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Return an empty store."""
    with open_store(tmp_path) as opened:
        yield opened


def test_the_newest_version_is_read(store: Store) -> None:
    store.write("plan", "a", {"version": 1})
    store.write("plan", "a", {"version": 2})
    assert store.read("plan", "a") == {"version": 2}


def test_a_document_that_is_not_there_is_none(store: Store) -> None:
    store.write("plan", "a", {})
    assert store.read("state", "a") is None
    assert store.history("plan", "b") == []


def test_every_version_is_kept_the_oldest_first(store: Store) -> None:
    for state in ("planned", "running", "planned"):
        store.write("state", "a", {"state": state})
    assert [version["state"] for version in store.history("state", "a")] == ["planned", "running", "planned"]


def test_the_newest_version_again_is_no_new_version(store: Store) -> None:
    assert store.write("plan", "a", {"x": 1, "y": 2}) == store.write("plan", "a", {"y": 2, "x": 1})
    assert len(store.history("plan", "a")) == 1


def test_a_version_has_the_digest_of_its_canonical_bytes(store: Store) -> None:
    assert store.write("plan", "a", {"x": 1}) == digest({"x": 1})


def test_names_are_listed_by_kind(store: Store) -> None:
    for kind, name in [("plan", "b"), ("plan", "a"), ("plan", "b"), ("state", "c")]:
        store.write(kind, name, {"any": name})
    assert store.names("plan") == ["a", "b"]
    assert store.names("report") == []


def test_notes_come_in_order_with_growing_numbers(store: Store) -> None:
    numbers = [store.note(stream, {"at": stream}) for stream in ("one", "two", "one")]
    assert numbers == sorted(set(numbers))
    assert store.notes("one") == [Note(numbers[0], {"at": "one"}), Note(numbers[2], {"at": "one"})]


def test_only_later_notes_are_given_when_asked(store: Store) -> None:
    first, second = (store.note("one", {"number": number}) for number in range(2))
    assert [note.sequence for note in store.notes("one", after=first)] == [second]
    assert store.notes("one", after=second) == []


def test_everything_is_there_after_opening_again(store: Store) -> None:
    store.write("plan", "a", {"x": 1})
    store.note("one", {"x": 2})
    store.close()
    with open_store(store.workspace) as again:
        assert again.read("plan", "a") == {"x": 1}
        assert [note.event for note in again.notes("one")] == [{"x": 2}]


@pytest.mark.parametrize("name", ["half \ud800", None, 5])
def test_a_name_that_is_no_text_is_refused(store: Store, name: str) -> None:
    with pytest.raises(InputError, match="A document's name"):
        store.write("plan", name, {})
