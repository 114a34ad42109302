"""Line figures: what is drawn stands in the numbers and in words; lines differ by more than hue."""

import pytest

from workbench.errors import InputError
from workbench.figures import Figure, Line, lines
from workbench.records import Estimate
from workbench.stats import share


def line(name: str = "accuracy", right: int = 60) -> Line:
    estimates = {x: share(right + x, 40 - x, 0, measure=name, group=f"{x} shots") for x in (0, 1, 4)}
    return Line(name, estimates, {4: [0.6, 0.7]})


def drawn(*given: Line, **more: object) -> Figure:
    baselines = {"random guessing": 0.5, "commonest answer": 0.55}
    return lines(
        list(given or [line()]), title="Reviews", xlabel="examples", ylabel="accuracy", baselines=baselines, note="bars"
    )


def test_estimates_points_and_baselines_stand_in_the_numbers() -> None:
    frame = drawn().frame
    assert frame["mark"].tolist() == ["estimate", "estimate", "estimate", "point", "point", "baseline", "baseline"]
    assert frame[frame["mark"] == "estimate"]["x"].tolist() == [0, 1, 4]
    assert frame[frame["mark"] == "baseline"]["value"].tolist() == [0.5, 0.55]


def test_the_alternative_text_says_every_number() -> None:
    alt = drawn().alt
    assert "accuracy, 4: 0.640 [0.542, 0.727], n 100." in alt
    assert "Level line, random guessing: 0.500." in alt


def test_the_same_lines_give_the_same_bytes_without_a_date() -> None:
    svg = drawn(line(), line("calibrated accuracy", 50)).svg()
    assert svg == drawn(line(), line("calibrated accuracy", 50)).svg()
    assert svg.startswith("<svg") and "dc:date" not in svg


def test_numbers_stand_at_even_distances() -> None:
    axes = drawn()._drawn().axes[0]
    assert axes.get_xticks().tolist() == [0, 1, 2]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["0", "1", "4"]


def test_two_lines_differ_by_mark_and_dashes() -> None:
    axes = drawn(line(), line("calibrated accuracy", 50))._drawn().axes[0]
    first, second = (one for one in axes.get_lines() if one.get_label() in ("accuracy", "calibrated accuracy"))
    assert first.get_marker() != second.get_marker()
    assert first.get_linestyle() != second.get_linestyle()


def test_baselines_of_one_value_share_a_line_and_names_do_not_meet() -> None:
    one = lines([line()], title="R", xlabel="x", ylabel="y", baselines={"a": 0.5, "b": 0.5, "c": 0.505})
    assert one.frame[one.frame["mark"] == "baseline"]["series"].tolist() == ["a, b", "c"]
    low, high = one._drawn().axes[0].get_ylim()
    places = sorted(text.xyann[1] for text in one._drawn().axes[0].texts)
    assert places[1] - places[0] > 0.08 * (high - low)


def test_a_number_without_an_answer_is_left_out_of_the_line() -> None:
    none = Estimate("accuracy", "1 shot", None, None, None, 0, "share", "no answer")
    figure = lines([Line("accuracy", {0: line().estimates[0], 1: none})], title="R", xlabel="x", ylabel="y")
    assert "accuracy, 1: no answer." in figure.alt
    assert figure.png().startswith(b"\x89PNG")


@pytest.mark.parametrize("given", [[], [Line("a", {})]])
def test_nothing_to_draw_is_told(given: list[Line]) -> None:
    with pytest.raises(InputError, match="no estimate"):
        lines(given, title="R", xlabel="x", ylabel="y")


def test_more_lines_than_can_be_told_apart_are_refused() -> None:
    with pytest.raises(InputError, match="at most 4"):
        lines([line(str(place)) for place in range(5)], title="R", xlabel="x", ylabel="y")
