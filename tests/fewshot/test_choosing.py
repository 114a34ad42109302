"""Tests of which examples stand in a prompt, and in which order."""

from collections import Counter
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import InputError
from workbench.fewshot.choosing import STRATEGIES, choose, orders_of
from workbench.fewshot.rows import Row

LABELS = ("a", "b")


def rows(count=12, labels=LABELS, texts=None):
    """Return examples with items from 0, whose labels take turns."""
    names = texts or [f"t{item}" for item in range(count)]
    return [
        Row(item, "g", {}, text, labels, (labels[item % len(labels)] if labels else "x",))
        for item, text in enumerate(names)
    ]


@pytest.mark.parametrize(
    ("how", "shared"),
    [("random", ((7, 6, 4, 1), (9, 7, 8, 5))), ("balanced", ((5, 0, 9, 2), (7, 8, 5, 2)))],
)
def test_a_seed_gives_these_draws_on_every_machine(how, shared):
    assert choose(rows(), [], how, shots=4, draws=2).shared == shared


def test_a_seed_gives_these_draws_for_a_query_on_every_machine():
    own = choose(rows(), ["q1", "q2"], "random-per-item", shots=4, draws=2).own
    assert own == {(0, 0): (5, 4, 0, 9), (0, 1): (8, 7, 1, 0), (1, 0): (5, 0, 2, 11), (1, 1): (7, 4, 11, 0)}


def test_a_seed_gives_these_orders_on_every_machine():
    assert orders_of(4, 3, 0, 0) == [(0, 1, 2, 3), (2, 0, 1, 3), (2, 3, 0, 1)]
    assert orders_of(5, 3, 0, 1) == [(0, 1, 2, 3, 4), (2, 1, 0, 3, 4), (3, 0, 2, 4, 1)]


def test_another_seed_gives_other_draws():
    assert choose(rows(), [], "random", shots=4, seed=1).shared == ((7, 1, 4, 10),)


@pytest.mark.parametrize("how", ["random", "random-per-item", "balanced", "nearest-tfidf"])
def test_the_order_of_the_pool_decides_nothing(how):
    draws = 1 if how == "nearest-tfidf" else 3
    found = [choose(pool, ["t1 t2", "q"], how, shots=5, draws=draws) for pool in (rows(), rows()[::-1])]
    assert found[0] == found[1]


def test_an_item_is_the_same_as_a_number_or_as_its_digits():
    texts = [Row(str(row.item), row.group, {}, row.asked, row.options, row.answers) for row in rows()]
    numbers = choose(rows(), [], "random", shots=4).shared[0]
    assert choose(texts, [], "random", shots=4).shared[0] == tuple(map(str, numbers))


@pytest.mark.parametrize("how", [how for how in STRATEGIES if how != "nearest-hidden"])
def test_draws_of_several_sizes_are_nested(how):
    small, large = (choose(rows(), ["t3 t4", "q"], how, shots=shots) for shots in (4, 8))
    for place in range(2):
        nearest_last = slice(None, None, -1 if small.nearest_last else 1)
        assert large.items(0, place, 8)[nearest_last][:4] == small.items(0, place, 4)[nearest_last]


@given(st.integers(1, 30), st.integers(0, 40), st.integers(0, 3))
def test_no_example_stands_twice_in_a_draw(count, shots, seed):
    shots = min(shots, count)
    found = choose(rows(count), ["q"], "random-per-item", shots=shots, seed=seed)
    items = found.items(0, 0, shots)
    assert len(set(items)) == shots and set(items) <= set(range(count))


def test_every_example_is_drawn_about_as_often():
    queries = [f"q{place}" for place in range(3000)]
    own = choose(rows(), queries, "random-per-item", shots=4).own
    first = Counter(items[0] for items in own.values())
    every = Counter(item for items in own.values() for item in items)
    assert all(190 < first[item] < 310 for item in range(12))  # 250 each
    assert all(850 < every[item] < 1150 for item in range(12))  # 1,000 each


def test_queries_have_examples_of_their_own_where_asked():
    own = choose(rows(40), [f"q{place}" for place in range(20)], "random-per-item", shots=4).own
    assert len(set(own.values())) == 20


def test_the_examples_of_a_query_do_not_depend_on_its_place():
    one, other = (choose(rows(), queries, "random-per-item", shots=4).own for queries in (["a", "b"], ["b"]))
    assert one[0, 1] == other[0, 0]


def test_the_first_ones_are_the_first_ones():
    assert choose(rows(), [], "first", shots=3).items(0, 0, 2) == (0, 1)


