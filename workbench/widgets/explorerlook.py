"""What the explorer lets see of a result: its groups, their items behind a note, one item's words; it starts no run."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import ipywidgets

from workbench.errors import InputError, unknown_name
from workbench.probes import showing
from workbench.results import Result
from workbench.widgets.explorercode import item_lines, items_lines
from workbench.widgets.explorerentries import entries
from workbench.widgets.explorerface import PAGE, ProbeFace
from workbench.widgets.explorerviews import group_lines, item_view, limits_view, measured_view, row_view
from workbench.widgets.studytable import number

if TYPE_CHECKING:
    import pandas as pd

    from workbench.probes.aligning import ScoredTexts

__all__ = ["NOTE", "Looking"]

NOTE = (
    "Before you open them: items of bias probes are made to show stereotypes. They can hold slurs, contempt and false claims "
    "about groups of people, and texts that the model wrote can hold worse. Nobody needs to read them to use the figures."
)
STALE = "This belongs to an earlier choice: press Run for what is chosen now."
_TEXTS = frozenset({"prompt", "template", "text", "sentence"})  # groupings whose values are sentences


class Looking(ipywidgets.VBox):
    """The half of the panel that only looks.

    Attributes
    ----------
    result : Result or None
        Of the last run that was not stopped.
    group : str or None
        The group whose items are on show; empty for all items.
    items : DataFrame or None
        Its items once they were opened, as `workbench.probes.showing.items` sorts them.
    item : ScoredTexts or None
        The texts of the item on show.
    """

    def __init__(self, model: Any, own: str) -> None:
        self.result: Result | None = None
        self.group: str | None = None
        self.items: pd.DataFrame | None = None
        self.item: ScoredTexts | None = None
        self._model = model
        self._ran: Any = None  # the probe of the result
        self._groups: pd.DataFrame | None = None
        self._by: str | None = "group"
        self._item: Any = None
        self._first, self._filling = 0, False
        self._face = ProbeFace(entries(), own)
        super().__init__()

    def _begin(self, words: str, work: Callable[[], None], *, wait: bool) -> None:
        """Do a piece of work that asks the model."""
        raise NotImplementedError

    # What can be looked at, by mouse or by code.

    def open_group(self, name: str = "", *, by: str | None = None) -> None:
        """Choose a group; its items stay behind the note until `open_items`.

        Parameters
        ----------
        name : str
            As the table names it; empty for all items.
        by : str, optional
            Another grouping of the result.

        Raises
        ------
        InputError
            For an unknown group or grouping, or before anything was measured.
        """
        result = self._measured()
        if by is not None and by != self._by:
            self.group_by(by)
        known = [key for key, _ in group_lines(self._table())[1]]
        if name not in known:
            raise unknown_name("group", name, known[1:])
        read = self.items is not None
        self.group, self.item, self._item, self._first = name, None, None, 0
        self._face.groups.chosen = name
        if read:  # the note was read for this result
            self._list()
            return
        many = len(showing.items(result, name or None, by=self._column()))
        harm = result.words()["harm"]
        self._face.ask_before_items(
            f"{NOTE} Harm that this probe is about: {harm} Here: {many:,} items of {name or 'all groups'}."
        )

    def group_by(self, by: str) -> None:
        """Show the groups of another grouping."""
        known = self._groupings(self._measured())
        if by not in known:
            raise unknown_name("grouping", by, known)
        self._by, self.group, self.item, self._item = by, None, None, None
        self._show_result()

    def open_items(self, order: str | None = None) -> None:
        """List the items of the group, twenty at a time: whoever calls this has read the note.

        Parameters
        ----------
        order : str, optional
            One of `workbench.probes.showing.ORDERS`.
        """
        self._measured()
        if self.group is None:
            self.open_group()
        if order is not None:
            if order not in showing.ORDERS:
                raise unknown_name("order", order, showing.ORDERS)
            self._filling = True
            self._face.order.value = order
            self._filling = False
        self._first = 0
        self._list()

    def turn(self, pages: int) -> None:
        """Go so many pages of items on, or back."""
        if self.items is not None:
            last = max(0, (len(self.items) - 1) // PAGE * PAGE)
            self._first = max(0, min(self._first + PAGE * pages, last))
            self._list()

    def open_item(self, item: Any, *, wait: bool = True) -> None:
        """Show one item of the list, its texts scored by the model token by token; they are ``panel.item``.

        Parameters
        ----------
        item
            As ``panel.items["item"]`` names it.
        wait : bool, default True
            Come back when it is there.

        Raises
        ------
        InputError
            Before the items were opened, or for an item that is not in the list.
        """
        result, probe = self._measured(), self._ran
        item = getattr(item, "item", lambda: item)()  # a number of a table's column as a number of Python
        if self.items is None:
            raise InputError("The items are still behind the content note. Read it, then call panel.open_items().")
        if item not in set(self.items["item"]):
            raise InputError(f"There is no item {item!r} in this list. See panel.items.")

        def work() -> None:
            told = showing.texts(probe, result, item)
            seen = showing.looked_at(probe, result, item, self._model) if told else None
            if self.result is not result:
                return
            self.item, self._item = seen, item
            own = showing.row(result, item)
            self._face.item.value = str(item_view(seen, own) if seen is not None else row_view(own))
            self._mark()
            self._face.status.say(f"Item {item} is shown below the list.")

        self._begin("Scoring the texts of this item.", work, wait=wait)

    # What is shown.

    def _measured(self) -> Result:
        if self.result is None:
            raise InputError("Nothing was measured yet. Run a probe first.")
        return self.result

    def _table(self) -> "pd.DataFrame":
        if self._groups is None:
            self._groups = showing.groups(self._measured(), self._by)
        return self._groups

    def _column(self) -> str:
        return self._by or "group"

    def _groupings(self, result: Result) -> list[str]:
        """Return the groupings whose groups can be shown: columns of its table that hold no sentences."""
        columns = set(result.frame().columns)
        return [name for name in getattr(self._ran, "groupings", ()) if name in columns and name not in _TEXTS]

    def _show_new(self, probe: Any, result: Result) -> None:
        """Show the result of a run: nothing of the one before stays, its opened items least of all."""
        self.result, self._ran, self._groups, self.items, self.item, self._item = result, probe, None, None, None, None
        known = self._groupings(result)
        self._by, self.group, self._first = (known[0] if known else None), None, 0
        self._filling = True
        self._face.by.options = [(name.replace("_", " "), name) for name in known] or [("nothing", None)]
        self._face.by.value = self._by
        self._face.by.layout.display = "" if len(known) > 1 else "none"
        self._filling = False
        self._show_result()
        self._face.limits.value = str(limits_view(result))

    def _show_result(self) -> None:
        result = self._measured()
        self._groups = None
        columns, lines = group_lines(self._table())
        neutral = self._table()["neutral"].iloc[0]
        said = "" if neutral != neutral else f"; neutral {number(float(neutral))}"
        unit = self._table()["unit"].iloc[0]
        self._face.answer.value = str(measured_view(result, self._by))
        self._face.groups.show(
            columns, lines, caption=f"{self._table()['measure'].iloc[0]} ({unit}{said})", chosen="\0"
        )
        self.items = None
        self._face.measured()

    def _list(self) -> None:
        """Show the page of items that is due."""
        result, order = self._measured(), self._face.order.value
        self.items = showing.items(result, self.group or None, by=self._column(), order=order)
        page = self.items.iloc[self._first : self._first + PAGE]
        apart = bool((self.items["apart"] != "").any())
        columns = ["item", *([] if self.group else ["group"]), "figure", *(["apart"] if apart else [])]
        lines = [
            (str(place), self._line(row, apart)) for place, row in zip(page.index, page.to_dict("records"), strict=True)
        ]
        of = self.group or "all groups"
        self._face.list_items(f"Items of {of}; figure: {showing.figure_of(result)}", lines, columns)
        self._face.turn(self._first, len(page), len(self.items))
        self._mark()

    def _line(self, row: dict[Any, Any], apart: bool) -> list[object]:
        cells: list[object] = [showing.label(self._ran, self._measured(), row["item"])]
        cells += [] if self.group else [row["group"]]
        return [*cells, number(float(row["value"])), *([row["apart"]] if apart else [])]

    def _mark(self) -> None:
        """Mark the item on show in the list."""
        here = [] if self.items is None or self._item is None else self.items.index[self.items["item"] == self._item]
        self._face.items.chosen = str(here[0]) if len(here) else "\0"

    def _opened_lines(self) -> list[str]:
        """Return the code of what was opened."""
        if self.group is None or self.items is None:
            return []
        lines = items_lines(self.group, self._column(), self._face.order.value)
        return [*lines, *(item_lines(self._item) if self.item is not None else [])]
