"""Which groups stand in a text, by whole words."""

import pytest

from workbench.errors import InputError
from workbench.probes.appearing import appearing

GROUPS = appearing(
    {"gender": {"female": ["she", "woman"], "male": ["he", "man"]}, "names": {"a": ["Grace"], "b": ["Mark"]}},
    cased=["names"],
)


@pytest.mark.parametrize(
    ("text", "first"),
    [("She saw him.", "female"), ("The man said she", "male"), ("the others", ""), ("HE'S here", "male"), ("", "")],
)
def test_the_first_whole_word_decides(text: str, first: str) -> None:
    assert GROUPS.first(text, "gender") == first


def test_a_longer_word_is_no_mention() -> None:
    assert GROUPS.found("The mantle of a sheep", "gender") == frozenset()


def test_all_groups_of_a_text_are_found() -> None:
    assert GROUPS.found("A woman and a man", "gender") == {"female", "male"}


def test_names_count_only_as_written() -> None:
    assert GROUPS.found("by the grace of Mark", "names") == {"b"}


def test_the_longer_of_two_words_counts() -> None:
    groups = appearing({"age": {"old": ["old man"], "young": ["old"]}})
    assert groups.first("An old man", "age") == "old"


def test_the_plain_form_makes_it_again() -> None:
    assert appearing(GROUPS.to_list(), cased=["names"]) == GROUPS


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({}, "no group stands"),
        ("she", "no group stands"),
        ({"gender": {"female": []}}, "at least one word"),
        ({"gender": {"female": "she"}}, "at least one word"),
        ({"gender": {"female": [" "]}}, "is empty"),
        ({"gender": {"a": ["she"], "b": ["She"]}}, "stands in two groups of gender, 'a' and 'b'"),
        ({"gender": ["she"]}, "Give {axis"),
    ],
)
def test_words_that_cannot_be_used_are_refused(words: object, message: str) -> None:
    with pytest.raises(InputError, match=message):
        appearing(words)
