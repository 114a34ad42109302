"""Corrections are those of their papers, over the tests that were made."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench import stats
from workbench.errors import InputError

SHARES = st.floats(0, 1)


def test_holm_is_the_hand_worked_value() -> None:
    assert stats.holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


@given(st.lists(st.none() | SHARES, max_size=12))
def test_holm_only_raises_and_keeps_the_order(ps: list[float | None]) -> None:
    corrected = stats.holm(ps)
    pairs = sorted((p, q) for p, q in zip(ps, corrected, strict=True) if p is not None and q is not None)
    assert [p is None for p in ps] == [q is None for q in corrected]
    assert all(p <= q <= 1 for p, q in pairs)
    assert [q for _, q in pairs] == sorted(q for _, q in pairs)


def test_a_test_that_was_not_made_does_not_count_in_the_family() -> None:
    assert stats.holm([0.01, None, 0.04]) == [pytest.approx(0.02), None, pytest.approx(0.04)]


def test_holm_refuses_what_is_no_probability() -> None:
    with pytest.raises(InputError, match="outside 0 to 1"):
        stats.holm([0.1, float("nan")])


def test_benjamini_hochberg_is_that_of_its_paper() -> None:
    found = stats.corrected([0.001, 0.008, 0.039, 0.041, 0.042], "bh")
    assert found == pytest.approx([0.005, 0.02, 0.042, 0.042, 0.042])


def test_an_unknown_correction_is_answered_with_the_known_ones() -> None:
    with pytest.raises(InputError, match="bh, holm"):
        stats.corrected([0.1], "bonferoni")
