"""Numbers by value within a tolerance, everything else to the letter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import InputError
from workbench.tolerance import Tolerance, compare


def same(reference: str, new: str, **tolerance: float | bool) -> bool:
    return compare(reference, new, Tolerance.of(tolerance)).text == reference


@pytest.mark.parametrize(
    ("reference", "new"),
    [
        ("0.50000", "0.50001"),
        ("0.777", "0.778"),
        ("9.99", "10.00"),
        ("| 9.99 |", "|  10.00 |"),
        ("1", "0.99999"),
        ("-0.00", "0.00"),
        ("-0.312", "\u22120.312"),
        ("1,234.56", "1,234.57"),
        ("1e-05", "1.00001e-05"),
    ],
)
def test_a_last_digit_may_move(reference: str, new: str) -> None:
    assert same(reference, new)


@pytest.mark.parametrize(
    ("reference", "new"),
    [
        ("0.5", "0.4"),
        ("-0.3123", "-0.3118"),
        ("she 0.5", "shex 0.5"),
        ("3 rows", "4 rows"),
        ("0.5 0.6", "0.5"),
        ("nan", "0.5"),
        ("8.1.9", "8.1.10"),
        ("2026-11-24", "2026-11-25"),
        ("#1f77b4", "#1f77b5"),
        ("ab12", "ab13"),
        ("x10.25", "x10.26"),
        ("43 %", "44 %"),
    ],
)
def test_more_than_a_last_digit_may_not(reference: str, new: str) -> None:
    assert not same(reference, new)


def test_what_moved_is_named_with_its_line() -> None:
    found = compare("a\nb 0.4131", "a\nb 0.4136")
    assert found.moved == ("line 2: 0.4131 -> 0.4136  moved 0.0005, allowed 0.000142",)


def test_a_wider_tolerance_lets_more_pass() -> None:
    assert same("0.413", "0.419", atol=0.01)


def test_whole_numbers_may_move_where_it_is_said() -> None:
    assert same("1000", "1001", integers=True, rtol=0.01)


def test_an_unknown_tolerance_is_answered_with_the_near_name() -> None:
    with pytest.raises(InputError, match="'atoll'.*'atol'"):
        Tolerance.of({"atoll": 1})


@given(st.text())
def test_a_text_equals_itself(text: str) -> None:
    assert compare(text, text).text == text


@given(st.text(), st.text())
def test_what_comes_back_is_the_reference_or_differs_in_the_open(reference: str, new: str) -> None:
    found = compare(reference, new)
    assert found.text == reference or found.moved or found.text == new


@given(st.floats(-1e6, 1e6), st.floats(-1e-4, 1e-4))
def test_a_number_within_the_tolerance_passes(value: float, share: float) -> None:
    assert same(f"x {value:.3f}", f"x {value * (1 + share * 0.9):.3f}")


@given(st.floats(1, 1e6), st.floats(0.01, 0.5))
def test_a_number_far_outside_fails(value: float, share: float) -> None:
    assert not same(f"x {value:.3f}", f"x {value * (1 + share):.3f}")
