"""The folder of a study: what is in it, what is not, and that one edited byte shows."""

import json
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

import workbench as wb
from workbench.errors import ContextError, InputError
from workbench.models.fake import FakeModel
from workbench.reports.folder import DIGESTS, file_digests


class Failing(FakeModel):
    def score(self, *_: Any, **__: Any) -> Any:
        raise ContextError("Item 3 of /home/someone/data.csv is too long.")


@pytest.fixture(scope="module")
def study(planted: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> wb.Study:
    place = tmp_path_factory.mktemp("folder")
    models = [FakeModel(), FakeModel("b")]
    made = planted.study(place / "workspace", models, probes=[wb.probes.sentence_pairs(planted.pairs(24))]).run()
    return made.add(models=[Failing("c")]).run()


@pytest.fixture(scope="module")
def folder(study: wb.Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return study.report(tmp_path_factory.mktemp("folder") / "report")


def read(folder: Path, name: str) -> Any:
    return json.loads((folder / name).read_text(encoding="utf-8"))


def test_the_folder_holds_what_a_reader_needs(folder: Path) -> None:
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    tables = {
        f"results/{name}.{kind}" for name in ("estimates", "comparisons", "robustness") for kind in ("json", "csv")
    }
    assert tables <= names
    assert {"plan.json", "results/cells.json", "results/records.jsonl", "results/records.csv", "manifest.json"} <= names
    assert {"report.html", "report.md", "report.ipynb", "checklist.json", "digests.json", "times.json"} <= names
    assert {"cards/model-1.json", "cards/model-2.json", "cards/model-3.json", "cards/data-1.json"} <= names
    assert {"figures/00-all.svg", "figures/01-group.svg", "figures/01-group.csv", "figures/01-group.json"} <= names


def test_the_digests_are_those_of_the_files(folder: Path) -> None:
    written = read(folder, DIGESTS)
    assert {name: written[name] for name in file_digests(folder)} == file_digests(folder)


def test_the_plan_stands_with_its_digest_and_its_amendment(folder: Path, study: wb.Study) -> None:
    plan = read(folder, "plan.json")
    assert plan["digest"] == study.plan.digest
    assert len(plan["amendments"]) == 1
    assert wb.Plan.from_dict(plan).digest == study.plan.digest


def test_a_failed_cell_is_counted_with_its_reason_and_no_path(folder: Path) -> None:
    cells = read(folder, "results/cells.json")
    failed = [cell for cell in cells if "failed" in cell]
    assert len(cells) == 6
    assert len(failed) == 2
    assert all(cell["chunks"]["done"] == 0 for cell in failed)
    assert "/home" not in failed[0]["failed"]
    assert "is too long" in failed[0]["failed"]


def test_a_report_with_a_failed_cell_has_a_banner(folder: Path) -> None:
    html = (folder / "report.html").read_text(encoding="utf-8")
    assert re.search("(?i)incomplete|not finished|missing", html)


def test_records_hold_every_finished_cell_and_no_sentence(folder: Path) -> None:
    text = (folder / "results" / "records.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in text.splitlines()]
    assert len(rows) == 4 * 24
    assert {"model", "prompt", "probe", "item", "group", "more_logprob"} <= set(rows[0])
    assert "nurse" not in text


def test_a_group_that_looks_like_a_formula_is_text_in_the_table(folder: Path) -> None:
    table = (folder / "results" / "records.csv").read_text(encoding="utf-8")
    assert not re.search(r"(^|,)=religion", table, re.MULTILINE)


def test_comparisons_are_of_models_and_of_prompts(folder: Path) -> None:
    rows = read(folder, "results/comparisons.json")
    assert {row["by"] for row in rows} == {"model", "prompt"}
    assert all(("prompt" in row) == (row["by"] == "model") for row in rows)


def test_the_manifest_tells_of_the_run(folder: Path) -> None:
    made = read(folder, "manifest.json")
    assert [len(model["fingerprint"]) for model in made["models"]] == [64, 64, 64]
    assert made["models"][0]["execution"]["batch_tokens"] == 1024
    assert made["machine"]["threads"] is None
    assert made["data"]["sentence-pairs"]["pairs"]
    assert made["seeds"] == []


def test_no_file_holds_a_path_of_this_machine(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            assert str(folder.parents[1]) not in path.read_text(encoding="utf-8")


def test_estimates_in_the_folder_are_those_of_the_study(folder: Path, study: wb.Study) -> None:
    written = pd.DataFrame(read(folder, "results/estimates.json"))
    assert written["value"].tolist() == pytest.approx(study.estimate()["value"].tolist(), nan_ok=True)
    assert written["role"].tolist() == study.estimate()["role"].tolist()


def test_a_study_of_which_nothing_is_finished_has_no_report(planted: ModuleType, tmp_path: Path) -> None:
    made = planted.study(tmp_path / "workspace", [FakeModel()])
    with pytest.raises(InputError, match=r"study\.run\(\) first"):
        made.report(tmp_path / "report")
    assert not (tmp_path / "report").exists()


def test_the_folder_of_a_name_is_below_reports(
    planted: ModuleType, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    probe = wb.probes.sentence_pairs(planted.pairs(6))
    study = wb.Study("../../Etc", models=[FakeModel()], probes=[probe], workspace=workspace).run()
    written = study.report()
    assert written.parent == Path("reports")
    assert (tmp_path / written / "report.html").is_file()
