"""The studies panel in a browser: two notebooks, mouse and keyboard, both themes, nothing cut off."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

MADE = """
import time
import workbench as wb
from workbench.models.fake import FakeModel

class Slow(FakeModel):
    def score(self, *args, **options):
        time.sleep(1.2)
        return super().score(*args, **options)

tail = " and so on" * 60
pairs = [
    {"more": f"{n} old people forget{tail}.", "less": f"{n} young people forget{tail}.", "group": ("age", "income")[n % 2]}
    for n in range(24)
]
context = wb.Context(
    question="Does the model tie forgetting to old people?",
    use_case="A first look before the model helps to write news.",
    population="Two dozen made-up sentence pairs.",
    harm="Old people are told to be forgetful.",
)
study = wb.Study(
    "occupations and age", models=[Slow()], probes=[wb.probes.sentence_pairs(pairs)],
    prompts={"none": "", "polite": "Please read this. "}, context=context, workspace="space",
)
small = wb.Study("a small <b>one</b>", models=["fake"], probes=[wb.probes.sentence_pairs(pairs[:4])], workspace="space")
"""
PANEL = """
panel = wb.panels.studies("space", study="occupations and age", models=[Slow()])
panel
"""


def notebook(path: Path, *cells: str) -> None:
    """Write a notebook with the cells given."""
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell.strip()) for cell in cells])
    made.metadata.kernelspec = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    nbformat.write(made, path)


def opened(open_lab: Callable[..., Any], tmp_path: Path, *more: str, **options: Any) -> Any:
    from playwright.sync_api import expect

    lab = open_lab(**options)
    notebook(tmp_path / "notebooks" / "panel.ipynb", MADE, PANEL, *more)
    lab.open("panel.ipynb")
    lab.run_all()
    expect(lab.panel.get_by_role("button", name="Start")).to_be_visible(timeout=90_000)
    lab.page.keyboard.press("Escape")
    return lab


def says(lab: Any, words: str, seconds: int = 40) -> None:
    from playwright.sync_api import expect

    expect(lab.panel.get_by_role("status")).to_contain_text(words, timeout=seconds * 1000)


@pytest.mark.parametrize(("theme", "width"), [("Light", 1280), ("Dark", 900), ("Light", 900), ("Dark", 1280)])
def test_run_stop_continue_compare_and_report_by_mouse(
    open_lab: Callable[..., Any], tmp_path: Path, theme: str, width: int
) -> None:
    from playwright.sync_api import expect

    lab = opened(open_lab, tmp_path, theme=theme, size=(width, 900))
    name = f"studies-{theme.lower()}-{width}"
    lab.panel.scroll_into_view_if_needed()
    lab.shot(f"{name}-1-planned")
    assert lab.faults() == []

    lab.panel.get_by_role("button", name="Start").click()
    says(lab, "Running here.")
    expect(lab.panel.locator(".wb-studies")).to_contain_text(re.compile("running[1-6] of 8"), timeout=60_000)
    lab.shot(f"{name}-2-running")
    assert lab.faults() == []
    lab.panel.get_by_role("button", name="Stop").click()
    says(lab, "Stopped")
    lab.shot(f"{name}-3-stopped")
    lab.panel.get_by_role("button", name="Continue").click()
    says(lab, "Done.")

    expect(lab.panel.locator("img.wb-figure")).to_be_visible()
    lab.page.wait_for_timeout(500)
    lab.shot(f"{name}-4-done")
    assert lab.faults() == []
    lab.panel.get_by_label("Compare").select_option(label="prompts")
    expect(lab.panel.locator("img.wb-figure")).to_have_count(2)
    lab.page.wait_for_timeout(500)
    lab.panel.locator(".wb-answer").nth(1).scroll_into_view_if_needed()
    lab.shot(f"{name}-5-compared")
    assert lab.faults() == []

    lab.panel.get_by_role("button", name="Read report").click()
    says(lab, "Written: reports/occupations-and-age")
    for fold in ("Plan", "Show code"):
        lab.panel.get_by_role("button", name=fold).click()
    lab.page.wait_for_timeout(500)
    lab.panel.get_by_role("button", name="Read report").scroll_into_view_if_needed()
    lab.shot(f"{name}-6-report")
    lab.panel.locator("pre.wb-code").scroll_into_view_if_needed()
    lab.shot(f"{name}-7-unfolded")
    assert lab.faults() == []
    lab.panel.get_by_role("link", name="Open").click()
    expect(lab.page.locator("iframe")).to_be_visible()
    lab.page.wait_for_timeout(1500)
    lab.shot(f"{name}-8-opened")
    assert lab.trouble == []


def another(lab: Any, name: str) -> Any:
    """Open a second notebook of the same JupyterLab, in a page of its own."""
    page = lab.page.context.browser.new_page()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.set_default_timeout(20_000)
    other = type(lab)(page, lab.folder, lab._port)
    other.open(name)
    return other


def test_a_study_of_one_notebook_is_watched_and_stopped_in_another(
    open_lab: Callable[..., Any], tmp_path: Path
) -> None:
    from playwright.sync_api import expect

    lab = open_lab(size=(1280, 900))
    notebook(
        tmp_path / "notebooks" / "runs.ipynb",
        MADE.replace("range(24)", "range(200)"),
        "study.run()",
        "print('free', 'again')",
    )
    lab.open("runs.ipynb")
    lab.run_all()
    notebook(
        tmp_path / "notebooks" / "watches.ipynb", 'import workbench as wb\npanel = wb.panels.studies("space")\npanel'
    )
    other = another(lab, "watches.ipynb")
    other.run_all()
    expect(other.panel.get_by_role("button", name="Stop")).to_be_visible(timeout=90_000)
    says(other, "Running in another notebook")
    other.shot("studies-live-in-another-notebook")
    assert other.faults() == []
    bar = other.panel.get_by_role("progressbar").last
    seen = int(bar.get_attribute("aria-valuenow"))
    expect(bar).not_to_have_attribute("aria-valuenow", str(seen), timeout=20_000)
    other.panel.get_by_role("button", name="Stop").click()
    says(other, "Stopped")
    expect(lab.page.locator(".jp-OutputArea-output").last).to_contain_text("free again", timeout=20_000)
    other.panel.get_by_role("button", name="Continue").click()
    says(other, "Done.")
    assert lab.trouble == other.trouble == []


def test_the_keyboard_alone_chooses_runs_stops_and_reads(open_lab: Callable[..., Any], tmp_path: Path) -> None:
    from playwright.sync_api import expect

    lab = opened(open_lab, tmp_path, size=(1280, 900))
    cells, keys = lab.page.locator(".jp-Cell"), lab.page.keyboard
    before = cells.count()
    lab.panel.get_by_role("button", name="occupations and age").focus()
    keys.press("ArrowUp")
    expect(lab.panel.get_by_role("button", name="a small")).to_be_focused()
    keys.press("Enter")
    expect(lab.panel.get_by_role("button", name="a small")).to_have_attribute("aria-pressed", "true")
    keys.press("ArrowDown")
    keys.press("Enter")
    says(lab, "Planned")
    for key in ("a", "b", "x", "d", "d"):
        keys.press(key)
    keys.press("Control+Enter")
    says(lab, "Running here.")
    expect(lab.panel.get_by_role("button", name="occupations and age")).to_be_focused()
    keys.press("Escape")
    says(lab, "Stopped")
    keys.press("Control+Enter")
    says(lab, "Done.")
    keys.press("Tab")
    expect(lab.panel.get_by_role("button", name="Read report")).to_be_focused()
    keys.press("Enter")
    says(lab, "Written")
    assert cells.count() == before
    assert lab.page.locator(".wb-panel").count() == 1
    assert lab.trouble == []


def test_the_kernels_interrupt_stops_the_study_and_cells_go_on(open_lab: Callable[..., Any], tmp_path: Path) -> None:
    lab = opened(open_lab, tmp_path, size=(1280, 900))
    lab.panel.get_by_role("button", name="Start").click()
    says(lab, "Running here.")
    lab.page.get_by_role("menuitem", name="Kernel", exact=True).click()
    lab.page.get_by_role("menuitem", name="Interrupt Kernel").click()
    says(lab, "Stopped")
    lab.page.locator(".jp-CodeCell .cm-content").last.click()
    lab.page.keyboard.press("Control+a")
    lab.page.keyboard.type("6 * 7")
    lab.page.keyboard.press("Control+Enter")
    lab.page.wait_for_function(
        "() => [...document.querySelectorAll('.jp-OutputArea-output')].some(o => o.textContent.trim() === '42')"
    )
    assert lab.trouble == []


def test_every_control_has_a_name_and_no_text_is_live(open_lab: Callable[..., Any], tmp_path: Path) -> None:
    lab = opened(open_lab, tmp_path, size=(1280, 900))
    for label in ("Show", "By", "Compare"):
        assert lab.panel.get_by_label(label, exact=True).count() == 1, label
    tree = lab.panel.aria_snapshot()
    for words in (
        '- table "Studies of this workspace"',
        '- button "occupations and age" [pressed]',
        '- progressbar "Progress of occupations and age"',
        '- button "Stop" [disabled]',
        '- status: "Planned: press Start."',
    ):
        assert words in tree, tree
    assert lab.panel.locator("b:text-is('one')").count() == 0


def test_an_empty_workspace_says_what_to_do(open_lab: Callable[..., Any], tmp_path: Path) -> None:
    from playwright.sync_api import expect

    lab = open_lab(theme="Dark", size=(900, 900))
    notebook(tmp_path / "notebooks" / "empty.ipynb", 'import workbench as wb\nwb.panels.studies("space")')
    lab.open("empty.ipynb")
    lab.run_all()
    expect(lab.panel.locator(".wb-none")).to_contain_text("wb.Study(", timeout=90_000)
    lab.shot("studies-dark-900-0-empty")
    assert lab.faults() == []
