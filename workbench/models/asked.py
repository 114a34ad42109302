"""One prompt to complete: text or token ids become what a model is run on, or it is said why not; it runs no model."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Protocol

from workbench.errors import ContextError, InputError
from workbench.models.decoding import TokenText
from workbench.records import Settings
from workbench.scoring import token_ends

__all__ = ["Asked", "Spans", "asked", "begin_ids", "own_spans"]

Spans = list[tuple[int, int]]


class Tokenizes(Protocol):
    """What is asked of a model here: see `workbench.models.base.TextModel`."""

    context_length: int
    vocabulary_size: int
    separator_id: int
    prefix_ids: list[int]

    def decode(self, ids: Sequence[int]) -> str: ...
    def _tokenize(self, text: str) -> tuple[list[int], Spans]: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """A prompt: its text, its token ids, and the piece of the text that each stands for."""

    text: str
    ids: list[int]
    spans: Spans

    @property
    def key(self) -> tuple[tuple[int, ...], str]:
        """What tells it from other prompts."""
        return tuple(self.ids), self.text


def asked(model: Tokenizes, prompt: str | list[int], settings: Settings) -> Asked:
    """Return a prompt ready to run.

    Raises
    ------
    InputError
        For a token id that the model does not have.
    ContextError
        Where prompt and ``max_tokens`` do not fit the context; it says by how much.
    """
    found = _given_ids(model, prompt) if isinstance(prompt, list) else Asked(prompt, *model._tokenize(prompt))
    if unknown := [token for token in settings.logit_bias if token >= model.vocabulary_size]:
        raise InputError(f"logit_bias: this model has token ids 0 to {model.vocabulary_size - 1}, not {unknown[0]}.")
    size = len(begin_ids(model, found.ids))
    over = size + settings.max_tokens - model.context_length
    if over > 0:
        raise ContextError(
            f"The prompt has {size} tokens and max_tokens is {settings.max_tokens}: {over} more than the "
            f"{model.context_length} tokens this model reads. Shorten the prompt or lower max_tokens."
        )
    return found


def begin_ids(model: Tokenizes, ids: Sequence[int]) -> list[int]:
    """Return what the model is run on: an empty prompt is the start of a new document."""
    return [*model.prefix_ids, *ids] or [model.separator_id]


def own_spans(starts: Sequence[int], ends: Sequence[int], length: int) -> Spans:
    """Return the piece of text that belongs to each token: the pieces join to the whole text."""
    own = token_ends(starts, ends, length)
    return list(zip([0, *own[:-1]], own, strict=True)) if own else []


def _given_ids(model: Tokenizes, ids: list[int]) -> Asked:
    if max(ids) >= model.vocabulary_size:
        raise InputError(f"Token id {max(ids)} is not known: this model has ids 0 to {model.vocabulary_size - 1}.")
    text = model.decode(ids)
    again, spans = model._tokenize(text)
    if again == ids:  # the ids of a text are that text, to the last offset
        return Asked(text, ids, spans)
    reader = TokenText(model.decode)
    pieces = [reader.add(token) for token in ids]
    pieces[-1] += reader.flush()
    ends = list(accumulate(len(piece) for piece in pieces))
    return Asked("".join(pieces), ids, list(zip([0, *ends[:-1]], ends, strict=True)))
