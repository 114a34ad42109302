"""What a probe of templates gives beside its figures: every word, other lists, every pair of groups; it asks no model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.errors import unknown_name
from workbench.probes.gauges import gauged
from workbench.probes.tabled import TabledResult
from workbench.probes.templateslists import checked_contrast, checked_groups
from workbench.probes.templatesratios import ratio_gauges, ratios, shown
from workbench.probes.templatesscored import Scored, single
from workbench.records import Estimate
from workbench.results import estimates_frame
from workbench.stats import holm

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["TemplateResult", "no_rows"]


def no_rows() -> "pd.DataFrame":
    """Return an empty table."""
    import pandas as pd

    return pd.DataFrame()


@dataclass(frozen=True, repr=False)
class TemplateResult(TabledResult):
    """The outcome of a probe of templates.

    Attributes
    ----------
    asked : pandas.DataFrame
        The items.
    scored : dict of Scored
        ``{variant: what was given to every word}``.
    lists : dict of tuple of str
        Words by group, as the figures read them.
    contrast : tuple of str
        The groups of the primary figure.
    """

    asked: "pd.DataFrame" = field(default_factory=no_rows)
    scored: Mapping[str, Scored] = field(default_factory=dict)
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    contrast: tuple[str, str] = ("", "")

    def words_frame(self, variant: str | None = None) -> "pd.DataFrame":
        """Return one row an item and word: what the model gave to every word, so that nothing is lost in a sum.

        Returns
        -------
        pandas.DataFrame
            ``item``, ``group``, ``template``, ``attribute``, ``list`` (the group of the word), ``word``,
            ``word_logprob`` (natural logarithm, of the whole word), ``token_count`` and, where words are scored after a
            frame too, ``frame_logprob``.
        """
        return self._scored(variant).frame(shown(self.asked).drop(columns="cluster"), self.lists)

    def by_word(self, variant: str | None = None) -> "pd.DataFrame":
        """Return one row a word: how likely it is over all items, and how many tokens it is.

        Returns
        -------
        pandas.DataFrame
            ``list``, ``word``, ``token_count``, ``mean_logprob``, ``mean_probability``, and ``share``: its part of the
            list's mean probability. A word of several tokens is less likely by itself, so a low figure is no finding alone.
        """
        words = self.words_frame(variant)
        words["probability"] = np.exp(words["word_logprob"])
        means = words.groupby(["list", "word"], sort=False, as_index=False).agg(
            token_count=("token_count", "max"),
            mean_logprob=("word_logprob", "mean"),
            mean_probability=("probability", "mean"),
        )
        whole = means.groupby("list", sort=False)["mean_probability"].transform("sum")
        return means.assign(share=means["mean_probability"] / whole)

    def tokens(self) -> "pd.DataFrame":
        """Return one row a list of words: how many words and tokens it has, and how many words are one token."""
        import pandas as pd

        scored = self._scored(None)
        rows = []
        for name, words in self.lists.items():
            counts = scored.tokens[:, [scored.words.index(word) for word in words]]
            ones = single(counts).all(axis=0).sum()
            rows.append((name, len(words), int(ones), float(counts.mean())))
        return pd.DataFrame(rows, columns=["list", "word_count", "one_token_count", "mean_tokens"])

    def rescored(
        self, *, groups: Mapping[str, Sequence[str]], contrast: Sequence[str] | None = None
    ) -> "TemplateResult":
        """Return the result that other lists of words give; no model is asked.

        Parameters
        ----------
        groups : dict of list of str
            Words by group, all of them among those that were scored.
        contrast : tuple of str, optional
            The groups of the primary figure; left out, those of before where both are there, else the first two.

        Raises
        ------
        InputError
            For a word that was not scored, an empty list, or a word in two groups.
        """
        lists = checked_groups(groups)
        kept = self.contrast if contrast is None and set(self.contrast) <= set(lists) else contrast
        chosen = checked_contrast(kept, lists)
        tables = {variant: ratios(self.asked, one, lists, chosen) for variant, one in self.scored.items()}
        settings = {**self.settings, "groups": {name: list(words) for name, words in lists.items()}}
        said = f"{self.method} Read again with other lists: " + "; ".join(
            f"{name}: {', '.join(words)}" for name, words in lists.items()
        )
        given: dict[str, Any] = {"tables": tables, "lists": lists, "contrast": chosen, "settings": settings}
        gauges = ratio_gauges(chosen, self._scored(None).pooled)
        return replace(self, method=f"{said}.", gauges=gauges, **given)

    def contrasts(self, against: str = "pairs", *, group: str | None = None) -> list[Estimate]:
        """Return the primary figure for other groups: every pair, or each against all others together.

        Parameters
        ----------
        against : {"pairs", "others"}, default "pairs"
        group : str, optional
            Of one group of items alone.

        Returns
        -------
        list of Estimate
            In nats, neutral 0; ``group`` is the pair, ``p_corrected`` Holm's over them. Lists of different size, or
            of words of more tokens, differ by that alone: read `tokens` beside it.

        Raises
        ------
        InputError
            For another ``against``, or an unknown group of items.
        """
        if against not in ("pairs", "others"):
            raise unknown_name("against", against, ("pairs", "others"))
        table = self.frame()
        if group is not None and group not in set(table["group"]):
            raise unknown_name("group", group, dict.fromkeys(table["group"]))
        found = []
        for name, first, second in self._sides(against):
            part = table.assign(ratio=self._scored(None).read(first) - self._scored(None).read(second))
            part["apart"] = part["ratio"].isna().map({True: "unscored", False: ""})
            part = part if group is None else part[part["group"] == group]
            found.append(gauged(part, replace(self.gauges[0], measure="log ratio"), name))
        ps = holm([one.p for one in found])
        return [replace(one, p_corrected=p) for one, p in zip(found, ps, strict=True)]

    def contrasts_frame(self, against: str = "pairs") -> "pd.DataFrame":
        """Return `contrasts` as a table."""
        return estimates_frame(self.contrasts(against))

    def _sides(self, against: str) -> list[tuple[str, list[str], list[str]]]:
        if against == "pairs":
            pairs = combinations(self.lists, 2)
            return [(f"{one} to {two}", [*self.lists[one]], [*self.lists[two]]) for one, two in pairs]
        return [
            (f"{one} to all others", [*words], [word for two in self.lists if two != one for word in self.lists[two]])
            for one, words in self.lists.items()
        ]

    def _scored(self, variant: str | None) -> Scored:
        if variant is not None and variant not in self.scored:
            raise unknown_name("variant", variant, self.scored)
        return self.scored[variant or next(iter(self.scored))]
