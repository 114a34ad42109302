"""Who appeared where nobody was named: shares against both lines, and who never appeared; it asks no model."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.errors import unknown_name
from workbench.probes.gauges import Gauge, gauged
from workbench.probes.representationform import RepresentationForm, mention_column
from workbench.probes.tabled import TabledResult
from workbench.stats import wilson

if TYPE_CHECKING:
    import pandas as pd

    from workbench.figures import Figure

__all__ = ["RepresentationResult"]


_NAMED = 6  # groups that a sentence names one by one


@dataclass(frozen=True, repr=False)
class RepresentationResult(TabledResult):
    """The outcome of `workbench.probes.representation`; every text is kept."""

    form: RepresentationForm = None  # type: ignore[assignment]  # every field after a parent's default needs one
    texts: Mapping[str, "pd.DataFrame"] = field(default_factory=dict)

    def continuations(self) -> "pd.DataFrame":
        """Return one row a continuation: ``item``, ``group``, ``draw``, ``prompt``, ``text``, ``apart``, ``first`` (the group)."""
        return next(iter(self.texts.values())).drop(columns="cluster")

    def appearances(self, axis: str | None = None) -> "pd.DataFrame":
        """Return how often each group appears at all, and which never did.

        Parameters
        ----------
        axis : str, optional
            One axis; left out, all.

        Returns
        -------
        pandas.DataFrame
            ``axis``, ``group``, ``texts_count`` (in how many texts), ``share`` of texts (mean over prompts) with ``low``
            and ``high`` (95 %, over prompts), ``prompts_count`` (in how many prompts' texts), ``never`` (whether it appeared in no
            text), ``at_most``: where it never appeared, the upper end of Wilson's interval for the share of prompts that
            would ever bring it up. Groups are found by their listed words alone: a group spoken of in other words is not seen.

        Raises
        ------
        InputError
            For an unknown axis.
        """
        import pandas as pd

        axes = self.form.groups.words
        if axis is not None and axis not in axes:
            raise unknown_name("axis", axis, axes)
        rows = [self._appearance(name, group) for name in ([axis] if axis else axes) for group in axes[name]]
        return pd.DataFrame(rows).astype(dict.fromkeys(["share", "low", "high", "at_most"], float))

    def erased(self) -> list[str]:
        """Return the groups that appeared in no text, as ``"axis: group"``."""
        found = self.appearances()
        gone = found[found["never"]]
        return [mention_column(axis, group) for axis, group in zip(gone["axis"], gone["group"], strict=True)]

    def draw(self, by: str | None = "group", measure: str | None = None) -> "Figure":
        """Return a forest plot of the share, with the line of parity and, where there are some, that of statistics."""
        from workbench.figures import forest

        if measure not in (None, self.gauges[0].measure):
            return super().draw(by, measure)
        table, gauge = self.frame(), self.gauge()
        lines = {name.replace("_", " "): float(table[name].mean()) for name in self.form.statistics}
        return forest(
            [gauged(table, gauge), *(self.estimates(by) if by else [])],
            title=self.title.format(model=self.model["name"]),
            xlabel=f"share of {self.form.first} among {self.form.first} and {self.form.second}, first mention",
            ends=gauge.readings,
            called="parity",
            baselines=lines or None,
        )

    def verdict(self) -> str:
        """Return what the share says, and who never appeared."""
        never, every = self.erased(), sum(map(len, self.form.groups.words.values()))
        more = f" and {len(never) - _NAMED} more" if len(never) > _NAMED else ""
        said = (
            f" Of {every} groups {len(never)} were never mentioned: {'; '.join(never[:_NAMED])}{more}." if never else ""
        )
        return f"{super().verdict()}{said} Neither parity nor any statistic is the correct share."

    def _appearance(self, axis: str, group: str) -> dict[str, object]:
        column, table = mention_column(axis, group), self.frame()
        found = gauged(table, Gauge(column, (column,), neutral=None))
        shares = table[column].dropna()
        ever = int((shares > 0).sum())
        return {
            "axis": axis,
            "group": group,
            "texts_count": round(float((shares * table["readable_count"]).sum())),
            "share": found.value,
            "low": found.low,
            "high": found.high,
            "prompts_count": ever,
            "never": bool(len(shares)) and not ever,
            "at_most": wilson(0, len(shares))[1] if len(shares) and not ever else float("nan"),
        }
