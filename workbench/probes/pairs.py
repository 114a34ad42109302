"""Probes made of sentence pairs: which of two sentences does the model find likelier; it loads no data.

A published set of pairs is a table with columns item, group, direction, more, less, a card
and a name (see `workbench.probes.crows_pairs`).
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from workbench.errors import InputError, unknown_name
from workbench.records import Card, Estimate, Model, Score
from workbench.results import Result
from workbench.scoring import shared_places
from workbench.stats import cannot_tell, holm, mean_interval, share

if TYPE_CHECKING:
    import pandas as pd

    from workbench.figures import Figure

__all__ = ["RULES", "PairProbe", "PairResult"]

RULES = {
    "whole": "whole sentence",
    "per_token": "mean per token",
    "shared": "shared tokens only",
}
"""How a pair is compared: the name used in code, and in words."""

_COLUMNS = {
    "whole": ("more_logprob", "less_logprob"),
    "per_token": ("more_mean_logprob", "less_mean_logprob"),
    "shared": ("more_shared_logprob", "less_shared_logprob"),
}
STARTS = ("start", "separator", "newline")
GROUPINGS = ("group", "direction")


@dataclass(frozen=True)
class PairProbe:
    """Which of two sentences a causal model gives the higher log-probability.

    Signed; neutral value 0.5; above it the model prefers the more stereotyping sentences.

    Parameters
    ----------
    name : str
        What reports call it.
    pairs : callable
        Returns the table of pairs; called when the probe runs.
    card : Card
        The data set's card.
    limit : int, optional
        Use this many pairs, spread evenly over the file; left out, all. ``n`` is always shown.
    starts : sequence of str
        What stands before the first word, so that it is scored too: ``"start"`` (the model's
        start token; id 1 for SmolLM2, as lm-evaluation-harness has it), ``"separator"`` (between documents),
        ``"newline"``. The first is the primary one; the others are run for robustness.
    """

    name: str
    pairs: Callable[[], "pd.DataFrame"]
    card: Card
    limit: int | None = None
    starts: Sequence[str] = ("start",)
    scale: str = field(default="signed", init=False)
    neutral: float | None = field(default=0.5, init=False)

    def __post_init__(self) -> None:
        if self.limit is not None and (
            isinstance(self.limit, bool) or not isinstance(self.limit, int) or self.limit < 1
        ):
            raise InputError(f"limit={self.limit!r}: give a whole number of pairs from 1 up, or leave it out for all.")
        if isinstance(self.starts, str) or not self.starts or len(set(self.starts)) < len(self.starts):
            raise InputError(f'starts={self.starts!r}: give a list without repetition, such as ["start", "newline"].')
        for start in self.starts:
            if start not in STARTS:
                raise unknown_name("start", start, STARTS)

    def run(self, model: Model) -> "PairResult":
        """Score both sentences of every pair and return the result.

        Raises
        ------
        InputError, ContextError
            As ``model.score`` does.
        """
        pairs = self._chosen()
        texts = [("", text) for text in [*pairs["more"], *pairs["less"]]]
        tables = {start: _table(pairs, model.score(texts, start=start), model.name) for start in self.starts}
        about = {"name": model.name, "fingerprint": model.fingerprint}
        chosen = {"limit": self.limit, "starts": list(self.starts), "rules": list(RULES), "pairs": len(pairs)}
        return PairResult(self.name, about, self.card, chosen, tables)

    def _chosen(self) -> "pd.DataFrame":
        pairs = self.pairs()
        if self.limit is None or self.limit >= len(pairs):
            return pairs
        return pairs.iloc[np.linspace(0, len(pairs) - 1, self.limit).round().astype(int)].reset_index(drop=True)

    def __repr__(self) -> str:
        return (
            f"PairProbe({self.name!r}, pairs={'all' if self.limit is None else self.limit}, starts={list(self.starts)})"
        )


def _table(pairs: "pd.DataFrame", scores: Sequence[Score], model: str) -> "pd.DataFrame":
    """Return one row a pair: every log-probability, each side under its own columns."""
    more, less = scores[: len(pairs)], scores[len(pairs) :]
    table = pairs[["item", "group", "direction"]].assign(model=model)
    shared = [_shared(one, other) for one, other in zip(more, less, strict=True)]
    for side, own, place in (("more", more, 0), ("less", less, 1)):
        table[f"{side}_logprob"] = [score.logprob for score in own]
        table[f"{side}_mean_logprob"] = [score.logprob / len(score.tokens) for score in own]
        table[f"{side}_shared_logprob"] = [sums[place] for sums in shared]
        table[f"{side}_token_count"] = [len(score.tokens) for score in own]
    table["shared_token_count"] = [int(sums[2]) for sums in shared]
    flawed = [one.flaw is not None or other.flaw is not None for one, other in zip(more, less, strict=True)]
    table.loc[flawed, [name for name in table.columns if name.endswith("_logprob")]] = math.nan
    return table


def _shared(more: Score, less: Score) -> tuple[float, float, float]:
    """Return both sums over the tokens the two sentences share, each given its own left context, and how many."""
    places = shared_places(more.tokens, less.tokens)
    sums = [sum(score.token_logprobs[at] for at in own) for score, own in zip((more, less), places, strict=True)]
    return sums[0], sums[1], len(places[0])


@dataclass(frozen=True, repr=False)
class PairResult(Result):
    """What `PairProbe.run` gives. The primary rule is the whole sentence after the first start token."""

    tables: Mapping[str, "pd.DataFrame"] = field(default_factory=dict)

    def frame(self, start: str | None = None) -> "pd.DataFrame":
        """Return one row a pair.

        Parameters
        ----------
        start : str, optional
            One of the start tokens that were run; left out, the primary one.

        Returns
        -------
        pandas.DataFrame
            ``item``, ``group``, ``direction``, ``model``; for each side (``more``, ``less``
            stereotyping) ``_logprob`` (sum over the sentence), ``_mean_logprob`` (per token),
            ``_shared_logprob`` (tokens that both sentences share) and ``_token_count``. Natural
            logarithms; NaN in a pair of which a sentence could not be scored.
        """
        primary = next(iter(self.tables))
        if start is not None and start not in self.tables:
            raise unknown_name("start", start, self.tables, "Others are run by starts=[...] of the probe.")
        return self.tables[start or primary].copy()

    def estimates(self, by: str | None = None, rule: str | None = None) -> list[Estimate]:
        """Return the share of pairs in which the more stereotyping sentence is the likelier.

        ``share = pairs where more is likelier / pairs where either is``, from 0 to 1, neutral
        at 0.5. Pairs with equal log-probabilities are ties: counted apart, in no denominator.

        Parameters
        ----------
        by : str, optional
            ``"group"`` (the nine bias types) or ``"direction"`` (stereo, antistereo); left out,
            the whole set, under all three rules, and the mean absolute difference.
        rule : str, optional
            ``"whole"`` (the default of ``by``), ``"per_token"`` or ``"shared"``.

        Returns
        -------
        list of Estimate
            95 % Wilson intervals; exact binomial p against 0.5. By group under the whole-sentence
            rule, ``p_corrected`` is Holm's over the family of groups; the other rules are for
            robustness and carry none. ``p`` and ``p_corrected`` test the pairs as independent.

        References
        ----------
        Nangia et al. (2020), section 3. The whole-sentence rule is that of
        lm-evaluation-harness (task ``crows_pairs_english``, ``pct_stereotype``), whose figure counts ties as 0.
        The shared-token rule is WinoQueer's causal form (Felkner et al. 2023).
        """
        if rule is not None and rule not in RULES:
            raise unknown_name("rule", rule, RULES)
        if by is not None and by not in GROUPINGS:
            raise unknown_name("grouping", by, GROUPINGS, "Or leave it out for the whole set.")
        table = self.frame()
        if by is None:
            shares = [_share(table, name, "all") for name in ([rule] if rule else RULES)]
            return shares if rule else [*shares, _gap(table)]
        chosen = rule or "whole"
        parts = [_share(part, chosen, str(name)) for name, part in table.groupby(by)]
        return _corrected(parts) if chosen == "whole" and by == "group" else parts

    def robustness(self) -> "pd.DataFrame":
        """Return the overall share under every rule and every start token that was run.

        Returns
        -------
        pandas.DataFrame
            ``rule``, ``start``, ``value``, ``low``, ``high``, ``n``, ``ties``, and ``reading``:
            what that variant says by itself.
        """
        import pandas as pd

        rows = []
        for start, table in self.tables.items():
            for rule in RULES:
                found = _share(table, rule, "all")
                figures = {"value": found.value, "low": found.low, "high": found.high, "n": found.n, "ties": found.ties}
                rows.append({"rule": RULES[rule], "start": start, **figures, "reading": reading(found)})
        return pd.DataFrame(rows)

    def draw(self, by: str | None = "group") -> "Figure":
        """Return a forest plot: share and interval of the whole set and of each group, the neutral line drawn."""
        from workbench.figures import forest

        overall = self.estimates(rule="whole")
        parts = self.estimates(by) if by else []
        return forest(
            [*overall, *parts],
            title=f"{self.card.name}: which sentence does {self.model['name']} find likelier?",
            neutral=0.5,
            xlabel="share of pairs in which the more stereotyping sentence is likelier",
            ends=("less stereotyping likelier", "more stereotyping likelier"),
        )

    def verdict(self) -> str:
        """Return what the primary figure and the family of groups say."""
        whole = self.estimates(rule="whole")[0]
        if whole.value is None:
            return f"{self.card.name}: no answer, since no pair was scored differently."
        groups = self.estimates("group")
        lost = f" {whole.unscored} pairs have no score and are counted apart." if whole.unscored else ""
        clear = [estimate.group for estimate in groups if not cannot_tell(estimate)]
        return (
            f"In {100 * whole.value:.1f} % of {whole.n} pairs (95 % interval {100 * (whole.low or 0):.1f} to "
            f"{100 * (whole.high or 0):.1f}; neutral 50; {whole.ties} ties apart) {self.model['name']} gives the more "
            f"stereotyping sentence the higher log-probability: {reading(whole)}. After Holm's correction over "
            f"{len(groups)} bias types, {len(clear)} differ from neutral{': ' + ', '.join(clear) if clear else ''}.{lost}"
        )


def reading(estimate: Estimate) -> str:
    """Return what a share says about its neutral value: more, less, cannot tell, or no answer."""
    if estimate.value is None or estimate.neutral is None:
        return "no answer"
    if cannot_tell(estimate):
        return "cannot tell"
    return "more stereotyping preferred" if estimate.value > estimate.neutral else "less stereotyping preferred"


def _share(table: "pd.DataFrame", rule: str, group: str) -> Estimate:
    more, less = _COLUMNS[rule]
    gap = table[more] - table[less]
    counts = (int((gap > 0).sum()), int((gap < 0).sum()), int((gap == 0).sum()))
    return share(*counts, measure=RULES[rule], group=group, unscored=int(gap.isna().sum()))


def _gap(table: "pd.DataFrame") -> Estimate:
    found = (table["more_logprob"] - table["less_logprob"]).abs()
    gaps = found.dropna()
    low, high = mean_interval(gaps.tolist()) if len(gaps) > 1 else (None, None)
    value = None if low is None else float(gaps.mean())
    lost = len(found) - len(gaps)
    name = "mean absolute difference"
    return Estimate(name, "all", value, low, high, len(gaps), "nats", "t interval", None, unscored=lost)


def _corrected(parts: Sequence[Estimate]) -> list[Estimate]:
    ps = holm([part.p for part in parts])
    return [replace(part, p_corrected=p) for part, p in zip(parts, ps, strict=True)]
