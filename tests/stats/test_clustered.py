"""Figures of items that come in clusters: against scipy, statsmodels and worked values."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from workbench import stats
from workbench.errors import InputError
from workbench.stats.clustered import FEW

SHARES = st.lists(st.tuples(st.integers(0, 100), st.sampled_from("abcdefghijkl")), min_size=2, max_size=40)


def by_hand(sums: list[float]) -> float:
    """Return the two-sided p of every way of setting signs, twice the smaller tail."""
    totals = np.array([np.dot(signs, sums) for signs in product((1, -1), repeat=len(sums))])
    above, below = (totals >= sum(sums) - 1e-9).mean(), (totals <= sum(sums) + 1e-9).mean()
    return float(min(1.0, 2 * min(above, below)))


@pytest.mark.parametrize(
    "sums", [[1.0, 2.0, 3.0], [1.0, -2.0, 3.0, 0.5], [4.0], [0.1] * 8, [1.0, -1.0, 2.0, -0.5, 0.3]]
)
def test_the_sign_flip_test_tries_every_way_of_setting_the_signs(sums: list[float]) -> None:
    assert stats.sign_flip_p(sums, range(len(sums))) == pytest.approx(by_hand(sums))


def test_single_items_agree_with_scipy() -> None:
    values = np.random.default_rng(1).normal(0.4, 1, 13)
    theirs = scipy_stats.permutation_test((values,), np.mean, permutation_type="samples", n_resamples=np.inf)
    assert stats.sign_flip_p(values.tolist(), range(13)) == pytest.approx(theirs.pvalue, abs=0.012)
    assert stats.sign_flip_p(values.tolist(), range(13), resamples=10_000) == pytest.approx(theirs.pvalue)


def test_items_of_one_cluster_are_flipped_together() -> None:
    assert stats.sign_flip_p([1.0] * 30, ["a"] * 10 + ["b"] * 10 + ["c"] * 10) == pytest.approx(0.25)


def test_ones_and_zeros_of_single_items_agree_with_the_exact_binomial_test() -> None:
    values = [1.0] * 10 + [0.0] * 3
    found = stats.sign_flip_p(values, range(13), neutral=0.5, resamples=10_000)
    assert found == pytest.approx(stats.binomial_p(10, 13))


@settings(deadline=None)
@given(SHARES)
def test_swapped_sides_change_no_p_value(items: list[tuple[int, str]]) -> None:
    values, clusters = [value / 100 for value, _ in items], [name for _, name in items]
    p = stats.sign_flip_p(values, clusters, neutral=0.5)
    assert 0 < p <= 1
    assert stats.sign_flip_p([1 - value for value in values], clusters, neutral=0.5) == pytest.approx(p)


@settings(deadline=None, max_examples=25)
@given(st.permutations([(place / 23, "abcdefghijklmnop"[place % 16]) for place in range(20)]))
def test_the_order_of_items_changes_nothing(items: list[tuple[float, str]]) -> None:
    values, clusters = zip(*items, strict=True)
    ordered = sorted(items)
    again = stats.clustered_share([v for v, _ in ordered], [c for _, c in ordered], measure="m", group="g")
    assert stats.clustered_share(values, clusters, measure="m", group="g") == again


def test_values_at_neutral_have_a_p_value_of_1() -> None:
    assert stats.sign_flip_p([0.5] * 4, "abcd", neutral=0.5) == 1.0


def test_the_standard_error_of_single_items_is_that_of_the_t_test() -> None:
    values = [0.3, 1.2, -0.7, 2.4, 0.1]
    mean, error, freedom = stats.cluster_t(values, range(5))
    assert (mean, error) == pytest.approx((np.mean(values), scipy_stats.sem(values)))
    assert freedom == 4


def test_the_standard_error_over_clusters_is_the_formula() -> None:
    values, clusters = [0.1, 0.5, 0.9, 0.2, 0.4, 0.4], list("aabbbc")
    mean = np.mean(values)
    sums = [sum(v - mean for v, c in zip(values, clusters, strict=True) if c == name) for name in "abc"]
    # statsmodels multiplies by (n - 1) / (n - 1) for one coefficient, and by k / (k - 1)
    assert stats.cluster_t(values, clusters)[1] == pytest.approx(np.sqrt(3 / 2 * np.sum(np.square(sums))) / 6)


def test_copies_inside_a_cluster_do_not_shrink_the_standard_error() -> None:
    values = [0.3, 1.2, -0.7, 2.4]
    once, tenfold = (stats.cluster_t(np.repeat(values, k).tolist(), np.repeat(range(4), k).tolist()) for k in (1, 10))
    assert tenfold == pytest.approx(once)


def test_one_cluster_alone_has_no_standard_error() -> None:
    with pytest.raises(InputError, match="one cluster"):
        stats.cluster_t([0.1, 0.2], ["a", "a"])


def test_few_clusters_take_the_t_interval() -> None:
    values = [0.3, 0.2, 0.7, 0.4]
    low, high, how = stats.cluster_interval(values, range(4))
    assert (low, high) == pytest.approx(stats.mean_interval(values))
    assert how == "t over 4 clusters 95 %"


def test_enough_clusters_are_drawn_again() -> None:
    values = np.random.default_rng(1).random(FEW).tolist()
    low, high, how = stats.cluster_interval(values, range(FEW), seed=3)
    assert (low, high) == stats.cluster_bootstrap(values, range(FEW), seed=3)
    assert how == "bootstrap over 10 clusters 95 %"


@settings(deadline=None)
@given(SHARES)
def test_a_share_and_its_interval_stay_between_0_and_1(items: list[tuple[int, str]]) -> None:
    values, clusters = [value / 100 for value, _ in items], [name for _, name in items]
    found = stats.clustered_share(values, clusters, measure="m", group="g")
    if found.value is not None and found.low is not None and found.high is not None:
        assert 0 <= found.low <= found.high <= 1
        assert found.value == pytest.approx(np.mean(values))
    else:
        assert len(set(clusters)) == 1


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_only_one_kind_of_answer_has_an_interval_still(value: float) -> None:
    found = stats.clustered_share([value] * 40, [place // 2 for place in range(40)], measure="m", group="g")
    assert (found.low, found.high) == stats.wilson(20 if value else 0, 20)
    assert found.method == "Wilson over 20 clusters 95 %, sign-flip test over clusters"


def test_no_values_are_no_answer_and_what_is_apart_stays_apart() -> None:
    found = stats.clustered_share([], [], measure="m", group="g", unscored=2, unparsed=3)
    assert (found.value, found.low, found.p, found.unscored, found.unparsed) == (None, None, None, 2, 3)


def test_one_cluster_alone_is_no_answer() -> None:
    assert stats.clustered_share([0.1, 0.9], ["a", "a"], measure="m", group="g").value is None


def test_a_value_outside_0_to_1_is_no_share() -> None:
    with pytest.raises(InputError, match="outside 0 to 1"):
        stats.clustered_share([0.1, 1.2], "ab", measure="m", group="g")


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    rng, held = np.random.default_rng(7), 0
    for trial in range(200):
        shares = rng.beta(2, 2, 20)
        values = rng.binomial(10, shares) / 10
        found = stats.clustered_share(values.tolist(), range(20), measure="m", group="g", seed=trial)
        assert found.low is not None
        assert found.high is not None
        held += found.low <= 0.5 <= found.high
    assert 0.88 <= held / 200 <= 0.98
