"""Fixtures for all tests: the fake model, and the real default model opened once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.models.base import TextModel
from workbench.models.catalog import open_model
from workbench.models.fake import FakeModel


@pytest.fixture
def fake() -> FakeModel:
    """Return the model without weights."""
    return FakeModel()


@pytest.fixture(scope="session")
def default_model() -> TextModel:
    """Return the default model, opened once for the whole run."""
    return open_model()


@pytest.fixture
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return an empty per-user folder that the workbench uses during the test."""
    home = tmp_path / "home"
    monkeypatch.setenv("WORKBENCH_HOME", str(home))
    yield home
