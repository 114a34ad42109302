"""One labelled box for each setting, under the setting's own name; it knows no model."""

import json
from typing import Any

import ipywidgets

from workbench.errors import InputError
from workbench.records import Settings
from workbench.widgets.pieces import escaped, unescaped

__all__ = ["SettingsBoxes", "read_stop", "write_stop"]

# name -> what it does, in words a first-time user can act on
ABOUT = {
    "max_tokens": "How many tokens to add at most; a token is a word or a piece of one",
    "temperature": "0 takes the likeliest token each time; 1 draws as the model believes; 2 is wild",
    "top_p": "Draw only from the likeliest tokens that together reach this probability",
    "top_k": "Draw only from this many of the likeliest tokens; 0 draws from all",
    "n": "How many completions of the same prompt to draw",
    "stop": "Up to 4 texts at which to stop, one a line; write \\n for a line break",
    "seed": "Same seed, same text; change it for another draw",
    "logprobs": "How many alternatives to show at each token",
    "presence_penalty": "Above 0: tokens already used become less likely, once",
    "frequency_penalty": "Above 0: tokens become less likely each time they are used",
    "best_of": "Draw this many and keep the n most likely; 0 draws just n",
    "echo": "Give the prompt back too, with the probability of each of its tokens",
    "logit_bias": 'Make tokens likelier or rarer: {"token id": -100 to 100}',
}
FIRST = ("max_tokens", "temperature", "top_p", "n", "seed", "stop")
FOLDED = ("logprobs", "top_k", "best_of", "presence_penalty", "frequency_penalty", "logit_bias", "echo")


class SettingsBoxes:
    """The boxes of all settings, and the way between them and `Settings`.

    Attributes
    ----------
    boxes : dict
        A widget for each name of a setting.
    first, folded : list of widgets
        The common ones, and those that stand behind "More settings".
    """

    def __init__(self, settings: Settings, longest: int) -> None:
        self.boxes: dict[str, Any] = {
            "max_tokens": _whole("max_tokens", 0, longest),
            "temperature": _real("temperature", 0, 2),
            "top_p": _real("top_p", 0, 1),
            "top_k": _whole("top_k", 0, 1_000_000),
            "n": _whole("n", 1, 128),
            "seed": _whole("seed", 0, 2**53 - 1),
            "stop": _lines("stop", "one a line; \\n is a line break"),
            "logprobs": _whole("logprobs", 0, 20),
            "best_of": _whole("best_of", 0, 128),
            "presence_penalty": _real("presence_penalty", -2, 2),
            "frequency_penalty": _real("frequency_penalty", -2, 2),
            "logit_bias": _lines("logit_bias", '{"50256": -100}'),
            "echo": ipywidgets.Checkbox(description="echo", tooltip=ABOUT["echo"], indent=False),
        }
        self.first = [self.boxes[name] for name in FIRST]
        self.folded = [self.boxes[name] for name in FOLDED]
        self.write(settings)

    def read(self) -> Settings:
        """Return the settings as they stand in the boxes.

        Raises
        ------
        InputError
            In words, for what cannot be used.
        """
        values = {name: box.value for name, box in self.boxes.items()}
        values["stop"] = read_stop(values["stop"])
        values["logit_bias"] = _read_bias(values["logit_bias"])
        values |= {name: values[name] or None for name in ("top_k", "best_of")}
        return Settings.of(**values)

    def write(self, settings: Settings) -> None:
        """Put settings into the boxes.

        Raises
        ------
        InputError
            Where a box cannot hold a value, rather than changing it without a word.
        """
        for name, box in self.boxes.items():
            value = getattr(settings, name)
            if name == "stop":
                value = write_stop(value)
            elif name == "logit_bias":
                value = json.dumps(value) if value else ""
            box.value = value if value is not None else 0
            if value is not None and box.value != value:
                raise InputError(f"{name}={value}: in the panel {name} goes from {box.min} to {box.max}.")

    def take(self, texts: dict[str, Any]) -> None:
        """Take over what stands in the page's boxes, by label; what is no number is left as it was."""
        for name, text in texts.items():
            box = self.boxes.get(name)
            if box is None or isinstance(box.value, bool) or str(box.value) == text:
                continue
            try:
                box.value = type(box.value)(text)
            except ValueError:
                continue


def read_stop(lines: str) -> tuple[str, ...]:
    r"""Return the stop texts of a box: one a line, with ``\n``, ``\t`` and ``\\`` as escapes.

    >>> read_stop("\\n\nHuman:")
    ('\n', 'Human:')
    """
    return tuple(unescaped(line) for line in lines.split("\n") if line)


def write_stop(stops: tuple[str, ...]) -> str:
    r"""Return stop texts as they are typed into the box.

    >>> write_stop(("\n", "Human:"))
    '\\n\nHuman:'
    """
    return "\n".join(map(escaped, stops))


def _read_bias(text: str) -> Any:
    if not text.strip():
        return None
    try:
        return json.loads(text)
    except ValueError:
        raise InputError(f'logit_bias is {text!r}: write {{"token id": bias}}, such as {{"50256": -100}}.') from None


def _looks(name: str, width: str) -> dict[str, Any]:
    return {
        "description": name,
        "tooltip": ABOUT[name],
        "style": {"description_width": "initial"},
        "layout": ipywidgets.Layout(width=width),
    }


def _whole(name: str, low: int, high: int) -> Any:
    return ipywidgets.BoundedIntText(min=low, max=high, **_looks(name, "170px" if len(name) > 4 else "120px"))


def _real(name: str, low: float, high: float) -> Any:
    width = "230px" if "penalty" in name else "170px" if len(name) > 5 else "120px"
    return ipywidgets.BoundedFloatText(min=low, max=high, step=0.1, **_looks(name, width))


def _lines(name: str, hint: str) -> Any:
    return ipywidgets.Textarea(placeholder=hint, rows=2, **_looks(name, "290px"))
