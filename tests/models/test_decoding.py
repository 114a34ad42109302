"""Tokens become text, whatever the tokens are."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.models.decoding import Row, TokenText
from workbench.records import Piece

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffd"), max_size=12)
letters = st.text("ab😀é", max_size=14)


def pieces_of(data: bytes, cuts: Sequence[int]) -> list[bytes]:
    places = [0, *sorted({cut % (len(data) + 1) for cut in cuts}), len(data)]
    return [data[low:high] for low, high in pairwise(places) if low < high]


class Bytes:
    """A vocabulary of arbitrary byte strings."""

    def __init__(self, vocabulary: Sequence[bytes]) -> None:
        self.vocabulary = vocabulary

    def decode(self, ids: Sequence[int]) -> str:
        return b"".join(self.vocabulary[token] for token in ids).decode("utf-8", "replace")


def run(parts: Sequence[bytes], stops: Sequence[str] = (), reason: str = "length") -> tuple[Row, list[Piece]]:
    row = Row(0, TokenText(Bytes(parts).decode), stops)
    found = []
    for place in range(len(parts)):
        row.add(place, -1.0, {})
        if row.finish_reason is None and place == len(parts) - 1:
            row.end(reason)
        if (piece := row.take()) is not None:
            found.append(piece)
        if row.finish_reason:
            break
    return row, found


@given(texts, st.lists(st.integers(0, 100)))
def test_any_split_of_any_text_joins_to_the_text(text: str, cuts: list[int]) -> None:
    parts = pieces_of(text.encode(), cuts)
    reader = TokenText(Bytes(parts).decode)
    assert "".join(reader.add(place) for place in range(len(parts))) + reader.flush() == text


@given(texts, texts, st.lists(st.integers(0, 100)))
def test_text_after_a_prompt_joins_too(before: str, text: str, cuts: list[int]) -> None:
    first, second = pieces_of(before.encode(), cuts), pieces_of(text.encode(), cuts)
    reader = TokenText(Bytes([*first, *second]).decode, range(len(first)))
    assert "".join(reader.add(len(first) + place) for place in range(len(second))) + reader.flush() == text


@given(texts, st.lists(st.integers(0, 100)))
def test_no_piece_holds_half_a_character(text: str, cuts: list[int]) -> None:
    assert not any("\ufffd" in piece for piece in run(pieces_of(text.encode(), cuts))[1])


def test_a_character_that_is_never_finished_is_left_out() -> None:
    assert "".join(run([b"a", "😀".encode()[:3]])[1]) == "a"


def test_a_character_begun_in_the_prompt_is_finished_in_the_text() -> None:
    data = "😀".encode()
    reader = TokenText(Bytes([b"a", data[:2], data[2:]]).decode, [0, 1], held=1)
    assert reader.add(2) == "😀"


def cut_at_stop(text: str, stops: Sequence[str]) -> str:
    return text[: min((place for stop in stops if (place := text.find(stop)) >= 0), default=len(text))]


@given(letters, st.lists(st.integers(0, 100)), st.lists(st.text("ab😀é", min_size=1, max_size=4), max_size=4))
def test_text_ends_before_the_first_stop_however_tokens_lie(text: str, cuts: list[int], stops: list[str]) -> None:
    parts = pieces_of(text.encode(), cuts)
    joined = "".join(run(parts, stops)[1])
    shown = cut_at_stop(text, stops)
    assert joined == shown or (len(parts) and joined.startswith(shown) and not any(stop in joined for stop in stops))


@given(letters, st.lists(st.text("ab😀é", min_size=1, max_size=4), max_size=4))
def test_byte_by_byte_text_ends_exactly_before_the_first_stop(text: str, stops: list[str]) -> None:
    earliest = min((text.find(stop) + len(stop) for stop in stops if stop in text), default=len(text))
    read = text[:earliest]  # the first stop that is complete ends the text
    assert "".join(run([bytes([byte]) for byte in text.encode()], stops)[1]) == cut_at_stop(read, stops)


@given(letters, st.lists(st.integers(0, 100)), st.lists(st.text("ab😀é", min_size=1, max_size=4), max_size=4))
def test_tokens_of_all_pieces_join_to_the_text(text: str, cuts: list[int], stops: list[str]) -> None:
    for piece in run(pieces_of(text.encode(), cuts), stops)[1]:
        assert "".join(piece.tokens) == piece
        assert len(piece.tokens) == len(piece.token_logprobs) == len(piece.top_logprobs)


def test_a_stop_across_three_tokens_is_found() -> None:
    row, found = run([b"one E", b"N", b"D two"], ["END"])
    assert ("".join(found), row.finish_reason) == ("one ", "stop")


def test_what_may_be_the_start_of_a_stop_is_held_back() -> None:
    row = Row(0, TokenText(Bytes([b"a", b"E", b"N", b"x"]).decode), ["END"])
    shown = []
    for token in range(4):
        row.add(token, -1.0, {})
        shown.append(row.take())
    assert shown == ["a", None, None, "ENx"]


def test_of_two_stops_the_earlier_ends_the_text() -> None:
    assert "".join(run([b"abcd"], ["cd", "bc"])[1]) == "a"


def test_a_stop_at_the_very_start_leaves_no_text_and_no_token() -> None:
    row, found = run([b"END"], ["END"])
    assert ([*map(str, found)], found[0].tokens, row.finish_reason) == ([""], (), "stop")


def test_held_text_is_shown_when_the_length_ends() -> None:
    row, found = run([b"a", b"EN"], ["END"])
    assert ("".join(found), row.finish_reason) == ("aEN", "length")


def test_a_stop_finished_by_the_last_token_is_a_stop() -> None:
    assert run([b"a", b"END"], ["END"])[0].finish_reason == "stop"


@pytest.mark.parametrize("reason", ["stop", "length"])
def test_the_last_piece_alone_carries_the_reason(reason: str) -> None:
    found = run([b"a", b"b", b"c"], reason=reason)[1]
    assert [piece.finish_reason for piece in found] == [None, None, reason]


def test_a_text_that_ended_at_once_ranks_last() -> None:
    assert Row(0, TokenText(Bytes([]).decode), []).mean_logprob == float("-inf")


def test_the_mean_counts_every_token_drawn() -> None:
    row = Row(0, TokenText(Bytes([b"a", b"b"]).decode), [])
    row.add(0, -1.0, {})
    row.add(1, -3.0, {})
    assert row.mean_logprob == -2.0
