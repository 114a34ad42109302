"""The few-shot builder: program a model by examples, see the exact prompt, try a query, measure how far to trust it.

It asks through the calls of `FewShot` and shows what they give; it computes no figure.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workbench.errors import Cancelled, InputError, WorkbenchError
from workbench.fewshot import FewShot, Prediction
from workbench.markup import Markup, element, plain
from workbench.progress import watched
from workbench.widgets.fewshotediting import Editing
from workbench.widgets.fewshotface import OWN
from workbench.widgets.fewshotsweep import Measuring, Step, cost_of, sweep
from workbench.widgets.fewshotviews import answered, fewshot_form, measured, words_of
from workbench.widgets.fewshotwork import Work
from workbench.widgets.runs import PanelModel, claimed

if TYPE_CHECKING:
    from workbench.fewshot.result import FewShotResult

__all__ = ["FewShotBuilder", "few_shot"]

STALE = "This belongs to an earlier prompt or setting:"
SO_FAR = "So far, with more numbers of shots to come: "
EARLY = "Not all numbers of shots were measured. Of those that were: "


def few_shot(model: PanelModel, task: FewShot | None = None, data: Any = None) -> "FewShotBuilder":
    """Open a panel in which to build a few-shot prompt, try it, and measure it.

    Parameters
    ----------
    model : Model
        As `open_model` gives it.
    task : FewShot, optional
        What to start from; left out, a ready example: reviews of kitchen things.
    data : Dataset, DatasetDict, DataFrame, list of dict, path or name, optional
        What is measured on, as in `FewShot.evaluate`; the ready example brings a dozen rows.

    Returns
    -------
    FewShotBuilder
        Shown by being the last line of a cell. ``panel.task`` is the task as it stands, ``panel.code`` the calls that do
        the same, ``panel.prediction`` the last answer, ``panel.result`` what was measured.

    Raises
    ------
    InputError
        For a task that the boxes cannot hold.

    Examples
    --------
    >>> import workbench as wb
    >>> panel = wb.panels.few_shot(wb.open_model("fake"))
    >>> panel.try_query("The whisk bent in the first week.")
    >>> panel.prediction.options
    ('positive', 'negative')
    """
    return FewShotBuilder(model, task, data)


class FewShotBuilder(Editing):
    """The panel that `few_shot` opens.

    Attributes
    ----------
    prediction : Prediction or None
        The answer to the last query.
    result : FewShotResult or None
        What was measured last; of a sweep that was stopped, the numbers of shots that were done.
    """

    def __init__(self, model: PanelModel, task: FewShot | None, data: Any) -> None:
        self.prediction: Prediction | None = None
        self.result: FewShotResult | None = None
        self._tried: Any = None  # what they were asked with, to say when that has changed
        self._measured: Any = None
        self._missing = ""  # said of a sweep that is not whole
        self._drawn: dict[str, Any] = {}
        self._work = Work(self._ended)
        super().__init__(model, task, data)
        self._use(data) if data is not None else None
        self._connect()
        self._refresh()

    def _connect(self) -> None:
        face = self._face
        acts: list[tuple[Any, Callable[[], object]]] = [(face.stop, self.stop), (face.undo, self.undo)]
        acts += [(button, self._keyed[name]) for name, button in face.keyed().items()]
        for button, act in acts:
            button.on_click(lambda _, act=act: self._answer(act))
        face.table.on_act(lambda message: self._answer(self._act, message))
        face.keys.on_key(lambda key, values: self._answer(self._key, key, values))
        face.ready.observe(lambda change: self._answer(self._chosen, change["new"]), "value")
        for box in face.boxes():
            box.observe(lambda _: self._refresh(), "value")
        for box in (face.form, face.exporting):
            box.observe(lambda _: self._export(), "value")

    # What a researcher can do, by mouse or by code, beside the rows.

    def try_query(self, query: str | Mapping[str, Any] | None = None, *, wait: bool = True) -> None:
        """Ask the model a query; the answer is ``panel.prediction``.

        Parameters
        ----------
        query : str or dict, optional
            A text for the only column of the input, or a text a column; as it stands in the boxes where left out.
        wait : bool, default True
            Come back when the answer is there. Without it other cells can run meanwhile; that is what the button does.

        Raises
        ------
        WorkbenchError
            For a query that cannot be asked; without ``wait`` the status line says what comes of the model.
        """
        if query is not None:
            self._ask(query)
        task, asked, shots = self.task, self.query, self._face.shots.value
        if not all(str(value).strip() for name, value in asked.items()):
            raise InputError("The query is empty. Type what is to be asked.")
        key = (task.to_dict(), asked, shots)

        def work() -> None:
            with watched(self._check):
                found = task.predict(self._model, asked, shots=shots, calibrate=bool(task.labels))
            self.prediction, self._tried = found, key
            self._shown_again()
            self._face.status.say("Answered.")

        self._begin("Asking.", work, wait=wait)

    def evaluate(self, *, wait: bool = True) -> None:
        """Measure on the rows, one number of shots after another; what came stays when it is stopped.

        The result is ``panel.result``.

        Parameters
        ----------
        wait : bool, default True
            As in `try_query`.
        """
        task, data, measuring = self.task, self._data(), self._measuring()
        twice = [str(number) for number, note in enumerate(self._notes, 1) if note.measured]
        if twice:
            raise InputError(
                f"{'Row' if len(twice) == 1 else 'Rows'} {', '.join(twice)}: also among the rows that are measured on, which "
                "gives the answer away. Change what stands there, or switch it off."
            )
        key = self._measured_with(task, data, measuring)
        done: list[Step] = []

        def step(now: Step) -> None:
            self._face.status.progress = plain(str(now))
            if now.result is not None:
                done.append(now)
                self.result, self._measured, self._missing = now.result, key, SO_FAR if now.done < now.total else ""
                self._shown_again()

        def told(cost: Any) -> None:
            self._face.status.say(f"This takes: {cost}." if cost else "Measuring.", str(Step(0, len(measuring.shots))))

        def work() -> None:
            if not sweep(task, self._model, data, measuring, stop=self._work.stopping, told=told, step=step):
                stay = f"{len(done)} of {len(measuring.shots)} numbers of shots are measured and stay."
                raise Cancelled(f"Stopped: {stay}" if done else "Stopped before any number of shots was measured.")
            items = done[-1].result.counts()["items"] if done and done[-1].result else 0
            self._face.status.say(f"Measured on {items:,} rows {measuring.words()}.")

        self._begin("Working out what it takes.", work, wait=wait)

    def cost(self) -> None:
        """Say what Evaluate would take; the model is asked nothing."""
        task, data, measuring = self.task, self._data(), self._measuring()
        self._face.status.say("Working out what it takes.")
        parts = [replace(measuring, shots=(shots,)).probe(task, data, self._model) for shots in measuring.shots]
        found = cost_of(self._model, parts)
        self._face.status.say(f"Evaluate takes: {found}." if found else "This model cannot say what it takes.")

    def stop(self) -> None:
        """Stop; what has come so far is kept."""
        if self._work.busy:
            self._face.status.say("Stopping.")
            self._work.stop()

    @property
    def status(self) -> str:
        """The status line."""
        return self._face.status.words

    def close(self) -> None:
        """Stop, and take the panel away."""
        self._work.stop()
        super().close()

    def __repr__(self) -> str:
        what = f"{self._task.kind.name}, {len(self._task.pool)} examples" if self._task else "no task yet"
        return f"FewShotBuilder({self._model.name}, {what})"

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        bundle = super()._repr_mimebundle_(**options) or {}
        try:
            prompt, code = self.export("text"), self.code
        except WorkbenchError as error:
            prompt = code = str(error)
        title = f"Few-shot builder: {self._model.name}"
        form = fewshot_form(title, self._task, prompt, self.prediction, self.result, code)
        return {**bundle, "text/plain": repr(self), "text/html": str(form)}

    # One piece of work, in the thread that was asked for.

    def _begin(self, words: str, work: Callable[[], None], *, wait: bool) -> None:
        def claiming() -> None:
            with claimed(self._model, "a few-shot task in another panel"):
                work()

        if not self._work.busy:
            self._face.lock(True)
            self._face.status.say(words)
            self._work.start(claiming, wait=wait)
            if wait and isinstance(self._work.error, Exception) and not isinstance(self._work.error, Cancelled):
                raise self._work.error

    def _check(self, _moved: int) -> None:
        if self._work.stopping.is_set():
            raise Cancelled("Stopped.")

    def _ended(self, error: BaseException | None) -> None:
        self._face.lock(False)
        self._missing = EARLY if self._missing else ""
        if isinstance(error, Cancelled) or (error is not None and not isinstance(error, Exception)):
            self._face.status.say(str(error) or "Stopped.")
        elif error is not None:
            self._face.status.say(words_of(error), failed=True)
        self._shown_again()

    def _measured_with(self, task: FewShot, data: Any, measuring: Measuring) -> Any:
        return (task.to_dict(), data if isinstance(data, str) else id(data), measuring)

    def _shown_again(self) -> None:
        """Show the answer and what was measured, and say so where they belong to something that has changed."""
        tried = self._task and (self._task.to_dict(), self.query, self._face.shots.value)
        old = self.prediction is not None and tried != self._tried
        self._show("answer", self.prediction, f"{STALE} try the query again." if old else "", answered)
        try:
            now = self._measured_with(self.task, self._data(), self._measuring())
        except WorkbenchError:
            now = None
        old = self.result is not None and now != self._measured and not self._work.busy
        words = f"{STALE} evaluate again." if old else ""
        self._show("figures", self.result, words, lambda result: measured(result, self._missing))

    def _show(self, place: str, found: Any, stale: str, made: Callable[[Any], Markup]) -> None:
        """Draw what is shown where it is another than before."""
        key, shown = (id(found), stale, self._missing), self._drawn.get(place)
        if shown is None or shown[0] != key:
            body = made(found) if shown is None or shown[0][::2] != key[::2] else shown[1]
            self._drawn[place] = (key, body)
            getattr(self._face, place).value = (element("p", stale, class_="wb-banner") if stale else "") + body

    # From the page.

    @property
    def _keyed(self) -> dict[str, Callable[[], None]]:
        """What a press does whose message carries the texts of the page's boxes."""
        face = self._face
        return {
            "run": lambda: self.try_query(wait=False),
            "go": lambda: self.evaluate(wait=False),
            "cost": self.cost,
            "load": lambda: self.load(face.source.value, rows=face.many.value),
        }

    def _key(self, key: str, values: dict[str, Any]) -> None:
        if key == "stop":
            self.stop()
        elif key in self._keyed and not self._work.busy:
            self._face.take(values)
            self._keyed[key]()

    def _chosen(self, place: int) -> None:
        if place != OWN and not self._quiet:
            self.start_from(place)

    def _act(self, message: Mapping[str, Any]) -> None:
        """Do what was done to a row in the page."""
        what = message["do"]
        if what == "add":
            return self.add()
        place = self._rows.place_of(int(message["key"]))
        if what == "edit":
            self._rows.write(place, str(message["column"]), str(message["value"]))
            self._refresh()
            self._face.table.seen = int(message["sent"])
        elif what == "paste":
            self.paste(place, str(message["column"]), str(message["text"]))
        elif what == "move":
            self.move(place, int(message["to"]))
        elif what == "switch":
            self.switch(place, bool(message["on"]))
        elif what == "remove":
            self.remove(place)
        return None

    def _answer(self, act: Callable[..., object], *arguments: object) -> None:
        """Do what the page asked for; what is wrong with it is said in the status line."""
        try:
            act(*arguments)
        except Exception as error:  # the page has nowhere else to show it
            self._face.status.say(words_of(error), failed=True)
