"""The short card of a model or a data set; it loads neither."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workbench.markup import element, shown
from workbench.records.base import Data

__all__ = ["Card", "card_from"]


@dataclass(frozen=True)
class Card(Data):
    """A short card of a model or a data set: what it is, where it is from, what is known to be wrong with it."""

    name: str
    summary: str
    source: str
    licence: str
    limits: tuple[str, ...] = ()
    details: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.name}: {self.summary}"

    def __repr__(self) -> str:
        return f"Card({self.name!r})"

    def _repr_html_(self) -> str:
        rows = [("What it is", self.summary), *self.details.items(), ("Source", self.source), ("Licence", self.licence)]
        rows.append(("Known limits", element("ul", *(element("li", text) for text in self.limits))))
        left = "text-align:left"  # notebooks set cells to the right, as figures
        lines = [
            element("tr", element("th", name, scope="row", style=left), element("td", text, style=left))
            for name, text in rows
        ]
        return str(element("table", element("caption", shown(self.name)), *lines, class_="wb-table"))


def card_from(card: Card | Mapping[str, Any] | None, *, name: str, summary: str) -> Card:
    """Return the card that was given, as a record or a dictionary, or one that says how little is known."""
    if isinstance(card, Card):
        return card
    if card is not None:
        return Card.from_dict(card)
    limits = ("Nobody has written down what is wrong with this data set; give card=workbench.Card(...) that does.",)
    return Card(name, summary, source="given by whoever ran the probe", licence="not stated", limits=limits)
