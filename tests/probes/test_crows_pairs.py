"""CrowS-Pairs as published, with responders whose answer is known."""

from collections.abc import Callable
from typing import Any

import pytest

import workbench.probes as probes
from workbench.data import load_data
from workbench.errors import InputError


@pytest.fixture(scope="module")
def table() -> Any:
    return load_data("crows-pairs").to_pandas()


@pytest.mark.parametrize(("side", "value"), [("more", 1.0), ("less", 0.0)])
def test_all_pairs_go_one_way_with_a_responder_of_one_preference(
    respond: Callable[..., Any], table: Any, side: str, value: float
) -> None:
    estimate = probes.crows_pairs().run(respond(table[side])).estimates(rule="whole")[0]
    both = len(set(table["more"]) & set(table["less"]))
    assert estimate.n + estimate.ties == 1508
    assert estimate.value == pytest.approx(value, abs=2 * both / 1508 + 1e-12)


def test_a_random_responder_is_near_one_half_in_every_type(at_random: Any) -> None:
    for part in probes.crows_pairs().run(at_random).estimates("group"):
        assert part.p_corrected is not None
        assert part.p_corrected > 0.01


def test_there_are_nine_types_of_1508_pairs_in_two_directions(at_random: Any) -> None:
    result = probes.crows_pairs().run(at_random)
    assert len(result.frame()) == 1508
    assert len(result.estimates("group")) == 9
    assert {part.group: part.n for part in result.estimates("direction")} == {"stereo": 1290, "antistereo": 218}


def test_the_fake_model_can_be_measured(fake: Any) -> None:
    result = probes.crows_pairs(limit=30, starts=["start", "separator", "newline"]).run(fake)
    assert len(result.robustness()) == 9
    assert "variants" in result.conclusion()


def test_every_pair_stands_alone_and_intervals_are_wilsons(at_random: Any) -> None:
    result = probes.crows_pairs().run(at_random)
    assert "cluster" not in result.frame()
    assert result.estimates()[0].method.startswith("Wilson")


def test_the_same_run_gives_the_same_numbers(fake: Any) -> None:
    first, second = (probes.crows_pairs(limit=10).run(fake).frame() for _ in range(2))
    assert first.equals(second)


def test_the_card_with_the_known_flaws_comes_with_the_result(at_random: Any) -> None:
    assert "Blodgett" in " ".join(probes.crows_pairs(limit=3).run(at_random).card.limits)


def test_a_start_given_as_one_string_is_refused_as_it_was_given() -> None:
    with pytest.raises(InputError, match="starts='start'"):
        probes.crows_pairs(starts="start")


def test_the_probe_is_signed_and_neutral_at_one_half() -> None:
    probe = probes.crows_pairs()
    assert (probe.scale, probe.neutral) == ("signed", 0.5)
