"""A report as Markdown that every reader shows alike; texts of the folder stay plain text, whatever is in them."""

import re
from collections.abc import Sequence

from workbench.markup import plain
from workbench.reports.blocks import (
    Block,
    Bullets,
    Code,
    Document,
    Facts,
    Folded,
    Notice,
    Picture,
    References,
    Section,
    Table,
    Text,
)
from workbench.reports.html import DOI

__all__ = ["escaped", "fenced", "markdown"]

_SIGNS = str.maketrans(
    {
        **{sign: f"\\{sign}" for sign in "\\`*_[]|~#"},
        "<": "&lt;",
        ">": "&gt;",
        "&": "&amp;",
        "@": "&#64;",  # no address becomes a link
    }
)
_FORMULA = re.compile(r"\$|\\[(\[]|\\(?:begin|end)\b")  # a notebook would set these as formulas: shown as code instead
_START = re.compile(r"^(\d+)([.)])|^([-+=:])")


def markdown(document: Document) -> str:
    """Return the whole report as Markdown."""
    links = [f"{place}. [{section.title}](#{_anchor(section.title)})" for place, section in enumerate(document, 1)]
    parts = [
        f"# {escaped(document.title)}",
        escaped(document.lead),
        *(_block(notice, 2) for notice in document.notices),
    ]
    parts += ["## Contents", "\n".join(links), *(_block(section, 2) for section in document)]
    return "\n\n".join(part for part in parts if part) + "\n"


def escaped(text: str, *, cell: bool = False) -> str:
    """Return text as one line of Markdown that shows exactly that text: no HTML, link, heading, list or formula.

    In a cell of a table, readers differ in how they take a bar within code, so it is shown as its escape there.

    >>> escaped("# <b>*x*</b>")
    '\\\\# &lt;b&gt;\\\\*x\\\\*&lt;/b&gt;'
    """
    flat = " ".join(plain(text).split())
    if _FORMULA.search(flat):
        return _coded(flat.replace("|", "\\x7c") if cell else flat)
    found = flat.translate(_SIGNS).replace("://", ":&#47;/").replace("www.", "www&#46;")
    return _START.sub(lambda match: f"{match[1]}\\{match[2]}" if match[1] else f"\\{match[3]}", found)


def _coded(text: str) -> str:
    """Return text as a code span, its fence longer than any in it."""
    fence = "`" * (_longest(text) + 1)
    return f"{fence} {text} {fence}"


def _longest(text: str) -> int:
    return max((len(found) for found in re.findall("`+", text)), default=0)


def fenced(text: str) -> str:
    """Return text as a block of code, its fence longer than any in it."""
    fence = "`" * max(3, _longest(text) + 1)
    return f"{fence}text\n{plain(text)}\n{fence}"


def _anchor(title: str) -> str:
    """Return the address that readers of Markdown give a heading of ours."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def _block(block: Block, level: int) -> str:
    match block:
        case Section():
            return _joined(
                [f"{'#' * level} {escaped(block.title)}", *(_block(part, level + 1) for part in block.blocks)]
            )
        case Text():
            return f"**{escaped(block.text)}**" if block.strong else escaped(block.text)
        case Bullets():
            return "\n".join(f"- {escaped(item)}" for item in block.items)
        case References():
            return "\n".join(f"{place}. {_linked(item)}" for place, item in enumerate(block.items, 1))
        case Facts():
            rows = [(name, f"{said} (!)" if name in block.unsaid else said) for name, said in block.rows]
            return _joined(
                [f"**{escaped(block.caption)}**" if block.caption else "", _table(["", ""], [False, False], rows)]
            )
        case Table():
            kinds = [column.number for column in block.columns]
            return _joined(
                [f"**{escaped(block.caption)}**", _table([column.name for column in block.columns], kinds, block.rows)]
            )
        case Picture():
            return (
                f"![{escaped(block.alt)}](figures/{_file(block.file)}.svg)\n\n{escaped(f'{block.title}. {block.note}')}"
            )
        case Code():
            return fenced(block.text)
        case Folded():
            return _joined([f"**{escaped(block.summary)}**", *(_block(part, level) for part in block.blocks)])
        case Notice():
            lines = [f"> **{escaped(block.title)}**", *(f"> {escaped(item)}" for item in block.items)]
            return "\n>\n".join(lines)


def _joined(parts: Sequence[str]) -> str:
    return "\n\n".join(part for part in parts if part)


def _table(names: Sequence[str], numbers: Sequence[bool], rows: Sequence[Sequence[str]]) -> str:
    head = f"| {' | '.join(escaped(name, cell=True) for name in names)} |"
    rule = f"| {' | '.join('---:' if number else '---' for number in numbers)} |"
    return "\n".join([head, rule, *(f"| {' | '.join(escaped(cell, cell=True) for cell in row)} |" for row in rows)])


def _file(name: str) -> str:
    """Return a file's name as part of an address."""
    from urllib.parse import quote

    return quote(name, safe="")


def _linked(text: str) -> str:
    parts, place = [], 0
    for found in DOI.finditer(text):
        parts += [escaped(text[place : found.start()]), f"[{escaped(found[0])}](<https://doi.org/{found[1]}>)"]
        place = found.end()
    return " ".join(part for part in [*parts, escaped(text[place:])] if part)
