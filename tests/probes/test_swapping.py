"""A term is exchanged as a whole word, with capitals and articles right, or refused in words."""

import pytest

from workbench.errors import InputError
from workbench.probes.swapping import occurrences, suggested, swapped, words_of


def test_every_place_of_a_term_is_replaced():
    assert swapped("I know she is where she was.", "she", "he") == "I know he is where he was."


@pytest.mark.parametrize(
    "text",
    ["The woman left.", "A man-made lake.", "A one-man show.", "Mankind waits.", "He ran_man.", "The man\u0301 x."],
)
def test_a_part_of_a_word_is_not_the_term(text):
    with pytest.raises(InputError, match="does not occur as a whole word"):
        swapped(text, "man", "person")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The man's dog", "The person's dog"),
        ("The man’s dog", "The person’s dog"),
        ("(man)", "(person)"),
        ("a man--and", "a person--and"),
        ("man", "person"),
    ],
)
def test_marks_and_genitives_bound_a_word(text, expected):
    assert swapped(text, "man", "person") == expected


def test_a_capital_at_the_beginning_is_kept():
    assert swapped("Women voted. Few women did not.", "women", "men") == "Men voted. Few men did not."


def test_capital_letters_throughout_are_kept():
    assert swapped("SHE SAID NO", "she", "he") == "HE SAID NO"


def test_a_term_with_a_capital_is_found_only_as_written():
    assert swapped("Will will come.", "Will", "Rose") == "Rose will come."


def test_the_own_capital_of_a_term_is_not_handed_on_inside_a_sentence():
    assert swapped("Three Black people sat.", "Black", "white") == "Three white people sat."


def test_a_replacement_begins_a_sentence_with_a_capital():
    assert swapped('"Emily slept." Emily woke.', "Emily", "he") == '"He slept." He woke.'


def test_a_replacement_keeps_its_own_capital():
    assert swapped("my friend she", "she", "Emily") == "my friend Emily"


@pytest.mark.parametrize(
    ("text", "term", "new", "expected"),
    [
        ("Ask a doctor.", "doctor", "engineer", "Ask an engineer."),
        ("Ask an engineer.", "engineer", "doctor", "Ask a doctor."),
        ("A young man", "young", "old", "An old man"),
        ("AN OLD MAN", "old", "young", "A YOUNG MAN"),
        ("an American", "American", "European", "a European"),
        ("an American", "American", "Ukrainian", "a Ukrainian"),
        ("an American", "American", "Ugandan", "a Ugandan"),
        ("a poor man", "poor", "unemployed", "an unemployed man"),
        ("a poor man", "poor", "uninsured", "an uninsured man"),
        ("a poor man", "poor", "honest", "an honest man"),
        ("a poor man", "poor", "homeless", "a homeless man"),
        ("an actor", "actor", "university student", "a university student"),
        ("a nurse", "nurse", "MBA student", "an MBA student"),
        ("an engineer", "engineer", "UK citizen", "a UK citizen"),
        ("a 'poor' man", "poor", "upper-class", "an 'upper-class' man"),
        ("a poor man", "poor", "urban", "an urban man"),
    ],
)
def test_the_article_follows_the_new_term(text, term, new, expected):
    assert swapped(text, term, new) == expected


def test_the_letter_a_inside_a_sentence_is_no_article():
    assert swapped("With vitamin A young people grow.", "young", "old") == "With vitamin A old people grow."


def test_the_article_follows_in_capital_letters_too():
    assert swapped("SHE IS A YOUNG WOMAN", "young", "old") == "SHE IS AN OLD WOMAN"


def test_a_word_that_ends_in_a_is_no_article():
    assert swapped("a panda engineer", "engineer", "doctor") == "a panda doctor"


def test_a_term_of_several_words_may_be_broken_over_lines():
    assert swapped("an African\n  American man", "African American", "white") == "a white man"


def test_a_replacement_is_put_in_as_it_is_written():
    assert swapped("she slept", "she", r"\1 $1") == r"\1 $1 slept"


def test_swapping_back_gives_the_text_again():
    text = "A doctor asked. She saw a doctor, an old one."
    assert swapped(swapped(text, "doctor", "engineer"), "engineer", "doctor") == text


def test_a_term_that_does_not_occur_is_answered_with_near_words():
    with pytest.raises(InputError, match="'nurse' does not occur.*Near it in the text: 'nurses'"):
        swapped("The nurses slept.", "nurse", "doctor")


def test_a_term_with_nothing_near_is_answered_with_the_words_there_are():
    with pytest.raises(InputError, match="Words of the text: 'The', 'cat'"):
        swapped("The cat", "zzz", "dog")


def test_a_term_in_another_case_is_explained():
    with pytest.raises(InputError, match="found only as it is written"):
        swapped("the black cat", "Black", "white")


@pytest.mark.parametrize(
    ("arguments", "what"),
    [(("", "a", "b"), "text is empty"), (("a", " ", "b"), "term is empty"), (("a", "a", ""), "replacement is empty")],
)
def test_nothing_given_is_refused(arguments, what):
    with pytest.raises(InputError, match=what):
        swapped(*arguments)


def test_a_number_is_refused_in_words():
    with pytest.raises(InputError, match="term must be a text, and int"):
        swapped("a b", 3, "c")


def test_a_swap_that_changes_nothing_is_refused():
    with pytest.raises(InputError, match="Nothing would change"):
        swapped("she slept", "she", "she")


def test_the_places_of_a_term_are_given_in_characters():
    assert occurrences("She sees her. She", "she") == [(0, 3), (14, 17)]


def test_the_words_of_a_text_are_given_once():
    assert words_of("man, man's well-known man") == ["man", "man's", "well-known"]


def test_partners_from_the_list_stand_before_others_of_their_axis():
    found = suggested("Emily")
    paired = [one.paired for one in found]
    assert any(paired) and paired == sorted(paired, reverse=True)


def test_suggestions_are_of_another_group_and_fit_the_place():
    assert {one.form for one in suggested("nobleman")} <= {"singular noun"}
    assert all(one.axis == "gender" and one.replacement != "she" for one in suggested("she"))


def test_her_has_partners_for_each_of_its_places():
    assert {one.replacement for one in suggested("her")} >= {"him", "his"}
