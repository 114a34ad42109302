"""Shares and their intervals are those of scipy, and ties never move them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from workbench import stats
from workbench.errors import InputError

COUNTS = st.integers(0, 2000)


@given(COUNTS, COUNTS)
def test_wilson_holds_the_share_and_stays_between_0_and_1(successes: int, failures: int) -> None:
    n = max(1, successes + failures)
    low, high = stats.wilson(min(successes, n), n)
    assert 0 <= low <= min(successes, n) / n <= high <= 1


def test_wilson_agrees_with_scipy() -> None:
    ours = stats.wilson(17, 40, confidence=0.9)
    theirs = scipy_stats.binomtest(17, 40).proportion_ci(0.9, method="wilson")
    assert ours == pytest.approx((theirs.low, theirs.high), abs=1e-12)


def test_wilson_of_no_items_is_refused() -> None:
    with pytest.raises(InputError, match="n=0"):
        stats.wilson(0, 0)


@pytest.mark.parametrize(("successes", "n"), [(-1, 3), (4, 3)])
def test_counts_that_cannot_be_are_refused(successes: int, n: int) -> None:
    with pytest.raises(InputError, match="from 0 to n"):
        stats.wilson(successes, n)


def test_binomial_p_is_the_hand_worked_value() -> None:
    assert stats.binomial_p(9, 10) == pytest.approx(2 * (10 + 1) / 2**10)


@given(st.integers(0, 300), st.integers(0, 300))
def test_binomial_p_does_not_depend_on_which_side_is_called_success(a: int, b: int) -> None:
    assert stats.binomial_p(a, a + b) == pytest.approx(stats.binomial_p(b, a + b))


@pytest.mark.parametrize("n", [6, 20, 100, 1508])
def test_the_detectable_difference_is_found_with_the_stated_power(n: int) -> None:
    d = stats.detectable(n)
    assert d is not None
    outcomes = np.arange(n + 1)
    rejected = np.array([stats.binomial_p(int(k), n) <= stats.LEVEL for k in outcomes])
    assert scipy_stats.binom.pmf(outcomes, n, 0.5 + d)[rejected].sum() == pytest.approx(0.8, abs=1e-6)


def test_five_items_can_show_nothing() -> None:
    assert stats.detectable(5) is None


@given(COUNTS, COUNTS, COUNTS)
def test_ties_never_move_a_share(successes: int, failures: int, ties: int) -> None:
    with_ties = stats.share(successes, failures, ties, measure="m", group="g")
    without = stats.share(successes, failures, 0, measure="m", group="g")
    assert (with_ties.value, with_ties.n, with_ties.p) == (without.value, without.n, without.p)
    assert with_ties.ties == ties


@given(COUNTS, COUNTS)
def test_swapped_sides_flip_the_sign_around_neutral(a: int, b: int) -> None:
    one, other = (stats.share(*pair, 0, measure="m", group="g") for pair in ((a, b), (b, a)))
    if one.value is not None and other.value is not None:
        assert one.value - 0.5 == pytest.approx(0.5 - other.value)


def test_only_ties_give_no_answer_and_never_zero() -> None:
    estimate = stats.share(0, 0, 12, measure="m", group="g")
    assert (estimate.value, estimate.low, estimate.high, estimate.p, estimate.n) == (None, None, None, None, 0)
