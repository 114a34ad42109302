"""An item's texts: what was asked about it or written for it, by the form of its probe; it scores and sorts nothing.

A form may say itself how its items are read, by a method ``shown(rows, variant)`` that gives ``(label, context, text)``
for each text of one row; else the forms of this room are known here, and of what no form tells there are no texts.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from workbench.errors import InputError
from workbench.probes.aligning import Text
from workbench.probes.choices import LikelyChoice
from workbench.probes.choiceswritten import WrittenChoice
from workbench.probes.pairs import PairProbe
from workbench.probes.sides import SidesForm
from workbench.probes.templatesform import TemplateForm
from workbench.records import Completing, Scoring

if TYPE_CHECKING:
    import pandas as pd

    from workbench.results import Result

__all__ = ["MOST", "row", "table_of", "texts"]

MOST = 12
"""Texts of one item that are shown; a template with many words has more."""

_SIDES = {"more": "more stereotyping", "less": "less stereotyping"}


def table_of(result: "Result") -> "pd.DataFrame":
    """Return a result's table, with a number for each row where it has no items of its own."""
    table = result.frame()
    return table if "item" in table else table.assign(item=range(len(table)))


def texts(probe: Any, result: "Result", item: Any) -> tuple[Text, ...]:
    """Return what was asked about an item, or written for it, at most `MOST` texts; none where nobody tells.

    Sentences of a pair, options after their context, words after a filled template; of open-ended probes the
    continuations after their prompt.

    Raises
    ------
    InputError
        For an item that is not in the result.
    """
    if item not in set(table_of(result)["item"]):
        raise InputError(f"There is no item {item!r} in this result. See showing.items(result).")
    found = _told(probe, result, item)
    return tuple(text for text, _ in zip(found, range(MOST), strict=False))


def row(result: "Result", item: Any) -> dict[str, Any]:
    """Return the row of the result's table for an item, as plain Python by column; what is missing is left out."""
    table = table_of(result)
    found = table[table["item"] == item]
    if not len(found):
        raise InputError(f"There is no item {item!r} in this result. See showing.items(result).")
    values = found.iloc[0].dropna().to_dict()
    return {str(name): getattr(value, "item", lambda value=value: value)() for name, value in values.items()}


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
    if sorted(map(str, rows["item"])) != sorted(map(str, table_of(result)["item"])):
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
