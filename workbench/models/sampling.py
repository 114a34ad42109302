"""From one row of logits to one token, and its random numbers; it knows numbers only, no text and no model."""

import hashlib
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_softmax

from workbench.records import Settings

__all__ = ["alternatives", "draw", "nucleus", "random_stream"]

Floats = NDArray[np.floating]


def random_stream(seed: int, item: Sequence[int], repeat: int) -> np.random.Generator:
    """Return the stream of random numbers of one completion.

    It depends on the seed, the prompt's token ids and the number of the candidate alone, so
    a completion never depends on which others were asked for beside it.
    """
    key = hashlib.sha256(f"{seed}|{repeat}|{','.join(map(str, item))}".encode()).digest()
    return np.random.Generator(np.random.Philox(key=int.from_bytes(key[:16], "little")))


def draw(logits: Floats, counts: Mapping[int, int], settings: Settings, stream: np.random.Generator) -> int:
    """Return the next token's id.

    Bias and penalties are applied first, then temperature, then the nucleus. Temperature 0
    and ``top_p`` 0 take the likeliest token (the lowest id of equals). The draw inverts the
    cumulative distribution in the order of token ids, so that a tiny difference in the
    logits moves the outcome only where the random number lies on a boundary.
    """
    adjusted = np.array(logits, dtype=np.float64)
    for token, amount in settings.logit_bias.items():
        adjusted[token] += amount
    for token, count in counts.items():
        adjusted[token] -= count * settings.frequency_penalty + settings.presence_penalty
    number = stream.random()
    if settings.temperature == 0 or settings.top_p == 0:
        return int(np.argmax(adjusted))
    with np.errstate(over="ignore"):  # next to temperature 0 all but the likeliest go to minus infinity, as they should
        weights = np.exp((adjusted - adjusted.max()) / settings.temperature)
    if settings.top_p < 1:
        weights = nucleus(weights / weights.sum(), settings.top_p)
    cumulative = np.cumsum(weights)
    return int(np.searchsorted(cumulative, number * cumulative[-1], side="right"))


def nucleus(probabilities: Floats, top_p: float) -> Floats:
    """Return the probabilities with all but the nucleus set to 0 (not normalised again).

    The nucleus is the smallest set of the likeliest tokens whose probability reaches
    ``top_p``; of equals, the lower id comes first.

    References
    ----------
    Holtzman et al. (2020), The Curious Case of Neural Text Degeneration, ICLR.

    Examples
    --------
    >>> nucleus(np.array([0.2, 0.5, 0.3]), 0.7).tolist()
    [0.0, 0.5, 0.3]
    """
    order = np.argsort(-probabilities, kind="stable")
    size = int(np.searchsorted(np.cumsum(probabilities[order]), top_p)) + 1
    kept = np.zeros_like(probabilities)
    kept[order[:size]] = probabilities[order[:size]]
    return kept


def alternatives(logits: Floats, token: int, count: int) -> tuple[float, list[tuple[int, float]]]:
    """Return the token's log-probability and the ``count`` likeliest tokens with theirs, the token among them.

    Natural logarithms, of the logits as the model gave them.
    """
    logprobs = log_softmax(np.asarray(logits, dtype=np.float64))
    top: list[int] = []
    if count:
        likely = np.argpartition(-logprobs, count)[:count] if count < len(logprobs) else np.arange(len(logprobs))
        top = [int(place) for place in likely[np.lexsort((likely, -logprobs[likely]))]]
    if token not in top:
        top.append(token)
    return float(logprobs[token]), [(place, float(logprobs[place])) for place in top]
