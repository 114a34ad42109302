"""What the Playground is made of and how it is laid out; it shows what it is given and asks no model."""

from collections.abc import Sequence
from typing import Any

import ipywidgets

from workbench.markup import element
from workbench.records import Choice, Completion, Settings
from workbench.widgets.controls import SettingsBoxes
from workbench.widgets.keys import Keys
from workbench.widgets.pieces import button, fold, listed, row, short
from workbench.widgets.presets import PRESETS
from workbench.widgets.tokens import TokenView, numbers, sample

__all__ = ["NOT_A_RUN", "OWN_TEXT", "Face"]

EMPTY = "Nothing has run yet. Write the start of a text above and press Complete (or Ctrl+Enter): the model goes on."
OWN_TEXT = ""  # the entry of the preset list that is no preset
NOT_A_RUN = -1  # the entry of the history that is no run


class Face:
    """The parts of the panel, and what each shows.

    Attributes
    ----------
    preset, history, prompt, complete, another, stop, undo
        The controls, beside those of ``settings``.
    about, count, code, numbers
        Lines and tables of our own markup.
    view : TokenView
        The status line and the tokens.
    keys : Keys
        Ctrl+Enter and Escape.
    """

    def __init__(self, name: str, prompt: str, settings: Settings, longest: int) -> None:
        self.name = name
        self.settings = SettingsBoxes(settings, longest)
        self.preset = listed(
            "Start from", [("your own text", OWN_TEXT), *((preset.label, preset) for preset in PRESETS)]
        )
        self.history = listed("History", [("no runs yet", NOT_A_RUN)], disabled=True)
        self.prompt = ipywidgets.Textarea(
            value=prompt,
            description="Prompt",
            rows=5,
            layout=ipywidgets.Layout(width="99%"),
            style={"description_width": "initial"},
        )
        self.complete = button("Complete", "Ctrl+Enter", button_style="primary")
        self.complete.add_class("wb-run")
        self.another = button("Another draw", "The same prompt with the next seed")
        self.stop = button("Stop", "Escape", disabled=True)
        self.undo = button("Undo", "Back to the prompt, settings and result before", disabled=True)
        self.about, self.count, self.code, self.numbers = (ipywidgets.HTML() for _ in range(4))
        self.view = TokenView(empty=EMPTY, state="Ready.")
        self.keys = Keys()

    def children(self) -> list[Any]:
        """Return the parts from top to bottom, which is the order of the Tab key too."""
        more, folded = fold("More settings", row(self.settings.folded))
        show_code, code = fold("Show code", self.code)
        show_numbers, figures = fold("Numbers", self.numbers)
        return [
            ipywidgets.HTML(element("span", f"Playground: {self.name}", class_="wb-title")),
            row([self.preset, self.history]),
            self.about,
            self.prompt,
            self.count,
            row([*self.settings.first, more]),
            folded,
            row([self.complete, self.another, self.stop, self.undo]),
            self.view,
            row([show_code, show_numbers]),
            code,
            figures,
            self.keys,
        ]

    @property
    def status(self) -> str:
        """The status line as it is read."""
        return f"{self.view.state} {self.view.progress}".strip()

    def say(self, state: str, progress: str = "", *, failed: bool = False) -> None:
        """Write the status line."""
        with self.view.hold_sync():
            self.view.state, self.view.progress, self.view.failed = state, progress, failed

    def draw(self, prompt: str, settings: Settings, choices: Sequence[Choice], *, live: bool = False) -> None:
        """Show completions, one under another; while they stream they have no ending yet."""
        several = len(choices) > 1
        labels = [f"Sample {choice.index + 1} of {len(choices)}" if several else "" for choice in choices]
        note = "" if live else None
        with self.view.hold_sync():
            self.view.prompt = "" if settings.echo else _last_line(prompt)
            self.view.samples = [
                sample(choice, label, note=note) for choice, label in zip(choices, labels, strict=True)
            ]

    def show(self, record: Completion | None) -> None:
        """Show a result and its numbers, or that there is none."""
        if record is None:
            self.view.samples, self.numbers.value = [], element("p", "No numbers yet.")
            return
        self.draw(record.prompts[0], record.settings, record.choices)
        self.numbers.value = element("div", numbers(record), class_="wb-scroll")

    def write(self, prompt: str, settings: Settings) -> None:
        """Put a prompt and settings into their boxes."""
        self.prompt.value = prompt
        self.settings.write(settings)

    def list_runs(self, runs: Sequence[Completion], chosen: int) -> None:
        """Fill the history and mark the run on show."""
        lines = [
            (f"{place + 1}: {short(run.prompts[0])} \u2192 {short(run.text)}", place) for place, run in enumerate(runs)
        ]
        self.history.options = [("not a run yet", NOT_A_RUN), *lines] if lines else [("no runs yet", NOT_A_RUN)]
        self.history.value = chosen

    def lock(self, busy: bool, *, can_undo: bool, has_runs: bool) -> None:
        """Let what can be pressed be pressed, and nothing else."""
        self.view.busy = busy
        self.complete.disabled = self.another.disabled = self.preset.disabled = busy
        self.stop.disabled = not busy
        self.undo.disabled = busy or not can_undo
        self.history.disabled = busy or not has_runs


def _last_line(prompt: str, most: int = 160) -> str:
    """Return the end of the prompt, so that a completion is read in its place."""
    line = prompt.rsplit("\n", 1)[-1]
    return line if len(line) <= most else f"\u2026{line[-most:]}"
