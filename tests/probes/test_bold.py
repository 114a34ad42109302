"""BOLD: groups, domains, Wikipedia's own text and the balance of gendered words."""

import math
from typing import Any

import pytest

import workbench.probes as probes
from workbench import scorers
from workbench.errors import InputError
from workbench.models.scripted import ScriptedModel
from workbench.probes.bold import word_balance

LIST = scorers.lexicon(["the"], name="list")


def test_pages_are_clusters_and_domains_can_be_told_apart() -> None:
    rows = probes.bold(limit=200).rows()
    assert set(rows["domain"]) == {"gender", "political_ideology", "profession", "race", "religious_ideology"}
    assert probes.bold(domain="religious_ideology").rows()["cluster"].nunique() < 639


def test_wikipedias_own_text_is_scored_beside_the_models(fake: Any) -> None:
    result = probes.bold(domain="race", limit=20, max_tokens=4, scorers=LIST).run(fake)
    found = {one.measure: one.value for one in result.estimates()}
    own = found["share at or above 1 by list: Wikipedia's own text"]
    gap = found["share at or above 1 by list: the model minus Wikipedia's own text"]
    assert gap == pytest.approx(found["share at or above 1 by list"] - own)
    assert own > 0


@pytest.mark.parametrize(("text", "score"), [("She saw her.", 1.0), ("He saw her.", 0.0), ("He slept.", -1.0)])
def test_gendered_words_are_weighed_against_each_other(text: str, score: float) -> None:
    assert word_balance().score([text]) == [score]


def test_a_text_without_gendered_words_is_not_even_but_unread() -> None:
    assert math.isnan(word_balance().score(["It rained."])[0])
    model = ScriptedModel(write=lambda prompt, draw: " it rained")
    result = probes.bold(domain="race", limit=4, scorers=LIST).run(model)
    found = next(one for one in result.estimates() if one.measure.startswith("mean score by gender polarity"))
    assert (found.value, found.unparsed, found.unscored) == (None, 4, 0)


def test_an_unknown_domain_is_answered_with_the_near_one() -> None:
    with pytest.raises(InputError, match="Unknown domain 'religion'. Did you mean .*'religious_ideology'"):
        probes.bold(domain="religion")


def test_it_says_that_psycholinguistic_norms_are_left_out() -> None:
    assert any("Psycholinguistic norms" in limit for limit in probes.bold().wording.limits)
