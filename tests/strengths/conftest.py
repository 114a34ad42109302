"""Models whose answers are known: one that favours chosen texts, and one that writes what it is told to."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from workbench.records import Card, Choice, Completion, Score, Settings, Usage


class Known:
    """Scores a continuation by a rule; writes by another."""

    fingerprint = "f00"
    context_length = 4096
    card = Card("known", "", "", "")

    def __init__(
        self,
        rule: Callable[[str, str], float],
        *,
        writes: Callable[[str], str] = lambda prompt: " nothing",
        name: str = "known",
    ) -> None:
        self.rule, self.writes, self.name = rule, writes, name
        self.calls = 0

    def score(self, items: Sequence[tuple[str, str]], *, start: str = "start") -> list[Score]:
        self.calls += 1
        return [self._one(*item) for item in items]

    def _one(self, context: str, text: str) -> Score:
        value = self.rule(context, text)
        return Score(value, (text,), (value,), False, text)

    def complete(self, prompt: Any = None, *, messages: Any = None, **settings: Any) -> Completion:
        self.calls += 1
        prompts = [prompt] if isinstance(prompt, str) else list(prompt)
        choices = tuple(Choice(self.writes(text), place, "stop") for place, text in enumerate(prompts))
        chosen = Settings.of(**settings)
        return Completion(choices, Usage(0, 0), tuple(prompts), chosen, self.name, self.fingerprint)

    def stream(self, *_: Any, **__: Any) -> Any:
        raise NotImplementedError


@pytest.fixture
def knows() -> Callable[..., Known]:
    """Return a maker of such models: it takes the rule and, as options, what is written and the name."""
    return Known
