"""Tests of every prompt of a probe: what stands in it, under which setting, in which order."""

from collections import Counter
from itertools import permutations

import pytest

import workbench as wb
from workbench.errors import InputError
from workbench.fewshot.askings import without_content
from workbench.fewshot.design import Arm
from workbench.records import Score

POOL = [{"text": f"e{place}", "label": ("yes", "no")[place % 2], "item": f"e{place}"} for place in range(8)]
TEST = [{"text": "one", "label": "yes"}, {"text": "two", "label": "no"}]


def askings(*, changes=None, data=TEST, **arguments):
    """Return the prompts of a task with these arguments."""
    usual = {"input": "{text}", "output": "L: {label}", "labels": ["yes", "no"], "examples": POOL, "separator": " / "}
    task = wb.FewShot(**usual | {"joint": " "} | (changes or {}))
    return task.probe(data, **{"seeds": 1} | arguments).askings


def examples_in(text):
    """Return the examples that stand in a prompt, in their order."""
    return [block.split(" ")[0] for block in text.split(" / ")[:-1]]


def test_every_query_is_asked_under_every_setting():
    found = askings(shots=[0, 2], seeds=3, orders=2, variants={"v": {"joint": "\n"}})
    assert len(found.all) == 2 * 2 * (1 + 3 * 2)
    assert Counter(one.row.item for one in found.all) == {0: 14, 1: 14}


def test_a_prompt_holds_the_examples_of_its_draw():
    found = askings(shots=[3], seeds=2)
    for one in found.all:
        assert examples_in(one.prompt.text) == list(found.chosen.shared[one.arm.draw][:3])
        assert one.prompt.text.endswith(f" / {one.row.asked} L:")


def test_all_orders_of_four_are_asked_once_with_the_same_examples():
    found = [examples_in(one.prompt.text) for one in askings(shots=4, orders="all", data=TEST[:1]).all]
    assert sorted(map(tuple, found)) == sorted(permutations(sorted(found[0])))


def test_the_dev_rows_stand_before_the_test_rows():
    found = askings(shots=[0], dev=[{"text": "three", "label": "yes"}])
    assert [(one.split, one.row.asked) for one in found.all] == [("dev", "three"), ("test", "one"), ("test", "two")]


def test_queries_of_their_own_draw_have_their_own_examples():
    found = askings(shots=[3], choose="random-per-item", dev=[{"text": "three", "label": "yes"}])
    for place, one in enumerate(found.all):
        assert examples_in(one.prompt.text) == list(found.chosen.own[0, place])


def test_zero_shots_hold_no_example_whatever_chooses():
    for how in ("random-per-item", "nearest-tfidf", "first"):
        assert [one.prompt.text for one in askings(shots=[0, 1], choose=how).all[:2]] == ["one L:", "two L:"]


def test_a_variant_changes_every_piece_it_names():
    changes = {"instruction": "Do.", "input": "T={text}", "output": "A={label}", "separator": "|", "joint": ";"}
    found = askings(shots=[1], choose=["e3"], variants={"v": changes}).all
    assert [one.prompt.text for one in found[2:]] == ["Do.|T=e3;A=no|T=one;A=", "Do.|T=e3;A=no|T=two;A="]
    assert {one.row.asked for one in found} == {"one", "two"}


def test_answers_alone_stand_after_the_cue_of_their_wording():
    found = askings(shots=[0, 1], variants={"colon": {"output": "Good:\n{label}"}, "bare": {"output": "{label}"}})
    contexts = {context: [answer for one, answer in found.alone if one == context] for context, _ in found.alone}
    assert contexts == {"L:": [" yes", " no"], "": [" yes", " no"], "Good:\n": ["yes", "no"]}


def test_prompts_without_content_hold_the_same_examples():
    found = askings(shots=[0, 2], calibrate=True).bare
    assert list(found) == [(Arm(0, 0, 0, "as written"), 0), (Arm(2, 0, 0, "as written"), 0)]
    texts = [prompt.text for prompt in found[Arm(2, 0, 0, "as written"), 0]]
    queries = [text.split(" / ")[-1] for text in texts]
    assert queries == ["N/A L:", " L:", "[MASK] L:"] and len({tuple(examples_in(text)) for text in texts}) == 1


def test_prompts_without_content_are_a_querys_own_where_examples_are():
    found = askings(shots=[0, 2], calibrate=True, choose="random-per-item")
    assert [(arm.shots, place) for arm, place in found.bare] == [(0, 0), (2, 0), (2, 1)]
    for place, one in enumerate(found.all[2:]):
        assert examples_in(found.bare[one.arm, place][0].text) == examples_in(one.prompt.text)


def test_no_prompt_without_content_is_made_where_none_is_asked():
    assert askings(shots=[0]).bare == {}


def test_scores_without_content_go_to_their_setting():
    found = askings(shots=[0, 1], calibrate=True).bare
    scores = [Score(-float(at), ("x",), (-float(at),), False, "x") for at in range(12)]
    known = without_content(found, scores, 2)
    assert list(known.values()) == [[[0, -1], [-2, -3], [-4, -5]], [[-6, -7], [-8, -9], [-10, -11]]]


def test_the_longest_texts_come_with_fewer_examples_too():
    data = [*TEST, {"text": "x" * 50, "label": "yes"}]
    texts = askings(shots=[0, 2], data=data).longest(1)[0]
    assert list(texts) == [0, 1, 2]
    assert texts[0] == "x" * 50 + " L: yes" and texts[2].endswith(texts[0])


@pytest.mark.parametrize("how", ["random", "random-per-item", "balanced", "nearest-tfidf"])
def test_no_query_stands_among_its_own_examples(how):
    data = [{"text": f"q{place}", "label": "yes"} for place in range(20)]
    for one in askings(shots=[6], choose=how, data=data).all:
        assert one.row.asked not in examples_in(one.prompt.text)


def test_an_example_that_equals_a_query_in_one_wording_is_told():
    pool = [{"text": "same", "place": "here", "label": "yes"}]
    data = [{"text": "same", "place": "there", "label": "no"}]
    changes = {"input": "{text} {place}", "examples": pool}
    assert askings(changes=changes, data=data, shots=[1])
    with pytest.raises(InputError, match="In variant 'v', example 0 equals item 0 of the test rows: 'same'"):
        askings(changes=changes, data=data, shots=[1], variants={"v": {"input": "{text}"}})
