"""The Playground: type a prompt, watch a model continue it, see how sure it was of each token.

It asks the model and shows what comes back; it computes nothing that a call would not give.
"""

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import ipywidgets

from workbench.errors import BusyError, InputError, WorkbenchError
from workbench.markup import Markup, element
from workbench.records import Completion, Settings, clean_text
from workbench.widgets.controls import SettingsBoxes
from workbench.widgets.keys import Keys
from workbench.widgets.presets import PRESETS
from workbench.widgets.runs import Gathered, PanelModel, claimed, completion, gathered_choices, remaining, stream
from workbench.widgets.showcode import call
from workbench.widgets.tokens import TokenView, numbers, sample, static_form, token_rows

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Playground", "playground"]

EXAMPLE = "The nurse said that"
EMPTY = "Nothing has run yet. Write the start of a text above and press Complete (or Ctrl+Enter): the model goes on."
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
        self._settings = SettingsBoxes(settings, model.context_length)
        self._make(prompt)
        super().__init__(children=self._layout())
        self.add_class("wb-panel")
        self._connect()
        self._typed()

    # What the panel is made of.

    def _make(self, prompt: str) -> None:
        wide = ipywidgets.Layout(width="99%")
        fit = {"style": {"description_width": "initial"}, "layout": ipywidgets.Layout(width="395px", max_width="99%")}
        starts = [("your own text", ""), *((preset.label, preset) for preset in PRESETS)]
        self._preset = ipywidgets.Dropdown(description="Start from", options=starts, **fit)
        self._history = ipywidgets.Dropdown(description="History", options=[("no runs yet", -1)], disabled=True, **fit)
        self._prompt = ipywidgets.Textarea(
            value=prompt, description="Prompt", rows=5, layout=wide, style={"description_width": "initial"}
        )
        self._run_button = _button("Complete", "Ctrl+Enter", button_style="primary")
        self._stop_button = _button("Stop", "Escape", disabled=True)
        self._undo_button = _button("Undo", "Back to the prompt, settings and result before", disabled=True)
        self._run_button.add_class("wb-run")
        self._about, self._count, self._code, self._numbers = (ipywidgets.HTML() for _ in range(4))
        self._view = TokenView(empty=EMPTY, state="Ready.")
        self._hotkeys = Keys()

    def _layout(self) -> list[Any]:
        title = ipywidgets.HTML(element("span", f"Playground: {self._model.name}", class_="wb-title"))
        more, folded = _fold("More settings", _row(self._settings.folded))
        show_code, code = _fold("Show code", self._code)
        show_numbers, figures = _fold("Numbers", self._numbers)
        return [
            title,
            _row([self._preset, self._history]),
            self._about,
            self._prompt,
            self._count,
            _row([*self._settings.first, more]),
            folded,
            _row([self._run_button, self._stop_button, self._undo_button]),
            self._view,
            _row([show_code, show_numbers]),
            code,
            figures,
            self._hotkeys,
        ]

    def _connect(self) -> None:
        self._run_button.on_click(lambda _: self.run(wait=False))
        self._stop_button.on_click(lambda _: self.stop())
        self._undo_button.on_click(lambda _: self.undo())
        self._hotkeys.on_key(self._key)
        self._view.on_branch(lambda *where: self._answer(self.branch, *where, wait=False))
        self._prompt.observe(lambda _: self._typed(), "value")
        self._preset.observe(lambda change: self._choose_preset(change["new"]), "value")
        self._history.observe(lambda change: self._choose_run(change["new"]), "value")
        for box in self._settings.boxes.values():
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
            prompt, settings = clean_text(self._prompt.value, "The prompt"), self._settings.read()
        except WorkbenchError as error:
            self._running.release()
            self._say(str(error), failed=True)
            return
        self._stopping.clear()
        self._lock_controls(True)
        if wait:
            self._work(prompt, settings)
            return
        self._worker = threading.Thread(target=self._work, args=(prompt, settings), daemon=True)
        self._worker.start()

    def stop(self) -> None:
        """Stop between two tokens; what has come so far is kept."""
        if self._running.locked():
            self._stopping.set()

    def undo(self) -> None:
        """Go back to the prompt, the settings and the result before the last run, preset or jump."""
        if self._past and not self._running.locked():
            moment = self._past.pop()
            self._preset.value = ""
            self._about.value = ""
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
        self._prompt.value = self._branch_text(sample, position, alternative)
        self.run(wait=wait)

    def frame(self) -> "pd.DataFrame":
        """Return the result on show as a table, one row a token."""
        import pandas as pd

        columns = ["sample", "position", "token", "token_logprob", "probability", "alternatives"]
        return pd.DataFrame(token_rows(self.record) if self.record else [], columns=columns)

    @property
    def code(self) -> str:
        """The public call that does what Complete would do now; only changed settings are named."""
        return call(self._model, self._prompt.value, self._settings.read())

    @property
    def status(self) -> str:
        """The status line."""
        return f"{self._view.state} {self._view.progress}".strip()

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
        before = self.record
        try:
            with claimed(self._model, f"{_short(prompt, 40)!r} in another panel"):
                self._finish(prompt, settings, self._ask(prompt, settings))
        except KeyboardInterrupt:
            self._show(before)
            self._say("Stopped by the interrupt. The prompt is kept.")
            raise
        except BusyError as error:
            self._say(str(error), failed=True)
        except Exception as error:  # whatever a model raises, the panel says it and stays usable
            self._show(before)
            self._say(_words(error), failed=True)
        finally:
            self._lock_controls(False)
            self._running.release()

    def _ask(self, prompt: str, settings: Settings) -> Completion:
        total, started = settings.max_tokens * settings.n, time.monotonic()
        if settings.candidates > settings.n:
            self._say(f"Running: {settings.candidates} candidates are drawn before the best is known.")
            return self._model.complete(prompt, settings=settings)
        self._say("Running.", remaining(0, total, 0.0))

        def show(parts: list[Gathered]) -> None:
            echoed = self._model.count(prompt) * settings.n if settings.echo else 0
            done = max(0, sum(len(part.tokens) for part in parts) - echoed)
            self._draw(prompt, settings, gathered_choices(prompt, settings, parts), live=True)
            self._view.progress = remaining(done, total, time.monotonic() - started)

        parts = stream(self._model, prompt, settings, self._stopping, show)
        return completion(self._model, prompt, settings, parts)

    def _finish(self, prompt: str, settings: Settings, record: Completion) -> None:
        tokens = record.usage.completion_tokens
        if self._stopping.is_set() and not tokens:
            self._show(self.record)
            self._say("Stopped before the first token.")
            return
        self._past.append(self._mark)
        self._mark = Moment(prompt, settings, record)
        self.runs.append(record)
        self._show(record)
        self._list_runs(len(self.runs) - 1)
        counted = f"{tokens} token{'' if tokens == 1 else 's'}"
        self._say(f"Stopped after {counted}." if self._stopping.is_set() else f"Done: {counted}.")

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

    # What is shown.

    def _say(self, state: str, progress: str = "", *, failed: bool = False) -> None:
        with self._view.hold_sync():
            self._view.state, self._view.progress, self._view.failed = state, progress, failed

    def _answer(self, act: Any, *arguments: Any, **options: Any) -> None:
        """Do what the page asked for; what is wrong with it is said in the status line."""
        try:
            act(*arguments, **options)
        except WorkbenchError as error:
            self._say(str(error), failed=True)

    def _draw(self, prompt: str, settings: Settings, choices: Any, *, live: bool = False) -> None:
        several = len(choices) > 1
        labels = [f"Sample {choice.index + 1} of {len(choices)}" if several else "" for choice in choices]
        note = "" if live else None
        with self._view.hold_sync():
            self._view.prompt = "" if settings.echo else _last_line(prompt)
            self._view.samples = [
                sample(choice, label, note=note) for choice, label in zip(choices, labels, strict=True)
            ]

    def _show(self, record: Completion | None) -> None:
        self.record = record
        if record is None:
            self._view.samples, self._numbers.value = [], element("p", "No numbers yet.")
            return
        self._draw(record.prompts[0], record.settings, record.choices)
        self._numbers.value = element("div", numbers(record), class_="wb-scroll")

    def _typed(self) -> None:
        """Bring the token count and the code up to what stands in the boxes."""
        try:
            used = self._model.count(self._prompt.value)
            room = self._model.context_length - used - self._settings.boxes["max_tokens"].value
            over = f", {-room} too many with max_tokens" if room < 0 else ""
            count: Markup | str = f"{used:,} of {self._model.context_length:,} tokens{over}"
            code: Markup | str = element("pre", self.code, class_="wb-code")
        except WorkbenchError as error:
            count = code = element("span", str(error))
        self._count.value, self._code.value = element("div", count, class_="wb-count"), code

    def _lock_controls(self, busy: bool) -> None:
        self._view.busy = busy
        self._run_button.disabled = self._preset.disabled = busy
        self._stop_button.disabled = not busy
        self._undo_button.disabled = busy or not self._past
        self._history.disabled = busy or not self.runs

    def _list_runs(self, chosen: int) -> None:
        lines = [
            (f"{place + 1}: {_short(run.prompts[0])} \u2192 {_short(run.text)}", place)
            for place, run in enumerate(self.runs)
        ]
        self._quiet = True
        try:
            self._history.options = [("not a run yet", -1), *lines] if lines else [("no runs yet", -1)]
            self._history.value = chosen
        finally:
            self._quiet = False

    # Going back and starting anew.

    def _now(self) -> Moment:
        try:
            settings = self._settings.read()
        except InputError:
            settings = self._mark.settings
        return Moment(self._prompt.value, settings, self.record)

    def _restore(self, moment: Moment, said: str) -> None:
        self._mark = moment
        self._prompt.value = moment.prompt
        self._settings.write(moment.settings)
        self._show(moment.record)
        place = next((place for place, run in enumerate(self.runs) if run is moment.record), -1)
        self._list_runs(place)
        self._lock_controls(False)
        self._say(said)

    def _choose_preset(self, preset: Any) -> None:
        if not preset or self._running.locked():
            return
        self._past.append(self._now())
        settings = Settings.of(**{"logprobs": LOGPROBS, **preset.settings})
        self._restore(Moment(preset.prompt, settings, self.record), f"Ready: {preset.label}. Press Complete.")
        self._about.value = element("div", preset.about, class_="wb-about")

    def _choose_run(self, place: int) -> None:
        if place < 0 or self._quiet or self._running.locked():
            return
        self._past.append(self._now())
        record = self.runs[place]
        self._restore(Moment(record.prompts[0], record.settings, record), f"Run {place + 1} is shown.")

    def _key(self, key: str, values: dict[str, Any]) -> None:
        if key == "stop":
            self.stop()
        elif key == "run" and not self._running.locked():
            if isinstance(text := values.get("Prompt"), str):
                self._prompt.value = text
            self._settings.take(values)
            self.run(wait=False)


def _row(children: list[Any]) -> Any:
    row = ipywidgets.HBox(children)
    row.add_class("wb-row")
    return row


def _button(name: str, tooltip: str, **options: Any) -> Any:
    return ipywidgets.Button(description=name, tooltip=tooltip, layout=ipywidgets.Layout(width="110px"), **options)


def _fold(name: str, content: Any) -> tuple[Any, Any]:
    """Return a button and what it shows and hides; unlike an Accordion's title, Tab reaches it."""
    button = ipywidgets.ToggleButton(description=name, icon="caret-right")
    content.layout.display = "none"

    def turn(change: Any) -> None:
        content.layout.display = "" if change["new"] else "none"
        button.icon = "caret-down" if change["new"] else "caret-right"

    button.observe(turn, "value")
    return button, content


def _short(text: str, most: int = 20) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}\u2026"


def _last_line(prompt: str, most: int = 160) -> str:
    """Return the end of the prompt, so that a completion is read in its place."""
    line = prompt.rsplit("\n", 1)[-1]
    return line if len(line) <= most else f"\u2026{line[-most:]}"


def _words(error: Exception) -> str:
    return str(error) if isinstance(error, WorkbenchError) else f"The model failed: {type(error).__name__}: {error}"
