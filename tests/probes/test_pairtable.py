"""A researcher's own pairs: every defect is named with its place, in a table by row, in a file by line and column."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from workbench.errors import ArtifactError, DataError, InputError
from workbench.probes import sentence_pairs, winoqueer
from workbench.probes.pairtable import clusters_of, own_pairs


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("more\nOld people forget.\n", r"pairs.csv, line \d.*'less'"),
        ("more,less\nOne.,Two.\nThree.,Three.\n", r"pairs.csv, line 3, columns more and less: .*the same"),
        ("more,less\nOne., \n", "pairs.csv, line 2, column less is empty"),
        ('more,less\n"One\nday.",Two.\nThree.,\n', "pairs.csv, line 4, column less is empty"),
        ("more,less\nOne.,Two.\nThree.\n", "pairs.csv, line 3"),
        ("more,less\n", "pairs.csv|no row"),
        ("", "pairs.csv.*empty"),
    ],
)
def test_a_defect_of_a_file_is_named_with_file_line_and_column(tmp_path: Path, text: str, match: str) -> None:
    (tmp_path / "pairs.csv").write_text(text)
    with pytest.raises((DataError, InputError), match=match):
        sentence_pairs(tmp_path / "pairs.csv")


def test_a_file_in_another_encoding_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "pairs.csv").write_bytes("more,less\nÄltere.,Jüngere.\n".encode("latin-1"))
    with pytest.raises(DataError, match="pairs.csv"):
        sentence_pairs(tmp_path / "pairs.csv")


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match="pairs.csv"):
        sentence_pairs(tmp_path / "pairs.csv")


def test_equal_sentences_in_a_table_are_refused_by_row() -> None:
    with pytest.raises(InputError, match="Columns more and less of row 1: the two sentences are the same"):
        sentence_pairs([{"more": "One.", "less": "Two."}, {"more": "Three.", "less": "Three. "}])


def test_columns_that_are_called_otherwise_are_named_as_they_are() -> None:
    with pytest.raises(InputError, match="Columns sent_x and sent_y of row 0"):
        winoqueer([{"Gender_ID_x": "LGBTQ", "sent_x": "One.", "sent_y": "One."}])


def test_a_file_gives_the_same_pairs_as_its_rows(tmp_path: Path) -> None:
    rows = [{"more": f"Old {place}.", "less": f"Young {place}.", "group": "ab"[place % 2]} for place in range(5)]
    pd.DataFrame(rows).to_csv(tmp_path / "pairs.csv", index=False)
    pd.DataFrame(rows).to_json(tmp_path / "pairs.jsonl", orient="records", lines=True)
    for name in ("pairs.csv", "pairs.jsonl"):
        assert own_pairs(tmp_path / name).equals(own_pairs(rows))


def test_a_row_that_stands_twice_is_kept_in_one_cluster(tmp_path: Path) -> None:
    (tmp_path / "pairs.csv").write_text("more,less\nOne.,Two.\nOne.,Two.\nOne.,Three.\n")
    assert clusters_of(own_pairs(tmp_path / "pairs.csv")).tolist() == [0, 0, 1]


@pytest.mark.parametrize("given", [[], [{"less": "a"}], pd.DataFrame({"more": ["a"]})])
def test_a_missing_column_is_told_with_those_there_are(given: Any) -> None:
    with pytest.raises(InputError, match="The table has no column .*it has"):
        own_pairs(given)
