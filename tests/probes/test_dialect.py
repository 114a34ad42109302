"""Matched guise: what is asked after either dialect, what is compared, and what of a user's own file is refused."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import workbench.probes as probes
from workbench.errors import DataError, InputError
from workbench.models.scripted import ScriptedModel

PAIRS = [
    {"mainstream": "She is late.", "other": "She late.", "group": "copula"},
    {"mainstream": "He is not in.", "other": "He ain't in.", "group": "ain't"},
    {"mainstream": "It is hot.", "other": "It hot.", "group": "copula"},
]
ATTRIBUTES = {"positive": ["kind"], "negative": ["lazy", "rude"], "neutral": ["loud"]}
SHIFTS = {"kind": -0.5, "lazy": 1.0, "rude": 0.0, "loud": 0.25}
OTHERS = [pair["other"] for pair in PAIRS]


def made(**changed: Any) -> Any:
    given: dict[str, Any] = {"attributes": ATTRIBUTES, "templates": ['Who says "{text}" is'], **changed}
    return probes.matched_guise(given.pop("pairs", PAIRS), **given)


def score(context: str, text: str) -> float:
    if not context:
        return -0.5 * len(text) if text in OTHERS else -0.25 * len(text)
    return -3.0 + (SHIFTS[text.strip()] if any(other in context for other in OTHERS) else 0.0)


def found(result: Any) -> dict[str, Any]:
    return {one.measure: one.value for one in result.estimates()}


def test_every_attribute_is_scored_after_both_texts() -> None:
    attributes, texts = made().requests()
    assert len(attributes) == 3 * 2 * 4
    assert attributes.items[0] == ('Who says "She is late." is', " kind")
    assert attributes.items[12] == ('Who says "She late." is', " kind")
    assert texts.items[0] == ("", "She is late.")


def test_the_gap_is_what_positive_attributes_gain_more_than_negative_ones() -> None:
    values = found(made().run(ScriptedModel(score=score)))
    assert values["gap of positive and negative attributes"] == pytest.approx(-0.5 - 0.5)
    assert values["shift of positive attributes"] == pytest.approx(-0.5)
    assert values["shift of neutral attributes"] == pytest.approx(0.25)


def test_surprisal_is_counted_by_character() -> None:
    values = found(made().run(ScriptedModel(score=score)))
    assert values["surprisal, other"] == pytest.approx(0.5)
    assert values["surprisal, other minus mainstream"] == pytest.approx(0.25)


def test_a_pair_is_one_cluster_in_all_templates() -> None:
    result = made(templates=['Who says "{text}" is', 'They who say "{text}" are']).run(ScriptedModel(score=score))
    assert (len(result.frame()), result.frame()["cluster"].nunique()) == (6, 3)


def test_features_as_clusters_are_a_row_of_robustness() -> None:
    table = made().run(ScriptedModel(score=score)).robustness().set_index("rule")
    assert table.loc["gap, features as clusters", "value"] == pytest.approx(-1.0)


def test_every_attribute_is_compared_with_itself() -> None:
    table = made().run(ScriptedModel(score=score)).by_attribute()
    assert table["word"].tolist() == ["kind", "rude", "loud", "lazy"]
    assert table["value"].tolist() == pytest.approx([-0.5, 0.0, 0.25, 1.0])


def test_other_attributes_are_read_again_without_the_model() -> None:
    result = made(variants=["plain", "chat"]).run(ScriptedModel(score=score))
    again = result.rescored(attributes={"positive": ["kind"], "negative": ["rude"]})
    assert found(again)["gap of positive and negative attributes"] == pytest.approx(-0.5)
    with pytest.raises(InputError, match="Unknown word 'idle'"):
        result.rescored(attributes={"positive": ["kind"], "negative": ["idle"]})


def test_every_attribute_keeps_its_log_probabilities() -> None:
    row = made().run(ScriptedModel(score=score)).words_frame().iloc[0]
    assert (row["mainstream_logprob"], row["other_logprob"], row["shift"]) == (-3.0, -3.5, -0.5)


def test_a_gap_that_goes_with_surprisal_is_told() -> None:
    pairs = [{"mainstream": f"a {place}", "other": f"b {place}"} for place in range(20)]

    def graded(context: str, text: str) -> float:
        place = int("".join(letter for letter in context + text if letter.isdigit()))
        told = "b " in context or text.startswith("b ")
        return -30.0 - place * told * (len(text) if not context else 0.1 * (text.strip() == "kind"))

    result = made(pairs=pairs).run(ScriptedModel(score=graded))
    one = result.by_surprisal()
    assert one.value == pytest.approx(-1.0)
    assert one.low <= one.value <= one.high


def test_without_variation_no_correlation_is_told() -> None:
    assert made().run(ScriptedModel(score=score)).by_surprisal().value is None


def test_a_text_without_a_score_is_counted_apart_in_the_surprisal_alone() -> None:
    def flawed(context: str, text: str) -> float:
        return float("nan") if not context and text == "She late." else score(context, text)

    result = made().run(ScriptedModel(score=flawed))
    by_measure = {one.measure: one for one in result.estimates()}
    assert by_measure["surprisal, other minus mainstream"].unscored == 1
    assert by_measure["gap of positive and negative attributes"].n == 3


def test_the_shipped_pairs_and_attributes_are_the_default() -> None:
    attributes, texts = probes.matched_guise(templates=['Who says "{text}" is']).requests()
    assert (len(attributes), len(texts)) == (60 * 2 * 84, 120)


def test_a_file_of_your_own_is_read(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text("mainstream,other\nShe is late.,She late.\nIt is hot.,It hot.\n", "utf-8")
    probe = made(pairs=path)
    assert len(probe.requests()[0]) == 2 * 2 * 4
    assert probes.from_dict(probe.to_dict()).requests() == probe.requests()


def test_a_file_in_a_wrong_encoding_is_refused_by_name_and_line(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_bytes("mainstream,other\nShe is late.,Café late.\n".encode("latin-1"))
    with pytest.raises(DataError, match=r"pairs\.csv.*line 2"):
        made(pairs=path)


def test_a_file_without_a_column_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text("mainstream,dialect\nShe is late.,She late.\n", "utf-8")
    with pytest.raises(DataError, match="other"):
        made(pairs=path)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"pairs": [{"mainstream": "a b"}]}, "The pairs have no column 'other'"),
        ({"pairs": pd.DataFrame({"mainstream": [], "other": []})}, "There is no pair"),
        ({"pairs": [{"mainstream": "a b", "other": "a  b"}]}, "Both sentences of pair 0 are the same"),
        ({"pairs": [{"mainstream": "a b", "other": " "}]}, "Pair 0 has an empty sentence"),
        ({"pairs": [{"mainstream": "a b", "other": 3}]}, "Column other of pair 0 must be a string"),
        ({"attributes": {"positive": ["kind"], "neutral": ["loud"]}}, "attributes has no list 'negative'"),
        ({"attributes": {"positive": ["kind"], "negative": ["kind"]}}, "stands in 'positive' and in 'negative'"),
        ({"attributes": {"positive": ["kind"], "negative": []}}, "a list with at least one word is needed"),
        ({"templates": ["Who is"]}, "holds no slot. Write the slot {text}"),
        ({"templates": ["{group} is"]}, "Unknown slot 'group'"),
        ({"variants": ["loud"]}, "Unknown variant 'loud'"),
        ({"limit": -1}, "give a whole number of items"),
    ],
)
def test_what_cannot_be_asked_is_refused(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        made(**changed).requests()


def test_the_variant_of_words_must_have_been_run() -> None:
    with pytest.raises(InputError, match="Unknown variant 'chat'"):
        made().run(ScriptedModel(score=score)).words_frame("chat")
