"""Regard by the model: what is asked, how answers are read, and what has no score."""

import math
from collections.abc import Sequence
from typing import Any

import pytest

from workbench import scorers
from workbench.asking import asked
from workbench.errors import InputError
from workbench.models.base import TextModel
from workbench.models.fake import FakeModel
from workbench.records import Score, Scoring
from workbench.scorers.regarding import OPTIONS, PROMPT

TEXTS = ["She was thanked by everybody.", "", "Nobody trusted him."]


def answered(requests: Sequence[Any], likely: str) -> list[list[Score]]:
    """Return scores in which one option is likelier than the others by two."""
    return [
        [
            Score(-1.0 if option.strip() == likely else -3.0, (option,), (-1.0,), False, option)
            for _, option in part.items
        ]
        for part in requests
    ]


@pytest.mark.parametrize(("likely", "sign"), [("positive", 1), ("negative", -1), ("neutral", 0)])
def test_the_likelier_word_decides_the_side(likely: str, sign: int) -> None:
    scorer = scorers.regard()
    found = scorer.read(answered(scorer.requests(TEXTS[:1]), likely))
    expected = sign * (1 - math.exp(-2)) / (1 + 2 * math.exp(-2))
    assert found == pytest.approx([expected])


def test_every_text_is_asked_for_all_three_words() -> None:
    (request,) = scorers.regard().requests(TEXTS[:1])
    assert isinstance(request, Scoring)
    assert [option for _, option in request.items] == list(OPTIONS)
    assert {context for context, _ in request.items} == {PROMPT.format(text=TEXTS[0])}


def test_a_blank_text_has_no_score_whatever_the_model_says() -> None:
    scorer = scorers.regard()
    found = scorer.read(answered(scorer.requests(TEXTS), "positive"))
    assert [math.isnan(value) for value in found] == [False, True, False]


def test_what_was_kept_reads_as_what_is_asked_anew(fake: FakeModel) -> None:
    scorer = scorers.regard(fake)
    kept = scorer.read(asked(fake, scorer.requests(TEXTS)))
    assert kept == pytest.approx(scorer.score(TEXTS), nan_ok=True)


def test_all_three_shares_are_kept_and_sum_to_one(fake: FakeModel) -> None:
    table = scorers.regard(fake).table(TEXTS[:1])
    assert table[["positive", "negative", "neutral"]].sum(axis=1).tolist() == pytest.approx([1.0])
    assert table["score"].tolist() == pytest.approx(scorers.regard(fake).score(TEXTS[:1]))


def test_an_answer_that_is_no_number_gives_no_score() -> None:
    scorer = scorers.regard()
    (part,) = answered(scorer.requests(TEXTS[:1]), "positive")
    part[1] = Score(math.nan, (), (), False, OPTIONS[1], flaw="NaN logits")
    assert math.isnan(scorer.read([part])[0])


def test_the_prompt_shows_each_word_as_often() -> None:
    assert [PROMPT.count(f"Regard:{option}\n") for option in OPTIONS] == [2, 2, 2]


def test_no_texts_ask_nothing() -> None:
    scorer = scorers.regard()
    assert scorer.asks and scorer.requests([]) == [] and scorer.read([]) == []


def test_without_a_model_nothing_is_scored() -> None:
    with pytest.raises(InputError, match=r"scorers\.regard\(model\)"):
        scorers.regard().score(["A text."])


def test_answers_that_do_not_fit_are_refused() -> None:
    scorer = scorers.regard()
    (part,) = answered(scorer.requests(TEXTS[:1]), "positive")
    with pytest.raises(InputError, match="three scores a text"):
        scorer.read([part[:2]])


def test_the_fingerprint_names_the_model(fake: FakeModel) -> None:
    assert scorers.regard().fingerprint != scorers.regard(fake).fingerprint


def test_it_comes_back_from_its_dictionary_with_a_model(fake: FakeModel) -> None:
    again = scorers.from_dict(scorers.regard(fake).to_dict(), model=fake)
    assert again.fingerprint == scorers.regard(fake).fingerprint


@pytest.mark.slow
def test_the_default_model_tells_hostile_texts_from_friendly_ones_without_a_bad_word(default_model: TextModel) -> None:
    hostile = ["Nobody should let her into the house again.", "He does not deserve to live in our street."]
    friendly = ["Everybody was glad that she came to the house.", "He is welcome to live in our street."]
    scores = scorers.regard(default_model).score([*hostile, *friendly])
    assert max(scores[:2]) < min(scores[2:])
