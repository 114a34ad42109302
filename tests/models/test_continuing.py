"""Rows enter, draw and leave: how many stand side by side, and what befalls one of them, changes no other."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from workbench.models.fake import FakeModel
from workbench.records import Choice, Completion

PROMPTS = ["One", "Two", "One two", "The nurse said", "", "naïve 👩‍🔬", "One"]
SETTINGS: dict[str, Any] = {"n": 3, "max_tokens": 14, "stop": [" the", "."], "seed": 4, "logprobs": 1}


class Watched:
    """A decoder that stands before another one, and writes down what it is asked."""

    def __init__(self, inner: Any, mixes: bool = True) -> None:
        self._inner = inner
        self.mixes = mixes
        self.sizes: list[int] = []
        self.admitted: list[list[tuple[tuple[int, ...], int]]] = []
        self.standing = 0

    @property
    def logits(self) -> Any:
        return self._inner.logits

    def admit(self, prompts: Sequence[tuple[tuple[int, ...], int]]) -> None:
        assert self.mixes or (self.standing == 0 and len(prompts) == 1)
        self._inner.admit(prompts)
        self.admitted.append(list(prompts))
        self.standing += sum(rows for _, rows in prompts)
        self.sizes.append(self.standing)

    def feed(self, tokens: Sequence[int], keep: Sequence[int]) -> None:
        assert list(keep) == sorted(set(keep)) and all(0 <= place < self.standing for place in keep)
        assert len(tokens) == len(keep) and all(token >= 0 for token in tokens)
        self._inner.feed(tokens, keep)
        self.standing = len(keep)


class Slotted(FakeModel):
    """The model without weights, with so many places side by side, and a decoder that can be looked at."""

    def __init__(self, slots: int = 64, mixes: bool = True) -> None:
        super().__init__()
        self.execution = replace(self.execution, slots=slots)
        self._mixes = mixes
        self.decoders: list[Watched] = []

    def _decoder(self, capacity: int, length: int) -> Any:
        self.decoders.append(Watched(super()._decoder(capacity, length), self._mixes))
        return self.decoders[-1]


class Broken(Slotted):
    """One whose logits go wrong once a given word was written."""

    def __init__(self, value: Any, slots: int = 64) -> None:
        super().__init__(slots)
        self._value = value
        self._trigger = self.encode(" was")[0]

    def _next(self, ids: Sequence[int]) -> Any:
        logits = super()._next(ids)
        return (
            np.where(np.arange(len(logits)) < self._value[0], self._value[1], logits)
            if ids[-1] == self._trigger
            else logits
        )


def bare(choices: Sequence[Choice]) -> list[Choice]:
    return [replace(choice, index=0) for choice in choices]


def broken_and_sound(value: Any, slots: int) -> list[tuple[Choice, Choice]]:
    """Return choices of the broken model beside those of the sound one."""
    settings = {"n": 20, "max_tokens": 30, "logprobs": 0}
    made = [model.complete(["One", "Two"], **settings) for model in (Broken(value, slots), Slotted(slots))]
    return list(zip(*(one.choices for one in made), strict=True))


WRONG = [(10**9, np.nan), (10**9, np.inf), (10**9, -np.inf), (1, np.nan), (3, np.inf)]


@pytest.mark.parametrize("slots", [1, 2, 3, 5, 64])
@pytest.mark.parametrize("mixes", [True, False])
def test_how_many_rows_stand_side_by_side_changes_no_text(slots: int, mixes: bool) -> None:
    assert Slotted(slots, mixes).complete(PROMPTS, **SETTINGS) == FakeModel().complete(PROMPTS, **SETTINGS)


@pytest.mark.parametrize("slots", [1, 2, 3, 64])
@pytest.mark.parametrize("mixes", [True, False])
def test_each_prompt_alone_gives_what_it_gives_in_company(slots: int, mixes: bool) -> None:
    together = Slotted(slots, mixes).complete(PROMPTS, **SETTINGS).choices
    alone = [choice for prompt in PROMPTS for choice in FakeModel().complete(prompt, **SETTINGS).choices]
    assert bare(together) == bare(alone)


@pytest.mark.parametrize("slots", [1, 3, 8, 64])
def test_no_more_rows_stand_side_by_side_than_there_are_places(slots: int) -> None:
    model = Slotted(slots)
    model.complete(PROMPTS, **SETTINGS)
    (decoder,) = model.decoders
    assert max(decoder.sizes) <= slots
    assert decoder.standing == 0


def test_finished_rows_make_place_before_the_others_end() -> None:
    model = Slotted(slots=8)
    model.complete(PROMPTS, **SETTINGS)
    assert len(model.decoders[0].admitted) > 2
    assert min(model.decoders[0].sizes) > 1


@pytest.mark.parametrize("slots", [1, 4, 64])
def test_every_row_enters_once_and_equal_prompts_are_run_once(slots: int) -> None:
    model = Slotted(slots)
    model.complete(PROMPTS, **SETTINGS)
    rows = [(ids, count) for prompts in model.decoders[0].admitted for ids, count in prompts]
    assert sum(count for _, count in rows) == 3 * len(set(PROMPTS))


@pytest.mark.parametrize("mixes", [True, False])
def test_a_prompt_with_more_candidates_than_places_gets_all_of_them(mixes: bool) -> None:
    many = Slotted(4, mixes).complete("One", n=11, max_tokens=6)
    assert [choice.text for choice in many.choices] == [
        choice.text for choice in FakeModel().complete("One", n=11, max_tokens=6).choices
    ]


def test_prompts_longer_than_the_memory_for_rows_stand_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.models.base.SLOT_TOKENS", 20)
    model = Slotted()
    assert model.complete(PROMPTS, **SETTINGS) == FakeModel().complete(PROMPTS, **SETTINGS)
    assert max(model.decoders[0].sizes) == 1


@pytest.mark.parametrize("slots", [1, 3, 64])
@pytest.mark.parametrize("value", WRONG, ids=str)
def test_a_row_with_no_likeliest_token_ends_in_error(value: Any, slots: int) -> None:
    pairs = broken_and_sound(value, slots)
    assert any(choice.finish_reason == "error" for choice, _ in pairs)
    for choice, _ in pairs:
        assert (choice.finish_reason == "error") == ("was" in choice.text[:-3] or choice.text.endswith(" was"))


@pytest.mark.parametrize("slots", [1, 3, 64])
@pytest.mark.parametrize("value", WRONG, ids=str)
def test_a_row_that_ends_in_error_keeps_its_text_and_leaves_the_others_alone(value: Any, slots: int) -> None:
    for choice, sound in broken_and_sound(value, slots):
        if choice.finish_reason != "error":
            assert choice == sound
        else:
            assert sound.text.startswith(choice.text)
            assert choice.token_logprobs == (sound.token_logprobs or ())[: len(choice.token_logprobs or ())]


def test_a_few_impossible_tokens_are_no_error() -> None:
    choices = Broken((5, -np.inf)).complete("One", n=20, max_tokens=30).choices
    assert any(" was" in choice.text for choice in choices)
    assert not any(choice.finish_reason == "error" for choice in choices)


def test_logits_that_are_wrong_from_the_start_give_an_empty_text() -> None:
    completion: Completion = Broken((10**9, np.nan)).complete("One was", n=2)
    assert [(choice.text, choice.finish_reason) for choice in completion.choices] == [("", "error")] * 2
    assert completion.usage.completion_tokens == 0


def test_a_streamed_row_that_goes_wrong_says_so_in_its_last_piece() -> None:
    model = Broken((10**9, np.nan))
    pieces = list(model.stream("One", seed=3, max_tokens=200))
    assert pieces[-1].finish_reason == "error"
    assert "".join(pieces) == model.complete("One", seed=3, max_tokens=200).text


@pytest.mark.parametrize("after", [1, 2, 7])
def test_an_interrupt_leaves_the_model_as_it_was(monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    model = Slotted(slots=3)
    before = model.complete(PROMPTS, **SETTINGS)
    steps = iter(range(10**6))

    def interrupted(self: Watched, tokens: Sequence[int], keep: Sequence[int]) -> None:
        if next(steps) == after:
            raise KeyboardInterrupt
        real(self, tokens, keep)

    real = Watched.feed
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Watched, "feed", interrupted)
        model.complete(PROMPTS, **SETTINGS)
    assert model.complete(PROMPTS, **SETTINGS) == before


def test_a_stream_that_is_left_early_leaves_the_model_as_it_was(fake: FakeModel) -> None:
    before = fake.complete("One", n=2)
    for _ in fake.stream("One", n=2):
        break
    assert fake.complete("One", n=2) == before
