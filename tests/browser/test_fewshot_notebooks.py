"""The notebooks on few-shot and on strengths in a real JupyterLab, from the top, with the real model."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
BROKEN = "() => [...document.querySelectorAll('.jp-OutputArea img')].filter(i => i.complete && !i.naturalWidth).length"


def from_the_top(lab: Any, tmp_path: Path, name: str) -> None:
    """Run a notebook in its order and see that no cell failed and every picture is there."""
    shutil.copy(FOLDER / f"{name}.ipynb", tmp_path / "notebooks" / f"{name}.ipynb")
    lab.open(f"{name}.ipynb")
    lab.page.keyboard.press("Control+b")
    lab.run_all()
    lab.wait_until_idle()
    assert lab.page.locator("[data-mime-type='application/vnd.jupyter.error']").count() == 0
    assert lab.page.evaluate(BROKEN) == 0


def test_the_notebook_on_few_shot_and_its_panel(open_lab: Callable[..., Any], tmp_path: Path) -> None:
    from playwright.sync_api import expect

    lab = open_lab(size=(1280, 900))
    from_the_top(lab, tmp_path, "20_few_shot")
    panel = lab.panel
    panel.get_by_label("Query: text").fill("The drill stopped after an hour.")
    panel.get_by_role("button", name="Try query").click()
    expect(panel.get_by_role("status")).to_contain_text("Answered.", timeout=60_000)
    expect(panel.locator(".wb-bars tbody tr")).to_have_count(2)
    panel.locator(".wb-bars").scroll_into_view_if_needed()
    lab.shot("few-shot-notebook-tried")
    panel.get_by_label("Draws").fill("1")
    panel.get_by_role("button", name="Evaluate").click()
    expect(panel.get_by_role("status")).to_contain_text("Measured on ", timeout=180_000)
    panel.locator("img.wb-figure").scroll_into_view_if_needed()
    lab.shot("few-shot-notebook-measured")
    for width in (1280, 900):
        lab.resize(width, 900)
        assert lab.faults() == [], width
    assert lab.trouble == []


def test_the_notebook_on_strengths(open_lab: Callable[..., Any], tmp_path: Path) -> None:
    from playwright.sync_api import expect

    lab = open_lab(size=(1280, 900))
    from_the_top(lab, tmp_path, "22_strengths_and_limits")
    shown = lab.page.locator(".wb-strengths").first
    for part in (shown, lab.page.locator(".jp-OutputArea img").first):
        part.evaluate("e => e.scrollIntoView({block: 'start'})")
        expect(part).to_be_in_viewport(timeout=20_000)
        lab.page.wait_for_timeout(1000)  # the notebook draws its cells again after a long way
        lab.shot(f"strengths-notebook-{part.evaluate('e => e.tagName').lower()}")
    expect(shown.locator("tbody tr")).to_have_count(13)
    assert lab.faults(shown) == []
    assert lab.trouble == []
