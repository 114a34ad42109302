import json
from pathlib import Path

import pandas as pd
import pytest

import workbench as wb
from workbench.models.base import TextModel
from workbench.models.fake import FakeModel
from workbench.probes.pairs import PairProbe
from workbench.records import Card
from workbench.studies import first

CARD = Card("Planted pairs", "Made up.", "this test", "none", ("Not real.",))


def planted() -> pd.DataFrame:
    rows = range(40)
    return pd.DataFrame(
        {
            "item": rows,
            "group": [("age", "gender", "=religion")[row % 3] for row in rows],
            "direction": [("stereo", "antistereo")[row % 2] for row in rows],
            "more": [f"Sentence {row} is the one." for row in rows],
            "less": [f"Sentence {row} is another." for row in rows],
        }
    )


@pytest.fixture(autouse=True)
def no_data_set_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    def pairs(*, limit: int | None = None, starts: tuple[str, ...] = ("start",)) -> PairProbe:
        return PairProbe("planted", planted, CARD, limit, tuple(starts))

    monkeypatch.setattr(first, "crows_pairs", pairs)
    monkeypatch.setattr(first, "data_digests", lambda name: {"pairs.csv": "00"})


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(first, "crows_pairs", lambda *, limit, starts: PairProbe("planted", planted, CARD, limit, starts))
        patch.setattr(first, "data_digests", lambda name: {"pairs.csv": "00"})
        return first.write_report(tmp_path_factory.mktemp("study") / "one", model="fake")


def test_the_folder_holds_everything_a_reader_needs(written: Path) -> None:
    names = {path.relative_to(written).as_posix() for path in written.rglob("*") if path.is_file()}
    assert names == {
        "plan.json",
        "records.jsonl",
        "records.csv",
        "estimates.json",
        "estimates.csv",
        "robustness.csv",
        *(f"figures/{name}.{kind}" for name in ("by_bias_type", "by_direction") for kind in ("svg", "csv", "json")),
        "cards/model.json",
        "cards/data.json",
        "manifest.json",
        "times.json",
        "report.html",
    }


def test_two_runs_give_the_same_bytes_but_for_the_times(written: Path, tmp_path: Path) -> None:
    again = first.write_report(tmp_path / "two", model="fake", clock=iter(range(100, 200)).__next__)
    assert first.digest(again) == first.digest(written)
    assert (again / "times.json").read_bytes() != (written / "times.json").read_bytes()


def test_another_model_gives_another_digest(written: Path, tmp_path: Path) -> None:
    other = first.write_report(tmp_path / "two", model=FakeModel(salt="other"))
    assert first.digest(other) != first.digest(written)


def test_the_plan_is_written_before_the_model_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def score(self: FakeModel, items: object, **options: object) -> None:
        seen.extend(path.name for path in tmp_path.rglob("*.json"))
        raise KeyboardInterrupt

    monkeypatch.setattr(FakeModel, "score", score)
    with pytest.raises(KeyboardInterrupt):
        first.write_report(tmp_path / "one", model="fake")
    assert seen == ["plan.json"]


def test_an_interrupted_run_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(part: Path) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(first, "page", stopped)
    with pytest.raises(KeyboardInterrupt):
        first.write_report(tmp_path / "one", model="fake")
    assert list(tmp_path.iterdir()) == []


def test_the_plans_digest_is_that_of_the_plan(written: Path) -> None:
    import hashlib

    from workbench.reports.folder import canonical

    plan = json.loads((written / "plan.json").read_text())
    stated = plan.pop("digest")
    assert stated == hashlib.sha256(canonical(plan).encode()).hexdigest()
    assert json.loads((written / "manifest.json").read_text())["plan_digest"] == stated


def test_the_records_hold_every_pair_under_every_start_token_and_no_sentence(written: Path) -> None:
    rows = [json.loads(line) for line in (written / "records.jsonl").read_text().splitlines()]
    assert len(rows) == 40 * 3
    assert "Sentence" not in (written / "records.jsonl").read_text()


def test_a_group_that_looks_like_a_formula_is_harmless_in_the_table(written: Path) -> None:
    assert ",'=religion," in (written / "records.csv").read_text()


def test_every_estimate_is_labelled_primary_or_exploratory(written: Path) -> None:
    table = pd.read_csv(written / "estimates.csv")
    assert table["role"].value_counts().to_dict() == {"exploratory": 5, "primary family": 3, "primary": 1}
    assert table.loc[table["role"] == "exploratory", "p_corrected"].isna().all()


def test_no_file_holds_a_path_of_this_machine(written: Path) -> None:
    for path in written.rglob("*"):
        if path.is_file():
            assert str(written.parent) not in path.read_text(encoding="utf-8")


def test_the_commands_to_run_it_again_repeat_every_choice() -> None:
    plan = first._plan("a model", "ab", 40, ["newline"])
    assert plan["rerun"] == [
        "make setup",
        ".venv/bin/workbench report --out reports/again --limit 40 --model 'a model' --starts newline",
    ]


def test_a_plan_says_what_its_n_could_show() -> None:
    assert "0.036 away" in first._plan("m", "ab", None, ["start"])["detectable"]
    assert "too few" in first._plan("m", "ab", 3, ["start"])["detectable"]


def test_a_wrong_argument_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(wb.WorkbenchError, match="limit"):
        first.write_report(tmp_path / "one", model="fake", limit=0)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_two_reports_on_the_real_model_have_one_digest(default_model: TextModel, tmp_path: Path) -> None:
    folders = [first.write_report(tmp_path / name, model=default_model, limit=6) for name in ("one", "two")]
    assert first.digest(folders[0]) == first.digest(folders[1])
