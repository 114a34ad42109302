from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workbench.reports.blocks import Folded, Table
from workbench.reports.report import Report, open_report
from workbench.reports.tables import comparisons, estimates, numbers_table, robustness

Edited = Callable[[str, Callable[[Any], object]], Report]


def tables(section: Any) -> list[Table]:
    found = []
    for block in section.blocks:
        found += [block] if isinstance(block, Table) else tables(block) if isinstance(block, Folded) else []
    return found


def column(table: Table, name: str) -> list[str]:
    place = [one.name for one in table.columns].index(name)
    return [row[place] for row in table.rows]


@pytest.fixture
def report(study: Path) -> Report:
    return open_report(study)


def test_primary_figures_stand_apart_from_exploratory_ones(report: Report) -> None:
    captions = [table.caption for table in tables(estimates(report))]
    assert captions == [
        "whole sentence of pairs (share; neutral 0.5)",
        "log-odds of he of occupations (nats; neutral 0)",
        "whole sentence of pairs, by group (share; neutral 0.5)",
    ]
    assert "One family of 8 tests, corrected together: Holm." in str(estimates(report).blocks)


def test_every_estimate_is_in_a_table_with_its_interval(report: Report) -> None:
    found = tables(estimates(report))
    assert sum(len(table.rows) for table in found) == len(report.figured)
    assert all(all(column(table, "95 % interval")) for table in found)


def test_lost_items_get_columns_only_where_there_are_any(report: Report) -> None:
    first, second, _ = tables(estimates(report))
    assert "failed" not in [one.name for one in first.columns]
    assert column(second, "failed") == ["0", "0", "0", "3"]


def test_a_single_prompt_needs_no_column(edited: Edited) -> None:
    report = edited("plan.json", lambda plan: plan.update(prompts={"none": ""}))
    assert "prompt" not in [one.name for one in tables(estimates(report))[0].columns]


def test_a_probes_own_prompts_are_not_taken_for_the_plans(edited: Edited) -> None:
    report = edited("results/estimates.json", lambda rows: [row.update(by="prompt") for row in rows if row["by"]])
    assert [one.name for one in tables(estimates(report))[2].columns][:3] == ["model", "prompt", "prompt of the item"]


def test_a_comparison_has_difference_interval_p_and_equivalence(report: Report) -> None:
    (table,) = tables(comparisons(report))
    assert table.caption == "large against small: whole sentence of pairs"
    assert column(table, "95 % interval") == ["0.040 to 0.200", "-0.040 to 0.080"]
    assert column(table, "equivalence p") == ["0.900", "0.030"]
    assert column(table, "reading") == ["higher", "no difference larger than 0.050"]


def test_nothing_to_compare_is_said(edited: Edited) -> None:
    report = edited("results/comparisons.json", list.clear)
    assert "Nothing is compared" in str(comparisons(report).blocks)


def test_variants_stand_in_one_table_a_probe(report: Report) -> None:
    (table,) = tables(robustness(report))
    assert [one.name for one in table.columns] == [
        "model",
        "prompt",
        "rule",
        "start",
        "value",
        "95 % interval",
        "n",
        "reading",
    ]


def test_rows_of_any_probe_make_a_table() -> None:
    rows = [{"word": "he", "rate": 0.25, "low": 0.1, "high": 0.4, "n": 1200, "told": True, "p_corrected": 0.0001}]
    table = numbers_table("Words", rows)
    assert [one.name for one in table.columns] == [
        "word",
        "rate",
        "95 % interval",
        "n",
        "differs from neutral",
        "corrected p",
    ]
    assert table.rows == (("he", "0.250", "0.100 to 0.400", "1,200", "yes", "< 0.001"),)


def test_a_number_that_is_none_leaves_its_cell_empty() -> None:
    assert numbers_table("", [{"a": "x", "value": None}, {"a": "y", "value": 1.0}]).rows == (("x", ""), ("y", "1.000"))
