"""The Playground: type a prompt, watch a model continue it, see how sure it was of each token.

It asks the model and shows what comes back; it computes nothing that a call would not give.
"""

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import ipywidgets

from workbench.errors import InputError, WorkbenchError
from workbench.markup import Markup, element
from workbench.records import Completion, Settings, clean_text
from workbench.widgets.face import NOT_A_RUN, OWN_TEXT, Face
from workbench.widgets.pieces import short
from workbench.widgets.runs import (
    CANCELLED,
    Gathered,
    PanelModel,
    claimed,
    completion,
    gathered_choices,
    remaining,
    stream,
)
from workbench.widgets.showcode import call
from workbench.widgets.tokens import static_form, token_rows

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Playground", "playground"]

EXAMPLE = "The nurse said that"
LOGPROBS = 5


def playground(model: PanelModel, *, prompt: str = EXAMPLE, **settings: Any) -> "Playground":
    """Open a panel in which to complete prompts with a model.

    Parameters
    ----------
    model : Model
        As `open_model` gives it.
    prompt : str
        What stands in the prompt box at first.
    **settings
        Any field of `Settings`. The defaults are those of `Model.complete`, but for
        ``logprobs``, which is 5: the panel colours tokens by their probability.

    Returns
    -------
    Playground
        Shown by being the last line of a cell. ``panel.code`` is the call that does the same,
        ``panel.record`` the last `Completion`, ``panel.frame()`` its tokens as a table.

    Raises
    ------
    InputError
        For an unknown setting or a value out of range.

    Examples
    --------
    >>> import workbench as wb
    >>> panel = wb.panels.playground(wb.open_model("fake"), max_tokens=3)
    >>> panel.run()
    >>> len(panel.frame())
    3
    """
    return Playground(model, clean_text(prompt, "The prompt"), Settings.of(**{"logprobs": LOGPROBS, **settings}))


@dataclass(frozen=True)
class Moment:
    """What stands in the panel: enough to come back to it."""

    prompt: str
    settings: Settings
    record: Completion | None


