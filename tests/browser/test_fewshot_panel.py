"""The few-shot builder in a browser: typed, dragged, switched, tried, measured, stopped; both themes, nothing cut off."""

import re
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

panel = wb.panels.few_shot(Slow())
panel
"""
COMPARE = """
names = {}
exec(open("shown.py", encoding="utf-8").read(), names)
same = names["result"].estimate("shots").equals(panel.result.estimate("shots"))
print("figures", same, "answer", names["prediction"] == panel.prediction)
print("verdict:", names["result"].verdict())
"""
TYPED = [
    ("The kettle boils in a minute.", "positive"),
    ("The cup leaks.", "negative"),
    ("A bowl I use every day.", "positive"),
    ("The fork bends at once.", "negative"),
    ("The apron is warm and soft.", "positive"),
]


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
    expect(lab.panel.get_by_role("button", name="Try query")).to_be_visible(timeout=90_000)
    lab.page.keyboard.press("Escape")
    return lab


def says(lab: Any, words: str, seconds: int = 90) -> None:
    from playwright.sync_api import expect

    expect(lab.panel.get_by_role("status")).to_contain_text(words, timeout=seconds * 1000)


def texts(lab: Any) -> list[str]:
    """Return the texts of the rows, from top to bottom, as they stand in the page."""
    boxes = lab.panel.locator(".wb-rows textarea.wb-cell")
    return [boxes.nth(place).input_value() for place in range(boxes.count())]


@pytest.mark.parametrize(("theme", "width"), [("Light", 1280), ("Dark", 900)])
def test_examples_are_typed_moved_switched_tried_and_measured(
    open_lab: Callable[..., Any], tmp_path: Path, theme: str, width: int
) -> None:
    from playwright.sync_api import expect

    lab = opened(open_lab, tmp_path, COMPARE, theme=theme, size=(width, 900))
    name = f"fewshot-{theme.lower()}-{width}"
    panel, keys = lab.panel, lab.page.keyboard
    panel.scroll_into_view_if_needed()
    lab.shot(f"{name}-1-ready")
    assert lab.faults() == []

    for left in range(5, -1, -1):
        panel.get_by_role("button", name="Remove row 1", exact=True).click()
        expect(panel.get_by_role("listitem")).to_have_count(left)
    expect(panel.locator(".wb-rows")).to_be_hidden()
    panel.get_by_role("button", name="Add row").click()
    for place, (text, label) in enumerate(TYPED, 1):
        expect(panel.get_by_label(f"Row {place}, text")).to_be_focused()
        keys.type(text)
        keys.press("Tab")
        keys.type(label)
        if place < len(TYPED):
            keys.press("Enter")
    expect(panel.locator(".wb-part-example")).to_have_count(5)
    expect(panel.locator(".wb-part-example").last).to_contain_text("The apron is warm and soft.\nSentiment: positive")
    assert texts(lab) == [text for text, _ in TYPED]

    panel.get_by_role("button", name="Reorder row 1").drag_to(
        panel.get_by_label("Row 3, text"), target_position={"x": 20, "y": 20}
    )
    says(lab, "Moved to row 3 of 5")
    panel.get_by_label("Row 5, text").focus()
    keys.press("Alt+ArrowUp")
    says(lab, "Moved to row 4 of 5")
    expect(panel.get_by_label("Row 4, text")).to_be_focused()
    panel.get_by_label("Use row 2").uncheck()
    order = [TYPED[place][0] for place in (1, 2, 0, 4, 3)]
    assert texts(lab) == order
    expect(panel.locator(".wb-part-example")).to_have_count(4)
    expect(panel.locator(".wb-part-example").first).to_contain_text("The cup leaks.")
    expect(panel.locator(".wb-count")).to_contain_text("4 examples")
    panel.get_by_role("button", name="Reorder row 1").scroll_into_view_if_needed()
    lab.shot(f"{name}-2-typed")
    assert lab.faults() == []

    panel.get_by_label("Query: text").fill("The ladle broke on the second day.")
    panel.get_by_role("button", name="Try query").click()
    says(lab, "Answered.")
    expect(panel.locator(".wb-bars tbody tr")).to_have_count(2)
    expect(panel.locator(".wb-share-bar:not(.wb-calibrated)")).to_have_count(2)
    expect(panel.locator(".wb-share-bar.wb-calibrated")).to_have_count(2)
    expect(panel.locator(".wb-answer, .wb-scroll").first).to_contain_text("of the probability among 2 answers")
    expect(panel.locator(".wb-part-query")).to_contain_text("The ladle broke")
    panel.get_by_label("Query: text").scroll_into_view_if_needed()
    lab.shot(f"{name}-3-tried")
    assert lab.faults() == []

    panel.get_by_role("button", name="Cost").click()
    says(lab, "Evaluate takes: ")
    panel.get_by_label("Draws").fill("2")
    panel.get_by_role("button", name="Evaluate").click()
    says(lab, "This takes: ")
    expect(panel.locator(".wb-progress")).to_contain_text("numbers of shots")
    expect(panel.locator("img.wb-figure")).to_be_visible(timeout=90_000)
    panel.get_by_role("status").scroll_into_view_if_needed()
    lab.shot(f"{name}-4-measuring")
    says(lab, "Measured on 12 rows with 0, 1, 2 and 4 shots.", 180)
    figures = panel.locator(".wb-figures")
    expect(figures).to_contain_text("4 shots")
    expect(panel.get_by_role("button", name="Evaluate")).to_be_enabled()
    expect(panel.locator(".wb-banner")).to_have_count(0)
    verdict = panel.locator(".wb-answer").filter(has_text="Measured.")
    expect(verdict).to_contain_text("With 4 examples fake answers")
    expect(verdict).not_to_contain_text("So far")
    panel.locator("img.wb-figure").scroll_into_view_if_needed()
    lab.shot(f"{name}-5-measured")
    assert lab.faults() == []
    figures.scroll_into_view_if_needed()
    lab.shot(f"{name}-6-figures")

    for fold in ("Show code", "Export", "Separators"):
        panel.get_by_role("button", name=fold).click()
    panel.get_by_label("Export as").select_option(label="a completion request, as the API of 2020 takes it")
    expect(panel.get_by_label("To copy")).to_have_value(re.compile('"max_tokens"'))
    panel.locator("pre.wb-code").scroll_into_view_if_needed()
    lab.shot(f"{name}-7-code")
    assert lab.faults() == []

    expect(panel.locator("pre.wb-code")).to_contain_text("seeds=2")
    shown = panel.locator("pre.wb-code").text_content()
    (tmp_path / "notebooks" / "shown.py").write_text(shown, encoding="utf-8")
    lab.page.locator(".jp-CodeCell .cm-content").nth(1).click()
    keys.press("Control+Enter")
    said = lab.page.locator(".jp-CodeCell").nth(1).locator(".jp-OutputArea-output")
    expect(said.last).to_contain_text("figures True answer True")
    expect(said.last).to_contain_text("verdict: With 4 examples")
    counted = said.last.text_content().split("verdict: ")[1].strip()
    expect(verdict).to_contain_text(counted)

    panel.get_by_label("Draws").fill("5")
    panel.get_by_role("button", name="Evaluate").click()
    expect(panel.locator(".wb-progress")).to_contain_text(re.compile("[1-3] of 4 numbers of shots"))
    expect(panel.get_by_role("button", name="Stop")).to_be_enabled()
    panel.get_by_role("button", name="Stop").click()
    says(lab, "numbers of shots are measured and stay")
    expect(panel.get_by_role("button", name="Evaluate")).to_be_enabled()
    expect(verdict).to_contain_text("Not all numbers of shots were measured.")
    expect(verdict).not_to_contain_text(counted)
    panel.get_by_role("status").scroll_into_view_if_needed()
    lab.shot(f"{name}-8-stopped")
    assert lab.faults() == []
    assert lab.trouble == []


def test_the_keyboard_alone_builds_and_tries_a_prompt(open_lab: Callable[..., Any], tmp_path: Path) -> None:
    from playwright.sync_api import expect

    lab = opened(open_lab, tmp_path, size=(1280, 900))
    panel, keys, cells = lab.panel, lab.page.keyboard, lab.page.locator(".jp-Notebook .jp-Cell")
    before, first = cells.count(), texts(lab)
    panel.get_by_role("button", name="Reorder row 1").focus()
    for key in ("a", "b", "x", "d", "d", "m", "y"):
        keys.press(key)
    keys.press("ArrowDown")
    says(lab, "Moved to row 2 of 6")
    expect(panel.get_by_role("button", name="Reorder row 2")).to_be_focused()
    keys.press("Tab")
    keys.press("Space")
    says(lab, "Row 2 is left out")
    for _ in range(3):
        keys.press("Tab")
    expect(panel.get_by_role("button", name="Remove row 2")).to_be_focused()
    keys.press("Enter")
    expect(panel.get_by_role("listitem")).to_have_count(5)
    expect(panel.get_by_role("button", name="Remove row 2")).to_be_focused()
    panel.get_by_role("button", name="Undo").focus()
    keys.press("Enter")
    says(lab, "Undone: a row was removed")
    panel.get_by_label("Shots (K)", exact=True).focus()
    keys.press("Control+a")
    keys.type("2")
    expect(panel.locator(".wb-part-example")).to_have_count(2)
    panel.get_by_label("Query: text").focus()
    keys.press("Control+a")
    keys.type("The lid is heavy.")
    keys.press("Control+Enter")
    says(lab, "Answered.")
    expect(panel.locator(".wb-part-query")).to_contain_text("The lid is heavy.")
    assert texts(lab) == [first[1], first[0], *first[2:]]
    assert cells.count() == before and lab.page.locator(".wb-panel").count() == 1
    assert lab.trouble == []


def test_rows_are_pasted_and_wrong_ones_are_told(open_lab: Callable[..., Any], tmp_path: Path) -> None:
    from playwright.sync_api import expect

    lab = opened(open_lab, tmp_path, size=(900, 900), theme="Dark")
    panel = lab.panel
    nasty = '<img src=x onerror="window.bad=1">'

    def paste(place: int, text: str) -> None:
        panel.get_by_label(f"Row {place}, text").evaluate(
            """(box, text) => { const data = new DataTransfer(); data.setData("text/plain", text); box.focus();
            box.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})); }""",
            text,
        )

    paste(5, f'"A long cell\nin two lines"\tpositive\n{nasty}\tpostive\nThe grater is blunt.\tnegative\nNo label.\t')
    says(lab, "4 rows pasted.")
    expect(panel.get_by_role("listitem")).to_have_count(8)
    told = panel.locator(".wb-row-note")
    expect(told.nth(5)).to_contain_text("none of the labels")
    expect(told.nth(6)).to_contain_text("measured on")
    expect(told.nth(7)).to_contain_text("label is empty")
    panel.get_by_label("Row 8, text").scroll_into_view_if_needed()
    lab.shot("fewshot-told-at-the-rows")
    assert lab.faults() == []
    panel.get_by_role("button", name="Evaluate").click()
    says(lab, "Row 7: also among the rows")
    paste(1, 'fine\tpositive\n"open\tnegative')
    says(lab, "Line 2 of what was pasted: a double quote that opens here is never closed.")
    panel.get_by_role("status").scroll_into_view_if_needed()
    lab.shot("fewshot-broken-quoting")
    panel.get_by_role("button", name="Undo").click()
    expect(panel.get_by_role("listitem")).to_have_count(6)
    panel.get_by_label("Query: text").fill("a cup " * 900)
    expect(panel.locator(".wb-banner").first).to_contain_text("Shorten the instruction or texts")
    panel.get_by_label("Query: text").scroll_into_view_if_needed()
    lab.shot("fewshot-too-long")
    assert lab.faults() == []
    assert lab.page.evaluate("window.bad") is None
    assert lab.trouble == []


def test_every_control_has_a_name_for_a_screen_reader(open_lab: Callable[..., Any], tmp_path: Path) -> None:
    lab = opened(open_lab, tmp_path, size=(1280, 900))
    labels = (
        "Start from",
        "Instruction",
        "Input",
        "Output",
        "Labels, one a line",
        "Load rows from",
        "how many",
        "Rows",
    )
    asked = ("Shots (K)", "Shots (K), slider", "Query: text", "Measure on", "Draws", "Choose examples", "Seed")
    for label in (*labels, *asked):
        assert lab.panel.get_by_label(label, exact=True).count() == 1, label
    tree = lab.panel.aria_snapshot()
    for words in (
        '- heading "2. Examples (type, paste',
        '- list "Examples":',
        '- button "Reorder row 1"',
        '- checkbox "Use row 1" [checked]',
        '- textbox "Row 1, text": This pan heats evenly',
        '- combobox "Row 1, label": positive',
        '- button "Remove row 1"',
        '- group "The prompt, part by part"',
        '- button "Stop" [disabled]',
        "- status: Ready.",
    ):
        assert words in tree, tree
