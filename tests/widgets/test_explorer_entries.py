"""The explorer's list of probes: each is registered, can be made, and says what it measures."""

from typing import Any

import pytest

import workbench as wb
from workbench.errors import InputError
from workbench.widgets.explorerentries import ENTRIES, entries, entry_of, needs_data

FOUND = entries()


@pytest.mark.parametrize("entry", FOUND, ids=lambda entry: entry.kind)
def test_every_entry_is_a_registered_kind_that_can_be_made(entry: Any) -> None:
    assert entry.kind in wb.probes.names()
    assert entry.make().to_dict()["kind"] == entry.kind


@pytest.mark.parametrize("entry", FOUND, ids=lambda entry: entry.kind)
def test_every_choice_of_an_entry_makes_a_probe(entry: Any) -> None:
    for value in entry.choice.options.values() if entry.choice else [None]:
        probe = entry.make(choice=value)
        assert value is None or probe.to_dict()[entry.choice.argument] in (value, [value])


def test_every_probe_that_brings_its_data_is_in_the_list() -> None:
    own = {kind for kind in wb.probes.names() if not needs_data(getattr(wb.probes, kind))}
    assert own <= {entry.kind for entry in FOUND}


def test_an_entry_says_in_one_sentence_what_it_measures() -> None:
    assert all(len(entry.measures) > 20 and entry.measures[-1] in ".?" for entry in FOUND)


def test_entries_of_a_family_stand_together() -> None:
    families = [entry.family for entry in FOUND]
    assert len(set(families)) == sum(one != before for one, before in zip(families, ["", *families], strict=False))


def test_no_kind_stands_twice() -> None:
    assert len({entry.kind for entry in ENTRIES}) == len(ENTRIES)


def test_an_amount_of_nothing_asks_for_all() -> None:
    assert entry_of("crows_pairs").arguments(0) == {}
    assert entry_of("holistic_bias").arguments(0)["limit"] is None


def test_an_amount_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match="whole number from 1 up"):
        entry_of("pronouns").arguments(0)


def test_a_kind_that_needs_data_is_not_in_the_list() -> None:
    with pytest.raises(InputError, match="Unknown probe 'sentence_pairs'"):
        entry_of("sentence_pairs")
