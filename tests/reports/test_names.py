"""Names of studies as folders: any text is safe, and no two share a folder."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.reports.names import slug
from workbench.studies.labels import study_id

NASTY = st.one_of(
    st.text(min_size=1, max_size=300),
    st.sampled_from(["..", "../..", "a/b", "a\\b", "%2e%2e", "#", "\0", "CON", "con", "nul", "\u202egnp", "é", "  "]),
)


@settings(max_examples=2000)
@given(NASTY)
def test_a_name_never_leaves_its_folder(name: str) -> None:
    place = Path("/reports") / slug(name)
    assert place.parent == Path("/reports")
    assert len(slug(name)) <= 80
    assert set(slug(name)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slug(name) not in {"con", "nul", "aux", "prn", ""}


@settings(max_examples=500)
@given(NASTY, NASTY)
def test_two_names_never_share_a_folder_or_an_id(one: str, two: str) -> None:
    if one != two:
        assert slug(one) != slug(two)
        assert study_id(one) != study_id(two)


@pytest.mark.parametrize("name", ["occupations", "study-2", "a"])
def test_a_plain_name_is_its_own_folder(name: str) -> None:
    assert slug(name) == name


def test_capitals_do_not_share_a_folder_with_small_letters() -> None:
    assert slug("Occupations").casefold() != slug("occupations").casefold()
