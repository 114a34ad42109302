"""The default suite as a study: one family of primary figures, one report."""

from pathlib import Path

import pytest

from workbench.reports.report import open_report
from workbench.studies.suites import suite_study


@pytest.fixture
def study(tmp_path: Path) -> object:
    return suite_study("fake", size="quick", workspace=tmp_path / "workspace")


def test_each_probe_has_one_primary_figure(study: object) -> None:
    plan = study.plan  # type: ignore[attr-defined]
    assert len(plan.primary) == len(plan.probes) == 13


def test_the_suite_runs_to_a_report(study: object, tmp_path: Path) -> None:
    folder = study.run().report(tmp_path / "report")  # type: ignore[attr-defined]
    assert study.state == "done"  # type: ignore[attr-defined]
    assert "13 primary figures" in open_report(folder).answer()[0]
