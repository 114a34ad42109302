"""Sixty hostile texts through every field of the page, the Markdown and the notebook: none comes alive."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from typing import Any

import mistune
import pytest

from workbench.markup import plain
from workbench.reports.folder import read_json
from workbench.reports.write import write_pages

COUNT = 60
LOOKS = ("text-align:right", "text-align:left", "border-left:6px solid;padding-left:1em")


class Seen(HTMLParser):
    """The elements and comments of a page, and the addresses in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.events: list[str] = []
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.events += [name for name, _ in attrs if name.startswith(("on", "data-"))]
        self.events += [str(value) for name, value in attrs if name == "style" and value not in LOOKS]
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src", "action", "data", "srcset")]

    def handle_comment(self, data: str) -> None:
        self.tags["comment"] += 1


def harmless(address: str) -> bool:
    return bool(
        re.match(r"#|https://doi\.org/10\.|data:image/svg\+xml;base64,[A-Za-z0-9+/=]*$|figures/primary\.svg$", address)
    )


def markdown_page(folder: Path) -> str:
    """Return the Markdown as a reader that lets HTML through would show it."""
    plugins = ["table", "url", "strikethrough", "footnotes", "task_lists", "def_list", "math"]
    show = mistune.create_markdown(escape=False, plugins=plugins)
    return str(show((folder / "report.md").read_text(encoding="utf-8")))


def notebook_pages(folder: Path) -> Iterator[str]:
    """Return every form of a cell that a notebook shows as HTML."""
    show = mistune.create_markdown(escape=False, plugins=["table", "url", "math"])
    for cell in read_json(folder / "report.ipynb")["cells"]:
        yield str(show(cell["source"])) if cell["cell_type"] == "markdown" else ""
        for output in cell.get("outputs", []):
            yield output["data"].get("text/html", "")


def pages(folder: Path) -> dict[str, Seen]:
    return {
        "html": Seen((folder / "report.html").read_text(encoding="utf-8")),
        "markdown": Seen(markdown_page(folder)),
        "notebook": Seen("".join(notebook_pages(folder))),
    }


@pytest.fixture(scope="module")
def benign(sample: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    folder = sample.write_study(tmp_path_factory.mktemp("benign") / "study", drawn=False)
    write_pages(folder)
    return pages(folder)


@dataclass(frozen=True)
class Planted:
    """A study with one payload before and behind every text, and its pages."""

    folder: Path
    seen: dict[str, Seen]


@pytest.fixture(scope="module")
def planted(
    sample: ModuleType, payloads: list[str], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[int], Planted]:
    """Return what writes the study with a payload, once for each."""

    @cache
    def make(place: int) -> Planted:
        payload = payloads[place]
        folder = tmp_path_factory.mktemp("planted") / "study"
        sample.write_study(folder, lambda text: f"{payload} {text} {payload}", drawn=False)
        write_pages(folder)
        return Planted(folder, pages(folder))

    return make


def test_there_are_sixty(payloads: list[str]) -> None:
    assert len(set(payloads)) == COUNT


@pytest.mark.parametrize("place", range(COUNT))
def test_no_text_becomes_an_element(place: int, planted: Callable[[int], Planted], benign: dict[str, Seen]) -> None:
    for form, seen in planted(place).seen.items():
        tags = seen.tags - Counter(code=seen.tags["code"])  # a formula is shown as code
        assert tags == benign[form].tags - Counter(code=benign[form].tags["code"]), form


@pytest.mark.parametrize("place", range(COUNT))
def test_no_text_becomes_an_address_or_a_handler(place: int, planted: Callable[[int], Planted]) -> None:
    for form, seen in planted(place).seen.items():
        assert seen.events == [], form
        assert [address for address in seen.addresses if not harmless(address)] == [], form


@pytest.mark.parametrize("place", range(COUNT))
def test_no_control_character_reaches_a_page(place: int, planted: Callable[[int], Planted]) -> None:
    folder = planted(place).folder
    written = [(folder / name).read_text(encoding="utf-8") for name in ("report.html", "report.md")]
    shown = [text for cell in read_json(folder / "report.ipynb")["cells"] for text in texts(cell)]
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", "".join([*written, *shown]))


def texts(value: Any) -> Iterator[str]:
    """Return every text in a notebook's cell."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from texts(item)


def test_every_payload_can_be_read_on_the_page(planted: Callable[[int], Planted], payloads: list[str]) -> None:
    for place, payload in enumerate(payloads):
        assert plain(payload) in unescape((planted(place).folder / "report.html").read_text(encoding="utf-8")), payload
