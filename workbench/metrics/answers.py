"""Whether a short answer is one of those that count as right, after the clean-up of SQuAD; it knows texts only."""

import re
import string
from collections import Counter
from collections.abc import Sequence

from workbench.errors import InputError

__all__ = ["exact_match", "normalise", "token_f1"]

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = dict.fromkeys(map(ord, string.punctuation))


def normalise(text: str) -> str:
    """Return a text in lower case, without ASCII punctuation, without a, an and the, with single spaces.

    In this order, as SQuAD's own script does it. Other scripts' punctuation and articles stay.

    References
    ----------
    Rajpurkar et al. (2016), SQuAD, doi:10.18653/v1/D16-1264, evaluation script 1.1.

    Examples
    --------
    >>> normalise("The  Tower of London.")
    'tower of london'
    """
    plain = text.lower().translate(_PUNCTUATION)
    return " ".join(_ARTICLES.sub(" ", plain).split())


def exact_match(prediction: str, references: str | Sequence[str]) -> float:
    """Return 1.0 where an answer equals one of the references after `normalise`, else 0.0.

    Parameters
    ----------
    prediction : str
    references : str or sequence of str
        Any of them counts as right; at least one.

    Examples
    --------
    >>> exact_match("the Thames.", ["River Thames", "Thames"])
    1.0
    """
    given = normalise(prediction)
    return float(any(given == normalise(reference) for reference in _several(references)))


def token_f1(prediction: str, references: str | Sequence[str]) -> float:
    r"""Return how many words an answer shares with the reference it is most like, from 0 to 1.

    .. math:: F_1 = \frac{2 \cdot \text{shared}}{\text{words of the answer} + \text{words of the reference}}

    Words are those of `normalise`, each counted as often as it stands in both. Where either has no word left, 1.0
    if both have none, else 0.0.

    Parameters
    ----------
    prediction : str
    references : str or sequence of str
        The best of them counts; at least one.

    Examples
    --------
    >>> token_f1("the river Thames", ["Thames", "London"])
    0.6666666666666666
    """
    words = normalise(prediction).split()
    return max(_overlap(words, normalise(reference).split()) for reference in _several(references))


def _overlap(given: list[str], wanted: list[str]) -> float:
    if not given or not wanted:
        return float(given == wanted)
    shared = sum((Counter(given) & Counter(wanted)).values())
    return 2 * shared / (len(given) + len(wanted))


def _several(references: str | Sequence[str]) -> Sequence[str]:
    several = [references] if isinstance(references, str) else references
    if not len(several):
        raise InputError("An item has no reference; give at least one answer that counts as right.")
    return several
