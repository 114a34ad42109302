"""What a figure lets one say."""

from dataclasses import replace

import pytest

from workbench import stats
from workbench.errors import InputError


def test_an_interval_over_neutral_cannot_tell() -> None:
    assert stats.cannot_tell(stats.share(52, 48, 0, measure="m", group="g"))


def test_an_interval_away_from_neutral_can_tell() -> None:
    assert not stats.cannot_tell(stats.share(90, 10, 0, measure="m", group="g"))


def test_a_corrected_p_value_above_5_percent_cannot_tell() -> None:
    estimate = stats.share(60, 40, 0, measure="m", group="g")
    assert stats.cannot_tell(replace(estimate, p=0.01, p_corrected=0.09))


def test_no_answer_cannot_tell() -> None:
    assert stats.cannot_tell(stats.share(0, 0, 3, measure="m", group="g"))


def test_what_could_have_shown_agrees_with_the_exact_power_of_a_share() -> None:
    exact = stats.detectable(1508)
    assert exact is not None
    found = stats.could_show(stats.share(754, 754, 0, measure="m", group="g"))
    assert found == pytest.approx(exact, rel=0.02)


def test_without_an_interval_or_a_neutral_value_nothing_is_said_of_power() -> None:
    estimate = stats.share(60, 40, 0, measure="m", group="g")
    assert stats.could_show(replace(estimate, low=None)) is None
    assert stats.could_show(replace(estimate, neutral=None)) is None


def test_a_power_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match="power=1"):
        stats.could_show(stats.share(60, 40, 0, measure="m", group="g"), power=1)
