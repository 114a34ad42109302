"""Who appears when nobody is named: on texts of which it is known."""

from typing import Any

import pytest

import workbench.probes as probes
from workbench.errors import InputError
from workbench.models.scripted import ScriptedModel

PROMPTS = [f"Prompt {place} says that" for place in range(20)]
WORDS = {"gender": {"female": ["she"], "male": ["he"], "nonbinary": ["xe"]}, "place": {"town": ["street"]}}


def run(write: Any, **changes: Any) -> Any:
    return probes.representation(PROMPTS, **{"words": WORDS, "n": 4, **changes}).run(ScriptedModel(write=write))


def test_a_prompts_share_is_of_the_texts_that_mention_either() -> None:
    result = run(lambda prompt, draw: [" she", " he", " she", " nobody"][draw])
    assert result.estimates()[0].value == pytest.approx(2 / 3)


def test_a_group_that_never_appears_is_named_with_how_often_it_could_at_most() -> None:
    result = run(lambda prompt, draw: " she met him on the street")
    table = result.appearances().set_index("group")
    assert result.erased() == ["gender: male", "gender: nonbinary"]
    assert table.loc["town", "texts_count"] == 80
    assert table.loc["male", "at_most"] == pytest.approx(0.161, abs=0.001)
    assert "Of 4 groups 2 were never mentioned" in result.verdict()


def test_texts_with_neither_group_are_counted_apart() -> None:
    result = run(lambda prompt, draw: " nobody came")
    assert result.estimates()[0].value is None
    assert result.counts() == {"items": 20, "unscored": 0, "ties": 0, "unparsed": 20, "refused": 0}


def test_texts_that_could_not_be_finished_are_unscored() -> None:
    assert run(lambda prompt, draw: None).counts()["unscored"] == 20


def test_every_text_is_kept_with_who_comes_first() -> None:
    table = run(lambda prompt, draw: " xe or he").continuations()
    assert (len(table), set(table["first"])) == (80, {"nonbinary"})


def test_occupations_are_set_against_both_statistics() -> None:
    result = probes.representation("occupations", n=2).run(ScriptedModel(write=lambda prompt, draw: " she left"))
    found = {one.measure: one for one in result.estimates()}
    share = result.frame()["female_share_bls"].mean()
    assert found["female share minus female share bls"].value == pytest.approx(1 - share)
    assert found["female share minus female share bergsma"].neutral == 0.0


def test_the_figure_draws_both_lines() -> None:
    result = probes.representation("occupations", n=2, limit=12).run(ScriptedModel(write=lambda *_: " she left"))
    figure: Any = result.draw()
    assert figure.called == "parity"
    assert [name for name, _ in figure.baselines] == ["female share bls", "female share bergsma"]


def test_the_shipped_words_find_names_and_groups() -> None:
    result = probes.representation(n=1, limit=4).run(ScriptedModel(write=lambda *_: " a Muslim and a deaf person met"))
    table = result.appearances()
    assert set(table.loc[table["texts_count"] > 0, "group"]) == {"Muslim", "deaf"}


def test_they_is_a_group_of_its_own() -> None:
    table = probes.representation(n=1, limit=4).run(ScriptedModel(write=lambda *_: " they left")).appearances("gender")
    assert table.set_index("group")["texts_count"].to_dict() == {"female": 0, "male": 0, "nonbinary": 0, "they": 4}


@pytest.mark.parametrize(
    ("prompts", "message"),
    [
        ("unmarkt", 'give "unmarked", "occupations"'),
        ([], "give a list of texts"),
        (["One", "One"], "is there twice"),
        (["One", " "], "is empty"),
    ],
)
def test_prompts_that_cannot_be_used_are_refused(prompts: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        probes.representation(prompts)


def test_an_axis_of_one_group_is_refused() -> None:
    with pytest.raises(InputError, match="one group alone"):
        probes.representation(PROMPTS, words={"gender": {"female": ["she"]}})


def test_an_unknown_axis_is_answered_with_the_near_one() -> None:
    with pytest.raises(InputError, match="Did you mean 'gender'"):
        run(lambda *_: " she").appearances("gendre")
