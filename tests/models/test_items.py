"""An item becomes token ids and the first one that is scored, at every kind of join and at the end of the context."""

import math
from typing import Any

import pytest

from workbench.errors import ContextError, InputError
from workbench.models.fake import FakeModel
from workbench.models.items import prepared


def test_an_empty_context_is_begun_by_the_start_token(fake: FakeModel) -> None:
    item = prepared(fake, ("", "One two"), 0, "start")
    assert item.row == ((fake.start_tokens["start"], *fake.encode("One two")), 1)


@pytest.mark.parametrize("start", ["start", "separator", "newline"])
def test_the_token_before_a_text_without_context_is_the_one_named(fake: FakeModel, start: str) -> None:
    assert prepared(fake, ("", "One"), 0, start).row[0][0] == fake.start_tokens[start]


def test_only_the_continuation_is_scored(fake: FakeModel) -> None:
    item = prepared(fake, ("One two", " three"), 0, "start")
    assert item.row[1] == len(fake.encode("One two")) and "".join(item.tokens) == " three"


def test_a_token_across_the_join_is_scored_whole_and_said(fake: FakeModel) -> None:
    item = prepared(fake, ("One th", "e nurse"), 0, "start")
    assert item.spans_join and item.tokens == (" the", " nurse")


def test_a_text_of_exactly_the_context_length_is_taken_and_one_more_is_not(fake: FakeModel) -> None:
    room = fake.context_length - 1  # the start token takes a place
    assert len(prepared(fake, ("", " the" * room), 0, "start").row[0]) == fake.context_length
    with pytest.raises(ContextError, match=f"Item 3 .* 1 more than the {fake.context_length}"):
        prepared(fake, ("", " the" * (room + 1)), 3, "start")


@pytest.mark.parametrize("given", ["text", ("one",), ("a", "b", "c"), 3], ids=str)
def test_what_is_no_pair_is_refused_with_its_place(fake: FakeModel, given: Any) -> None:
    with pytest.raises(InputError, match="Item 7 is .* give a pair"):
        prepared(fake, given, 7, "start")


def test_an_empty_continuation_is_refused(fake: FakeModel) -> None:
    with pytest.raises(InputError, match="Item 2 has an empty continuation"):
        prepared(fake, ("One", ""), 2, "start")


def test_a_score_sums_what_was_read(fake: FakeModel) -> None:
    score = prepared(fake, ("One", " two three"), 0, "start").score(([-1.0, -2.0], [True, True]))
    assert (score.logprob, score.greedy, score.flaw) == (-3.0, True, None)


@pytest.mark.parametrize("value", [math.nan, -math.inf])
def test_a_number_that_is_none_is_flagged_and_not_summed(fake: FakeModel, value: float) -> None:
    score = prepared(fake, ("One", " two three"), 0, "start").score(([-1.0, value], [True, True]))
    assert score.flaw and math.isnan(score.logprob)
