"""Answers are kept once, by their key, exactly as they were given."""

import hashlib
import math
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.errors import InputError
from workbench.store import Committed, Store, open_store

TEXT = st.text(st.characters(exclude_categories=("Cs",)))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Return an empty store."""
    with open_store(tmp_path) as opened:
        yield opened


def key(name: object) -> str:
    return hashlib.sha256(repr(name).encode()).hexdigest()


def commit(store: Store, *pairs: tuple[str, Any], study: str = "study", chunk: str = "one") -> Committed:
    rows = [(key(name), ["item", name], answer) for name, answer in pairs]
    return store.commit(study, "cell", chunk, rows, {"seconds": 1.5})


def test_an_answer_comes_back_under_its_key(store: Store) -> None:
    commit(store, ("a", {"text": " she"}), ("b", {"text": " he"}))
    assert store.answers([key("b"), key("c"), key("a")]) == {key("b"): {"text": " he"}, key("a"): {"text": " she"}}


def test_many_keys_are_asked_at_once(store: Store) -> None:
    commit(store, *((str(number), number) for number in range(1200)))
    assert list(store.answers(key(str(number)) for number in range(2000)).values()) == list(range(1200))


def test_numbers_that_are_none_survive(store: Store) -> None:
    commit(store, ("a", [math.nan, math.inf, -math.inf]))
    assert repr(store.answers([key("a")])[key("a")]) == "[nan, inf, -inf]"


def test_the_same_answer_again_adds_nothing(store: Store) -> None:
    assert commit(store, ("a", 1), ("b", 2)) == Committed(2, 0, 0)
    assert commit(store, ("a", 1), ("c", 3), chunk="two") == Committed(1, 1, 0)


def test_another_answer_to_the_same_key_is_marked_and_the_first_is_kept(store: Store) -> None:
    commit(store, ("a", 1))
    assert commit(store, ("a", 2), chunk="two") == Committed(0, 0, 1)
    assert store.answers([key("a")]) == {key("a"): 1}
    (conflict,) = store.conflicts()
    assert (conflict.item, conflict.kept, conflict.given, conflict.chunk) == (["item", "a"], 1, 2, "two")


def test_a_conflict_is_noted_once(store: Store) -> None:
    commit(store, ("a", 1))
    for _ in range(3):
        commit(store, ("a", 2))
    assert len(store.conflicts()) == 1


def test_two_answers_to_a_key_within_one_chunk_conflict(store: Store) -> None:
    assert commit(store, ("a", 1), ("a", 1), ("a", 2)) == Committed(1, 1, 1)


def test_a_conflict_concerns_every_study_that_uses_the_answer(store: Store) -> None:
    commit(store, ("a", 1), study="first")
    commit(store, ("a", 2), study="second")
    commit(store, ("b", 2), study="third")
    assert [len(store.conflicts(name)) for name in ("first", "second", "third")] == [1, 1, 0]


def test_chunks_come_in_the_order_they_were_stored(store: Store) -> None:
    commit(store, ("b", 1), chunk="z")
    commit(store, ("a", 1), chunk="a")
    store.commit("study", "other cell", "c", [], {})
    first, second, third = store.chunks("study")
    assert (first.chunk, second.chunk, third.chunk) == ("z", "a", "c")
    assert first.sequence < second.sequence < third.sequence
    assert (first.cell, first.keys, first.about) == ("cell", (key("b"),), {"seconds": 1.5})
    assert store.chunks("study", "other cell") == [third]
    assert store.chunks("other") == []


def test_a_chunk_is_stored_once(store: Store) -> None:
    commit(store, ("a", 1))
    store.commit("study", "cell", "one", [(key("a"), ["item", "a"], 1)], {"seconds": 9.0})
    assert [row.about for row in store.chunks("study")] == [{"seconds": 1.5}]


@pytest.mark.parametrize("bad", [object(), "half \ud800"])
def test_a_chunk_with_one_bad_answer_is_not_stored_at_all(store: Store, bad: object) -> None:
    with pytest.raises(InputError):
        commit(store, ("a", 1), ("b", bad))
    assert store.answers([key("a")]) == {}
    assert store.chunks("study") == []


@pytest.mark.parametrize("name", ["", "abc", "A" * 64, "g" * 64, "0" * 63, "0 " * 32, 5, None])
def test_a_key_that_is_none_is_refused(store: Store, name: Any) -> None:
    with pytest.raises(InputError, match="no key of an answer: a key is a SHA-256"):
        store.answers([name])


@given(st.lists(TEXT, min_size=8, max_size=8))
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_comes_back_byte_for_byte(store: Store, texts: list[str]) -> None:
    rows = [(key(text), text, {"text": text}) for text in dict.fromkeys(texts)]
    store.commit(texts[0], texts[1], texts[2], rows, {texts[3]: texts[4]})
    found = store.answers(name for name, _, _ in rows)
    assert [answer["text"].encode() for answer in found.values()] == [text.encode() for _, text, _ in rows]
    assert texts[2] in [row.chunk for row in store.chunks(texts[0], texts[1])]


@pytest.mark.parametrize(
    "text",
    ["", "👩‍👩‍👧‍👦", "\u202eabc", "a\0b", "\x1b[31m", "e\u0301", "x" * 1_000_000],
    ids=lambda text: ascii(text[:9]),
)
def test_a_hard_text_comes_back(store: Store, text: str) -> None:
    store.commit(text, text, text, [(key("a"), text, text)], {})
    assert store.answers([key("a")]) == {key("a"): text}
    assert store.chunks(text, text)[0].chunk == text


def test_a_half_character_in_a_name_is_refused(store: Store) -> None:
    with pytest.raises(InputError, match="A study's name holds a lone surrogate"):
        store.commit("\udc00", "cell", "chunk", [], {})


def test_a_commit_is_on_the_disk_when_it_returns(store: Store) -> None:
    commit(store, ("a", 1))
    other = sqlite3.connect(store.path)
    assert other.execute("SELECT count(*) FROM answers").fetchone() == (1,)
    assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    other.close()
