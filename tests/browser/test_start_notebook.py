"""The first five minutes: the first notebook in a real JupyterLab, from the top, with the real model."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]

NOTEBOOK = Path(__file__).resolve().parents[2] / "notebooks" / "00_start.ipynb"

# Outputs that hold nothing a reader could see, and errors.
EMPTY = """() => [...document.querySelectorAll(".jp-CodeCell")].map((cell, place) => {
  const out = cell.querySelector(".jp-OutputArea"); if (!out || !out.children.length) return null;
  const broken = [...out.querySelectorAll("img")].some(i => i.complete && !i.naturalWidth);
  const error = out.querySelector("[data-mime-type='application/vnd.jupyter.error']");
  const seen = out.textContent.trim() || out.querySelector("img, svg");
  return error || broken || !seen ? [place, cell.textContent.slice(0, 300)] : null; }).filter(Boolean)"""


def test_the_first_notebook_from_the_top(open_lab: Callable[..., Any], tmp_path: Path) -> None:
    from playwright.sync_api import expect

    lab = open_lab(size=(1280, 800))
    shutil.copy(NOTEBOOK, tmp_path / "notebooks" / NOTEBOOK.name)
    lab.open(NOTEBOOK.name)
    lab.page.keyboard.press("Control+b")  # the file browser folded away: room for the text
    lab.run_all()
    expect(lab.panel.get_by_role("button", name="Complete")).to_be_visible(timeout=240_000)
    lab.wait_until_idle()
    assert lab.page.evaluate(EMPTY) == []

    complete_by_keyboard(lab)
    stop_one(lab)
    hover_and_branch(lab)
    for width in (1280, 900):
        lab.resize(width)
        lab.panel.locator(".wb-samples").scroll_into_view_if_needed()
        assert lab.faults() == [], width
        lab.shot(f"start-{width}")
    assert lab.trouble == []


def complete_by_keyboard(lab: Any) -> None:
    """Type a prompt, press Ctrl+Enter, and see the text grow."""
    from playwright.sync_api import expect

    lab.panel.get_by_label("max_tokens").fill("60")
    prompt = lab.panel.get_by_label("Prompt")
    prompt.click()
    lab.page.keyboard.press("Control+a")
    lab.page.keyboard.type("The engineer said that")
    lab.page.keyboard.press("Control+Enter")
    tokens = lab.panel.locator(".wb-t[role]")
    expect(tokens.nth(1)).to_be_visible(timeout=20_000)
    seen = tokens.count()
    assert seen < 60, "the text came all at once"
    lab.shot("start-streaming")
    expect(tokens.nth(seen + 3)).to_be_visible(timeout=20_000)
    expect(lab.panel.get_by_role("status")).to_contain_text("Done: ", timeout=60_000)
    expect(lab.panel.locator(".wb-prompt").first).to_have_text("The engineer said that")


def stop_one(lab: Any) -> None:
    """Start a long text and stop it."""
    from playwright.sync_api import expect

    lab.panel.get_by_label("max_tokens").fill("500")
    lab.panel.get_by_role("button", name="Complete").click()
    # The tokens of the last text stand until the first of this one comes, so it is the count that is waited for.
    five = re.compile(r"(?<!\d)(?:[5-9]|\d{2,3}) of 500 tokens")
    expect(lab.panel.locator(".wb-progress")).to_contain_text(five, timeout=60_000)
    lab.panel.get_by_role("button", name="Stop").click()
    expect(lab.panel.get_by_role("status")).to_contain_text("Stopped after", timeout=10_000)


def hover_and_branch(lab: Any) -> None:
    """Rest the mouse on a token, choose another, and read on from there."""
    from playwright.sync_api import expect

    lab.panel.get_by_label("max_tokens").fill("12")
    lab.panel.locator(".wb-t[role]").nth(1).hover()
    menu = lab.panel.get_by_role("menu")
    expect(menu).to_be_visible()
    lab.shot("start-alternatives")
    assert lab.faults() == []
    item = menu.get_by_role("menuitem").nth(2)
    chosen = item.locator(".wb-name").text_content().removesuffix(" (chosen)").replace("\u00b7", " ")
    item.click()
    expect(lab.panel.get_by_label("Prompt")).to_have_value(ending_in(chosen), timeout=20_000)
    expect(lab.panel.get_by_role("status")).to_contain_text("Done: ", timeout=60_000)


def ending_in(text: str) -> Any:
    """Return a pattern for a text that goes on from the prompt and ends as given."""
    return re.compile(rf"^The engineer said that[\s\S]+{re.escape(text)}$")
