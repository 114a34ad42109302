from collections.abc import Callable
from pathlib import Path
from typing import Any

from workbench.data import card_of, data_digests, data_names

Command = Callable[..., Any]


def test_the_published_sets_are_listed_with_their_licences(command: Command) -> None:
    ended = command("data", "--json")
    assert [one["name"] for one in ended.json] == data_names()
    assert all(one["licence"] for one in ended.json)


def test_one_is_shown_with_its_card_and_digests(command: Command) -> None:
    found = command("data", "crows-pairs", "--json").json
    assert found["files"] == data_digests("crows-pairs")
    assert found["card"]["limits"] == list(card_of("crows-pairs").limits)


def test_a_file_is_checked_to_its_end_and_bad_rows_are_code_1(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("text,score\nGood.,1.5\nBad.,much\nShort.\nFine.,2\n")
    ended = command("data", str(path), "--fields", "text:str", "score:float", "--json")
    assert ended.code == 1
    assert ended.json["rows"] == 2
    assert [(one["line"], one["kind"]) for one in ended.json["defects"]] == [(3, "wrong type"), (4, "column count")]


def test_a_good_file_is_code_0_and_what_is_unusual_is_noted(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(b"\xef\xbb\xbftext\r\nGood.\r\n")
    ended = command("data", str(path))
    assert ended.code == 0
    assert "1 good rows, 0 bad" in ended.out
    assert "byte order mark" in ended.err


def test_more_bad_rows_than_a_person_reads_are_counted(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text("bad\n" * 50)
    ended = command("data", str(path))
    assert "... and 30 more" in ended.out


def test_standard_input_is_read_as_lines_of_json(command: Command) -> None:
    assert command("data", "-", "--json", given=b'{"a": 1}\n').json["rows"] == 1


def test_a_misspelled_set_is_answered_with_the_near_one(command: Command) -> None:
    ended = command("data", "crowspairs")
    assert ended.code == 2
    assert "Did you mean 'crows-pairs'" in ended.err


def test_fields_of_a_published_set_are_refused(command: Command) -> None:
    assert command("data", "crows-pairs", "--fields", "text").code == 2
