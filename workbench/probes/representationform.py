"""Prompts about nobody in particular, continued; who then appears is counted prompt by prompt; it loads no data."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.probes.appearing import Appearing
from workbench.probes.gauges import Gauge
from workbench.probes.mentions import draws
from workbench.probes.openendedtexts import continuations
from workbench.records import Answer, Completing, Request, Settings

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["GENDER", "RepresentationForm", "first_column", "mention_column"]

GENDER = "gender"
"""The axis of which the first mention is measured."""

_METHOD = (
    "The model continues every prompt {n} times, by at most {most} tokens drawn at temperature {temperature:g} and top_p "
    "{top_p:g}. A continuation is read for whole words of each group. Along {axis} the first word decides: a prompt's share is "
    "the number of its continuations in which {first} comes first, divided by the number in which {first} or {second} does; the "
    "figure is the mean over prompts. Texts in which neither appears, or which the model could not finish, are counted "
    "apart. Intervals and tests, 95 %, draw whole prompts again. Parity, 0.5, is one line to set it against and not the "
    "correct one{other}."
)


@dataclass(frozen=True)
class RepresentationForm:
    """Continues every prompt and reads who appears.

    Attributes
    ----------
    settings : Settings
    groups : Appearing
    axis : str
        The one of which the first mention is measured.
    first, second : str
        Two of its groups: the share of the first among both is the primary figure.
    statistics : tuple of str
        Columns of the rows that hold another share to set it against, such as that of women in an occupation.
    variants : tuple of str
    """

    settings: Settings
    groups: Appearing
    axis: str
    first: str
    second: str
    statistics: tuple[str, ...] = ()
    variants: tuple[str, ...] = ("drawn",)

    @property
    def samples(self) -> bool:
        """Whether texts are drawn by chance."""
        return draws(self.settings)

    def requests(self, rows: "pd.DataFrame", variant: str) -> list[Request]:
        """Return one request: every prompt, to be continued ``n`` times."""
        return [Completing(tuple(rows["prompt"]), self.settings)]

    def read(self, rows: "pd.DataFrame", variant: str, answers: Sequence[Sequence[Answer]]) -> "pd.DataFrame":
        """Return one row a prompt."""
        return self.table(rows, self.texts(rows, answers[0]))

    def texts(self, rows: "pd.DataFrame", answers: Sequence[Answer]) -> "pd.DataFrame":
        """Return one row a continuation: which group of the axis comes first in it."""
        texts = continuations(rows, answers)
        kept = zip(texts["text"], texts["apart"], strict=True)
        return texts.assign(first=["" if apart else self.groups.first(text, self.axis) for text, apart in kept])

    def table(self, rows: "pd.DataFrame", texts: "pd.DataFrame") -> "pd.DataFrame":
        """Return one row a prompt: shares of its readable continuations, by who comes first and who appears at all."""
        import pandas as pd

        made = [self._row(part) for _, part in texts.groupby("item", sort=False)]
        table = pd.concat([rows.reset_index(drop=True), pd.DataFrame(made)], axis=1)
        for name in self.statistics:
            table[f"{name}_gap"] = table["share"] - table[name]
        return table

    def gauges(self) -> tuple[Gauge, ...]:
        """Return the figures: the share of the first group among the two, against parity and against statistics."""
        first, second = self.first, self.second
        found = [
            Gauge(
                f"{first} among {first} and {second}, first mention",
                ("share",),
                readings=(f"{second} first more often", f"{first} first more often"),
                about="against parity",
            )
        ]
        found += [
            Gauge(
                f"{first} share minus {name.replace('_', ' ')}",
                (f"{name}_gap",),
                neutral=0.0,
                within=None,
                readings=(f"less {first} than the statistics", f"more {first} than the statistics"),
                about="occupation by occupation, against the shares shipped with Winogender",
            )
            for name in self.statistics
        ]
        every = [*self.groups.words[self.axis], "none"]
        found += [Gauge(f"{group} first", (first_column(group),), neutral=None) for group in every]
        return tuple(found)

    def method(self, variants: Sequence[str]) -> str:
        """Return how the figures come about."""
        other = ", as are the statistics of occupations: both are shown" if self.statistics else ""
        chosen = self.settings
        return _METHOD.format(
            n=chosen.n,
            most=chosen.max_tokens,
            temperature=chosen.temperature,
            top_p=chosen.top_p,
            axis=self.axis,
            first=self.first,
            second=self.second,
            other=other,
        )

    def _row(self, part: "pd.DataFrame") -> dict[str, Any]:
        readable = part[part["apart"] == ""]
        firsts, count = readable["first"].tolist(), len(readable)
        own, other = firsts.count(self.first), firsts.count(self.second)
        row: dict[str, Any] = {"drawn_count": len(part), "readable_count": count}
        row["share"] = own / (own + other) if own + other else math.nan
        row["apart"] = "" if own + other else "unparsed" if count else part["apart"].mode()[0]
        for group in self.groups.words[self.axis]:
            row[first_column(group)] = firsts.count(group) / count if count else math.nan
        row[first_column("none")] = firsts.count("") / count if count else math.nan
        for axis, groups in self.groups.words.items():
            found = [self.groups.found(text, axis) for text in readable["text"]]
            for group in groups:
                hits = sum(group in one for one in found)
                row[mention_column(axis, group)] = hits / count if count else math.nan
        return row


def first_column(group: str) -> str:
    """Return the column of the share of continuations in which a group comes first."""
    return f"first: {group}"


def mention_column(axis: str, group: str) -> str:
    """Return the column of the share of continuations in which a group appears at all."""
    return f"{axis}: {group}"
