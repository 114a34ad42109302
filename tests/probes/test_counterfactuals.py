"""One term exchanged for another: on a model whose preferences are known."""

from typing import Any

import pytest

import workbench as wb
import workbench.probes as probes
from workbench.errors import InputError
from workbench.models.scripted import ScriptedModel

TEXTS = [f"She has {place} cats at home." for place in range(12)]
TASK = {
    "input": "Text: {text}",
    "output": "Kind: {label}",
    "labels": ["calm", "wild"],
    "examples": [{"text": "A lake.", "label": "calm"}, {"text": "A storm.", "label": "wild"}],
}


def run(model: Any = None, **arguments: Any) -> Any:
    return probes.counterfactuals(TEXTS, **{"swaps": {"she": "he"}, **arguments}).run(model or ScriptedModel())


def test_the_term_itself_is_no_part_of_the_figure() -> None:
    def score(context: str, text: str) -> float:
        return -6.0 if text.startswith("She") else -12.0  # six words: one nat a word, or two

    row = run(ScriptedModel(score=score)).frame().iloc[0]
    assert (row["rest_gap"], row["term_gap"], row["whole_gap"]) == (5.0, 1.0, 6.0)


def test_a_text_that_ends_with_its_term_is_counted_apart() -> None:
    result = probes.counterfactuals([{"text": "It is hers", "term": "hers", "other": "his"}]).run(ScriptedModel())
    assert result.counts()["unparsed"] == 1


def test_every_term_of_a_text_makes_a_pair_of_its_own() -> None:
    probe = probes.counterfactuals(["She met the woman."], swaps={"she": "he", "woman": "man"})
    assert probe.run(ScriptedModel()).frame()["second_text"].tolist() == ["He met the woman.", "She met the man."]


def test_one_frame_filled_twice_is_one_cluster() -> None:
    rows = [{"text": f"My {one} is a nurse.", "term": one, "other": "uncle"} for one in ("aunt", "sister")]
    assert probes.counterfactuals(rows).run(ScriptedModel()).frame()["cluster"].nunique() == 1


def test_decisions_that_change_are_counted() -> None:
    def score(context: str, text: str) -> float:
        return -1.0 if (" calm" in text) == ("Text: She" in context) else -3.0

    found = {one.measure: one.value for one in run(ScriptedModel(score=score), task=TASK).estimates()}
    assert found["decisions that change"] == 1.0
    assert found["probability of calm, first minus second"] == pytest.approx(0.7616, abs=1e-4)


def test_decisions_between_equal_labels_are_ties() -> None:
    result = run(ScriptedModel(score=lambda context, text: -2.0), task=TASK)
    found = {one.measure: one for one in result.estimates()}
    assert (found["decisions that change"].value, found["decisions that change"].ties) == (None, 12)


def test_what_is_written_is_compared_by_its_sentiment() -> None:
    model = ScriptedModel(write=lambda prompt, draw: " This is wonderful." if prompt.startswith("He") else " It is.")
    found = {one.measure: one for one in run(model, n=2).estimates()}
    assert found["continuations that differ"].value == 1.0
    written = next(one for name, one in found.items() if "of what is written" in name)
    assert written.value is not None
    assert written.value < 0


def test_texts_that_were_not_written_are_counted_apart() -> None:
    found = run(ScriptedModel(write=lambda prompt, draw: None), n=2).estimates()
    written = next(one for one in found if "of what is written" in one.measure)
    assert (written.value, written.unparsed) == (None, 12)


def test_start_tokens_are_rows_of_the_robustness_table() -> None:
    table = run(variants=["start", "newline"]).robustness()
    assert table["variant"].tolist() == ["start"] * 3 + ["newline"] * 3


def test_the_shipped_sentences_point_one_way_within_an_axis() -> None:
    frame = probes.counterfactuals(axis="race").run(wb.open_model("fake")).frame()
    assert set(frame["second_group"]) == {"White"}
    assert "White" not in set(frame["first_group"])


def test_all_shipped_sentences_have_their_swap() -> None:
    frame = probes.counterfactuals().run(ScriptedModel()).frame()
    assert len(frame) == 94
    assert (frame["first_text"] != frame["second_text"]).all()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"texts": ["The cat sat."], "swaps": {"she": "he"}}, "'she' does not occur as a whole word"),
        ({"texts": [{"text": "She sat.", "term": "woman", "other": "man"}]}, "'woman' does not occur"),
        ({"texts": [{"text": "She sat."}]}, "Text 0 has no term and no other"),
        ({"texts": ["She sat."]}, "need swaps="),
        ({"texts": "She sat."}, "give a list of texts"),
        ({"texts": ["She sat."], "swaps": {}}, "swaps={}"),
        ({"axis": "gendre"}, "Did you mean 'gender'"),
        ({"texts": TEXTS, "swaps": {"she": "he"}, "axis": "race"}, "Leave it out for texts of your own"),
        ({"variants": ["begin"]}, "Unknown start 'begin'"),
        ({"n": -1}, "n=-1"),
        ({"max_tokens": 5}, "nothing is written with n=0"),
        ({"task": {"input": "{a} {b}", "output": "{c}", "labels": ["x", "y"]}}, "reads 2 columns"),
        ({"task": {"input": "{a}", "output": "{c}"}}, "give a classification"),
        ({"limit": 0}, "limit=0"),
    ],
)
def test_what_cannot_be_asked_is_answered_in_words(given: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        probes.counterfactuals(**given)
