import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats
from statsmodels.stats.contingency_tables import mcnemar

from workbench import stats
from workbench.errors import InputError

COUNTS = st.integers(0, 2000)
SHARES = st.floats(0, 1)


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


def test_holm_is_the_hand_worked_value() -> None:
    assert stats.holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


@given(st.lists(st.none() | SHARES, max_size=12))
def test_holm_only_raises_and_keeps_the_order(ps: list[float | None]) -> None:
    corrected = stats.holm(ps)
    pairs = sorted((p, q) for p, q in zip(ps, corrected, strict=True) if p is not None and q is not None)
    assert [p is None for p in ps] == [q is None for q in corrected]
    assert all(p <= q <= 1 for p, q in pairs)
    assert [q for _, q in pairs] == sorted(q for _, q in pairs)


def test_a_test_that_was_not_made_does_not_count_in_the_family() -> None:
    assert stats.holm([0.01, None, 0.04]) == [pytest.approx(0.02), None, pytest.approx(0.04)]


def test_holm_refuses_what_is_no_probability() -> None:
    with pytest.raises(InputError, match="outside 0 to 1"):
        stats.holm([0.1, float("nan")])


def test_mean_interval_agrees_with_scipy() -> None:
    values = [0.3, 1.2, -0.7, 2.4, 0.1]
    sample = scipy_stats.ttest_1samp(values, 0).confidence_interval(0.95)
    assert stats.mean_interval(values) == pytest.approx((sample.low, sample.high))


def test_mean_interval_of_one_value_is_refused() -> None:
    with pytest.raises(InputError, match="at least 2"):
        stats.mean_interval([1.0])


def test_an_unanswered_item_never_enters_an_interval() -> None:
    with pytest.raises(InputError, match="not finite"):
        stats.mean_interval([1.0, float("nan"), 2.0])


def test_cluster_bootstrap_of_single_items_agrees_with_scipy() -> None:
    values = np.random.default_rng(1).normal(size=200)
    ours = stats.cluster_bootstrap(values.tolist(), range(200), resamples=4000)
    theirs = scipy_stats.bootstrap((values,), np.mean, n_resamples=4000, method="percentile", rng=2).confidence_interval
    assert ours == pytest.approx((theirs.low, theirs.high), abs=0.02)


def test_copies_inside_a_cluster_do_not_narrow_the_interval() -> None:
    values = np.random.default_rng(1).normal(size=50)
    once = stats.cluster_bootstrap(values.tolist(), range(50))
    tenfold = stats.cluster_bootstrap(values.repeat(10).tolist(), np.arange(50).repeat(10).tolist())
    assert tenfold == pytest.approx(once)


def test_cluster_bootstrap_of_a_given_statistic_equals_the_fast_mean() -> None:
    values, clusters = [0.1, 0.5, 0.9, 0.2, 0.4], list("aabbc")
    slow = stats.cluster_bootstrap(values, clusters, statistic=lambda array: float(array.mean()))
    assert slow == pytest.approx(stats.cluster_bootstrap(values, clusters))


def test_cluster_bootstrap_in_blocks_equals_one_block(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = stats.cluster_bootstrap([0.1, 0.5, 0.9, 0.2], list("abcd"), resamples=100)
    monkeypatch.setattr(stats, "_BLOCK", 28)
    assert stats.cluster_bootstrap([0.1, 0.5, 0.9, 0.2], list("abcd"), resamples=100) == whole


@settings(deadline=None)
@given(st.permutations([(0.1, "a"), (0.5, "a"), (0.9, "b"), (0.2, "b"), (0.4, "c")]))
def test_cluster_bootstrap_does_not_depend_on_the_order_of_items(items: list[tuple[float, str]]) -> None:
    values, clusters = zip(*items, strict=True)
    expected = stats.cluster_bootstrap([0.1, 0.5, 0.2, 0.9, 0.4], list("aabbc"), resamples=50)
    assert stats.cluster_bootstrap(values, clusters, resamples=50) == expected


def test_one_cluster_alone_has_no_interval() -> None:
    with pytest.raises(InputError, match="one cluster"):
        stats.cluster_bootstrap([0.1, 0.2], ["a", "a"])


@given(st.integers(0, 60), st.integers(1, 60))
def test_mcnemar_agrees_with_statsmodels(b: int, c: int) -> None:
    theirs = mcnemar([[0, b], [c, 0]], exact=True).pvalue
    assert stats.mcnemar_p(b, c) == pytest.approx(theirs)


def test_models_that_never_differ_have_a_p_value_of_1() -> None:
    assert stats.mcnemar_p(0, 0) == 1.0


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


def test_an_interval_over_neutral_cannot_tell() -> None:
    assert stats.cannot_tell(stats.share(52, 48, 0, measure="m", group="g"))


def test_an_interval_away_from_neutral_can_tell() -> None:
    assert not stats.cannot_tell(stats.share(90, 10, 0, measure="m", group="g"))


def test_a_corrected_p_value_above_5_percent_cannot_tell() -> None:
    from dataclasses import replace

    estimate = stats.share(60, 40, 0, measure="m", group="g")
    assert stats.cannot_tell(replace(estimate, p=0.01, p_corrected=0.09))


def test_no_answer_cannot_tell() -> None:
    assert stats.cannot_tell(stats.share(0, 0, 3, measure="m", group="g"))
