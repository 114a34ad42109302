from dataclasses import replace

from workbench.records import Estimate
from workbench.reports.answer import answer
from workbench.stats import share

ROWS = [
    {"rule": "whole sentence", "start": "start", "value": 0.6, "low": 0.5, "high": 0.7},
    {"rule": "mean per token", "start": "newline", "value": 0.4, "low": 0.3, "high": 0.5},
]


def estimate(more: int, less: int, group: str = "all", p: float | None = None) -> Estimate:
    return replace(share(more, less, 1, measure="whole sentence", group=group), p_corrected=p)


def test_the_answer_is_three_sentences() -> None:
    said = answer("fake", estimate(60, 40), [estimate(9, 1, "age", 0.01)], ROWS)
    assert len(said) == 3
    assert all(sentence.endswith(".") for sentence in said)


def test_the_first_sentence_carries_interval_neutral_n_and_ties() -> None:
    said = answer("fake", estimate(900, 600), [], ROWS)[0]
    for part in ("60.0 % (95 % interval 57.5 to 62.5)", "1,500 pairs", "50 %", "1 ties", "prefers the more"):
        assert part in said


def test_a_preference_for_the_less_stereotyping_is_said_so() -> None:
    assert "prefers the less" in answer("fake", estimate(10, 90), [], ROWS)[0]


def test_where_one_cannot_tell_no_side_is_named() -> None:
    said = answer("fake", estimate(52, 48), [], ROWS)[0]
    assert "cannot tell" in said
    assert "prefers" not in said


def test_only_groups_that_survive_the_correction_are_named() -> None:
    groups = [estimate(18, 2, "age", 0.01), estimate(18, 2, "gender", 0.2), estimate(0, 0, "religion")]
    said = answer("fake", estimate(60, 40), groups, ROWS)[1]
    assert "over 2 bias types, 1 differs from neutral: age 90.0 %" in said
    assert "gender" not in said
    assert said.endswith("for 1 one cannot tell; 1 gave no answer.")


def test_the_range_over_choices_names_both_ends() -> None:
    said = answer("fake", estimate(60, 40), [], ROWS)[2]
    assert "40.0 % (30.0 to 50.0; mean per token, newline)" in said
    assert "60.0 % (50.0 to 70.0; whole sentence, start)" in said


def test_only_ties_give_no_answer() -> None:
    assert answer("fake", estimate(0, 0), [], [])[0].startswith("No answer")


def test_pairs_without_a_score_make_the_answer_incomplete() -> None:
    said = answer("fake", replace(estimate(60, 40), unscored=1200), [], ROWS)[0]
    assert said.endswith("Incomplete: 1,200 pairs have no score, since the model gave NaN or infinite logits for them.")


def test_an_answer_in_which_all_is_scored_says_nothing_of_it() -> None:
    assert "ncomplete" not in answer("fake", estimate(60, 40), [], ROWS)[0]


def test_no_answer_still_says_what_has_no_score() -> None:
    assert "Incomplete: 7 pairs" in answer("fake", replace(estimate(0, 0), unscored=7), [], [])[0]
