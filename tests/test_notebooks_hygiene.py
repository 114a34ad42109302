"""What every notebook must be before it is committed; each rule is also shown to fail on a bad one."""

import ast
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

FOLDER = Path(__file__).parents[1] / "notebooks"
PATHS = sorted(FOLDER.glob("*.ipynb"))
Notebook = Any
Rule = Callable[[Notebook], list[str]]

MACHINE = re.compile(r"(/home/|/root/|/tmp/|/Users/|/work/|[A-Z]:\\\\)")
LIVE = re.compile(r"<script|<iframe|\bon\w+\s*=|javascript:|commandlinker", re.IGNORECASE)
ALLOWED = {"workbench", "pandas", "math", "json", "pathlib", "tempfile", "time"}


def code(notebook: Notebook) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def outputs(notebook: Notebook) -> list[Any]:
    return [output for cell in code(notebook) for output in cell.outputs]


def is_in_run_order(notebook: Notebook) -> list[str]:
    counts = [cell.execution_count for cell in code(notebook)]
    return [] if counts == list(range(1, len(counts) + 1)) else [f"counts {counts}"]


def holds_outputs(notebook: Notebook) -> list[str]:
    """A cell that ends in an expression, or prints, must show something."""
    bare = []
    for cell in code(notebook):
        body = ast.parse(cell.source).body
        shows = isinstance(body[-1], ast.Expr) or "print(" in cell.source
        if shows and not cell.outputs:
            bare.append(cell.source[:40])
    return bare


def holds_no_error(notebook: Notebook) -> list[str]:
    return [output.ename for output in outputs(notebook) if output.output_type == "error"]


def names_no_machine(notebook: Notebook) -> list[str]:
    return MACHINE.findall(nbformat.writes(notebook))


def holds_no_live_markup(notebook: Notebook) -> list[str]:
    pages = [output.get("data", {}).get("text/html", "") for output in outputs(notebook)]
    return [found for page in pages for found in LIVE.findall(page)]


def opens_with_question_time_and_model(notebook: Notebook) -> list[str]:
    first = notebook.cells[0]
    words = ("Question", "Time needed", "Model")
    return [word for word in words if first.cell_type != "markdown" or f"**{word}" not in first.source]


def closes_with_what_it_does_not_show(notebook: Notebook) -> list[str]:
    last = notebook.cells[-1]
    closed = last.cell_type == "markdown" and "what this does not show" in last.source.lower()
    return [] if closed else ["no closing cell"]


def has_short_cells(notebook: Notebook) -> list[str]:
    return [cell.source[:40] for cell in code(notebook) if cell.source.count("\n") >= 25]


def hides_nothing_with_a_semicolon(notebook: Notebook) -> list[str]:
    return [cell.source[-40:] for cell in code(notebook) if cell.source.rstrip().endswith(";")]


def carries_no_leftovers(notebook: Notebook) -> list[str]:
    found = ["widgets"] if "widgets" in notebook.metadata else []
    return found + ["execution" for cell in notebook.cells if "execution" in cell.metadata]


def uses_public_names_only(notebook: Notebook) -> list[str]:
    found = []
    for cell in code(notebook):
        for node in ast.walk(ast.parse(cell.source)):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [str(node.module)]
            elif isinstance(node, ast.ClassDef) or (isinstance(node, ast.Attribute) and node.attr.startswith("_")):
                found.append(ast.unparse(node)[:40])
            found += [name for name in names if name not in ALLOWED]
    return found


def runs_on_any_python_3(notebook: Notebook) -> list[str]:
    name = notebook.metadata.get("kernelspec", {}).get("name")
    return [] if name == "python3" else [str(name)]


RULES: list[Rule] = [
    is_in_run_order,
    holds_outputs,
    holds_no_error,
    names_no_machine,
    holds_no_live_markup,
    opens_with_question_time_and_model,
    closes_with_what_it_does_not_show,
    has_short_cells,
    hides_nothing_with_a_semicolon,
    carries_no_leftovers,
    uses_public_names_only,
    runs_on_any_python_3,
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_notebook_is_fit_to_be_committed(path: Path, rule: Rule) -> None:
    assert rule(nbformat.read(path, as_version=4)) == []


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_notebook_is_smaller_than_a_megabyte(path: Path) -> None:
    assert path.stat().st_size < 1_000_000


def test_the_notebooks_of_the_readme_are_there() -> None:
    named = re.findall(r"notebooks/(\w+)\.ipynb", (FOLDER.parent / "README.md").read_text("utf-8"))
    assert sorted(set(named)) == [path.stem for path in PATHS]


def one_cell(source: str, **fields: Any) -> Notebook:
    cell = new_code_cell(source, execution_count=fields.pop("execution_count", 1), **fields)
    return new_notebook(cells=[cell])


BAD: list[tuple[Rule, Notebook]] = [
    (is_in_run_order, one_cell("1", execution_count=None)),
    (holds_outputs, one_cell("print(1)")),
    (holds_no_error, one_cell("1", outputs=[new_output("error", ename="ValueError", evalue="", traceback=[])])),
    (names_no_machine, one_cell("open('/home/ada/x')")),
    (holds_no_live_markup, one_cell("1", outputs=[new_output("display_data", data={"text/html": "<a onclick=x()>"})])),
    (opens_with_question_time_and_model, new_notebook(cells=[new_markdown_cell("# Title")])),
    (closes_with_what_it_does_not_show, new_notebook(cells=[new_markdown_cell("The end")])),
    (has_short_cells, one_cell("\n".join("1" for _ in range(26)))),
    (hides_nothing_with_a_semicolon, one_cell("f();")),
    (carries_no_leftovers, one_cell("1", metadata={"execution": {}})),
    (uses_public_names_only, one_cell("from workbench.models.base import TextModel")),
    (runs_on_any_python_3, new_notebook(metadata={"kernelspec": {"name": "mine", "display_name": "Mine"}})),
]


@pytest.mark.parametrize(("rule", "notebook"), BAD, ids=[rule.__name__ for rule, _ in BAD])
def test_a_bad_notebook_is_found(rule: Rule, notebook: Notebook) -> None:
    assert rule(notebook)


def test_every_rule_is_shown_to_fail() -> None:
    assert {rule for rule, _ in BAD} == set(RULES)
