"""A sentence beside its versions: scored, continued with one seed, refused in words."""

from typing import Any

import pytest

import workbench as wb
from workbench.errors import InputError
from workbench.probes.comparing import compared

TEXT = "The nurse said she slept well."


@pytest.fixture(scope="module")
def model() -> Any:
    return wb.open_model("fake")


def test_the_given_sentence_stands_first_and_differs_from_itself_by_nothing(model: Any) -> None:
    table = compared(model, TEXT, "she", ["he", "they"]).frame()
    assert table["term"].tolist() == ["she", "he", "they"]
    assert table[["difference", "difference_changed", "difference_rest"]].iloc[0].tolist() == [0, 0, 0]


def test_the_figures_are_those_of_score(model: Any) -> None:
    table = compared(model, TEXT, "she", ["he"]).frame()
    scores = model.score([("", text) for text in table["text"]])
    assert table["logprob"].tolist() == [score.logprob for score in scores]
    assert table["difference"][1] == scores[1].logprob - scores[0].logprob


def test_the_completions_are_those_of_complete(model: Any) -> None:
    found = compared(model, TEXT, "she", ["he"], max_tokens=7, seed=3, temperature=0.5)
    answer = model.complete(found.frame()["text"].tolist(), max_tokens=7, seed=3, temperature=0.5)
    assert found.frame()["completion"].tolist() == [answer.of(place)[0].text for place in range(2)]


def test_the_tokens_of_a_version_are_set_beside_the_given_sentence(model: Any) -> None:
    found = compared(model, TEXT, "she", ["he"])
    assert found.tokens()["difference"].sum() == pytest.approx(found.frame()["difference_rest"][1])


def test_a_replacement_that_stands_twice_is_taken_once(model: Any) -> None:
    assert len(compared(model, TEXT, "she", ["he", " he ", ""]).frame()) == 2


@pytest.mark.parametrize(
    ("term", "given", "words"),
    [
        ("they", ["he"], "'they' does not occur.*Near it in the text: 'The'"),
        ("she", ["she"], "Nothing would change"),
        ("she", "he", "give a list of terms"),
        ("she", [], "give a list of terms"),
        ("she", ["  "], "replacements are empty"),
        ("she", [3], "each must be a text"),
        ("she", [str(number) for number in range(13)], "compare up to 12"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_words(model: Any, term: str, given: Any, words: str) -> None:
    with pytest.raises(InputError, match=words):
        compared(model, TEXT, term, given)


def test_its_repr_is_short(model: Any) -> None:
    assert repr(compared(model, TEXT, "she", ["he"])) == "Comparison('she' and 1 replacements, fake)"
