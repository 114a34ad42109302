"""A report opened in a real Chromium from disk, and its notebook in a real JupyterLab, with hostile texts in every field."""

import runpy
import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from workbench.reports.write import write_pages

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

ROOM = Path(__file__).resolve().parents[1] / "reports"
WRITE = runpy.run_path(str(ROOM / "sample.py"))["write_study"]
PAYLOADS = runpy.run_path(str(ROOM / "payloads.py"))["PAYLOADS"]
ELEMENTS = "() => { const n = {}; for (const e of document.querySelectorAll('*')) n[e.tagName] = (n[e.tagName] || 0) + 1; return n; }"
OPEN = "() => document.querySelectorAll('details').forEach(part => part.open = true)"
# Boxes whose text is wider than they are and cannot be scrolled.
CUT = """() => [...document.querySelectorAll('body *')].filter(e => { const s = getComputedStyle(e);
  return e.clientWidth && s.display !== 'inline' && !['auto', 'scroll'].includes(s.overflowX) && !e.closest('.wb-wide')
    && e.scrollWidth > e.clientWidth + 1; }).map(e => [e.tagName, e.className, e.textContent.slice(0, 60)])"""


def hostile() -> Callable[[str], str]:
    """Return what puts one payload after the other round the texts, the same text always in the same."""
    places = count()
    chosen: dict[str, str] = {}

    def change(text: str) -> str:
        if text not in chosen:
            payload = PAYLOADS[next(places) % len(PAYLOADS)]
            chosen[text] = f"{payload} {text} {payload}"
        return chosen[text]

    return change


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = WRITE(tmp_path_factory.mktemp("plain") / "study")
    write_pages(folder)
    return folder


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = WRITE(tmp_path_factory.mktemp("planted") / "study", hostile())
    write_pages(folder)
    return folder


class Seen:
    """A page opened from disk, and what it did beside being shown."""

    def __init__(self, page: Any, path: Path) -> None:
        self.page, self.dialogs, self.requests = page, 0, []
        page.on("dialog", self._dismiss)
        page.on("request", lambda request: self.requests.append(request.url))
        page.goto(path.as_uri())
        page.evaluate(OPEN)
        page.wait_for_timeout(500)

    def _dismiss(self, dialog: Any) -> None:
        self.dialogs += 1
        dialog.dismiss()


@pytest.fixture
def show(chromium: str) -> Iterator[Callable[..., Seen]]:
    """Return ``show(path, width=..., scheme=...)``, which opens a file."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage"])

        def make(path: Path, *, width: int = 1200, scheme: str = "light") -> Seen:
            return Seen(browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme), path)

        yield make
        browser.close()


def test_hostile_texts_add_no_element_dialog_or_request(plain: Path, planted: Path, show: Callable[..., Seen]) -> None:
    benign, seen = show(plain / "report.html"), show(planted / "report.html")
    assert seen.page.evaluate(ELEMENTS) == benign.page.evaluate(ELEMENTS)
    assert seen.dialogs == 0
    assert [url for url in seen.requests if not url.startswith("data:")] == [(planted / "report.html").as_uri()]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [400, 1200])
def test_nothing_is_cut_off(scheme: str, width: int, plain: Path, planted: Path, show: Callable[..., Seen]) -> None:
    for folder in (plain, planted):
        page = show(folder / "report.html", width=width, scheme=scheme).page
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.evaluate(CUT) == []


def test_the_keyboard_reaches_the_report_first(plain: Path, show: Callable[..., Seen]) -> None:
    page = show(plain / "report.html").page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the report"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "report"


def test_what_is_folded_is_printed(plain: Path, show: Callable[..., Seen]) -> None:
    page = show(plain / "report.html").page
    page.evaluate("() => document.querySelectorAll('details').forEach(part => part.open = false)")
    page.emulate_media(media="print")
    assert page.get_by_text("pairs: drawn at random, the same ones each time").bounding_box()["height"] > 5


def test_the_notebook_runs_in_a_lab_and_no_text_comes_alive(
    planted: Path, open_lab: Callable[..., Any], tmp_path: Path
) -> None:
    lab = open_lab(size=(1280, 900))
    shutil.copytree(planted, tmp_path / "notebooks" / "study")
    dialogs: list[str] = []
    lab.page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    outside: list[str] = []
    lab.page.on("request", lambda request: outside.append(request.url) if "evil.example" in request.url else None)
    lab.open("study/report.ipynb")
    lab.run_all()
    lab.wait_until_idle()
    outputs = lab.page.locator(".jp-OutputArea-output")
    assert outputs.count() >= 18
    assert lab.page.locator("[data-mime-type='application/vnd.jupyter.error']").count() == 0
    live = ".jp-OutputArea-output :is(script, iframe, object, form, input, button, svg, mjx-container, meta, link)"
    assert lab.page.locator(live).count() == 0
    assert (dialogs, outside, lab.trouble) == ([], [], [])
    lab.shot("report-notebook")
