"""From words' log-probabilities to ratios of groups, and the figures made of them; it asks no model."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.probes.gauges import Gauge
from workbench.probes.templatesscored import Scored

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Parts", "ratio_gauges", "ratios", "shown"]

Parts = Mapping[str, tuple[Sequence[str], Sequence[str]]]
"""Named parts of the two lists, each a rule of its own: ``{name: (words of the first, words of the second)}``."""


def ratios(
    rows: "pd.DataFrame",
    scored: Scored,
    groups: Mapping[str, Sequence[str]],
    contrast: tuple[str, str],
    parts: Parts = MappingProxyType({}),
) -> "pd.DataFrame":
    """Return the table of a probe of templates: the rows, every group's mass, the ratio under every rule, what is apart."""
    table = shown(rows)
    sides = {rule: [scored.read(groups[name], rule) for name in contrast] for rule in _COLUMNS}
    for rule, column in _COLUMNS.items():
        table[column] = sides[rule][0] - sides[rule][1]
    for name, (first, second) in parts.items():
        table[f"ratio {name}"] = scored.read(first) - scored.read(second)
    for name, words in groups.items():
        table[f"{name}_logprob"] = scored.read(words)
    table["apart"] = np.where(table["ratio"].isna(), "unscored", "")
    even = table["ratio"] == 0
    table["leans"] = (table["ratio"] > 0).astype(float).where(table["ratio"].notna() & ~even)
    table["leans_apart"] = np.where(even, "tie", table["apart"])
    return table


def shown(rows: "pd.DataFrame") -> "pd.DataFrame":
    """Return the rows without what only the asking needs: the baseline and the wordings of variants."""
    hidden = [str(name) for name in rows.columns if name == "baseline" or str(name).startswith("template:")]
    return rows.drop(columns=hidden)


def ratio_gauges(
    contrast: tuple[str, str], pooled: bool = True, parts: Parts = MappingProxyType({})
) -> tuple[Gauge, ...]:
    """Return the figures of a probe of templates: the ratio under every rule, and the share that leans to the first."""
    first, second = contrast
    after = "" if pooled else "after "
    ends: dict[str, Any] = {"readings": (f"{after}{second} likelier", f"{after}{first} likelier")}
    found = []
    for place, (rule, measure, about) in enumerate(_SAID):
        if pooled or rule != "framed":
            told = {"measure": measure.format(first=first, second=second), "about": about, **ends}
            found.append(
                Gauge(columns=(_COLUMNS[rule],), unit="nats", neutral=0.0, within=None, rule=place > 0, **told)
            )
    for name, (one, two) in parts.items():
        said = f"the log ratio of {', '.join(one)} to {', '.join(two)} alone."
        told = {"measure": f"ratio, {name}", "about": said, **ends}
        found.append(Gauge(columns=(f"ratio {name}",), unit="nats", neutral=0.0, within=None, rule=True, **told))
    about = "the share of items whose ratio is above 0; neutral 0.5 only if the lists are alike in size and frequency."
    return (*found, Gauge(f"share that leans to {first}", ("leans",), about=about, **ends))


_COLUMNS = {
    "mass": "ratio",
    "mean": "ratio_mean",
    "token": "ratio_token",
    "single": "ratio_single",
    "framed": "ratio_framed",
}
_SAID = (
    ("mass", "log ratio of {first} to {second}", "the mean of ln(P(first) / P(second)), P a list's whole probability."),
    ("mean", "ratio, every word alike", "the mean log-probability of the words of a list, first minus second."),
    ("token", "ratio, by token", "the mean log-probability a token of the words of a list, first minus second."),
    (
        "single",
        "ratio, words of one token",
        "as the log ratio, of the words that are one token; none in a list: no answer.",
    ),
    (
        "framed",
        "ratio, minus the frame",
        "the log ratio minus that of the same words after a frame that names no attribute.",
    ),
)
