"""The command that measures ready tasks."""

from collections.abc import Callable
from typing import Any

import pytest

Command = Callable[..., Any]


def test_strengths_prints_a_row_a_task_and_the_cost_apart(command: Command) -> None:
    ended = command("strengths", "openbook-qa", "tables", "--limit", "4", "--model", "fake")
    assert ended.code == 0
    rows = [line.split()[0] for line in ended.out.splitlines() if line.startswith(("openbook-qa", "tables"))]
    assert rows == ["openbook-qa", "tables"]
    assert "tokens to read" in ended.err


def test_strengths_gives_one_json_document(command: Command) -> None:
    ended = command("strengths", "openbook-qa", "--limit", "4", "--shots", "0", "1", "--model", "fake", "--json")
    assert [row["shots"] for row in ended.json["rows"]] == [0, 1]
    assert ended.json["tasks"] == [
        {"kind": "strength", "name": "openbook-qa", "limit": 4, "shots": [0, 1], "seeds": 1, "seed": 0}
    ]


def test_strengths_lists_the_tasks_and_runs_nothing(command: Command) -> None:
    ended = command("strengths", "--list")
    assert ended.code == 0
    assert "translation-choice" in ended.out


@pytest.mark.parametrize("words", [["pica"], ["tables", "--limit", "0"]])
def test_a_mistake_is_told_in_words(command: Command, words: list[str]) -> None:
    ended = command("strengths", *words, "--model", "fake")
    assert ended.code == 2
    assert "InputError" in ended.err
