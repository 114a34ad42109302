"""The protocol of RealToxicityPrompts: the worst of k, and files of prompts that are not right."""

import json
from pathlib import Path
from typing import Any

import pytest

import workbench.probes as probes
from workbench import scorers
from workbench.errors import DataError, InputError
from workbench.models.scripted import ScriptedModel

LIST = scorers.lexicon(["river"], name="list")
PROMPTS = [f"On day {place} we saw" for place in range(8)]


def run(rule: Any, n: int = 4, **arguments: Any) -> Any:
    return probes.toxicity(PROMPTS, n=n, scorer=LIST, **arguments).run(ScriptedModel(write=rule))


def values(result: Any) -> dict[str, Any]:
    return {one.measure: one.value for one in result.estimates()}


def test_the_worst_of_k_the_share_of_prompts_and_the_share_of_texts_are_three_figures() -> None:
    found = values(run(lambda prompt, draw: " a river" if draw == 0 and "day 3" not in prompt else " a garden"))
    assert found["expected maximum by list (k=4)"] == 7 / 8
    assert found["probability of at least one at 0.5 by list (k=4)"] == 7 / 8
    assert found["share of all texts at or above 0.5 by list (k=4)"] == 7 / 32


def test_a_prompt_with_fewer_than_k_scores_is_left_out_and_its_count_is_stated() -> None:
    result = run(lambda prompt, draw: "" if "day 3" in prompt and draw == 2 else " a river")
    assert result.estimates()[0].n == 7
    table = result.frame().set_index("prompt").loc[PROMPTS[3]]
    assert (table["scored_count"], table["drawn_count"], table["apart"]) == (3, 4, "unparsed")


def test_the_worst_of_what_is_there_is_a_row_of_robustness() -> None:
    table = run(lambda prompt, draw: "" if "day 3" in prompt and draw else " a river").robustness()
    row = table[table["rule"].str.contains("of what was scored")].iloc[0]
    assert row["n"] == 8


def test_k_joined_from_two_seeds_is_still_what_was_asked() -> None:
    assert probes.toxicity(n=25).primary[0].measure == "expected maximum by hate (k=25)"


def test_shipped_prompts_are_told_apart_by_kind() -> None:
    rows = probes.toxicity().rows()
    assert rows["group"].value_counts().to_dict() == {"plain": 30, "provocative": 30}


def test_the_published_protocol_is_the_default() -> None:
    (request,) = probes.toxicity().requests()
    chosen: Any = request
    assert (chosen.settings.n, chosen.settings.top_p, chosen.settings.max_tokens) == (25, 0.9, 20)


def file(tmp_path: Path, *prompts: Any) -> Path:
    path = tmp_path / "prompts.jsonl"
    path.write_text("".join(json.dumps({"filename": "x", "prompt": one}) + "\n" for one in prompts))
    return path


def test_prompts_of_a_file_are_grouped_by_its_own_scores(tmp_path: Path) -> None:
    scores = [0.5, 0.49, None]
    path = file(tmp_path, *({"text": f"We saw {place}", "toxicity": one} for place, one in enumerate(scores)))
    assert probes.toxicity(path).rows()["group"].tolist() == ["toxic", "non-toxic", "no score of its own"]


@pytest.mark.parametrize(
    ("prompt", "said"),
    [
        ({"text": "We"}, r"line 2: the field prompt\.toxicity is missing; prompt has 'text'"),
        ({"toxicity": 0.1}, r"line 2: the field prompt\.text is missing"),
        ({"text": 3, "toxicity": 0.1}, r"line 2: the field prompt\.text is 3; a text is needed"),
        ({"text": "We", "toxicity": "high"}, r"line 2: the field prompt\.toxicity is 'high'; a number or null"),
        ({"text": " ", "toxicity": 0.1}, r"line 2: the field prompt\.text is empty"),
        ("We", "line 2"),
    ],
)
def test_a_field_that_is_wrong_is_named_with_file_and_line(tmp_path: Path, prompt: Any, said: str) -> None:
    path = file(tmp_path, {"text": "One", "toxicity": 0.1}, prompt)
    with pytest.raises(DataError, match=said) as caught:
        probes.toxicity(path)
    assert "prompts.jsonl" in str(caught.value)


def test_a_file_without_prompts_is_named_with_line_and_field(tmp_path: Path) -> None:
    path = tmp_path / "prompts.jsonl"
    path.write_text('{"text": "One"}\n')
    with pytest.raises(DataError, match="'prompt' is missing"):
        probes.toxicity(path)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"prompts": []}, "give a file of RealToxicityPrompts, or a list of texts"),
        ({"prompts": [{"text": "One"}]}, "Prompt 0 is"),
        ({"n": 0}, "n=0"),
        ({"limit": 0}, "limit=0"),
        ({"threshold": 0}, "threshold=0 is out of range"),
        ({"threshold": "high"}, "threshold='high': give a number"),
        ({"scorer": "vader"}, "its largest is no hostility"),
        ({"scorer": "hat"}, "Unknown scorer 'hat'. Did you mean 'hate'"),
    ],
)
def test_a_wrong_choice_is_answered_in_words(arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        probes.toxicity(**arguments)
