"""Figures over items and draws of examples: against statsmodels, worked cases, and a planted truth."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import expit
from scipy.stats import t
from statsmodels.formula.api import ols
from statsmodels.stats.anova import anova_lm

from workbench import stats
from workbench.errors import InputError
from workbench.records import Estimate

Table = NDArray[np.float64]
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(40)
WEIGHTS = WEIGHTS / WEIGHTS.sum()


def planted(seed: int, n: int, d: int, *, accuracy: float, items: float, draws: float) -> Callable[[], Table]:
    """Return a maker of tables whose accuracy over all items and draws is planted.

    ``items`` is the spread of the items' difficulty in logits, ``draws`` that of the draws' accuracy.
    """
    rng = np.random.default_rng(seed)
    logits = draws / (accuracy * (1 - accuracy))
    every = float(np.hypot(items, logits))
    middle = brentq(lambda m: float((WEIGHTS * expit(m + every * NODES)).sum()) - accuracy, -20, 20)

    def table() -> Table:
        chance = expit(middle + rng.normal(0, items, (n, 1)) + rng.normal(0, logits, (1, d)))
        return (rng.random((n, d)) < chance).astype(float)

    return table


def held(table: Callable[[], Table], accuracy: float, replications: int = 400) -> float:
    found = [share(table()) for _ in range(replications)]
    return float(np.mean([e.low <= accuracy <= e.high for e in found if e.low is not None and e.high is not None]))


def share(table: Table, neutral: float | None = None, clusters: list[int] | None = None) -> Estimate:
    return stats.crossed_share(table, measure="accuracy", group="all", neutral=neutral, clusters=clusters)


def change(first: Table, second: Table, clusters: list[int] | None = None) -> Estimate:
    return stats.crossed_difference(first, second, measure="change", group="all", clusters=clusters)


@pytest.mark.parametrize(
    ("n", "d", "accuracy", "items", "draws"),
    [
        (50, 3, 0.8, 1.5, 0.08),
        (50, 10, 0.8, 1.5, 0.0),
        (100, 5, 0.5, 0.0, 0.03),
        (100, 5, 0.3, 1.5, 0.08),
        (100, 10, 0.8, 1.5, 0.03),
        (500, 5, 0.8, 0.0, 0.03),
        (500, 5, 0.5, 1.5, 0.08),
        (500, 10, 0.3, 0.0, 0.03),
        (100, 1, 0.8, 1.5, 0.0),
    ],
)
def test_the_interval_holds_a_planted_accuracy_about_95_times_in_100(
    n: int, d: int, accuracy: float, items: float, draws: float
) -> None:
    maker = planted(7, n, d, accuracy=accuracy, items=items, draws=draws)
    assert 0.92 <= held(maker, accuracy) <= 0.98


def test_draws_that_do_not_differ_make_the_interval_too_wide_and_never_too_narrow() -> None:
    maker = planted(3, 100, 3, accuracy=0.5, items=0.0, draws=0.0)
    assert held(maker, 0.5) >= 0.95


def test_an_interval_over_items_alone_would_miss_a_planted_accuracy() -> None:
    maker = planted(5, 500, 5, accuracy=0.8, items=0.0, draws=0.08)
    tables = [maker().mean(axis=1) for _ in range(200)]
    intervals = [stats.mean_interval(table.tolist()) for table in tables]
    assert np.mean([low <= 0.8 <= high for low, high in intervals]) < 0.5


def test_the_interval_holds_a_planted_accuracy_where_items_come_in_clusters() -> None:
    rng = np.random.default_rng(11)
    sizes = rng.integers(1, 6, 60)
    clusters = np.repeat(np.arange(60), sizes)

    def table() -> Table:
        chance = expit(rng.normal(0, 1, 60)[clusters][:, np.newaxis] + rng.normal(0, 0.2, (1, 5)))
        return (rng.random((len(clusters), 5)) < chance).astype(float)

    found = [share(table(), clusters=clusters.tolist()) for _ in range(400)]
    assert 0.92 <= np.mean([e.low <= 0.5 <= e.high for e in found if e.low and e.high]) <= 0.985


def test_the_test_against_the_truth_rejects_about_5_times_in_100() -> None:
    maker = planted(13, 100, 5, accuracy=0.25, items=1.0, draws=0.03)
    rejected = [(share(maker(), neutral=0.25).p or 0) < 0.05 for _ in range(400)]
    assert 0.02 <= np.mean(rejected) <= 0.08


@pytest.mark.parametrize("one_column", [False, True])
def test_two_settings_that_do_not_differ_are_told_apart_at_most_about_5_times_in_100(one_column: bool) -> None:
    rng = np.random.default_rng(17)
    rejected = []
    for _ in range(400):
        skill = rng.normal(0, 1.5, (100, 1))
        first = rng.random((100, 1 if one_column else 5)) < expit(skill)
        second = rng.random((100, 5)) < expit(skill + rng.normal(0, 0.15, (1, 5)))
        rejected.append((change(first.astype(float), second.astype(float)).p or 0) < 0.05)
    assert np.mean(rejected) <= 0.07


def test_the_mean_squares_are_those_of_statsmodels() -> None:
    table = planted(1, 30, 4, accuracy=0.6, items=1.0, draws=0.1)()
    frame = pd.DataFrame(table).stack().rename("y").reset_index()
    anova = anova_lm(ols("y ~ C(level_0) + C(level_1)", frame).fit())
    items, draws, rest = anova["mean_sq"]
    variance = (items + draws - rest) / table.size
    freedom = (items + draws - rest) ** 2 / sum(
        ms**2 / df for ms, df in zip(anova["mean_sq"], anova["df"], strict=True)
    )
    found = change(np.zeros((30, 1)), table)
    assert found.value is not None and found.low is not None
    assert (found.value - found.low) == pytest.approx(t.ppf(0.975, freedom) * np.sqrt(variance), rel=1e-9)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 12), st.integers(2, 5))
def test_the_order_of_items_and_of_draws_changes_nothing(seed: int, n: int, d: int) -> None:
    rng = np.random.default_rng(seed)
    table = (rng.random((n, d)) < 0.6).astype(float)
    one, other = share(table, 0.5), share(rng.permutation(rng.permutation(table, axis=0), axis=1), 0.5)
    assert (one.value, one.low, one.high) == pytest.approx((other.value, other.low, other.high), abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 12), st.integers(1, 5), st.sampled_from([0.02, 0.5, 0.97]))
def test_an_interval_lies_within_0_to_1_around_its_value_and_is_never_empty(
    seed: int, n: int, d: int, chance: float
) -> None:
    table = (np.random.default_rng(seed).random((n, d)) < chance).astype(float)
    found = share(table)
    if found.low is not None and found.high is not None and found.value is not None:
        assert 0 <= found.low <= found.value + 1e-12
        assert found.value - 1e-12 <= found.high <= 1
        assert found.high - found.low > 0.01


def test_one_item_a_cluster_is_as_no_clusters() -> None:
    table = planted(2, 40, 4, accuracy=0.6, items=1.0, draws=0.05)()
    plain, clustered = share(table, 0.5), share(table, 0.5, list(range(40)))
    assert (plain.low, plain.high, plain.p) == pytest.approx((clustered.low, clustered.high, clustered.p))


def test_items_asked_twice_make_no_interval_narrower_where_clusters_are_named() -> None:
    table = planted(4, 40, 4, accuracy=0.6, items=1.0, draws=0.05)()
    plain, doubled = share(table), share(np.repeat(table, 2, axis=0), None, np.repeat(np.arange(40), 2).tolist())
    assert (plain.low, plain.high) == pytest.approx((doubled.low, doubled.high))


def test_one_draw_of_yes_or_no_is_wilson_with_the_exact_test() -> None:
    found = share(np.array([[1.0]] * 30 + [[0.0]] * 10), 0.5)
    assert (found.low, found.high) == stats.wilson(30, 40)
    assert found.p == stats.binomial_p(30, 40)
    assert found.method == "Wilson 95 % over 40 items, exact binomial test; one draw, so example draws are not in it"


def test_one_draw_of_numbers_is_as_wide_as_wilson_of_as_many_items_as_would_vary_so() -> None:
    values = np.repeat([0.2, 0.4, 0.6, 0.8], 10)
    items = 0.25 / (values.var(ddof=1) / 40)
    square = t.ppf(0.975, 39) ** 2
    half = np.sqrt(square * 0.25 / items + square**2 / (4 * items**2)) / (1 + square / items)
    assert (share(values).low, share(values).high) == pytest.approx((0.5 - half, 0.5 + half))


def test_one_draw_of_clusters_has_the_standard_error_of_the_cluster_t() -> None:
    rng = np.random.default_rng(6)
    values, clusters = rng.random(200).round(), (np.arange(200) // 4).tolist()
    error = stats.cluster_t(values.tolist(), clusters)[1]
    value = values.mean()
    square = t.ppf(0.975, 49) ** 2 * error**2 / (value * (1 - value))
    half = np.sqrt(square * value * (1 - value) + square**2 / 4) / (1 + square)
    found = share(values, None, clusters)
    assert found.low is not None and found.high is not None
    assert (found.high - found.low) / 2 == pytest.approx(half, rel=1e-6)
    assert "example draws are not in it" in found.method


def test_figures_without_any_draws_say_nothing_of_draws() -> None:
    found = stats.item_share([1.0] * 30 + [0.0] * 10, measure="accuracy", group="all", neutral=0.5)
    assert found.method == "Wilson 95 % over 40 items, exact binomial test"


def test_figures_without_any_draws_are_those_of_one_draw() -> None:
    values = np.random.default_rng(3).random(30)
    found = stats.item_share(values, measure="accuracy", group="all", neutral=0.4)
    assert (found.low, found.high, found.p) == (share(values, 0.4).low, share(values, 0.4).high, share(values, 0.4).p)


def test_the_method_names_both_sources() -> None:
    table = planted(1, 100, 5, accuracy=0.6, items=1.0, draws=0.1)()
    assert share(table).method.startswith("t in Wilson's form 95 % over 100 items and 5 example draws, crossed")
    named = stats.crossed_share(table, measure="m", group="g", sources=("items", "wordings"))
    assert "5 wordings" in named.method


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_outcomes_all_alike_get_wilson_over_the_items(value: float) -> None:
    found = share(np.full((20, 5), value), 0.5)
    assert (found.low, found.high) == stats.wilson(20 if value else 0, 20)
    assert "the same under each of 5 example draws" in found.method


def test_outcomes_all_alike_in_clusters_get_wilson_over_the_clusters() -> None:
    found = share(np.ones((20, 5)), None, np.repeat(np.arange(4), 5).tolist())
    assert (found.low, found.high, found.n) == (*stats.wilson(4, 4), 20)


def test_a_row_with_a_gap_is_left_out_whole_and_counted() -> None:
    table = np.array([[1.0, 0.0], [0.0, np.nan], [1.0, 1.0], [0.0, 1.0]])
    found = share(table)
    assert (found.value, found.n, found.unscored) == (4 / 6, 3, 1)
    assert found.low == share(table[[0, 2, 3]]).low


def test_nothing_answered_is_no_answer_and_never_0() -> None:
    found = share(np.full((3, 2), np.nan), 0.5)
    assert (found.value, found.low, found.n, found.unscored, found.p) == (None, None, 0, 3, None)


def test_one_item_alone_has_no_interval_over_items() -> None:
    found = share(np.array([[1.0, 0.0, 1.0]]))
    assert (found.low, found.high) == (None, None)
    assert "no interval" in found.method


def test_a_measure_without_a_neutral_value_has_no_test() -> None:
    assert share(np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])).p is None
    assert share(np.array([1.0, 0.5, 0.2])).p is None


def test_the_test_and_the_interval_agree() -> None:
    table = planted(8, 60, 4, accuracy=0.6, items=1.0, draws=0.05)()
    low = share(table).low
    assert low is not None
    assert (share(table, low - 1e-6).p or 0) < 0.05 < (share(table, low + 1e-6).p or 0)


def test_a_table_of_one_draw_is_set_against_each_draw_of_the_other() -> None:
    rng = np.random.default_rng(1)
    first, second = (rng.random((30, d)).round() for d in (1, 4))
    assert change(first, second) == change(np.repeat(first, 4, axis=1), second)


def test_one_draw_each_is_the_paired_comparison() -> None:
    rng = np.random.default_rng(2)
    first, second = (rng.random(30).round() for _ in range(2))
    found, theirs = change(first, second), stats.paired(first.tolist(), second.tolist(), measure="change")
    assert (found.value, found.low, found.high, found.p) == (theirs.value, theirs.low, theirs.high, theirs.p)
    assert found.method == f"{theirs.method}; one draw, so example draws are not in it"


def test_swapped_sides_flip_the_sign_of_a_difference() -> None:
    rng = np.random.default_rng(2)
    first, second = (rng.random((30, 3)).round() for _ in range(2))
    one, other = change(first, second), change(second, first)
    assert one.value is not None and other.value is not None and one.low is not None and other.high is not None
    assert (one.value, one.low, one.p) == pytest.approx((-other.value, -other.high, other.p))


def test_settings_that_differ_on_no_item_get_a_bound_and_not_zero_width() -> None:
    table = np.random.default_rng(2).random((40, 3)).round()
    found = change(table, table)
    assert found.high is not None
    assert (found.value, found.low, found.p) == (0.0, -found.high, 1.0)
    assert found.high == pytest.approx(1 - 0.025 ** (1 / 40))


def test_settings_that_differ_everywhere_by_the_same_have_no_interval() -> None:
    found = change(np.zeros((10, 2)), np.ones((10, 2)))
    assert (found.value, found.low, found.p) == (1.0, None, None)


def test_rows_that_one_of_two_settings_left_out_are_counted() -> None:
    first, second = np.random.default_rng(3).random((2, 20, 3)).round()
    second[4, 1] = np.nan
    assert (change(first, second).n, change(first, second).unscored) == (19, 1)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: share(np.array([[1.0, 2.0]])), "outside 0 to 1"),
        (lambda: share(np.zeros((2, 2, 2))), "one row an item"),
        (lambda: share(np.zeros((2, 0))), "one column a draw"),
        (lambda: stats.item_share(np.zeros((2, 2)), measure="m", group="g"), "flat list"),
        (lambda: share(np.array([np.inf, 0.0])), "infinite"),
        (lambda: share(np.zeros((3, 2)), None, [1, 2]), "3 items, 2 cluster names"),
        (lambda: share(np.zeros((3, 2)), 1.5), "neutral"),
        (lambda: change(np.zeros((3, 2)), np.zeros((4, 2))), "same items"),
        (lambda: change(np.zeros((3, 2)), np.zeros((3, 4))), "2 and 4 draws"),
    ],
)
def test_bad_input_is_refused_in_words(call: Callable[[], Estimate], words: str) -> None:
    with pytest.raises(InputError, match=words):
        call()
