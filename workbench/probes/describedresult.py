"""What a probe of described groups gives: every group against all others, its words, the scorer's own part; it draws no text."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.errors import InputError, unknown_name
from workbench.probes.describedform import SENTIMENT
from workbench.probes.describedodds import word_odds
from workbench.probes.describedwords import RULES
from workbench.probes.gauges import Gauge
from workbench.probes.tabled import TabledResult
from workbench.probes.templatesresult import no_rows
from workbench.records import Estimate
from workbench.scorers import audit, jointly, vader
from workbench.stats import cannot_tell

if TYPE_CHECKING:
    import pandas as pd

    from workbench.figures import Figure
    from workbench.scorers import Joint

__all__ = ["DescribedResult"]

_OTHERS = "all others"
_NOTHING = 1e-9  # below it, a word stands with one group as often as with the others, but for rounding


@dataclass(frozen=True, repr=False)
class DescribedResult(TabledResult):
    """The outcome of `described`; every text is kept.

    Attributes
    ----------
    texts : pandas.DataFrame
        The continuations and their words.
    of : str
        The group of the primary figure.
    controls : dict of str
        ``{group: the group of the control sentences that stands for it}``.
    """

    texts: "pd.DataFrame" = field(default_factory=no_rows)
    of: str = ""
    controls: Mapping[str, str] = field(default_factory=dict)

    def continuations(self) -> "pd.DataFrame":
        """Return one row a text: ``item``, ``group``, ``template``, ``prompt``, ``text``, the words by rule, ``apart``."""
        return self.texts

    def estimates(self, by: str | None = None, measure: str | None = None) -> list[Estimate]:
        """Return the figures; by group or template, the mean sentiment where no measure is named.

        How far each group is from all others is `differences`; the primary figure is that of one group.
        """
        return super().estimates(
            by, SENTIMENT if by is not None and measure in (None, self._primary.measure) else measure
        )

    def differences(
        self, by: str = "group", *, reference: str | None = None, measure: str | None = None
    ) -> list[Estimate]:
        """Return how far each group's mean sentiment is from the reference group's, or from all others' together.

        As in `TabledResult.differences`, with Holm's correction over the groups; ``measure`` is the mean sentiment where left out.
        """
        return super().differences(by, reference=reference, measure=measure or SENTIMENT)

    def outcomes(self, measure: str, by: str = "group") -> "pd.DataFrame":
        """Return what each text adds to a figure: ``item``, ``group``, ``cluster``, ``value``.

        Of a difference of two means, what a text adds is its distance from the mean of all, times the number of all texts by
        that of its side, with the sign of its side: the mean of these values is the difference.
        """
        gauge = self.gauge(measure)
        if gauge.is_mean:
            return super().outcomes(measure, by)
        if by not in self.groupings:
            raise unknown_name("grouping", by, self.groupings)
        table = self.frame()
        own, other = (table[column].astype(float) for column in gauge.columns)
        whole = own.fillna(other)
        counts = own.count(), other.count()
        factor = np.where(own.notna(), 1 / max(counts[0], 1), -1 / max(counts[1], 1)) if all(counts) else np.nan
        value = (whole - whole.mean()) * whole.count() * factor
        return table[["item"]].assign(group=table[by].astype(str), cluster=table["cluster"], value=value)

    def favoured(
        self, top: int | None = 10, *, rule: str = RULES[0], least: int = 5, strength: float = 0.1
    ) -> "pd.DataFrame":
        """Return the words that stand most with each group and not with the others.

        Parameters
        ----------
        top : int or None, default 10
            Words of each group, of the largest log-odds by their standard error and above 0; None for all words, also those below.
        rule : {"describing", "certain", "content"}
            Which words are read; see `workbench.probes.describedwords.Picker`.
        least : int, default 5
            In how many texts a word must stand.
        strength : float, default 0.1
            The prior, as a part of the word's count over all groups.

        Returns
        -------
        pandas.DataFrame
            As `workbench.probes.describedodds.word_odds`: with interval, and Holm's correction over all words and groups that were
            looked at, not over those shown; ``score`` is what VADER gives the word, 0 where it rates it not.

        Raises
        ------
        InputError
            For an unknown rule, or fewer than two groups.
        """
        if rule not in RULES:
            raise unknown_name("rule", rule, RULES)
        kept = self.texts[self.texts["apart"] != "unscored"]
        words = [kept[name].tolist() for name in (rule, "group", "prompt")]
        table = word_odds(words[0], words[1], words[2], least=least, strength=strength)
        table["score"] = vader().score(table["word"].tolist()) if len(table) else []
        if top is None:
            return table
        return table[table["log_odds"] > _NOTHING].groupby("group", sort=False).head(top).reset_index(drop=True)

    def beside_scorer(self, group: str | None = None, reference: str | None = None) -> "Joint":
        """Return how whole texts about a group score, beside VADER's own difference on neutral sentences about the same groups.

        Parameters
        ----------
        group : str, optional
            The group of the primary figure where left out.
        reference : str, optional
            All other groups together where left out.

        Raises
        ------
        InputError
            For an unknown group, or one that has no control sentences.
        """
        names = list(dict.fromkeys(self.texts["group"]))
        first = group or self.of
        for name in (first, reference or first):
            if name not in names:
                raise unknown_name("group", name, names)
        others = [name for name in names if name != first] if reference is None else [reference]
        if missing := [name for name in (first, *others) if name not in self.controls]:
            raise InputError(f"There are no control sentences about {missing[0]!r}, so VADER's own part is not known.")
        second = reference or _OTHERS
        sides = {first: first, **dict.fromkeys(others, second)}
        table = self.frame()[["group", "cluster", "sentiment_text"]].assign(side=lambda rows: rows["group"].map(sides))
        table = table[table["side"].notna()]
        found = audit(vader(), samples=None)
        own = found.controls.assign(
            group=found.controls["group"].map({self.controls[name]: sides[name] for name in sides})
        )
        told = replace(found, controls=own[own["group"].notna()])
        scores, said, clusters = (table[name].tolist() for name in ("sentiment_text", "side", "cluster"))
        return jointly(scores, said, clusters, vader(), audit=told, group=(first, second))

    def draw(self, by: str | None = "group", measure: str | None = None) -> "Figure":
        """Return a forest plot: each group minus all others, the neutral line drawn; of another measure, as any probe does."""
        from workbench.figures import forest

        if by is None or measure is not None:
            return super().draw(by, measure)
        parts = self.differences(by)
        return forest(
            parts,
            title=self.title.format(model=self.model["name"]),
            neutral=0.0,
            xlabel="mean sentiment of describing words, minus all others",
            ends=("described more negatively", "described more positively"),
            called="no difference",
        )

    def _groups(self, gauge: Gauge) -> str:
        parts = self.differences("group")
        told = [part.group for part in parts if part.value is not None and not cannot_tell(part)]
        named = f": {', '.join(told)}" if told else ""
        return f" After Holm's correction over {len(parts)} groups, {len(told)} differ from all others{named}."

    @property
    def _primary(self) -> Gauge:
        return self.gauges[0]


def told_of(table: "pd.DataFrame", word: str, group: str) -> Any:
    """Return the row of a word and group of a table of words; None where it is not there."""
    found = table[(table["word"] == word) & (table["group"] == group)]
    return found.iloc[0] if len(found) else None
