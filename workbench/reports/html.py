"""A report as one HTML page, and its parts as HTML: no script, nothing from the net; it decides no word of it.

All markup is made by `workbench.markup`, so that every text of the folder stays text.
"""

import base64
import re
from typing import TYPE_CHECKING

from workbench.markup import Markup, element, join, trusted
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
from workbench.reports.style import STYLE

if TYPE_CHECKING:
    from workbench.reports.report import Report

__all__ = ["CSP", "DOI", "fragment", "page", "summary"]

CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
_NO_FORMULAS = "mathjax_ignore tex2jax_ignore"
_LEFT = "text-align:left"  # notebooks set every cell to the right unless it says so itself
_BAR = "border-left:6px solid;padding-left:1em"
DOI = re.compile(r"\bdoi:\s?(10\.\d{4,9}/[A-Za-z0-9._;()/:-]*[A-Za-z0-9])")


def page(document: Document) -> str:
    """Return the whole page.

    A policy in the page itself forbids scripts, forms and anything from the net. Figures stand
    in it as images, in which no script can run.
    """
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=CSP),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", document.title),
        element("style", trusted(STYLE)),
    )
    body = element(
        "body",
        element("a", "Skip to the report", href="#report", class_="wb-skip"),
        element("header", element("h1", document.title), element("p", document.lead, class_="wb-soft")),
        join(_block(notice, 2) for notice in document.notices),
        _contents(document),
        element("main", *(_block(section, 2) for section in document), id="report", tabindex="-1"),
    )
    return str(trusted("<!doctype html>\n") + element("html", head, body, lang="en") + trusted("\n"))


def fragment(part: Section | Picture) -> Markup:
    """Return a part of a report for a notebook: the same elements, without the page's own look.

    The class keeps a notebook's formula renderer away from texts with dollar signs.
    """
    return element("div", _block(part, 3), class_=_NO_FORMULAS)


def summary(report: "Report") -> Markup:
    """Return a report in short: its title, its banner, the first sentence of its answer."""
    document = report.document
    notices = (_block(notice, 3) for notice in document.notices)
    said = element("p", report.answer()[0])
    return element(
        "div", element("h3", document.title), element("p", document.lead), *notices, said, class_=_NO_FORMULAS
    )


def _contents(document: Document) -> Markup:
    links = (element("li", element("a", section.title, href=f"#{section.key}")) for section in document)
    return element("nav", element("h2", "Contents", id="contents"), element("ol", *links), aria_labelledby="contents")


def _block(block: Block, level: int) -> Markup:
    """Return a block as HTML; ``level`` is that of a heading that stands here."""
    match block:
        case Section():
            heading = element(f"h{level}", block.title, id=block.key)
            kind = "wb-answer" if block.key == "answer" else None
            return element("section", heading, *(_block(part, level + 1) for part in block.blocks), class_=kind)
        case Text():
            said = element("strong", block.text) if block.strong else block.text
            return element("p", said, class_="wb-soft" if block.soft else "wb-lead" if block.strong else None)
        case Bullets():
            return element("ul", *(element("li", item) for item in block.items))
        case References():
            return element("ol", *(element("li", _linked(item)) for item in block.items))
        case Facts():
            return _facts(block)
        case Table():
            return _table(block)
        case Picture():
            return _picture(block)
        case Code():
            return element("pre", element("code", block.text), tabindex="0")
        case Folded():
            return element(
                "details", element("summary", block.summary), *(_block(part, level) for part in block.blocks)
            )
        case Notice():
            items = (element("p", item) for item in block.items)
            return element(
                "aside",
                element("p", element("strong", block.title)),
                *items,
                class_="wb-notice",
                style=_BAR,
                aria_label=block.title,
            )


def _facts(block: Facts) -> Markup:
    rows = (
        element(
            "tr",
            element("th", name, scope="row", style=_LEFT),
            element(
                "td",
                element("strong", said) if name in block.unsaid else said,
                class_="wb-unsaid" if name in block.unsaid else None,
                style=_LEFT,
            ),
        )
        for name, said in block.rows
    )
    caption = element("caption", block.caption, style=_LEFT) if block.caption else Markup("")
    return element("table", caption, element("tbody", *rows), class_="wb-facts")


def _table(block: Table) -> Markup:
    heads = (element("th", column.name, scope="col", **_look(column.number)) for column in block.columns)
    rows = (
        element(
            "tr",
            *(
                element("th", cell, scope="row", **_look(column.number))
                if place < block.heads
                else element("td", cell, **_look(column.number))
                for place, (column, cell) in enumerate(zip(block.columns, row, strict=True))
            ),
        )
        for row in block.rows
    )
    inner = element(
        "table",
        element("caption", block.caption, style=_LEFT),
        element("thead", element("tr", *heads)),
        element("tbody", *rows),
    )
    return element("div", inner, class_="wb-wide", tabindex="0", role="region", aria_label=block.caption)


def _look(number: bool) -> dict[str, str]:
    return {"class_": "wb-number"} if number else {"style": _LEFT}


def _picture(block: Picture) -> Markup:
    coded = base64.b64encode(block.svg).decode("ascii")
    image = element("img", src=f"data:image/svg+xml;base64,{coded}", alt=block.alt)
    numbers = (
        f"{block.title}. Bars: 95 % intervals. {block.note} Picture and numbers: figures/{block.file}.svg and .csv."
    )
    return element("figure", element("div", image, class_="wb-wide"), element("figcaption", numbers, class_="wb-soft"))


def _linked(text: str) -> Markup:
    """Return a source with its DOIs as links to doi.org, and nowhere else."""
    parts, place = [], 0
    for found in DOI.finditer(text):
        parts += [
            text[place : found.start()],
            element("a", found[0], href=f"https://doi.org/{found[1]}", rel="noreferrer"),
        ]
        place = found.end()
    return join([*parts, text[place:]])
