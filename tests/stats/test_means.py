"""Means and their intervals, also where items come in clusters."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from workbench import stats
from workbench.errors import InputError
from workbench.stats import means


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
    monkeypatch.setattr(means, "_BLOCK", 28)
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
