"""A plan run from end to end: every text gets its own numbers, whatever memory, NaN or an interrupt do on the way."""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from accelerate.utils.memory import should_reduce_batch_size

from workbench.errors import CapacityError
from workbench.models.fake import FakeModel
from workbench.records import Score
from workbench.trees import Branch, plan_trees

LONG = "The nurse said that she was very old and the doctor asked for one letter." * 12
TAIL = " found the city in winter and walked to the river because the doctor had not asked for it"
ITEMS = [
    ("The", " nurse said that she was old."),
    ("The", " doctor said that he was not."),
    ("", "One"),
    *((LONG + f" {word}", f" {place}{TAIL}.") for word in ("city", "river") for place in range(20)),
    *(
        (f"{place} walked", " to the city and carried music before the morning." * (1 + place % 4))
        for place in range(90)
    ),
    *((f"{place} asked", TAIL[: 9 + place % 70]) for place in range(90)),
]
WIDEST = 240  # tokens of the longest branch of these
ERRORS = [
    MemoryError(),
    RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB"),
    RuntimeError("cuDNN error: CUDNN_STATUS_NOT_SUPPORTED."),
    RuntimeError("[enforce fail at alloc_cpu.cpp] DefaultCPUAllocator: can't allocate memory: you tried to allocate 9"),
]


class Small(FakeModel):
    """The model without weights on a machine that runs so many tokens together and no more."""

    def __init__(self, room: int, error: Exception | None = None, **execution: Any) -> None:
        super().__init__()
        self.execution = replace(self.execution, **execution)
        self._room, self._error = room, error or MemoryError()
        self.batches: list[tuple[Branch, ...]] = []
        self.refused = 0

    def _read(self, branches: Sequence[Branch], begun: Any) -> Any:
        if len(branches) * max(len(branch.tokens) for branch in branches) > self._room:
            self.refused += 1
            raise self._error
        self.batches.append(tuple(branches))
        return super()._read(branches, begun)

    def _is_out_of_memory(self, error: Exception) -> bool:
        return super()._is_out_of_memory(error) or should_reduce_batch_size(error)


class Touchy(Small):
    """One whose last digits depend on what is run together, as those of a real one do."""

    def _read(self, branches: Sequence[Branch], begun: Any) -> Any:
        found = super()._read(branches, begun)
        key = hashlib.sha256(repr([branch.tokens for branch in branches]).encode()).digest()[0]
        return [([value - key * 1e-9 for value in logprobs], greedy) for logprobs, greedy in found]


class Broken(FakeModel):
    """One whose logits go wrong after one word."""

    def __init__(self, value: float) -> None:
        super().__init__()
        self._value = value
        self._trigger = self.encode(" music")[0]

    def _next(self, ids: Sequence[int]) -> Any:
        logits = super()._next(ids)
        return np.full_like(logits, self._value) if ids[-1] == self._trigger else logits


def touched(item: tuple[str, str]) -> bool:
    return " music " in item[1]


@pytest.mark.parametrize("level", ["tree", "prefix", "plain"])
def test_every_level_gives_the_same_scores(fake: FakeModel, level: Any) -> None:
    other = FakeModel()
    other.execution = replace(other.execution, level=level)
    assert other.score(ITEMS) == fake.score(ITEMS)


def test_the_items_of_these_tests_have_beginnings_of_their_own_and_branches(fake: FakeModel) -> None:
    rows = sorted({one.row for one in fake._prepared(ITEMS, "start")})
    plan = plan_trees(rows)
    assert any(family.beginning for family in plan.families)
    assert any(len(batch) > 2 for family in plan.families for batch in family.batches)
    assert max(len(branch.tokens) for family in plan.families for batch in family.batches for branch in batch) <= WIDEST


def test_the_order_of_the_list_and_duplicates_change_no_byte() -> None:
    forward = Touchy(10**9).score(ITEMS)
    back = Touchy(10**9).score([*reversed(ITEMS), ITEMS[0]])
    assert back == [*reversed(forward), forward[0]]


@pytest.mark.parametrize("room", [1000, 600, WIDEST])
@pytest.mark.parametrize("error", ERRORS, ids=str)
def test_where_memory_is_too_small_batches_are_halved_and_scores_stay(
    fake: FakeModel, room: int, error: Exception
) -> None:
    model = Small(room, error)
    assert model.score(ITEMS) == fake.score(ITEMS)
    assert model.refused > 0


