from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workbench.reports.checklists import ACL, NAACL, OPEN, Answer, checklist
from workbench.reports.folder import read_json
from workbench.reports.report import Report, open_report

Edited = Callable[[str, Callable[[Any], object]], Report]
ITEMS = [f"{part}{place}" for part, most in zip("ABCDE", (2, 6, 4, 5, 1), strict=True) for place in range(1, most + 1)]


def by_item(report: Report) -> dict[str, Answer]:
    return {answer.item: answer for answer in checklist(report)}


def test_every_item_of_the_responsible_nlp_checklist_is_there(study: Path) -> None:
    assert [answer.item for answer in checklist(open_report(study)) if answer.checklist == ACL] == ITEMS


def test_every_item_of_the_reproducibility_checklist_is_there(study: Path) -> None:
    found = [answer.item.split()[0] for answer in checklist(open_report(study)) if answer.checklist == NAACL]
    assert {part: found.count(part) for part in found} == {"Results": 7, "Search": 5, "Data": 6}


def test_what_the_manifest_knows_is_filled_in(study: Path) -> None:
    answers = by_item(open_report(study))
    assert answers["Results 3"].says == "A processor, 2 cores, 2 torch threads."
    assert answers["Data 4"].says == "CrowS-Pairs: English."
    assert "CC BY-SA 4.0" in answers["B2"].says


@pytest.mark.parametrize("item", ["Search 4", "Data 6", "B3", "D3", "D4", "D5", "E1"])
def test_what_only_a_person_knows_waits_for_one(item: str, study: Path) -> None:
    assert by_item(open_report(study))[item].state == OPEN


@pytest.mark.parametrize("item", ["Results 2", "Results 5", "A2", "B4", "D1", "D2"])
def test_what_is_known_in_part_says_what_is_left(item: str, study: Path) -> None:
    answer = by_item(open_report(study))[item]
    assert answer.state == "in part"
    assert OPEN in answer.says


def test_a_use_case_in_the_plan_answers_its_part(edited: Edited) -> None:
    report = edited("plan.json", lambda made: made["context"].update(use_case="A first look."))
    assert by_item(report)["B3"].says.startswith("the plan's use case: A first look.")


def test_the_file_holds_what_the_page_shows(study: Path) -> None:
    rows = read_json(study / "checklist.json")
    assert [row["item"] for row in rows] == [answer.item for answer in checklist(open_report(study))]
    page = (study / "report.html").read_text(encoding="utf-8")
    assert f"{sum(row['state'] == OPEN for row in rows)} items of {len(rows)} wait for a person." in page
