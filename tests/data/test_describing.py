"""The table of adjectives and adverbs: what it holds, and a damaged file named by its line."""

import gzip
from pathlib import Path

import pytest

from workbench.data import card_of, load_data
from workbench.data.describing import DESCRIBING
from workbench.errors import DataError


def test_the_table_has_its_words() -> None:
    table = load_data("describing-words").to_pandas().set_index("word")
    assert len(table) == 11_507
    assert table.loc["violent", ["group", "only"]].tolist() == ["adjective", "yes"]
    assert table.loc["kind", "only"] == "no"
    assert table.loc["gently", "group"] == "adverb"
    assert table.index.is_unique


def test_the_card_tells_the_size_and_that_nothing_is_shipped() -> None:
    card = card_of("describing-words")
    assert "11,507 rows" in card.details["Size"]
    assert "never shipped" in card.licence


def test_a_damaged_line_is_named(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "lemma_lu.csv.gz", "wt") as file:
        file.write("kind,adj,kind\nbroken\n")
    with pytest.raises(DataError, match=r"lemma_lu\.csv\.gz, line 2"):
        DESCRIBING["describing-words"].read(tmp_path)
