import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import workbench as wb
from workbench.cli import asking
from workbench.models.base import TextModel

Command = Callable[..., Any]


def test_complete_prints_what_the_library_gives(command: Command, fake: TextModel) -> None:
    ended = command("complete", "The nurse said", "--model", "fake", "--max-tokens", "5", "--seed", "3")
    assert ended.out == f"{fake.complete('The nurse said', max_tokens=5, seed=3).text}\n"
    assert "5 written" in ended.err


def test_every_setting_is_an_option_of_the_same_name(command: Command, fake: TextModel) -> None:
    settings: dict[str, Any] = {
        "max_tokens": 4, "temperature": 0.5, "top_p": 0.9, "top_k": 20, "n": 2, "best_of": 3, "stop": [" the"], "logprobs": 2,
        "echo": True, "presence_penalty": 0.5, "frequency_penalty": 0.25, "logit_bias": {"300": -5}, "seed": 7,
    }  # fmt: skip
    words: list[str] = []
    for name, value in settings.items():
        words += [f"--{name.replace('_', '-')}"]
        words += [] if value is True else value if isinstance(value, list) else [json.dumps(value)]
    ended = command("complete", "A nurse", "--model", "fake", "--json", *words)
    assert ended.json == json.loads(json.dumps(fake.complete("A nurse", **settings).to_dict()))


def test_several_prompts_are_told_apart(command: Command) -> None:
    ended = command("complete", "One", "Two", "--n", "2", "--model", "fake", "--max-tokens", "2")
    assert [line for line in ended.out.splitlines() if line.startswith("# ")] == [
        f"# prompt {prompt}, completion {number} (length)" for prompt in (1, 2) for number in (1, 2)
    ]


