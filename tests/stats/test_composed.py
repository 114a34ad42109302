"""Figures of several means: values, intervals that cover what was planted, and no answer where there is none."""

import gc
import math
from typing import Any

import numpy as np
import pytest

from workbench.errors import InputError
from workbench.stats import clustered_mean, composed, holm
from workbench.stats.shares import binomial_p

NAN = math.nan


def score(s: Any, a: Any) -> Any:
    return (2 * s - 1) * (1 - a)


def test_the_figure_is_made_of_the_means_over_their_own_items() -> None:
    found = composed({"s": [1, NAN, 0, 1] * 5, "a": [1, 0, 0, 0] * 5}, list(range(20)), combine=score, measure="score")
    assert found.value == pytest.approx((2 * 2 / 3 - 1) * (1 - 1 / 4))


def test_the_order_of_items_changes_nothing() -> None:
    rng = np.random.default_rng(1)
    s, a, names = rng.random(40), rng.random(40), [place // 3 for place in range(40)]
    order = rng.permutation(40)
    one = composed({"s": s, "a": a}, names, combine=score, measure="score", neutral=0.0)
    two = composed(
        {"s": s[order], "a": a[order]}, [names[at] for at in order], combine=score, measure="score", neutral=0.0
    )
    assert one == two


def test_doubled_items_leave_the_interval_as_it_was() -> None:
    rng = np.random.default_rng(2)
    s, a, names = rng.random(60), rng.random(60), [place // 2 for place in range(60)]
    one = composed({"s": s, "a": a}, names, combine=score, measure="score")
    two = composed({"s": [*s, *s], "a": [*a, *a]}, names * 2, combine=score, measure="score")
    assert (two.low, two.high) == pytest.approx((one.low, one.high))


@pytest.mark.parametrize("columns", [{"s": [NAN] * 20, "a": [1.0] * 20}, {"s": [], "a": []}])
def test_a_mean_without_items_is_no_answer(columns: dict[str, list[float]]) -> None:
    found = composed(columns, list(range(len(columns["s"]))), combine=score, measure="score")
    assert (found.value, found.low, found.p) == (None, None, None)


def test_one_cluster_alone_has_no_interval_and_so_no_answer() -> None:
    found = composed({"s": [1.0, 0.0], "a": [0.0, 1.0]}, ["x", "x"], combine=score, measure="score")
    assert found.value is None
    assert "one cluster alone" in found.method


def test_where_nothing_varies_the_interval_is_that_of_wilsons_bounds() -> None:
    found = composed({"s": [1.0] * 20, "a": [0.0] * 20}, list(range(20)), combine=score, measure="score", neutral=0.0)
    assert found.value == 1.0
    assert found.low is not None
    assert 0 < found.low < 1
    assert found.p is not None
    assert found.p < 0.001


def test_values_outside_0_to_1_that_do_not_vary_have_no_interval() -> None:
    found = composed({"x": [3.0] * 20}, list(range(20)), combine=lambda x: x, measure="mean")
    assert (found.value, found.low) == (3.0, None)


def test_few_clusters_have_a_wider_interval_by_the_jackknife() -> None:
    rng = np.random.default_rng(3)
    found = composed({"x": rng.random(6)}, list(range(6)), combine=lambda x: x, measure="mean")
    assert "jackknife over 6 clusters" in found.method


def test_infinite_values_are_refused() -> None:
    with pytest.raises(InputError, match="infinite"):
        composed({"x": [math.inf, 1.0]}, [0, 1], combine=lambda x: x, measure="mean")


def test_a_mean_without_a_neutral_value_has_no_test() -> None:
    found = clustered_mean([1.0, 2.0, 4.0], "abc", measure="m", group="all", unit="nats", neutral=None)
    assert (found.value, found.p) == (pytest.approx(7 / 3), None)


def _covered(rng: np.random.Generator, clusters: int, spread: float) -> bool:
    """Return whether the interval of an ambiguous score holds the truth: 8 items a cluster, share 0.6, accuracy 0.4."""
    shares = np.clip(rng.normal(0.6, spread, clusters), 0.0, 1.0)
    names = np.repeat(np.arange(clusters), 8)
    side = rng.binomial(1, np.repeat(shares, 8)).astype(float)
    right = rng.binomial(1, 0.4, len(names)).astype(float)
    columns = {"s": np.where(right == 1, NAN, side), "a": right}
    found = composed(columns, names.tolist(), combine=score, measure="score", resamples=1000)
    return found.low is not None and found.high is not None and found.low <= 0.2 * 0.6 <= found.high


@pytest.mark.parametrize("clusters", [8, 12, 25, 60])
@pytest.mark.parametrize("spread", [0.0, 0.15])
def test_95_percent_intervals_cover_a_planted_figure_of_clustered_items(clusters: int, spread: float) -> None:
    rng = np.random.default_rng(clusters)
    share = np.mean([_covered(rng, clusters, spread) for _ in range(400)])
    assert 0.93 - 2 * 0.011 <= share <= 0.97 + 2 * 0.009  # two standard errors of 400 simulations


def _covers_a_mean(rng: np.random.Generator, clusters: int) -> bool:
    values = np.repeat(rng.normal(0.3, 1.0, clusters), 8) + rng.normal(0, 1, clusters * 8)
    from workbench.stats import cluster_interval

    low, high, _ = cluster_interval(values.tolist(), np.repeat(np.arange(clusters), 8).tolist(), resamples=1000)
    return low <= 0.3 <= high


@pytest.mark.parametrize("clusters", [8, 12, 25])
def test_95_percent_intervals_cover_a_planted_mean_of_clustered_items(clusters: int) -> None:
    rng = np.random.default_rng(clusters)
    share = np.mean([_covers_a_mean(rng, clusters) for _ in range(400)])
    assert 0.93 - 2 * 0.011 <= share <= 0.97 + 2 * 0.009


def test_holm_keeps_the_chance_of_any_wrong_claim_at_5_percent() -> None:
    rng = np.random.default_rng(5)
    families = rng.binomial(200, 0.5, (1500, 9))
    table = [binomial_p(int(count), 200) for count in range(201)]
    gc.freeze()  # statsmodels collects garbage at every call, over all that other tests have left
    wrong = np.mean([min(p or 1.0 for p in holm([table[count] for count in family])) < 0.05 for family in families])
    gc.unfreeze()
    assert wrong <= 0.05 + 2 * 0.0057  # two standard errors of 1,500 families


def test_without_a_correction_nine_tests_are_wrong_far_more_often() -> None:
    rng = np.random.default_rng(5)
    families = rng.binomial(200, 0.5, (1500, 9))
    table = [binomial_p(int(count), 200) for count in range(201)]
    assert np.mean([min(table[count] for count in family) < 0.05 for family in families]) > 0.2


@pytest.mark.parametrize("own", [3, 6])
def test_a_group_of_few_clusters_beside_many_has_an_interval_that_covers(own: int) -> None:
    rng, nothing, hits = np.random.default_rng(0), math.nan, 0
    for _ in range(200):
        columns = {
            "own": [*rng.normal(size=own), *[nothing] * 30],
            "other": [*[nothing] * own, *rng.normal(size=30)],
        }
        found = composed(columns, list(range(own + 30)), combine=lambda own, other: own - other, measure="gap")
        hits += found.low is not None and found.high is not None and found.low <= 0 <= found.high
    assert hits / 200 >= 0.94


def test_a_group_of_one_cluster_beside_many_has_no_interval() -> None:
    nothing = math.nan
    columns = {"own": [1.0, *[nothing] * 12], "other": [nothing, *[0.0, 1.0] * 6]}
    found = composed(columns, list(range(13)), combine=lambda own, other: own - other, measure="gap")
    assert found.value == pytest.approx(0.5)
    assert (found.low, found.high, found.p) == (None, None, None)
