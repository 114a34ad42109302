"""What stands behind a figure, for whoever wants to look: groups with what they say, items worst first, texts with scores.

It arranges what probe and result hold; an item's texts are found by `workbench.probes.showntexts`.
"""

from typing import TYPE_CHECKING, Any

from workbench.errors import InputError, unknown_name
from workbench.probes.aligning import ScoredTexts
from workbench.probes.gauges import reading as gauge_reading
from workbench.probes.mentionresult import MentionResult
from workbench.probes.pairresult import PairResult
from workbench.probes.pairresult import reading as pair_reading
from workbench.probes.showntexts import MOST, row, table_of, texts
from workbench.records import Estimate, Model
from workbench.results import estimates_frame
from workbench.stats import cannot_tell

if TYPE_CHECKING:
    import pandas as pd

    from workbench.results import Result

__all__ = ["MOST", "ORDERS", "figure_of", "groups", "items", "label", "looked_at", "row", "texts"]

ORDERS = {
    "worst": "worst first (highest figure)",
    "lowest": "lowest figure first",
    "farthest": "farthest from neutral first",
    "file": "in the order of the data",
}
"""How items are sorted: the name in code, and in words."""

_PAIR = {"whole": "logprob", "per_token": "mean_logprob", "shared": "shared_logprob"}
"""The columns of a pair's two sides by the rule that compares them."""


def groups(result: "Result", by: str | None = "group") -> "pd.DataFrame":
    """Return the primary figure of the whole and of each group, with what it says.

    Parameters
    ----------
    result : Result
    by : str, optional
        A grouping of the result; None for the whole alone.

    Returns
    -------
    pandas.DataFrame
        ``group`` (the whole is ``"all"``, first), ``measure``, ``value``, ``low``, ``high``, ``reading``, ``n``, ``ties``,
        ``unscored``, ``unparsed``, ``neutral``, ``unit``, ``p``, ``p_corrected``.

    Raises
    ------
    InputError
        For an unknown grouping.
    """
    whole = result.estimates()[0]
    parts = result.estimates(by) if by else []
    same = [part for part in parts if part.measure == whole.measure] or parts
    table = estimates_frame([whole, *same]).drop(columns="method")
    table.insert(5, "reading", [_reading(result, estimate) for estimate in [whole, *same]])
    return table


def items(result: "Result", group: str | None = None, *, by: str = "group", order: str = "worst") -> "pd.DataFrame":
    """Return the items of a result, or of one of its groups, sorted.

    Parameters
    ----------
    result : Result
    group : str, optional
        One value of ``by``; left out, all items.
    by : str, default "group"
        A column of the result's table.
    order : str, default "worst"
        One of `ORDERS`. The figure is what the item adds to the primary figure (see `figure_of`), so that the worst is
        what lies farthest above neutral; what is counted apart stands last.

    Returns
    -------
    pandas.DataFrame
        ``item``, ``group`` (of ``by``), ``value``, ``apart``; no text of any item.

    Raises
    ------
    InputError
        For an unknown group, grouping or order.

    Examples
    --------
    >>> import workbench as wb
    >>> pairs = [{"more": "a b", "less": "a c"}, {"more": "d e", "less": "d f"}]
    >>> result = wb.probes.sentence_pairs(pairs).run(wb.open_model("fake"))
    >>> len(items(result)), list(items(result, "pairs"))
    (2, ['item', 'group', 'value', 'apart'])
    """
    if order not in ORDERS:
        raise unknown_name("order", order, ORDERS)
    table = table_of(result)
    if by not in table:
        raise unknown_name("grouping", by, [str(name) for name in table.columns])
    named = table[by].astype(str)
    if group is not None and group not in set(named):
        raise unknown_name(by, group, named.unique())
    apart = table.get("apart", "")
    found = table[["item"]].assign(group=named, value=_values(result, table), apart=apart, tie=_gap(result, table))
    chosen = found if group is None else found[named == group]
    return _sorted(chosen, order, _neutral(result)).drop(columns="tie").reset_index(drop=True)


