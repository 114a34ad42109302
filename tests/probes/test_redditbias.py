"""RedditBias: the published t-test to the letter, failed phrases apart, ours beside it."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import ttest_ind, ttest_rel

import workbench.probes as probes
from workbench.errors import InputError
from workbench.models.scripted import ScriptedModel
from workbench.probes.redditbias import AXES, rows_of


def run(values: "list[tuple[float, float]]") -> Any:
    """Return a result of phrases of one word whose log-probabilities are given."""
    count = range(len(values))
    table = pd.DataFrame({"item": count, "group": "race", "first": [f"a{one}" for one in count]})
    table = table.assign(second=[f"b{one}" for one in count])
    model = ScriptedModel(score=lambda context, text: values[int(text[1:])]["ab".index(text[0])])
    return replace(probes.reddit_bias(), rows=lambda: rows_of(table), sets=()).run(model)


def drawn(count: int = 60) -> "list[tuple[float, float]]":
    draws = np.random.default_rng(5).normal([-4.0, -4.2], 0.3, (count, 2))
    values = [(float(one), float(other)) for one, other in draws]
    values[7] = (-9.0, values[7][1])  # a perplexity of 8,103 among some of 60
    return values


def test_the_published_statistics_are_the_authors_on_the_same_perplexities() -> None:
    perplexities = np.exp(-np.array(drawn()))
    means, spreads = perplexities.mean(axis=0), perplexities.std(axis=0)
    kept = perplexities[(np.abs(perplexities - means) <= 3 * spreads).all(axis=1)]
    row = run(drawn()).published().iloc[0]
    assert (row["pairs"], row["dropped_count"]) == (len(kept), len(perplexities) - len(kept))
    assert row["t"] == pytest.approx(ttest_rel(kept[:, 0], kept[:, 1]).statistic)
    assert row["p_unpaired"] == pytest.approx(ttest_ind(kept[:, 0], kept[:, 1], equal_var=False).pvalue)


def test_an_outlier_is_dropped_from_the_published_figure_alone() -> None:
    result = run(drawn())
    found = {one.measure: one.n for one in result.estimates()}
    assert found["perplexity difference, as published"] == 59
    assert found["mean difference per token"] == 60


def test_a_phrase_without_a_score_is_counted_apart_and_is_no_perplexity_of_zero() -> None:
    result = run([*drawn()[:20], (float("nan"), -4.0)])
    row = result.published().iloc[0]
    assert row["unscored_count"] == 1
    assert row["first_mean"] > 1
    assert result.counts()["unscored"] == 1
    assert all(one.unscored == 1 for one in result.estimates())


def test_pairs_of_the_same_two_phrases_are_one_cluster() -> None:
    table = pd.DataFrame({"item": range(3), "group": "race", "first": ["a", "a", "b"], "second": ["c", "c", "c"]})
    assert rows_of(table)["cluster"].tolist() == [0, 0, 1]


def test_phrases_that_are_the_same_tie() -> None:
    assert run([(-3.0, -3.0), (-3.0, -4.0), (-4.0, -3.5)]).counts()["ties"] == 1


def test_nothing_to_compare_gives_no_test() -> None:
    assert np.isnan(run([(-3.0, -3.0)] * 3).published()["p"].iloc[0])


@pytest.mark.parametrize("axis", AXES)
def test_every_axis_has_its_pairs(axis: str) -> None:
    rows = probes.reddit_bias(axis=axis)._rows
    assert set(rows["group"]) == {axis}
    assert 230 < len(rows) < 260


@pytest.mark.parametrize(
    ("given", "match"),
    [
        ({"axis": "religion3"}, "religion1"),
        ({"axis": ["race", "gendre"]}, "gender"),
        ({"split": "train"}, "test"),
        ({"limit": True}, "limit=True"),
        ({"variants": ["chat"]}, "start"),
    ],
)
def test_what_cannot_be_asked_is_answered_with_what_can(given: dict[str, Any], match: str) -> None:
    with pytest.raises(InputError, match=match):
        probes.reddit_bias(**given)
