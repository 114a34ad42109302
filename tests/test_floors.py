"""Imports go down the floors, or to the left on one floor; heavy packages have one room each."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "workbench"

FLOORS = [
    ["errors", "markup", "canonical", "records", "progress", "about"],
    ["prompts", "layouts", "scoring", "trees", "chunks", "stats", "tolerance", "nbtol"],
    ["artifacts", "store", "spreadsheets", "figures"],
    ["data", "models", "results", "asking", "metrics", "scorers"],
    ["fewshot", "strengths", "probes", "access", "guards", "tuning", "interventions", "feedback"],
    ["reports"],
    ["studies"],
    ["widgets", "cli"],
]
PLACES = {room: (floor, place) for floor, rooms in enumerate(FLOORS) for place, room in enumerate(rooms)}

HEAVY = {
    "torch": ("workbench.models.local", "workbench.scorers.hub", "workbench.tuning", "workbench.interventions"),
    "transformers": ("workbench.models.local", "workbench.scorers.hub", "workbench.tuning", "workbench.interventions"),
    "peft": ("workbench.tuning",),
    "trl": ("workbench.tuning",),
    "matplotlib": ("workbench.figures",),
    "ipywidgets": ("workbench.widgets", "workbench.cli"),
    "anywidget": ("workbench.widgets", "workbench.cli"),
    "ray": ("workbench.studies.executors",),
}
BY_PATH = "workbench.metrics.loading"  # gives evaluate.load the path of a script that exists, never a name
FORBIDDEN = {"pickle", "dill", "joblib", "shelve", "cloudpickle"}


def imports(source: str) -> list[str]:
    """Return the full names that a module imports anywhere in it, type-checking blocks left out."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = [ast.Pass()]
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names += [f"{node.module}.{alias.name}" for alias in node.names] if not node.level else ["." * node.level]
        elif isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in {"import_module", "__import__"}:
            names += [
                word.value for word in node.args if isinstance(word, ast.Constant) and isinstance(word.value, str)
            ]
    return names


def faults(module: str, source: str) -> list[str]:
    """Return what a module's imports and calls break, in words."""
    found = []
    room = module.split(".")[1]
    if room not in PLACES:
        return [f"{module}: room {room!r} stands on no floor; add it to FLOORS here and to CONTRIBUTING.md"]
    for name in imports(source):
        top = name.split(".")[0]
        if name.startswith("."):
            found.append(f"{module}: relative import; write the full name")
        elif top == "workbench":
            found += _upward(module, room, name)
        elif top in FORBIDDEN:
            found.append(f"{module}: imports {top}, which can run code from a file")
        elif top in HEAVY and not any(f"{module}.".startswith(f"{home}.") for home in HEAVY[top]):
            found.append(f"{module}: imports {top}, whose room is {' or '.join(HEAVY[top])}")
        elif top == "IPython" and name.endswith(".HTML"):
            found.append(f"{module}: makes HTML beside workbench.markup")
    return found + _calls(module, source)


def _upward(module: str, room: str, name: str) -> list[str]:
    other = name.split(".")[1] if "." in name else ""
    if other == room:
        return []
    if other not in PLACES:
        return [f"{module}: imports {name}, which stands on no floor"]
    ours, theirs = PLACES[room], PLACES[other]
    return [] if theirs < ours else [f"{module}: imports {name}, which is above it or to its right"]


def _calls(module: str, source: str) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(source)):
        if any(not (isinstance(value, ast.Constant) and value.value is False) for value in _trust(node)):
            found.append(f"{module}: trust_remote_code is set")
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        if called in {"HTML", "display.HTML", "IPython.display.HTML"}:
            found.append(f"{module}: makes HTML beside workbench.markup")
        if called == "evaluate.load" and module != BY_PATH:
            found.append(f"{module}: evaluate.load may reach the network")
    return found


def _trust(node: ast.AST) -> list[ast.expr]:
    """Return what trust_remote_code is given here: as an argument, in a dict that becomes arguments, or by its key."""
    if isinstance(node, ast.Call):
        return [keyword.value for keyword in node.keywords if keyword.arg == "trust_remote_code"]
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        return [value for key, value in pairs if isinstance(key, ast.Constant) and key.value == "trust_remote_code"]
    if isinstance(node, ast.Assign) and any("trust_remote_code" in ast.unparse(target) for target in node.targets):
        return [node.value]
    return []


def modules() -> list[tuple[str, Path]]:
    paths = sorted(path for path in ROOT.rglob("*.py") if path != ROOT / "__init__.py")
    names = [".".join(path.relative_to(ROOT.parent).with_suffix("").parts) for path in paths]
    return [(name.removesuffix(".__init__"), path) for name, path in zip(names, paths, strict=True)]


@pytest.mark.parametrize(("module", "path"), modules(), ids=lambda value: value if isinstance(value, str) else "")
def test_a_module_keeps_to_its_floor(module: str, path: Path) -> None:
    assert faults(module, path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("workbench.stats", "from workbench.figures import forest"),
        ("workbench.stats", "def f():\n    import workbench.probes"),
        ("workbench.data", "from workbench.models.base import TextModel"),
        ("workbench.reports.html", "from workbench import studies"),
        ("workbench.probes.pairs", "import torch"),
        ("workbench.reports.html", "from matplotlib.figure import Figure"),
        ("workbench.data", "import ipywidgets"),
        ("workbench.artifacts", "import pickle"),
        ("workbench.data", "from . import errors"),
        ("workbench.cellar", "import json"),
        ("workbench.models.local", "open_it(name, trust_remote_code=True)"),
        ("workbench.models.local", "options = {'trust_remote_code': True}\nopen_it(name, **options)"),
        ("workbench.models.local", "options['trust_remote_code'] = True"),
        ("workbench.models.locale", "import torch"),
        ("workbench.data", "import_module('torch')"),
        ("workbench.data", "from IPython.display import HTML as Shown"),
        ("workbench.widgets.playground", "display(HTML(text))"),
        ("workbench.results", "evaluate.load('toxicity')"),
        ("workbench.metrics.intervals", "evaluate.load('toxicity')"),
    ],
)
def test_a_planted_fault_is_found(module: str, source: str) -> None:
    assert faults(module, source)


def test_a_type_checking_import_may_point_anywhere() -> None:
    source = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from workbench.figures import Figure\n"
    assert faults("workbench.stats", source) == []


def test_no_python_file_stands_in_the_data_folder() -> None:
    assert not list((ROOT.parent / "datasets").rglob("*.py"))
