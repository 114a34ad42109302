"""The default suite: which probes it holds, and that no answer in it is drawn by chance."""

import pytest

import workbench.probes as probes
from workbench.errors import InputError


@pytest.mark.parametrize("size", ["whole", "quick"])
def test_every_probe_asks_by_likelihood_under_a_name_of_its_own(size: str) -> None:
    made = probes.suite(size)
    assert not any(probe.samples for probe in made)
    assert len({probe.name for probe in made}) == len(made) == 13


def test_the_whole_suite_takes_a_thousand_items_of_every_file_of_bbq() -> None:
    bbq = next(probe for probe in probes.suite() if probe.name == "bbq")
    assert bbq.to_dict()["limit"] == 1000


def test_an_unknown_size_is_answered_with_the_near_one() -> None:
    with pytest.raises(InputError, match="Did you mean 'quick'"):
        probes.suite("quik")
