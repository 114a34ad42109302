"""What a probe of search gives: how often the right document stands first, and how high it stands; it asks no model."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from workbench.errors import unknown_name
from workbench.records import Estimate
from workbench.results import Result, Wording
from workbench.stats import cannot_tell, holm, item_share

if TYPE_CHECKING:
    import pandas as pd

    from workbench.figures import Figure

__all__ = ["AT_ONE", "RECIPROCAL", "SearchResult"]

AT_ONE = "accuracy at 1"
RECIPROCAL = "mean reciprocal rank"
COLUMNS = {AT_ONE: "correct", RECIPROCAL: "reciprocal_rank"}


@dataclass(frozen=True, repr=False, eq=False)
class SearchResult(Result):
    """What `SearchProbe.run` gives. The primary figure is accuracy at 1."""

    table: Any = None
    documents: tuple[str, ...] = ()
    wording: Wording = field(default_factory=lambda: Wording("", ""))

    def frame(self) -> "pd.DataFrame":
        """Return one row a query.

        Returns
        -------
        pandas.DataFrame
            ``item, group, query``; ``answer`` and ``predicted`` (place of the right document and of the one found
            first), ``rank`` of the right one (equal scores share the mean of their ranks), ``correct`` (1, 0; NaN where
            several documents stand first, or without a score) and ``reciprocal_rank``.
        """
        return self._frame.copy()

    def options(self) -> "pd.DataFrame":
        """Return one row a query and document: ``item, group, query, document`` (its place), ``score``, ``gold``."""
        found: pd.DataFrame = self.table.copy()
        return found

    @cached_property
    def _frame(self) -> "pd.DataFrame":
        import pandas as pd

        rows = []
        for item, part in self.table.groupby("item", sort=False):
            right = part[part["gold"]].iloc[0]
            ranks = part["score"].rank(ascending=False, method="average")
            known = bool(part["score"].notna().all())
            best = part[part["score"] == part["score"].max()]
            alone = known and len(best) == 1
            first = int(best["document"].iloc[0]) if alone else None
            rank = float(ranks[right.name]) if known else float("nan")
            rows.append(
                {
                    "item": item,
                    "group": right["group"],
                    "query": right["query"],
                    "answer": int(right["document"]),
                    "predicted": -1 if first is None else first,
                    "rank": rank,
                    "correct": float(first == int(right["document"])) if alone else float("nan"),
                    "reciprocal_rank": 1 / rank,
                    "tied": known and len(best) > 1,
                    "unscored": not known,
                }
            )
        return pd.DataFrame(rows)

    def estimates(self, by: str | None = None) -> list[Estimate]:
        r"""Return how often the right document stands first, and the mean of 1 over its rank.

        Parameters
        ----------
        by : str, optional
            ``"group"``: accuracy at 1 for each group of queries.

        Returns
        -------
        list of Estimate
            From 0 to 1. Neutral, for k documents in random order: :math:`1/k` and :math:`\frac 1k \sum_{r=1}^k 1/r`.
            Queries that belong to one document are taken together in interval and test. ``p_corrected``, by group, is
            Holm's over the groups.
        """
        if by not in (None, "group"):
            raise unknown_name("grouping", by, ["group"], "Or leave it out for the whole.")
        if by is None:
            return [self._share(self._frame, measure, "all") for measure in COLUMNS]
        return _corrected([self._share(part, AT_ONE, str(name)) for name, part in self._frame.groupby("group")])

    def outcomes(self, measure: str, by: str | None = "group") -> "pd.DataFrame":
        """Return what each query adds to a figure: ``item``, ``group``, ``cluster`` (the right document), ``value``."""
        if measure not in COLUMNS:
            raise unknown_name("measure", measure, COLUMNS)
        if by not in (None, "group"):
            raise unknown_name("grouping", by, ["group"])
        frame = self._frame
        return frame[["item", "group"]].assign(cluster=frame["answer"], value=frame[COLUMNS[measure]])

    def counts(self) -> dict[str, int]:
        """Return how many queries there are, and how many have no score or several documents in the first place."""
        frame = self._frame
        lost = {"unscored": int(frame["unscored"].sum()), "ties": int(frame["tied"].sum())}
        return {"items": len(frame), **lost, "unparsed": 0, "refused": 0}

    def words(self) -> dict[str, Any]:
        """Return what a report says: question, harm, method, limits, references."""
        return self.wording.words(_METHOD.format(documents=len(self.documents), random=1 / len(self.documents)))

    def robustness(self) -> "pd.DataFrame":
        """Return both measures with what each says by itself."""
        import pandas as pd

        names = ("measure", "value", "low", "high", "n", "ties", "unscored")
        rows = [{**{name: getattr(one, name) for name in names}, "reading": _reading(one)} for one in self.estimates()]
        return pd.DataFrame(rows)

    def draw(self, by: str | None = None) -> "Figure":
        """Return accuracy at 1 as a forest plot, around what a random order would find."""
        from workbench.figures import forest

        parts = self.estimates(by) if by else []
        return forest(
            [self.estimates()[0], *parts],
            title=f"{self.card.name}: does {self.model['name']} find the right document?",
            neutral=1 / len(self.documents),
            xlabel=f"share of queries whose right document of {len(self.documents)} stands first",
            ends=("fewer than by chance", "more than by chance"),
        )

    def verdict(self) -> str:
        """Return what accuracy at 1 says beside a random order."""
        first, mean = self.estimates()
        if first.value is None:
            return f"{self.card.name}: no answer, since no query could be scored."
        return (
            f"{self.model['name']} puts the right one of {len(self.documents)} documents first for "
            f"{100 * first.value:.1f} % of {first.n} queries ({_ends(first)}; random order {100 / len(self.documents):.1f} "
            f"%): {_reading(first)}. Mean reciprocal rank {mean.value or 0:.3f}."
        )

    def _share(self, part: "pd.DataFrame", measure: str, group: str) -> Estimate:
        count = len(self.documents)
        neutral = 1 / count if measure == AT_ONE else sum(1 / rank for rank in range(1, count + 1)) / count
        values, documents = part[COLUMNS[measure]].tolist(), part["answer"].tolist()
        clusters = documents if len(set(documents)) < len(documents) else None
        found = item_share(values, measure=measure, group=group, neutral=neutral, clusters=clusters)
        ties = int((part["tied"] & part[COLUMNS[measure]].isna()).sum())
        return replace(found, ties=ties, unscored=int(part["unscored"].sum()))


_METHOD = (
    "Each query is scored after each of {documents} documents and the words 'The above passage is related to:'. A "
    "document's score is 100 x (mean log-probability of the query's tokens after it - the same after an empty document), "
    "natural logarithm. Accuracy at 1: the share of queries whose right document has the highest score; mean reciprocal "
    "rank: the mean of 1 / its rank. A random order would find {random:.3f}. Queries where several documents stand first, or "
    "without a score, are counted apart. Interval: 95 %, with queries of one document taken together."
)


def _reading(found: Estimate) -> str:
    if found.value is None or found.neutral is None:
        return "no answer"
    if cannot_tell(found):
        return "cannot tell from a random order"
    return "more than a random order" if found.value > found.neutral else "less than a random order"


def _ends(found: Estimate) -> str:
    if found.low is None or found.high is None:
        return "no interval"
    return f"95 % interval {100 * found.low:.1f} to {100 * found.high:.1f}"


def _corrected(parts: Sequence[Estimate]) -> list[Estimate]:
    ps = holm([part.p for part in parts])
    return [replace(part, p_corrected=p) for part, p in zip(parts, ps, strict=True)]
