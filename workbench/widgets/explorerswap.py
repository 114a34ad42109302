"""The explorer's second half: a sentence, a term in it, replacements; it shows what is typed and asks no model."""

from collections.abc import Mapping, Sequence
from typing import Any

import ipywidgets

from workbench.errors import InputError
from workbench.markup import element
from workbench.probes.swapping import occurrences, spelled, suggested, words_of
from workbench.widgets.explorerface import heading, whole
from workbench.widgets.pieces import button, row
from workbench.widgets.studylist import StatusLine

__all__ = ["SwapFace"]

_STYLE = {"description_width": "initial"}
_MOST_WORDS, _MOST_SUGGESTED = 40, 12
_START = "The nurse said that she had to go because the shift had been long."


class SwapFace:
    """The parts of the half that changes one term of a sentence.

    Attributes
    ----------
    text, term, replacements, tokens, temperature, seed
        The boxes.
    words, chips : HBox
        A button for each word of the sentence, and for each suggested term.
    answer : HTML
    """

    def __init__(self) -> None:
        self.text = _area("Sentence", _START, "Type a sentence about somebody", 2)
        layout = ipywidgets.Layout(width="330px", max_width="99%")
        self.term = ipywidgets.Text(
            value="she", description="Term", placeholder="a word of it", style=_STYLE, layout=layout
        )
        self.replacements = _area("Replacements, one a line", "he\nthey", "he", 3)
        self.tokens = whole("Tokens to write", 1, 200, 20, 180)
        self.temperature = ipywidgets.BoundedFloatText(
            value=1.0,
            min=0,
            max=2,
            step=0.1,
            description="Temperature",
            style=_STYLE,
            layout=ipywidgets.Layout(width="170px"),
        )
        self.seed = whole("Seed of completions", 0, 2**31 - 1, 0, 200)
        self.go = button("Compare", "Asks the model (Ctrl+Enter)", button_style="primary")
        self.go.add_class("wb-act-compare")
        self.stop = button("Stop", "Escape", disabled=True)
        self.status = StatusLine(state="Ready.")
        self.words, self.chips = ipywidgets.HBox([]), ipywidgets.HBox([])
        self.words.add_class("wb-words")
        self.chips.add_class("wb-chips")
        for box in (self.words, self.chips):
            box.add_class("wb-row")
        self.picked, self.answer = ipywidgets.HTML(), ipywidgets.HTML()
        self.text.observe(lambda _: self._spell(), "value")
        self.term.observe(lambda _: self._suggest(), "value")
        self._spell()

    def children(self) -> list[Any]:
        """Return the parts from top to bottom."""
        return [
            heading("1. A sentence", "yours; it is not kept anywhere but in this notebook"),
            self.text,
            heading("2. The term that changes", "press a word, or type it"),
            self.words,
            self.term,
            heading(
                "3. What stands in its place",
                "press a suggestion to add it, or type; every place of the term is changed",
            ),
            self.picked,
            self.chips,
            self.replacements,
            row([self.tokens, self.temperature, self.seed]),
            row([self.go, self.stop]),
            self.status,
            self.answer,
        ]

    def asked(self) -> dict[str, Any]:
        """Return what is to be compared, as `workbench.probes.comparing.compared` takes it, the text first."""
        return {
            "text": self.text.value,
            "term": self.term.value.strip(),
            "replacements": [line.strip() for line in self.replacements.value.split("\n") if line.strip()],
            "max_tokens": self.tokens.value,
            "temperature": self.temperature.value,
            "seed": self.seed.value,
        }

    def write(self, text: str, term: str, replacements: Sequence[str]) -> None:
        """Put a sentence, a term and replacements into their boxes."""
        self.text.value, self.term.value, self.replacements.value = text, term, "\n".join(replacements)

    def pick(self, word: str) -> None:
        """Take a word of the sentence as the term, as the list of swaps writes it: "she" for "She", but "Emily"."""
        small = word.lower()
        elsewhere = len(occurrences(self.text.value, small)) > len(occurrences(self.text.value, word))
        self.term.value = spelled(word) or (small if elsewhere else word)

    def take(self, texts: Mapping[str, Any]) -> None:
        """Take over what stands in the page's boxes, by label: a message can overtake the last update of a box."""
        for box in (self.text, self.term, self.replacements):
            text = texts.get(box.description)
            if isinstance(text, str) and text != box.value:
                box.value = text
        for number in (self.tokens, self.seed):
            text = texts.get(number.description)
            if isinstance(text, str) and text.isdecimal():
                number.value = int(text)

    def lock(self, busy: bool) -> None:
        """Let what can be pressed be pressed, and nothing else."""
        self.go.disabled, self.stop.disabled, self.status.busy = busy, not busy, busy

    def _spell(self) -> None:
        """Show a button for each word of the sentence."""
        self.words.children = [
            _chip(word, f"Take {word!r} as the term", lambda word=word: self.pick(word))
            for word in words_of(self.text.value)[:_MOST_WORDS]
        ]
        self._suggest()

    def _suggest(self) -> None:
        """Show what could stand in the term's place, from the list of swaps."""
        term = self.term.value.strip()
        found = suggested(term)[:_MOST_SUGGESTED] if term else ()
        self.chips.children = [
            _chip(one.replacement, f"{one.group}, {one.axis}, {one.form}", lambda one=one: self._add(one.replacement))
            for one in found
        ]
        self.picked.value = self._said(term, bool(found))

    def _said(self, term: str, found: bool) -> str:
        if not term:
            return str(element("p", "No term is chosen yet."))
        try:
            many = len(occurrences(self.text.value, term))
        except InputError:
            many = 0
        times = "once" if many == 1 else f"{many} times"
        stands = f"{term!r} stands {times} in the sentence." if many else f"{term!r} is no whole word of the sentence."
        more = (
            " Suggested, of the same kind:"
            if found
            else " The list of swaps has no such term: type what is to stand there."
        )
        return str(element("p", stands + more))

    def _add(self, replacement: str) -> None:
        lines = [line for line in self.replacements.value.split("\n") if line.strip()]
        if replacement not in lines:
            self.replacements.value = "\n".join([*lines, replacement])


def _chip(name: str, tooltip: str, act: Any) -> Any:
    made = ipywidgets.Button(description=name, tooltip=tooltip, layout=ipywidgets.Layout(width="auto"))
    made.on_click(lambda _: act())
    return made


def _area(name: str, value: str, hint: str, rows: int) -> Any:
    layout = ipywidgets.Layout(width="99%" if rows == 2 else "330px", max_width="99%")
    return ipywidgets.Textarea(value=value, description=name, placeholder=hint, rows=rows, layout=layout, style=_STYLE)
