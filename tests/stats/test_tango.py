"""The score method for two shares on the same items: against its own likelihood, and by what it covers."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from workbench.errors import InputError
from workbench.stats.tango import score_equivalence_p, score_interval, score_statistic

COUNTS = st.tuples(st.integers(0, 20), st.integers(0, 20), st.integers(1, 20)).map(lambda c: (c[0], c[1], sum(c)))


def likeliest(b: int, c: int, n: int, shift: float) -> float:
    """Return the chance of a first-only item that makes the counts likeliest, given the difference."""

    def unlikely(q: float) -> float:
        return -(b * math.log(q) + c * math.log(q + shift) + (n - b - c) * math.log(1 - 2 * q - shift))

    low = max(0.0, -shift) + 1e-12
    return float(optimize.minimize_scalar(unlikely, bounds=(low, (1 - shift) / 2 - 1e-12), method="bounded").x)


@pytest.mark.parametrize("shift", [-0.2, -0.05, 0.0, 0.1, 0.3])
@pytest.mark.parametrize(("b", "c", "n"), [(12, 30, 220), (5, 3, 40), (20, 1, 60)])
def test_the_statistic_uses_the_likeliest_chance_given_the_difference(b: int, c: int, n: int, shift: float) -> None:
    q = likeliest(b, c, n, shift)
    expected = (c - b - n * shift) / math.sqrt(n * (2 * q + shift * (1 - shift)))
    assert score_statistic(b, c, n, shift) == pytest.approx(expected, abs=1e-3)


@given(st.integers(0, 50), st.integers(1, 50))
def test_at_no_difference_it_is_mcnemars_statistic(b: int, c: int) -> None:
    assert score_statistic(b, c, 100, 0.0) == pytest.approx((c - b) / math.sqrt(b + c))


@given(COUNTS, st.floats(-0.9, 0.9))
def test_swapped_runs_turn_the_statistic_around(counts: tuple[int, int, int], shift: float) -> None:
    b, c, n = counts
    assert score_statistic(b, c, n, shift) == pytest.approx(-score_statistic(c, b, n, -shift), rel=1e-6, abs=1e-6)


def test_the_interval_is_near_walds_for_a_large_sample() -> None:
    assert score_interval(86, 150, 1600) == pytest.approx((0.0213, 0.0587), abs=5e-4)


def test_the_interval_covers_the_truth_in_95_of_100() -> None:
    rng, hits = np.random.default_rng(0), 0
    for _ in range(300):
        c, b, _ = rng.multinomial(60, [0.15, 0.08, 0.77])
        low, high = score_interval(int(b), int(c), 60)
        hits += low <= 0.07 <= high
    assert 0.9 <= hits / 300 <= 0.99


def test_equivalence_is_wrongly_claimed_in_few_of_100_at_the_margin() -> None:
    rng, wrong = np.random.default_rng(1), 0
    for _ in range(400):
        c, b, _ = rng.multinomial(200, [0.15, 0.05, 0.8])
        wrong += score_equivalence_p(int(b), int(c), 200, 0.1) < 0.05
    assert wrong / 400 <= 0.08


@given(COUNTS, st.floats(0.01, 0.45))
def test_a_wider_margin_never_makes_equivalence_harder_to_show(counts: tuple[int, int, int], margin: float) -> None:
    b, c, n = counts
    assert score_equivalence_p(b, c, n, 2 * margin) <= score_equivalence_p(b, c, n, margin) + 1e-9


@pytest.mark.parametrize(("b", "c", "n"), [(-1, 0, 5), (3, 3, 5), (0, 0, 0)])
def test_counts_that_cannot_be_are_refused(b: int, c: int, n: int) -> None:
    with pytest.raises(InputError, match="counts among the n items"):
        score_statistic(b, c, n, 0.1)
