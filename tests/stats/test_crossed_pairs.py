"""Paired differences over items and draws: against statsmodels' mean squares, worked cases, and a planted difference."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import expit
from scipy.stats import t
from statsmodels.formula.api import ols
from statsmodels.stats.anova import anova_lm

from workbench.errors import InputError
from workbench.stats import Difference, crossed_difference, crossed_pair, difference

Table = NDArray[np.float64]
Pair = tuple[Table, Table]
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(40)
WEIGHTS = WEIGHTS / WEIGHTS.sum()


def planted(
    seed: int, n: int, d: int, shares: tuple[float, float], *, items: float, draws: float
) -> Callable[[], Pair]:
    """Return a maker of two tables whose shares over all items and draws are planted.

    ``items`` is the spread of the items' difficulty in logits, alike for both by 0.8; ``draws`` that of the draws'
    share, alike by 0.3. An item and draw that is hard is so for both, seven times in ten by the same chance.
    """
    rng = np.random.default_rng(seed)
    logits = [draws / (share * (1 - share)) for share in shares]

    def middle(share: float, every: float) -> float:
        return float(brentq(lambda m: float((WEIGHTS * expit(m + every * NODES)).sum()) - share, -20, 20))

    middles = [middle(share, float(np.hypot(items, logit))) for share, logit in zip(shares, logits, strict=True)]

    def alike(shape: tuple[int, int], share: float) -> tuple[Table, Table]:
        one, two = rng.standard_normal((2, *shape))
        return one, share * one + np.sqrt(1 - share**2) * two

    def pair() -> Pair:
        hard, drawn, chance = alike((n, 1), 0.8), alike((1, d), 0.3), rng.random((2, n, d))
        chance[1] = np.where(rng.random((n, d)) < 0.7, chance[0], chance[1])
        levels = [middles[side] + items * hard[side] + logits[side] * drawn[side] for side in (0, 1)]
        one, two = ((chance[side] < expit(levels[side])).astype(float) for side in (0, 1))
        return one, two

    return pair


def table(seed: int, *, units: int = 60, draws: int = 4, shift: float = 0.0) -> Table:
    rng = np.random.default_rng(seed)
    return (rng.random((units, draws)) < 0.6 + shift + 0.1 * rng.standard_normal(draws)).astype(float)


def held(pair: Callable[[], Pair], truth: float, clusters: Any = None, replications: int = 800) -> float:
    found = [crossed_pair(*pair(), margin=0.1, clusters=clusters) for _ in range(replications)]
    return float(
        np.mean([one.low <= truth <= one.high for one in found if one.low is not None and one.high is not None])
    )


def error_of(gaps: Table) -> tuple[float, float]:
    """Return the standard error and the degrees of freedom by the mean squares of statsmodels."""
    n, d = gaps.shape
    long = pd.DataFrame({"gap": gaps.ravel(), "item": np.repeat(np.arange(n), d), "draw": np.tile(np.arange(d), n)})
    squares = anova_lm(ols("gap ~ C(item) + C(draw)", long).fit())["sum_sq"].to_numpy()
    freedoms = np.array([n - 1, d - 1, (n - 1) * (d - 1)])
    means = squares / freedoms
    total = max(means[0] + means[1] - means[2], *means)
    return float(np.sqrt(total / (n * d))), max(total**2 / (means**2 / freedoms).sum(), min(freedoms))


@pytest.mark.parametrize(
    ("n", "d", "shares", "items", "draws"),
    [
        (50, 3, (0.5, 0.6), 1.5, 0.08),
        (100, 5, (0.5, 0.5), 1.5, 0.03),
        (100, 5, (0.4, 0.8), 0.0, 0.08),
        (200, 3, (0.8, 0.85), 1.5, 0.08),
        (500, 5, (0.5, 0.6), 1.5, 0.08),
        (500, 10, (0.9, 0.95), 1.5, 0.03),
    ],
)
def test_the_interval_holds_a_planted_difference_about_95_times_in_100(
    n: int, d: int, shares: tuple[float, float], items: float, draws: float
) -> None:
    pair = planted(7, n, d, shares, items=items, draws=draws)
    assert 0.92 <= held(pair, shares[1] - shares[0]) <= 0.985


def test_draws_that_do_not_differ_make_the_interval_too_wide_and_never_too_narrow() -> None:
    assert held(planted(3, 100, 3, (0.5, 0.6), items=0.0, draws=0.0), 0.1) >= 0.95


def test_an_interval_over_items_alone_would_miss_a_planted_difference() -> None:
    pair = planted(5, 500, 3, (0.5, 0.6), items=1.5, draws=0.08)
    found = []
    for _ in range(100):
        one, two = (side.mean(axis=1) for side in pair())
        ends = t.interval(0.95, 499, (two - one).mean(), (two - one).std(ddof=1) / np.sqrt(500))
        found.append(ends[0] <= 0.1 <= ends[1])
    assert np.mean(found) < 0.7


def test_the_interval_holds_a_planted_difference_where_items_come_in_clusters() -> None:
    pair = planted(9, 40, 4, (0.5, 0.6), items=1.5, draws=0.05)
    clusters = np.repeat(np.arange(40), 3).tolist()

    def tripled() -> Pair:
        one, two = pair()
        return np.repeat(one, 3, axis=0), np.repeat(two, 3, axis=0)

    assert 0.92 <= held(tripled, 0.1, clusters) <= 0.985


def test_a_difference_as_large_as_the_margin_is_seldom_taken_for_none() -> None:
    pair = planted(11, 500, 5, (0.6, 0.7), items=1.5, draws=0.03)
    found = [crossed_pair(*pair(), margin=0.1).equivalence_p for _ in range(300)]
    assert np.mean([p is not None and p < 0.05 for p in found]) <= 0.08


def test_error_freedom_and_tests_are_those_of_statsmodels_mean_squares() -> None:
    one, two = planted(2, 30, 4, (0.5, 0.7), items=1.0, draws=0.1)()
    gaps = two - one
    value, (error, freedom) = gaps.mean(), error_of(gaps)
    found = crossed_pair(one, two, margin=0.3)
    half = t.ppf(0.975, freedom) * error
    sides = t.sf((value + 0.3) / error, freedom), t.cdf((value - 0.3) / error, freedom)
    assert (found.low, found.high) == pytest.approx((value - half, value + half))
    assert (found.p, found.equivalence_p) == pytest.approx((2 * t.sf(abs(value) / error, freedom), max(sides)))


def test_the_estimate_has_the_figures_of_the_difference() -> None:
    one, two = table(1), table(2, shift=0.2)
    found, wanted = crossed_difference(one, two, measure="m", group="all"), crossed_pair(one, two, margin=0.1)
    assert (found.value, found.low, found.high, found.p) == (wanted.value, wanted.low, wanted.high, wanted.p)


def test_items_asked_twice_do_not_narrow_the_interval_where_clusters_are_named() -> None:
    one, two = table(3), table(4)
    doubled = [np.repeat(side, 2, axis=0) for side in (one, two)]
    found = crossed_pair(*doubled, margin=0.1, clusters=np.repeat(np.arange(60), 2).tolist())
    plain = crossed_pair(one, two, margin=0.1)
    assert (found.low, found.high, found.equivalence_p) == pytest.approx((plain.low, plain.high, plain.equivalence_p))
    assert found.method == "paired t over 60 clusters of items and 4 example draws, crossed; 95 %"


def test_swapped_sides_flip_the_sign_and_nothing_else() -> None:
    one, two = table(3), table(4, shift=0.1)
    there, back = crossed_pair(one, two, margin=0.1), crossed_pair(two, one, margin=0.1)
    assert there.value is not None and back.value is not None
    assert (there.value, there.p, there.equivalence_p) == pytest.approx((-back.value, back.p, back.equivalence_p))


def test_one_draw_each_is_the_plain_paired_difference_and_says_that_draws_are_not_in_it() -> None:
    one, two = table(5, draws=1), table(6, draws=1)
    plain = difference(one[:, 0].tolist(), two[:, 0].tolist(), margin=0.1)
    found = crossed_pair(one, two, margin=0.1)
    assert found.method == f"{plain.method}; one draw, so example draws are not in it"
    assert ends(found) == ends(plain) and found.equivalence_p == plain.equivalence_p


def ends(found: Difference) -> tuple[Any, ...]:
    return found.value, found.low, found.high, found.n, found.p, found.first_only, found.second_only


def test_where_no_item_differs_many_items_show_that_there_is_no_difference() -> None:
    one = table(7, units=100)
    found = crossed_pair(one, one, margin=0.1)
    assert found.value == 0
    assert found.high == pytest.approx(1 - 0.025 ** (1 / 100))
    assert found.equivalence_p == pytest.approx(0.9**100)


def test_where_no_item_differs_clusters_count_once() -> None:
    one = table(7, units=100)
    found = crossed_pair(one, one, margin=0.1, clusters=np.repeat(np.arange(10), 10).tolist())
    assert found.equivalence_p == pytest.approx(0.9**10)


def test_gains_from_minus_1_to_1_have_no_ends_to_be_cut_at() -> None:
    one, two = -table(1, units=6, draws=2), table(2, units=6, draws=2)
    found = crossed_pair(one, two, margin=0.1)
    assert found.high is not None and found.high > 1
    assert crossed_pair(one, one, margin=0.1).low is None


def test_an_item_that_one_of_the_two_did_not_answer_is_left_out_and_counted() -> None:
    one, two = table(8), table(9)
    two[0, 1] = np.nan
    found = crossed_pair(one, two, margin=0.1)
    assert (found.n, found.unanswered) == (59, 1)
    assert found.low == crossed_pair(one[1:], two[1:], margin=0.1).low


def test_no_item_answered_by_both_is_no_answer_and_never_0() -> None:
    found = crossed_pair(np.full((3, 2), np.nan), table(1, units=3, draws=2), margin=0.1)
    assert (found.value, found.low, found.p, found.equivalence_p, found.n) == (None, None, None, None, 0)
    assert (found.unanswered, "no item answered by both" in found.method) == (3, True)


def test_one_item_alone_has_a_value_and_no_interval() -> None:
    found = crossed_pair([[0.0, 1.0]], [[1.0, 1.0]], margin=0.1)
    assert (found.value, found.low, found.p, found.equivalence_p) == (0.5, None, None, None)


def test_where_every_item_differs_by_the_same_there_is_no_test() -> None:
    found = crossed_pair(np.zeros((5, 2)), np.ones((5, 2)), margin=0.1)
    assert (found.value, found.p, found.equivalence_p) == (1.0, None, None)


@pytest.mark.parametrize(
    ("one", "two", "more", "words"),
    [
        (table(1), table(2), {"margin": 0}, "margin"),
        (table(1), table(2), {"margin": float("nan")}, "margin"),
        (table(1), table(2, units=61), {"margin": 0.1}, "60 and 61 items"),
        (table(1), table(2, draws=3), {"margin": 0.1}, "4 and 3 draws"),
        (table(1), table(2), {"margin": 0.1, "clusters": [1, 2]}, "60 items, 2 cluster names"),
        (table(1), np.zeros((60, 0)), {"margin": 0.1}, "one column a draw"),
    ],
)
def test_bad_input_is_refused_in_words(one: Table, two: Table, more: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        crossed_pair(one, two, **more)
