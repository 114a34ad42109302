"""A task about reviews and the planted models, by name; tests are no package."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

import workbench as wb


@pytest.fixture(scope="session")
def planted(beside: Callable[[str, str], ModuleType]) -> ModuleType:
    """Return the module of planted models."""
    return beside(__file__, "planted")


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
