"""A figure without an answer says so."""

from workbench.records import Estimate


def test_an_estimate_without_a_value_says_no_answer() -> None:
    assert "no answer" in str(Estimate("share", "all", None, None, None, 0, "share", "no answer"))


def test_an_estimate_without_an_interval_says_so() -> None:
    assert "0.500 no interval" in str(Estimate("m", "all", 0.5, None, None, 3, "share", "none"))
