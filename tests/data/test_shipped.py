"""The small sets that are shipped say what their cards say."""

import re
from pathlib import Path

import pandas as pd
import pytest

from workbench.data import card_of, data_digests, load_data
from workbench.data.shipped import SMALL, read_table
from workbench.data.sources import SHIPPED, read_card
from workbench.errors import ArtifactError, DataError

COUNTS = {
    "commands": 40,
    "search-topics": 60,
    "sentiment-sentences": 120,
    "service-questions": 30,
    "summaries": 40,
    "tables": 40,
    "translation-en-fr": 60,
    "words": 1300,
}
FUNCTION_WORDS = set(
    re.findall(
        r"\w+",
        """
        a an and are as at be been before by can do does for from go goes how i in
        into is it its my not of on or our out over should so some such that the their them
        then there they this to too under until up was we what when where which who why with you your
        after about above across near one two between any because
        """,
    )
)


def rows(name: str) -> pd.DataFrame:
    return load_data(name, split="all").to_pandas()


def content(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+", text.lower())) - FUNCTION_WORDS


@pytest.mark.parametrize("name", SMALL)
def test_a_set_has_its_rows_in_the_files_order(name: str) -> None:
    assert rows(name)["item"].tolist() == list(range(COUNTS[name]))


@pytest.mark.parametrize("name", SMALL)
def test_a_set_is_cc0_and_has_digests(name: str) -> None:
    assert card_of(name).licence.startswith("CC0")
    assert set(data_digests(name)) == set(SMALL[name].members)


@pytest.mark.parametrize("name", SMALL)
def test_the_card_names_every_column(name: str) -> None:
    assert all(f"`{column}`" in card_of(name).details["Columns"] for column in rows(name).columns)


@pytest.mark.parametrize("name", [name for name in SMALL if name != "words"])
def test_the_card_names_the_size_of_every_part(name: str) -> None:
    for part in ("train", "validation", "test"):
        assert f"{load_data(name, split=part).num_rows} {part}" in card_of(name).details["Parts"]


def test_half_the_sentences_are_positive() -> None:
    assert rows("sentiment-sentences")["label"].value_counts().to_dict() == {"positive": 60, "negative": 60}
    assert load_data("sentiment-sentences").to_pandas()["label"].value_counts().to_dict() == {
        "positive": 42,
        "negative": 42,
    }


def test_every_answer_of_the_shops_stands_in_the_rules() -> None:
    assert all(answer in rules for answer, rules in rows("service-questions")[["answer", "rules"]].to_numpy())


def test_a_query_shares_no_word_of_content_with_any_passage() -> None:
    table = rows("search-topics")
    assert table["passage"].nunique() == 12
    for query in table["query"]:
        for passage in table["passage"].unique():
            assert not content(query) & content(passage), query


def test_a_row_of_a_table_holds_what_the_sentence_says() -> None:
    for text, name, place in rows("tables")[["text", "name", "place"]].itertuples(index=False):
        assert name in text.lower()
        assert place in text
    assert rows("tables")["row"][0] == "old oak | 300 years | market square"


def test_a_summary_is_shorter_than_its_text() -> None:
    table = rows("summaries")
    assert (table["summary"].str.len() < 0.7 * table["text"].str.len()).all()


def test_no_command_deletes_overwrites_or_goes_over_a_network() -> None:
    words = " ".join(rows("commands")["command"]).split()
    assert not set(words) & {
        "rm",
        "dd",
        "sudo",
        "curl",
        "wget",
        "ssh",
        "kill",
        "chmod",
        "chown",
        ">",
        ">>",
        "-exec",
        "-delete",
    }


def test_words_have_5_to_14_small_letters_and_letters_of_their_own() -> None:
    words = rows("words")["word"]
    assert words.str.fullmatch("[a-z]{5,14}").all()
    assert words.map(lambda word: "".join(sorted(word))).is_unique


@pytest.mark.parametrize("row", ["b,", "a,one"])
def test_a_row_that_is_empty_or_stands_twice_is_named(tmp_path: Path, row: str) -> None:
    (tmp_path / "rows.csv").write_text(f"kind,task\na,one\n{row}\n")
    with pytest.raises(DataError, match=r"rows.csv, (line 3|row 1)"):
        read_table(tmp_path / "rows.csv", "kind", "task")


def test_a_card_that_is_not_there_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match="card.md is missing.*make setup"):
        read_card(tmp_path / "card.md")


def test_a_card_without_a_licence_is_refused(tmp_path: Path) -> None:
    text = (SHIPPED / "words" / "card.md").read_text("utf-8")
    (tmp_path / "card.md").write_text(text.replace("| Licence |", "| Terms |"))
    with pytest.raises(DataError, match="Source and Licence"):
        read_card(tmp_path / "card.md")
