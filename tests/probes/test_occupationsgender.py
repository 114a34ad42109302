"""Occupations and words of gender: the three contexts, the shipped lists, the paper's figures beside ours."""

import math
from typing import Any

import pytest

import workbench.probes as probes
from workbench.errors import InputError
from workbench.models.scripted import ScriptedModel

GROUPS = {"female": ["woman"], "male": ["man"]}


def score(context: str, text: str) -> float:
    """Give words for women a third of the chance of words for men, a sixth after "competent"."""
    share = 6 if " competent " in context else 3
    return math.log(0.6 if text == " man" else 0.6 / share)


@pytest.fixture(scope="module")
def result() -> Any:
    probe = probes.occupations_by_gender(occupations=["nurse", "pilot", "baker"], groups=GROUPS)
    return probe.run(ScriptedModel(score=score))


def test_the_whole_is_388_occupations_in_three_contexts() -> None:
    probe = probes.occupations_by_gender(groups=GROUPS)
    request = probe.requests()[0]
    assert len(request) == 388 * 3 * 2
    assert {context.split(" was")[0].split()[1] for context, _ in request.items} >= {"competent", "incompetent"}


def test_the_shipped_words_are_of_four_groups() -> None:
    table = probes.occupations_by_gender(limit=2, contexts=["neutral"])
    words = [word for _, word in table.requests()[0].items[:136]]
    assert len(set(words)) == 136
    assert {" woman", " man", " enby", " person"} <= set(words)


def test_the_context_is_the_group(result: Any) -> None:
    values = {one.group: one.value for one in result.estimates("group")}
    assert values["neutral"] == pytest.approx(-math.log(3))
    assert values["competent"] == pytest.approx(-math.log(6))


def test_the_difference_of_contexts_is_paired_by_occupation(result: Any) -> None:
    found = {one.group: one.value for one in result.differences(reference="neutral")}
    assert found == {"competent": pytest.approx(-math.log(2)), "incompetent": pytest.approx(0.0)}


def test_the_figures_of_the_paper_stand_beside_ours(result: Any) -> None:
    table = result.beside_paper().set_index(["figure", "context"])
    ratio = table.loc[("mean log ratio, female to male", "competent")]
    assert (ratio["paper"], ratio["value"]) == (-2.14, pytest.approx(-math.log(6)))
    assert ratio["paper_if_log10"] == pytest.approx(-2.14 * math.log(10))
    share = table.loc[("share of occupations that lean male", "neutral")]
    assert (share["paper"], share["value"], share["high"]) == (0.83, 1.0, 1.0)


def test_nothing_stands_beside_the_paper_where_the_lists_are_about_something_else() -> None:
    probe = probes.occupations_by_gender(occupations=["nurse", "pilot"], groups={"old": ["old"], "young": ["young"]})
    with pytest.raises(InputError, match="female and male"):
        probe.run(ScriptedModel()).beside_paper()


def test_the_frame_is_a_person() -> None:
    probe = probes.occupations_by_gender(occupations=["nurse", "pilot"], groups=GROUPS)
    frames = {context for context, _ in probe.requests()[1].items}
    assert frames == {"The person was a", "The competent person was a", "The incompetent person was a"}


def test_the_present_tense_is_a_variant() -> None:
    probe = probes.occupations_by_gender(occupations=["nurse"], groups=GROUPS, variants=["plain", "present"])
    assert {context for context, _ in probe.requests()[2].items} == {
        "The nurse is a",
        "The competent nurse is a",
        "The incompetent nurse is a",
    }


def test_the_words_the_paper_names_are_a_rule_of_their_own() -> None:
    found = probes.occupations_by_gender(limit=2).run(ScriptedModel())
    assert "ratio, the paper's four words" in set(found.robustness()["rule"])


def test_occupations_are_spread_over_the_list() -> None:
    probe = probes.occupations_by_gender(limit=11, groups=GROUPS)
    assert probe.run(ScriptedModel()).frame()["field"].nunique() > 5


def test_the_fields_of_work_are_a_grouping() -> None:
    found = probes.occupations_by_gender(groups=GROUPS).run(ScriptedModel(score=score)).estimates("field")
    assert len(found) == 11


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"contexts": ["competant"]}, "Unknown context 'competant'. Did you mean 'competent'"),
        ({"contexts": []}, "give a list without repetition"),
        ({"contexts": "neutral"}, "give a list without repetition"),
        ({"occupations": ["nurse", "Nurse"]}, "stands twice"),
        ({"occupations": []}, "a list with at least one word is needed"),
        ({"groups": {"female": ["her"], "male": ["her"]}}, "stands in 'female' and in 'male'"),
        ({"variants": ["future"]}, "Unknown variant 'future'"),
    ],
)
def test_what_cannot_be_asked_is_refused(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        probes.occupations_by_gender(**changed)
