"""Models whose answers are planted: what each label is worth is a function of the prompt."""

from collections.abc import Callable, Sequence
from typing import Any

from workbench.models.fake import FakeModel
from workbench.records import Score

Worth = Callable[[str, str], float]


class Planted(FakeModel):
    """A model that gives an answer the log-probability that a function says."""

    def __init__(self, worth: Worth, *, silent: Callable[[str], bool] = lambda prompt: False) -> None:
        super().__init__("planted")
        self.name = "planted"
        self._worth, self._silent = worth, silent

    def score(self, items: Sequence[tuple[str, str]], *, start: str = "start") -> list[Score]:
        found = []
        for prompt, answer in items:
            if self._silent(prompt):
                found.append(Score(float("nan"), (answer,), (float("nan"),), False, answer, flaw="NaN logits"))
            else:
                value = self._worth(prompt, answer.strip())
                found.append(Score(value, (answer,), (value,), False, answer))
        return found


def reviews(count: int, *, first: int = 0, labels: tuple[str, str] = ("positive", "negative")) -> list[dict[str, Any]]:
    """Return rows whose text says which label is right: ``good 7`` or ``bad 8``."""
    return [
        {"item": place, "text": f"{('good', 'bad')[place % 2]} {place}", "label": labels[place % 2]}
        for place in range(first, first + count)
    ]


def query(prompt: str) -> str:
    """Return the text that is asked about: the last review of a prompt."""
    return prompt.rsplit("Review: ", 1)[-1].split("\n")[0] if "Review: " in prompt else ""


def shown(prompt: str) -> list[str]:
    """Return the labels of the examples of a prompt, in order."""
    return [line.removeprefix("Sentiment: ") for line in prompt.split("\n") if line.startswith("Sentiment: ")]


def right(prompt: str, label: str) -> float:
    """Return a higher worth for the right label."""
    word = "positive" if query(prompt).startswith("good") else "negative"
    return -1.0 if label == word else -3.0
