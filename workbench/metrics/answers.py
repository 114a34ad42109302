"""How a written answer is compared with the right ones: exact match and token F1 after SQuAD's normalisation."""

import re
import string
from collections import Counter
from collections.abc import Sequence

__all__ = ["exact_match", "normalise", "token_f1"]

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)


def normalise(text: str) -> str:
    """Return a text in lower case, without punctuation, English articles and needless spaces.

    Examples
    --------
    >>> normalise("The  Eiffel-Tower!")
    'eiffeltower'
    """
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def exact_match(prediction: str, references: Sequence[str]) -> float:
    """Return 1 where an answer equals one of the references after normalisation, else 0.

    Examples
    --------
    >>> exact_match("Paris.", ["the Paris", "France"])
    1.0
    """
    return float(any(normalise(prediction) == normalise(reference) for reference in references))


def token_f1(prediction: str, references: Sequence[str]) -> float:
    """Return the F1 of the words that an answer and a reference share, the best over references, from 0 to 1.

    Examples
    --------
    >>> token_f1("in Paris", ["Paris"])
    0.6666666666666666
    """
    return max(_f1(normalise(prediction).split(), normalise(reference).split()) for reference in references)


def _f1(words: Sequence[str], others: Sequence[str]) -> float:
    if not words or not others:
        return float(words == others)
    shared = sum((Counter(words) & Counter(others)).values())
    return 2 * shared / (len(words) + len(others))
