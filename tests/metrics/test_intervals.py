"""Any measure gets an interval; ours get the better one that they know."""

from typing import Any

import numpy as np
import pytest

from workbench import metrics, stats
from workbench.errors import InputError

RNG = np.random.default_rng(1)
RIGHT = RNG.choice(["a", "b", "c"], 60).tolist()
GIVEN = [right if RNG.random() < 0.7 else "a" for right in RIGHT]


class Own:
    """A measure of a user's that is no module of evaluate."""

    def __init__(self, fails_without: str = "") -> None:
        self.fails_without = fails_without

    def compute(self, *, predictions: list[str], references: list[str], scale: float = 1.0) -> dict[str, Any]:
        if self.fails_without and self.fails_without not in references:
            raise ValueError("a class is missing")
        share = float(np.mean([one == other for one, other in zip(predictions, references, strict=True)]))
        return {"share": scale * share, "by class": [1, 2], "kind": "text", "n": len(references)}


def test_accuracy_has_wilsons_interval() -> None:
    (found,) = metrics.measure("accuracy", GIVEN, RIGHT)
    right = sum(one == other for one, other in zip(GIVEN, RIGHT, strict=True))
    assert (found.low, found.high) == stats.wilson(right, 60)


@pytest.mark.parametrize("name", ["exact_match", "token_f1"])
def test_answers_have_the_interval_of_their_mean(name: str) -> None:
    (found,) = metrics.measure(name, GIVEN, [[right, "x"] for right in RIGHT])
    assert found.value == pytest.approx(metrics.measure("accuracy", GIVEN, RIGHT)[0].value)
    assert found.low is not None


def test_the_calibration_error_has_its_own_interval() -> None:
    sure = RNG.random(60).tolist()
    (found,) = metrics.measure("calibration_error", GIVEN, RIGHT, confidences=sure, resamples=100)
    assert "a calibrated model would show" in found.method


def test_a_bootstrap_of_accuracy_is_about_as_wide_as_wilson() -> None:
    found = metrics.measure(Own(), GIVEN, RIGHT)[0]
    wilson = metrics.measure("accuracy", GIVEN, RIGHT)[0]
    assert found.value == wilson.value
    assert (found.low, found.high) == pytest.approx((wilson.low, wilson.high), abs=0.03)


def test_f1_gets_a_bootstrap() -> None:
    (found,) = metrics.measure("f1", GIVEN, RIGHT, resamples=100, average="micro")
    assert found.low is not None and found.high is not None and found.value is not None
    assert found.low < found.value < found.high
    assert found.method == "bootstrap over 60 items 95 %"


def test_every_number_of_the_result_is_a_figure() -> None:
    assert [found.measure for found in metrics.measure(Own(), GIVEN, RIGHT, resamples=20)] == ["share", "n"]


def test_a_figure_that_no_draw_moves_has_no_interval() -> None:
    found = metrics.measure(Own(), GIVEN, RIGHT, resamples=20)[1]
    assert (found.value, found.low) == (60, None)
    assert "all draws of 60 items agree" in found.method


def test_whole_clusters_are_drawn() -> None:
    given, right = ["a"] * 50 + ["b"] * 50, ["a"] * 100
    items = metrics.measure(Own(), given, right, resamples=200)[0]
    clusters = metrics.measure(Own(), given, right, resamples=200, clusters=[place // 10 for place in range(100)])[0]
    assert items.low is not None and clusters.low is not None
    assert clusters.low < items.low - 0.1
    assert clusters.method == "bootstrap over 10 clusters 95 %"


def test_the_order_of_items_changes_nothing() -> None:
    one = metrics.measure(Own(), GIVEN, RIGHT, resamples=50)
    assert metrics.measure(Own(), GIVEN[::-1], RIGHT[::-1], resamples=50) == one


def test_few_failed_draws_are_counted() -> None:
    given, right = ["a"] * 40, ["a"] * 36 + ["b"] * 4
    found = metrics.measure(Own(fails_without="b"), given, right)[0]
    assert found.low is not None
    assert "of 1000 draws failed" in found.method


def test_with_many_failed_draws_there_is_no_interval() -> None:
    found = metrics.measure(Own(fails_without="b"), ["a"] * 40, ["a"] * 39 + ["b"])[0]
    assert (found.value, found.low, found.high) == (39 / 40, None, None)
    assert found.method.startswith("no interval; ")


def test_one_cluster_alone_has_no_interval() -> None:
    found = metrics.measure(Own(), GIVEN, RIGHT, clusters=["x"] * 60)[0]
    assert (found.low, found.method) == (None, "no interval: 1 cluster alone")


def test_an_argument_is_handed_to_the_metric() -> None:
    one, other = (metrics.measure(Own(), GIVEN, RIGHT, resamples=20, scale=scale)[0].value for scale in (1.0, 2.0))
    assert one is not None and other == pytest.approx(2 * one)


def test_the_inputs_of_combined_measures_are_drawn_together() -> None:
    several = metrics.combined(["f1", "calibration_error"])
    found = metrics.measure(several, GIVEN, RIGHT, confidences=RNG.random(60).tolist(), resamples=30)
    assert [(each.measure, each.n) for each in found] == [("f1", 60), ("calibration_error", 60)]


def test_a_metric_that_fails_on_all_items_is_answered_in_words() -> None:
    with pytest.raises(InputError, match="a class is missing"):
        metrics.measure(Own(fails_without="z"), GIVEN, RIGHT)


@pytest.mark.parametrize(
    ("given", "right", "words"),
    [(["a"], ["a", "b"], "1 predictions, 2 references"), ([], [], "0 predictions")],
)
def test_lists_that_do_not_fit_are_refused(given: list[str], right: list[str], words: str) -> None:
    with pytest.raises(InputError, match=words):
        metrics.measure("accuracy", given, right)


def test_an_input_that_is_too_short_is_refused() -> None:
    several = metrics.combined(["f1", "calibration_error"])
    with pytest.raises(InputError, match="2 confidences for 60 items"):
        metrics.measure(several, GIVEN, RIGHT, confidences=[0.1, 0.2])
