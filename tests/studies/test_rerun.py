"""A written study made again: the same comes out the same, and every edit by hand is named."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from workbench.errors import ArtifactError, InputError
from workbench.models.base import TextModel
from workbench.models.fake import FakeModel
from workbench.probes import crows_pairs, sentence_pairs
from workbench.reports.folder import file_digests, write_digests
from workbench.studies.rerun import Rerun, changed_files, check_notebook, rerun


@pytest.fixture(scope="module")
def report(planted: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the report of a study of a model that opens by name."""
    place = tmp_path_factory.mktemp("study")
    probes = [sentence_pairs(planted.pairs(12))]
    study = planted.study(place / "workspace", ["fake"], probes=probes, prompts=None).run()
    folder: Path = study.report(place / "report")
    return folder


@pytest.fixture
def again(report: Path, tmp_path: Path) -> Callable[..., Rerun]:
    """Return what edits a copy of the report and makes it again; the digests can be forged too."""

    def make(edit: Callable[[Path], None], *, forge: bool = False) -> Rerun:
        copy = tmp_path / "copy"
        shutil.copytree(report, copy)
        edit(copy)
        if forge:
            pages = {"report.html", "report.md", "checklist.json"}
            kept = {
                name: value for name, value in json.loads((copy / "digests.json").read_text()).items() if name in pages
            }
            write_digests(copy)
            forged = {**json.loads((copy / "digests.json").read_text()), **kept}
            (copy / "digests.json").write_text(json.dumps(forged))
        return rerun(copy, out=tmp_path / "again")

    return make


def set_value(name: str, **changed: Any) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        path = folder / "results" / name
        if name.endswith(".jsonl"):
            rows = [json.loads(line) for line in path.read_text().splitlines()]
            rows[2].update(changed)
            path.write_text("".join(json.dumps(row, sort_keys=True) + "\n" for row in rows))
        else:
            values = json.loads(path.read_text())
            values[2].update(changed)
            path.write_text(json.dumps(values, sort_keys=True, indent=1) + "\n")

    return edit


def test_an_untouched_report_comes_out_the_same_to_the_last_digit(report: Path, tmp_path: Path) -> None:
    made = rerun(report, out=tmp_path / "again")
    assert made.ok
    assert made.others == made.changed == made.differences == ()
    assert "to the last digit" in made.verdict()
    assert file_digests(tmp_path / "again")["results"] == file_digests(report)["results"]


def test_the_users_own_workspace_is_not_touched(report: Path, workspace: Path, tmp_path: Path) -> None:
    rerun(report, out=tmp_path / "again")
    assert not workspace.exists()


@pytest.mark.parametrize("forge", [False, True])
@pytest.mark.parametrize(
    ("name", "changed"),
    [("estimates.json", {"value": 0.123}), ("estimates.json", {"n": 7}), ("records.jsonl", {"more_logprob": -1.0})],
)
def test_a_number_edited_by_hand_fails_and_is_named_also_where_the_digests_were_forged(
    name: str, changed: dict[str, Any], forge: bool, again: Callable[..., Rerun]
) -> None:
    made = again(set_value(name, **changed), forge=forge)
    assert not made.ok
    assert made.changed == (() if forge else (f"results/{name}",))
    named = [(one.file, one.column, one.old) for one in made.differences if one.file.startswith("results/")]
    column, value = next(iter(changed.items()))
    assert named == [(f"results/{name}", column, repr(value))]


def test_a_number_of_a_page_edited_by_hand_fails_and_is_named(report: Path, again: Callable[..., Rerun]) -> None:
    value = json.loads((report / "results" / "estimates.json").read_text())[0]["value"]
    shown = f"{value:.3f}"

    def edit(folder: Path) -> None:
        text = (folder / "report.md").read_text()
        assert shown in text
        (folder / "report.md").write_text(text.replace(shown, "0.999", 1))

    made = again(edit)
    assert made.changed == ("report.md",)
    assert [(one.file, one.old, one.new) for one in made.differences] == [("report.md", "0.999", shown)]
    assert "not as its results say" in made.verdict()


