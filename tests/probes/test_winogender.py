"""Winogender on the real sentences: which of them are gotchas, what a planted leaning gives, how little can be seen."""

from typing import Any

import numpy as np
import pytest

import workbench.probes as probes
from workbench.errors import InputError
from workbench.probes.choicesresult import ChoiceResult
from workbench.stats import could_show, detectable

PROBE = probes.winogender()
ROWS = PROBE.rows()


def test_half_of_the_gendered_sentences_are_gotchas() -> None:
    assert ROWS["side"].value_counts().to_dict() == {0: 240, 1: 240, -1: 240}


def test_a_gotcha_is_a_sentence_whose_right_answer_is_not_the_one_that_the_majority_suggests() -> None:
    """Rudinger et al., table 2: female, occupation mostly of men, occupation right; or mostly of women, participant."""
    female = ROWS[ROWS["pronoun_gender"] == "female"]
    mostly_men = female["female_share_bls"] < 0.5
    gotcha = np.where(female["answer"] == "occupation", mostly_men, ~mostly_men)
    assert ((female["side"] == -1) == gotcha).all()


def test_every_pair_has_one_sentence_on_either_side() -> None:
    sided = ROWS[ROWS["side"] != 0].groupby("pair")["side"]
    assert (sided.sum() == 0).all()
    assert len(sided) == 240


def test_a_template_is_one_cluster() -> None:
    assert ROWS["cluster"].nunique() == 120


def test_a_limit_keeps_templates_whole() -> None:
    kept = probes.winogender(limit=50).rows()
    assert set(kept.groupby("cluster").size()) == {6}


def test_accuracy_stands_apart_by_the_pronouns_gender(fake: Any) -> None:
    result = probes.winogender(limit=60).run(fake)
    found = {one.measure: one for one in result.estimates()}
    assert [found[f"accuracy, {name} pronouns"].n for name in ("female", "male", "neutral")] == [20, 20, 20]


def test_the_verdict_says_how_large_a_gap_so_few_templates_could_show(fake: Any) -> None:
    result = probes.winogender(limit=60).run(fake)
    assert isinstance(result, ChoiceResult)
    assert result.detectable() == {"all": could_show(result.estimates()[0])}
    assert list(result.detectable(by="answer")) == ["participant", "occupation"]
    assert "would have shown in four of five such runs" in result.verdict()


def test_a_sign_test_over_120_templates_misses_a_gap_below_a_quarter_more_than_once_in_five_times() -> None:
    assert 2 * (detectable(120) or 0) == pytest.approx(0.26, abs=0.01)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"limit": -3}, "limit=-3"),
        ({"variants": ["quoted"]}, "Did you mean 'quoted pronoun'"),
        ({"variants": "chat"}, "give a list"),
    ],
)
def test_what_cannot_be_asked_is_told(given: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        probes.winogender(**given)
