"""What work will take is counted from its plan and timed once, with a clock that is given."""

from itertools import count
from typing import Any

import pytest

from workbench.errors import ContextError, InputError
from workbench.models.fake import FakeModel
from workbench.models.speed import Speed, cost_of_completing, cost_of_scoring, timed
from workbench.records import Execution, Settings
from workbench.trees import plan_trees

SPEED = Speed(token=0.5, read=2.0, step=10.0)
ITEMS = [("The nurse said", " that she"), ("The nurse said", " that he"), ("", "One")]


def test_scoring_costs_its_tokens_and_what_is_read() -> None:
    cost = cost_of_scoring(plan_trees([((5, 6, 7), 2), ((5, 6, 8), 2)]), SPEED)
    assert (cost.asked_tokens, cost.new_tokens, cost.drawn_tokens) == (4, 2, 0)
    assert cost.seconds == 2 * 0.5 + 2 * 2.0


def test_completing_runs_what_prompts_share_once() -> None:
    cost = cost_of_completing([(5, 6, 7), (5, 6, 8)], Settings(max_tokens=4, n=3), Execution("tree"), SPEED)
    assert (cost.asked_tokens, cost.new_tokens, cost.drawn_tokens) == (18, 4, 24)


def test_equal_prompts_cost_as_much_as_one() -> None:
    one, two = (cost_of_completing([(5, 6)] * times, Settings(), Execution("tree"), SPEED) for times in (1, 2))
    assert (one.new_tokens, one.drawn_tokens, one.seconds) == (two.new_tokens, two.drawn_tokens, two.seconds)


def test_a_step_costs_as_much_for_few_rows_as_for_one() -> None:
    one, three = (
        cost_of_completing([(5,)], Settings(max_tokens=8, n=n), Execution("tree"), SPEED).seconds for n in (1, 3)
    )
    assert one == pytest.approx(three)


def test_a_model_that_shares_nothing_is_costed_text_by_text() -> None:
    assert cost_of_completing([(5, 6), (5, 7)], Settings(), Execution("plain"), SPEED).new_tokens == 4


def test_speed_is_that_of_the_clock() -> None:
    ticks = count()
    found = timed(FakeModel(), lambda: float(next(ticks)))
    assert found == Speed(token=1 / 256, read=0.0, step=0.25)  # one tick a run: reads cost nothing more


def test_a_model_is_timed_once(fake: FakeModel, monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[int] = []

    def watched(model: Any) -> Speed:
        runs.append(1)
        return SPEED

    monkeypatch.setattr("workbench.models.base.timed", watched)
    model = FakeModel()
    assert model.cost(ITEMS) == model.cost(ITEMS)
    assert len(runs) == 1


def test_the_tokens_of_a_cost_are_those_that_scoring_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    model = FakeModel()
    cost = model.cost(ITEMS)
    run: list[int] = []
    real = FakeModel._read

    def watched(self: FakeModel, branches: Any, begun: Any) -> Any:
        run.extend(len(branch.tokens) for branch in branches)
        return real(self, branches, begun)

    monkeypatch.setattr(FakeModel, "_read", watched)
    model.score(ITEMS)
    assert sum(run) == cost.new_tokens < cost.asked_tokens


def test_a_cost_of_nothing_or_of_both_is_refused(fake: FakeModel) -> None:
    with pytest.raises(InputError, match="one of the two"):
        fake.cost()
    with pytest.raises(InputError, match="one of the two"):
        fake.cost(ITEMS, prompt="One")


def test_a_cost_refuses_what_the_work_would_refuse(fake: FakeModel) -> None:
    with pytest.raises(ContextError):
        fake.cost(prompt="One", max_tokens=10**6)
