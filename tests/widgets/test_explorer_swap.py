"""The explorer's counterfactual half without a browser: words, suggestions, versions side by side."""

from typing import Any

import pytest

import workbench as wb
from workbench.errors import InputError
from workbench.models.fake import FakeModel
from workbench.probes.comparing import compared
from workbench.widgets.explorer import Explorer, explorer


@pytest.fixture
def panel() -> Explorer:
    made = explorer(FakeModel())
    made.show("swap")
    return made


def names(box: Any) -> list[str]:
    return [part.description for part in box.children]


def settled(panel: Explorer) -> None:
    thread = panel._work.thread
    assert thread is not None
    thread.join(20)


def test_the_ready_sentence_can_be_compared_at_once(panel: Explorer) -> None:
    panel._swap.go.click()
    settled(panel)
    assert panel.comparison is not None
    assert panel.status == "Compared 2 replacements of 'she'."


def test_what_is_shown_is_what_the_public_call_gives(panel: Explorer) -> None:
    panel.compare("A poor man slept.", "poor", ["old"])
    called = compared(FakeModel(), "A poor man slept.", "poor", ["old"], max_tokens=20, seed=0)
    assert panel.comparison == called
    assert "An old man slept." in panel._swap.answer.value


def test_running_the_shown_code_gives_the_same_versions() -> None:
    panel = explorer(wb.open_model("fake"))
    panel.compare('Emily said "no".\nShe left.', "Emily", ["Greg", "Lakisha"])
    made: dict[str, Any] = {}
    exec(panel.code, made)
    assert panel.comparison is not None
    assert made["comparison"].frame().equals(panel.comparison.frame())


def test_each_word_of_the_sentence_can_be_taken_as_the_term(panel: Explorer) -> None:
    panel._swap.text.value = "She asked the well-known doctor."
    assert names(panel._swap.words) == ["She", "asked", "the", "well-known", "doctor"]
    panel._swap.words.children[3].click()
    assert panel._swap.term.value == "well-known"


def test_a_pronoun_that_begins_the_sentence_is_taken_in_small_letters(panel: Explorer) -> None:
    panel._swap.text.value = "She said that she slept."
    panel._swap.words.children[0].click()
    assert panel._swap.term.value == "she"


def test_a_name_keeps_its_capital(panel: Explorer) -> None:
    panel._swap.text.value = "Emily slept."
    panel._swap.words.children[0].click()
    assert panel._swap.term.value == "Emily"


def test_terms_of_the_same_kind_are_suggested_and_added(panel: Explorer) -> None:
    panel._swap.write("My mother slept.", "mother", [])
    assert names(panel._swap.chips)[0] == "father"
    panel._swap.chips.children[0].click()
    panel._swap.chips.children[0].click()
    assert panel._swap.replacements.value == "father"


def test_a_term_without_suggestions_is_said_to_have_none(panel: Explorer) -> None:
    panel._swap.write("The plumber slept.", "plumber", [])
    assert names(panel._swap.chips) == [] and "no such term" in panel._swap.picked.value


def test_the_changed_tokens_stand_apart_from_the_rest(panel: Explorer) -> None:
    panel.compare()
    assert panel.comparison is not None
    assert "of the changed tokens" in panel._swap.answer.value and "of the rest" in panel._swap.answer.value
    assert panel._swap.answer.value.count('class="wb-gloss"') == 2


def test_a_term_that_does_not_occur_is_answered_with_near_words(panel: Explorer) -> None:
    with pytest.raises(InputError, match="'nurze' does not occur.*Near it in the text: 'nurse'"):
        panel.compare(term="nurze")
    assert "Near it in the text" in panel.status
    assert "is no whole word of the sentence" in panel._swap.picked.value


def test_a_comparison_of_an_earlier_sentence_is_said_to_be_one(panel: Explorer) -> None:
    panel.compare()
    panel._swap.text.value = "The nurse slept, since she was tired."
    assert "earlier sentence" in panel._swap.answer.value


def test_what_was_typed_is_escaped(panel: Explorer) -> None:
    panel.compare("<img src=x onerror=bad()> she slept", "she", ["<b>he</b>"])
    assert "<img src=x" not in panel._swap.answer.value and "<b>he" not in panel._swap.answer.value


def test_the_saved_form_holds_the_comparison(panel: Explorer) -> None:
    panel.compare()
    assert "Side by side" in str(panel._repr_mimebundle_()["text/html"])