def test_a_terminal_sees_the_text_as_it_comes(
    command: Command, fake: TextModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    pieces: list[str] = []
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setattr(asking, "write", pieces.append)
    command("complete", "The nurse", "--model", "fake", "--max-tokens", "6")
    assert len(pieces) > 1
    assert "".join(pieces) == fake.complete("The nurse", max_tokens=6).text


@pytest.mark.parametrize("ending", [b"", b"\n", b"\r\n"])
def test_a_hyphen_reads_one_prompt_of_many_lines_from_standard_input(
    ending: bytes, command: Command, fake: TextModel
) -> None:
    ended = command("complete", "-", "--model", "fake", "--json", given=b"One\ntwo" + ending)
    assert ended.json["prompts"] == ["One\ntwo"]


def test_chat_messages_are_taken_as_json(command: Command, fake: TextModel) -> None:
    messages = [{"role": "user", "content": "Hi"}]
    ended = command("complete", "--messages", json.dumps(messages), "--model", "fake", "--json")
    assert ended.json["prompts"] == [fake.chat(messages)]
    assert command("complete", "One", "--messages", json.dumps(messages), "--model", "fake").code == 2


def test_prompts_of_a_file_one_a_line_or_a_field(command: Command, tmp_path: Path) -> None:
    (tmp_path / "p.txt").write_text("One\nTwo\n")
    (tmp_path / "p.jsonl").write_text('{"prompt": "One"}\n{"prompt": "Two"}\n')
    (tmp_path / "p.csv").write_text("prompt,note\nOne,a\nTwo,b\n")
    for name in ("p.txt", "p.jsonl", "p.csv"):
        ended = command("complete", "--prompts", str(tmp_path / name), "--model", "fake", "--json", "--max-tokens", "1")
        assert ended.json["prompts"] == ["One", "Two"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("p.txt", b"One\n\nTwo\n", "p.txt, line 2: the line is empty"),
        ("p.txt", b"One\ncaf\xe9\n", "p.txt, line 2: byte 4 is no UTF-8"),
        ("p.jsonl", b'{"prompt": "One"}\n{"promt": "Two"}\n', "p.jsonl, line 2: The field 'prompt' is missing"),
        ("p.jsonl", b'{"prompt": 3}\n', "p.jsonl, line 1: 'prompt' is a number"),
        ("p.csv", b'prompt\n"One\n', "p.csv, line 2: A double quote"),
        ("p.pdf", b"x", "Unknown kind of data file"),
    ],
)
def test_a_bad_file_of_prompts_is_told_with_its_line(
    name: str, content: bytes, words: str, command: Command, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    ended = command("complete", "--prompts", str(tmp_path / name), "--model", "fake")
    assert ended.code == 2
    assert words in ended.err
    assert ended.out == ""


def test_bad_prompts_are_told_with_the_option_that_sets_them_aside(command: Command, tmp_path: Path) -> None:
    (tmp_path / "p.jsonl").write_text('{"prompt": "One"}\n{}\n')
    words = ["complete", "--prompts", str(tmp_path / "p.jsonl"), "--model", "fake", "--json"]
    assert "--on-error quarantine" in command(*words).err
    assert command(*words, "--on-error", "quarantine").json["prompts"] == ["One"]


def test_score_gives_the_numbers_of_the_library(command: Command, fake: TextModel) -> None:
    ended = command("score", "One two", " three", "", "Four", "--start", "newline", "--model", "fake", "--json")
    expected = fake.score([("One two", " three"), ("", "Four")], start="newline")
    assert [one["logprob"] for one in ended.json["scores"]] == [one.logprob for one in expected]
    assert ended.json["fingerprint"] == fake.fingerprint


def test_score_reads_pairs_from_a_file_or_standard_input(command: Command, tmp_path: Path) -> None:
    (tmp_path / "i.tsv").write_text("context\tcontinuation\nOne\t two\n")
    lines = b'{"context": "One", "continuation": " two"}\n'
    one = command("score", "--items", str(tmp_path / "i.tsv"), "--model", "fake", "--json")
    two = command("score", "--items", "-", "--model", "fake", "--json", given=lines)
    assert one.json == two.json


def test_bad_pairs_may_be_set_aside_and_are_told(command: Command, tmp_path: Path) -> None:
    (tmp_path / "i.jsonl").write_text('{"context": "One", "continuation": " two"}\n{"context": "One"}\n')
    ended = command(
        "score", "--items", str(tmp_path / "i.jsonl"), "--on-error", "quarantine", "--model", "fake", "--json"
    )
    assert ended.code == 0
    assert len(ended.json["scores"]) == 1
    assert "Set aside: " in ended.err
    assert "line 2" in ended.err


@pytest.mark.parametrize("words", [["One"], ["One", " two", "Three"]])
def test_texts_that_are_no_pairs_are_told(words: list[str], command: Command) -> None:
    ended = command("score", *words, "--model", "fake")
    assert ended.code == 2
    assert "they go in pairs" in ended.err


@pytest.mark.parametrize("name", ["complete", "score"])
def test_texts_and_a_file_at_once_are_refused(name: str, command: Command) -> None:
    flag = {"complete": "--prompts", "score": "--items"}[name]
    ended = command(name, "a", "b", flag, "file.jsonl", "--model", "fake")
    assert ended.code == 2
    assert "one of the two" in ended.err


def test_models_lists_the_names_that_can_be_opened(command: Command) -> None:
    assert [one["name"] for one in command("models", "--json").json] == ["SmolLM2-135M-Instruct-Q4_1", "fake"]


def test_models_shows_one_with_its_fingerprint_and_limits(command: Command, fake: TextModel) -> None:
    found = command("models", "fake", "--json").json
    assert found["fingerprint"] == fake.fingerprint
    assert found["card"] == json.loads(json.dumps(wb.open_model("fake").card.to_dict()))


def test_an_unknown_model_is_answered_with_the_known_ones(command: Command) -> None:
    ended = command("complete", "x", "--model", "fakee")
    assert ended.code == 2
    assert "Did you mean 'fake'" in ended.err
