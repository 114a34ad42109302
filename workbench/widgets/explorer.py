"""The explorer: measure bias with a probe, see whom it is about, open items and words, change one word of a sentence.

It asks through the calls of probes and shows what they give; it computes no figure.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import ipywidgets

from workbench.errors import BusyError, Cancelled, WorkbenchError, unknown_name
from workbench.markup import element
from workbench.probes.comparing import compared
from workbench.progress import watched
from workbench.widgets.explorerchoice import Choosing
from workbench.widgets.explorercode import probing_code
from workbench.widgets.explorerlook import STALE
from workbench.widgets.explorerrun import cost_in_words, run_probe
from workbench.widgets.explorerviews import compared_view, explorer_form, measured_view, words_of
from workbench.widgets.fewshotwork import Work
from workbench.widgets.keys import Keys
from workbench.widgets.pieces import fold, row
from workbench.widgets.runs import PanelModel, claimed

__all__ = ["Explorer", "explorer"]

_HALVES = {"probe": "Measure with a probe", "swap": "Change one word"}
_ITEM_STALE = "This belongs to an earlier sentence or choice: press Compare again."


def explorer(model: PanelModel | None = None, probe: Any = None) -> "Explorer":
    """Open a panel in which to measure bias with a probe, look at groups and items, and change one word of a sentence.

    Parameters
    ----------
    model : Model, optional
        As `open_model` gives it; left out, the default model.
    probe : Probe, optional
        One of your own, which then stands first in the list; left out, the probes that bring their data.

    Returns
    -------
    Explorer
        Shown by being the last line of a cell. ``panel.result`` is what was measured, ``panel.probe`` what is chosen,
        ``panel.code`` the calls that give the same numbers, ``panel.comparison`` the last sentence with its versions.

    Examples
    --------
    >>> import workbench as wb
    >>> panel = wb.panels.explorer(wb.open_model("fake"))
    >>> panel.choose("winogender", 60)
    >>> panel.run()
    >>> panel.result.counts()["items"]
    60
    """
    if model is None:
        from workbench.models.catalog import open_model

        model = open_model()
    return Explorer(model, probe)


class Explorer(Choosing):
    """The panel that `explorer` opens."""

    def __init__(self, model: PanelModel, probe: Any) -> None:
        super().__init__(model, probe)
        self._stale = (False, False)
        self._work, self._keys = Work(self._ended), Keys()
        self._code = ipywidgets.HTML()
        self._turns = {name: ipywidgets.ToggleButton(description=words) for name, words in _HALVES.items()}
        self._halves = {
            "probe": ipywidgets.VBox(self._face.children()),
            "swap": ipywidgets.VBox(self._swap.children()),
        }
        self.children = self._laid_out()
        self.add_class("wb-panel")
        self._offer()
        self._connect()
        self.show("probe")

    def _laid_out(self) -> list[Any]:
        for turned in self._turns.values():
            turned.layout.width = "auto"
        show_code, code = fold("Show code", self._code)
        title = ipywidgets.HTML(element("span", f"Bias explorer: {self._model.name}", class_="wb-title"))
        return [title, row(list(self._turns.values())), *self._halves.values(), row([show_code]), code, self._keys]

    def _connect(self) -> None:
        face, swap = self._face, self._swap
        acts: list[tuple[Any, Callable[[], object]]] = [(face.stop, self.stop), (swap.stop, self.stop)]
        acts += [(face.opened, self.open_items), (face.back, lambda: self.turn(-1)), (face.on, lambda: self.turn(1))]
        for pressed, act in acts:
            pressed.on_click(lambda _, act=act: self._answer(act))
        for pressed, name in ((face.go, "run"), (face.cost, "cost"), (swap.go, "compare")):
            pressed.on_click(lambda _, name=name: self._answer(self._keyed[name]))
        face.groups.on_choose(lambda key: self._answer(self.open_group, key))
        face.items.on_choose(lambda key: self._answer(self._open_place, key))
        face.kind.observe(lambda _: self._answer(self._offer), "value")
        face.by.observe(lambda change: self._changed(self.group_by, change["new"]), "value")
        face.order.observe(lambda change: self._changed(self._sort, change["new"]), "value")
        for box in (
            face.choice,
            face.amount,
            face.seed,
            swap.text,
            swap.term,
            swap.replacements,
            swap.tokens,
            swap.seed,
        ):
            box.observe(lambda _: self._refresh(), "value")
        swap.temperature.observe(lambda _: self._refresh(), "value")
        for name, turned in self._turns.items():
            turned.observe(lambda change, name=name: self._turned(name, change["new"]), "value")
        self._keys.on_key(lambda key, values: self._answer(self._key, key, values))

    # What a researcher can do, by mouse or by code, beside looking.

    def run(self, *, wait: bool = True) -> None:
        """Run the chosen probe; the result is ``panel.result``. One that is stopped leaves the result before as it is.

        Parameters
        ----------
        wait : bool, default True
            Come back when it is done. Without it other cells can run meanwhile; that is what the button does.

        Raises
        ------
        WorkbenchError
            For a probe that cannot be run; without ``wait`` the status line says it.
        """
        probe, made = self.probe, self._made()

        def told(cost: Any) -> None:
            self._face.status.say(f"This takes: {cost}." if cost else "Asking the model.", "0 % done")

        def step(words: str) -> None:
            self._face.status.progress = words

        def work() -> None:
            result = run_probe(probe, self._model, stop=self._work.stopping, told=told, step=step)
            self._ran_with = made
            self._show_new(probe, result)
            self._face.status.say(f"Measured: {result.counts()['items']:,} items. Choose a group to see its items.")

        self._begin("Working out what it takes.", work, wait=wait)

    def cost(self, *, wait: bool = True) -> None:
        """Say in the status line what Run takes; the model is asked nothing."""
        probe = self.probe

        def work() -> None:
            self._face.status.say(f"Run takes: {cost_in_words(probe, self._model)}.")

        self._begin("Working out what it takes.", work, wait=wait)

    def compare(
        self,
        text: str | None = None,
        term: str | None = None,
        replacements: Sequence[str] | None = None,
        *,
        wait: bool = True,
    ) -> None:
        """Compare a sentence with its versions; what comes of it is ``panel.comparison``.

        Parameters
        ----------
        text, term : str, optional
            As they stand in the boxes where left out.
        replacements : sequence of str, optional
        wait : bool, default True
            As in `run`.

        Raises
        ------
        InputError
            For a term that does not occur, with near words; see `workbench.probes.comparing.compared`.
        """
        asked = self._swap.asked()
        given = {"text": text, "term": term, "replacements": replacements}
        asked |= {name: value for name, value in given.items() if value is not None}
        self._swap.write(asked["text"], asked["term"], asked["replacements"])
        self.show("swap")

        def work() -> None:
            with watched(self._check):
                self.comparison = compared(self._model, **asked)
            self._compared = asked
            self._swap.answer.value = str(compared_view(self.comparison))
            self._stale = (self._stale[0], False)
            many = len(self.comparison.completions) - 1
            said = f"{many} replacement{'' if many == 1 else 's'}"
            self._swap.status.say(f"Compared {said} of {asked['term']!r}.")

        self._begin("Comparing.", work, wait=wait)

    def stop(self) -> None:
        """Stop; the result before stays."""
        if self._work.busy:
            self._status.say("Stopping.")
            self._work.stop()

    def show(self, half: str) -> None:
        """Show one half of the panel: ``"probe"`` or ``"swap"``."""
        if half not in _HALVES:
            raise unknown_name("half", half, _HALVES)
        self._half = half
        for name, box in self._halves.items():
            box.layout.display = "" if name == half else "none"
            self._turns[name].value = name == half
        self._refresh()

    @property
    def status(self) -> str:
        """The status line."""
        return str(self._status.words)

    def close(self) -> None:
        """Stop, and take the panel away."""
        self._work.stop()
        super().close()

    def __repr__(self) -> str:
        what = "nothing measured yet" if self.result is None else f"{self.result.probe} measured"
        return f"Explorer({self._model.name}, {what})"

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        bundle = super()._repr_mimebundle_(**options) or {}
        table = None if self.result is None else self._table()
        code = probing_code(self._model, self._without_texts(), self._by, [])
        title = f"Bias explorer: {self._model.name}"
        form = explorer_form(title, table, self.result, self.comparison, code)
        return {**bundle, "text/plain": repr(self), "text/html": str(form)}

    # One piece of work, in the thread that was asked for.

    def _begin(self, words: str, work: Callable[[], None], *, wait: bool) -> None:
        def claiming() -> None:
            with claimed(self._model, "a probe in another panel"):
                work()

        if self._work.busy:
            raise BusyError("The panel is at work. Wait for it to end, or press Stop.")
        self._lock(True)
        self._status.say(words)
        self._work.start(claiming, wait=wait)
        if wait and isinstance(self._work.error, Exception) and not isinstance(self._work.error, Cancelled):
            raise self._work.error

    def _check(self, _moved: int) -> None:
        if self._work.stopping.is_set():
            raise Cancelled("Stopped. The result before stays.")

    def _ended(self, error: BaseException | None) -> None:
        self._lock(False)
        if isinstance(error, Cancelled) or (error is not None and not isinstance(error, Exception)):
            self._status.say(str(error) or "Stopped. The result before stays.")
        elif error is not None:
            self._status.say(words_of(error), failed=True)
        self._refresh()

    def _lock(self, busy: bool) -> None:
        self._face.lock(busy)
        self._swap.lock(busy)

    @property
    def _status(self) -> Any:
        return self._face.status if self._half == "probe" else self._swap.status

    def _refresh(self) -> None:
        """Show the code, and say where what is shown belongs to an earlier choice."""
        if self._filling:
            return
        self._code.value = str(element("pre", self._code_shown, class_="wb-code"))
        old = (self.result is not None and self._made() != self._ran_with, self._is_old(self._compared))
        if old[0] != self._stale[0] and self.result is not None:
            self._face.answer.value = str(measured_view(self.result, self._by, STALE if old[0] else ""))
        if old[1] != self._stale[1]:
            self._swap.answer.value = str(compared_view(self.comparison, _ITEM_STALE if old[1] else ""))
        self._stale = old

    def _is_old(self, asked: Mapping[str, Any]) -> bool:
        return bool(asked) and dict(asked) != self._swap.asked()

    # From the page.

    @property
    def _keyed(self) -> dict[str, Callable[[], None]]:
        """What a press does whose message carries the texts of the page's boxes."""
        return {
            "run": lambda: self.run(wait=False),
            "cost": lambda: self.cost(wait=False),
            "compare": lambda: self.compare(wait=False),
        }

    def _key(self, key: str, values: Mapping[str, Any]) -> None:
        if key == "stop":
            self.stop()
        elif key in self._keyed and not self._work.busy:
            self._face.take(values)
            self._swap.take(values)
            self._keyed["compare" if key == "run" and self._half == "swap" else key]()

    def _open_place(self, key: str) -> None:
        if self.items is not None:
            self.open_item(self.items["item"].iloc[int(key)], wait=False)

    def _sort(self, order: str) -> None:
        if self.items is not None:
            self.open_items(order)

    def _changed(self, act: Callable[..., object], value: Any) -> None:
        if not self._filling and value is not None:
            self._answer(act, value)

    def _turned(self, name: str, on: bool) -> None:
        """Keep one half shown, whichever button was pressed."""
        if on and name != self._half:
            self.show(name)
        elif not on and name == self._half:
            self._turns[name].value = True

    def _answer(self, act: Callable[..., object], *arguments: object) -> None:
        """Do what the page asked for; what is wrong with it is said in the status line."""
        try:
            act(*arguments)
            self._refresh()
        except Exception as error:  # the page has nowhere else to show it
            self._status.say(str(error) if isinstance(error, WorkbenchError) else words_of(error), failed=True)
