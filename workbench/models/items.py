"""One item to score: a context and a continuation become token ids and the first that is scored; it runs no model."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from workbench.errors import ContextError, InputError
from workbench.models.reading import Read
from workbench.records import Score, clean_text
from workbench.scoring import first_scored, join
from workbench.trees import Tokens

__all__ = ["CHAT", "Prepared", "as_chat", "prepared"]

CHAT = "chat"
"""The start that makes every context a user's message."""


class Tokenizes(Protocol):
    """What is asked of a model here: see `workbench.models.base.TextModel`."""

    context_length: int
    prefix_ids: list[int]
    start_tokens: dict[str, int]

    def _tokenize(self, text: str) -> tuple[list[int], list[tuple[int, int]]]: ...


@dataclass(frozen=True, slots=True)
class Prepared:
    """An item ready to be read off a model.

    Attributes
    ----------
    row : (ids, first scored place)
        What the model is run on.
    tokens : tuple of str
        The texts of the tokens that are scored.
    spans_join : bool
        Whether the first of them runs across the join.
    """

    row: Tokens
    tokens: tuple[str, ...]
    spans_join: bool

    def score(self, read: Read) -> Score:
        """Return the item's score; NaN, with a flaw, where a log-probability is none."""
        logprobs, greedy = read
        flaw = None if all(map(math.isfinite, logprobs)) else "NaN or infinite logits"
        total = math.nan if flaw else sum(logprobs)
        return Score(total, self.tokens, tuple(logprobs), all(greedy), "".join(self.tokens), self.spans_join, flaw)


class Chats(Protocol):
    """What is asked of a model that has a chat template."""

    def chat(self, messages: Sequence[Mapping[str, str]]) -> str: ...


def as_chat(model: Chats, item: Any, position: int) -> Any:
    """Return an item with its context as a user's message; what is no pair of texts is left for `prepared` to refuse.

    Raises
    ------
    InputError
        For an empty context, or a model without a chat template.
    """
    if not isinstance(item, (tuple, list)) or len(item) != 2 or not all(isinstance(part, str) for part in item):
        return item
    if not item[0].strip():
        raise InputError(f'Item {position} has no context, and start="chat" makes the context a user\'s message.')
    return model.chat([{"role": "user", "content": item[0]}]), item[1].lstrip(" ")


def prepared(model: Tokenizes, item: Sequence[str], position: int, start: str) -> Prepared:
    """Return an item ready to be read, or say why it cannot be.

    Raises
    ------
    InputError
        For an item that is no pair, an empty continuation, or text that is none.
    ContextError
        Where the text does not fit the context.
    """
    if not isinstance(item, (tuple, list)) or len(item) != 2:
        raise InputError(f"Item {position} is {item!r}: give a pair (context, continuation).")
    given = clean_text(item[0], f"Item {position}'s context"), clean_text(item[1], f"Item {position}'s continuation")
    if not given[1]:
        raise InputError(f"Item {position} has an empty continuation: there is nothing to score.")
    context, continuation = join(*given)
    whole = context + continuation
    ids, spans = model._tokenize(whole)
    first = first_scored([end for _, end in spans], len(context))
    ahead = model.prefix_ids
    if not context or (not ahead and first == 0):  # something must stand before the first token that is scored
        ahead = [*model.prefix_ids[:-1], model.start_tokens[start]]
    over = len(ahead) + len(ids) - model.context_length
    if over > 0:
        raise ContextError(
            f"Item {position} has {len(ids)} tokens: {over} more than the {model.context_length} this model reads."
        )
    tokens = tuple(whole[low:high] for low, high in spans[first:])
    spans_join = bool(context) and first < len(spans) and spans[first][0] < len(context)
    return Prepared(((*ahead, *ids), len(ahead) + first), tokens, spans_join)
