"""Every probe's two-sided self-test, by its scale: one contract for all of them.

A file ``planted_*.py`` beside this one gives ``PLANTED``: ``{case: function that makes a Planted}``; every kind of
probe must have a case whose name is the kind, or begins with it and a space.
"""

import runpy
from collections.abc import Callable
from pathlib import Path

import pytest

from workbench.probes import names
from workbench.probes.selftest import Planted, self_test

FILES = sorted(Path(__file__).parent.glob("planted_*.py"))
CASES: dict[str, Callable[[], Planted]] = {
    name: make for path in FILES for name, make in runpy.run_path(str(path))["PLANTED"].items()
}
ELSEWHERE = {"few_shot", "search", "strength", "first_mention", "pronouns", "crows_pairs"}
"""Measures of strengths, and those whose two sides are planted in their own tests."""


@pytest.mark.parametrize("case", CASES)
def test_a_probe_says_what_was_planted(case: str) -> None:
    table = self_test(CASES[case]())
    assert table["holds"].all(), table[~table["holds"]].to_dict("records")


def test_every_kind_of_probe_has_a_self_test() -> None:
    covered = {case.split(" ")[0] for case in CASES}
    assert set(names()) - covered <= ELSEWHERE
