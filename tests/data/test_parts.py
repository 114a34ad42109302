import pandas as pd
import pytest

from workbench.data.parts import assign, choose
from workbench.errors import InputError


def table(texts: list[str], groups: list[str] | None = None) -> pd.DataFrame:
    return pd.DataFrame({"text": texts, "group": groups or ["all"] * len(texts)})


def test_the_parts_of_known_texts_are_these_on_every_machine() -> None:
    texts = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    parts = dict(zip(texts, assign(table(texts), ["text"]), strict=True))
    assert [text for text in texts if parts[text] == "train"] == ["four", "five"]
    assert [text for text in texts if parts[text] == "validation"] == ["seven"]


def test_the_order_of_the_rows_makes_no_difference() -> None:
    texts = [f"text {number}" for number in range(50)]
    forward = dict(zip(texts, assign(table(texts), ["text"]), strict=True))
    backward = dict(zip(texts[::-1], assign(table(texts[::-1]), ["text"]), strict=True))
    assert forward == backward


def test_texts_that_repeat_share_a_part_even_in_other_groups_and_cases() -> None:
    texts = [f"text {number}" for number in range(30)]
    again = [f"TEXT  {number} " for number in range(30)]
    parts = assign(table(texts + again, ["a"] * 30 + ["b"] * 30), ["text"])
    assert parts[:30] == parts[30:]


def test_each_group_gives_its_share() -> None:
    parts = assign(
        table([f"{group} {number}" for group in "ab" for number in range(20)], ["a"] * 20 + ["b"] * 20), ["text"]
    )
    for half in (parts[:20], parts[20:]):
        assert [half.count(part) for part in ("train", "validation", "test")] == [4, 2, 14]


def test_a_group_of_three_gives_one_to_each_part() -> None:
    assert sorted(assign(table(["one", "two", "three"]), ["text"])) == ["test", "train", "validation"]


def test_without_a_name_the_part_to_measure_on_is_meant() -> None:
    rows = table(["one", "two"]).assign(split=["train", "test"])
    assert choose(rows, None, "set")["text"].tolist() == ["two"]
    assert choose(rows, "train", "set")["text"].tolist() == ["one"]
    assert choose(rows, "all", "set").columns.tolist() == ["text", "group"]


def test_a_set_without_parts_says_so() -> None:
    with pytest.raises(InputError, match="'set' has no splits"):
        choose(table(["one"]), "train", "set")
