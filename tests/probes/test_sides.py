"""Rows with several texts: each text is asked about once, and what has no score is apart."""

from typing import Any

import pandas as pd
import pytest

from workbench.asking import asked
from workbench.errors import InputError
from workbench.models.scripted import ScriptedModel
from workbench.probes.sides import CONTEXTS, Side, SidesForm, apart_of, check_variants, wins

ROWS = pd.DataFrame({"item": range(2), "before": ["So", "So"], "one": [" a b", " a b"], "two": [" c", " d"]})
FORM = SidesForm(
    (Side("one", "one", "before"), Side("two", "two", "before")), lambda table: table, "told", ("context",)
)


def read(score: Any) -> pd.DataFrame:
    return FORM.read(ROWS, "context", asked(ScriptedModel(score=score), FORM.requests(ROWS, "context")))


def test_a_text_that_stands_in_several_rows_is_asked_about_once() -> None:
    assert FORM.requests(ROWS, "context")[0].items == (("So", " a b"), ("So", " c"), ("So", " d"))  # type: ignore[union-attr]


def test_log_probabilities_stand_in_sum_per_token_and_per_character() -> None:
    row = read(lambda context, text: -6.0).iloc[0]
    assert (row["one_logprob"], row["one_mean_logprob"], row["one_character_logprob"]) == (-6.0, -3.0, -2.0)
    assert row["one_token_count"] == 2


def test_the_texts_themselves_are_not_in_the_table() -> None:
    assert not {"one", "two", "before"} & set(read(lambda context, text: -1.0).columns)


def test_a_row_with_a_text_without_a_score_is_apart() -> None:
    table = read(lambda context, text: float("nan") if text == " d" else -1.0)
    assert table["apart"].tolist() == ["", "unscored"]
    assert table["two_mean_logprob"].isna().tolist() == [False, True]


def test_a_comparison_is_won_lost_tied_or_without_a_score() -> None:
    gap = pd.Series([1.0, -1.0, 0.0, float("nan")])
    assert wins(gap).fillna(-9).tolist() == [1.0, 0.0, -9, -9]
    assert apart_of(gap).tolist() == ["", "", "tie", "unscored"]


def test_the_method_names_the_variants() -> None:
    said = FORM.method(["context", "chat"])
    assert said.startswith("A text is scored after its context")
    assert "user's message" in said


@pytest.mark.parametrize("given", ["start", [], ["start", "start"]])
def test_variants_that_are_no_list_without_repetition_are_refused(given: Any) -> None:
    with pytest.raises(InputError, match="list without repetition"):
        check_variants(given)


def test_an_unknown_variant_is_answered_with_those_there_are() -> None:
    with pytest.raises(InputError, match="context"):
        check_variants(["start"], CONTEXTS)
