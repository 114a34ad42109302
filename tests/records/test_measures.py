"""A figure without an answer says so."""

from workbench.records import Estimate


def test_an_estimate_without_a_value_says_no_answer() -> None:
    assert "no answer" in str(Estimate("share", "all", None, None, None, 0, "share", "no answer"))
