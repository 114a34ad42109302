"""The notebook on cost and speed in a real JupyterLab, from the top, with the real model."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]

NOTEBOOK = Path(__file__).resolve().parents[2] / "notebooks" / "12_cost.ipynb"


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_the_notebook_on_cost_from_the_top(open_lab: Callable[..., Any], tmp_path: Path, theme: str) -> None:
    lab = open_lab(theme=theme, size=(1280, 800))
    shutil.copy(NOTEBOOK, tmp_path / "notebooks" / NOTEBOOK.name)
    lab.open(NOTEBOOK.name)
    lab.page.keyboard.press("Control+b")
    lab.run_all()
    lab.wait_until_idle()
    assert lab.page.locator("[data-mime-type='application/vnd.jupyter.error']").count() == 0
    for width in (1280, 700):
        lab.resize(width)
        costs = lab.page.locator(".wb-cost")
        assert costs.count() == 2
        for place in range(2):
            costs.nth(place).scroll_into_view_if_needed()
            assert lab.faults(costs.nth(place)) == [], width
            assert costs.nth(place).get_by_role("img").bounding_box()["height"] > 8
            lab.shot(f"cost-{theme.lower()}-{width}-{place}")
    assert lab.trouble == []
