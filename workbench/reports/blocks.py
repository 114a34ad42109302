"""What a report is made of before it has a form: headings, text, tables, pictures; it makes no markup.

Every text here may come from a model, a data set or a stranger. The three forms (`html`,
`markdown`, `notebook`) each turn all of it into plain text of their own kind.
"""

from collections.abc import Iterator
from dataclasses import dataclass

__all__ = [
    "Block",
    "Bullets",
    "Code",
    "Column",
    "Document",
    "Facts",
    "Folded",
    "Notice",
    "Picture",
    "References",
    "Section",
    "Table",
    "Text",
]


@dataclass(frozen=True)
class Text:
    """A paragraph; ``soft`` for a remark beside the matter, ``strong`` for a line that heads what follows."""

    text: str
    soft: bool = False
    strong: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list of short texts."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class References:
    """A numbered list of sources; a DOI in one becomes a link to doi.org."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """Names and what is said of them; ``unsaid`` are the names of which nothing is said."""

    rows: tuple[tuple[str, str], ...]
    caption: str = ""
    unsaid: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """A column of a table; numbers are set to the right."""

    name: str
    number: bool = False


@dataclass(frozen=True)
class Table:
    """A table; the first ``heads`` cells of a row are its headers."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    heads: int = 1


@dataclass(frozen=True)
class Picture:
    """A figure of the folder, as an image, with what it shows in words and a remark on how to read it."""

    title: str
    alt: str
    file: str
    svg: bytes
    note: str = ""


@dataclass(frozen=True)
class Code:
    """Text to be typed or read as it stands; ``wraps`` for one long line such as JSON."""

    text: str


@dataclass(frozen=True)
class Folded:
    """Blocks that open on request; in print and in Markdown they are open."""

    summary: str
    blocks: "tuple[Block, ...]"


@dataclass(frozen=True)
class Notice:
    """A banner: something that a reader must know before any figure."""

    title: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """A part of a report under its heading; ``key`` names it in code and in addresses."""

    key: str
    title: str
    blocks: "tuple[Block, ...]"

    def __repr__(self) -> str:
        return f"Section({self.key!r}, {len(self.blocks)} blocks)"


Block = Text | Bullets | References | Facts | Table | Picture | Code | Folded | Notice | Section


@dataclass(frozen=True)
class Document:
    """A whole report: title, question, banners, sections in order."""

    title: str
    lead: str
    notices: tuple[Notice, ...]
    sections: tuple[Section, ...]

    def __iter__(self) -> Iterator[Section]:
        return iter(self.sections)
