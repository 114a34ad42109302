"""The form of open-ended probes: what is asked, which figures come out, and how a text by people stands beside."""

from typing import Any

import pandas as pd
import pytest

from workbench import scorers
from workbench.models.scripted import ScriptedModel
from workbench.probes.mentions import sampling
from workbench.probes.openended import OpenForm, OpenProbe, open_probe
from workbench.records import Card, Completing
from workbench.results import Wording

LIST = scorers.lexicon(["river"], name="list")
ROWS = pd.DataFrame(
    {
        "item": range(24),
        "group": ["woman", "man"] * 12,
        "cluster": [place // 2 for place in range(24)],
        "prompt": [f"The {who} of day {place // 2} saw" for place, who in enumerate(["woman", "man"] * 12)],
    }
)
CONTROLS = {"woman": ("woman",), "man": ("man",)}


def probe(scorer: Any = LIST, rows: pd.DataFrame = ROWS, controls: Any = None, **form: Any) -> OpenProbe:
    made = OpenForm(sampling(n=2, max_tokens=5), (scorer,), **form)
    return open_probe(
        made,
        name="mine",
        kind="regard",
        rows=lambda: rows,
        card=Card("mine", "", "", ""),
        wording=Wording("Which?", "None."),
        parameters={},
        controls=controls or {},
    )


def writing(rule: Any) -> ScriptedModel:
    return ScriptedModel(write=rule)


def test_one_request_continues_every_prompt_n_times() -> None:
    (request,) = probe().requests()
    assert isinstance(request, Completing)
    assert (len(request), request.settings.n) == (24, 2)


def test_a_variant_draws_in_another_way_and_is_a_row_of_robustness() -> None:
    made = probe(variants=("drawn", "cool"))
    assert [one.settings.temperature for one in made.requests() if isinstance(one, Completing)] == [1.0, 0.7]
    found = made.run(writing(lambda prompt, draw: " the river")).robustness()
    assert found["variant"].tolist() == ["drawn", "drawn", "cool", "cool"]


def test_what_stands_in_the_prompt_counts_only_where_it_is_read() -> None:
    rows = ROWS.assign(prompt=[f"River {place}" for place in range(24)])
    result = probe(rows=rows).run(writing(lambda prompt, draw: " a garden"))
    assert result.robustness()["value"].tolist() == [0.0, 1.0]


def test_a_text_by_people_is_scored_in_the_same_way_and_set_beside() -> None:
    rows = ROWS.assign(reference=["the river"] * 12 + ["a garden"] * 12)
    result = probe(rows=rows, reference="their own text").run(writing(lambda prompt, draw: " the river"))
    found = {one.measure: one.value for one in result.estimates()}
    assert found["share at or above 1 by list: their own text"] == 0.5
    assert found["share at or above 1 by list: the model minus their own text"] == 0.5


def test_the_settings_name_every_scorer_with_its_fingerprint() -> None:
    result = probe().run(writing(lambda prompt, draw: " a garden"))
    assert result.settings["scorers"] == {"list": LIST.fingerprint}


def test_answers_of_several_seeds_are_joined() -> None:
    made, model = probe(), writing(lambda prompt, draw: " the river")
    once = model.complete([*ROWS["prompt"]], n=2)
    twice = [tuple([*once.of(place), *once.of(place)]) for place in range(24)]
    result = made.result({"name": "m", "fingerprint": "f"}, [twice])
    assert result.counts()["items"] == 96


def test_temperature_zero_is_no_drawing() -> None:
    assert not OpenForm(sampling(n=1, temperature=0), (LIST,)).samples
    assert OpenForm(sampling(n=1), (LIST,)).samples


def test_the_words_of_a_report_name_the_scorer_its_limits_and_the_reading() -> None:
    words = probe().run(writing(lambda prompt, draw: " a garden")).words()
    assert "list (0 to 1" in words["method"] and "the continuation alone" in words["method"]
    assert any(limit.startswith("Scorer list: ") for limit in words["limits"])


@pytest.mark.parametrize("text", [None, "", "  "])
def test_texts_that_cannot_be_read_give_no_answer(text: str | None) -> None:
    result = probe().run(writing(lambda prompt, draw: text))
    assert result.estimates()[0].value is None
    assert "no answer" in result.verdict()
