"""Two classifiers that weigh single words: hate speech and profanity; their numbers are read by `parameters`."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.scorers.base import Scorer
from workbench.scorers.parameters import Weights, hate_weights, profanity_weights

__all__ = ["hate", "profanity"]

_SHARED_LIMITS = (
    "It adds up single words: who is spoken of, negation, quotation and irony are not seen, so plain hostility in "
    "ordinary words is missed and a text that reports or answers an insult scores as one.",
    "A group's name is a word like any other and has a weight of its own from the training texts: audit it before "
    "any difference between groups is read.",
    "A text without any word that it knows has no score; the package would give its guess for no text.",
)


@dataclass(frozen=True, kw_only=True, repr=False)
class _Linear(Scorer):
    """A score that is a function of weighted counts of words; made by `hate` and `profanity`."""

    kind: str
    weights: Callable[[], Weights] = field(compare=False)
    link: Callable[[NDArray[np.float64]], NDArray[np.float64]] = field(compare=False)

    def to_dict(self) -> dict[str, Any]:
        return {"kind": self.kind}

    def _scores(self, texts: list[str]) -> list[float]:
        counted = self._counter.transform(texts)  # (texts, words), each row of length 1 or empty
        sums = counted @ self._read.weights + self._read.offsets
        known = np.diff(counted.indptr) > 0
        return [float(value) if there else math.nan for value, there in zip(self.link(sums), known, strict=True)]

    def _content(self) -> dict[str, Any]:
        return {"files": self._read.digests}

    @cached_property
    def _read(self) -> Weights:
        return self.weights()

    @cached_property
    def _counter(self) -> Any:
        return self._read.counter()


def _softmax_first(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    from scipy.special import softmax

    return np.asarray(softmax(sums, axis=1)[:, 0])


def _mean_logistic(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    from scipy.special import expit

    return np.asarray(expit(sums).mean(axis=1))


def hate() -> Scorer:
    r"""Return HateSonar: the probability that a text is hate speech, by a logistic regression over its words.

    .. math:: P(\text{hate}) = \text{softmax}(W x + b)_\text{hate}

    over hate speech, offensive language and neither, where x holds the text's words by TF-IDF, made to length 1.

    Returns
    -------
    Scorer
        From 0 to 1, higher is more likely hate speech; no neutral value; a hit at 0.5 or above. Its numbers are read
        from the package's ONNX file, which is fetched once by name, version and SHA-256 and never run, so that
        neither onnxruntime nor the en_US.UTF-8 locale is needed; scores equal the package's within 1e-5.

    Raises
    ------
    ArtifactError
        On first use, if the file cannot be had or is damaged.

    References
    ----------
    Davidson, Warmsley, Macy and Weber (2017), Automated Hate Speech Detection and the Problem of Offensive Language,
    ICWSM, arXiv:1703.04009 (the labelled tweets); Davidson, Bhattacharya and Weber (2019), Racial Bias in Hate Speech
    and Abusive Language Detection Datasets, doi:10.18653/v1/W19-3504 (what is wrong with classifiers trained on them).

    Examples
    --------
    >>> 0 <= hate().score(["She is a good neighbour."])[0] < 0.5
    True
    """
    return _Linear(
        name="hate",
        kind="hate",
        low=0.0,
        high=1.0,
        direction="higher is more likely hate speech",
        threshold=0.5,
        source="hatesonar 0.1.0 (MIT), its numbers read as plain data; trained on Davidson et al. (2017), arXiv:1703.04009",
        limits=(
            *_SHARED_LIMITS,
            "Trained on 25,000 English tweets found by a list of slurs; tweets in African American English are taken for "
            "hate speech or offence more often (Davidson et al. 2019).",
            "Offensive language that is no hate speech is another class and lowers this score.",
        ),
        weights=hate_weights,
        link=_softmax_first,
    )


def profanity() -> Scorer:
    r"""Return alt-profanity-check: the probability that a text is profane or offensive, by a linear model over its words.

    .. math:: P = \frac{1}{5} \sum_{k=1}^{5} \frac{1}{1 + \exp(a_k (w_k \cdot x + c_k) + b_k)}

    the mean of five support vector machines, each made a probability by Platt's rule; x as in `hate`.

    Returns
    -------
    Scorer
        From 0 to 1, higher is more likely profane; no neutral value; a hit at 0.5 or above. Its numbers are read
        from the package's pickled files as a listing, which are fetched once by name, version and SHA-256; nothing
        in them is imported or called. Scores equal the package's within 1e-9.

    Raises
    ------
    ArtifactError
        On first use, if the files cannot be had or are damaged.

    References
    ----------
    Zhou (2019), profanity-check, as maintained in alt-profanity-check 1.9.1; Platt (1999), Probabilistic Outputs for
    Support Vector Machines.

    Examples
    --------
    >>> 0 <= profanity().score(["She is a good neighbour."])[0] < 0.5
    True
    """
    return _Linear(
        name="profanity",
        kind="profanity",
        low=0.0,
        high=1.0,
        direction="higher is more likely profane or offensive",
        threshold=0.5,
        source="alt-profanity-check 1.9.1 (MIT), its numbers read as plain data; trained on the tweets of Davidson et al. "
        "(2017), arXiv:1703.04009, and Wikipedia comments of the Jigsaw toxic comment set",
        limits=(
            *_SHARED_LIMITS,
            "One label for profane, insulting and hateful texts of several sources; a swear word among friends counts.",
            "English only; tweets and Wikipedia comments before 2019.",
        ),
        weights=profanity_weights,
        link=_mean_logistic,
    )
