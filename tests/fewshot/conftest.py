"""A task about reviews and the planted models, by name; tests are no package."""

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import workbench as wb


def beside(name: str) -> ModuleType:
    """Return a module that stands beside this file."""
    found = importlib.util.spec_from_file_location(f"fewshot_{name}", Path(__file__).with_name(f"{name}.py"))
    assert found is not None and found.loader is not None
    module = importlib.util.module_from_spec(found)
    sys.modules[found.name] = module
    found.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def planted() -> ModuleType:
    """Return the module of planted models."""
    return beside("planted")


@pytest.fixture(scope="session")
def asked(planted: ModuleType) -> Callable[..., Any]:
    """Return what asks a planted model about reviews: worth of a label by prompt, then arguments of ``evaluate``."""

    def ask(
        worth: Any, *, items: int = 40, rows: Any = None, pool: int = 16, silent: Any = None, **arguments: Any
    ) -> Any:
        task = wb.FewShot(
            input="Review: {text}",
            output="Sentiment: {label}",
            labels=["positive", "negative"],
            examples=planted.reviews(pool, first=1000),
            name="reviews",
        )
        model = planted.Planted(worth, **({} if silent is None else {"silent": silent}))
        return task.evaluate(model, planted.reviews(items) if rows is None else rows, **arguments)

    return ask
