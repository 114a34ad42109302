"""The notebook of a report: it reads its folder, its saved outputs are those of a run, and an edited number fails."""

import ast
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat

from workbench.reports.folder import read_json, write_digests, write_json


def nbval(folder: Path) -> str:
    words = ["--nbval", "--nbval-current-env", "-q", "-p", "no:cacheprovider", "--color=no", "report.ipynb"]
    command = [sys.executable, "-m", "pytest", *words]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False, env={**os.environ})
    return done.stdout


def edit(folder: Path, name: str, change: Callable[[Any], object]) -> None:
    value = read_json(folder / name)
    change(value)
    write_json(folder / name, value)


def test_a_run_gives_what_was_saved(copied: Path) -> None:
    assert "18 passed" in nbval(copied)


def test_a_number_that_was_edited_fails_and_its_file_is_named(copied: Path) -> None:
    edit(copied, "results/estimates.json", lambda rows: rows[0].update(value=0.51))
    output = nbval(copied)
    assert "failed" in output
    assert "results/estimates.json was changed" in output


def test_a_number_that_was_edited_together_with_its_digest_fails_too(copied: Path) -> None:
    edit(copied, "results/estimates.json", lambda rows: rows[0].update(value=0.51))
    write_digests(copied)
    output = nbval(copied)
    assert "0.600 -> 0.510" in output


def test_the_notebook_is_valid_and_in_run_order(study: Path) -> None:
    notebook = nbformat.read(study / "report.ipynb", as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert all(cell.outputs for cell in code)


def test_cells_use_public_names_only(study: Path) -> None:
    cells = [cell for cell in read_json(study / "report.ipynb")["cells"] if cell["cell_type"] == "code"]
    names = {
        node.attr for cell in cells for node in ast.walk(ast.parse(cell["source"])) if isinstance(node, ast.Attribute)
    }
    assert names == {"open_report", "check", "draw", "section"}


def test_no_text_of_the_folder_is_in_a_cell_that_is_markdown(study: Path) -> None:
    cells = [cell["source"] for cell in read_json(study / "report.ipynb")["cells"] if cell["cell_type"] == "markdown"]
    assert "Do two models lean" not in "".join(cells)


def test_a_picture_has_its_alternative_text(study: Path) -> None:
    (shown,) = [cell for cell in read_json(study / "report.ipynb")["cells"] if "report.draw(" in cell["source"]]
    assert 'alt="Primary figures by probe.' in shown["outputs"][0]["data"]["text/html"]
