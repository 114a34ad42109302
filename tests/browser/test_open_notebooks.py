"""The notebooks on open-ended text, on auditing a scorer and on one's own probe in a real JupyterLab, with the real model."""

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]

FIGURES = {"36_open_ended": 2, "38_auditing_the_scorer": 5, "39_your_own_probe": 2}
PLANTED = {
    "36_open_ended": "Cannot tell: the scorer's own difference is as large",
    "38_auditing_the_scorer": "Planted. vader",
    "39_your_own_probe": "wrong.csv, line 6, columns more and less",
}
"""A sentence without which the notebook has lost its point: for the last, the message of the planted mistake."""


@pytest.mark.parametrize("name", FIGURES)
def test_a_notebook_runs_from_the_top_and_shows_its_last_figure(name: str, open_lab: Callable[..., Any]) -> None:
    from playwright.sync_api import expect

    lab = open_lab(size=(1280, 900))
    lab.from_the_top(name)
    assert lab.page.locator(".jp-OutputArea-output", has_text=PLANTED[name]).count() >= 1
    figures = lab.page.locator(".jp-OutputArea img")
    assert figures.count() == FIGURES[name]
    for _ in range(10):  # cells above are drawn, and grow, only when one comes near them
        figures.last.evaluate("e => e.scrollIntoView({block: 'center'})")
        lab.page.wait_for_timeout(500)
    expect(figures.last).to_be_in_viewport(timeout=20_000)
    lab.shot(f"{name.replace('_', '-')}-last-figure")
    assert lab.trouble == []
