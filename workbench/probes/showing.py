"""What a probe's items are, for whoever wants to look at them: which there are, worst first, and their texts.

It only arranges what probe and result hold. A form may say how its items are read by a method
``shown(rows, variant)`` that gives ``(label, context, text)`` for each text of one row; else the forms of this
room are known here, and what no form tells is shown as the row of the result's table.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from workbench.errors import InputError, unknown_name
from workbench.probes.aligning import ScoredTexts, Text
from workbench.probes.choices import LikelyChoice
from workbench.probes.choiceswritten import WrittenChoice
from workbench.probes.pairresult import PairResult
from workbench.probes.pairs import PairProbe
from workbench.probes.sides import SidesForm
from workbench.probes.templatesform import TemplateForm
from workbench.records import Completing, Model, Scoring

if TYPE_CHECKING:
    import pandas as pd

    from workbench.results import Result

__all__ = ["MOST", "ORDERS", "figure_of", "items", "label", "looked_at", "row", "texts"]

MOST = 12
"""Texts of one item that are shown; a template with many words has more."""

ORDERS = {
    "worst": "worst first (highest figure)",
    "lowest": "lowest figure first",
    "farthest": "farthest from neutral first",
    "file": "in the order of the data",
}
"""How items are sorted: the name in code, and in words."""

_PAIR = {"whole": "logprob", "per_token": "mean_logprob", "shared": "shared_logprob"}
"""The columns of a pair's two sides by the rule that compares them."""

_SIDES = {"more": "more stereotyping", "less": "less stereotyping"}


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
    table = _table(result)
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


def texts(probe: Any, result: "Result", item: Any) -> tuple[Text, ...]:
    """Return what was asked about an item, or written for it, at most `MOST` texts; none where nobody tells.

    Sentences of a pair, options after their context, words after a filled template; of open-ended probes the
    continuations after their prompt.

    Raises
    ------
    InputError
        For an item that is not in the result.
    """
    if item not in set(_table(result)["item"]):
        raise InputError(f"There is no item {item!r} in this result. See showing.items(result).")
    found = _told(probe, result, item)
    return tuple(text for text, _ in zip(found, range(MOST), strict=False))


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


def row(result: "Result", item: Any) -> dict[str, Any]:
    """Return the row of the result's table for an item, as plain Python by column; what is missing is left out."""
    table = _table(result)
    found = table[table["item"] == item]
    if not len(found):
        raise InputError(f"There is no item {item!r} in this result. See showing.items(result).")
    values = found.iloc[0].dropna().to_dict()
    return {str(name): getattr(value, "item", lambda value=value: value)() for name, value in values.items()}


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


def _told(probe: Any, result: "Result", item: Any) -> Iterator[Text]:
    """Give an item's texts one after the other."""
    if isinstance(probe, PairProbe):
        yield from _pair(probe, item)
    elif callable(getattr(result, "continuations", None)):
        yield from _written(result, item)
    elif (rows := _rows(probe, result, item)) is not None:
        yield from _by_form(probe.form, rows, result, item)


def _pair(probe: PairProbe, item: Any) -> Iterator[Text]:
    chosen = probe._chosen
    own = chosen[chosen["item"] == item].iloc[0]
    for side, words in _SIDES.items():
        yield Text(words, "", str(own[side]))


def _written(result: Any, item: Any) -> Iterator[Text]:
    """Give what a model wrote for an item, after its prompt."""
    found = result.continuations()
    found = found[found["item"] == item]
    prompts = found["prompt"] if "prompt" in found else [str(row(result, item).get("prompt", ""))] * len(found)
    said = next((name for name in ("reading", "first", "apart") if name in found), None)
    notes = found[said].astype(str) if said else [""] * len(found)
    for draw, (prompt, text, note) in enumerate(zip(prompts, found["text"], notes, strict=True), 1):
        if text:
            yield Text(f"continuation {draw}{f': {note}' if note else ''}", str(prompt), str(text))


def _rows(probe: Any, result: "Result", item: Any) -> "pd.DataFrame | None":
    """Return the row that was asked about, where the result's items are the probe's rows."""
    rows = getattr(probe, "_rows", None)
    if getattr(probe, "form", None) is None or rows is None or "item" not in rows:
        return None
    if sorted(map(str, rows["item"])) != sorted(map(str, _table(result)["item"])):
        return None
    found: pd.DataFrame = rows[rows["item"] == item].reset_index(drop=True)
    return found


def _by_form(form: Any, rows: "pd.DataFrame", result: "Result", item: Any) -> Iterator[Text]:
    variant = form.variants[0]
    if callable(getattr(form, "shown", None)):
        yield from (Text(*one) for one in form.shown(rows, variant))
    elif isinstance(form, SidesForm):
        values = rows.iloc[0]
        for side in form.sides:
            yield Text(
                side.name.replace("_", " "), str(values[side.context]) if side.context else "", values[side.text]
            )
    elif isinstance(form, LikelyChoice):
        context, chosen = form.asks.contexts(rows, variant)[0], row(result, item).get("chosen")
        for place, option in enumerate(form.asks.options(rows, variant)[0]):
            yield Text(f"option {place + 1}{' (chosen)' if place == chosen else ''}", context, option)
    elif isinstance(form, WrittenChoice):
        yield Text("written", form.asks.contexts(rows, variant)[0], str(row(result, item).get("text", "")) or " ")
    elif isinstance(form, TemplateForm):
        yield from _filled(form, rows, variant)
    else:
        yield from _asked(form.requests(rows, variant))


def _filled(form: TemplateForm, rows: "pd.DataFrame", variant: str) -> Iterator[Text]:
    """Give a template with words of every group, the groups in turn, so that each is seen."""
    words = [word for turn in range(max(map(len, form.groups.values()))) for word in _turn(form, turn)]
    scored = form.requests(rows, variant)[0]
    places = dict(zip(form.words, scored.items, strict=True)) if isinstance(scored, Scoring) else {}
    for group, word in words:
        yield Text(f"{group}: {word}", *places[word])


def _turn(form: TemplateForm, turn: int) -> list[tuple[str, str]]:
    return [(group, own[turn]) for group, own in form.groups.items() if turn < len(own)]


def _asked(requests: Sequence[Any]) -> Iterator[Text]:
    """Give what a form that says no more asks about one row."""
    for request in requests:
        if isinstance(request, Scoring):
            for place, (context, text) in enumerate(request.items):
                yield Text(f"text {place + 1}", context, text)
        elif isinstance(request, Completing):
            for prompt in request.prompts:
                yield Text("prompt", "", prompt)


def _start(probe: Any) -> str:
    """Return what stands before a text without a context, as the probe's primary variant has it."""
    starts = getattr(probe, "starts", None)
    if starts:
        return str(starts[0])
    form = getattr(probe, "form", None)
    first = form.variants[0] if form is not None else "start"
    return first if first in ("separator", "newline", "chat") else "start"


def _table(result: "Result") -> "pd.DataFrame":
    table = result.frame()
    return table if "item" in table else table.assign(item=range(len(table)))


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
