"""The fault tests of the store at full size: 100 kills, 20 shared rounds, 100 damaged files of each kind."""

import importlib.util
import random
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.soak, pytest.mark.timeout(3600)]

_spec = importlib.util.spec_from_file_location("store_faults", Path(__file__).parents[1] / "store" / "faults.py")
assert _spec and _spec.loader
faults: Any = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(faults)


def test_100_kills_lose_nothing_acknowledged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    counted = faults.kill_writer(tmp_path, random.Random(1), 100)
    with capsys.disabled():
        print(f"\n100 kills: {counted}")
    assert (counted["lost"], counted["damaged"]) == (0, 0)
    assert faults.integrity(tmp_path / "store.sqlite3") == "ok"


def test_1000_interrupts_lose_nothing_acknowledged(tmp_path: Path) -> None:
    assert faults.interrupt_writer(tmp_path, random.Random(3), 1000) == "1000 True 0 True"


def test_20_rounds_of_four_writers_and_two_readers_lose_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rounds = [faults.share(tmp_path / str(number)) for number in range(20)]
    totals = {name: sum(counted[name] for counted in rounds) for name in rounds[0]}
    with capsys.disabled():
        print(f"\n20 shared rounds: {totals}")
    assert totals == {"lost": 0, "chunks": 4000, "notes": 4000, "conflicts": 0, "rows too many": 0}


@pytest.mark.parametrize("harm", ["flip", "truncate", "junk", "zero"])
def test_100_damaged_files_give_no_wrong_value(tmp_path: Path, harm: str, capsys: pytest.CaptureFixture[str]) -> None:
    truth = faults.fill(tmp_path / "whole")
    dice = random.Random(2)
    rounds = [
        faults.damage_once(tmp_path / "whole", tmp_path / "copy", truth, lambda path: getattr(faults, harm)(path, dice))
        for _ in range(100)
    ]
    totals = {name: sum(counted[name] for _, counted in rounds) for name in rounds[0][1]}
    with capsys.disabled():
        print(f"\n100 x {harm}: {totals} of {100 * len(truth)} answers")
    spared = 1 if harm == "flip" else 0  # the flipped byte may tell where a row ends
    assert (totals["wrong"], totals["not found"]) == (0, 0)
    assert max(counted["not kept"] for _, counted in rounds) <= spared


def test_threads_and_forks_20_times(tmp_path: Path) -> None:
    for number in range(20):
        assert faults.finish(faults.start("thread_and_fork", tmp_path / str(number))) == ["241 0 True"]
