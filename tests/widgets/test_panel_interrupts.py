"""A real kernel, interrupted while a panel runs a study: it stops, the next cell works, and it goes on to the same end."""

import importlib.util
from pathlib import Path
from random import Random
from typing import Any

import pytest

_spec = importlib.util.spec_from_file_location("interrupting", Path(__file__).with_name("interrupting.py"))
assert _spec and _spec.loader
interrupting: Any = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(interrupting)


@pytest.mark.parametrize("way", interrupting.WAYS)
def test_an_interrupt_stops_the_study_and_leaves_the_kernel_usable(tmp_path: Path, way: str) -> None:
    with interrupting.kernel(tmp_path) as (manager, client):
        took = interrupting.interrupted(manager, client, tmp_path, way, Random(way))
    assert took < interrupting.LIMIT + interrupting.CHUNK
