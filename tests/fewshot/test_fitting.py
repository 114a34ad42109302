"""Tests of how many examples fit a model's context."""

import pytest

from workbench.errors import ContextError
from workbench.fewshot.fitting import check_fits


class Counting:
    """A model that reads ten tokens, one a letter."""

    name = "ten"
    context_length = 10

    def count(self, text):
        return len(text)


def test_what_fits_passes():
    assert check_fits(Counting(), {0: "a" * 3, 4: "a" * 10}) is None


def test_a_model_that_counts_no_tokens_checks_when_asked():
    assert check_fits(object(), {0: "a" * 100}) is None


def test_the_largest_number_of_shots_that_fits_is_told():
    message = (
        "The longest prompt has 15 tokens with 4 shots, and ten reads 10 at most. "
        "2 shots still fit: give shots up to 2, or shorter examples."
    )
    with pytest.raises(ContextError) as error:
        check_fits(Counting(), {4: "a" * 15, 0: "a", 1: "a" * 4, 2: "a" * 8, 3: "a" * 12})
    assert str(error.value) == message


def test_one_shot_is_told_in_the_singular():
    with pytest.raises(ContextError, match="1 shot still fits: give shots up to 1"):
        check_fits(Counting(), {0: "a", 1: "a" * 9, 2: "a" * 11})


def test_a_query_that_does_not_fit_by_itself_is_told():
    with pytest.raises(ContextError, match=r"It has 11 with 0 shots. Shorten the instruction or texts"):
        check_fits(Counting(), {0: "a" * 11, 1: "a" * 15})


def test_the_answer_takes_room_too():
    with pytest.raises(ContextError, match="reads 6 beside 4 for the answer. 0 shots still fit"):
        check_fits(Counting(), {0: "a" * 6, 1: "a" * 7}, written=4)
