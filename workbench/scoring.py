"""Where a continuation starts among tokens, and what two texts share; pure, it runs no model."""

from collections.abc import Sequence
from difflib import SequenceMatcher

__all__ = ["first_scored", "join", "shared_places", "token_ends"]


def join(context: str, continuation: str) -> tuple[str, str]:
    """Return context and continuation with the context's trailing spaces moved to the continuation.

    >>> join("The capital of France is ", "Paris")
    ('The capital of France is', ' Paris')
    """
    kept = context.rstrip(" ")
    return kept, context[len(kept) :] + continuation


def token_ends(starts: Sequence[int], ends: Sequence[int], length: int) -> list[int]:
    """Return where each token's own text ends, so that the pieces join to the whole text.

    Tokenizers report spans that may leave out white space (it then belongs to the next
    token) or share one character (it then belongs to the last of them).

    Parameters
    ----------
    starts, ends : sequence of int
        Spans in characters as the tokenizer reports them.
    length : int
        Characters of the whole text.

    Examples
    --------
    Three tokens that are the bytes of one character, after one of plain text:

    >>> token_ends([0, 2, 2, 2], [2, 3, 3, 3], 3)
    [2, 2, 2, 3]
    """
    own = []
    next_start = length
    for start, end in zip(reversed(starts), reversed(ends), strict=True):
        own.append(min(end, next_start))
        next_start = min(start, next_start)
    own.reverse()
    if own:
        own[-1] = length
    for place in range(1, len(own)):
        own[place] = max(own[place], own[place - 1])
    return own


def first_scored(ends: Sequence[int], boundary: int) -> int:
    """Return the first token that reaches beyond ``boundary`` characters: where the continuation starts.

    Tokens with no text of their own are the first bytes of the character that follows them,
    and so go with it.

    >>> first_scored([3, 7, 12], 7), first_scored([2, 2, 2, 3], 2)
    (2, 1)
    """
    first = next((place for place, end in enumerate(ends) if end > boundary), len(ends))
    while first and ends[first - 1] == (ends[first - 2] if first > 1 else 0):
        first -= 1
    return first


def shared_places(first: Sequence[str], second: Sequence[str]) -> tuple[list[int], list[int]]:
    """Return the places of the tokens that two texts have in common, found by sequence matching.

    The rule of the CrowS-Pairs code (``get_span`` of nyu-mll/crows-pairs ``metric.py``), which
    WinoQueer's causal form uses too.

    >>> shared_places(["The", " man", " ran"], ["The", " woman", " ran"])
    ([0, 2], [0, 2])
    """
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    places: tuple[list[int], list[int]] = ([], [])
    for block in matcher.get_matching_blocks():
        places[0].extend(range(block.a, block.a + block.size))
        places[1].extend(range(block.b, block.b + block.size))
    return places