class Playground(ipywidgets.VBox):
    """The panel that `playground` opens.

    Attributes
    ----------
    record : Completion or None
        The result on show.
    runs : list of Completion
        Every result so far, in order.
    """

    def __init__(self, model: PanelModel, prompt: str, settings: Settings) -> None:
        self.record: Completion | None = None
        self.runs: list[Completion] = []
        self._model = model
        self._past: list[Moment] = []
        self._mark = Moment(prompt, settings, None)
        self._running = threading.Lock()
        self._stopping = threading.Event()
        self._worker: threading.Thread | None = None
        self._quiet = False
        self._face = Face(model.name, prompt, settings, model.context_length)
        super().__init__(children=self._face.children())
        self.add_class("wb-panel")
        self._connect()
        self._typed()

    def _connect(self) -> None:
        self._face.complete.on_click(lambda _: self.run(wait=False))
        self._face.another.on_click(lambda _: self.another(wait=False))
        self._face.stop.on_click(lambda _: self.stop())
        self._face.undo.on_click(lambda _: self.undo())
        self._face.keys.on_key(self._key)
        self._face.view.on_branch(lambda *where: self._answer(self.branch, *where, wait=False))
        self._face.prompt.observe(lambda _: self._typed(), "value")
        self._face.preset.observe(lambda change: self._choose_preset(change["new"]), "value")
        self._face.history.observe(lambda change: self._choose_run(change["new"]), "value")
        for box in self._face.settings.boxes.values():
            box.observe(lambda _: self._typed(), "value")

    # What a researcher can do, by mouse or by code.

    def run(self, *, wait: bool = True) -> None:
        """Complete the prompt as it stands.

        Parameters
        ----------
        wait : bool, default True
            Come back when the text is there. Without it, text streams into the panel while
            other cells can run; that is what the button does.
        """
        if not self._running.acquire(blocking=False):
            return
        try:
            prompt, settings = clean_text(self._face.prompt.value, "The prompt"), self._face.settings.read()
        except WorkbenchError as error:
            self._running.release()
            self._face.say(str(error), failed=True)
            return
        self._stopping.clear()
        self._lock(True)
        if wait:
            self._work(prompt, settings)
            return
        self._worker = threading.Thread(target=self._work, args=(prompt, settings), daemon=True)
        self._worker.start()

    def another(self, *, wait: bool = True) -> None:
        """Draw once more with the next seed; with the same seed a prompt gives the same text."""
        if not self._running.locked():
            self._face.settings.boxes["seed"].value += 1
            self.run(wait=wait)

    def stop(self) -> None:
        """Stop between two tokens; what has come so far is kept."""
        if self._running.locked():
            self._stopping.set()

    def undo(self) -> None:
        """Go back to the prompt, the settings and the result before the last run, preset or jump."""
        if self._past and not self._running.locked():
            moment = self._past.pop()
            self._face.preset.value = OWN_TEXT
            self._face.about.value = ""
            self._restore(moment, "Undone: the prompt, settings and result are those before.")

    def branch(self, sample: int, position: int, alternative: int, *, wait: bool = True) -> None:
        """Fix the text up to a token, put an alternative in its place, and go on from there.

        Parameters
        ----------
        sample, position, alternative : int
            Which completion, which token of it, which of the token's alternatives; from 0.
        wait : bool, default True
            As in `run`.
        """
        if self._running.locked():
            return
        self._face.prompt.value = self._branch_text(sample, position, alternative)
        self.run(wait=wait)

    def frame(self) -> "pd.DataFrame":
        """Return the result on show as a table, one row a token."""
        import pandas as pd

        columns = ["sample", "position", "token", "token_logprob", "probability", "alternatives"]
        return pd.DataFrame(token_rows(self.record) if self.record else [], columns=columns)

    @property
    def code(self) -> str:
        """The public call that does what Complete would do now; only changed settings are named."""
        return call(self._model, self._face.prompt.value, self._face.settings.read())

    @property
    def status(self) -> str:
        """The status line."""
        return self._face.status

    def close(self) -> None:
        """Stop, and take the panel away."""
        self.stop()
        super().close()

    def __repr__(self) -> str:
        return f"Playground({self._model.name}, {len(self.runs)} run{'' if len(self.runs) == 1 else 's'})"

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        bundle = super()._repr_mimebundle_(**options) or {}
        try:
            code = self.code
        except InputError as error:
            code = str(error)
        form = static_form(f"Playground: {self._model.name}", self.record, code)
        return {**bundle, "text/plain": repr(self), "text/html": str(form)}

    # One run, in the thread that was asked for.

    def _work(self, prompt: str, settings: Settings) -> None:
        words, failed = "Stopped by the interrupt. The prompt is kept.", True
        try:
            with claimed(self._model, f"{short(prompt, 40)!r} in another panel"):
                words, failed = self._finish(prompt, settings, self._ask(prompt, settings)), False
        except Exception as error:  # whatever a model raises, the panel says it and stays usable
            words = _words(error)
        finally:
            if failed:
                self._show(self.record)
            self._lock(False)
            self._running.release()
            self._face.say(words, failed=failed)

    def _ask(self, prompt: str, settings: Settings) -> Completion:
        total, started = settings.max_tokens * settings.n, time.monotonic()
        if settings.candidates > settings.n:
            self._face.say(f"Running: {settings.candidates} candidates are drawn before the best is known.")
            return self._model.complete(prompt, settings=settings)
        self._face.say("Running.", remaining(0, total, 0.0))

        def show(parts: list[Gathered]) -> None:
            echoed = self._model.count(prompt) * settings.n if settings.echo else 0
            done = max(0, sum(len(part.tokens) for part in parts) - echoed)
            self._face.draw(prompt, settings, gathered_choices(prompt, settings, parts), live=True)
            self._face.view.progress = remaining(done, total, time.monotonic() - started)

        parts = stream(self._model, prompt, settings, self._stopping, show)
        return completion(self._model, prompt, settings, parts)

    def _finish(self, prompt: str, settings: Settings, record: Completion) -> str:
        """Keep what came and return what is to be said of it."""
        tokens = record.usage.completion_tokens
        stopped = any(choice.finish_reason == CANCELLED for choice in record.choices)
        if stopped and not tokens:
            self._show(self.record)
            return "Stopped before the first token."
        again = self._mark.record is not None and self._mark.record == record
        self._past.append(self._mark)
        self._mark = Moment(prompt, settings, record)
        self.runs.append(record)
        self._show(record)
        self._list_runs()
        counted = f"{tokens} token{'' if tokens == 1 else 's'}"
        return f"Stopped after {counted}." if stopped else f"Done: {counted}.{_why_again(settings) if again else ''}"

    def _branch_text(self, sample: int, position: int, alternative: int) -> str:
        record = self.record
        if record is None or sample >= len(record.choices):
            raise InputError("There is no result to branch from. Press Complete first.")
        choice = record.choices[sample]
        offsets, tops = choice.text_offset or (), choice.top_logprobs or ()
        names = list(tops[position] or {}) if position < len(tops) else []
        if alternative >= len(names):
            raise InputError("That token has no such alternative. Set logprobs to 1 or more and run again.")
        name = names[alternative]
        if "\ufffd" in name or not name:
            raise InputError("That alternative is only part of a character; as text it cannot be chosen.")
        whole = choice.text if record.settings.echo else record.prompts[0] + choice.text
        return whole[: offsets[position]] + name

    def _answer(self, act: Any, *arguments: Any, **options: Any) -> None:
        """Do what the page asked for; what is wrong with it is said in the status line."""
        try:
            act(*arguments, **options)
        except WorkbenchError as error:
            self._face.say(str(error), failed=True)

    def _typed(self) -> None:
        """Bring the token count and the code up to what stands in the boxes."""
        try:
            used = self._model.count(self._face.prompt.value)
            room = self._model.context_length - used - self._face.settings.boxes["max_tokens"].value
            over = f", {-room} too many with max_tokens" if room < 0 else ""
            count: Markup | str = f"{used:,} of {self._model.context_length:,} tokens{over}"
            code: Markup | str = element("pre", self.code, class_="wb-code")
        except WorkbenchError as error:
            count = code = element("span", str(error))
        self._face.count.value, self._face.code.value = element("div", count, class_="wb-count"), code

    def _show(self, record: Completion | None) -> None:
        self.record = record
        self._face.show(record)

    def _list_runs(self) -> None:
        place = next((place for place, run in enumerate(self.runs) if run is self.record), NOT_A_RUN)
        self._quiet = True  # what is chosen here was not chosen by hand
        try:
            self._face.list_runs(self.runs, place)
        finally:
            self._quiet = False

    def _lock(self, busy: bool) -> None:
        self._face.lock(busy, can_undo=bool(self._past), has_runs=bool(self.runs))

    # Going back and starting anew.

    def _now(self) -> Moment:
        try:
            settings = self._face.settings.read()
        except InputError:
            settings = self._mark.settings
        return Moment(self._face.prompt.value, settings, self.record)

    def _restore(self, moment: Moment, said: str) -> None:
        self._mark = moment
        self._face.write(moment.prompt, moment.settings)
        self._show(moment.record)
        self._list_runs()
        self._lock(False)
        self._face.say(said)

    def _choose_preset(self, preset: Any) -> None:
        if not preset or self._running.locked():
            return
        self._past.append(self._now())
        settings = Settings.of(**{"logprobs": LOGPROBS, **preset.settings})
        self._restore(Moment(preset.prompt, settings, self.record), f"Ready: {preset.label}. Press Complete.")
        self._face.about.value = element("div", preset.about, class_="wb-about")

    def _choose_run(self, place: int) -> None:
        if place == NOT_A_RUN or self._quiet or self._running.locked():
            return
        self._past.append(self._now())
        record = self.runs[place]
        self._restore(Moment(record.prompts[0], record.settings, record), f"Run {place + 1} is shown.")

    def _key(self, key: str, values: dict[str, Any]) -> None:
        if key == "stop":
            self.stop()
        elif key == "run" and not self._running.locked():
            if isinstance(text := values.get("Prompt"), str):
                self._face.prompt.value = text
            self._face.settings.take(values)
            self.run(wait=False)


def _why_again(settings: Settings) -> str:
    if settings.temperature == 0 or settings.top_p == 0:
        return " The same text: the likeliest tokens are taken. Raise temperature (and top_p) for another."
    return " Same seed, same text: press Another draw for a different one."


def _words(error: Exception) -> str:
    return str(error) if isinstance(error, WorkbenchError) else f"The model failed: {type(error).__name__}: {error}"
