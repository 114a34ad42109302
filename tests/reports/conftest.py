"""A study folder made by hand (`sample.py`), with and without its pages; and hostile texts."""

import importlib.util
import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from workbench.reports.folder import read_json, write_digests, write_json
from workbench.reports.report import Report, open_report
from workbench.reports.write import write_pages


def load(name: str) -> ModuleType:
    """Return a module of this folder."""
    spec = importlib.util.spec_from_file_location(f"reports_{name}", Path(__file__).with_name(f"{name}.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def sample() -> ModuleType:
    """Return the room that writes the study by hand."""
    return load("sample")


@pytest.fixture(scope="session")
def payloads() -> list[str]:
    """Return sixty hostile texts."""
    found: list[str] = load("payloads").PAYLOADS
    return found


@pytest.fixture(scope="session")
def study(sample: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a written study folder with its pages; copy it before changing it."""
    folder: Path = sample.write_study(tmp_path_factory.mktemp("study") / "two-models")
    write_pages(folder)
    return folder


@pytest.fixture
def copied(study: Path, tmp_path: Path) -> Path:
    """Return a copy of the study that may be changed."""
    return Path(shutil.copytree(study, tmp_path / "two-models"))


Edit = Callable[[Any], object]


@pytest.fixture
def edited(copied: Path) -> Callable[[str, Edit], Report]:
    """Return what changes a JSON file as a study would have written it, and opens the report."""

    def make(name: str, edit: Edit) -> Report:
        value = read_json(copied / name)
        edit(value)
        write_json(copied / name, value)
        write_digests(copied)
        return open_report(copied)

    return make
