"""How log-probabilities of options become a choice: every normalisation, and contextual calibration; it asks no model."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.records import Score
from workbench.scoring import shared_places

__all__ = ["CONTENT_FREE", "RULES", "calibrated", "content_free", "normalised", "probabilities"]

CONTENT_FREE = ("N/A", "", "[MASK]")
"""The inputs without content of Zhao et al. (2021)."""

RULES = {
    "sum": "sum of log-probabilities",
    "token": "mean per token",
    "character": "mean per character",
    "shared": "tokens that all options share",
    "unconditional": "minus the unconditional log-probability",
}
"""How options are compared: the name used in code and columns, and in words."""

Floats = NDArray[np.float64]


def normalised(scores: Sequence[Score], options: Sequence[str], alone: Sequence[float]) -> dict[str, list[float]]:
    r"""Return each option's figure under every rule.

    Parameters
    ----------
    scores : sequence of Score
        One an option, all after the same prompt.
    options : sequence of str
        Their texts, without the space that leads to them.
    alone : sequence of float
        Their log-probabilities after the answer's cue alone (``"Answer:"``).

    Returns
    -------
    dict
        ``sum`` :math:`\log P(o|c)`; ``token`` and ``character`` that divided by the option's tokens and by its
        characters (``acc_norm`` of lm-evaluation-harness); ``shared`` summed over the tokens that all options have in
        common, each given its own left context (NaN where there is none); ``unconditional``
        :math:`\log P(o|c) - \log P(o|\text{cue})`. NaN in all where a score has a flaw.

    References
    ----------
    Brown et al. (2020), section 2.4, arXiv:2005.14165. Holtzman et al. (2021), Surface form competition,
    doi:10.18653/v1/2021.emnlp-main.564. EleutherAI, lm-evaluation-harness 0.4.13.
    """
    sums = [math.nan if score.flaw is not None else score.logprob for score in scores]
    whole = not any(map(math.isnan, sums))
    shared = _shared(scores) if whole else [math.nan] * len(sums)
    return {
        "sum": sums,
        "token": [total / len(score.tokens) for total, score in zip(sums, scores, strict=True)],
        "character": [total / len(option) for total, option in zip(sums, options, strict=True)],
        "shared": shared,
        "unconditional": [total - other for total, other in zip(sums, alone, strict=True)],
    }


def probabilities(logprobs: Any) -> Floats:
    """Return probabilities among the options: ``exp`` of the log-probabilities, made to sum to 1 over the last axis.

    Examples
    --------
    >>> probabilities([-1.0, -1.0]).tolist()
    [0.5, 0.5]
    """
    from scipy.special import softmax

    return np.asarray(softmax(np.asarray(logprobs, dtype=np.float64), axis=-1))


def content_free(logprobs: Any) -> Floats:
    """Return the label probabilities of inputs without content, averaged as they are and then made to sum to 1.

    Parameters
    ----------
    logprobs : array (inputs, labels)

    References
    ----------
    Zhao, Wallace, Feng, Klein and Singh (2021), Calibrate before use, section 5, arXiv:2102.09690.
    """
    from scipy.special import logsumexp, softmax

    return np.asarray(softmax(logsumexp(np.asarray(logprobs, dtype=np.float64), axis=0)))


def calibrated(found: Any, without: Any) -> Floats:
    r"""Return probabilities by contextual calibration: :math:`q \propto p / p_{cf}`.

    Parameters
    ----------
    found : array (..., labels)
        Probabilities among the labels.
    without : array (..., labels)
        Those of inputs without content, from `content_free`.

    Returns
    -------
    array (..., labels)
        They sum to 1; NaN where a probability is not known, or 0 in both.

    References
    ----------
    Zhao, Wallace, Feng, Klein and Singh (2021), Calibrate before use, section 5, arXiv:2102.09690.

    Examples
    --------
    >>> calibrated([0.6, 0.4], [0.75, 0.25]).round(3).tolist()
    [0.333, 0.667]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return probabilities(np.log(np.asarray(found)) - np.log(np.asarray(without)))


def _shared(scores: Sequence[Score]) -> list[float]:
    """Return each option's sum over the tokens that all of them share, matched to those of the first."""
    first = scores[0]
    matched = [dict(zip(*shared_places(first.tokens, score.tokens), strict=True)) for score in scores[1:]]
    common = [place for place in range(len(first.tokens)) if all(place in other for other in matched)]
    if not common:
        return [math.nan] * len(scores)
    ours = math.fsum(first.token_logprobs[place] for place in common)
    rest = zip(scores[1:], matched, strict=True)
    return [ours, *(math.fsum(score.token_logprobs[other[place]] for place in common) for score, other in rest)]
