"""What a matched guise gives beside its figures: every attribute, other lists, the part of surprisal; it asks no model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.errors import unknown_name
from workbench.probes.dialectform import SIDES, GuiseForm, Guises, guise_gauges, guise_table
from workbench.probes.dialectlists import checked_attributes
from workbench.probes.tabled import TabledResult
from workbench.probes.templatesresult import no_rows
from workbench.records import Estimate
from workbench.results import estimates_frame
from workbench.stats import clustered_mean, holm

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["GuiseResult"]

_PLAIN = ("item", "group", "cluster", "template", *SIDES)


@dataclass(frozen=True, repr=False)
class GuiseResult(TabledResult):
    """The outcome of a matched guise.

    Attributes
    ----------
    asked : pandas.DataFrame
        The items.
    guises : dict of Guises
        ``{variant: what was scored}``.
    attributes : dict of tuple of str
        Words by valence, as the figures read them.
    """

    asked: "pd.DataFrame" = field(default_factory=no_rows)
    guises: Mapping[str, Guises] = field(default_factory=dict)
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def words_frame(self, variant: str | None = None) -> "pd.DataFrame":
        """Return one row an item and attribute.

        Returns
        -------
        pandas.DataFrame
            ``item``, ``group``, ``cluster``, ``template``, ``mainstream``, ``other``, ``valence``, ``word``,
            ``token_count``, ``mainstream_logprob``, ``other_logprob``, and ``shift``: the second minus the first.
        """
        found = self._guises(variant)
        asked = self.asked[list(_PLAIN)]
        one, two = (found.sides[side].frame(asked, self.attributes) for side in SIDES)
        table = one.rename(columns={"list": "valence", "word_logprob": "mainstream_logprob"})
        table["other_logprob"] = two["word_logprob"]
        return table.assign(shift=table["other_logprob"] - table["mainstream_logprob"])

    def by_attribute(self, variant: str | None = None) -> "pd.DataFrame":
        """Return one row an attribute: how much likelier it is after the other dialect, largest loss first.

        Returns
        -------
        pandas.DataFrame
            ``word``, ``valence``, ``token_count``, then as `estimate`: in nats, neutral 0, over pairs, with Holm's
            correction over all attributes.
        """
        words = self.words_frame(variant)
        found, said = [], []
        for (valence, word), part in words.groupby(["valence", "word"], sort=False):
            kept = part[part["shift"].notna()]
            told: dict[str, Any] = {"measure": "shift", "group": word, "unit": "nats"}
            lost = len(part) - len(kept)
            found.append(clustered_mean(kept["shift"].tolist(), kept["cluster"].tolist(), **told, unscored=lost))
            said.append((word, valence, int(part["token_count"].max())))
        ps = holm([one.p for one in found])
        table = estimates_frame([replace(one, p_corrected=p) for one, p in zip(found, ps, strict=True)])
        for place, name in enumerate(("word", "valence", "token_count")):
            table.insert(place, name, [row[place] for row in said])
        return table.drop(columns=["measure", "group"]).sort_values("value", ignore_index=True)

    def rescored(self, *, attributes: Mapping[str, Sequence[str]]) -> "GuiseResult":
        """Return the result that other lists of attributes give, such as without doubtful words; no model is asked.

        Parameters
        ----------
        attributes : dict of list of str
            Words by valence, ``"positive"`` and ``"negative"`` among them, all of which were scored.

        Raises
        ------
        InputError
            For a word that was not scored, an empty list, or a word in two lists.
        """
        lists = checked_attributes(attributes)
        tables = {variant: guise_table(self.asked, one, lists) for variant, one in self.guises.items()}
        method = f"{GuiseForm(lists).method(list(tables))} Read again with these lists."
        settings = {**self.settings, "attributes": {name: list(words) for name, words in lists.items()}}
        given: dict[str, Any] = {"tables": tables, "attributes": lists, "settings": settings, "method": method}
        return replace(self, gauges=guise_gauges(lists), **given)

    def by_surprisal(self) -> Estimate:
        """Return the rank correlation, over pairs, of the gap with how much more the other dialect surprises.

        A model that finds a text surprising reads all of it differently. Far from 0, a part of the gap goes with
        surprisal; near 0, surprisal does not say which pairs have a gap. Neither tells what causes what.

        Returns
        -------
        Estimate
            Spearman's coefficient, -1 to 1, neutral 0; 95 % from drawing pairs again. Fewer than three pairs, or no
            variation: no answer.
        """
        from scipy.stats import bootstrap, spearmanr

        table = self.frame().groupby("cluster", sort=True)[["gap", "surprisal"]].mean().dropna()
        told = ("rank correlation of gap and surprisal", "all")
        if len(table) < 3 or (table.nunique() < 2).any():
            return Estimate(*told, None, None, None, len(table), "correlation", "no answer", 0.0)
        both = table["gap"].to_numpy(), table["surprisal"].to_numpy()

        def rank(one: Any, two: Any) -> float:
            return float(spearmanr(one, two).statistic) if np.ptp(one) and np.ptp(two) else 0.0

        value = float(spearmanr(*both).statistic)
        drawn = bootstrap(both, rank, paired=True, vectorized=False, n_resamples=2000, method="percentile", rng=0)
        low, high = (float(end) for end in drawn.confidence_interval)
        method = f"bootstrap over {len(table)} clusters 95 %, Spearman's test"
        p = float(spearmanr(*both).pvalue)
        return Estimate(*told, value, low, high, len(table), "correlation", method, 0.0, p)

    def _guises(self, variant: str | None) -> Guises:
        if variant is not None and variant not in self.guises:
            raise unknown_name("variant", variant, self.guises)
        return self.guises[variant or next(iter(self.guises))]
