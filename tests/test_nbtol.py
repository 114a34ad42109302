"""nbval with our comparison: what passes and what fails, each on a notebook run for real."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

SHIFT = "import os\nk = float(os.environ.get('SHIFT', '0'))"
CELLS = [
    f"{SHIFT}\nimport pandas as pd\nprint(round(0.31234 + k, 4))",
    "pd.DataFrame({'value': [9.9996 + k, 0.777], 'n': [3, 4]}).round(3)",
    "print('she said', 4)",
]
Change = Callable[[nbformat.NotebookNode], None]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> nbformat.NotebookNode:
    notebook = new_notebook(cells=[new_code_cell(source) for source in CELLS])
    NotebookClient(notebook, kernel_name="python3").execute()
    return notebook


def run(notebook: nbformat.NotebookNode, folder: Path, *, shift: float = 0.0, plugin: bool = True) -> str:
    path = folder / "case.ipynb"
    nbformat.write(notebook, path)
    off = [] if plugin else ["-p", "no:wb_nbtol"]
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--nbval",
        "--nbval-current-env",
        "-p",
        "no:cacheprovider",
        "--color=no",
        *off,
    ]
    environment = {**os.environ, "SHIFT": str(shift)}
    done = subprocess.run(
        [*command, str(path)], capture_output=True, text=True, env=environment, cwd=folder, check=False
    )
    return done.stdout


def changed(notebook: nbformat.NotebookNode, change: Change) -> nbformat.NotebookNode:
    copy = nbformat.from_dict(notebook)
    copy = nbformat.reads(nbformat.writes(copy), as_version=4)
    change(copy)
    return copy


def test_a_last_digit_passes(saved: nbformat.NotebookNode, tmp_path: Path) -> None:
    assert "3 passed" in run(saved, tmp_path, shift=2e-5)


def test_the_same_last_digit_fails_without_the_plugin(saved: nbformat.NotebookNode, tmp_path: Path) -> None:
    assert "failed" in run(saved, tmp_path, shift=2e-5, plugin=False)


def test_a_number_that_moved_fails_and_is_named(saved: nbformat.NotebookNode, tmp_path: Path) -> None:
    output = run(saved, tmp_path, shift=5e-3)
    assert "2 failed" in output
    assert "0.3123 -> 0.3173  moved 0.005" in output


def test_a_stripped_notebook_fails_in_every_cell(saved: nbformat.NotebookNode, tmp_path: Path) -> None:
    def strip(notebook: nbformat.NotebookNode) -> None:
        for cell in notebook.cells:
            cell.execution_count, cell.outputs = None, []

    output = run(changed(saved, strip), tmp_path)
    assert "3 failed" in output
    assert "Saved execution count is None, expected 1" in output


def test_a_notebook_saved_out_of_order_fails(saved: nbformat.NotebookNode, tmp_path: Path) -> None:
    def disorder(notebook: nbformat.NotebookNode) -> None:
        notebook.cells[2].execution_count = 9

    assert "Saved execution count is 9, expected 3" in run(changed(saved, disorder), tmp_path)


def test_a_missing_output_fails(saved: nbformat.NotebookNode, tmp_path: Path) -> None:
    def drop(notebook: nbformat.NotebookNode) -> None:
        notebook.cells[2].outputs = []

    assert "1 failed" in run(changed(saved, drop), tmp_path)


def test_a_changed_word_fails(saved: nbformat.NotebookNode, tmp_path: Path) -> None:
    def reword(notebook: nbformat.NotebookNode) -> None:
        notebook.cells[2].outputs[0].text = "he said 4\n"

    assert "1 failed" in run(changed(saved, reword), tmp_path)


def test_a_missing_form_of_an_output_fails(saved: nbformat.NotebookNode, tmp_path: Path) -> None:
    def flatten(notebook: nbformat.NotebookNode) -> None:
        del notebook.cells[1].outputs[0].data["text/html"]

    assert "1 failed" in run(changed(saved, flatten), tmp_path)


def test_a_cell_may_state_a_wider_tolerance(saved: nbformat.NotebookNode, tmp_path: Path) -> None:
    def widen(notebook: nbformat.NotebookNode) -> None:
        notebook.cells[0].metadata["tolerance"] = {"atol": 0.01}

    assert "1 failed, 2 passed" in run(changed(saved, widen), tmp_path, shift=3e-3)


def test_a_notebook_may_state_a_wider_tolerance(saved: nbformat.NotebookNode, tmp_path: Path) -> None:
    def widen(notebook: nbformat.NotebookNode) -> None:
        notebook.metadata["tolerance"] = {"atol": 0.01}

    assert "3 passed" in run(changed(saved, widen), tmp_path, shift=3e-3)


def test_a_misspelled_tolerance_fails_and_names_the_allowed_ones(saved: nbformat.NotebookNode, tmp_path: Path) -> None:
    def misspell(notebook: nbformat.NotebookNode) -> None:
        notebook.metadata["tolerance"] = {"atoll": 0.01}

    assert "Unknown tolerance 'atoll'" in run(changed(saved, misspell), tmp_path)


def test_a_progress_bar_is_not_compared(saved: nbformat.NotebookNode, tmp_path: Path) -> None:
    def add_bar(notebook: nbformat.NotebookNode) -> None:
        bar = {"text/plain": "Scoring:   0%|          | 0/240 [00:00<?, ?text/s]"}
        notebook.cells[2].outputs.insert(0, nbformat.v4.new_output("display_data", data=bar))

    assert "3 passed" in run(changed(saved, add_bar), tmp_path)
