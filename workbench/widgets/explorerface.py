"""What the explorer's first half is made of and how it is laid out; it shows what it is given and asks no model."""

from collections.abc import Mapping, Sequence
from typing import Any

import ipywidgets

from workbench.markup import element
from workbench.probes.showing import ORDERS
from workbench.widgets.explorerentries import Entry
from workbench.widgets.explorerrows import PickTable
from workbench.widgets.pieces import button, fold, listed, row
from workbench.widgets.studylist import StatusLine

__all__ = ["OWN", "PAGE", "ProbeFace", "heading", "whole"]

OWN = ""  # the entry of the list that is the probe that was given
PAGE = 20  # items that are listed at once
_STYLE = {"description_width": "initial"}
EMPTY = (
    "Nothing was measured yet. Choose a probe above, press Cost to see what it takes, then Run. The figures of each group "
    "come here; from a group you get to its items, from an item to its words."
)


class ProbeFace:
    """The parts of the half that measures with a probe.

    Attributes
    ----------
    kind, choice, amount, seed
        What is asked.
    status : StatusLine
    groups, items : PickTable
    note : HTML
        What is said before items are shown.
    item : HTML
        The texts of one item.
    """

    def __init__(self, entries: Sequence[Entry], own: str) -> None:
        options = [(f"Your own: {own}", OWN)] if own else []
        self.kind = listed("Probe", [*options, *((entry.words, entry.kind) for entry in entries)], width=560)
        self.choice = listed("Axis", [("none", None)], width=330)
        self.amount = whole("Items (0: all)", 0, 1_000_000, 40, 190)
        self.seed = whole("Seed", 0, 2**31 - 1, 0, 130)
        self.go = button("Run", "Asks the model (Ctrl+Enter)", button_style="primary")
        self.cost = button("Cost", "Says what Run takes; asks the model nothing")
        self.go.add_class("wb-run")
        self.cost.add_class("wb-act-cost")
        self.stop = button("Stop", "Escape; the result before stays", disabled=True)
        self.status = StatusLine(state="Ready.")
        self.about, self.answer, self.note, self.item, self.limits, self.where = (ipywidgets.HTML() for _ in range(6))
        self.by = listed("Groups by", [("group", "group")], width=260)
        self.groups, self.items = PickTable(), PickTable()
        self.opened = ipywidgets.Button(description="Open the items", layout=ipywidgets.Layout(width="auto"))
        self.order = listed("Order", [(words, name) for name, words in ORDERS.items()], width=360)
        self.back = button("Previous 20", "The items before these")
        self.on = button("Next 20", "The items after these")
        show_limits, limits = fold("What this cannot show, and the data", self.limits)
        show_limits.layout.width = "auto"
        self._paging = row([self.order, self.back, self.on, self.where])
        self._measured = ipywidgets.VBox([row([self.by]), self.groups, row([show_limits]), limits])
        self._listed = ipywidgets.VBox(
            [
                heading("3. Items of a group", "choose a group above"),
                self.note,
                row([self.opened]),
                self._paging,
                self.items,
                self.item,
            ]
        )
        self.empty()

    def children(self) -> list[Any]:
        """Return the parts from top to bottom, which is the order of the Tab key too."""
        return [
            heading("1. What is measured", "Ctrl+Enter runs, Escape stops"),
            row([self.kind]),
            self.about,
            row([self.choice, self.amount, self.seed]),
            row([self.go, self.cost, self.stop]),
            self.status,
            heading("2. What it says", "choose a group to see its items"),
            self.answer,
            self._measured,
            self._listed,
        ]

    def offer(self, entry: Entry | None, about: str) -> None:
        """Show what can be chosen of a probe: nothing of one that was given as it is."""
        self.about.value = element("p", about, class_="wb-about")
        self.amount.layout.display = "" if entry is not None and entry.argument else "none"
        self.seed.layout.display = "" if entry is not None and entry.seeded else "none"
        choice = entry.choice if entry is not None else None
        self.choice.layout.display = "" if choice is not None else "none"
        self.choice.options = list(choice.options.items()) if choice is not None else [("none", None)]
        if choice is not None:
            self.choice.description = choice.label
            self.choice.index = 0
        if entry is not None:
            self.amount.min = 0 if entry.whole else 1
            self.amount.description, self.amount.value = entry.label, entry.amount

    def empty(self) -> None:
        """Show that nothing was measured yet."""
        self.answer.value = element("p", EMPTY)
        self._measured.layout.display = self._listed.layout.display = "none"

    def measured(self) -> None:
        """Let the groups of a result be seen, and no items yet."""
        self._measured.layout.display = ""
        self._listed.layout.display = "none"
        self.item.value = ""
        self.items.clear()

    def ask_before_items(self, note: str) -> None:
        """Show what is said before items are opened, and nothing of them."""
        self._listed.layout.display = self.opened.layout.display = ""
        self._paging.layout.display = "none"
        self.note.value, self.item.value = element("div", note, class_="wb-banner"), ""
        self.items.clear()

    def list_items(self, caption: str, lines: Sequence[tuple[str, Sequence[object]]], columns: Sequence[str]) -> None:
        """Show a page of items."""
        self._listed.layout.display = self._paging.layout.display = ""
        self.opened.layout.display, self.note.value, self.item.value = "none", "", ""
        self.items.show(columns, lines, caption=caption)

    def turn(self, first: int, shown: int, total: int) -> None:
        """Say which page it is."""
        self.where.value = element("span", f"{first + 1} to {first + shown} of {total:,}" if total else "no items")
        self.back.disabled, self.on.disabled = first == 0, first + shown >= total

    def take(self, texts: Mapping[str, Any]) -> None:
        """Take over what stands in the page's number boxes, by label: a message can overtake their last update."""
        for box in (self.amount, self.seed):
            text = texts.get(box.description)
            if isinstance(text, str) and text.isdecimal():
                box.value = int(text)

    def lock(self, busy: bool) -> None:
        """Let what can be pressed be pressed, and nothing else."""
        self.go.disabled = self.cost.disabled = self.kind.disabled = busy
        self.stop.disabled = not busy
        self.status.busy = busy


def heading(name: str, more: str = "") -> Any:
    """Return a heading of a part of the panel, with what can be done there."""
    words: list[object] = [element("span", name)]
    if more:
        words.append(element("span", f" ({more})", style="font-weight:400"))
    return ipywidgets.HTML(element("div", *words, class_="wb-heading", role="heading", aria_level="3"))


def whole(name: str, low: int, high: int, value: int, width: int) -> Any:
    """Return a box for a whole number, with its label."""
    layout = ipywidgets.Layout(width=f"{width}px")
    return ipywidgets.BoundedIntText(min=low, max=high, value=value, description=name, layout=layout, style=_STYLE)
