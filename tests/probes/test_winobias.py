"""WinoBias on the real sentences: its pairs and clusters, and rows of which the other occupation cannot be told."""

from typing import Any

import pandas as pd
import pytest

import workbench.probes as probes
from workbench.errors import InputError
from workbench.probes.winobias import shaped

ROWS = probes.winobias(split="all").rows()


def test_all_lines_with_two_marked_spans_are_asked() -> None:
    assert len(ROWS) == 3_168 - 87
    assert ROWS["split"].value_counts().to_dict() == {"validation": 1_554, "test": 1_527}


def test_a_pair_is_a_sentence_for_and_one_against_the_stereotype_about_the_same_person() -> None:
    paired = ROWS[ROWS["pair"] != ""].groupby("pair")
    assert (paired["side"].sum() == 0).all()
    assert (paired["right"].nunique() == 1).all()
    assert (paired["pronoun_gender"].nunique() == 2).all()
    assert (ROWS["pair"] == "").sum() == 37


def test_an_occupation_is_named_without_its_article() -> None:
    assert not ROWS["right"].str.contains(r"^(?:the|an|a) ", case=False).any()
    assert (ROWS["right"].str.lower() != ROWS["wrong"].str.lower()).all()


def test_sentences_about_the_same_two_occupations_are_one_cluster() -> None:
    assert ROWS.groupby("pair")["cluster"].nunique().drop("").max() == 1
    assert probes.winobias(type=1).rows()["cluster"].nunique() == 196


def test_a_type_can_be_asked_alone() -> None:
    parts = [probes.winobias(type=kind).rows() for kind in (1, 2)]
    assert [set(part["group"]) for part in parts] == [{"type 1"}, {"type 2"}]
    assert sum(map(len, parts)) == len(probes.winobias().rows()) == 1_527


def test_a_sentence_without_a_second_occupation_is_apart_and_in_no_pair() -> None:
    read = pd.DataFrame(
        {
            "item": [0, 1],
            "type": 1,
            "side": ["pro", "anti"],
            "sentence": ["The nurse said she slept.", "The nurse said he slept."],
            "entity": "The nurse",
            "pronoun": ["she", "he"],
            "other": "",
            "family": "type 1/test/1",
            "paired": True,
        }
    )
    rows = shaped(read)
    assert rows["pair"].tolist() == ["", ""]
    assert rows["apart"].tolist() == ["whose other occupation cannot be told"] * 2


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"type": 3}, "type=3: give 1 or 2"),
        ({"type": True}, "give 1 or 2"),
        ({"split": "dev"}, "Unknown split 'dev'"),
        ({"limit": 0}, "limit=0"),
        ({"variants": ["straight"]}, "Did you mean 'straight quotes'"),
    ],
)
def test_what_cannot_be_asked_is_told(given: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        probes.winobias(**given)
