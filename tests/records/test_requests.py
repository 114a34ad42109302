"""What is asked is whole before anything runs, and comes back from a file as it was."""

import json
from typing import Any

import pytest

from workbench.errors import InputError
from workbench.records import Completing, Measure, Probe, Scoring, Settings

REQUESTS = [
    Scoring((("The capital of France is", " Paris"), ("", "é")), "newline"),
    Completing(("The nurse said that", ""), Settings(n=3, seed=7, stop=("x",), logit_bias={5: -1.5})),
    Measure("whole sentence", "group"),
    Measure("whole sentence"),
]


@pytest.mark.parametrize("request_", REQUESTS, ids=str)
def test_it_comes_back_from_json_as_it_was(request_: Any) -> None:
    assert type(request_).from_dict(json.loads(json.dumps(request_.to_dict()))) == request_


def test_lists_become_tuples() -> None:
    assert Scoring([["a", "b"]]).items == (("a", "b"),)  # type: ignore[list-item, arg-type]
    assert Completing(["a"], Settings()).prompts == ("a",)  # type: ignore[arg-type]


def test_the_length_is_the_number_of_answers() -> None:
    assert [len(one) for one in REQUESTS[:2]] == [2, 2]  # type: ignore[arg-type]


@pytest.mark.parametrize("items", [[], "ab", ["ab"], [("a",)], [("a", "b", "c")], 5, [("a", 5)], [("a", "\ud800")]])
def test_items_that_are_no_pairs_of_texts_are_refused(items: Any) -> None:
    with pytest.raises(InputError, match="pair|surrogate|string"):
        Scoring(items)


@pytest.mark.parametrize("prompts", [[], "ab", [5], ["\ud800"], None])
def test_prompts_that_are_no_texts_are_refused(prompts: Any) -> None:
    with pytest.raises(InputError, match="rompt"):
        Completing(prompts, Settings())


def test_the_place_of_a_bad_text_is_named() -> None:
    with pytest.raises(InputError, match="The continuation of item 1 must be a string, not int"):
        Scoring((("a", "b"), ("c", 5)))  # type: ignore[arg-type]


def test_a_measure_says_its_grouping() -> None:
    assert [str(one) for one in REQUESTS[2:]] == ["whole sentence, by group", "whole sentence"]


def test_what_lacks_a_verb_is_no_probe() -> None:
    assert not isinstance(object(), Probe)
