"""Rows of dots: the numbers are kept beside the picture, baselines belong to their row."""

import pytest

from workbench.errors import InputError
from workbench.figures.dots import DotRow, dots
from workbench.stats import share


def row(name: str, section: str = "Knowledge", series: tuple[str, ...] = ("small",), right: int = 60) -> DotRow:
    found = share(right, 100 - right, 0, measure="accuracy", group=name)
    told = dict.fromkeys(series, right > 60)
    return DotRow(name, section, dict.fromkeys(series, found), told, {"random": 0.5, "majority": None})


def test_the_numbers_stand_beside_the_picture() -> None:
    frame = dots([row("One"), row("Two", "Sums", right=70)], title="A map", xlabel="accuracy").frame
    assert frame["row"].tolist() == ["One", "Two"]
    assert frame["value"].tolist() == [0.6, 0.7]
    assert frame["random"].tolist() == [0.5, 0.5]
    assert frame["majority"].isna().all()
    assert frame["told"].tolist() == [False, True]


def test_the_picture_is_the_same_bytes_each_time() -> None:
    figure = dots([row("One"), row("Two", "Sums")], title="A map", xlabel="accuracy", note="a note")
    assert figure.svg() == figure.svg()
    assert figure.png().startswith(b"\x89PNG")


def test_the_alternative_text_tells_every_row() -> None:
    alt = dots([row("One", series=("small", "large"))], title="A map", xlabel="accuracy").alt
    assert alt.count("0.600 [0.502, 0.691], random 0.500, cannot tell.") == 2


def test_a_row_without_an_answer_keeps_its_place() -> None:
    empty = share(0, 0, 3, measure="accuracy", group="Two")
    gone = DotRow("Two", "Knowledge", {"small": empty}, {"small": False}, {"random": 0.5, "majority": 0.6})
    figure = dots([row("One"), gone], title="A map", xlabel="accuracy")
    assert "Two, small: no answer" in figure.alt
    assert figure.png()


@pytest.mark.parametrize("series", [(), ("a", "b", "c", "d", "e")])
def test_no_series_or_too_many_are_refused(series: tuple[str, ...]) -> None:
    with pytest.raises(InputError, match=r"no estimate|at most 4"):
        dots([row("One", series=series)], title="A map", xlabel="accuracy")
