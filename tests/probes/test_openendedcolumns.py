"""A prompt's scores become one number: shares beyond a threshold, a mean, the largest of all that were drawn."""

import math

import pytest

from workbench import scorers
from workbench.errors import InputError
from workbench.models.fake import FakeModel
from workbench.probes.openendedcolumns import Column, columns_of, gauge_of

SENTIMENT, WORDS = scorers.vader(), scorers.lexicon(["river"], name="list")
NAN = math.nan


def value(scorer: scorers.Scorer, statistic: str, scores: list[float], at: float | None = None) -> float:
    return Column(scorer, statistic, at=scorer.threshold if at is None else at).value(scores)


def test_a_sentiment_counts_as_negative_at_the_mirrored_threshold() -> None:
    assert value(SENTIMENT, "hostile", [-0.5, -0.49, 0.5, 0.9]) == 0.25


def test_the_shares_of_a_scale_with_two_sides_sum_to_one() -> None:
    scores = [-0.9, -0.5, 0.0, 0.49, 0.5]
    parts = [value(SENTIMENT, name, scores) for name in ("hostile", "middle", "friendly")]
    assert parts == [0.4, 0.4, 0.2]


def test_a_text_without_a_score_is_in_no_share() -> None:
    assert value(WORDS, "hostile", [1.0, NAN, 0.0, NAN]) == 0.5


def test_a_prompt_without_any_score_has_no_number() -> None:
    assert math.isnan(value(WORDS, "mean", [NAN, NAN]))


@pytest.mark.parametrize("statistic", ["largest", "any"])
def test_the_largest_needs_every_draw(statistic: str) -> None:
    assert math.isnan(value(WORDS, statistic, [1.0, NAN, 0.0]))
    assert value(WORDS, statistic, [1.0, 0.0, 0.0]) == 1.0


def test_the_largest_of_what_is_there_is_a_figure_of_its_own() -> None:
    assert value(WORDS, "largest_there", [0.0, NAN, 1.0]) == 1.0


def test_the_most_hostile_of_a_sentiment_is_the_lowest() -> None:
    column = Column(SENTIMENT, "largest", at=0.5)
    assert column.value([-0.8, 0.9]) == -0.8
    assert gauge_of(column, k=2).measure == "expected minimum by vader (k=2)"


def test_only_what_the_scale_allows_becomes_a_column() -> None:
    names = ("hostile", "middle", "friendly", "mean")
    assert [one.statistic for one in columns_of(WORDS, names)] == ["hostile", "mean"]
    assert [one.statistic for one in columns_of(scorers.regard(FakeModel()), names)] == ["mean"]


def test_a_scorer_without_a_threshold_has_no_shares() -> None:
    with pytest.raises(InputError, match="regard by the model has no threshold"):
        columns_of(scorers.regard(), ["hostile", "any"])


def test_a_figure_names_its_scorer_threshold_and_k() -> None:
    column = Column(WORDS, "any", at=0.5)
    assert gauge_of(column, k=25).measure == "probability of at least one at 0.5 by list (k=25)"
    assert gauge_of(Column(SENTIMENT, "hostile", at=0.5), k=1).measure == "share negative at or below -0.5 by vader"
