"""Bins of like confidence and the calibration error: against scikit-learn, worked cases, and a planted truth."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn.calibration import calibration_curve

from workbench import stats
from workbench.errors import InputError

Numbers = NDArray[np.float64]
ANSWERS = st.lists(st.tuples(st.sampled_from(np.linspace(0, 1, 21).tolist()), st.booleans()), min_size=1, max_size=80)


def drawn(seed: int, n: int, right: Callable[[Numbers], Numbers]) -> tuple[Numbers, Numbers]:
    rng = np.random.default_rng(seed)
    confidence = 0.25 + 0.75 * rng.beta(2, 1.5, n)
    return confidence, (rng.random(n) < right(confidence)).astype(float)


@given(ANSWERS, st.integers(1, 20))
@settings(deadline=None)
def test_every_bin_is_that_of_scikit_learn(answers: list[tuple[float, bool]], bins: int) -> None:
    confidence, correct = (np.array(column, dtype=float) for column in zip(*answers, strict=True))
    ours = stats.reliability(confidence, correct, bins=bins)
    share, mean = calibration_curve(correct, confidence, n_bins=bins, strategy="quantile")
    assert ours["share"].tolist() == pytest.approx(share.tolist())
    assert ours["confidence"].tolist() == pytest.approx(mean.tolist())


@given(ANSWERS)
@settings(deadline=None, max_examples=50)
def test_the_order_of_items_changes_nothing(answers: list[tuple[float, bool]]) -> None:
    one, other = answers, list(reversed(answers))
    first, second = (stats.calibration_error(*zip(*each, strict=True), resamples=50) for each in (one, other))
    assert (first.value, first.low, first.high) == pytest.approx((second.value, second.low, second.high))


@given(ANSWERS)
@settings(deadline=None, max_examples=50)
def test_the_error_lies_within_its_interval_and_within_0_to_1(answers: list[tuple[float, bool]]) -> None:
    found = stats.calibration_error(*zip(*answers, strict=True), resamples=50)
    assert found.value is not None
    if found.low is not None and found.high is not None:
        assert 0 <= found.low <= found.value + 1e-12
        assert found.value - 1e-12 <= found.high <= 1


def test_the_error_is_the_mean_gap_of_the_bins() -> None:
    confidence, correct = drawn(1, 200, lambda c: c**2)
    table = stats.reliability(confidence, correct, bins=10)
    by_hand = float((table["n"] / 200 * (table["share"] - table["confidence"]).abs()).sum())
    assert stats.calibration_error(confidence, correct, bins=10).value == pytest.approx(by_hand)


def test_bins_hold_about_as_many_items_each() -> None:
    confidence, correct = drawn(1, 300, lambda c: c)
    assert set(stats.reliability(confidence, correct, bins=15)["n"]) == {20}


def test_a_bin_has_the_wilson_interval_of_its_share() -> None:
    table = stats.reliability([0.6] * 10, [1] * 7 + [0] * 3, bins=5)
    assert table.to_dict("records") == [
        {
            "bin": 1,
            "low_confidence": 0.6,
            "high_confidence": 0.6,
            "confidence": pytest.approx(0.6),
            "share": 0.7,
            "low": stats.wilson(7, 10)[0],
            "high": stats.wilson(7, 10)[1],
            "n": 10,
        }
    ]


@pytest.mark.parametrize("slope", [1.0, 0.8, 0.5])
def test_the_interval_holds_a_planted_error_about_95_times_in_100(slope: float) -> None:
    def right(confidence: Numbers) -> Numbers:
        return 0.25 + slope * (confidence - 0.25)

    many, _ = drawn(0, 200_000, right)
    truth = float(np.abs(right(many) - many).mean())  # the gap has one sign, so bins do not matter
    held = 0
    for seed in range(400):
        found = stats.calibration_error(*drawn(seed, 300, right), bins=10, resamples=200, seed=seed)
        assert found.low is not None and found.high is not None
        held += found.low <= truth + 1e-12 and truth <= found.high
    assert held / 400 >= 0.92


def test_a_calibrated_model_lies_below_the_floor_about_95_times_in_100() -> None:
    below = 0
    for seed in range(300):
        confidence, correct = drawn(seed, 200, lambda c: c)
        upper = stats.calibration_floor(confidence, resamples=200, seed=seed)[1]
        below += (stats.calibration_error(confidence, correct, resamples=2).value or 0) <= upper
    assert 0.91 <= below / 300 <= 0.985


def test_the_floor_is_not_zero_and_falls_with_more_items() -> None:
    few, many = (stats.calibration_floor(drawn(1, n, lambda c: c)[0])[0] for n in (100, 1000))
    assert few > 2 * many > 0.02


def test_the_floor_does_not_depend_on_the_order_of_items() -> None:
    confidence, _ = drawn(1, 50, lambda c: c)
    assert stats.calibration_floor(confidence) == stats.calibration_floor(confidence[::-1])


def test_the_method_names_what_chance_alone_shows() -> None:
    confidence, correct = drawn(1, 100, lambda c: c)
    mean, upper = stats.calibration_floor(confidence)
    assert f"{mean:.3f} by chance, up to {upper:.3f}" in stats.calibration_error(confidence, correct).method


def test_answers_all_alike_get_wilson_and_not_zero_width() -> None:
    found = stats.calibration_error([1.0] * 20, [1] * 20)
    assert (found.value, found.low, found.high) == (0.0, 0.0, pytest.approx(1 - stats.wilson(20, 20)[0]))


def test_items_asked_twice_make_no_interval_narrower_where_clusters_are_named() -> None:
    confidence, correct = drawn(2, 100, lambda c: c / 2)
    names = list(range(100))
    one = stats.calibration_error(confidence, correct, clusters=names, bins=1)
    two = stats.calibration_error([*confidence] * 2, [*correct] * 2, clusters=names * 2, bins=1)
    assert (one.low, one.high) == pytest.approx((two.low, two.high), abs=1e-6)


def test_an_item_with_a_gap_is_counted_and_left_out() -> None:
    found = stats.calibration_error([0.5, np.nan, 0.5, 0.7], [1, 1, 0, np.nan])
    assert (found.value, found.n, found.unscored) == (0.0, 2, 2)


def test_no_items_are_no_answer() -> None:
    assert stats.calibration_error([], []).value is None
    assert len(stats.reliability([], [])) == 0


def test_one_cluster_alone_has_no_interval() -> None:
    found = stats.calibration_error([0.5, 0.9], [1, 1], clusters=["a", "a"])
    assert (found.low, found.high) == (None, None)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: stats.reliability([0.5, 1.5], [1, 0]), "outside 0 to 1"),
        (lambda: stats.reliability([0.5, 0.5], [1, 2]), "right"),
        (lambda: stats.reliability([0.5], [1, 0]), "1 confidences, 2 outcomes"),
        (lambda: stats.reliability([0.5], [1], bins=0), "bins=0"),
        (lambda: stats.calibration_error([0.5, 0.4], [1, 0], clusters=["a"]), "1 clusters"),
        (lambda: stats.calibration_error([0.5, 0.4], [1, 0], resamples=0), "resamples=0"),
        (lambda: stats.calibration_floor([]), "no items"),
    ],
)
def test_bad_input_is_refused_in_words(call: Callable[[], object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        call()
