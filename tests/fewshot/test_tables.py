"""Tests of answers as tables: one row an option or a written answer, under every setting."""

import math

import pytest

from workbench.fewshot.design import Arm
from workbench.fewshot.rows import Row
from workbench.fewshot.tables import Asking, answer_table, option_table
from workbench.layouts import Layout
from workbench.records import Choice, Score

LAYOUT = Layout("{text}", "Good? {label}")
ZERO, TWO = Arm(0, 0, 0, "as written"), Arm(2, 1, 0, "as written")
KEYS = ["split", "item", "group", "cluster", "shots", "draw", "order", "variant"]


def asking(item, text, arm=ZERO, *, split="test", options=("yes", "no"), answers=("yes",)):
    """Return a query under a setting."""
    row = Row(item, "g", {"text": text}, text, options, answers)
    return Asking(split, row, arm, LAYOUT.render([], {"text": text}), "Good?")


def score(*logprobs, flaw=None):
    """Return a score of so many tokens."""
    total = math.nan if flaw else sum(logprobs)
    return Score(total, tuple(f"t{at}" for at in range(len(logprobs))), logprobs, False, "x", False, flaw)


ALONE = {("Good?", " yes"): score(-1.0), ("Good?", " no"): score(-1.5)}


def test_an_option_is_a_row_with_every_figure():
    table = option_table([asking(7, "a")], [score(-1.0, -2.0), score(-4.0)], ALONE, {})
    columns = ["place", "label", "gold", *(f"{rule}_logprob" for rule in ("sum", "token", "character", "shared"))]
    assert list(table) == [*KEYS, *columns, "unconditional_logprob", "token_count", "content_free"]
    first = table.iloc[0].to_dict()
    assert [first[name] for name in KEYS] == ["test", 7, "g", 0, 0, 0, 0, "as written"]
    assert [first[name] for name in ("place", "label", "gold", "token_count")] == [0, "yes", True, 2]
    assert (first["sum_logprob"], first["token_logprob"], first["character_logprob"]) == (-3.0, -1.5, -1.0)
    assert table["unconditional_logprob"].tolist() == [-2.0, -2.5]
    assert table["content_free"].isna().all()


def test_rows_of_one_input_are_one_cluster_in_every_setting():
    askings = [asking(0, "a"), asking(1, "b"), asking(2, "a"), asking(0, "a", TWO)]
    table = option_table(askings, [score(-1.0)] * 8, ALONE, {})
    assert table["cluster"].tolist() == [0, 0, 1, 1, 0, 0, 0, 0]


def test_one_input_with_other_options_is_a_cluster_of_its_own():
    askings = [asking(0, "a"), asking(1, "a", options=("no", "maybe"))]
    table = option_table(askings, [score(-1.0)] * 4, ALONE | {("Good?", " maybe"): score(-1.0)}, {})
    assert table["cluster"].tolist() == [0, 0, 1, 1]


def test_calibration_of_a_setting_holds_for_all_its_queries():
    even, odd = [[math.log(0.5)] * 2] * 3, [[math.log(0.6), math.log(0.2)]] * 3
    askings = [asking(0, "a"), asking(1, "b"), asking(0, "a", TWO)]
    table = option_table(askings, [score(-1.0)] * 6, ALONE, {(ZERO, 0): even, (TWO, 0): odd})
    assert table["content_free"].tolist() == pytest.approx([0.5] * 4 + [0.75, 0.25])


def test_calibration_of_a_query_is_its_own_where_examples_are():
    even, odd = [[math.log(0.5)] * 2] * 3, [[math.log(0.6), math.log(0.2)]] * 3
    askings = [asking("d", "c", TWO, split="dev"), asking("d", "a", TWO)]
    table = option_table(askings, [score(-1.0)] * 4, ALONE, {(TWO, 0): even, (TWO, 1): odd})
    assert table["content_free"].tolist() == pytest.approx([0.5, 0.5, 0.75, 0.25])


def test_a_flawed_score_is_not_known_and_spoils_no_other_query():
    askings = [asking(0, "a"), asking(1, "b")]
    flawed = score(math.nan, flaw="NaN logits")
    table = option_table(askings, [flawed, score(-1.0), score(-1.0), score(-2.0)], ALONE, {})
    assert table["sum_logprob"].isna().tolist() == [True, False, False, False]
    assert table["shared_logprob"].isna().tolist() == [True, True, False, False]


def test_a_flaw_without_content_leaves_that_setting_uncalibrated():
    without = {(ZERO, 0): [[math.nan, -1.0]] + [[-1.0, -1.0]] * 2}
    assert option_table([asking(0, "a")], [score(-1.0)] * 2, ALONE, without)["content_free"].isna().all()


def test_options_differ_in_number():
    askings = [asking(0, "a", options=("yes", "no", "maybe")), asking(1, "b")]
    alone = ALONE | {("Good?", " maybe"): score(-1.0)}
    table = option_table(askings, [score(-float(at)) for at in range(5)], alone, {})
    assert table["place"].tolist() == [0, 1, 2, 0, 1]
    assert table["sum_logprob"].tolist() == [0, -1, -2, -3, -4]


def test_a_written_answer_is_a_row_with_both_measures():
    one = asking(0, "a", options=(), answers=("the oxen", "oxes"))
    table = answer_table([one], [(Choice(" Oxen."),)])
    assert list(table) == [*KEYS, "text", "references", "exact_match", "token_f1", "flawed"]
    row = table.iloc[0]
    assert (row["text"], row["references"], row["exact_match"], row["token_f1"]) == (
        " Oxen.",
        ["the oxen", "oxes"],
        1,
        1,
    )


@pytest.mark.parametrize("choice", [Choice(""), Choice("  "), Choice("oxen", finish_reason="error")])
def test_nothing_written_or_a_flaw_has_no_measure(choice):
    table = answer_table([asking(0, "a", options=(), answers=("oxen",))], [(choice,)])
    assert math.isnan(table["exact_match"][0]) and math.isnan(table["token_f1"][0])
    assert table["flawed"][0] == (choice.finish_reason == "error")
