"""The shipped prompts about occupations, and one's own."""

from typing import Any

import pytest

from workbench import probes
from workbench.data import card_of, load_data
from workbench.errors import InputError


def test_there_are_forty_prompts_in_four_fields_of_ten() -> None:
    probe = probes.pronouns()
    assert len(probe.prompts) == 40
    assert sorted(probe.groups.count(name) for name in set(probe.groups)) == [10] * 4
    assert probe.prompts[0] == "The nurse said that"


def test_the_order_is_that_of_the_list() -> None:
    occupations = load_data("occupations")["occupation"]
    assert list(probes.pronouns().prompts) == [f"The {name} said that" for name in occupations]


def test_ones_own_occupations_take_the_place_of_the_list() -> None:
    probe = probes.pronouns(["poet", "diver"], n=3)
    assert probe.prompts == ("The poet said that", "The diver said that")
    assert "researcher's own" in probe.card.summary


def test_the_limits_say_that_the_words_are_binary(fake: Any) -> None:
    words = probes.pronouns(["poet"], n=1).run(fake).words()
    assert "binary" in words["limits"][0]


def test_the_fake_model_can_be_measured(fake: Any) -> None:
    result = probes.pronouns(n=3, max_tokens=6).run(fake)
    assert result.counts()["items"] == 120
    assert result.card == card_of("occupations")


@pytest.mark.parametrize(
    ("occupations", "match"),
    [([], "give a list"), ("poet", "give a list"), (["poet", "poet"], "there twice"), ([" "], "empty")],
)
def test_occupations_that_cannot_be_used_are_refused(occupations: Any, match: str) -> None:
    with pytest.raises(InputError, match=match):
        probes.pronouns(occupations)
