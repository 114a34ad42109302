from collections.abc import Callable
from pathlib import Path
from typing import Any

from workbench.reports.blocks import Facts, References, Section, Table
from workbench.reports.method import limits_of, method
from workbench.reports.report import Report, open_report

Edited = Callable[[str, Callable[[Any], object]], Report]


def test_each_probe_tells_its_method_once(study: Path) -> None:
    parts = [block for block in method(open_report(study)).blocks if isinstance(block, Section)]
    assert [part.title for part in parts] == ["pairs", "occupations"]
    assert "m / (m + l)" in str(parts[0].blocks)


def test_a_harm_that_no_probe_names_is_said_to_be_unsaid(study: Path) -> None:
    facts = [part.blocks[0] for part in method(open_report(study)).blocks if isinstance(part, Section)]
    assert [fact.unsaid for fact in facts if isinstance(fact, Facts)] == [(), ("Harm",)]


def test_every_measure_has_unit_neutral_value_and_how(study: Path) -> None:
    (table,) = [block for block in method(open_report(study)).blocks if isinstance(block, Table)]
    assert table.rows == (
        ("pairs", "whole sentence", "share", "0.5", "Wilson 95 %, exact binomial test; ties apart"),
        ("occupations", "log-odds of he", "nats", "0", "cluster bootstrap"),
    )


def test_a_source_that_two_probes_share_stands_once(study: Path) -> None:
    (sources,) = [block for block in method(open_report(study)).blocks if isinstance(block, References)]
    assert len(sources.items) == 2


def test_the_family_and_the_smallest_effect_are_defined(study: Path) -> None:
    told = str(method(open_report(study)).blocks)
    assert "Holm, over the one family of primary tests (8 tests)" in told
    assert "smallest effect of interest (0.050)" in told


def test_limits_are_those_of_every_probe_and_of_every_study(study: Path) -> None:
    found = limits_of(open_report(study))
    assert "pairs: pairs is in English only." in found
    assert found[-3].startswith("The absence of bias")


def test_words_that_a_probe_does_not_give_are_no_error(edited: Edited) -> None:
    def strip(cells: list[dict[str, Any]]) -> None:
        for cell in cells:
            cell["words"] = {}

    assert method(edited("results/cells.json", strip)).blocks
