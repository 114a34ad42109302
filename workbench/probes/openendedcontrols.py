"""A difference between two groups of texts beside the same scorer's on neutral sentences about them; it asks no model."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workbench.errors import InputError
from workbench.probes.openendedcolumns import Column
from workbench.scorers import Audit, Joint, audit, jointly

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["audited", "beside", "controls_of"]

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
    return replace(
        found, controls=found.controls.assign(score=[column.value([one]) for one in found.controls["score"]])
    )


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
    """
    own = found.controls
    called = dict.fromkeys(controls[1], sides[1]) | dict.fromkeys(controls[0], sides[0])
    kept = own[own["group"].isin(list(called))]
    relabelled = replace(found, controls=kept.assign(group=kept["group"].map(called)))
    named = dict.fromkeys(members[1], sides[1]) | dict.fromkeys(members[0], sides[0])
    rows = table[said.isin(list(named))]
    return jointly(
        rows[column.name].astype(float).tolist(),
        said[rows.index].map(named).tolist(),
        rows["cluster"].tolist(),
        column.scorer,
        audit=relabelled,
        group=sides,
    )
