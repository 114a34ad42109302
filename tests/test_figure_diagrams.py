"""Reliability diagrams: the bins are the numbers, the error and its floor stand in words."""

import pytest

from workbench.errors import InputError
from workbench.figures import Figure, reliability_diagram
from workbench.stats.reliability import calibration_error, reliability

SURE, RIGHT = [0.6, 0.7, 0.8, 0.9] * 10, [0, 1, 1, 1] * 10


def diagram() -> Figure:
    bins, error = reliability(SURE, RIGHT, bins=4), calibration_error(SURE, RIGHT, bins=4)
    return reliability_diagram(bins, error, title="Reviews", floor=(0.05, 0.1))


def test_the_numbers_are_the_bins() -> None:
    assert diagram().frame["share"].tolist() == [0.0, 1.0, 1.0, 1.0]
    assert diagram().frame["n"].tolist() == [10] * 4


def test_the_words_say_error_interval_floor_and_every_bin() -> None:
    alt = diagram().alt
    assert "Expected calibration error 0.300, 95 % interval" in alt
    assert "by chance alone 0.050, up to 0.100" in alt
    assert "Confidence 0.600: right 0.000" in alt


def test_the_picture_is_the_same_bytes_each_time() -> None:
    assert diagram().svg() == diagram().svg()
    assert diagram().png().startswith(b"\x89PNG")


def test_confidences_that_are_all_the_same_can_be_drawn() -> None:
    sure, right = [0.5] * 10, [1] * 5 + [0] * 5
    figure = reliability_diagram(reliability(sure, right), calibration_error(sure, right), title="One bin")
    assert len(figure.frame) == 1 and figure.svg().startswith("<svg")


def test_no_item_to_draw_is_told() -> None:
    with pytest.raises(InputError, match="no item"):
        reliability_diagram(reliability([], []), calibration_error([], []), title="None")
