import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workbench import probes
from workbench.models.base import TextModel
from workbench.studies.tables import read_rows

Command = Callable[..., Any]


def test_a_probe_gives_the_figures_of_the_library(command: Command, fake: TextModel) -> None:
    ended = command(
        "probe", "crows_pairs", "--limit", "30", "--starts", "newline", "--by", "group", "--model", "fake", "--json"
    )
    result = probes.crows_pairs(limit=30, starts=["newline"]).run(fake)
    assert ended.json["verdict"] == result.verdict()
    assert ended.json["estimates"] == json.loads(json.dumps([one.to_dict() for one in result.estimates("group")]))
    assert ended.json["probe"] == probes.crows_pairs(limit=30, starts=["newline"]).to_dict()


def test_pairs_of_your_own_come_from_a_file_and_items_go_to_one(command: Command, tmp_path: Path) -> None:
    (tmp_path / "pairs.csv").write_text("more,less\nOld people forget.,Young people forget.\n")
    out = tmp_path / "items.jsonl"
    ended = command(
        "probe", "sentence_pairs", "--table", str(tmp_path / "pairs.csv"), "--out", str(out), "--model", "fake"
    )
    assert ended.code == 0
    assert "whole sentence" in ended.out
    assert len(read_rows(out)) == 1


def test_a_few_shot_task_comes_from_a_json_file_and_its_rows_from_a_table(command: Command, tmp_path: Path) -> None:
    task = {"input": "Text: {text}", "output": "Label: {label}", "labels": ["good", "bad"]}
    rows = [{"text": "One", "label": "good"}, {"text": "Two", "label": "bad"}]
    (tmp_path / "task.json").write_text(json.dumps(task | {"examples": rows}))
    (tmp_path / "test.csv").write_text("text,label\nThree,good\nFour,bad\n")
    names = ["--task", str(tmp_path / "task.json"), "--test", str(tmp_path / "test.csv")]
    ended = command(
        "probe", "few_shot", *names, "--design", '{"shots": [0, 2]}', "--by", "shots", "--model", "fake", "--json"
    )
    assert [one["group"] for one in ended.json["estimates"]] == ["0 shots", "2 shots"]


@pytest.mark.parametrize("kind", probes.names())
def test_every_kind_of_probe_is_a_command_with_its_arguments(kind: str, command: Command) -> None:
    ended = command("probe", kind, "--help")
    assert ended.code == 0
    assert "--model" in ended.out
    assert "Example:" in ended.out


def test_an_argument_out_of_range_is_told_in_words(command: Command) -> None:
    ended = command("probe", "crows_pairs", "--limit", "0", "--model", "fake")
    assert ended.code == 2
    assert "limit=0" in ended.err
