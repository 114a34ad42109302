"""The command that runs the default suite."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

Command = Callable[..., Any]


def test_the_cost_is_told_and_nothing_run(command: Command, tmp_path: Path) -> None:
    ended = command("suite", "--quick", "--cost", "--model", "fake", "--out", str(tmp_path / "out"))
    assert ended.code == 0
    assert "13 probes" in ended.out
    assert "tokens to read" in ended.err
    assert not (tmp_path / "out").exists()
