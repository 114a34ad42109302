"""Tests of what a few-shot measurement varies."""

import numpy as np
import pytest

from workbench import canonical
from workbench.errors import InputError
from workbench.fewshot.design import Arm, Design, usual_seeds, usual_shots


def test_every_setting_is_asked_once_and_zero_shots_without_draws():
    arms = list(Design(shots=(2, 0), seeds=2, orders="all", variants={"bare": {"instruction": ""}}).arms())
    assert len(arms) == len(set(arms)) == 2 * (1 + 2 * 2)
    assert arms[0] == Arm(0, 0, 0, "as written")
    assert str(arms[-1]) == "2 shots, draw 1, order 1, bare"


def test_orders_are_at_most_those_there_are():
    design = Design(shots=(0, 1, 3, 16), orders=10)
    assert [design.order_count(shots) for shots in design.shots] == [1, 1, 6, 10]


def test_one_number_of_shots_is_a_number():
    assert Design(shots=4).shots == Design(shots=np.int64(4)).shots == (4,)


@pytest.mark.parametrize("shots", [[4, 0], (0, 4), np.array([4, 0]), range(0, 5, 4), {0, 4}])
def test_shots_rise_whatever_holds_them(shots):
    found = Design(shots=shots).shots
    assert found == (0, 4) and all(type(one) is int for one in found)


@pytest.mark.parametrize("shots", ["4", [], None, {4: 1}, object()])
def test_shots_are_numbers(shots):
    with pytest.raises(InputError, match="give a number of examples, or several"):
        Design(shots=shots)


@pytest.mark.parametrize("shots", [-1, 2.0, True, [0, "1"], [None]])
def test_shots_are_whole_numbers(shots):
    with pytest.raises(InputError, match="shots=.*whole number from 0 up"):
        Design(shots=shots)


def test_a_number_of_shots_stands_once():
    with pytest.raises(InputError, match="names a number twice"):
        Design(shots=[1, 1])


@pytest.mark.parametrize(
    "values", [{"seeds": 0}, {"seeds": 2.5}, {"seed": -1}, {"seed": True}, {"orders": 0}, {"orders": "some"}]
)
def test_counts_are_whole_numbers(values):
    with pytest.raises(InputError, match=f"{next(iter(values))}=.*: give a whole number from"):
        Design(**values)


def test_all_orders_of_more_than_four_are_refused_before_any_is_made():
    with pytest.raises(InputError, match="16 examples would be 20,922,789,888,000 prompts a query. Give shots up to 4"):
        Design(shots=(0, 16), orders="all")


def test_calibrate_is_true_or_false():
    with pytest.raises(InputError, match="calibrate='yes': give True or False"):
        Design(calibrate="yes")


@pytest.mark.parametrize("choose", ["randm", None, 3, b"random", {"a": 1}])
def test_an_unknown_way_of_choosing_is_told(choose):
    with pytest.raises(InputError, match="Unknown way of choosing examples .*Or give the items"):
        Design(choose=choose)


def test_picked_items_become_plain():
    assert Design(choose=np.array([3, 1])).choose == (3, 1)
    with pytest.raises(InputError, match=r"choose: 2\.5 is no item"):
        Design(choose=[2.5])


def test_variants_stand_in_the_order_of_their_names():
    design = Design(variants={"b": {"joint": " "}, "a": {"separator": " ", "instruction": "Do."}})
    assert list(design.variants) == ["a", "b"]
    assert list(design.variants["a"]) == ["instruction", "separator"]


@pytest.mark.parametrize(
    ("variants", "message"),
    [
        ({"as written": {"joint": " "}}, "'as written' is the task's own wording"),
        ({"": {"joint": " "}}, "cannot be the name"),
        ({1: {"joint": " "}}, "The name of a variant must be a string"),
        ({"a": {}}, "give what it changes"),
        ({"a": "text"}, "give what it changes"),
        (["a"], "give a dict of names of your own"),
        ({"a": {"imput": "x"}}, "Unknown part of the layout in variant 'a' 'imput'. Did you mean 'input'"),
        ({"a": {"joint": 3}}, "joint of variant 'a' must be a string"),
    ],
)
def test_a_variant_that_is_none_is_told(variants, message):
    with pytest.raises(InputError, match=message):
        Design(variants=variants)


@pytest.mark.parametrize(
    "design",
    [
        Design(),
        Design((0, 4), 3, "balanced", 6, True, {"b": {"joint": " "}, "a": {"input": "{x}"}}, 7),
        Design(4, choose=["e1", "e2", "e3", "e4"], orders="all"),
    ],
)
def test_a_design_goes_through_a_file(design):
    assert Design(**canonical.decode(canonical.encode(design.to_dict()))) == design


def test_usual_values_follow_the_examples():
    assert (usual_shots(0), usual_shots(5), usual_shots(100)) == ((0,), (0, 1, 2, 4), (0, 1, 2, 4, 8, 16))
    assert [usual_seeds(one) for one in ("random", "balanced", "first", "nearest-tfidf", [1])] == [5, 5, 1, 1, 1]
