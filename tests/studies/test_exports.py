"""A study taken elsewhere: exact, whole, and read by the other tools' own readers."""

import json
import math
import os
import resource
import subprocess
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import workbench as wb
from workbench.errors import ArtifactError, InputError
from workbench.models.fake import FakeModel
from workbench.records import Score
from workbench.studies import Study
from workbench.studies.tables import read_rows

PEER = Path(__file__).parents[2] / ".venv-bench" / "bin" / "python"
READ = """
import glob, json, sys
from lm_eval.result_schema import EvalResults
from lm_eval.utils import get_results_filenames, make_table
from pydantic import TypeAdapter
for name in get_results_filenames(sorted(glob.glob(sys.argv[1] + "/*/*"))):
    found = json.load(open(name))
    TypeAdapter(EvalResults).validate_python(found)
    print(make_table(found))
"""


class Flawed(FakeModel):
    """The fake model with one text whose logits are no numbers."""

    def score(self, items: Sequence[tuple[str, str]], *, start: str = "start") -> list[Score]:
        whole = super().score(items, start=start)
        return [
            Score(math.nan, one.tokens, (math.nan,) * len(one.tokens), False, one.text, flaw="NaN logits")
            if text.startswith("3 ")
            else one
            for (_, text), one in zip(items, whole, strict=True)
        ]


@pytest.fixture(scope="module")
def study(planted: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Study:
    models = [Flawed(), FakeModel(salt="b")]
    made: Study = planted.study(tmp_path_factory.mktemp("workspace"), models)
    return made.run()


@pytest.mark.parametrize("suffix", ["jsonl", "parquet"])
def test_every_record_comes_back_exact_with_its_nan(suffix: str, study: Study, tmp_path: Path) -> None:
    rows = read_rows(study.export(tmp_path / f"records.{suffix}"))
    frame = study.frame()
    assert [row["model"] for row in rows] == frame["model"].tolist()
    found = [row.get("more_logprob") for row in rows]
    known = frame["more_logprob"].tolist()
    for one, other in zip(found, known, strict=True):
        assert one == other or (math.isnan(other) and (one is None or math.isnan(one)))
    assert sum(one is not None and math.isnan(one) for one in found) == 2  # one item under either prompt


def test_the_spreadsheet_file_holds_every_row_and_marks_the_column_with_a_formula(study: Study, tmp_path: Path) -> None:
    path = study.export(tmp_path / "records.csv")
    assert "group [']" in path.read_text("utf-8-sig").splitlines()[0]
    assert {row["group"] for row in read_rows(path)} >= {"age", "gender", "=religion"}
    assert len(read_rows(path)) == len(study.frame())


def test_two_exports_have_the_same_bytes(study: Study, tmp_path: Path) -> None:
    for name in ("records.jsonl", "records.parquet", "records.csv"):
        one, two = (study.export(tmp_path / place / name) for place in ("one", "two"))
        assert one.read_bytes() == two.read_bytes()


def test_a_dataset_folder_is_read_by_datasets_without_a_network(study: Study, tmp_path: Path) -> None:
    import datasets

    folder = study.export(tmp_path / "taken", kind="dataset")
    records = datasets.load_dataset(str(folder), cache_dir=str(tmp_path / "cache"))["train"]
    estimates = datasets.load_dataset(str(folder), "estimates", cache_dir=str(tmp_path / "cache"))["train"]
    assert records.num_rows == len(study.frame())
    assert estimates["value"][0] == study.estimate()["value"].tolist()[0]
    assert estimates["by"][0] is None


def test_the_dataset_card_holds_no_markup_of_a_users_text(planted: ModuleType, tmp_path: Path) -> None:
    question = "x\n---\n<script>alert(1)</script> [a](javascript:b) \u202e"
    study = planted.study(tmp_path / "w", [FakeModel()], context=wb.Context(question=question))
    card = (study.run().export(tmp_path / "out", kind="dataset") / "README.md").read_text()
    assert "x --- \\<script\\>alert(1)\\</script\\> \\[a\\](javascript:b) \\\\u202e" in card
    assert card.count("\n---\n") == 1


def test_lm_eval_reads_its_results_with_its_own_reader(study: Study, tmp_path: Path) -> None:
    folder = study.export(tmp_path / "taken", kind="lm-eval")
    if not PEER.exists():
        pytest.skip("lm-eval is not installed: make bench makes its environment")
    environment = {**os.environ, "HF_HUB_OFFLINE": "1"}
    read = subprocess.run([PEER, "-c", READ, folder], capture_output=True, text=True, env=environment, check=False)
    assert read.returncode == 0, read.stderr
    assert read.stdout.count("whole_sentence ") >= 2


def test_lm_eval_results_hold_the_studys_own_figures(study: Study, tmp_path: Path) -> None:
    folder = study.export(tmp_path / "taken", kind="lm-eval")
    files = sorted(folder.glob("*/results_*.json"))
    assert len(files) == 2
    found = [json.loads(path.read_text()) for path in files]
    table = study.estimate()
    whole = table[(table["measure"] == "whole sentence") & (table["group"] == "all") & (table["prompt"] == "none")]
    values = {one["results"]["sentence_pairs"]["whole_sentence,none"] for one in found}
    assert values == set(whole["value"])
    for one in found:
        assert set(one["versions"]) == set(one["results"]) == set(one["n-shot"]) == set(one["n-samples"])
        assert {value for scale in one["higher_is_better"].values() for value in scale.values()} == {None}


@pytest.mark.parametrize("salt", ["../up", "a/b:c", "=1"])
def test_no_label_of_a_model_leads_out_of_the_folder(salt: str, planted: ModuleType, tmp_path: Path) -> None:
    model = FakeModel(salt=salt)
    model.name = f"../../{salt}"
    study = planted.study(tmp_path / "w", [model]).run()
    folder = study.export(tmp_path / "taken" / "out", kind="lm-eval")
    assert len(list(folder.glob("*/results_*.json"))) == 1
    assert sorted(path.name for path in (tmp_path / "taken").iterdir()) == ["out"]


def test_an_unfinished_study_is_told_to_run_first(planted: ModuleType, tmp_path: Path) -> None:
    study = planted.study(tmp_path / "w", [FakeModel()])
    with pytest.raises(InputError, match="Run it first"):
        study.export(tmp_path / "records.jsonl")


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [("out", None, "which kind"), ("out", "xml", "kind of export"), ("out.txt", "jsonl", "ends in .jsonl")],
)
def test_a_kind_that_is_none_is_answered_in_words(
    name: str, kind: Any, words: str, study: Study, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=words):
        study.export(tmp_path / name, kind=kind)


def test_a_folder_that_is_no_export_is_never_replaced(study: Study, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("precious")
    with pytest.raises(InputError, match="no export of ours"):
        study.export(tmp_path, kind="dataset")
    assert (tmp_path / "mine.txt").read_text() == "precious"


def contents(place: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in [place, *place.rglob("*")] if path.is_file()}


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.jsonl", None), ("a.parquet", None), ("a.csv", None), ("out", "lm-eval"), ("out", "dataset")],
)
def test_where_no_file_may_grow_the_old_export_stays_and_the_place_is_named(
    name: str, kind: str | None, study: Study, tmp_path: Path
) -> None:
    target = study.export(tmp_path / name, kind=kind)
    before = contents(tmp_path)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, hard))
    try:
        with pytest.raises(ArtifactError) as told:
            study.export(target, kind=kind)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert str(target) in str(told.value)
    assert contents(tmp_path) == before
