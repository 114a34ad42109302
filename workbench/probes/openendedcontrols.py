"""A difference between two groups of texts beside the same scorer's on neutral sentences about them; it asks no model."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workbench.errors import InputError
from workbench.probes.openendedcolumns import Column
from workbench.records import Estimate
from workbench.scorers import Audit, Joint, audit, jointly
from workbench.stats import wilson

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["audited", "beside", "clusters_of", "controls_of"]

_LEAST = 2
_NOTHING = 1e-12  # below it, means differ by rounding alone
_SINGLE = ("hostile", "middle", "friendly", "mean")
"""Statistics that mean the same of one text as of several; the largest of k does not."""


def audited(column: Column, controls: Any = None) -> Audit:
    """Return the audit of a column's scorer whose scores of control sentences are what the column makes of single texts.

    Parameters
    ----------
    column : Column
    controls : data set, optional
        As `workbench.scorers.audit` takes it; left out, the shipped control sentences.

    Raises
    ------
    InputError
        For a statistic that a single sentence does not have, or control sentences without a needed column.
    """
    if column.statistic not in _SINGLE:
        raise InputError(
            "The largest of k scores has no counterpart on single control sentences. Compare groups by a share or a mean: "
            "give measure=."
        )
    given = {} if controls is None else {"controls": controls}
    found = audit(column.scorer, samples=None, **given)
    raw = found.controls["score"]
    return replace(found, controls=found.controls.assign(raw=raw, score=[column.value([one]) for one in raw]))


def controls_of(group: str, named: Mapping[str, Sequence[str]], known: Sequence[str]) -> list[str]:
    """Return the groups of control sentences that stand for a group of a probe; none where there are none."""
    return [name for name in named.get(group, [group]) if name in known]


def beside(
    table: "pd.DataFrame",
    column: Column,
    found: Audit,
    *,
    said: "pd.Series[str]",
    sides: tuple[str, str],
    members: tuple[Sequence[str], Sequence[str]],
    controls: tuple[Sequence[str], Sequence[str]],
) -> Joint:
    """Return the difference of two sides in the texts, on the control sentences, and the first beyond the second.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a prompt, with ``cluster`` and the column.
    column : Column
        Of what the sides differ.
    found : Audit
        As `audited` gives.
    said : Series of str
        The group of every row.
    sides : tuple of str
        What the two sides are called.
    members, controls : tuple of list of str
        The groups of each side: of the table, and of the control sentences.

    Returns
    -------
    Joint
        As `workbench.scorers.jointly`; where the texts of a side do not vary over its clusters (no hit at all, say), what
        clusters not seen could change is added to the intervals, since draws of equal clusters show nothing. Where scores of
        the control sentences differ but none is beyond the threshold of a share, the scorer's own difference in that share
        cannot be seen, and there is no interval beyond it: compare means.
    """
    own = found.controls
    called = dict.fromkeys(controls[1], sides[1]) | dict.fromkeys(controls[0], sides[0])
    kept = own[own["group"].isin(list(called))]
    relabelled = replace(found, controls=kept.assign(group=kept["group"].map(called)))
    named = dict.fromkeys(members[1], sides[1]) | dict.fromkeys(members[0], sides[0])
    rows = table[said.isin(list(named))]
    told = said[rows.index].map(named)
    made = jointly(
        rows[column.name].astype(float).tolist(),
        told.tolist(),
        rows["cluster"].tolist(),
        column.scorer,
        audit=relabelled,
        group=sides,
    )
    pulls = tuple(_pull(rows[told == side], column) for side in sides)
    hidden = _range(kept["raw"]) > _NOTHING >= _range(kept["score"])
    beyond = _unseen(made.beyond) if hidden else _widened(made.beyond, pulls)
    return replace(made, texts=_widened(made.texts, pulls), beyond=beyond)


def _range(values: "pd.Series[float]") -> float:
    return float(values.max() - values.min())


def _unseen(found: Estimate) -> Estimate:
    """Return a difference in a share without interval and test: neutral sentences are too neutral to show the scorer's own."""
    said = "no interval: no control sentence crosses the threshold, so the scorer's own difference in this share is unknown"
    return replace(found, low=None, high=None, p=None, method=said)


def clusters_of(table: "pd.DataFrame", column: Column) -> int:
    """Return how many clusters of a table have a number in a column."""
    return int(table[table[column.name].notna()]["cluster"].nunique())


def _pull(side: "pd.DataFrame", column: Column) -> tuple[float, float] | None:
    """Return how far below and above its mean a side may lie where no cluster of it differs from another; None elsewhere.

    The share of clusters unlike those seen is at most Wilson's bound for none of them; each may lie at an end of the scale.
    """
    means = side.assign(value=side[column.name].astype(float)).groupby("cluster")["value"].mean().dropna()
    if len(means) < _LEAST or float(means.max() - means.min()) > _NOTHING:
        return None
    low, high = column.scale
    value, others = float(means.mean()), wilson(0, len(means))[1]
    return others * (value - low), others * (high - value)


def _widened(found: Estimate, pulls: Sequence[tuple[float, float] | None]) -> Estimate:
    """Return a difference with the uncertainty of sides that do not vary, which draws of clusters cannot show.

    Distances of the limits are added as squares (Zou and Donner 2008, Statistics in Medicine 27, after Newcombe 1998), and p
    is that of the normal distribution with the distance towards 0 as 1.96 standard errors.
    """
    from scipy.stats import norm

    first, second = pulls
    if found.value is None or (first is None and second is None):
        return found
    low, high = (found.value if end is None else end for end in (found.low, found.high))
    below = math.hypot(found.value - low, first[0] if first else 0.0, second[1] if second else 0.0)
    above = math.hypot(high - found.value, first[1] if first else 0.0, second[0] if second else 0.0)
    towards = below if found.value > 0 else above
    p = 2 * float(norm.sf(norm.ppf(0.975) * abs(found.value) / towards)) if towards else None
    how = "limits of sides that do not vary: Wilson's, added as squares 95 %"
    return replace(found, low=found.value - below, high=found.value + above, p=p, method=f"{found.method}; {how}")
