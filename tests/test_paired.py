"""The difference between two runs on the same items: intervals, tests, and what is counted apart."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import InputError
from workbench.paired import difference

BITS = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=60)


def shares(first_only: int, second_only: int, n: int) -> tuple[list[float], list[float]]:
    rest = [0.0] * (n - first_only - second_only)
    return [1.0] * first_only + [0.0] * second_only + rest, [0.0] * first_only + [1.0] * second_only + rest


def test_the_score_interval_is_near_walds_for_a_large_sample() -> None:
    found = difference(*shares(86, 150, 1600), margin=0.05)
    assert (found.low, found.high) == pytest.approx((0.0213, 0.0587), abs=5e-4)


@given(BITS)
def test_the_interval_holds_the_difference(pairs: list[tuple[bool, bool]]) -> None:
    found = difference([float(a) for a, _ in pairs], [float(b) for _, b in pairs], margin=0.1)
    assert found.value is not None and found.low is not None and found.high is not None
    assert -1 <= found.low <= found.value <= found.high <= 1


@given(BITS)
def test_swapped_runs_turn_the_difference_around(pairs: list[tuple[bool, bool]]) -> None:
    one, two = [float(a) for a, _ in pairs], [float(b) for _, b in pairs]
    there, back = difference(one, two, margin=0.1), difference(two, one, margin=0.1)
    assert (there.value, there.p, there.first_only) == (-(back.value or 0), back.p, back.second_only)
    assert (there.low, there.high) == pytest.approx((-(back.high or 0), -(back.low or 0)), abs=1e-9)


def test_the_interval_covers_the_truth_in_95_of_100() -> None:
    rng = np.random.default_rng(0)
    hits = 0
    for _ in range(300):
        second_only, first_only, _ = rng.multinomial(60, [0.15, 0.08, 0.77])
        found = difference(*shares(int(first_only), int(second_only), 60), margin=0.1)
        hits += (found.low or 0) <= 0.07 <= (found.high or 0)
    assert 0.9 <= hits / 300 <= 0.99


def test_two_equal_runs_on_many_items_are_equivalent() -> None:
    found = difference([1.0] * 500 + [0.0] * 500, [1.0] * 500 + [0.0] * 500, margin=0.05)
    assert found.p == 1
    assert found.equivalence_p is not None and found.equivalence_p < 0.001


def test_two_equal_runs_on_few_items_are_not_called_equivalent() -> None:
    found = difference([1.0] * 20, [1.0] * 20, margin=0.05)
    assert found.equivalence_p is not None and found.equivalence_p > 0.05


def test_an_item_without_an_answer_in_either_run_counts_in_neither() -> None:
    found = difference([1.0, math.nan, 0.0], [0.0, 1.0, math.nan], margin=0.1)
    assert (found.n, found.value, found.first_only) == (1, -1.0, 1)


def test_no_item_answered_by_both_is_no_answer() -> None:
    found = difference([math.nan], [1.0], margin=0.1)
    assert (found.value, found.low, found.p, found.n) == (None, None, None, 0)


def test_numbers_are_drawn_again_and_a_clear_shift_is_found() -> None:
    first = np.random.default_rng(1).normal(0, 1, 200)
    found = difference(first.tolist(), (first + 0.5 + 0.1 * np.sin(np.arange(200))).tolist(), margin=0.1)
    assert found.low is not None and found.high is not None and found.p is not None
    assert found.low < 0.5 < found.high
    assert found.p < 0.001
    assert found.first_only is None


def test_clusters_make_the_interval_wider_than_items() -> None:
    rng = np.random.default_rng(2)
    shift = np.repeat(rng.normal(0, 1, 20), 10)
    alone = difference([0.0] * 200, shift.tolist(), margin=0.1)
    together = difference([0.0] * 200, shift.tolist(), clusters=np.repeat(np.arange(20), 10).tolist(), margin=0.1)
    assert (together.high or 0) - (together.low or 0) > 2 * ((alone.high or 0) - (alone.low or 0))


def test_the_order_of_items_changes_nothing() -> None:
    rng = np.random.default_rng(3)
    one, two, order = rng.normal(size=40), rng.normal(size=40), rng.permutation(40)
    names = [f"c{place % 12}" for place in range(40)]
    there = difference(one.tolist(), two.tolist(), clusters=names, margin=0.1)
    back = difference(one[order].tolist(), two[order].tolist(), clusters=[names[at] for at in order], margin=0.1)
    assert (there.low, there.high, there.p) == (back.low, back.high, back.p)


def test_few_clusters_give_no_interval_and_say_why() -> None:
    found = difference([0.0, 0.5], [0.1, 0.7], margin=0.1)
    assert (found.low, found.p) == (None, None)
    assert "too few" in found.method


@pytest.mark.parametrize("margin", [0, -0.1, math.nan])
def test_a_margin_that_is_no_size_is_refused(margin: float) -> None:
    with pytest.raises(InputError, match="margin"):
        difference([1.0], [0.0], margin=margin)


def test_lists_of_different_length_are_refused() -> None:
    with pytest.raises(InputError, match="1 and 2 outcomes"):
        difference([1.0], [0.0, 1.0], margin=0.1)
