from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workbench.reports.folder import read_json
from workbench.reports.provenance import cite, manifest, plan, rerun
from workbench.reports.report import Report, open_report

Edited = Callable[[str, Callable[[Any], object]], Report]


@pytest.fixture
def report(study: Path) -> Report:
    return open_report(study)


def test_the_plan_stands_with_digest_models_prompts_and_amendments(report: Report) -> None:
    told = str(plan(report).blocks)
    for part in (
        "ab" * 32,
        "fingerprint: large00",
        "Answer with care. ",
        "1 amendment",
        "a model was added",
        '"limit": 40',
    ):
        assert part in told


def test_a_plan_that_was_kept_says_so(edited: Edited) -> None:
    assert "Amendments: none." in str(plan(edited("plan.json", lambda made: made.update(amendments=[]))).blocks)


def test_the_manifest_can_be_read_by_a_person(report: Report) -> None:
    told = str(manifest(report).blocks)
    for part in (
        "A processor (x86_64, Linux)",
        "2 cores, 2 torch threads",
        "numpy 2.3.4",
        "tree, exact, fused layers on cpu, packed weights",
    ):
        assert part in told


def test_code_that_was_not_clean_raises_a_notice(report: Report, edited: Edited) -> None:
    assert "The code was not clean" in str(manifest(report).blocks)
    clean = edited("manifest.json", lambda made: made["code"].update(dirty=False))
    assert "The code was not clean" not in str(manifest(clean).blocks)
    assert "the code was as in that commit" in str(manifest(clean).blocks)


def test_an_installed_package_names_no_commit(edited: Edited) -> None:
    report = edited("manifest.json", lambda made: made.update(code={"commit": None, "dirty": None}))
    assert "not known (an installed package, or no git)" in str(manifest(report).blocks)
    assert "git checkout" not in str(rerun(report).blocks)


def test_parts_that_were_run_elsewhere_are_said(edited: Edited) -> None:
    one = {"machine": {"processor": "Another", "cores": 4}, "python": "3.12.1", "packages": {}, "code": {}}
    report = edited("manifest.json", lambda made: made.update(environments=[one, one]))
    assert "Run in several places" in str(manifest(report).blocks)
    assert "processor: Another; cores: 4; Python: 3.12.1" in str(manifest(report).blocks)


def test_an_execution_of_another_version_is_shown_as_it_stands(edited: Edited) -> None:
    report = edited("manifest.json", lambda made: made["models"][0].update(execution={"engine": "other"}))
    assert "engine: other" in str(manifest(report).blocks)


def test_the_commands_name_the_folder_and_the_commit_and_hold_nothing_that_a_shell_obeys(
    report: Report, edited: Edited
) -> None:
    assert ".venv/bin/workbench rerun reports/two-models" in str(rerun(report).blocks)
    assert f"git checkout {'c0ffee' * 6}c0ff" in str(rerun(report).blocks)
    hostile = edited("plan.json", lambda made: made.update(name="x; rm -rf ~"))
    assert rerun(hostile).blocks[1].text.endswith("rerun reports/x-rm-rf-3a4e655f")  # type: ignore[union-attr]


def test_a_citation_names_versions_and_digests_and_no_author(report: Report) -> None:
    told = str(cite(report).blocks)
    digest = read_json(report.folder / "digests.json")["results"][:12]
    for part in ("Authors: to be named", "author = {TO BE NAMED}", "lm-workbench 0.1.0", "Plan abababababab", digest):
        assert part in told
    assert "CrowS-Pairs: Nangia et al. (2020)" in told


def test_braces_of_a_title_do_not_end_an_entry(edited: Edited) -> None:
    report = edited("plan.json", lambda made: made.update(title="A } title\\end{x}"))
    assert "title = {A titleendx}," in cite(report).blocks[1].text  # type: ignore[union-attr]
