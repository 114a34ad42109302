"""Mistakes are answered in words."""

import pytest

from workbench import errors
from workbench.errors import ContextError, InputError, WorkbenchError, near, unknown_name


@pytest.mark.parametrize("name", [name for name in errors.__all__ if name[0].isupper()])
def test_every_error_is_of_one_family(name: str) -> None:
    assert issubclass(getattr(errors, name), WorkbenchError)


def test_an_input_error_is_a_value_error_too() -> None:
    assert issubclass(ContextError, InputError)
    assert issubclass(InputError, ValueError)


def test_a_notebook_shows_the_message_alone() -> None:
    assert InputError("n=0 is out of range")._render_traceback_() == ["InputError: n=0 is out of range"]


def test_near_names_come_best_first() -> None:
    assert near("temprature", ["top_p", "temperature", "n"])[0] == "temperature"


def test_near_names_ignore_case() -> None:
    assert near("FAKE", ["fake", "other"]) == ["fake"]


def test_at_most_three_near_names_are_offered() -> None:
    assert len(near("aaaa", ["aaab", "aaac", "aaad", "aaae"])) == 3


def test_nothing_is_offered_where_nothing_is_near() -> None:
    assert "Did you mean" not in str(unknown_name("model", "zzzz", ["fake"]))


def test_an_unknown_name_says_what_was_given_what_is_near_what_is_allowed_and_what_to_do() -> None:
    message = str(unknown_name("model", "fak", ["other", "fake"], "Or a folder."))
    assert message == "Unknown model 'fak'. Did you mean 'fake'? Allowed: fake, other. Or a folder."


def test_a_name_that_is_no_string_is_answered_too() -> None:
    assert "Unknown role 5." in str(unknown_name("role", 5, ["user"]))


def test_a_name_cut_short_is_answered_with_the_whole_one() -> None:
    assert near("smollm2", ["fake", "SmolLM2-135M-Instruct-Q4_1"]) == ["SmolLM2-135M-Instruct-Q4_1"]
