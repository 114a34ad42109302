"""Fixtures for all tests: modules beside a test, the fake model, and the real default model opened once."""

import functools
import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from workbench.models.base import TextModel
from workbench.models.catalog import open_model
from workbench.models.fake import FakeModel


@pytest.fixture(scope="session")
def beside() -> Callable[[str, str], ModuleType]:
    """Return what loads a module by the file it stands beside and its name; tests are no package."""

    def load(file: str, name: str) -> ModuleType:
        place = Path(file).with_name(f"{name}.py")
        found = importlib.util.spec_from_file_location(f"{place.parent.name}_{name}", place)
        assert found is not None and found.loader is not None
        module = importlib.util.module_from_spec(found)
        sys.modules[found.name] = module
        found.loader.exec_module(module)
        return module

    return load


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


@pytest.fixture(scope="session")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of modules of `evaluate`; one for the run, since Python keeps a package that it has found."""
    return tmp_path_factory.mktemp("modules")


@pytest.fixture
def own_modules(modules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `evaluate` keep the scripts that it loads in the run's folder, not in the user's own."""
    import evaluate.loading

    start = functools.partial(evaluate.loading.init_dynamic_modules, hf_modules_cache=str(modules))
    monkeypatch.setattr(evaluate.loading, "init_dynamic_modules", start)
