"""The explorer in a browser: measured, opened group by group and word by word, a term swapped; both themes, nothing cut off."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

CELL = """
import time
import workbench as wb
from workbench.models.fake import FakeModel

class Slow(FakeModel):
    pause = 0.02
    def _read(self, branches, begun):
        time.sleep(self.pause * len(branches))
        return super()._read(branches, begun)

sides = {"age": ("Old people", "Young people"), "work": ("Plumbers", "Dentists"), "place": ("Villagers", "Townspeople")}
acts = [f"{verb} {when}" for verb in ("forget names", "sing well", "like tea") for when in ("in spring", "at home", "daily")]
rows = [{"more": f"{one} {act}.", "less": f"{other} {act}.", "group": group} for group, (one, other) in sides.items() for act in acts]
probe = wb.probes.sentence_pairs(rows, name="my pairs")
panel = wb.panels.explorer(Slow(), probe)
panel
"""
COMPARE = """
names = {"panel": panel}
exec(panel.code, names)
print("versions", names["comparison"].frame().equals(panel.comparison.frame()))
panel.show("probe")
exec(panel.code, names)
print("groups", names["groups"].equals(panel._table()), "items", names["items"].equals(panel.items))
print("item", names["item"].frame().equals(panel.item.frame()), "of", panel.group)
print("verdict", names["result"].verdict() == panel.result.verdict())
"""


def notebook(folder: Path, *cells: str) -> None:
    """Write a notebook with the cells given."""
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell.strip()) for cell in cells])
    made.metadata.kernelspec = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    nbformat.write(made, folder / "panel.ipynb")


def opened(open_lab: Callable[..., Any], tmp_path: Path, *more: str, **options: Any) -> Any:
    from playwright.sync_api import expect

    expect.set_options(timeout=60_000)
    lab = open_lab(**options)
    lab.page.set_default_timeout(60_000)
    notebook(tmp_path / "notebooks", CELL, *more)
    lab.open("panel.ipynb")
    lab.page.locator(".jp-CodeCell .cm-content").first.click()
    lab.page.keyboard.press("Shift+Enter")
    expect(lab.panel.get_by_role("button", name="Cost")).to_be_visible(timeout=90_000)
    lab.page.keyboard.press("Escape")
    return lab


def says(lab: Any, words: str, seconds: int = 90) -> None:
    from playwright.sync_api import expect

    expect(lab.panel.get_by_role("status")).to_contain_text(words, timeout=seconds * 1000)


def press(lab: Any, name: str) -> None:
    lab.panel.get_by_role("button", name=name, exact=True).click()


def settle(lab: Any, part: Any, name: str) -> None:
    """Bring a part into view, leave a screenshot, and see that nothing is cut off."""
    part.scroll_into_view_if_needed()
    lab.page.wait_for_timeout(300)
    lab.shot(name)
    assert lab.faults() == []


def run_cell(lab: Any, place: int) -> Any:
    """Run a further cell and return its output."""
    lab.page.locator(".jp-CodeCell .cm-content").nth(place).click()
    lab.page.keyboard.press("Shift+Enter")
    return lab.page.locator(".jp-CodeCell").nth(place)


@pytest.mark.parametrize(("theme", "width"), [("Light", 1280), ("Dark", 900)])
def test_a_probe_is_run_and_looked_into_and_a_term_is_swapped(
    open_lab: Callable[..., Any], tmp_path: Path, theme: str, width: int
) -> None:
    from playwright.sync_api import expect

    lab = opened(open_lab, tmp_path, COMPARE, theme=theme, size=(width, 900))
    name, panel = f"explorer-{theme.lower()}-{width}", lab.panel
    settle(lab, panel, f"{name}-1-ready")
    press(lab, "Cost")
    says(lab, "Run takes: 54 texts")
    press(lab, "Run")
    says(lab, "This takes: ")
    expect(panel.locator(".wb-progress").first).to_contain_text("% done")
    says(lab, "Measured: 27 items.")
    groups = panel.locator(".wb-pick").first
    expect(groups.get_by_role("row")).to_have_count(5)
    expect(groups).to_contain_text("neutral 0.500")
    expect(panel.locator("img.wb-figure")).to_be_visible()
    settle(lab, panel.get_by_role("status"), f"{name}-2-measured")
    settle(lab, groups, f"{name}-3-groups")

    panel.get_by_role("button", name="What this cannot show, and the data").click()
    expect(panel).to_contain_text("The absence of bias")
    settle(lab, panel.get_by_text("What this cannot show:"), f"{name}-4-limits")
    panel.get_by_role("button", name="What this cannot show, and the data").click()

    press(lab, "age")
    opener = panel.get_by_role("button", name="Open the items")
    expect(opener).to_be_visible()
    expect(panel).to_contain_text("9 items of age")
    assert "forget names" not in lab.page.locator(".jp-OutputArea-output").first.inner_html()
    settle(lab, opener, f"{name}-5-note")
    opener.click()
    items = panel.locator(".wb-pick").nth(1)
    expect(items.get_by_role("row")).to_have_count(10)
    items.get_by_role("button").nth(1).click()
    says(lab, "is shown below the list")
    gloss = panel.locator(".wb-gloss")
    expect(gloss).to_be_visible()
    expect(gloss).to_contain_text("changed")
    settle(lab, gloss, f"{name}-6-item")
    panel.get_by_text("Numbers of these tokens").click()
    assert lab.faults() == []

    press(lab, "Change one word")
    sentence = panel.get_by_label("Sentence")
    expect(sentence).to_be_visible()
    sentence.fill("My mother is a nurse and she likes it.")
    panel.locator(".wb-words").get_by_role("button", name="mother", exact=True).click()
    expect(panel.get_by_label("Term", exact=True)).to_have_value("mother")
    panel.get_by_label("Replacements, one a line").fill("")
    panel.locator(".wb-chips").get_by_role("button", name="father", exact=True).click()
    expect(panel.get_by_label("Replacements, one a line")).to_have_value("father")
    settle(lab, sentence, f"{name}-7-swap")
    press(lab, "Compare")
    says(lab, "Compared 1 replacement of 'mother'.")
    table = panel.get_by_role("group", name="Side by side")
    expect(table).to_contain_text("My father is a nurse and she likes it.")
    settle(lab, table, f"{name}-8-compared")
    panel.get_by_role("button", name="Show code").click()
    expect(panel.locator("pre.wb-code")).to_contain_text('"mother", ["father"]')
    assert lab.faults() == []

    output = run_cell(lab, 1)
    expect(output).to_contain_text("verdict True")
    expect(output).to_contain_text("versions True")
    expect(output).to_contain_text("groups True items True")
    expect(output).to_contain_text("item True of age")
    assert lab.trouble == []


def test_everything_can_be_done_from_the_keyboard(open_lab: Callable[..., Any], tmp_path: Path) -> None:
    from playwright.sync_api import expect

    lab = opened(open_lab, tmp_path, size=(1280, 900))
    panel, keys = lab.panel, lab.page.keyboard
    cells = lab.page.locator(".jp-CodeCell")
    before = cells.count()
    panel.get_by_role("button", name="Run", exact=True).focus()
    for key in ("a", "b", "x", "d", "d"):
        keys.press(key)
    keys.press("Control+Enter")
    says(lab, "Measured: 27 items.")
    table = panel.locator(".wb-pick").first
    table.get_by_role("button", name="all items").focus()
    keys.press("ArrowDown")
    expect(table.get_by_role("button", name="age")).to_be_focused()
    keys.press("End")
    expect(table.get_by_role("button", name="work")).to_be_focused()
    keys.press("Enter")
    expect(panel).to_contain_text("9 items of work")
    panel.get_by_role("button", name="Open the items").focus()
    keys.press("Enter")
    items = panel.locator(".wb-pick").nth(1)
    expect(items.get_by_role("row")).to_have_count(10)
    items.get_by_role("button").first.focus()
    keys.press("ArrowDown")
    keys.press("Enter")
    says(lab, "is shown below the list")
    expect(panel.locator(".wb-gloss")).to_be_visible()
    expect(items.get_by_role("button").nth(1)).to_have_attribute("aria-pressed", "true")
    panel.get_by_role("button", name="Change one word").focus()
    keys.press("Space")
    expect(panel.get_by_label("Sentence")).to_be_visible()
    panel.get_by_label("Term", exact=True).focus()
    keys.press("Control+a")
    keys.type("nurze")
    keys.press("Control+Enter")
    says(lab, "Near it in the text: 'nurse'")
    keys.press("Control+a")
    keys.type("nurse")
    panel.get_by_label("Replacements, one a line").focus()
    keys.press("Control+a")
    keys.type("pilot")
    keys.press("Control+Enter")
    says(lab, "Compared 1 replacement of 'nurse'.")
    expect(panel.get_by_role("group", name="Side by side")).to_contain_text("The pilot said")
    assert cells.count() == before and lab.page.locator(".wb-panel").count() == 1
    assert lab.trouble == []


def test_a_long_run_is_stopped_and_the_result_before_stays(open_lab: Callable[..., Any], tmp_path: Path) -> None:
    from playwright.sync_api import expect

    lab = opened(open_lab, tmp_path, 'panel._model.pause = 0.3; print("slower")', size=(900, 900), theme="Dark")
    panel = lab.panel
    press(lab, "Run")
    says(lab, "Measured: 27 items.")
    expect(run_cell(lab, 1)).to_contain_text("slower")
    panel.get_by_label("Probe").select_option(label="Who a pronoun refers to: Winogender")
    expect(panel).to_contain_text("Is a pronoun resolved rightly more often")
    expect(panel.locator(".wb-banner").first).to_contain_text("earlier choice")
    press(lab, "Run")
    says(lab, "This takes: ")
    expect(panel.locator(".wb-progress").first).to_contain_text("left")
    settle(lab, panel.get_by_role("status"), "explorer-running")
    press(lab, "Stop")
    says(lab, "Stopped. The result before stays.", 20)
    expect(panel.locator(".wb-pick").first.get_by_role("row")).to_have_count(5)
    expect(panel.get_by_role("button", name="Run", exact=True)).to_be_enabled()
    assert lab.trouble == []


def test_every_control_has_a_name_for_a_screen_reader(open_lab: Callable[..., Any], tmp_path: Path) -> None:
    from playwright.sync_api import expect

    lab = opened(open_lab, tmp_path, size=(1280, 900))
    panel = lab.panel
    panel.get_by_label("Probe").select_option(label="What the model writes: Pronouns after forty occupations")
    expect(panel).to_contain_text("does it write of a woman or of a man first?")
    for label in ("Probe", "Texts a prompt", "Seed"):
        assert panel.get_by_label(label, exact=True).count() == 1, label
    tree = panel.aria_snapshot()
    for words in (
        '- heading "1. What is measured (Ctrl+Enter',
        '- button "Run"',
        '- button "Stop" [disabled]',
        "- status: Ready.",
        '- heading "2. What it says',
        'Show code"',
    ):
        assert words in tree, tree
    press(lab, "Change one word")
    expect(panel.get_by_label("Sentence")).to_be_visible()
    for label in (
        "Sentence",
        "Term",
        "Replacements, one a line",
        "Tokens to write",
        "Temperature",
        "Seed of completions",
    ):
        assert panel.get_by_label(label, exact=True).count() == 1, label
