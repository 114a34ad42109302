"""Which of two word lists a text mentions first: by hand-made texts and by property."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import InputError
from workbench.probes.wordlists import READINGS, RULES, WordLists, word_lists
from workbench.records import Choice

LISTS = word_lists({"female": ["she", "her", "the woman"], "male": ["he", "him", "the woman's son"]})
TEXT = st.lists(st.sampled_from(["she", "he", "her", "him", "the", "woman", ".", " ", ",", "ü", "'s"])).map(" ".join)


def read(text: str, rule: str = "first", reason: str = "stop") -> str:
    return LISTS.read(Choice(text, 0, reason), rule)


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        (" she likes him.", "first"),
        (" he likes her.", "second"),
        (" She's tired", "first"),
        (" HE said", "second"),
        (" the other hero sheds", "neither"),
        (" they were tired", "neither"),
        ("", "neither"),
        (" the woman's son slept", "second"),
        (" the woman slept", "first"),
        (" (he)", "second"),
        (" she_1", "neither"),
        (" élan she", "first"),
    ],
)
def test_the_first_whole_word_of_either_list_counts(text: str, reading: str) -> None:
    assert read(text) == reading


@pytest.mark.parametrize("reason", ["error", "cancelled"])
@pytest.mark.parametrize("rule", RULES)
def test_a_text_that_was_not_finished_is_never_read(reason: str, rule: str) -> None:
    assert read(" she", rule, reason) == "error"


@pytest.mark.parametrize(
    ("rule", "text", "reading"),
    [
        ("sentence", " it rained. She left.", "neither"),
        ("sentence", " it rained\nhe left", "neither"),
        ("sentence", " he left. She stayed", "second"),
        ("next", ' "she left', "first"),
        ("next", " then she left", "neither"),
        ("most", " he said that she and her dog", "first"),
        ("most", " he and she", "tie"),
        ("most", " nobody", "neither"),
    ],
)
def test_the_other_rules_read_what_they_say(rule: str, text: str, reading: str) -> None:
    assert read(text, rule) == reading


@pytest.mark.parametrize(("reason", "reading"), [("length", "neither"), ("stop", "second")])
def test_a_word_that_the_limit_may_have_cut_apart_is_left_out_by_one_rule(reason: str, reading: str) -> None:
    assert read(" and then he", "uncut", reason) == reading
    assert read(" and then he", "first", reason) == "second"


@given(TEXT, st.sampled_from(list(RULES)))
def test_swapped_lists_turn_every_reading_around(text: str, rule: str) -> None:
    swapped = WordLists(LISTS.names[::-1], LISTS.second, LISTS.first)
    turned = {"first": "second", "second": "first"}
    found = LISTS.read(Choice(text), rule)
    assert found in READINGS
    assert swapped.read(Choice(text), rule) == turned.get(found, found)


@given(TEXT)
def test_case_changes_no_reading(text: str) -> None:
    assert read(text) == read(text.upper())


@given(TEXT)
def test_the_very_next_word_is_also_the_first_mention(text: str) -> None:
    assert read(text, "next") in ("neither", read(text))


@pytest.mark.parametrize(
    ("words", "match"),
    [
        ({"a": ["x"]}, "Give two named lists"),
        ({"a": ["x"], "b": ["y"], "c": ["z"]}, "Give two named lists"),
        ("ab", "Give two named lists"),
        (["ab", "cd"], "Give two named lists"),
        ([["a", ["x"]], ["a", ["y"]]], "Both lists of words are named 'a'"),
        ({"a": "x", "b": ["y"]}, "The words of 'a' are 'x'"),
        ({"a": [], "b": ["y"]}, "at least one word"),
        ({"a": [" "], "b": ["y"]}, "A word of 'a' is empty"),
        ({"a": [5], "b": ["y"]}, "A word of 'a' must be a string"),
        ({"a": ["x", "Y"], "b": ["y"]}, "'y' stands in both lists"),
    ],
)
def test_lists_that_cannot_be_used_are_refused(words: Any, match: str) -> None:
    with pytest.raises(InputError, match=match):
        word_lists(words)


def test_lists_come_back_from_plain_python_in_their_order() -> None:
    assert word_lists(LISTS.to_list()) == LISTS
