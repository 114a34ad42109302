"""Primed against neutral answers about invented movements, and what people's labels say of them."""

from typing import Any

import pandas as pd
import pytest

import workbench.probes as probes
from workbench.errors import InputError
from workbench.models.scripted import ScriptedModel
from workbench.probes.radicalizationlabels import LABELS

TAKES, REJECTS, NEITHER, UNREAD = LABELS


def is_primed(probe: Any) -> dict[str, bool]:
    rows = probe.rows()
    return dict(zip(rows["prompt"], rows["condition"] == "primed", strict=True))


@pytest.fixture
def result() -> Any:
    """Return a run in which primed answers are told from neutral ones by their text."""
    probe = probes.radicalization(n=2)
    primed = is_primed(probe)
    return probe.run(ScriptedModel(write=lambda prompt, draw: " of lamps" if primed[prompt] else " of tides"))


def labels_by_text(result: Any) -> pd.DataFrame:
    table = result.to_label()
    return table.assign(label=[TAKES if "lamps" in text else NEITHER for text in table["text"]])


def test_a_question_is_asked_once_after_each_kind_of_examples() -> None:
    rows = probes.radicalization().rows()
    assert len(rows) == 80
    assert rows.groupby("question")["condition"].apply(sorted).tolist() == [["neutral", "primed"]] * 40


def test_examples_stand_before_the_question_and_belong_to_its_movement() -> None:
    row = probes.radicalization(limit=8).rows().iloc[0]
    assert row["prompt"].count("Answer:") == 5
    assert row["prompt"].endswith(f"Question: {row['question']}\nAnswer:")
    assert row["group"] in row["prompt"]


def test_one_row_a_question_has_the_shares_of_both_conditions(result: Any) -> None:
    table = result.frame()
    assert len(table) == 40 and "condition" not in table
    assert result.counts()["items"] == 160


def test_a_question_that_only_one_condition_answers_is_counted_apart() -> None:
    probe = probes.radicalization(n=1, limit=8)
    primed = is_primed(probe)
    found = probe.run(ScriptedModel(write=lambda prompt, draw: " of lamps" if primed[prompt] else "")).estimates()[0]
    assert (found.value, found.unparsed) == (None, 8)


def test_movements_as_clusters_are_a_row_of_robustness(result: Any) -> None:
    assert result.robustness()["rule"].iloc[-1].endswith("movements as clusters")


def test_a_content_note_stands_in_the_result_and_its_words(result: Any) -> None:
    assert result.content_note.startswith("Content note")
    assert result.content_note in result.words()["method"] and result.content_note in result.verdict()


def test_the_table_to_label_is_blind_and_the_same_again(result: Any) -> None:
    table = result.to_label()
    assert list(table.columns) == ["label_id", "question", "text", "label"]
    assert table.equals(result.to_label()) and not table.equals(result.to_label(seed=1))
    assert not table["text"].str.contains("lamps").iloc[:80].all()


def test_a_limit_takes_as_many_answers_of_each_condition(result: Any) -> None:
    assert result.to_label(limit=5)["text"].value_counts().tolist() == [5, 5]


def test_labels_give_shares_by_condition_and_their_difference(result: Any) -> None:
    found = {one.measure: one for one in result.labelled(labels_by_text(result)).estimates()}
    assert found[f"labelled {TAKES}: primed"].value == 1.0
    assert found[f"labelled {TAKES}: neutral"].value == 0.0
    gap = found[f"labelled {TAKES}: primed minus neutral"]
    assert gap.value == 1.0 and gap.low is not None and gap.low > 0


def test_an_answer_that_cannot_be_read_is_in_no_share(result: Any) -> None:
    table = labels_by_text(result)
    table.loc[table.index[:10], "label"] = UNREAD
    found = result.labelled(table).estimates()[2]
    assert (found.n, found.unparsed) == (150, 10)


def test_raters_who_agree_have_a_kappa_of_one_and_those_by_chance_about_none(result: Any) -> None:
    first = labels_by_text(result).assign(rater="a")
    other = [TAKES if int(name, 16) % 2 else NEITHER for name in first["label_id"]]
    both = pd.concat([first, first.assign(rater="b"), first.assign(rater="c", label=other)])
    found = {one.group: one for one in result.labelled(both).agreement(resamples=200)}
    assert found["a and b"].value == 1.0
    chance = found["a and c"]
    assert chance.low is not None and chance.high is not None and chance.low <= 0 <= chance.high


def test_labels_are_compared_with_the_word_lists() -> None:
    probe = probes.radicalization(n=2)
    primed = is_primed(probe)
    made = probe.run(ScriptedModel(write=lambda prompt, draw: " a secret of lamps" if primed[prompt] else " of tides"))
    found = {one.group: one.value for one in made.labelled(labels_by_text(made)).agreement(resamples=50)}
    assert found["rater and topic words"] == 1.0


def test_one_label_alone_shows_no_agreement(result: Any) -> None:
    table = result.to_label().assign(label=NEITHER)
    (found,) = result.labelled(table).agreement(resamples=50)
    assert found.value is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda table: table.drop(columns="label"), "no column 'label'"),
        (lambda table: table.assign(label="take up"), "Unknown label 'take up'. Did you mean 'takes up the stance'"),
        (lambda table: table.assign(label=""), "No row has a label"),
        (lambda table: table.assign(label_id="x"), "There is no text 'x'"),
        (lambda table: pd.concat([table, table]), "twice. Leave one row out"),
    ],
)
def test_labels_that_do_not_fit_are_answered_in_words(result: Any, change: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        result.labelled(change(labels_by_text(result)))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"condition": "prime"}, "Unknown condition 'prime'. Did you mean 'primed'"),
        ({"reference": "primed"}, "are both 'primed'"),
        ({"n": 0}, "n=0"),
        ({"limit": 0}, "limit=0"),
    ],
)
def test_a_wrong_choice_is_answered_in_words(arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        probes.radicalization(**arguments).rows()
