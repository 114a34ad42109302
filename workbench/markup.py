"""The one place where text becomes HTML; everything that is not markup made here is escaped.

``element`` is the only way to make a tag, ``trusted`` the only way to say that a string is
already markup (a stylesheet of ours, an SVG drawn by our own figures).
"""

import unicodedata
from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

__all__ = ["Markup", "element", "join", "plain", "shown", "table", "trusted", "visible"]

_SIGNS = {" ": "\u00b7", "\t": "\u2192", "\n": "\u23ce", "\r": "\u240d"}


def shown(text: object) -> Markup:
    """Return text as HTML, with control and bidirectional characters as visible escapes.

    Line breaks and tabs are kept. Anything that is already ``Markup`` is returned as it is.

    >>> shown("<b>\\u202e")
    Markup('&lt;b&gt;\\\\u202e')
    """
    if isinstance(text, Markup):
        return text
    return escape(plain(str(text)))


def plain(text: str) -> str:
    """Return text with control and bidirectional characters as visible escapes; it stays plain text, not HTML.

    >>> plain("red \\x1b[31m")
    'red \\\\x1b[31m'
    """
    return "".join(_plain(char) for char in text)


def visible(text: str) -> str:
    """Return a token with its white space as signs and its control characters as escapes (plain text).

    >>> visible(" a\\n")
    '·a⏎'
    """
    return "".join(_SIGNS.get(char) or _plain(char) for char in text)


def _plain(char: str) -> str:
    if char in "\n\t" or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"}:
        return char
    if char in "\u200c\u200d":  # joiners are part of ordinary words and emoji
        return char
    return char.encode("unicode_escape").decode("ascii")


def element(tag: str, *children: object, **attributes: object) -> Markup:
    """Return one HTML element; children and attribute values are escaped.

    A trailing underscore of an attribute is dropped (``class_``), inner ones become
    hyphens (``aria_label``); ``None`` and ``False`` leave an attribute out.

    >>> element("p", "1 < 2", class_="note")
    Markup('<p class="note">1 &lt; 2</p>')
    """
    pairs = [(name.rstrip("_").replace("_", "-"), value) for name, value in attributes.items()]
    kept = [(name, "" if value is True else value) for name, value in pairs if value is not None and value is not False]
    opening = Markup("").join(Markup(' {}="{}"').format(name, shown(value)) for name, value in kept)
    start = Markup("<{}{}>").format(Markup(tag), opening)
    if tag in {"br", "hr", "img", "meta", "link"}:
        return start
    return start + join(children) + Markup("</{}>").format(Markup(tag))


def join(parts: Iterable[object], separator: object = "") -> Markup:
    """Return the parts as one piece of HTML, each escaped unless it is markup already."""
    return shown(separator).join(shown(part) for part in parts)


def trusted(markup: str) -> Markup:
    """Say that a string is markup of our own making: a stylesheet, a figure's SVG. Never model text."""
    return Markup(markup)


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, caption: str = "") -> Markup:
    """Return a plain HTML table; numbers are set to the right, everything is escaped."""
    head = element("tr", *(element("th", name, scope="col") for name in columns))
    body = [element("tr", *(_cell(value) for value in row)) for row in rows]
    title = element("caption", caption) if caption else Markup("")
    return element("table", title, element("thead", head), element("tbody", *body), class_="wb-table")


def _cell(value: object) -> Markup:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return element("td", "" if value is None else value, class_="wb-number" if is_number else None)
