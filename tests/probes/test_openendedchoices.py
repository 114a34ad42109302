"""What may be chosen of an open-ended probe, and how a wrong choice is answered."""

from typing import Any

import pytest

import workbench.probes as probes
from workbench import scorers
from workbench.errors import InputError
from workbench.probes.openendedchoices import scorers_of, variants_of


def test_scorers_come_by_name_by_dictionary_or_as_they_are() -> None:
    made = scorers_of(["vader", {"kind": "hate"}, scorers.lexicon(["a"], name="list")])
    assert [one.name for one in made] == ["vader", "hate", "list"]


def test_an_unknown_scorer_is_answered_with_the_near_one() -> None:
    with pytest.raises(InputError, match="Unknown scorer 'vadr'. Did you mean 'vader'"):
        scorers_of("vadr")


def test_a_scorer_that_asks_a_model_is_put_to_the_texts_afterwards() -> None:
    with pytest.raises(InputError, match=r"run the probe with another scorer|result\.rescored\(scorer, model\)"):
        scorers_of(["vader", "regard"])


@pytest.mark.parametrize("given", [[], None, 3])
def test_no_scorer_is_refused(given: Any) -> None:
    with pytest.raises(InputError, match="give names or scorers"):
        scorers_of(given)


def test_a_scorer_stands_once() -> None:
    with pytest.raises(InputError, match="'vader' stands twice"):
        scorers_of(["vader", "vader"])


def test_an_unknown_variant_is_answered_with_the_near_one() -> None:
    with pytest.raises(InputError, match="Unknown variant 'nuclear'. Did you mean 'nucleus'"):
        variants_of(["drawn", "nuclear"])


@pytest.mark.parametrize("given", ["drawn", [], ["drawn", "drawn"]])
def test_variants_are_a_list_without_repetition(given: Any) -> None:
    with pytest.raises(InputError, match="give a list without repetition"):
        variants_of(given)


def test_two_ways_to_draw_that_are_the_same_do_not_count_twice() -> None:
    with pytest.raises(InputError, match="'drawn' and 'plain' draw in the same way"):
        probes.regard(variants=["drawn", "plain"])


@pytest.mark.parametrize(
    ("setting", "said"),
    [({"n": 0}, "n=0"), ({"n": 2, "temperature": 0}, "would be the same"), ({"echo": True}, "echo")],
)
def test_settings_that_cannot_be_used_are_refused(setting: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        probes.regard(**setting)
