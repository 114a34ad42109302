import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import workbench as wb
from workbench.errors import ArtifactError, InputError
from workbench.reports.report import Report, open_report

Edited = Callable[[str, Callable[[Any], object]], Report]


@pytest.fixture
def report(study: Path) -> Report:
    return open_report(study)


def test_a_report_opens_by_its_folder(study: Path) -> None:
    assert repr(wb.open_report(study)) == "Report('two-models', 8 cells)"


def test_a_folder_without_a_report_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no report at .* Give the folder that study\.report\(\) wrote"):
        open_report(tmp_path)


def test_estimates_come_as_a_table_with_their_place_first(report: Report) -> None:
    table = report.estimates()
    assert table.columns.tolist()[:9] == ["model", "prompt", "probe", "by", "role", "measure", "group", "value", "low"]
    assert len(report.estimates("primary")) == 8


def test_an_unknown_role_is_answered_with_the_near_one(report: Report) -> None:
    with pytest.raises(InputError, match="Did you mean 'primary'"):
        report.estimates("primry")


def test_comparisons_robustness_and_records_come_as_tables(report: Report) -> None:
    assert report.comparisons()["second"].tolist() == ["large", "large"]
    assert report.robustness()["rule"].nunique() == 2
    assert len(report.records()) == 320


def test_a_figure_is_shown_from_its_file(report: Report) -> None:
    shown = report.draw("primary")
    assert repr(shown) == "Picture('Primary figures by probe')"
    assert 'src="data:image/svg+xml;base64,' in shown._repr_html_()


def test_an_unknown_figure_or_section_is_answered_with_the_near_one(report: Report) -> None:
    with pytest.raises(InputError, match="Unknown figure 'primery'. Did you mean 'primary'"):
        report.draw("primery")
    with pytest.raises(InputError, match="Did you mean 'answer'"):
        report.section("anwser")


def test_the_short_form_shows_banner_and_answer(report: Report) -> None:
    shown = report._repr_html_()
    assert "This study is not whole" in shown
    assert "Of 8 primary figures" in shown


def test_a_folder_as_it_was_written_passes(report: Report) -> None:
    assert report.faults() == []
    assert repr(report.check()) == "Plan, results, figures, cards and manifest are as they were written (17 files)."


@pytest.mark.parametrize(
    "name",
    [
        "plan.json",
        "manifest.json",
        "results/records.jsonl",
        "figures/primary.csv",
        "report.html",
        "report.md",
        "checklist.json",
    ],
)
def test_one_changed_byte_is_named(name: str, copied: Path) -> None:
    with (copied / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(ArtifactError, match=f"{name} was changed"):
        open_report(copied).check()


def test_a_missing_and_an_added_file_are_named(copied: Path) -> None:
    (copied / "figures" / "primary.csv").unlink()
    (copied / "results" / "more.json").write_text("[]")
    assert open_report(copied).faults() == ["figures/primary.csv is missing", "results/more.json was added"]


@pytest.mark.parametrize("name", ["times.json", ".ipynb_checkpoints/report.ipynb", "report.ipynb"])
def test_what_may_change_is_no_fault(name: str, copied: Path) -> None:
    (copied / name).parent.mkdir(exist_ok=True)
    (copied / name).write_text("{}")
    assert open_report(copied).faults() == []


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("results/estimates.json", lambda rows: rows[0].pop("role")),
        ("results/estimates.json", lambda rows: rows[0].pop("n")),
        ("results/comparisons.json", lambda rows: rows[0].pop("second")),
        ("results/cells.json", lambda rows: rows[0].pop("probe")),
        ("cards/data-pairs.json", lambda card: card.pop("licence")),
    ],
)
def test_a_row_that_lacks_something_is_named(name: str, change: Callable[[Any], object], edited: Edited) -> None:
    report = edited(name, change)
    with pytest.raises(ArtifactError, match=f"A row of {Path(name).name} lacks something"):
        _ = report.document


def test_control_characters_in_a_table_are_visible_escapes(edited: Edited) -> None:
    report = edited("results/estimates.json", lambda rows: rows[0].update(model="\x1b[31mred"))
    assert report.estimates()["model"][0] == "\\x1b[31mred"


def test_nothing_is_written_by_reading(study: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(study, tmp_path / "copy"))
    before = {path: path.stat().st_mtime_ns for path in copy.rglob("*")}
    report = open_report(copy)
    _ = (report.document, report.answer(), report.check(), report.records())
    assert {path: path.stat().st_mtime_ns for path in copy.rglob("*")} == before
