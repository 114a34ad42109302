"""One stream of text from a model to a panel: gathered, timed, stoppable; it draws nothing.

A model works for one panel at a time; the second is told what the first is doing.
"""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from workbench.errors import BusyError
from workbench.records import Choice, Completion, Model, Piece, Settings, Usage

__all__ = ["CANCELLED", "Gathered", "PanelModel", "claimed", "completion", "gathered_choices", "remaining", "stream"]

CANCELLED = "cancelled"  # finish_reason of a choice that was stopped before its end
_busy: dict[int, str] = {}
_gate = threading.Lock()


class PanelModel(Model, Protocol):
    """What a panel needs of a model beside the three verbs: how long a text is in tokens."""

    def count(self, text: str) -> int: ...


@contextlib.contextmanager
def claimed(model: Model, work: str) -> Iterator[None]:
    """Hold a model for one piece of work.

    Raises
    ------
    BusyError
        With the work that holds it, where another panel is at it.
    """
    with _gate:
        if id(model) in _busy:
            raise BusyError(f"The model is busy with {_busy[id(model)]}. Wait for it to end, or stop it in its panel.")
        _busy[id(model)] = work
    try:
        yield
    finally:
        with _gate:
            del _busy[id(model)]


@dataclass
class Gathered:
    """What has arrived of one choice so far."""

    tokens: list[str] = field(default_factory=list)
    logprobs: list[float | None] = field(default_factory=list)
    tops: list[dict[str, float] | None] = field(default_factory=list)
    text: str = ""
    finish_reason: str | None = None

    def add(self, piece: Piece) -> None:
        """Take in the next piece of this choice."""
        self.text += piece
        self.tokens.extend(piece.tokens)
        self.logprobs.extend(piece.token_logprobs)
        self.tops.extend(piece.top_logprobs)
        self.finish_reason = piece.finish_reason or self.finish_reason


def stream(
    model: Model,
    prompt: str,
    settings: Settings,
    stop: threading.Event,
    show: Callable[[list[Gathered]], None],
    *,
    clock: Callable[[], float] = time.monotonic,
) -> list[Gathered]:
    """Gather the pieces of a stream, showing them now and then, until it ends or ``stop`` is set.

    ``show`` is called at most every 0.1 s, and less often the more there is to send.
    """
    parts = [Gathered() for _ in range(settings.n)]
    pieces: Any = model.stream(prompt, settings=settings)
    shown_at = clock()
    try:
        while not stop.is_set():
            piece = next(pieces, None)
            if piece is None:
                break
            parts[piece.choice].add(piece)
            now, size = clock(), sum(len(part.tokens) for part in parts)
            if now - shown_at >= max(0.1, size * 0.0005):
                shown_at = now
                show(parts)
    finally:
        # Closing the generator is how a model is told to stop between two tokens.
        pieces.close()
    return parts


def completion(model: PanelModel, prompt: str, settings: Settings, parts: list[Gathered]) -> Completion:
    """Return what was gathered as the record that ``model.complete`` gives."""
    prompt_tokens = model.count(prompt)
    echoed = prompt_tokens * settings.n if settings.echo else 0
    drawn = sum(len(part.tokens) for part in parts) - echoed
    return Completion(
        choices=gathered_choices(prompt, settings, parts),
        usage=Usage(prompt_tokens=prompt_tokens, completion_tokens=max(0, drawn)),
        prompts=(prompt,),
        settings=settings,
        model=model.name,
        fingerprint=model.fingerprint,
    )


def gathered_choices(prompt: str, settings: Settings, parts: list[Gathered]) -> tuple[Choice, ...]:
    """Return what was gathered so far as choices, with each token's place in prompt + completion."""
    start = 0 if settings.echo else len(prompt)
    return tuple(_choice(part, index, start, settings.logprobs is not None) for index, part in enumerate(parts))


def _choice(part: Gathered, index: int, start: int, with_logprobs: bool) -> Choice:
    reason = part.finish_reason or CANCELLED
    if not with_logprobs:
        return Choice(part.text, index, reason)
    offsets = []
    for token in part.tokens:
        offsets.append(start)
        start += len(token)
    return Choice(part.text, index, reason, tuple(part.tokens), tuple(part.logprobs), tuple(part.tops), tuple(offsets))


def remaining(done: int, total: int, seconds: float) -> str:
    """Say how far a run is, in words.

    >>> remaining(12, 40, 3.4)
    '12 of 40 tokens, 8 s left'
    """
    left = f", {max(1, round(seconds / done * (total - done)))} s left" if done and done < total else ""
    return f"{done} of {total} tokens{left}"
