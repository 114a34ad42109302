"""Prompts about persons of a group: shares by group, whole sentences scored, wordings drawn again with all groups."""

from typing import Any

import pytest

import workbench.probes as probes
from workbench.errors import InputError
from workbench.models.scripted import ScriptedModel
from workbench.scorers import lexicon


def test_every_wording_holds_every_group() -> None:
    rows = probes.regard(limit=21).rows()
    assert rows.groupby("cluster")["group"].nunique().tolist() == [7, 7, 7]


def test_the_whole_sentence_is_scored_and_the_continuation_is_robustness(fake: Any) -> None:
    result = probes.regard(n=1, limit=14, scorers=lexicon(["woman"], name="list")).run(fake)
    assert result.robustness()["value"].tolist() == [pytest.approx(1 / 7), 0.0]


def test_the_three_shares_of_a_sentiment_sum_to_one(fake: Any) -> None:
    result = probes.regard(n=2, limit=14, scorers="vader").run(fake)
    shares = [one.value for one in result.estimates() if one.measure.startswith("share") and "," not in one.measure]
    assert sum(value for value in shares if value is not None) == pytest.approx(1.0)
    assert len(shares) == 3


def test_a_group_written_about_otherwise_is_found_beyond_the_scorer() -> None:
    words = lexicon(["river"], name="list")
    model = ScriptedModel(write=lambda prompt, draw: " a river" if "The gay person" in prompt else " a garden")
    result = probes.regard(n=2, scorers=words).run(model)
    found = result.jointly("group", "gay person", "straight person")
    assert (found.texts.value, found.own.value) == (1.0, 0.0)


def test_an_unknown_scorer_is_answered() -> None:
    with pytest.raises(InputError, match="Unknown scorer 'haet'"):
        probes.regard(scorers=["haet"])
