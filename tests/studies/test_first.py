"""The first study: a plan ready made, run and written by one call."""

import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

import workbench as wb
from workbench.models.base import TextModel
from workbench.models.fake import FakeModel
from workbench.probes.pairs import PairProbe
from workbench.records import Card
from workbench.reports.folder import file_digests
from workbench.studies import first

CARD = Card("Planted pairs", "Made up.", "this test", "none", ("Not real.",))


@pytest.fixture(autouse=True)
def no_data_set_needed(planted: ModuleType, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = pd.DataFrame(planted.pairs(40))

    def pairs(*, limit: int | None = None, starts: tuple[str, ...] = ("start",)) -> PairProbe:
        return PairProbe("planted", table.copy, CARD, limit, tuple(starts), files=lambda: {"planted": {"f": "00"}})

    monkeypatch.setattr(first, "crows_pairs", pairs)


def test_one_call_writes_the_report_of_a_study(tmp_path: Path) -> None:
    folder = wb.write_report(tmp_path / "one", model="fake")
    plan = json.loads((folder / "plan.json").read_text())
    assert plan["gaps"] == []
    assert plan["title"] == "Which sentences of CrowS-Pairs does fake find likelier?"
    assert (folder / "report.html").is_file()


def test_a_second_call_runs_nothing_again(planted: ModuleType, tmp_path: Path) -> None:
    models = [planted.Counting(), planted.Counting()]
    folders = [wb.write_report(tmp_path / str(place), model=model) for place, model in enumerate(models)]
    assert models[0].asked
    assert not models[1].asked
    assert file_digests(folders[0])["results"] == file_digests(folders[1])["results"]


@pytest.mark.parametrize("changes", [{"model": FakeModel("b")}, {"limit": 20}, {"starts": ["newline"]}])
def test_another_model_or_part_is_another_study(tmp_path: Path, changes: dict[str, Any]) -> None:
    names = {first.first_study(**{"model": "fake", **given}).name for given in ({}, changes)}
    assert len(names) == 2


def test_the_plan_is_kept_before_the_model_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def score(self: FakeModel, items: object, **options: object) -> None:
        seen.extend(wb.list_studies()["state"])
        raise KeyboardInterrupt

    monkeypatch.setattr(FakeModel, "score", score)
    with pytest.raises(KeyboardInterrupt):
        wb.write_report(tmp_path / "one", model="fake")
    assert seen == ["running"]
    assert not (tmp_path / "one").exists()


def test_a_wrong_argument_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(wb.WorkbenchError, match="limit"):
        wb.write_report(tmp_path / "one", model="fake", limit=0)
    assert not (tmp_path / "one").exists()


@pytest.mark.slow
def test_two_reports_on_the_real_model_have_one_digest(default_model: TextModel, tmp_path: Path) -> None:
    folders = [
        wb.write_report(tmp_path / name, model=default_model, limit=6, workspace=tmp_path / f"{name}-store")
        for name in ("one", "two")
    ]
    assert file_digests(folders[0])["results"] == file_digests(folders[1])["results"]