@pytest.mark.parametrize("labels", [("a", "b"), ("a", "b", "c")])
def test_balanced_draws_have_each_label_equally_often(labels):
    chosen = choose(rows(30, labels), [], "balanced", shots=3 * len(labels), draws=5)
    for draw in range(5):
        for shots in (len(labels), 3 * len(labels)):
            found = Counter(labels[item % len(labels)] for item in chosen.items(draw, 0, shots))
            assert set(found.values()) == {shots // len(labels)}


def test_no_label_always_comes_first_in_balanced_draws():
    chosen = choose(rows(30), [], "balanced", shots=2, draws=20)
    assert {items[0] % 2 for items in chosen.shared} == {0, 1}


def test_too_few_examples_of_a_label_are_told():
    pool = rows(9)[::2] + rows(2)[1:]  # five of a, one of b
    assert len(choose(pool, [], "balanced", shots=3).shared[0]) == 3
    with pytest.raises(
        InputError, match="needs 2 examples of each label for 4 shots, and 'b' has 1. Give at most 3 shots"
    ):
        choose(pool, [], "balanced", shots=4)


def test_a_label_without_example_is_told():
    with pytest.raises(InputError, match="'b' has 0. Give at most 1 shots"):
        choose(rows(9)[::2], [], "balanced", shots=2)


def test_balance_needs_labels():
    with pytest.raises(InputError, match="the examples have no labels that all share"):
        choose(rows(labels=()), [], "balanced", shots=2)


def test_the_nearest_by_words_stands_right_before_the_query():
    pool = rows(texts=["a cat sat", "the dog ran far", "a dog sat", "one bird", "no fish"])
    chosen = choose(pool, ["a dog sat down", "one small bird"], "nearest-tfidf", shots=2)
    assert chosen.items(0, 0, 2) == (0, 2)
    assert chosen.items(0, 1, 1) == (3,)


def test_the_nearest_by_hidden_states_are_found():
    places = {"left": [1.0, 0.0], "right": [0.0, 1.0], "up": [0.6, 0.8], "query": [0.1, 1.0]}
    pool = rows(texts=["left", "right", "up"])
    chosen = choose(
        pool, ["query"], "nearest-hidden", shots=3, embed=lambda texts: np.array([places[text] for text in texts])
    )
    assert chosen.items(0, 0, 3) == (0, 2, 1)


def test_hidden_states_need_a_model():
    with pytest.raises(InputError, match="needs the model whose hidden states are compared"):
        choose(rows(), ["q"], "nearest-hidden", shots=1)


def test_many_queries_are_compared_in_blocks_with_the_same_outcome():
    queries = [f"t{place % 12}" for place in range(600)]
    own = choose(rows(), queries, "nearest-tfidf", shots=1).own
    assert [own[0, place] for place in range(600)] == [(place % 12,) for place in range(600)]


def test_examples_without_a_word_are_told():
    with pytest.raises(InputError, match="compares words, and no example holds one"):
        choose(rows(texts=["?", "!"]), ["q"], "nearest-tfidf", shots=1)


@pytest.mark.parametrize("how", STRATEGIES)
def test_without_shots_nothing_is_chosen_and_no_example_needed(how):
    chosen = choose([], ["q"], how, shots=0)
    assert (chosen.draws, chosen.items(0, 0, 0)) == (1, ())


def test_picked_examples_stand_as_picked():
    chosen = choose(rows(), [], [5, np.int64(2), "9"], shots=2)
    assert (chosen.how, chosen.items(0, 0, 3), chosen.items(0, 0, 2)) == ("picked", (5, 2, 9), (5, 2))


@pytest.mark.parametrize(
    ("how", "shots", "draws", "message"),
    [
        ("near", 1, 1, "Unknown way of choosing examples 'near'. Did you mean 'nearest"),
        ("random", 13, 1, "13 shots were asked for, and there are 12 examples. Give at most 12"),
        ("first", 1, 2, "has one draw only, and seeds=2 was given"),
        ([1, 1], 1, 1, "names an item twice"),
        ([99], 1, 1, "Unknown example 99"),
        ([1], 2, 1, "choose names 1 items. Give at most 1"),
        ([1], 1, 2, "Picked examples have one draw only"),
    ],
)
def test_what_cannot_be_chosen_is_told(how, shots, draws, message):
    with pytest.raises(InputError, match=message):
        choose(rows(), ["q"], how, shots=shots, draws=draws)


def test_a_task_without_examples_is_told_so():
    with pytest.raises(
        InputError, match=r"4 shots were asked for, and the task has no examples. Give it examples=\.\.\., or shots=0"
    ):
        choose([], ["q"], "random", shots=4)


def test_all_orders_of_four_are_there_once_and_the_drawn_one_is_first():
    found = orders_of(4, "all", 0, 0)
    assert found[0] == (0, 1, 2, 3)
    assert sorted(found) == sorted(permutations(range(4)))


@pytest.mark.parametrize(("count", "orders", "expected"), [(0, 5, 1), (1, 5, 1), (3, 10, 6), (5, 7, 7), (16, 30, 30)])
def test_orders_are_as_many_as_there_are_and_all_differ(count, orders, expected):
    found = orders_of(count, orders, 0, 0)
    assert len(set(found)) == len(found) == expected
    assert all(sorted(order) == list(range(count)) for order in found)


def test_all_orders_of_five_are_refused():
    with pytest.raises(InputError, match="5 examples would be 120 prompts a query"):
        orders_of(5, "all", 0, 0)


def test_a_choice_goes_to_plain_python():
    chosen = choose(rows(), ["q"], "random-per-item", shots=2)
    assert chosen.to_dict()["own"] == [[0, 0, list(chosen.own[0, 0])]]
