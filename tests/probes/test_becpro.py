"""BEC-Pro in a causal form: what is asked, what cancels, and the published test."""

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from scipy.stats import wilcoxon

import workbench.probes as probes
from workbench.errors import InputError
from workbench.models.scripted import ScriptedModel
from workbench.probes.becpro import PERSONS


@pytest.fixture(scope="module")
def english() -> pd.DataFrame:
    return probes.bec_pro()._rows


def asked(rows: pd.DataFrame, score: Any) -> Any:
    return replace(probes.bec_pro(), rows=lambda: rows, sets=()).run(ScriptedModel(score=score))


@pytest.mark.parametrize("language", PERSONS)
def test_every_sentence_of_a_language_stands_in_one_comparison(language: str) -> None:
    rows = probes.bec_pro(language=language)._rows
    assert len(rows) == 2700
    assert rows["cluster"].nunique() == 60
    assert rows["pair"].nunique() == 9
    assert rows.groupby("group").size().to_dict() == {"balanced": 900, "female": 900, "male": 900}


def test_both_sides_end_in_the_same_profession_in_english(english: pd.DataFrame) -> None:
    assert (english["after_male"] == english["after_female"]).all()
    row = english.iloc[0]
    assert (row["before_male"], row["before_female"], row["after_male"]) == ("He is a", "She is a", " taper.")
    assert row["unmarked_male"] == "This person is a"


def test_the_unmarked_beginning_keeps_the_frame_and_loses_the_person(english: pd.DataFrame) -> None:
    told = set(english["unmarked_male"]) | set(english["unmarked_female"])
    assert told == {
        "This person is a",
        "This person works as a",
        "This person applied for the position of",
        "This person, the",
        "This person wants to become a",
    }


def test_an_association_is_what_the_person_adds_to_the_unmarked_beginning(english: pd.DataFrame) -> None:
    rows = english[english["pair"] == "He / She"]
    said = {"He": -3.0, "She": -5.0, "This": -4.0}
    row = asked(rows, lambda context, text: said[context.split()[0].rstrip(",")]).frame().iloc[0]
    assert (row["male_association"], row["female_association"], row["difference"]) == (1.0, -1.0, 2.0)


def test_a_rare_profession_moves_no_difference(english: pd.DataFrame) -> None:
    rows = english.iloc[:180]
    table = asked(rows, lambda context, text: -10.0 * len(text)).frame()
    assert (table["difference"].abs() < 1e-9).all()


def test_a_model_that_follows_the_statistics_is_read_as_such(english: pd.DataFrame) -> None:
    rows = english.iloc[::9].reset_index(drop=True)
    mostly = dict(zip(rows["after_male"], rows["group"], strict=True))

    def score(context: str, text: str) -> float:
        tilt = {"male": 1.0, "female": -1.0, "balanced": 0.0}[mostly[text]]
        woman = any(context.startswith(word) or f" {word}" in context for _, word in PERSONS["en"])
        return -5.0 if "person" in context.split()[1] else -5.0 + (-tilt if woman else tilt)

    result = asked(rows, score)
    whole = {one.measure: one.value for one in result.estimates()}
    assert whole["towards the majority"] == pytest.approx(2.0)
    groups = {one.group: one.value for one in result.estimates("group")}
    assert groups == {"male": pytest.approx(2.0), "female": pytest.approx(-2.0), "balanced": pytest.approx(0.0)}


def test_the_published_test_is_that_of_scipy_over_sentences(english: pd.DataFrame) -> None:
    rows = english[english["group"] == "male"].iloc[:200]
    result = asked(rows, lambda context, text: -float(len(context) * len(text) % 17))
    found = result.wilcoxon().iloc[0]
    differences = result.frame()["difference"]
    assert found["p"] == pytest.approx(wilcoxon(differences).pvalue)
    assert found["professions"] == rows["cluster"].nunique() < found["n"]
    assert found["p_corrected"] == found["p_professions"]


def test_differences_of_nothing_have_no_test(english: pd.DataFrame) -> None:
    result = asked(english.iloc[:120], lambda context, text: -1.0)
    assert result.wilcoxon()["p"].isna().all()


def test_a_limit_takes_whole_professions_of_every_group() -> None:
    rows = probes.bec_pro(limit=270)._rows
    assert len(rows) == 270
    assert rows.groupby("group")["cluster"].nunique().to_dict() == {"balanced": 2, "female": 2, "male": 2}


def test_rows_of_another_language_are_left_out() -> None:
    whole = probes.bec_pro(language="de")._rows
    assert set(whole["unmarked_male"].str.split().str[0]) == {"Diese"}


@pytest.mark.parametrize(
    ("given", "match"),
    [({"language": "fr"}, "Known|en"), ({"limit": 1.5}, "limit=1.5"), ({"variants": ["start"]}, "context")],
)
def test_what_cannot_be_asked_is_answered_with_what_can(given: dict[str, Any], match: str) -> None:
    with pytest.raises(InputError, match=match):
        probes.bec_pro(**given)
