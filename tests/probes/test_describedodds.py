"""Smoothed log-odds of words: the published formula, intervals over texts, a correction over all words."""

import math
import random

import pytest

from workbench.errors import InputError
from workbench.probes.describedodds import log_odds, word_odds


def drawn(share: float, seed: int = 0, count: int = 200) -> tuple[list[list[str]], list[str]]:
    """Return texts of two groups, with "lovely" in a share of the first group's and a tenth of the second's."""
    rng = random.Random(seed)
    groups = ["a", "b"] * count
    texts = [
        [
            word
            for word, chance in (("lovely", share if group == "a" else 0.1), ("tall", 0.3), ("rare", 0.01))
            if rng.random() < chance
        ]
        for group in groups
    ]
    return texts, groups


def test_the_formula_is_that_of_monroe_and_others() -> None:
    found = log_odds(8.0, 20.0, 2.0, 30.0, 1.0, 5.0)
    expected = math.log(9 / (25 - 9)) - math.log(3 / (35 - 3))
    assert found == pytest.approx(expected)


def test_exchanged_groups_flip_the_sign() -> None:
    texts, groups = drawn(0.4)
    table = word_odds(texts, groups, groups).set_index(["group", "word"])
    one, two = table.loc[("a", "lovely")], table.loc[("b", "lovely")]
    assert one["log_odds"] == pytest.approx(-two["log_odds"])
    assert one["p_corrected"] == two["p_corrected"] < 0.001
    assert one["low"] > 0 > two["high"]


def test_a_word_of_both_alike_is_told_of_neither() -> None:
    texts, groups = drawn(0.4)
    row = word_odds(texts, groups, groups).set_index(["group", "word"]).loc[("a", "tall")]
    assert row["p_corrected"] > 0.05


def test_a_word_as_frequent_on_both_sides_is_at_zero() -> None:
    texts, groups = [["big"], [], [], ["big"], [], []], ["a", "a", "a", "b", "b", "b"]
    assert word_odds(texts, groups, groups, least=1)["log_odds"].abs().max() < 1e-12


def test_rare_words_are_not_looked_at() -> None:
    texts, groups = drawn(0.4)
    assert "rare" not in set(word_odds(texts, groups, groups, least=50)["word"])


def test_the_counts_and_rates_are_of_texts() -> None:
    texts, groups = [["big", "big"], ["big"], [], ["big"]], ["a", "a", "b", "b"]
    row = word_odds(texts, groups, groups, least=1).iloc[0]
    assert (row["own_count"], row["other_count"], row["own_rate"], row["other_rate"]) == (2, 1, 1.0, 0.5)


def test_where_no_word_is_frequent_enough_the_table_is_empty() -> None:
    assert not len(word_odds([["one"], ["two"]], ["a", "b"], ["a", "b"]))


def test_a_word_that_one_side_never_has_keeps_a_wide_interval() -> None:
    texts, groups = [["big"]] * 5 + [[]] * 15 + [["small"]] * 20, ["a"] * 20 + ["b"] * 20
    row = word_odds(texts, groups, groups).query("word == 'big' and group == 'a'").iloc[0]
    assert row["high"] - row["low"] > 2


def test_words_that_differ_by_chance_are_told_no_oftener_than_five_times_in_a_hundred() -> None:
    told = 0
    for seed in range(40):
        texts, groups = drawn(0.1, seed, count=40)
        told += bool((word_odds(texts, groups, groups, resamples=100)["p_corrected"] < 0.05).any())
    assert told <= 6


@pytest.mark.parametrize("given", [{"least": 0}, {"strength": 0.0}])
def test_a_prior_or_a_least_count_that_is_too_small_is_refused(given: dict[str, float]) -> None:
    with pytest.raises(InputError, match="give least from 1 up"):
        word_odds([["a"], ["b"]], ["x", "y"], ["x", "y"], **given)  # type: ignore[arg-type]


def test_a_word_of_every_text_tells_nothing_and_is_left_out() -> None:
    texts, groups = [["all", "big"], ["all"], ["all"], ["all", "big"]], ["a", "a", "b", "b"]
    assert set(word_odds(texts, groups, groups, least=1)["word"]) == {"big"}


def test_one_group_alone_is_refused() -> None:
    with pytest.raises(InputError, match="words need two"):
        word_odds([["a"]], ["x"], ["x"])
