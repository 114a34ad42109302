"""A picture together with its numbers: how it is shown and saved; what it shows each kind says by itself."""

import io
import os
from abc import abstractmethod
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.spreadsheets import write_csv

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

__all__ = ["FRAME", "INK", "OPEN", "OTHER", "TOLD", "Figure", "canvas", "mark_row", "plain_rows"]

TOLD, OTHER, OPEN = "#0072b2", "#b34700", "#ffffff"  # told apart by shape, fill and line too, never by hue alone
FRAME, INK = "#4d4d4d", "#1a1a1a"

# Text as paths needs no font on the reader's machine; the salt and the missing date make bytes equal.
_STYLE: Any = {
    "svg.hashsalt": "workbench",
    "svg.fonttype": "path",
    "font.family": "DejaVu Sans",
    "text.parse_math": False,
}


@dataclass(frozen=True, eq=False)
class Figure:
    """A picture together with the numbers it shows.

    Attributes
    ----------
    frame : pandas.DataFrame
        The drawn numbers, one row a mark, in the order drawn.
    title, alt : str
        Heading, and what the picture shows in words, for who cannot see it.
    xlabel : str
    ends : tuple of str
        What the left and the right end of the scale mean.

    Examples
    --------
    >>> from workbench.figures import forest
    >>> from workbench.stats import share
    >>> forest([share(60, 40, 0, measure="stereotype share", group="all")], title="Pairs")
    Figure('Pairs', 1 row)
    """

    frame: "pd.DataFrame" = field(repr=False)
    title: str
    alt: str
    xlabel: str = ""
    ends: tuple[str, str] = ("", "")

    def __repr__(self) -> str:
        rows = len(self.frame)
        return f"Figure({self.title!r}, {rows} {'row' if rows == 1 else 'rows'})"

    def svg(self) -> str:
        """Return the picture as one SVG element with its alternative text; the same bytes each time."""
        text = self._bytes("svg").decode("utf-8")
        body = text[text.index("<svg") :].replace("<svg ", '<svg role="img" ', 1)
        return body

    def png(self) -> bytes:
        """Return the picture as a PNG file."""
        return self._bytes("png")

    def save(self, folder: str | os.PathLike[str], name: str) -> Path:
        """Write ``name.svg`` and, beside it, the drawn numbers as ``name.csv``; return the picture's path."""
        place = Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        picture = place / f"{name}.svg"
        picture.write_text(self.svg(), encoding="utf-8", newline="\n")
        write_csv(place / f"{name}.csv", self.frame)
        return picture

    def _repr_png_(self) -> tuple[bytes, dict[str, str]]:
        return self.png(), {"alt": self.alt}

    def _bytes(self, kind: str) -> bytes:
        import matplotlib

        metadata = {"Date": None, "Title": self.title, "Description": self.alt} if kind == "svg" else {}
        with matplotlib.rc_context(_STYLE), io.BytesIO() as file:
            drawn = self._drawn()
            drawn.savefig(file, format=kind, dpi=110, bbox_inches="tight", pad_inches=0.12, metadata=metadata)
            return file.getvalue()

    @abstractmethod
    def _drawn(self) -> "Canvas":
        """Return the picture on a canvas of its own."""


def canvas(title: str, size: tuple[float, float], *, pad: float = 0.04) -> "Canvas":
    """Return an empty canvas with its heading."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Canvas
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    made = Canvas(figsize=size, layout=ConstrainedLayoutEngine(h_pad=pad))
    FigureCanvasAgg(made)
    made.suptitle(title, fontsize=12, x=0.02, ha="left", fontweight="bold", color=INK)
    return made


def mark_row(axes: "Axes", sides: tuple[str, ...] = ("top", "right")) -> None:
    """Take away the sides of the frame that carry no scale."""
    for side in sides:
        axes.spines[side].set_visible(False)


def plain_rows(frame: "pd.DataFrame") -> list[dict[str, Any]]:
    """Return the rows as dicts, with None where pandas holds a NaN."""
    return [{str(k): None if v != v else v for k, v in row.items()} for row in frame.to_dict("records")]
