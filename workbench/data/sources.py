"""What a published data set is made of: its files, how they become a table, its card, its parts; it fetches nothing."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.artifacts import Wheel
from workbench.errors import ArtifactError, DataError
from workbench.records import Card

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["SHIPPED", "Source", "missing", "read_card", "shipped_card"]

SHIPPED = Path(__file__).parents[2] / "datasets"


@dataclass(frozen=True)
class Source:
    """Where a data set's files are, how they become a table, its card, and how it falls into parts.

    Attributes
    ----------
    wheel : Wheel or None
        The file of the package index that holds the members; without one they are shipped.
    members : dict of str
        ``{path inside the wheel: file name here}``.
    read : callable
        The folder in, the table out.
    card : callable
    apart : tuple of str
        The columns whose text says which rows must stay in one part; empty where the set has no parts. A table
        that has a column ``split`` of its own keeps it.
    needs : int
        Bytes of free disk that the files take.
    """

    wheel: Wheel | None
    members: dict[str, str]
    read: Callable[[Path], "pd.DataFrame"]
    card: Callable[[], Card]
    apart: tuple[str, ...] = ()
    needs: int = 20_000_000


def shipped_card(name: str) -> Callable[[], Card]:
    """Return what reads the card of a data set from its folder, when it is asked."""
    return lambda: read_card(SHIPPED / name / "card.md")


def read_card(path: Path) -> Card:
    """Return the card that stands in a file: heading, summary, a table of two columns, a list of known flaws.

    Raises
    ------
    ArtifactError
        If the file is not there.
    DataError
        If it has no heading, no summary, no source, no licence or no flaw.
    """
    if not path.is_file():
        raise missing(path)
    text = path.read_text("utf-8")
    head = re.match(r"# (.+)\n\n((?:.+\n)+)", text)
    rows = dict(re.findall(r"^\| (\w.*?) \| (.+) \|$", text, re.MULTILINE))
    source, licence = rows.pop("Source", ""), rows.pop("Licence", "")
    limits = tuple(re.findall(r"^- (.+)$", text, re.MULTILINE))
    if not (head and source and licence and limits):
        raise DataError(
            f"{path}: a card needs a heading, a summary, rows named Source and Licence, and a list of flaws."
        )
    return Card(head[1], " ".join(head[2].split()), source, licence, limits, rows)


def missing(path: Path) -> ArtifactError:
    """Return the error for a file that should be shipped and is not there."""
    return ArtifactError(
        f"{path} is missing: it is shipped in the folder datasets of the project, beside the library. "
        "Install the project from its folder: make setup."
    )
