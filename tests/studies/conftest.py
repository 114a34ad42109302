"""Fixtures for studies: a planted one, its parts by name, and a workspace of the test's own."""

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from workbench import chunks


def beside(name: str) -> ModuleType:
    """Return a module that stands beside this file; tests are no package."""
    found = importlib.util.spec_from_file_location(f"studies_{name}", Path(__file__).with_name(f"{name}.py"))
    assert found is not None and found.loader is not None
    module = importlib.util.module_from_spec(found)
    sys.modules[found.name] = module
    found.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def planted() -> ModuleType:
    """Return the planted study's module."""
    return beside("planted")


@pytest.fixture(scope="session")
def killing() -> ModuleType:
    """Return what runs a study in a process of its own."""
    return beside("killing")


@pytest.fixture
def small_chunks(planted: ModuleType) -> Iterator[None]:
    """Cut work into many small chunks."""
    before = dict(chunks.LAYOUT)
    planted.small_chunks()
    yield
    chunks.LAYOUT.update(before)


@pytest.fixture
def counting(planted: ModuleType) -> Any:
    """Return the fake model that tells what it was asked."""
    return planted.Counting()


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of this test's own, which is also where studies go that name none."""
    place = tmp_path / "workspace"
    monkeypatch.setenv("WORKBENCH_WORKSPACE", str(place))
    return place
