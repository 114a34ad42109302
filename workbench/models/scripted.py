"""A model that answers by a rule of yours: to find out what a probe says where the truth is known; it has no weights."""

import hashlib
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from workbench.errors import InputError
from workbench.prompts import prompt_list
from workbench.records import Card, Choice, Completion, Cost, Piece, PromptInput, Score, Settings, Usage

__all__ = ["ScriptedModel"]

_FLAW = "NaN or infinite logits"


class ScriptedModel:
    """Scores and completes by two functions that you give.

    Parameters
    ----------
    score : callable, optional
        Takes context and continuation, returns the log-probability of the whole continuation, or NaN: then the
        score has a flaw, as that of a model whose logits are no numbers. Left out: -1 a word.
    write : callable, optional
        Takes the prompt and the number of the draw, returns the text that continues it, or None: then the choice
        ends in an error. Left out: nothing is written.
    name : str, default "scripted"

    Examples
    --------
    >>> model = ScriptedModel(score=lambda context, text: -1.0 if "Paris" in text else -5.0)
    >>> [score.logprob for score in model.score([("France:", " Paris"), ("France:", " Rome")])]
    [-1.0, -5.0]
    """

    context_length = 1_000_000
    card = Card(
        name="scripted",
        summary="A stand-in that answers by a rule, to try out measures on.",
        source="part of lm-workbench",
        licence="Apache-2.0",
        limits=("It is no language model: its figures say something of a probe, nothing of any model.",),
    )

    def __init__(
        self,
        *,
        score: Callable[[str, str], float] | None = None,
        write: Callable[[str, int], str | None] | None = None,
        name: str = "scripted",
    ) -> None:
        self._score = score or (lambda context, text: -float(len(text.split())))
        self._write = write or (lambda prompt, draw: "")
        self.name = name
        self.fingerprint = hashlib.sha256(f"scripted {name}".encode()).hexdigest()

    def score(self, items: Sequence[tuple[str, str]], *, start: str = "start") -> list[Score]:
        """Return the rule's log-probability of each continuation, spread evenly over its words."""
        return [self._scored(context, text) for context, text in items]

    def complete(
        self, prompt: PromptInput = None, *, messages: Sequence[Mapping[str, str]] | None = None, **settings: Any
    ) -> Completion:
        """Return the rule's text for every prompt and draw; log-probabilities are never there.

        Raises
        ------
        InputError
            For chat messages or token ids: the rule reads plain prompts.
        """
        chosen = Settings.of(**settings)
        prompts = prompt_list(prompt)
        if messages is not None or not all(isinstance(text, str) for text in prompts):
            raise InputError("A scripted model takes prompts as text. Give prompt=...")
        choices = [
            self._chosen(str(text), draw, place * chosen.n + draw)
            for place, text in enumerate(prompts)
            for draw in range(chosen.n)
        ]
        usage = Usage(len(prompts), len(choices))
        return Completion(tuple(choices), usage, tuple(map(str, prompts)), chosen, self.name, self.fingerprint)

    def stream(
        self, prompt: PromptInput = None, *, messages: Sequence[Mapping[str, str]] | None = None, **settings: Any
    ) -> Iterator[Piece]:
        """Give each choice of `complete` as one piece."""
        for choice in self.complete(prompt, messages=messages, **settings).choices:
            yield Piece(choice.text, choice=choice.index, finish_reason=choice.finish_reason)

    def cost(self, *_: Any, **__: Any) -> Cost:
        """Return that nothing is run."""
        return Cost(0, 0, 0, 0.0)

    def _scored(self, context: str, text: str) -> Score:
        tokens = tuple(text.replace(" ", "\0 ").strip("\0").split("\0"))
        total = float(self._score(context, text))
        flaw = None if math.isfinite(total) else _FLAW
        logprobs = (total / len(tokens),) * len(tokens)
        return Score(math.nan if flaw else total, tokens, logprobs, False, text, False, flaw)

    def _chosen(self, prompt: str, draw: int, index: int) -> Choice:
        text = self._write(prompt, draw)
        return Choice("", index, "error") if text is None else Choice(text, index, "stop")

    def __repr__(self) -> str:
        return f"ScriptedModel({self.name!r})"