@pytest.mark.parametrize("room", [1000, 600, WIDEST])
def test_the_batch_size_that_fitted_is_recorded(room: int) -> None:
    model = Small(room)
    model.score(ITEMS)
    assert model.execution.batch_tokens <= room
    assert model.execution == replace(FakeModel().execution, batch_tokens=model.execution.batch_tokens)


@pytest.mark.parametrize("room", [1000, 600, WIDEST])
def test_the_recorded_batch_size_given_again_gives_the_same_bytes(room: int) -> None:
    halved = Touchy(room)
    scores = halved.score(ITEMS)
    assert Touchy(10**9, batch_tokens=halved.execution.batch_tokens).score(ITEMS) == scores


@pytest.mark.parametrize("room", [1000, 600, WIDEST])
def test_a_second_run_after_memory_was_too_small_gives_the_same_bytes(room: int) -> None:
    model = Touchy(room)
    assert model.score(ITEMS) == model.score(ITEMS)


def test_memory_that_suffices_leaves_the_record_as_it_was(fake: FakeModel) -> None:
    fake.score(ITEMS)
    assert fake.execution == FakeModel().execution


def test_once_it_was_too_small_memory_is_not_overrun_again() -> None:
    model = Small(WIDEST)
    model.score(ITEMS)
    refused = model.refused
    model.score(ITEMS)
    assert model.refused == refused


@pytest.mark.parametrize("error", ERRORS, ids=str)
def test_one_text_that_memory_cannot_hold_is_said_in_words(error: Exception) -> None:
    with pytest.raises(CapacityError, match="too small for .* tokens run together"):
        Small(30, error).score([("", LONG)])


def test_a_beginning_that_memory_cannot_hold_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def begin(self: FakeModel, branch: Branch) -> Any:
        raise MemoryError

    monkeypatch.setattr(Small, "_begin", begin)
    with pytest.raises(CapacityError, match="too small for .* tokens run together"):
        Small(10**9).score(ITEMS)


def test_other_errors_pass_through_unchanged() -> None:
    model = Small(30, ValueError("something else"))
    with pytest.raises(ValueError, match="something else"):
        model.score(ITEMS)
    assert model.execution == FakeModel().execution


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_text_whose_logits_are_wrong_has_a_flaw_and_no_number(value: float) -> None:
    with np.errstate(invalid="ignore"):
        scores = Broken(value).score(ITEMS)
    for item, score in zip(ITEMS, scores, strict=True):
        assert (score.flaw is not None) == math.isnan(score.logprob) == touched(item)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_texts_beside_one_with_a_flaw_keep_their_numbers(fake: FakeModel, value: float) -> None:
    with np.errstate(invalid="ignore"):
        scores = Broken(value).score(ITEMS)
    sound = fake.score(ITEMS)
    rest = [place for place, item in enumerate(ITEMS) if not touched(item)]
    assert [scores[place] for place in rest] == [sound[place] for place in rest]


def test_a_text_with_a_flaw_keeps_the_numbers_before_it(fake: FakeModel) -> None:
    item = ("The", " city had music before")
    score, sound = Broken(math.nan).score([item])[0], fake.score([item])[0]
    assert score.token_logprobs[:-1] == sound.token_logprobs[:-1]
    assert math.isnan(score.token_logprobs[-1])


def test_a_text_with_a_flaw_is_never_greedy() -> None:
    score: Score = Broken(math.nan).score([(" music", " before")])[0]
    assert score.flaw and not score.greedy


@pytest.mark.parametrize("after", [0, 1, 4])
def test_an_interrupt_leaves_the_model_as_it_was(monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    model = Touchy(600)
    before = model.score(ITEMS[:3])
    calls = iter(range(10**6))

    def interrupted(self: FakeModel, branches: Sequence[Branch], begun: Any) -> Any:
        if next(calls) == after:
            raise KeyboardInterrupt
        return real(self, branches, begun)

    real = FakeModel._read
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(FakeModel, "_read", interrupted)
        model.score(ITEMS)
    assert model.score(ITEMS[:3]) == before
