"""What a figure lets one say."""

from dataclasses import replace

from workbench import stats


def test_an_interval_over_neutral_cannot_tell() -> None:
    assert stats.cannot_tell(stats.share(52, 48, 0, measure="m", group="g"))


def test_an_interval_away_from_neutral_can_tell() -> None:
    assert not stats.cannot_tell(stats.share(90, 10, 0, measure="m", group="g"))


def test_a_corrected_p_value_above_5_percent_cannot_tell() -> None:
    estimate = stats.share(60, 40, 0, measure="m", group="g")
    assert stats.cannot_tell(replace(estimate, p=0.01, p_corrected=0.09))


def test_no_answer_cannot_tell() -> None:
    assert stats.cannot_tell(stats.share(0, 0, 3, measure="m", group="g"))
