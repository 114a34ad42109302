"""Which words of a text describe: by the table and the word before."""

import pytest

from workbench.probes.describedwords import RULES, Picker, picker

KNOWN = {"violent": True, "kind": False, "smart": False, "very": True, "black": False, "gently": True}
READS = Picker(KNOWN, frozenset({"black"}))


def test_a_word_that_can_be_an_adjective_only_is_picked_anywhere() -> None:
    assert READS.words("the violent and gently spoken one") == ("violent", "gently")


def test_a_word_that_can_be_a_noun_is_picked_after_a_word_of_degree_or_a_form_of_be() -> None:
    assert READS.words("a kind of bread") == ()
    assert READS.words("he is kind, so smart") == ("kind", "smart")


def test_between_an_article_and_a_word_of_content_it_is_picked_too() -> None:
    assert READS.words("a smart baker met the kind of baker") == ("smart",)


def test_the_prompts_last_word_stands_before_the_first() -> None:
    assert READS.words(" kind", before="She was very") == ("kind",)
    assert READS.words(" kind", before="Some") == ()


def test_a_text_counts_a_word_once() -> None:
    assert READS.words("violent, violent, violent") == ("violent",)


def test_a_last_word_that_was_cut_is_not_read() -> None:
    assert READS.words("gently violent", cut=True) == ("gently",)
    assert READS.words("gently violent.", cut=True) == ("gently", "violent")


def test_words_of_the_prompts_and_of_grammar_are_never_picked() -> None:
    assert READS.words("he was black and very violent") == ("violent",)


def test_certain_words_alone_can_be_read() -> None:
    assert READS.words("he is kind and violent", rule="certain") == ("violent",)


def test_all_content_words_can_be_read() -> None:
    assert READS.words("he is a kind baker", rule="content") == ("kind", "baker")


@pytest.mark.parametrize("rule", RULES)
def test_the_shipped_table_knows_plain_words(rule: str) -> None:
    found = picker("She was").words(" beautiful and was kind; she cooked.", before="very", rule=rule)
    assert "beautiful" in found
    assert ("kind" in found) == (rule != "certain")
    assert ("cooked" in found) == (rule == "content")
