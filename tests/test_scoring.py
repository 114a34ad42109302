"""How texts become rows to score."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.scoring import first_scored, join, shared_places, token_ends


@given(st.text(), st.text())
def test_a_join_loses_no_text(context: str, continuation: str) -> None:
    assert "".join(join(context, continuation)) == context + continuation


@given(st.text(), st.text())
def test_no_context_ends_with_a_space(context: str, continuation: str) -> None:
    assert not join(context, continuation)[0].endswith(" ")


def test_only_spaces_move_to_the_continuation() -> None:
    assert join("a\n ", "b") == ("a\n", " b")


@given(st.lists(st.integers(1, 4), max_size=20))
def test_own_ends_of_plain_tokens_are_their_ends(sizes: list[int]) -> None:
    ends = [sum(sizes[: place + 1]) for place in range(len(sizes))]
    assert token_ends([end - size for end, size in zip(ends, sizes, strict=True)], ends, sum(sizes)) == ends


def test_the_last_token_of_a_shared_character_carries_it() -> None:
    assert token_ends([0, 0, 0, 1], [1, 1, 1, 2], 2) == [0, 0, 1, 2]


def test_white_space_that_no_token_reports_goes_to_the_next_token() -> None:
    assert token_ends([0, 2], [1, 3], 3) == [1, 3]


def test_white_space_at_the_end_goes_to_the_last_token() -> None:
    assert token_ends([0], [1], 3) == [3]


def test_no_tokens_have_no_ends() -> None:
    assert token_ends([], [], 0) == []


def test_a_token_across_the_join_is_scored() -> None:
    assert first_scored([3, 7, 12], 5) == 1


def test_the_first_bytes_of_a_character_are_scored_with_it() -> None:
    assert first_scored([2, 2, 2, 3, 4], 2) == 1


def test_the_first_bytes_of_a_text_are_scored_with_their_character() -> None:
    assert first_scored([0, 0, 1, 2], 0) == 0


def test_the_bytes_of_the_contexts_last_character_are_not_scored() -> None:
    assert first_scored([0, 0, 1, 2], 1) == 3


@given(st.lists(st.sampled_from("abc")), st.lists(st.sampled_from("abc")))
def test_shared_places_hold_the_same_tokens(first: list[str], second: list[str]) -> None:
    places = shared_places(first, second)
    assert [first[at] for at in places[0]] == [second[at] for at in places[1]]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (["He", " ran"], ["She", " ran"], ([1], [1])),
        (["a", "b", "c"], ["a", "x", "y", "c"], ([0, 2], [0, 3])),
        (["a"], ["b"], ([], [])),
        ([], ["b"], ([], [])),
    ],
)
def test_shared_places_by_hand(first: list[str], second: list[str], expected: tuple[list[int], list[int]]) -> None:
    assert shared_places(first, second) == expected


def test_a_long_text_is_not_matched_by_popularity() -> None:
    words = ["the"] * 300
    assert shared_places(words, words) == (list(range(300)), list(range(300)))
