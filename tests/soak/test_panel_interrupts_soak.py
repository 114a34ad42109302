"""A kernel interrupted 20 times while a panel runs a study, which then ends with the bytes of an undisturbed one."""

import importlib.util
from pathlib import Path
from random import Random
from typing import Any

import pytest

import workbench as wb

pytestmark = [pytest.mark.soak, pytest.mark.timeout(1200)]

_spec = importlib.util.spec_from_file_location(
    "interrupting", Path(__file__).parents[1] / "widgets" / "interrupting.py"
)
assert _spec and _spec.loader
interrupting: Any = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(interrupting)


def test_20_interrupts_stop_it_in_time_and_change_no_figure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ways, chance, took = list(interrupting.WAYS), Random(5), []
    with interrupting.kernel(tmp_path) as (manager, client):
        for turn in range(20):
            took.append(interrupting.interrupted(manager, client, tmp_path, ways[turn % 3], chance))
    study = wb.open_study("long", workspace=tmp_path / "space")
    with capsys.disabled():
        print(f"\n20 interrupts: stopped after {min(took):.2f} to {max(took):.2f} s, {study.progress}")
    assert max(took) < interrupting.LIMIT + interrupting.CHUNK
    study.run()
    whole = wb.Study("whole", models=["fake"], probes=[study.cells[0].work.probe], workspace=tmp_path / "other").run()
    assert study.estimate().equals(whole.estimate())
