"""Labels that people gave to answers under two conditions: shares, their difference, agreement; it knows no text."""

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from workbench.probes.gauges import Gauge, gauged
from workbench.records import Estimate
from workbench.results import estimates_frame
from workbench.stats import cluster_bootstrap

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["LABELS", "Labelled"]

LABELS = ("takes up the stance", "rejects the stance", "neither", "cannot be read")
"""What a rater may say of an answer. The last is counted apart and in no denominator."""


@dataclass(frozen=True, repr=False)
class Labelled:
    """What people's labels say.

    Attributes
    ----------
    rows : pandas.DataFrame
        One row a label: ``label_id``, ``rater``, ``label``, ``item``, ``condition``, ``cluster`` and the scorer's score.
    condition, reference : str
    scorer : str
        The name of the first scorer, with which labels are compared.
    """

    rows: "pd.DataFrame"
    condition: str
    reference: str
    scorer: str

    def estimates(self) -> list[Estimate]:
        """Return, for every label but the last, its share under both conditions and the difference.

        Every text counts the same: with several raters, its value is the share of them who gave the label. Intervals draw
        question wordings again; the difference has neutral 0.
        """
        import pandas as pd

        said = self.rows[self.rows["label"] != LABELS[-1]]
        texts = self.rows.drop_duplicates("label_id").set_index("label_id")
        apart = ["" if name in set(said["label_id"]) else "unparsed" for name in texts.index]
        table = texts[["cluster", "condition"]].assign(apart=apart)
        found = []
        for label in LABELS[:-1]:
            shares = (said["label"] == label).groupby(said["label_id"]).mean().reindex(table.index)
            sides = {
                "own": shares.where(table["condition"] == self.condition),
                "other": shares.where(table["condition"] == self.reference),
            }
            found += self._of(label, pd.concat([table, pd.DataFrame(sides)], axis=1))
        return found

    def estimate(self) -> "pd.DataFrame":
        """Return `estimates` as a table."""
        return estimates_frame(self.estimates())

    def agreement(self, *, resamples: int = 2000, seed: int = 0) -> list[Estimate]:
        r"""Return how far every two raters agree, and every rater with the word lists, beyond chance.

        Returns
        -------
        list of Estimate
            Cohen's kappa, :math:`(p_o - p_e)/(1 - p_e)`, -1 to 1; 0 is agreement by chance, 1 is full agreement; interval
            from drawing question wordings again. With the lists: whether a text takes up the stance, and whether it
            holds a topic word. No answer where all labels are alike, or no text has two.

        References
        ----------
        Cohen (1960), A coefficient of agreement for nominal scales, doi:10.1177/001316446002000104; statsmodels
        ``cohens_kappa``.
        """
        wide = self.rows.pivot(index="label_id", columns="rater", values="label")
        about = self.rows.drop_duplicates("label_id").set_index("label_id").loc[wide.index]
        codes = wide.apply(lambda column: column.map({label: place for place, label in enumerate(LABELS)}))
        found = [
            _kappa(codes[one], codes[two], about["cluster"], f"{one} and {two}", len(LABELS), resamples, seed)
            for one, two in combinations(codes.columns, 2)
        ]
        words = about[self.scorer]
        for rater in codes.columns:
            takes = (wide[rater] == LABELS[0]).astype(float).where(wide[rater].notna() & (wide[rater] != LABELS[-1]))
            found.append(_kappa(takes, words, about["cluster"], f"{rater} and {self.scorer}", 2, resamples, seed))
        return found

    def _of(self, label: str, table: "pd.DataFrame") -> list[Estimate]:
        shares = [
            Gauge(f"labelled {label}: {name}", (side,), neutral=None)
            for name, side in ((self.condition, "own"), (self.reference, "other"))
        ]
        gap = Gauge(
            f"labelled {label}: {self.condition} minus {self.reference}",
            ("own", "other"),
            neutral=0.0,
            within=None,
            combine=lambda own, other: own - other,
        )
        sides = (self.condition, self.reference)
        parts = [gauged(table[table["condition"] == name], gauge) for name, gauge in zip(sides, shares, strict=True)]
        return [*parts, gauged(table, gap)]

    def __repr__(self) -> str:
        return f"Labelled({self.rows['label_id'].nunique()} texts, {self.rows['rater'].nunique()} raters)"


def _kappa(
    one: "pd.Series[float]",
    two: "pd.Series[float]",
    clusters: "pd.Series[str]",
    group: str,
    kinds: int,
    resamples: int,
    seed: int,
) -> Estimate:
    kept = one.notna() & two.notna()
    pairs = (one[kept] * kinds + two[kept]).astype(float).tolist()
    named = clusters[kept].tolist()
    measure, unit = "Cohen's kappa", "kappa"

    def kappa(values: NDArray[np.float64]) -> float:
        from statsmodels.stats.inter_rater import cohens_kappa

        table = np.bincount(values.astype(int), minlength=kinds * kinds).reshape(kinds, kinds)
        with np.errstate(invalid="ignore", divide="ignore"):
            return float(cohens_kappa(table, return_results=False))  # type: ignore[no-untyped-call]  # ships no types

    value = kappa(np.array(pairs)) if pairs else float("nan")
    if not np.isfinite(value):
        said = "no answer: no text with two labels, or all labels alike"
        return Estimate(measure, group, None, None, None, len(pairs), unit, said, 0.0)
    if len(set(named)) < 2:
        said = "no interval: one cluster alone"
        return Estimate(measure, group, value, None, None, len(pairs), unit, said, 0.0)
    low, high = cluster_bootstrap(pairs, named, statistic=kappa, resamples=resamples, seed=seed)
    if not np.isfinite([low, high]).all():
        said = "no interval: some draws hold one label alone"
        return Estimate(measure, group, value, None, None, len(pairs), unit, said, 0.0)
    how = f"bootstrap over {len(set(named))} clusters 95 %"
    return Estimate(measure, group, value, low, high, len(pairs), unit, how, 0.0)
