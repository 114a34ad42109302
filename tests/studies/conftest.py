"""Fixtures for studies: a planted one, its parts by name, and a workspace of the test's own."""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from workbench import chunks


@pytest.fixture(scope="session")
def planted(beside: Callable[[str, str], ModuleType]) -> ModuleType:
    """Return the planted study's module."""
    return beside(__file__, "planted")


@pytest.fixture(scope="session")
def killing(beside: Callable[[str, str], ModuleType]) -> ModuleType:
    """Return what runs a study in a process of its own."""
    return beside(__file__, "killing")


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
