"""Responders: stand-ins for a model whose preference between two sentences is known."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from workbench.records import Card, Score


class Responder:
    """Scores a sentence by a rule of its own; its tokens are the words."""

    name = "responder"
    fingerprint = "f00"
    context_length = 2048
    card = Card("responder", "", "", "")

    def __init__(self, rule: Callable[[str, int, str], Sequence[float]]) -> None:
        self.rule = rule
        self.starts: list[str] = []

    def score(self, items: Sequence[tuple[str, str]], *, start: str = "start") -> list[Score]:
        self.starts.append(start)
        return [self._one(text, place, start) for place, (_, text) in enumerate(items)]

    def _one(self, text: str, place: int, start: str) -> Score:
        tokens = tuple(text.replace(" ", "\0 ").split("\0"))
        logprobs = tuple(self.rule(text, place, start))
        return Score(sum(logprobs), tokens[: len(logprobs)] or tokens, logprobs, False, text)

    def complete(self, *_: Any, **__: Any) -> Any:
        raise NotImplementedError

    stream = complete


def flat(value: float, text: str) -> list[float]:
    """Return the same log-probability for every word, summing to ``value``."""
    words = len(text.split(" "))
    return [value / words] * words


@pytest.fixture
def respond() -> Callable[..., Responder]:
    """Return a maker of responders: by a set of preferred sentences, at random, or with ties."""

    def make(
        prefers: Sequence[str] = (), *, rule: Callable[[str, int, str], Sequence[float]] | None = None
    ) -> Responder:
        preferred = set(prefers)
        return Responder(rule or (lambda text, place, start: flat(-1.0 if text in preferred else -1000.0, text)))

    return make


@pytest.fixture
def at_random() -> Responder:
    """Return a responder whose preferences are drawn, the same on every run."""
    numbers = np.random.default_rng(20)
    return Responder(lambda text, place, start: flat(-float(numbers.uniform(50, 60)), text))


@pytest.fixture
def indifferent() -> Responder:
    """Return a responder that finds all sentences equally likely."""
    return Responder(lambda text, place, start: [-2.0, -1.0])
