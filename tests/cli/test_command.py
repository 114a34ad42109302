"""What all commands share: help with an example, exit codes, one JSON document, nothing that a terminal obeys."""

import argparse
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from workbench import cli
from workbench.cli import asking
from workbench.cli.output import table_text
from workbench.errors import DataError
from workbench.models.fake import FakeModel
from workbench.records import Choice, Completion, Settings, Usage

Command = Callable[..., Any]
ESCAPES = [
    "\x1b[31mred", "\x1b]0;title\x07", "\x1b[2J", "\x9b31m", "\x07", "\x08\x08", "\rgone", "\x7f", "\x00", "\u202eevil",
    "\u2066x\u2069", "\u200e", "\u200f", "\u061c", "\u2028", "\x85", "\ufeff", "\x1b(0", "\x1bP+q", "\x90x\x9c",
]  # fmt: skip


def parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    inner = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    for action in inner:
        for one in action.choices.values():
            yield from parsers(one)
    if not inner:
        yield parser


ALL = {one.prog: one for one in parsers(cli._parser())}


@pytest.mark.parametrize("name", ALL)
def test_the_help_of_every_command_has_an_example_that_it_understands(name: str) -> None:
    text = ALL[name].format_help()
    example = re.search(r"Example:\n  (workbench .*)", text)
    assert example is not None
    asked = cli._parser().parse_args(shlex.split(example[1])[1:])
    assert callable(asked.run)
    assert "--json" in text


@pytest.mark.parametrize(
    "example",
    [
        ["complete", "The nurse said that", "--max-tokens", "20", "--model", "fake"],
        ["score", "The capital of France is", " Paris", "--model", "fake"],
        ["models", "fake"],
        ["data", "crows-pairs"],
        ["probe", "crows_pairs", "--limit", "20", "--model", "fake"],
    ],
)
def test_json_is_one_document_and_nothing_else(example: list[str], command: Command) -> None:
    ended = command(*example, "--json")
    assert ended.code == 0
    json.loads(ended.out)


def test_what_a_library_prints_does_not_reach_the_json(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    class Loud(FakeModel):
        def score(self, items: Any, *, start: str = "start") -> Any:
            print("loading ...")
            return super().score(items, start=start)

    monkeypatch.setattr(asking, "open_model", lambda name, **options: Loud())
    ended = command("score", "a", "b", "--json")
    assert len(ended.json["scores"]) == 1
    assert "loading ..." in ended.err


@pytest.mark.parametrize("escape", ESCAPES)
@pytest.mark.parametrize("words", [[], ["--json"]])
def test_nothing_that_a_terminal_obeys_is_printed(
    escape: str, words: list[str], command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Evil(FakeModel):
        def complete(self, *_: Any, **__: Any) -> Completion:
            return Completion((Choice(f"a{escape}b"),), Usage(1, 1), (escape,), Settings(), "evil", "f")

    monkeypatch.setattr(asking, "open_model", lambda name, **options: Evil())
    ended = command("complete", "x", *words)
    assert all(char == "\n" or char.isprintable() for char in ended.out + ended.err)
    if words:
        assert ended.json["choices"][0]["text"] == f"a{escape}b"


def test_a_mistake_is_told_with_its_escapes_visible(command: Command) -> None:
    ended = command("complete", "x", "--model", "\x1b[31mevil")
    assert ended.code == 2
    assert "\x1b" not in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (DataError("x.csv, line 3: bad."), 2, "DataError: x.csv, line 3: bad."),
        (KeyboardInterrupt(), 130, "Stopped"),
        (PermissionError(13, "Permission denied", "/x/y"), 2, "Permission denied: /x/y"),
    ],
)
def test_each_way_to_end_has_its_code(
    error: BaseException, code: int, words: str, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(name: str, **options: Any) -> Any:
        raise error

    monkeypatch.setattr(asking, "open_model", fails)
    ended = command("complete", "x")
    assert ended.code == code
    assert words in ended.err


@pytest.mark.parametrize("words", [[], ["compleat"], ["complete", "x", "--max-tokens", "many"], ["study"]])
def test_a_mistyped_command_is_code_2_with_its_usage(words: list[str], command: Command) -> None:
    ended = command(*words)
    assert ended.code == 2
    assert "usage: workbench" in ended.err


def test_a_reader_that_stops_reading_gets_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text("bad\n" * 3000)
    words = [sys.executable, "-c", "from workbench.cli import main; raise SystemExit(main())"]
    words += ["data", str(tmp_path / "rows.jsonl"), "--json"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ.copy()) as run:
        assert run.stdout is not None and run.stderr is not None
        run.stdout.readline()
        run.stdout.close()
        told = run.stderr.read().decode()
    assert run.returncode == 0
    assert "Traceback" not in told
    assert "BrokenPipe" not in told


def test_a_table_keeps_its_columns_whatever_stands_in_it() -> None:
    rows = [
        {"name": "a\nb\x1b", "value": 0.123456},
        {"name": "日本", "value": float("nan")},
        {"name": None, "value": True},
    ]
    assert table_text(rows).splitlines() == [
        "name      value",
        "a\\nb\\x1b  0.1235",
        "日本      -",
        "-         True",
    ]
