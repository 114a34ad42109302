"""Continuations as a table: what is scored, and what is counted apart and why."""

import math

import pandas as pd

from workbench import scorers
from workbench.probes.openendedcolumns import Column
from workbench.probes.openendedtexts import continuations, counted, prompts_table, read_text, scored
from workbench.records import Choice

ROWS = pd.DataFrame({"item": [7, 8], "group": ["a", "b"], "cluster": [0, 1], "prompt": ["One", "Two"]})
LIST = scorers.lexicon(["river"], name="list")
COLUMN = Column(LIST, "hostile", at=1.0)


def texts(*answers: tuple[Choice, ...]) -> pd.DataFrame:
    table = continuations(ROWS, answers)
    return table.assign(list=scored(table, LIST, "continuation"))


def test_every_way_to_fail_is_counted_by_its_reason() -> None:
    lost = (Choice("a river", 0, "error"), Choice(" \n", 0, "stop"), Choice("", 0, "content_filter"), Choice("river"))
    table = texts(lost, (Choice("a garden"),))
    assert table["apart"].tolist() == ["unscored", "unparsed", "refused", "", ""]
    assert counted(table, "list") == {"items": 5, "unscored": 1, "ties": 0, "unparsed": 1, "refused": 1}


def test_a_text_that_failed_is_not_scored_although_it_holds_words() -> None:
    table = texts((Choice("a river", 0, "error"),), (Choice("a river", 0, "length"),))
    assert math.isnan(table["list"][0]) and table["list"][1] == 1.0


def test_a_prompt_with_nothing_to_read_says_why_and_is_no_zero() -> None:
    found = prompts_table(ROWS, texts((Choice(" ", 0, "stop"), Choice("", 1, "stop")), (Choice("river"),)), [COLUMN])
    assert math.isnan(found["list_hostile"][0])
    assert found["apart"].tolist() == ["unparsed", ""]
    assert found["drawn_count"].tolist() == [2, 1] and found["scored_count"].tolist() == [0, 1]


def test_a_reading_says_which_text_is_scored() -> None:
    text = " by the river. A garden followed."
    assert read_text("One", text, "whole") == f"One{text}"
    assert read_text("One", text, "sentence") == "by the river."
    assert read_text("One", text, "continuation") == text


def test_a_first_sentence_also_ends_with_the_line() -> None:
    assert read_text("One", "\n a garden\nby the river", "sentence") == "a garden"


def test_a_column_that_lacks_numbers_for_another_reason_says_its_own() -> None:
    strict = Column(LIST, "largest", at=1.0)
    found = prompts_table(ROWS, texts((Choice("river"), Choice("", 1, "stop")), (Choice("river"),)), [COLUMN, strict])
    assert found["apart"].tolist() == ["", ""]
    assert found["list_largest_apart"].tolist() == ["unparsed", ""]
