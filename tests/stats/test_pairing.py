"""The difference between two runs on the same items: against scipy, statsmodels and worked values."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.proportion import proportions_ztest
from statsmodels.stats.weightstats import ttost_paired

from workbench import stats
from workbench.errors import InputError

BITS = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=60)
MAYBE = st.sampled_from([0.0, 1.0, math.nan])


def shares(first_only: int, second_only: int, n: int, both: int = 0) -> tuple[list[float], list[float]]:
    """Return two runs of yes and no with these counts."""
    rest = [0.0] * (n - first_only - second_only - both)
    first = [1.0] * first_only + [0.0] * second_only + [1.0] * both + rest
    return first, [0.0] * first_only + [1.0] * second_only + [1.0] * both + rest


@given(st.integers(0, 60), st.integers(1, 60))
def test_mcnemar_agrees_with_statsmodels(b: int, c: int) -> None:
    theirs = mcnemar([[0, b], [c, 0]], exact=True).pvalue
    assert stats.mcnemar_p(b, c) == pytest.approx(theirs)


def test_models_that_never_differ_have_a_p_value_of_1() -> None:
    assert stats.mcnemar_p(0, 0) == 1.0


def test_220_paired_items_show_what_an_unpaired_test_misses() -> None:
    first, second = shares(12, 30, 220, both=67)
    unpaired = proportions_ztest([int(sum(first)), int(sum(second))], [220, 220])[1]
    found = stats.paired(first, second, measure="difference")
    assert (round(float(unpaired), 3), round(found.p or 1, 3)) == (0.08, 0.008)
    assert found.value == pytest.approx(18 / 220)
    assert found.low is not None
    assert found.low > 0


def test_the_p_value_of_yes_and_no_is_mcnemars() -> None:
    found = stats.difference(*shares(12, 30, 220), margin=0.1)
    assert (found.p, found.first_only, found.second_only) == (stats.mcnemar_p(12, 30), 12, 30)


@given(BITS)
def test_the_interval_holds_the_difference(pairs: list[tuple[bool, bool]]) -> None:
    found = stats.difference([float(a) for a, _ in pairs], [float(b) for _, b in pairs], margin=0.1)
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    assert -1 <= found.low <= found.value <= found.high <= 1


@given(BITS)
def test_swapped_runs_turn_the_difference_around(pairs: list[tuple[bool, bool]]) -> None:
    one, two = [float(a) for a, _ in pairs], [float(b) for _, b in pairs]
    there, back = stats.difference(one, two, margin=0.1), stats.difference(two, one, margin=0.1)
    assert (there.value, there.p, there.first_only) == (-(back.value or 0), back.p, back.second_only)
    assert (there.low, there.high) == pytest.approx((-(back.high or 0), -(back.low or 0)), abs=1e-9)
    assert there.equivalence_p == pytest.approx(back.equivalence_p)


@settings(deadline=None)
@given(st.lists(st.tuples(MAYBE, MAYBE), max_size=30))
def test_every_item_is_answered_by_both_or_counted_apart(pairs: list[tuple[float, float]]) -> None:
    found = stats.paired([a for a, _ in pairs], [b for _, b in pairs], measure="m")
    assert found.n + found.unscored == len(pairs)
    assert (found.value is None) == (found.n == 0)


def test_swapped_numbers_turn_the_difference_around() -> None:
    rng = np.random.default_rng(4)
    one, two = rng.normal(size=60).tolist(), rng.normal(0.3, 1, 60).tolist()
    there, back = stats.difference(one, two, margin=0.5), stats.difference(two, one, margin=0.5)
    assert (there.value, there.p) == pytest.approx((-(back.value or 0), back.p))
    assert (there.low, there.high) == pytest.approx((-(back.high or 0), -(back.low or 0)), abs=0.02)
    assert there.equivalence_p == pytest.approx(back.equivalence_p)


@pytest.mark.parametrize("margin", [0.1, 0.3, 0.6])
def test_the_equivalence_test_of_numbers_agrees_with_statsmodels(margin: float) -> None:
    rng = np.random.default_rng(5)
    one = rng.normal(size=40)
    two = one + rng.normal(0.05, 0.5, 40)
    theirs = ttost_paired(two, one, -margin, margin)[0]
    assert stats.equivalence_p(one.tolist(), two.tolist(), margin=margin) == pytest.approx(theirs)


def test_the_test_of_numbers_is_scipys_sign_flip_of_the_differences() -> None:
    rng = np.random.default_rng(6)
    one, two = rng.normal(size=12), rng.normal(0.7, 1, 12)
    theirs = scipy_stats.permutation_test((two - one,), np.mean, permutation_type="samples", n_resamples=np.inf)
    assert stats.paired(one.tolist(), two.tolist(), measure="m").p == pytest.approx(theirs.pvalue)


def test_the_interval_of_numbers_is_the_bootstrap_of_the_differences() -> None:
    rng = np.random.default_rng(7)
    one, two = rng.normal(size=50), rng.normal(0.7, 1, 50)
    found = stats.paired(one.tolist(), two.tolist(), measure="m", seed=3)
    assert (found.low, found.high) == stats.cluster_bootstrap((two - one).tolist(), range(50), resamples=10_000, seed=3)
    theirs = scipy_stats.bootstrap((two - one,), np.mean, n_resamples=9999, method="percentile", rng=1)
    assert (found.low, found.high) == pytest.approx(tuple(theirs.confidence_interval), abs=0.02)


def test_clusters_of_yes_and_no_are_flipped_together() -> None:
    first, second = shares(10, 30, 40)
    clusters = [place // 10 for place in range(40)]
    found = stats.difference(first, second, margin=0.1, clusters=clusters)
    assert found.p == pytest.approx(0.625)  # signs -, +, +, +: 5 of 16 ways are as far out on one side
    assert (found.first_only, found.second_only) == (10, 30)


def test_clusters_make_the_interval_wider_than_items() -> None:
    shift = np.repeat(np.random.default_rng(2).normal(0, 1, 20), 10)
    alone = stats.difference([0.0] * 200, shift.tolist(), margin=0.1)
    names = np.repeat(np.arange(20), 10).tolist()
    together = stats.difference([0.0] * 200, shift.tolist(), clusters=names, margin=0.1)
    assert (together.high or 0) - (together.low or 0) > 2 * ((alone.high or 0) - (alone.low or 0))


def test_the_order_of_items_changes_nothing() -> None:
    rng = np.random.default_rng(3)
    one, two, order = rng.normal(size=40), rng.normal(size=40), rng.permutation(40)
    names = [f"c{place % 12}" for place in range(40)]
    there = stats.difference(one.tolist(), two.tolist(), clusters=names, margin=0.1)
    back = stats.difference(one[order].tolist(), two[order].tolist(), clusters=[names[at] for at in order], margin=0.1)
    assert (there.low, there.high, there.p) == (back.low, back.high, back.p)


def test_a_clear_shift_of_numbers_is_found() -> None:
    first = np.random.default_rng(1).normal(0, 1, 200)
    found = stats.difference(first.tolist(), (first + 0.5 + 0.1 * np.sin(np.arange(200))).tolist(), margin=0.1)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0.5 < found.high
    assert (found.p, found.first_only) == (pytest.approx(2e-4), None)


def test_two_equal_runs_on_many_items_are_equivalent() -> None:
    found = stats.difference([1.0] * 500 + [0.0] * 500, [1.0] * 500 + [0.0] * 500, margin=0.05)
    assert found.p == 1
    assert found.equivalence_p is not None
    assert found.equivalence_p < 0.001


def test_two_equal_runs_on_few_items_are_not_called_equivalent() -> None:
    found = stats.equivalence_p([1.0] * 20, [1.0] * 20, margin=0.05)
    assert found is not None
    assert found > 0.05


def test_equal_shares_are_bounded_by_what_their_clusters_would_have_shown() -> None:
    found = stats.difference([0.3, 0.7] * 30, [0.3, 0.7] * 30, margin=0.05)
    assert found.equivalence_p == pytest.approx(0.95**60)
    assert found.high == pytest.approx(1 - 0.025 ** (1 / 60))
    assert (found.value, found.low, found.p) == (0.0, -(found.high or 0), 1.0)


def test_equal_numbers_without_bounds_show_nothing_of_others() -> None:
    found = stats.difference([3.0, 7.0] * 30, [3.0, 7.0] * 30, margin=0.05)
    assert (found.value, found.low, found.p, found.equivalence_p) == (0.0, None, None, None)


@pytest.mark.parametrize(
    ("first", "second", "clusters", "said"),
    [
        ([math.nan], [1.0], None, "no item answered by both"),
        ([], [], None, "no item answered by both"),
        ([0.1, 0.2], [0.3, 0.4], None, "every item differs by the same"),
        ([0.1, 0.2], [0.3, 0.9], ["a", "a"], "one cluster alone"),
        ([0.0] * 4, [0.25, 0.75, 0.25, 0.75], list("aabb"), "every cluster differs by the same"),
    ],
)
def test_what_cannot_be_tested_says_why(
    first: list[float], second: list[float], clusters: list[str], said: str
) -> None:
    found = stats.difference(first, second, margin=0.1, clusters=clusters)
    assert (found.low, found.high, found.p, found.equivalence_p) == (None, None, None, None)
    assert said in found.method


def test_few_clusters_take_the_t_interval() -> None:
    found = stats.difference([0.0, 0.5, 0.3], [0.1, 0.7, 0.8], margin=0.1)
    assert (found.low, found.high) == pytest.approx(stats.mean_interval([0.1, 0.2, 0.5]))
    assert found.p == pytest.approx(0.25)


def test_an_estimate_of_a_difference_has_neutral_0_and_counts_the_unanswered() -> None:
    found = stats.paired([1.0, math.nan, 0.0], [0.0, 1.0, math.nan], measure="m", group="g", unit="share")
    assert (found.value, found.n, found.unscored, found.neutral, found.unit) == (-1.0, 1, 2, 0.0, "share")


@pytest.mark.parametrize("margin", [0, -0.1, math.nan])
def test_a_margin_that_is_no_size_is_refused(margin: float) -> None:
    with pytest.raises(InputError, match="margin"):
        stats.difference([1.0], [0.0], margin=margin)


def test_lists_of_different_length_are_refused() -> None:
    with pytest.raises(InputError, match="1 and 2 outcomes"):
        stats.paired([1.0], [0.0, 1.0], measure="m")


def test_the_test_is_wrong_in_5_of_100_where_there_is_no_difference() -> None:
    rng, wrong = np.random.default_rng(8), 0
    for _ in range(200):
        gaps = np.repeat(rng.normal(0, 1, 12), 3) + rng.normal(0, 0.5, 36)
        clusters = np.repeat(range(12), 3).tolist()
        wrong += stats.sign_flip_p(gaps.tolist(), clusters) < 0.05
    assert wrong / 200 <= 0.09
