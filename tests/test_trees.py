"""What texts share is run once, and every number is read where it belongs: the planner, on ids alone."""

import time
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workbench.trees import Level, Plan, Tokens, plan_trees

LEVELS: list[Level] = ["tree", "prefix", "plain"]


@st.composite
def lists(draw: st.DrawFn, least: int = 1) -> list[Tokens]:
    """Draw a sorted list of sequences that share beginnings, some of them longer than what a branch holds."""
    runs = st.lists(st.integers(0, 2), min_size=1, max_size=9)
    stems: list[list[int]] = draw(st.lists(runs, min_size=1, max_size=3))
    stems += [draw(st.integers(1, 30)) * stem for stem in stems]  # long beginnings, and beginnings of beginnings
    found = set()
    for _ in range(draw(st.integers(least, 12))):
        ids = (*draw(st.sampled_from(stems)), *draw(runs))
        found.add((ids, draw(st.integers(1, len(ids) - 1))))
    return sorted(found)


constants = st.fixed_dictionaries(
    {
        "batch_tokens": st.sampled_from([1, 7, 64, 1024]),
        "beginning_tokens": st.sampled_from([1, 4, 32]),
        "pass_tokens": st.sampled_from([0, 3, 64]),
    }
)
anything = given(sequences=lists(), level=st.sampled_from(LEVELS), options=constants)


def read_off(plan: Plan, count: int) -> list[list[tuple[tuple[int, ...], int]]]:
    """Return what is read for each sequence: the ids before, all from the start of the text, and the target."""
    found: list[list[tuple[tuple[int, ...], int]]] = [[] for _ in range(count)]
    for family in plan.families:
        begun = family.beginning.tokens if family.beginning else ()
        parts = [((), family.beginning)] if family.beginning else []
        parts += [(begun, branch) for batch in family.batches for branch in batch]
        for before, branch in parts:
            for position, reads in branch.reads:
                for read in reads:
                    path = [branch.tokens[place] for place in branch.path(branch.places[read])]
                    found[position].append(((*before, *path), branch.targets[read]))
    return found


def wanted(sequences: list[Tokens]) -> list[list[tuple[tuple[int, ...], int]]]:
    return [[(ids[:place], ids[place]) for place in range(first, len(ids))] for ids, first in sequences]


def nodes(sequences: list[Tokens]) -> int:
    """Return how many distinct beginnings have to be run; the last token of a text is read, never run."""
    return len({ids[:size] for ids, _ in sequences for size in range(1, len(ids))})


def several(family: Any) -> bool:
    return sum(map(len, family.batches)) > 1


@anything
def test_every_place_is_read_once_after_the_right_path(
    sequences: list[Tokens], level: Level, options: dict[str, int]
) -> None:
    plan = plan_trees(sequences, level, **options)
    assert read_off(plan, len(sequences)) == wanted(sequences)


@anything
def test_what_is_run_is_what_is_counted_and_never_more_than_asked(
    sequences: list[Tokens], level: Level, options: dict[str, int]
) -> None:
    plan = plan_trees(sequences, level, **options)
    assert plan.new_tokens == sum(len(branch.tokens) for branch in plan.branches())
    assert nodes(sequences) <= plan.new_tokens <= plan.asked_tokens == sum(len(ids) - 1 for ids, _ in sequences)


@anything
def test_batches_keep_to_their_tokens_unless_one_branch_stands_alone(
    sequences: list[Tokens], level: Level, options: dict[str, int]
) -> None:
    for family in plan_trees(sequences, level, **options).families:
        for batch in family.batches:
            assert len(batch) == 1 or len(batch) * max(len(one.tokens) for one in batch) <= options["batch_tokens"]


@anything
def test_the_plan_depends_on_the_list_alone(sequences: list[Tokens], level: Level, options: dict[str, int]) -> None:
    again = [(tuple(list(ids)), first) for ids, first in sequences]
    assert plan_trees(sequences, level, **options) == plan_trees(again, level, **options)


@anything
def test_parents_stand_before_their_children(sequences: list[Tokens], level: Level, options: dict[str, int]) -> None:
    for branch in plan_trees(sequences, level, **options).branches():
        assert all(parent < place for place, parent in enumerate(branch.parents))
        edges = list(zip(branch.parents, branch.tokens, strict=True))
        assert len(set(edges)) == len(edges)


@anything
def test_no_place_of_a_branch_is_read_twice_for_one_target(
    sequences: list[Tokens], level: Level, options: dict[str, int]
) -> None:
    for branch in plan_trees(sequences, level, **options).branches():
        reads = list(zip(branch.places, branch.targets, strict=True))
        assert len(set(reads)) == len(reads)


@given(sequences=lists())
def test_a_branch_that_is_not_cut_runs_each_distinct_beginning_once(sequences: list[Tokens]) -> None:
    plan = plan_trees(sequences)
    if len(plan.families) == 1 and not several(plan.families[0]):
        assert plan.new_tokens == nodes(sequences)


@given(sequences=st.lists(st.lists(st.integers(0, 2), min_size=2, max_size=8), min_size=1, max_size=12))
def test_short_texts_share_all_they_can(sequences: list[list[int]]) -> None:
    ready = sorted({(tuple(ids), 1) for ids in sequences})
    assert plan_trees(ready).new_tokens == nodes(ready)


