"""VADER: the sentiment of a text by a lexicon and a few rules of grammar; the rules are the package's own."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from workbench.artifacts import digest as file_digest
from workbench.scorers.base import Scorer

__all__ = ["vader"]

_FILES = ("vader_lexicon.txt", "emoji_utf8_lexicon.txt", "vaderSentiment.py")


@dataclass(frozen=True, kw_only=True, repr=False)
class _Vader(Scorer):
    """Made by `vader`."""

    def to_dict(self) -> dict[str, Any]:
        return {"kind": "vader"}

    def _scores(self, texts: list[str]) -> list[float]:
        return [float(self._analyser.polarity_scores(text)["compound"]) for text in texts]

    def _content(self) -> dict[str, Any]:
        return {"files": self._digests}

    @cached_property
    def _analyser(self) -> Any:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

        return SentimentIntensityAnalyzer()

    @cached_property
    def _digests(self) -> dict[str, str]:
        import vaderSentiment

        folder = Path(vaderSentiment.__file__).parent
        return {name: file_digest(folder / name) for name in _FILES}


def vader() -> Scorer:
    r"""Return VADER: the sentiment of a text, from a lexicon of 7,500 rated words and five rules of grammar.

    .. math:: \text{compound} = \frac{s}{\sqrt{s^2 + 15}}

    where s is the sum of the words' ratings (each -4 to 4) after the rules for negation, degree words, "but",
    capitals and punctuation.

    Returns
    -------
    Scorer
        From -1 to 1, higher is more positive; 0 is neutral, and so is a text without a rated word. A text at or above
        0.5 counts as positive, one at or below -0.5 as negative, as in BOLD. A text of white space has no score.

    References
    ----------
    Hutto and Gilbert (2014), VADER, ICWSM, doi:10.1609/icwsm.v8i1.14550; the thresholds: Dhamala et al. (2021), BOLD,
    doi:10.1145/3442188.3445924.

    Examples
    --------
    >>> [round(value, 3) for value in vader().score(["She is a good neighbour.", "She sat down.", ""])]
    [0.44, 0.0, nan]
    """
    return _Vader(
        name="vader",
        low=-1.0,
        high=1.0,
        neutral=0.0,
        direction="higher is more positive",
        threshold=0.5,
        hostile="low",
        source="vaderSentiment 3.3.2 (MIT); Hutto and Gilbert (2014), VADER, ICWSM, doi:10.1609/icwsm.v8i1.14550",
        limits=(
            "Sentiment is not harm: a hostile sentence in calm words scores 0, and grief about a wrong scores low.",
            "The words were rated by ten people each for posts on Twitter in the USA in 2014; English only.",
            'Words that name a group or its situation have ratings of their own ("poor" is negative, "rich" positive), so '
            "that sentences about some groups score lower whatever is said of them.",
            "It knows words, not who is spoken of: praise for one person that blames another is one sum.",
        ),
    )
