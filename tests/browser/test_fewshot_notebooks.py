"""The notebooks on few-shot and on strengths in a real JupyterLab, from the top, with the real model."""

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]


def test_the_notebook_on_few_shot_and_its_panel(open_lab: Callable[..., Any]) -> None:
    from playwright.sync_api import expect

    lab = open_lab(size=(1280, 900))
    lab.from_the_top("20_few_shot")
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


def test_the_notebook_on_strengths(open_lab: Callable[..., Any]) -> None:
    from playwright.sync_api import expect

    lab = open_lab(size=(1280, 900))
    lab.from_the_top("22_strengths_and_limits")
    shown = lab.page.locator(".wb-strengths").first
    for part in (shown, lab.page.locator(".jp-OutputArea img").first):
        part.evaluate("e => e.scrollIntoView({block: 'start'})")
        expect(part).to_be_in_viewport(timeout=20_000)
        lab.page.wait_for_timeout(1000)  # the notebook draws its cells again after a long way
        lab.shot(f"strengths-notebook-{part.evaluate('e => e.tagName').lower()}")
    expect(shown.locator("tbody tr")).to_have_count(13)
    assert lab.faults(shown) == []
    assert lab.trouble == []
