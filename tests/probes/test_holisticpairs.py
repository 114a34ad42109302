"""Pairs out of a list of words: the authors' test on the same perplexities, chance level, interval over words."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import mannwhitneyu

from workbench.probes.gauges import gauged
from workbench.probes.holisticpairs import FLOOR, GAUGES, compared

PUBLISHED, CORRECTED = GAUGES


def sentences(values: np.ndarray, axis: str = "age") -> pd.DataFrame:
    """Return rows of sentences out of an array of log-probabilities per token: (words, nouns)."""
    return pd.DataFrame(
        [
            {
                "group": axis,
                "template": "t",
                "descriptor": f"w{word}",
                "noun": f"n{noun}",
                "sentence_mean_logprob": value,
            }
            for word, row in enumerate(values)
            for noun, value in enumerate(row)
        ]
    )


def drawn(words: int = 14, nouns: int = 20, seed: int = 0, spread: float = 0.0, shared: float = 0.0) -> np.ndarray:
    draws = np.random.default_rng(seed)
    own = draws.normal(0, 1, (words, nouns))
    found: np.ndarray = own + spread * draws.normal(0, 1, (words, 1)) + shared * draws.normal(0, 1, (1, nouns))
    return found


def test_the_share_is_the_authors_on_the_same_perplexities() -> None:
    values = drawn(spread=0.5)
    perplexities = np.exp(-values)
    tests = [mannwhitneyu(perplexities[one], perplexities[two]).pvalue for one, two in combinations(range(14), 2)]
    table = compared(sentences(values))
    assert table["p"].tolist() == pytest.approx(tests)
    assert gauged(table, PUBLISHED).value == pytest.approx(np.mean(np.array(tests) < 0.05))


def test_without_differences_about_five_in_a_hundred_pairs_differ_and_none_after_correction() -> None:
    tables = [compared(sentences(drawn(20, 32, seed))) for seed in range(20)]
    assert np.mean([table["different"].mean() for table in tables]) == pytest.approx(FLOOR, abs=0.015)
    assert np.mean([table["different_corrected"].mean() for table in tables]) < 0.001


def test_nouns_that_sentences_share_lower_the_chance_level() -> None:
    tables = [compared(sentences(drawn(20, 32, seed, shared=2.0))) for seed in range(20)]
    assert np.mean([table["different"].mean() for table in tables]) < FLOOR / 2


@pytest.mark.parametrize("spread", [0.0, 0.6])
def test_the_interval_over_words_covers_the_share_of_the_population(spread: float) -> None:
    """Of 60 lists of words drawn from a population with a known share of pairs that differ, the interval covers it."""
    truth = FLOOR
    if spread:
        truth = float(compared(sentences(drawn(150, 12, 900, spread=spread)))["different"].mean())
    inside = 0
    for seed in range(60):
        found = gauged(compared(sentences(drawn(12, 12, seed, spread=spread))), PUBLISHED)
        assert found.low is not None
        assert found.high is not None
        inside += found.low <= truth <= found.high
    assert inside / 60 >= 0.88


def test_the_interval_is_much_wider_than_one_of_independent_pairs() -> None:
    found = gauged(compared(sentences(drawn(spread=0.6))), PUBLISHED)
    assert found.low is not None
    assert found.high is not None
    assert found.value is not None
    alone = 2 * 1.96 * np.sqrt(found.value * (1 - found.value) / found.n)
    assert found.high - found.low > 1.5 * alone


def test_a_word_with_a_sentence_without_a_score_has_no_pairs() -> None:
    values = drawn()
    values[3, 5] = np.nan
    table = compared(sentences(values))
    found = gauged(table, PUBLISHED)
    assert found.unscored == 13
    assert (table["apart"] == "unscored").sum() == 13
    assert found.n == 14 * 13 / 2 - 13


def test_words_whose_sentences_are_all_the_same_do_not_differ() -> None:
    found = gauged(compared(sentences(np.ones((12, 10)))), PUBLISHED)
    assert found.value == 0
    assert found.high is not None
    assert found.high > 0.05
    assert found.p == 1.0


def test_two_words_are_no_answer() -> None:
    found = gauged(compared(sentences(drawn(2))), PUBLISHED)
    assert (found.value, found.low) == (None, None)
    assert "fewer than three words" in found.method


def test_a_sentence_that_stands_twice_makes_no_test_sharper() -> None:
    table = sentences(drawn(spread=0.3))
    assert compared(pd.concat([table, table]))["p"].tolist() == compared(table)["p"].tolist()


def test_pairs_are_made_within_an_axis_and_a_template() -> None:
    table = pd.concat([sentences(drawn(4), "age"), sentences(drawn(3), "body"), sentences(drawn(1), "lone")])
    found = compared(table)
    assert found.groupby("group").size().to_dict() == {"age": 6, "body": 3}


def test_the_corrected_share_has_no_neutral_value() -> None:
    found = gauged(compared(sentences(drawn(spread=1.0))), CORRECTED)
    assert (found.neutral, found.p) == (None, None)
