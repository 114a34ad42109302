"""The token view: completions as tokens, coloured by how likely each was; it shows, and asks to branch.

Live it is a small anywidget (hover, focus and keys are beyond ipywidgets); saved it is HTML
that needs no kernel and no script.
"""

import math
import pathlib
from collections.abc import Callable, Sequence
from typing import Any

import anywidget
import traitlets

from workbench.markup import Markup, element, join, table, visible
from workbench.records import Choice, Completion

__all__ = ["LEGEND", "TokenView", "ending", "sample", "static_form", "token_rows"]

_FOLDER = pathlib.Path(__file__).parent
MOST_ROWS = 200  # a table of more tokens is cut in the page; the frame has them all

# From sure to surprised: least probability, words, background (black text has 8.6:1 or better
# on each), thickness of the line below, so that the steps can be told apart without colour.
LEGEND: tuple[tuple[float, str, str, int], ...] = (
    (0.8, "80 % or more (sure)", "#f7fbff", 0),
    (0.5, "50 to 80 %", "#deebf7", 1),
    (0.2, "20 to 50 %", "#c6dbef", 2),
    (0.05, "5 to 20 %", "#9ecae1", 3),
    (0.0, "under 5 % (surprised)", "#6baed6", 4),
)
_ENDINGS = {
    "length": "stopped at max_tokens",
    "stop": "ended by itself or at a stop text",
    "cancelled": "stopped by you",
}

Token = list[Any]  # [text, probability or None, [[text, probability], ...]]


class TokenView(anywidget.AnyWidget):
    """Completions as rows of tokens, with the status line above them.

    Attributes
    ----------
    prompt : str
        The end of the prompt, shown before each completion.
    samples : list of dict
        ``label``, ``note`` and ``tokens``, each ``[text, probability, [[text, probability], ...]]``.
    state, progress : str
        The status in words; only ``state`` is read out by a screen reader.
    busy : bool
        Whether a run is under way, so that no branch can start.
    empty : str
        What is said while there is nothing to show.
    """

    _esm = _FOLDER / "tokens.js"
    _css = _FOLDER / "tokens.css"
    prompt = traitlets.Unicode().tag(sync=True)
    samples: "traitlets.List[Any]" = traitlets.List(traitlets.Dict()).tag(sync=True)
    state = traitlets.Unicode().tag(sync=True)
    progress = traitlets.Unicode().tag(sync=True)
    busy = traitlets.Bool(default_value=False).tag(sync=True)
    failed = traitlets.Bool(default_value=False).tag(sync=True)
    empty = traitlets.Unicode().tag(sync=True)
    legend: "traitlets.List[Any]" = traitlets.List().tag(sync=True)

    def __init__(self, **values: Any) -> None:
        super().__init__(legend=[[low, words] for low, words, _, _ in LEGEND], **values)

    def __repr__(self) -> str:
        return f"TokenView({sum(len(sample['tokens']) for sample in self.samples)} tokens)"

    def on_branch(self, act: Callable[[int, int, int], None]) -> None:
        """Call ``act(sample, position, alternative)`` when an alternative is chosen."""

        def receive(_widget: object, content: object, _buffers: object) -> None:
            if isinstance(content, dict) and content.get("type") == "branch":
                act(int(content["sample"]), int(content["position"]), int(content["alternative"]))

        self.on_msg(receive)


def sample(choice: Choice, label: str, *, note: str | None = None) -> dict[str, Any]:
    """Return a choice in the form the view draws; where nothing was said about tokens, its text as one."""
    if choice.tokens is None or choice.token_logprobs is None:
        tokens: list[Token] = [[choice.text, None, []]]
    else:
        tops = choice.top_logprobs or (None,) * len(choice.tokens)
        tokens = [
            [text, _probability(logprob), [[name, _probability(value)] for name, value in (top or {}).items()]]
            for text, logprob, top in zip(choice.tokens, choice.token_logprobs, tops, strict=True)
        ]
    return {"label": label, "note": ending(choice.finish_reason) if note is None else note, "tokens": tokens}


