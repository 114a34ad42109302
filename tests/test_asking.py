"""How a probe asks a model, and what it refuses to take for an answer."""

from typing import Any

import pytest

from workbench.asking import ask, check_answers, cost_of
from workbench.errors import InputError
from workbench.records import Choice, Completing, Score, Scoring, Settings

SCORING = Scoring((("One", " two"), ("One", " new")))
COMPLETING = Completing(("One", "Two"), Settings(n=3, max_tokens=2, seed=4))
SCORE = Score(-1.0, ("a",), (-1.0,), True, "a")


def test_scores_come_in_the_order_asked(fake: Any) -> None:
    assert ask(fake, SCORING) == fake.score(list(SCORING.items))


def test_the_start_token_is_passed_on(fake: Any) -> None:
    other = Scoring((("", "One"),), "newline")
    assert ask(fake, other) == fake.score([("", "One")], start="newline")


def test_every_prompt_has_its_own_choices(fake: Any) -> None:
    found = ask(fake, COMPLETING)
    assert [len(choices) for choices in found] == [3, 3]  # type: ignore[arg-type]
    assert found[1] == fake.complete(["One", "Two"], n=3, max_tokens=2, seed=4).of(1)


@pytest.mark.parametrize(
    ("request_", "answers"),
    [
        (SCORING, []),
        (SCORING, [[SCORE]]),
        (SCORING, [[SCORE, SCORE], []]),
        (SCORING, [[SCORE, (Choice("a"),)]]),
        (COMPLETING, [[SCORE, (Choice("a"),)]]),
    ],
)
def test_answers_that_do_not_fit_what_was_asked_are_refused(request_: Any, answers: Any) -> None:
    with pytest.raises(InputError, match="small: .*(answers were given|must be)"):
        check_answers("small", [request_], answers)


def test_answers_that_fit_pass() -> None:
    check_answers("small", [SCORING, COMPLETING], [[SCORE, SCORE], [(Choice("a"),), ()]])


def test_the_cost_of_requests_is_that_of_each_taken_together(fake: Any) -> None:
    scoring = fake.cost(list(SCORING.items))
    completing = fake.cost(prompt=list(COMPLETING.prompts), settings=COMPLETING.settings)
    found = cost_of(fake, [SCORING, COMPLETING])
    assert found.new_tokens == scoring.new_tokens + completing.new_tokens
    assert found.drawn_tokens == completing.drawn_tokens > 0
