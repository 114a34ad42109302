"""The panel's table of figures: rounded, what is the same said once, nothing that is missing made up."""

import pandas as pd

from workbench.widgets.studytable import rows


def table(**columns: list[object]) -> str:
    return str(rows(pd.DataFrame(columns)))


def test_a_value_stands_with_its_interval() -> None:
    assert "0.500 [0.250, 0.750]" in table(value=[0.5], low=[0.25], high=[0.75])


def test_a_value_without_an_interval_says_so() -> None:
    assert "0.500 (no interval)" in table(value=[0.5], low=[None], high=[None])


def test_a_missing_value_is_no_answer() -> None:
    assert "no answer" in table(value=[None], low=[None], high=[None])


def test_what_is_the_same_in_every_row_is_said_once() -> None:
    made = table(probe=["pairs", "pairs"], n=[3, 4])
    assert made.count("pairs") == 1
    assert "Throughout: probe pairs." in made


def test_counts_that_are_all_zero_are_left_out() -> None:
    assert "ties" not in table(n=[3, 4], ties=[0, 0])
    assert "ties" in table(n=[3, 4], ties=[0, 1])


def test_a_tiny_p_is_not_zero() -> None:
    assert "&lt; 0.001" in table(n=[3], p=[0.0])


def test_a_reading_stands_beside_its_figure() -> None:
    made = table(value=[0.5], low=[0.2], high=[0.8], n=[3], reading=["cannot tell"])
    assert made.index("cannot tell") < made.index(">3<")


def test_a_long_table_is_cut_with_a_word() -> None:
    made = str(rows(pd.DataFrame({"n": range(100)}), most=10))
    assert made.count("<tr>") == 11
    assert "The first 10 of 100 rows" in made
