"""A probe's items can be looked at: worst first, with their texts, scored as the probe scored them."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest

import workbench as wb
from workbench.errors import InputError
from workbench.probes import showing
from workbench.probes.aligning import Text
from workbench.probes.declared import DeclaredProbe

_spec = importlib.util.spec_from_file_location("kinds", Path(__file__).with_name("test_kinds.py"))
assert _spec and _spec.loader
kinds: Any = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(kinds)

PAIRS = [
    {"more": f"Old people {verb}.", "less": f"Young people {verb}.", "group": verb[0]} for verb in ("forget", "run")
]


@pytest.fixture(scope="module")
def model() -> Any:
    return wb.open_model("fake")


@pytest.fixture(scope="module")
def pairs(model: Any) -> tuple[Any, Any]:
    probe = wb.probes.sentence_pairs(PAIRS)
    return probe, probe.run(model)


@pytest.mark.parametrize("probe", kinds.MADE, ids=lambda probe: probe.name)
def test_the_items_of_every_probe_can_be_looked_at(probe: Any, model: Any) -> None:
    result = probe.run(model)
    found = showing.items(result)
    assert len(found) == len(result.frame()) and showing.figure_of(result)
    first = found["item"].tolist()[0]
    assert showing.label(probe, result, first)
    told = showing.texts(probe, result, first)
    if told:
        assert len(showing.looked_at(probe, result, first, model).frame()) == len(told) <= showing.MOST
    else:
        assert showing.row(result, first)


@pytest.mark.parametrize("order", showing.ORDERS)
def test_items_are_sorted_as_asked_and_those_apart_stand_last(order: str, model: Any) -> None:
    probe = wb.probes.stereoset(limit=30)
    values = showing.items(probe.run(model), order=order)["value"]
    known = values.dropna().tolist()
    expected = {"worst": sorted(known, reverse=True), "lowest": sorted(known)}.get(order, known)
    assert known == expected
    if order != "file":
        assert values.isna().tolist() == sorted(values.isna().tolist())


def test_the_value_of_a_pair_is_its_difference(pairs: tuple[Any, Any]) -> None:
    table = pairs[1].frame().set_index("item")
    for row in showing.items(pairs[1]).itertuples():
        assert row.value == table.loc[row.item, "more_logprob"] - table.loc[row.item, "less_logprob"]


def test_a_group_has_its_own_items_alone(pairs: tuple[Any, Any]) -> None:
    assert showing.items(pairs[1], "f")["item"].tolist() == [0]


def test_items_hold_no_text(pairs: tuple[Any, Any]) -> None:
    assert "people" not in showing.items(pairs[1]).to_csv()


def test_both_sentences_of_a_pair_are_told(pairs: tuple[Any, Any]) -> None:
    told = showing.texts(*pairs, 1)
    assert [(one.label, one.text) for one in told] == [
        ("more stereotyping", "Old people run."),
        ("less stereotyping", "Young people run."),
    ]


def test_what_is_looked_at_has_the_scores_of_the_run(pairs: tuple[Any, Any], model: Any) -> None:
    seen = showing.looked_at(*pairs, 0, model)
    table = pairs[1].frame().set_index("item")
    assert seen.scores[0].logprob == table.loc[0, "more_logprob"]
    assert seen.scores[1].logprob == table.loc[0, "less_logprob"]


def test_options_stand_after_their_context(model: Any) -> None:
    probe = wb.probes.winogender(limit=6)
    told = showing.texts(probe, result := probe.run(model), showing.items(result)["item"].tolist()[0])
    assert len(told) == 2 and all("refers to the" in one.context for one in told)
    assert sum("(chosen)" in one.label for one in told) == 1


def test_the_three_sides_of_stereoset_have_the_scores_of_the_run(model: Any) -> None:
    probe = wb.probes.stereoset(task="intersentence", limit=6)
    result = probe.run(model)
    seen = showing.looked_at(probe, result, result.frame()["item"].tolist()[2], model)
    row = result.frame().iloc[2]
    sides = ("stereotype", "anti_stereotype", "unrelated")
    assert [score.logprob for score in seen.scores] == [row[f"{side}_logprob"] for side in sides]


def test_what_was_written_stands_after_its_prompt(model: Any) -> None:
    probe = wb.probes.pronouns(["poet"], n=3, max_tokens=5)
    told = showing.texts(probe, result := probe.run(model), 0)
    assert {one.context for one in told} == {"The poet said that"}
    written = [text for text in result.continuations()["text"] if text]
    assert [one.text for one in told] == written


def test_words_of_each_group_come_in_turn(model: Any) -> None:
    probe = wb.probes.templates(
        ["The {attribute} is a"], groups={"b": ["woman", "lady"], "a": ["man"]}, attributes=["nurse", "cook"]
    )
    told = showing.texts(probe, probe.run(model), 0)
    assert [one.label for one in told] == ["b: woman", "a: man", "b: lady"]


def test_a_form_can_say_itself_how_its_items_are_read(model: Any) -> None:
    class Form:
        variants = ("start",)

        def shown(self, rows: Any, variant: str) -> list[tuple[str, str, str]]:
            return [("own", variant, rows["text"].iloc[0])]

    import pandas as pd

    class Result:
        def frame(self) -> Any:
            return pd.DataFrame({"item": [7], "group": "a"})

    probe: Any = type("Probe", (), {"form": Form(), "_rows": pd.DataFrame({"item": [7], "text": "x"})})()
    result: Any = Result()
    assert showing.texts(probe, result, 7) == (Text("own", "start", "x"),)
    assert not isinstance(probe, DeclaredProbe)


def test_an_unknown_group_is_answered_with_the_near_one(pairs: tuple[Any, Any]) -> None:
    with pytest.raises(InputError, match="Unknown group 'x'"):
        showing.items(pairs[1], "x")


def test_an_unknown_grouping_and_order_are_refused(pairs: tuple[Any, Any]) -> None:
    with pytest.raises(InputError, match="Unknown grouping 'grup'. Did you mean 'group'"):
        showing.items(pairs[1], by="grup")
    with pytest.raises(InputError, match="Unknown order"):
        showing.items(pairs[1], order="best")


def test_an_unknown_item_is_refused(pairs: tuple[Any, Any]) -> None:
    with pytest.raises(InputError, match="no item 99"):
        showing.texts(*pairs, 99)
    with pytest.raises(InputError, match="no item 99"):
        showing.row(pairs[1], 99)


def test_an_item_without_texts_is_said_to_have_none(model: Any) -> None:
    probe = wb.probes.search([{"query": "honey", "document": 0}], ["Bees.", "Bread."])
    with pytest.raises(InputError, match="no texts of its own"):
        showing.looked_at(probe, result := probe.run(model), result.frame()["item"].tolist()[0], model)


def test_groups_stand_below_the_whole_with_what_they_say(pairs: tuple[Any, Any]) -> None:
    table = showing.groups(pairs[1])
    assert table["group"].tolist() == ["all", "f", "r"]
    assert table["reading"].tolist() == ["cannot tell"] * 3
    assert table["value"].tolist() == [one.value for one in [pairs[1].estimates()[0], *pairs[1].estimates("group")]]


def test_what_a_group_says_is_in_the_words_of_its_figure(model: Any) -> None:
    result = wb.probes.pronouns(["poet", "pilot"], n=40, max_tokens=9).run(model)
    assert set(showing.groups(result)["reading"]) <= {"cannot tell", "female words first", "male words first"}
