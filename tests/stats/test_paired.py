"""Two runs on the same items are compared item by item."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.contingency_tables import mcnemar

from workbench import stats


@given(st.integers(0, 60), st.integers(1, 60))
def test_mcnemar_agrees_with_statsmodels(b: int, c: int) -> None:
    theirs = mcnemar([[0, b], [c, 0]], exact=True).pvalue
    assert stats.mcnemar_p(b, c) == pytest.approx(theirs)


def test_models_that_never_differ_have_a_p_value_of_1() -> None:
    assert stats.mcnemar_p(0, 0) == 1.0
