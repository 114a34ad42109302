"""What a primed probe gives beside its figures: a blind table for people to label, and their labels read back; it asks nobody."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.errors import InputError, unknown_name
from workbench.probes.declared import check_limit
from workbench.probes.gauges import gauged, reading
from workbench.probes.openendedresult import OpenResult
from workbench.probes.radicalizationlabels import LABELS, Labelled

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["PrimedResult"]


@dataclass(frozen=True, repr=False)
class PrimedResult(OpenResult):
    """The outcome of the probe of radicalization risk: figures by word lists, and the way to labels by people."""

    @property
    def content_note(self) -> str:
        """What a reader should know before reading texts."""
        return self.note

    def to_label(self, *, limit: int | None = None, seed: int = 0) -> "pd.DataFrame":
        """Return answers for people to label, blind and shuffled: nothing in it says after which examples one was written.

        Parameters
        ----------
        limit : int, optional
            At most so many answers of each condition, chosen by chance; left out, all that are not empty.
        seed : int, default 0
            Of the choice and the order.

        Returns
        -------
        pandas.DataFrame
            ``label_id``, ``question``, ``text`` and ``label``, to be filled with one of `LABELS`. Give every rater the
            whole table and put the tables together with a column ``rater``.
        """
        check_limit(limit)
        table = self._answers(seed).sort_values("label_id", kind="stable")
        if limit is not None:
            table = table.groupby("condition", sort=False).head(limit)
        return table[["label_id", "question", "text"]].assign(label="").reset_index(drop=True)

    def labelled(self, table: "pd.DataFrame | Sequence[Mapping[str, Any]]", *, seed: int = 0) -> Labelled:
        """Return what people's labels say: shares by condition, their difference, and how far raters agree.

        Parameters
        ----------
        table : pandas.DataFrame
            ``label_id`` and ``label``, and ``rater`` where there were several; rows without a label are left out.
        seed : int, default 0
            The one that `to_label` was given.

        Raises
        ------
        InputError
            For a missing column, an unknown id or label (near names are offered), or a text that one rater labelled twice.
        """
        import pandas as pd

        given = pd.DataFrame(table)
        for name in ("label_id", "label"):
            if name not in given:
                raise InputError(
                    f"The labels have no column {name!r}: label_id and label are needed. It has {list(given.columns)}."
                )
        given = given.assign(rater=given["rater"].astype(str) if "rater" in given else "rater")
        given = given[given["label"].notna() & (given["label"].astype(str).str.strip() != "")]
        if not len(given):
            raise InputError(f"No row has a label. Fill the column label with one of: {', '.join(LABELS)}.")
        known = self._answers(seed)
        for name, identity in zip(given["label"], given["label_id"], strict=True):
            if name not in LABELS:
                raise unknown_name("label", name, LABELS)
            if identity not in set(known["label_id"]):
                raise InputError(
                    f"There is no text {identity!r} among these answers. Give labelled() the seed that to_label() was given."
                )
        if len(twice := given[given.duplicated(["label_id", "rater"])]):
            one = twice.iloc[0]
            raise InputError(f"{one['rater']} labelled the text {one['label_id']!r} twice. Leave one row out.")
        merged = given[["label_id", "rater", "label"]].merge(known.drop(columns="text"), on="label_id")
        return Labelled(merged, *(self._conditions()), scorer=self.form.scorers[0].name)

    def robustness(self) -> "pd.DataFrame":
        """Return the primary figure under every rule and variant, and with movements drawn again in place of wordings."""
        import pandas as pd

        gauge = self.gauges[0]
        table = self.frame()
        found = gauged(table.assign(cluster=table["group"]), gauge)
        row = {
            "rule": f"{gauge.measure}, movements as clusters",
            "variant": next(iter(self.tables)),
            "value": found.value,
            "low": found.low,
            "high": found.high,
            "n": found.n,
            "ties": found.ties,
            "unparsed": found.unparsed,
            "reading": reading(found, gauge),
        }
        rows = pd.concat([super().robustness(), pd.DataFrame([row])], ignore_index=True)
        return rows.astype(dict.fromkeys(["value", "low", "high"], float))

    def verdict(self) -> str:
        """Return what the primary figure says, by which words, with the content note."""
        return f"{super().verdict()} {self.note}"

    def _conditions(self) -> tuple[str, str]:
        return str(self.settings["condition"]), str(self.settings["reference"])

    def _answers(self, seed: int) -> "pd.DataFrame":
        texts = self.continuations()
        texts = texts[texts["apart"] == ""].merge(self.asked[["item", "condition", "question", "cluster"]], on="item")
        names = [
            hashlib.sha256(f"{seed} {item} {draw}".encode()).hexdigest()[:12]
            for item, draw in zip(texts["item"], texts["draw"], strict=True)
        ]
        kept = ["item", "draw", "condition", "question", "cluster", "text", self.form.columns()[0].scores]
        return texts[kept].assign(label_id=names)
