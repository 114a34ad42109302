"""From one row of logits to one token, and its random numbers; it knows numbers only, no text and no model."""

import hashlib
import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from workbench.records import Settings

__all__ = ["alternatives", "draw", "likeliest", "nucleus", "random_stream", "usable"]

Floats = NDArray[np.floating]

TRIES = 8
SORTED_BELOW = 0.5
BLOCK = 256


def random_stream(seed: int, item: Sequence[int], repeat: int) -> np.random.Generator:
    """Return the stream of random numbers of one completion.

    It depends on the seed, the prompt's token ids and the number of the candidate alone, so
    a completion never depends on which others were asked for beside it.
    """
    key = hashlib.sha256(f"{seed}|{repeat}|{','.join(map(str, item))}".encode()).digest()
    return np.random.Generator(np.random.Philox(key=int.from_bytes(key[:16], "little")))


def usable(logits: Floats) -> bool:
    """Return whether a row of logits has a likeliest token: no NaN among them, and neither infinity at the top."""
    return bool(np.isfinite(logits.max()))


def draw(logits: Floats, counts: Mapping[int, int], settings: Settings, stream: np.random.Generator) -> int:
    """Return the next token's id.

    Bias and penalties are applied first, then temperature, then ``top_k``, then the nucleus of what
    is left. Temperature 0 and ``top_p`` 0 take the likeliest token (the lowest id of equals). The draw inverts the
    cumulative distribution in the order of token ids, so that a tiny difference in the
    logits moves the outcome only where the random number lies on a boundary.

    The nucleus needs no sort: a token drawn from the whole distribution belongs to it exactly
    if what is likelier sums to less than ``top_p``, and is else drawn again. After ``TRIES``
    tokens outside it, and below ``top_p`` 0.5 at once, the nucleus is sorted out. Every call
    takes the same number of random numbers from the stream, so that a row's draws
    depend on nothing but its seed and its own text.
    """
    numbers = stream.random(TRIES + 1)
    adjusted = _adjusted(logits, counts, settings)
    if settings.temperature == 0 or settings.top_p == 0:
        return int(np.argmax(adjusted))
    weights = adjusted - adjusted.max()
    with np.errstate(
        over="ignore", under="ignore"
    ):  # next to temperature 0 all but the likeliest go to 0, as they should
        if settings.temperature != 1:
            weights /= max(np.float32(settings.temperature), np.finfo(np.float32).tiny)
        np.exp(weights, out=weights)
    if settings.top_k is not None and settings.top_k < len(weights):
        weights = likeliest(weights, settings.top_k)
    sums = _running_sums(weights)
    if settings.top_p == 1:
        return _inverted(weights, sums, numbers[0])
    least = settings.top_p * float(sums[-1])
    for number in numbers[:TRIES] if settings.top_p >= SORTED_BELOW else ():
        token = _inverted(weights, sums, number)
        if _likelier(weights, token) < least:
            return token
    kept = nucleus(weights, settings.top_p)
    return _inverted(kept, _running_sums(kept), numbers[TRIES])


def _adjusted(logits: Floats, counts: Mapping[int, int], settings: Settings) -> Floats:
    adjusted = np.array(logits, dtype=np.float32)
    for token, amount in settings.logit_bias.items():
        adjusted[token] += np.float32(amount)
    if settings.frequency_penalty or settings.presence_penalty:
        for token, count in counts.items():
            adjusted[token] -= np.float32(count * settings.frequency_penalty + settings.presence_penalty)
    return adjusted


def _running_sums(weights: Floats) -> NDArray[np.float64]:
    """Return the sum of all weights up to the end of each block of ids."""
    return np.cumsum(np.add.reduceat(weights, np.arange(0, len(weights), BLOCK), dtype=np.float64))


def _inverted(weights: Floats, sums: NDArray[np.float64], number: float) -> int:
    """Return the token at which the running sum of the weights, by id, passes ``number`` of the whole."""
    wanted = min(number * sums[-1], np.nextafter(sums[-1], 0))  # a product may be rounded up to the whole
    block = int(np.searchsorted(sums, wanted, side="right"))
    inside = weights[block * BLOCK : (block + 1) * BLOCK]
    running = np.cumsum(inside, dtype=np.float64) + (sums[block - 1] if block else 0.0)
    place = int(np.searchsorted(running, wanted, side="right"))
    return block * BLOCK + min(place, int(np.flatnonzero(inside)[-1]))  # rounding must not reach a token of weight 0


def _likelier(weights: Floats, token: int) -> float:
    """Return the weight of all tokens before this one, likeliest first, the lower id first of equals."""
    own = weights[token]
    equals = int(np.count_nonzero(weights[:token] == own))
    return float(weights[weights > own].sum(dtype=np.float64)) + equals * float(own)


def likeliest(weights: Floats, top_k: int) -> Floats:
    """Return the weights of a distribution with all but the ``top_k`` largest set to 0 (not normalised again).

    Of equals, the lower id comes first. The place of the cut is found by partition, with no sort.

    References
    ----------
    Fan, Lewis and Dauphin (2018), Hierarchical Neural Story Generation, ACL, section 5.1.

    Examples
    --------
    >>> likeliest(np.array([0.2, 0.5, 0.3, 0.3]), 2).tolist()
    [0.0, 0.5, 0.3, 0.0]
    """
    least = np.partition(weights, -top_k)[-top_k]
    kept = np.where(weights > least, weights, np.zeros_like(weights))
    equals = np.flatnonzero(weights == least)[: top_k - np.count_nonzero(kept)]
    kept[equals] = least
    return kept


def nucleus(weights: Floats, top_p: float) -> Floats:
    """Return the weights of a distribution with all but its nucleus set to 0 (not normalised again).

    The nucleus is the smallest set of the likeliest tokens that holds the share ``top_p`` of
    the whole; of equals, the lower id comes first.

    References
    ----------
    Holtzman et al. (2020), The Curious Case of Neural Text Degeneration, ICLR.

    Examples
    --------
    >>> nucleus(np.array([0.2, 0.5, 0.3]), 0.7).tolist()
    [0.0, 0.5, 0.3]
    """
    order = np.argsort(-weights, kind="stable")
    running = np.cumsum(weights[order], dtype=np.float64)
    size = int(np.searchsorted(running, top_p * running[-1])) + 1
    kept = np.zeros_like(weights)
    kept[order[:size]] = weights[order[:size]]
    return kept


def alternatives(logits: Floats, token: int, count: int) -> tuple[float, list[tuple[int, float]]]:
    """Return the token's log-probability and the ``count`` likeliest tokens with theirs, the token among them.

    Natural logarithms, of the logits as the model gave them.
    """
    top: list[int] = []
    if count:
        likely = np.argpartition(-logits, count)[:count] if count < len(logits) else np.arange(len(logits))
        top = [int(place) for place in likely[np.lexsort((likely, -logits[likely]))]]
    if token not in top:
        top.append(token)
    highest = logits.max()
    total = float(highest) + math.log(float(np.exp(logits - highest).sum(dtype=np.float64)))
    return min(float(logits[token]) - total, 0.0), [(place, min(float(logits[place]) - total, 0.0)) for place in top]
