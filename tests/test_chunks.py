"""Requests cut into chunks, and the keys of answers: what changes them and what does not."""

import random
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.chunks import LAYOUT, Chunk, answer_key, chunks
from workbench.records import Completing, Execution, Scoring, Settings

TEXTS = st.text(st.characters(codec="utf-8"), max_size=40)
ITEMS = st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=30)
EXECUTION = Execution("tree")


def many(count: int = 1000) -> tuple[tuple[str, str], ...]:
    return tuple((f"The {place} nurse said", f" that {place} is a number") for place in range(count))


def key(chunk: Chunk, position: int = 0, **changed: Any) -> str:
    about: dict[str, Any] = {"fingerprint": "ab", "execution": EXECUTION.to_dict(), **changed}
    return answer_key(chunk, position, **about)


@given(ITEMS)
def test_the_chunks_hold_every_item_once(items: list[tuple[str, str]]) -> None:
    found = [item for chunk in chunks(Scoring(tuple(items))) for item in chunk.items]
    assert sorted(found) == sorted(set(items))


@given(ITEMS, st.randoms(use_true_random=False))
def test_order_and_duplicates_change_nothing(items: list[tuple[str, str]], rng: random.Random) -> None:
    shuffled = [*items, *rng.choices(items, k=5)]
    rng.shuffle(shuffled)
    there, back = chunks(Scoring(tuple(items))), chunks(Scoring(tuple(shuffled)))
    assert [chunk.digest for chunk in there] == [chunk.digest for chunk in back]


def test_a_thousand_items_are_several_chunks() -> None:
    assert 3 < len(chunks(Scoring(many()))) < 100


def test_a_chunk_keeps_to_the_recorded_constants() -> None:
    prompts = tuple(f"Prompt {place}" for place in range(100))
    for chunk in chunks(Completing(prompts, Settings(n=10))):
        assert len(chunk) * 10 <= LAYOUT["rows"]
    for chunk in chunks(Scoring(many())):
        assert len(chunk) <= LAYOUT["characters"]


def test_what_items_share_at_their_beginning_counts_once() -> None:
    shared = "A long beginning that all have. " * 100
    together = chunks(Scoring(tuple((shared, f" {place}") for place in range(100))))
    apart = chunks(Scoring(tuple((f"{place} {shared}", " end") for place in range(100))))
    assert len(together) == 1 < len(apart)


def test_an_item_larger_than_a_chunk_is_one_by_itself() -> None:
    request = Scoring((("a", " b"), ("x" * 3 * LAYOUT["characters"], " y"), ("z", " z")))
    assert [len(chunk) for chunk in chunks(request)] == [1, 1, 1]


def test_more_candidates_than_rows_are_still_one_prompt_a_chunk() -> None:
    assert [len(chunk) for chunk in chunks(Completing(("One", "Two"), Settings(n=100)))] == [1, 1]


def test_a_context_and_its_continuation_are_not_one_text() -> None:
    first, second = (chunks(Scoring((item,)))[0] for item in (("a", "bc"), ("ab", "c")))
    assert key(first) != key(second)


CHANGES: list[tuple[str, Callable[[], str]]] = [
    ("schema", lambda: key(scored(), schema=2)),
    ("fingerprint", lambda: key(scored(), fingerprint="ba")),
    *(
        (f"execution.{field.name}", lambda field=field: key(scored(), execution=changed_execution(field.name)))  # type: ignore[misc]
        for field in fields(Execution)
    ),
    ("start", lambda: key(scored(start="newline"))),
    ("context", lambda: key(scored(("One ", " two")))),
    ("continuation", lambda: key(scored(("One", "  two")))),
    ("the chunk it stands in", lambda: key(scored(("One", " two"), ("Two", " three")))),
    ("position", lambda: key(scored(("One", " two"), ("Two", " three")), 1)),
    ("kind", lambda: key(completed())),
    ("prompt", lambda: key(completed("One "))),
    *((f"settings.{field.name}", lambda field=field: key(completed(**changed_setting(field.name))))  # type: ignore[misc]
      for field in fields(Settings)),
]  # fmt: skip


def scored(*items: tuple[str, str], start: str = "start") -> Chunk:
    return chunks(Scoring(items or (("One", " two"),), start))[0]


def completed(prompt: str = "One", **settings: Any) -> Chunk:
    return chunks(Completing((prompt,), Settings(**settings)))[0]


def changed_execution(name: str) -> dict[str, Any]:
    plain = EXECUTION.to_dict()
    return {**plain, name: not plain[name] if isinstance(plain[name], bool) else f"{plain[name]} "}


def changed_setting(name: str) -> dict[str, Any]:
    other = {"stop": ("x",), "logit_bias": {5: 1.0}, "echo": True, "temperature": 0.5, "top_p": 0.5}
    return {name: other.get(name, 2)}


def test_changing_any_one_field_of_a_key_changes_the_key() -> None:
    made = {name: change() for name, change in CHANGES}
    assert len(made) == len(CHANGES) > 25
    assert len({key(scored()), *made.values()}) == len(made) + 1


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=2, max_size=12, unique=True))
def test_no_two_items_share_a_key(items: list[tuple[str, str]]) -> None:
    found = [key(chunk, place) for chunk in chunks(Scoring(tuple(items))) for place in range(len(chunk))]
    assert len(set(found)) == len(items)


def test_two_models_share_no_key() -> None:
    every = chunks(Scoring(many()))
    first, second = (
        {key(chunk, place, fingerprint=name) for chunk in every for place in range(len(chunk))} for name in "ab"
    )
    assert len(first) == len(second) == 1000
    assert not first & second


def test_what_does_not_decide_an_answer_is_no_part_of_its_key() -> None:
    with pytest.raises(TypeError):
        key(scored(), machine="another")
    again = replace(scored())
    assert key(again) == key(scored())
