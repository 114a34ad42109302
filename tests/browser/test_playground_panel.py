"""The Playground in a browser, with the fake model slowed down: mouse, keyboard, both themes, nothing cut off."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

CELL = """
import time
from workbench.models.fake import FakeModel
from workbench.widgets import playground

class Slow(FakeModel):
    def stream(self, *args, **options):
        for piece in super().stream(*args, **options):
            time.sleep(0.05)
            yield piece

panel = playground(Slow(), max_tokens=30)
panel
"""


def notebook(folder: Path, *cells: str) -> None:
    """Write a notebook with the cells given."""
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell.strip()) for cell in cells])
    made.metadata.kernelspec = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    nbformat.write(made, folder / "panel.ipynb")


def opened(open_lab: Callable[..., Any], tmp_path: Path, *more: str, **options: Any) -> Any:
    from playwright.sync_api import expect

    lab = open_lab(**options)
    notebook(tmp_path / "notebooks", CELL, *more)
    lab.open("panel.ipynb")
    lab.run_all()
    expect(lab.panel.get_by_role("button", name="Complete")).to_be_visible(timeout=60_000)
    lab.page.keyboard.press("Escape")
    return lab


def finished(lab: Any, words: str = "Done: ") -> None:
    from playwright.sync_api import expect

    expect(lab.panel.get_by_role("status")).to_contain_text(words, timeout=30_000)


@pytest.mark.parametrize(("theme", "width"), [("Light", 1280), ("Dark", 900)])
def test_a_run_by_mouse_streams_shows_alternatives_and_branches(
    open_lab: Callable[..., Any], tmp_path: Path, theme: str, width: int
) -> None:
    from playwright.sync_api import expect

    lab = opened(open_lab, tmp_path, theme=theme, size=(width, 800))
    light = lab.page.evaluate("document.body.dataset.jpThemeLight")
    assert light == ("true" if theme == "Light" else "false")
    name = f"panel-{theme.lower()}-{width}"
    lab.panel.scroll_into_view_if_needed()
    lab.shot(f"{name}-empty")
    assert lab.faults() == []

    lab.panel.get_by_role("button", name="Complete").click()
    expect(lab.panel.locator(".wb-t[role]").nth(3)).to_be_visible()
    expect(lab.panel.locator(".wb-progress")).to_contain_text("of 30 tokens")
    lab.shot(f"{name}-running")
    finished(lab)
    expect(lab.panel.locator(".wb-t[role]")).to_have_count(30)

    lab.panel.locator(".wb-t[role]").nth(4).hover()
    menu = lab.panel.get_by_role("menu")
    expect(menu).to_be_visible()
    lab.shot(f"{name}-alternatives")
    assert lab.faults() == []
    other = menu.get_by_role("menuitem").nth(1).locator(".wb-name").text_content().replace("\u00b7", " ")
    menu.get_by_role("menuitem").nth(1).click()
    finished(lab, "Running")
    finished(lab)
    assert lab.panel.get_by_label("Prompt").input_value().endswith(other)
    lab.panel.get_by_role("button", name="Undo").click()
    finished(lab, "Undone")
    assert lab.panel.get_by_label("Prompt").input_value() == "The nurse said that"

    for fold in ("More settings", "Show code"):
        lab.panel.get_by_role("button", name=fold).click()
    expect(lab.panel.locator("pre.wb-code")).to_contain_text("model.complete(")
    lab.page.wait_for_timeout(400)
    lab.panel.get_by_role("button", name="More settings").scroll_into_view_if_needed()
    lab.shot(f"{name}-unfolded")
    lab.panel.locator("pre.wb-code").scroll_into_view_if_needed()
    lab.shot(f"{name}-code")
    assert lab.faults() == []
    assert lab.trouble == []


def test_stop_answers_while_other_cells_can_run(open_lab: Callable[..., Any], tmp_path: Path) -> None:
    from playwright.sync_api import expect

    lab = opened(open_lab, tmp_path, "print('kernel is', 'free')")
    lab.panel.get_by_label("max_tokens").fill("900")
    lab.panel.get_by_role("button", name="Complete").click()
    expect(lab.panel.locator(".wb-t[role]").nth(3)).to_be_visible()
    lab.page.locator(".jp-CodeCell .cm-content").last.click()
    lab.page.keyboard.press("Control+a")
    lab.page.keyboard.type("print(6 * 7)")
    lab.page.keyboard.press("Control+Enter")
    expect(lab.page.locator(".jp-OutputArea-output").last).to_have_text("42\n", timeout=5000)
    expect(lab.panel.get_by_role("status")).to_have_text("Running.")
    lab.panel.get_by_role("button", name="Stop").click()
    finished(lab, "Stopped after")
    expect(lab.panel.get_by_role("button", name="Complete")).to_be_enabled()


def test_everything_works_by_keyboard_and_the_keys_of_jupyterlab_stay_away(
    open_lab: Callable[..., Any], tmp_path: Path
) -> None:
    from playwright.sync_api import expect

    lab = opened(open_lab, tmp_path)
    keys, cells = lab.page.keyboard, lab.page.locator(".jp-Notebook .jp-Cell")
    before = cells.count()
    prompt = lab.panel.get_by_label("Prompt")
    prompt.click()
    keys.press("Control+a")
    keys.type("The doctor said")
    keys.press("Control+Enter")
    finished(lab, "Running")
    finished(lab)
    # The text as typed, even where the last update of the box was still on its way.
    expect(lab.panel.locator(".wb-prompt").first).to_have_text("The doctor said")

    token = lab.panel.locator(".wb-t[role]").first
    token.focus()
    for key in ("a", "b", "x", "d", "d", "m", "y"):
        keys.press(key)
    assert cells.count() == before
    keys.press("ArrowRight")
    expect(lab.panel.locator(".wb-t[role]").nth(1)).to_be_focused()
    expect(lab.panel.get_by_role("menu")).to_be_visible()
    keys.press("Enter")
    keys.press("ArrowDown")
    expect(lab.panel.get_by_role("menuitem").nth(1)).to_be_focused()
    lab.shot("panel-keyboard")
    keys.press("Escape")
    expect(lab.panel.get_by_role("menu")).to_be_hidden()
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    keys.press("Enter")
    finished(lab, "Running")
    keys.press("Escape")
    finished(lab, "Stopped after")
    assert prompt.input_value().startswith("The doctor said") and prompt.input_value() != "The doctor said"

    lab.panel.get_by_role("button", name="Complete").focus()
    for key in ("a", "b", "x"):
        keys.press(key)
    keys.press("Control+Enter")
    finished(lab, "Running")
    assert cells.count() == before
    assert lab.page.locator(".wb-panel").count() == 1
    assert lab.trouble == []


def test_model_text_is_never_live_in_the_page(open_lab: Callable[..., Any], tmp_path: Path) -> None:
    nasty = '<img src=x onerror="window.bad=1">'
    lab = opened(open_lab, tmp_path)
    lab.panel.get_by_label("Prompt").fill(nasty)
    lab.panel.get_by_label("echo").dispatch_event("focusin")
    lab.panel.get_by_role("button", name="More settings").click()
    lab.panel.get_by_label("echo").check()
    lab.panel.get_by_role("button", name="Complete").click()
    finished(lab)
    lab.panel.get_by_role("button", name="Numbers").click()
    lab.panel.get_by_role("button", name="Show code").click()
    lab.page.wait_for_timeout(500)
    assert lab.page.evaluate("window.bad") is None
    assert lab.panel.locator("img").count() == 0


def test_every_control_has_a_name_for_a_screen_reader(open_lab: Callable[..., Any], tmp_path: Path) -> None:
    lab = opened(open_lab, tmp_path)
    for label in ("Start from", "History", "Prompt", "max_tokens", "temperature", "top_p", "n", "seed", "stop"):
        assert lab.panel.get_by_label(label, exact=True).count() == 1, label
    tree = lab.panel.aria_snapshot()
    assert '- button "Stop" [disabled]' in tree
    assert "- status: Ready." in tree
