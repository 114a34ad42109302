"""The small pieces that panels share: a named list, a row, a button, a fold, a line, a figure; they know no panel."""

import base64
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import ipywidgets

from workbench.markup import Markup, element

if TYPE_CHECKING:
    from workbench.figures import Figure

__all__ = ["button", "escaped", "figure", "fold", "listed", "row", "short", "unescaped"]


def listed(name: str, options: Sequence[tuple[str, Any]], *, width: int = 395, **more: Any) -> Any:
    """Return a list to choose from, with its label; the width, in pixels, holds both."""
    layout = ipywidgets.Layout(width=f"{width}px", max_width="99%")
    return ipywidgets.Dropdown(
        description=name, options=options, layout=layout, style={"description_width": "initial"}, **more
    )


def row(children: Sequence[Any]) -> Any:
    """Return parts side by side; where there is no room they go on below."""
    box = ipywidgets.HBox(children)
    box.add_class("wb-row")
    return box


def button(name: str, tooltip: str, **options: Any) -> Any:
    """Return a button of the width that all of them have."""
    return ipywidgets.Button(description=name, tooltip=tooltip, layout=ipywidgets.Layout(width="115px"), **options)


def fold(name: str, content: Any) -> tuple[Any, Any]:
    """Return a button and what it shows and hides; unlike an Accordion's title, Tab reaches it."""
    turned = ipywidgets.ToggleButton(description=name, icon="caret-right")
    content.layout.display = "none"

    def turn(change: Any) -> None:
        content.layout.display = "" if change["new"] else "none"
        turned.icon = "caret-down" if change["new"] else "caret-right"

    turned.observe(turn, "value")
    return turned, content


def short(text: str, most: int = 20) -> str:
    """Return the start of a text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}\u2026"


def escaped(text: str) -> str:
    r"""Return a text as it is typed into a box of one line, with ``\n``, ``\t`` and ``\\`` as escapes.

    >>> escaped("\n\n")
    '\\n\\n'
    """
    return text.replace("\\", r"\\").replace("\n", r"\n").replace("\t", r"\t")


def unescaped(line: str) -> str:
    r"""Return what was meant by a line in which ``\n``, ``\t`` and ``\\`` are escapes.

    >>> unescaped("a\\n")
    'a\n'
    """
    signs = {r"\n": "\n", r"\t": "\t", r"\\": "\\"}
    return re.sub(r"\\[nt\\]", lambda hit: signs[hit[0]], line)


def figure(drawn: "Figure") -> Markup:
    """Return a figure as an image with its alternative text; an image cannot carry script."""
    data = base64.b64encode(drawn.svg().encode("utf-8")).decode("ascii")
    image = element("img", src=f"data:image/svg+xml;base64,{data}", alt=drawn.alt, class_="wb-figure")
    return element("figure", image, class_="wb-figure-frame", tabindex="0")