def ending(reason: str) -> str:
    """Say why a completion ended."""
    return _ENDINGS.get(reason, reason)


def _probability(logprob: float | None) -> float | None:
    return None if logprob is None else round(math.exp(logprob), 6)


def _percent(probability: float | None) -> str:
    return "" if probability is None else f"{100 * probability:.1f} %"


def _step(probability: float) -> tuple[str, int]:
    # Rounded first: a last digit that differs between two machines must not change a colour.
    rounded = round(probability, 3)
    return next((colour, line) for low, _, colour, line in LEGEND if rounded >= low)


def _look(colour: str, line: int) -> str:
    # The line is drawn inside the pale box, so that it is as clear on a dark page.
    return f"background:{colour};color:#000;box-shadow:inset 0 -{line}px #08306b;padding:1px 0 5px"


def static_form(title: str, record: Completion | None, code: str) -> Markup:
    """Return the saved form of a panel: the last result and its numbers, with no script."""
    parts: list[Markup] = [element("p", element("b", title))]
    if record is None:
        parts.append(element("p", "Nothing has run yet. Run the cell above to open the panel."))
    else:
        parts.append(_strips(record))
        parts.append(_legend())
        parts.append(element("details", element("summary", "Numbers"), numbers(record)))
    parts.append(element("details", element("summary", "The same by code"), element("pre", code)))
    return element("div", *parts, class_="wb-static")


def _strips(record: Completion) -> Markup:
    lines = []
    for choice in record.choices:
        head = element("span", f"Sample {choice.index + 1} ({ending(choice.finish_reason)}): ", style="opacity:.75")
        prompt = "" if record.settings.echo else element("span", record.prompts[0])
        tokens = sample(choice, "")["tokens"]
        strip = join(_static_token(token) for token in tokens)
        lines.append(element("p", head, prompt, strip, style="white-space:pre-wrap;line-height:1.9"))
    return join(lines)


def _static_token(token: Token) -> Markup:
    text, probability, alternatives = token
    if probability is None:
        return element("span", text)
    colour, line = _step(probability)
    others = ", ".join(f"{visible(name)} {_percent(value)}" for name, value in alternatives)
    style = _look(colour, line)
    return element("span", text, style=style, title=f"{_percent(probability)}; likeliest here: {others}")


def _legend() -> Markup:
    keys = [
        element("span", words, style=f"{_look(colour, line)};margin-right:8px") for _, words, colour, line in LEGEND
    ]
    return element("p", "Probability the model gave each token: ", *keys)


def token_rows(record: Completion) -> list[dict[str, Any]]:
    """Return one row a token: the sample, its place, text and log-probability, and the likeliest tokens there."""
    rows = []
    for choice in record.choices:
        for place, text in enumerate(choice.tokens or ()):
            logprob = (choice.token_logprobs or ())[place]
            top = (choice.top_logprobs[place] if choice.top_logprobs else None) or {}
            rows.append(
                {
                    "sample": choice.index + 1,
                    "position": place + 1,
                    "token": text,
                    "token_logprob": logprob,
                    "probability": None if logprob is None else math.exp(logprob),
                    "alternatives": dict(top),
                }
            )
    return rows


def numbers(record: Completion) -> Markup:
    """Return the numbers behind the colours as a table, cut at `MOST_ROWS`."""
    rows = token_rows(record)
    shown = table(
        ["sample", "place", "token", "probability", "likeliest tokens here"], [_line(row) for row in rows[:MOST_ROWS]]
    )
    if len(rows) <= MOST_ROWS:
        return shown
    return shown + element("p", f"The first {MOST_ROWS} of {len(rows)} tokens; panel.frame() has them all.")


def _line(row: dict[str, Any]) -> Sequence[object]:
    others = ", ".join(f"{visible(name)} {_percent(math.exp(value))}" for name, value in row["alternatives"].items())
    return (row["sample"], row["position"], visible(row["token"]), _percent(row["probability"]), others)
