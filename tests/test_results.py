"""What every result says in words."""

from workbench.results import Wording


def test_the_words_of_a_report_are_plain() -> None:
    words = Wording("What?", "Some.", ("a",), ("b",)).words("So.")
    assert words == {"question": "What?", "harm": "Some.", "method": "So.", "limits": ["a"], "references": ["b"]}