def figure_of(result: "Result") -> str:
    """Return in words what an item's ``value`` in `items` is."""
    if isinstance(result, PairResult):
        return "log-probability of the more stereotyping sentence minus that of the other"
    gauges = getattr(result, "gauges", ())
    if not gauges:
        return str(result.estimates()[0].measure)
    gauge = gauges[0]
    return str(gauge.measure) if gauge.is_mean else f"{gauge.columns[0].replace('_', ' ')}, a part of: {gauge.measure}"


def label(probe: Any, result: "Result", item: Any, most: int = 110) -> str:
    """Return an item's first text on one line, as it stands in a list; of a long context the end."""
    told = texts(probe, result, item)
    if not told:
        return "; ".join(f"{name} {value}" for name, value in list(row(result, item).items())[:4])
    first = told[0]
    whole = " ".join((first.context or first.text).split())
    if len(whole) <= most:
        return whole
    return f"\u2026{whole[1 - most :]}" if first.context else f"{whole[: most - 1]}\u2026"


def looked_at(probe: Any, result: "Result", item: Any, model: Model) -> ScoredTexts:
    """Return an item's texts, scored by a model token by token, as the probe's primary variant has them.

    Raises
    ------
    InputError
        For an unknown item, or one of which nobody tells the texts.
    """
    found = texts(probe, result, item)
    if not found:
        raise InputError(f"Item {item!r} has no texts of its own: see showing.row(result, item).")
    pairs = [(one.context, one.text) for one in found]
    start = _start(probe)
    if start == "chat" and not all(context for context, _ in pairs):
        start = "start"
    return ScoredTexts(found, tuple(model.score(pairs, start=start)))


def _reading(result: "Result", estimate: Estimate) -> str:
    """Return what an estimate says about its neutral value, in the words of its figure."""
    gauges = {gauge.measure: gauge for gauge in getattr(result, "gauges", ())}
    if estimate.measure in gauges:
        return gauge_reading(estimate, gauges[estimate.measure])
    if isinstance(result, PairResult):
        return pair_reading(estimate)
    if isinstance(result, MentionResult):
        return result._reading(estimate)
    if estimate.value is None or estimate.neutral is None:
        return "no answer" if estimate.value is None else "measured"
    if cannot_tell(estimate):
        return "cannot tell"
    return "above neutral" if estimate.value > estimate.neutral else "below neutral"


def _start(probe: Any) -> str:
    """Return what stands before a text without a context, as the probe's primary variant has it."""
    starts = getattr(probe, "starts", None)
    if starts:
        return str(starts[0])
    form = getattr(probe, "form", None)
    first = form.variants[0] if form is not None else "start"
    return first if first in ("separator", "newline", "chat") else "start"


def _values(result: "Result", table: "pd.DataFrame") -> Any:
    """Return what each item adds to the primary figure, or to the first of its means."""
    if isinstance(result, PairResult):
        column = _PAIR[result.rule]
        return table[f"more_{column}"] - table[f"less_{column}"]
    gauges = getattr(result, "gauges", ())
    if gauges and gauges[0].columns[0] in table:
        return table[gauges[0].columns[0]].astype(float)
    found = result.outcomes(result.estimates()[0].measure).set_index("item")["value"]
    return table["item"].map(found[~found.index.duplicated()]).astype(float)


def _gap(result: "Result", table: "pd.DataFrame") -> Any:
    """Return what sorts items of equal figure: how much likelier the first of their sides is."""
    sides = [name for name in table.columns if str(name).endswith("_mean_logprob")]
    return table[sides[0]] - table[sides[1]] if len(sides) > 1 else 0.0


def _neutral(result: "Result") -> float:
    if isinstance(result, PairResult):
        return 0.0
    neutral = result.estimates()[0].neutral
    return 0.0 if neutral is None else neutral


def _sorted(table: "pd.DataFrame", order: str, neutral: float) -> "pd.DataFrame":
    if order == "file":
        return table
    value = (table["value"] - neutral).abs() if order == "farthest" else table["value"]
    keyed = table.assign(key=value)
    up = order == "lowest"
    return keyed.sort_values(["key", "tie"], ascending=up, na_position="last", kind="stable").drop(columns="key")
