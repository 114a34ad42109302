"""A study killed fifty times: by hand, `make soak`; the quick version stands in tests/studies/test_running.py."""

import importlib.util
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.soak, pytest.mark.timeout(3600)]

ROUNDS = 50


def test_a_study_killed_fifty_times_ends_with_the_same_bytes(tmp_path: Path) -> None:
    place = Path(__file__).parents[1] / "studies" / "killing.py"
    found = importlib.util.spec_from_file_location("studies_killing", place)
    assert found is not None and found.loader is not None
    killing = importlib.util.module_from_spec(found)
    sys.modules[found.name] = killing
    found.loader.exec_module(killing)

    expected, once, took = killing.unkilled(tmp_path / "whole")
    hits, done = 0, 0
    for seed in range(ROUNDS):
        if hits >= ROUNDS:
            break
        digest, asked, hit = killing.killed(tmp_path / f"killed-{seed}", rounds=10, seconds=took / 4, seed=seed)
        assert digest == expected
        assert set(asked) == set(once)
        assert len(asked) - len(set(asked)) <= hit
        hits, done = hits + hit, done + 1
    print(f"{hits} kills in {done} studies: 0 mismatches")
    assert hits >= ROUNDS
