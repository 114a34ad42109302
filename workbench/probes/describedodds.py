"""Which words stand beside one group more than beside others: smoothed log-odds with intervals; it knows counts only."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.errors import InputError
from workbench.stats import holm

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["log_odds", "word_odds"]

_BLOCK = 200


def log_odds(own: Any, own_texts: Any, other: Any, other_texts: Any, prior: Any, prior_texts: float) -> Any:
    r"""Return the smoothed log-odds ratio of words between two groups of texts.

    .. math:: \delta_w = \ln \frac{y_w + \alpha_w}{n + \alpha_0 - y_w - \alpha_w}
              - \ln \frac{y'_w + \alpha_w}{n' + \alpha_0 - y'_w - \alpha_w}

    where the word stands in :math:`y_w` of the :math:`n` texts of the first group, primes are the second, and the prior
    is :math:`\alpha_w` of :math:`\alpha_0` texts. Texts are counted in place of running words, so that a text that repeats
    itself counts a word once, and one group's words take nothing away from its others.

    Returns
    -------
    array
        Natural logarithm; 0 is neutral, above it the word is the first group's.

    References
    ----------
    Monroe, Colaresi and Quinn (2008). Fightin' words. Political Analysis 16(4). doi:10.1093/pan/mpn018, equation 16.

    Examples
    --------
    >>> float(log_odds(5, 10, 5, 10, 1, 2))
    0.0
    """
    first = np.log(own + prior) - np.log(own_texts + prior_texts - own - prior)
    second = np.log(other + prior) - np.log(other_texts + prior_texts - other - prior)
    return first - second


def word_odds(
    texts: Sequence[Sequence[str]],
    groups: Sequence[str],
    strata: Sequence[str],
    *,
    least: int = 5,
    strength: float = 0.1,
    resamples: int = 2000,
    seed: int = 0,
) -> "pd.DataFrame":
    r"""Return how much more each word stands beside each group than beside all others together.

    Parameters
    ----------
    texts : sequence of sequence of str
        The different words of every text; a text counts a word once.
    groups, strata : sequence of str
        The group of each text, and the prompt it was drawn from.
    least : int, default 5
        In how many texts a word must stand to be looked at.
    strength : float, default 0.1
        The prior: this part of all texts, with the word as often as in all groups together.
    resamples, seed : int
        Texts of every prompt are drawn again together.

    Returns
    -------
    pandas.DataFrame
        ``group``, ``word``, ``own_count``, ``other_count`` (texts), ``own_rate``, ``other_rate`` (of texts), ``log_odds``,
        ``low``, ``high`` (95 %), ``z`` (log-odds by standard error), ``p`` and ``p_corrected`` (Holm, over all words and
        groups; of two groups, whose figures mirror each other, over the words), largest z of a group first. The standard
        error is that over draws of whole texts, or that of the smoothed counts where it is larger: draws of a word that
        one side never has know nothing of that side. Words that stand in every text are left out.

    Raises
    ------
    InputError
        For fewer than two groups, or ``least`` or ``strength`` that is too small.
    """
    if least < 1 or strength <= 0:
        raise InputError(f"least={least}, strength={strength}: give least from 1 up and a strength above 0.")
    names = list(dict.fromkeys(groups))
    if len(names) < 2:
        raise InputError(f"There is only one group, {names}: words need two to be set against each other.")
    made = _Counted.of(texts, groups, names, least)
    observed = made.odds(np.ones((1, len(texts))), strength)[:, 0]
    drawn = np.concatenate([made.odds(part, strength) for part in _weights(strata, resamples, seed)], axis=1)
    return _corrected(made.table(observed, drawn, strength), names)


@dataclass(frozen=True, eq=False)
class _Counted:
    """Which words stand in which texts, and whose the texts are.

    Attributes
    ----------
    names, words : list of str
        Groups and words that are looked at.
    member : array, (groups, texts)
    holds : array, (texts, words)
    """

    names: list[str]
    words: list[str]
    member: Any
    holds: Any

    @classmethod
    def of(cls, texts: Sequence[Sequence[str]], groups: Sequence[str], names: list[str], least: int) -> "_Counted":
        counts = Counter(word for words in texts for word in set(words))
        words = sorted(word for word, count in counts.items() if least <= count < len(texts))
        places = {word: place for place, word in enumerate(words)}
        holds = np.zeros((len(texts), len(words)), dtype=np.float32)
        for row, found in enumerate(texts):
            holds[row, [places[word] for word in set(found) if word in places]] = 1
        member = np.array([[group == name for group in groups] for name in names], dtype=np.float32)
        return cls(names, words, member, holds)

    @property
    def counts(self) -> Any:
        """Texts that hold each word, by group: (groups, words)."""
        return (self.member @ self.holds).astype(float)

    def odds(self, weights: Any, strength: float) -> Any:
        """Return the log-odds of every group against all others, for every draw of texts: (groups, draws, words)."""
        own = np.stack([(weights * side).astype(np.float32) @ self.holds for side in self.member]).astype(float)
        texts = np.stack([(weights * side).sum(axis=1) for side in self.member])[:, :, None]
        prior, whole = strength * self.holds.sum(axis=0, dtype=float), strength * len(self.holds)
        return log_odds(own, texts, own.sum(axis=0) - own, texts.sum(axis=0) - texts, prior, whole)

    def table(self, observed: Any, drawn: Any, strength: float) -> "pd.DataFrame":
        """Return one row a group and word."""
        import pandas as pd
        from scipy.stats import norm

        texts = self.member.sum(axis=1)
        parts = []
        for place, name in enumerate(self.names):
            own, other = self.counts[place], self.counts.sum(axis=0) - self.counts[place]
            smoothed = self._smoothed(own, texts[place], strength) + self._smoothed(
                other, texts.sum() - texts[place], strength
            )
            error = np.maximum(drawn[place].std(axis=0, ddof=1), np.sqrt(smoothed))
            half, z = norm.ppf(0.975) * error, observed[place] / error
            rates = {"own_rate": own / texts[place], "other_rate": other / (texts.sum() - texts[place])}
            told = {"group": name, "word": self.words, "own_count": own.astype(int), "other_count": other.astype(int)}
            figures = {
                "log_odds": observed[place],
                "low": observed[place] - half,
                "high": observed[place] + half,
                "z": z,
                "p": 2 * norm.sf(np.abs(z)),
            }
            parts.append(pd.DataFrame({**told, **rates, **figures}))
        return pd.concat(parts, ignore_index=True)

    def _smoothed(self, count: Any, texts: float, strength: float) -> Any:
        """Return the variance of a side's smoothed log-odds where every text is drawn by itself."""
        prior, whole = strength * self.holds.sum(axis=0, dtype=float), strength * len(self.holds)
        return 1 / (count + prior) + 1 / (texts + whole - count - prior)


def _weights(strata: Sequence[str], resamples: int, seed: int) -> Iterator[Any]:
    """Give how often each text is drawn, some draws at a time: within every prompt as many as it has, (draws, texts)."""
    rng = np.random.default_rng(seed)
    named = np.array(strata)
    members = [np.flatnonzero(named == name) for name in dict.fromkeys(strata)]
    for start in range(0, resamples, _BLOCK):
        weights = np.zeros((min(_BLOCK, resamples - start), len(named)))
        for places in members:
            weights[:, places] = rng.multinomial(len(places), np.full(len(places), 1 / len(places)), len(weights))
        yield weights


def _corrected(table: "pd.DataFrame", names: list[str]) -> "pd.DataFrame":
    """Return the table with Holm's correction, the largest z of each group first; two groups mirror each other."""
    tested = table[table["group"] == names[0]] if len(names) == 2 else table
    ps = holm(tested["p"].tolist())
    found = dict(zip(tested["word"] if len(names) == 2 else tested.index, ps, strict=True))
    keys = table["word"] if len(names) == 2 else table.index
    order = table["group"].map({name: place for place, name in enumerate(names)})
    table = table.assign(p_corrected=[found[key] for key in keys], order=order, down=-table["z"])
    return table.sort_values(["order", "down", "word"], ignore_index=True).drop(columns=["order", "down"])
