"""A model that answers by a rule."""

import math

import pytest

from workbench.errors import InputError
from workbench.models.scripted import ScriptedModel
from workbench.records import Model


def test_it_is_a_model() -> None:
    assert isinstance(ScriptedModel(), Model)


def test_a_score_is_the_rules_and_its_tokens_make_the_text() -> None:
    score = ScriptedModel(score=lambda context, text: -6.0).score([("One", " two three")])[0]
    assert (score.logprob, sum(score.token_logprobs), "".join(score.tokens)) == (-6.0, -6.0, " two three")


def test_no_number_is_a_flaw() -> None:
    score = ScriptedModel(score=lambda context, text: math.nan).score([("", "one")])[0]
    assert score.flaw is not None
    assert math.isnan(score.logprob)


def test_every_draw_is_written_by_the_rule() -> None:
    found = ScriptedModel(write=lambda prompt, draw: f" {prompt}{draw}").complete(["a", "b"], n=2)
    assert [choice.text for choice in found.choices] == [" a0", " a1", " b0", " b1"]
    assert [choice.text for choice in found.of(1)] == [" b0", " b1"]


def test_a_text_that_is_none_is_a_failed_choice() -> None:
    assert ScriptedModel(write=lambda prompt, draw: None).complete("a").choices[0].finish_reason == "error"


def test_a_stream_gives_the_same_texts() -> None:
    model = ScriptedModel(write=lambda prompt, draw: " yes")
    assert [str(piece) for piece in model.stream("a", n=2)] == [" yes", " yes"]


def test_messages_are_refused() -> None:
    with pytest.raises(InputError, match="prompts as text"):
        ScriptedModel().complete(messages=[{"role": "user", "content": "a"}])