@given(sequences=lists(), options=constants)
def test_rows_of_the_prefix_level_are_single_texts(sequences: list[Tokens], options: dict[str, int]) -> None:
    for branch in plan_trees(sequences, "prefix", **options).branches():
        assert branch.parents == tuple(range(-1, len(branch.tokens) - 1))


@given(sequences=lists(), options=constants)
def test_the_plain_level_runs_each_text_alone_and_whole(sequences: list[Tokens], options: dict[str, int]) -> None:
    plan = plan_trees(sequences, "plain", **options)
    assert [branch.tokens for branch in plan.branches()] == [ids[:-1] for ids, _ in sequences]
    assert not any(family.beginning or several(family) for family in plan.families)


@given(sequences=lists(least=2), level=st.sampled_from(LEVELS[:2]))
@example(sequences=[((0,) * 200, 1), ((0,) * 201, 1)], level="tree")
def test_all_branches_of_a_family_start_at_the_last_token_of_its_beginning(
    sequences: list[Tokens], level: Level
) -> None:
    for family in plan_trees(sequences, level, beginning_tokens=4, pass_tokens=0).families:
        roots = {branch.tokens[0] for batch in family.batches for branch in batch}
        assert family.beginning is None or len(roots) == 1


@pytest.mark.parametrize("level", LEVELS)
def test_one_text_of_two_tokens_takes_one(level: Level) -> None:
    plan = plan_trees([((5, 6), 1)], level)
    assert (plan.asked_tokens, plan.new_tokens, read_off(plan, 1)) == (1, 1, [[((5,), 6)]])


@pytest.mark.parametrize("level", LEVELS)
def test_no_texts_take_nothing(level: Level) -> None:
    assert plan_trees([], level) == Plan((), 0, 0)


@pytest.mark.parametrize("level", LEVELS)
def test_one_token_is_read_after_a_long_context(level: Level) -> None:
    ids = tuple(range(300))
    plan = plan_trees([(ids, 299)], level)
    assert (plan.new_tokens, read_off(plan, 1)) == (299, [[(ids[:-1], 299)]])


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("size", [3, 40, 400])
def test_a_text_that_begins_another_keeps_its_own_reads(level: Level, size: int) -> None:
    whole = tuple(place % 7 for place in range(size))
    sequences = sorted([(whole, 1), (whole[:-1], 1), (whole[: size // 2 + 1], 1)])
    plan = plan_trees(sequences, level, beginning_tokens=4, pass_tokens=0)
    assert read_off(plan, 3) == wanted(sequences)


def test_the_same_ids_with_other_first_places_are_run_once() -> None:
    ids = tuple(range(50))
    sequences = [(ids, first) for first in (1, 20, 49)]
    plan = plan_trees(sequences)
    assert (plan.new_tokens, read_off(plan, 3)) == (49, wanted(sequences))


@pytest.mark.parametrize("level", LEVELS[:2])
def test_a_long_shared_beginning_is_run_once_for_a_hundred_texts(level: Level) -> None:
    shared = tuple(range(500))
    sequences = sorted(((*shared, 600 + place, *range(9)), 500) for place in range(100))
    plan = plan_trees(sequences, level)
    roots = sum(len(family.batches) and sum(map(len, family.batches)) for family in plan.families)
    assert len(plan.families) == 1
    assert plan.new_tokens == 499 + 100 * 9 + roots  # every branch runs the last shared token again
    assert plan.asked_tokens == 100 * 509


def test_nested_beginnings_cost_little_more_than_their_distinct_tokens() -> None:
    sequences = sorted(
        ((*range(400), 500 + group, *range(150), 600 + place, *range(40)), 400)
        for group in range(5)
        for place in range(20)
    )
    plan = plan_trees(sequences)
    assert read_off(plan, 100) == wanted(sequences)
    assert plan.new_tokens < 1.6 * nodes(sequences) < plan.asked_tokens / 5


def test_two_shared_beginnings_in_one_list_are_two_families() -> None:
    stems = [tuple(range(300)), tuple(range(1000, 1300))]
    sequences = sorted(((*stem, 2000 + place, *range(20)), 300) for stem in stems for place in range(30))
    plan = plan_trees(sequences)
    assert [len(family.beginning.tokens) if family.beginning else 0 for family in plan.families] == [299, 299]


def test_texts_that_share_nothing_are_packed_without_a_beginning() -> None:
    sequences = [((place, 1, 2, 3, 4), 1) for place in range(100)]
    plan = plan_trees(sequences)
    assert [family.beginning for family in plan.families] == [None]
    assert plan.new_tokens == plan.asked_tokens == 400


def test_a_beginning_that_is_scored_in_some_texts_is_read_for_those_alone() -> None:
    shared = tuple(range(300))
    firsts = [1, 150, 299, 300, 301]
    sequences = sorted(((*shared, 400 + place, *range(60)), firsts[place % 5]) for place in range(10))
    plan = plan_trees(sequences)
    assert plan.families[0].beginning is not None
    assert read_off(plan, 10) == wanted(sequences)


def test_fifty_thousand_texts_are_planned_in_seconds() -> None:
    sequences = sorted(((place % 40, place % 700, place, 3, 4, 5), 2) for place in range(50_000))
    start = time.perf_counter()
    plan = plan_trees(sequences)
    assert time.perf_counter() - start < 20
    assert nodes(sequences) <= plan.new_tokens < plan.asked_tokens