def test_on_another_kind_of_processor_the_last_digits_may_differ_and_it_is_said(again: Callable[..., Rerun]) -> None:
    def edit(folder: Path) -> None:
        manifest = json.loads((folder / "manifest.json").read_text())
        manifest["machine"]["processor"] = "another one"
        (folder / "manifest.json").write_text(json.dumps(manifest))
        path = folder / "results" / "records.jsonl"
        rows = [json.loads(line) for line in path.read_text().splitlines()]
        rows[0]["more_logprob"] += 1e-9
        path.write_text("".join(json.dumps(row, sort_keys=True) + "\n" for row in rows))

    made = again(edit, forge=True)
    assert made.ok
    assert made.others[0].startswith("processor: was another one, is ")
    assert "within the tolerances" in made.verdict()


def test_a_report_of_several_machines_is_held_to_the_tolerances(again: Callable[..., Rerun]) -> None:
    def edit(folder: Path) -> None:
        manifest = json.loads((folder / "manifest.json").read_text())
        one = {name: manifest[name] for name in ("machine", "packages")}
        other = {**one, "machine": {**one["machine"], "processor": "another one"}}
        (folder / "manifest.json").write_text(json.dumps({**manifest, "environments": [other, one]}))

    made = again(edit, forge=True)
    assert made.ok
    assert made.others == ("parts of it were run on several kinds of machine",)


def test_an_edited_plan_is_refused_before_anything_is_run(report: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(report, copy)
    plan = json.loads((copy / "plan.json").read_text())
    plan["smallest_effect"] = 0.01
    (copy / "plan.json").write_text(json.dumps(plan))
    with pytest.raises(InputError, match=r"plan.json of .* was changed"):
        rerun(copy, out=tmp_path / "again")
    assert not (tmp_path / "again").exists()


def test_another_model_than_the_plans_is_refused(report: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a model of this plan"):
        rerun(report, out=tmp_path / "again", models=[FakeModel(salt="other")])


def test_a_study_with_an_amendment_is_made_again(planted: ModuleType, tmp_path: Path) -> None:
    models = [FakeModel(), FakeModel(salt="b")]
    probes = [sentence_pairs(planted.pairs(6))]
    study = planted.study(tmp_path / "w", models[:1], probes=probes, prompts=None).run()
    folder = study.add(models=models[1:]).run().report(tmp_path / "report")
    assert rerun(folder, models=models).ok
    assert (tmp_path / "report-again" / "report.html").is_file()


def test_files_that_are_missing_or_added_are_named(report: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(report, copy)
    assert changed_files(copy) == []
    (copy / "results" / "cells.json").unlink()
    (copy / "results" / "more.json").write_text("{}")
    assert changed_files(copy) == ["results/cells.json", "results/more.json"]


def test_a_folder_that_is_no_report_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no report of a study"):
        rerun(tmp_path)


def test_a_report_is_never_written_over_by_its_own_rerun(report: Path) -> None:
    with pytest.raises(InputError, match="is the report itself"):
        rerun(report, out=report)


def test_a_manifest_without_its_machine_is_told(report: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(report, copy)
    (copy / "manifest.json").write_text("{}")
    with pytest.raises(ArtifactError, match="manifest.json"):
        rerun(copy, out=tmp_path / "again")


def test_the_reports_notebook_passes_and_an_edited_output_fails(report: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(report, copy)
    assert check_notebook(copy)[0]
    text = (copy / "report.ipynb").read_text()
    assert "as they were written (" in text
    (copy / "report.ipynb").write_text(text.replace("as they were written (", "as they were written (9"))
    assert not check_notebook(copy)[0]


def test_the_outcome_is_one_short_line_and_a_table() -> None:
    made = Rerun("reports/x", "reports/x-again", ("plan.json",), (), ())
    assert repr(made) == "Rerun('x', 1 file changed, 0 values differ)"
    assert list(made.frame().columns) == ["file", "row", "column", "old", "new", "allowed"]


@pytest.mark.slow
def test_a_study_of_the_real_model_comes_out_the_same_to_the_last_digit(
    planted: ModuleType, default_model: TextModel, tmp_path: Path
) -> None:
    probes = [crows_pairs(limit=8)]
    study = planted.study(tmp_path / "w", [default_model], probes=probes, prompts=None).run()
    made = rerun(study.report(tmp_path / "report"), models=[default_model])
    assert made.ok
    assert made.others == ()
