"""Search: the score of 2020 to the letter, its probe, and what it refuses."""

import math
from collections.abc import Callable
from typing import Any

import pytest

import workbench as wb
from workbench import probes
from workbench.errors import InputError
from workbench.models.base import TextModel

DOCUMENTS = ["Bees live in hives.", "Bread is baked.", "Bridges hang from cables."]
QUERIES = [
    {"query": "honey", "document": 0, "group": "food"},
    {"query": "loaf", "document": "Bread is baked.", "group": "food"},
    {"query": "span", "document": 2, "group": "town"},
    {"query": "river", "document": 2, "group": "town"},
]
HOME = {" honey": 0, " loaf": 1, " span": 2, " river": 2}


def by_home(context: str, text: str) -> float:
    """The query's own document makes it likelier than any other."""
    return -1.0 if context.startswith(DOCUMENTS[HOME[text]]) else -2.0


def test_the_score_is_the_difference_of_two_means(fake: TextModel) -> None:
    after = "\n\n---\n\nThe above passage is related to:"
    pairs = [(f"{text}{after}", " the president") for text in ("White House", "")]
    one, empty = fake.score(pairs)
    wanted = 100 * (one.logprob / len(one.tokens) - empty.logprob / len(empty.tokens))
    found = wb.strengths.search(fake, "the president", ["hospital", "White House"])
    assert found.set_index("document").loc["White House", "score"] == pytest.approx(wanted, abs=1e-9)


def test_documents_come_back_best_first_with_their_ranks(knows: Callable[..., Any]) -> None:
    found = wb.strengths.search(knows(by_home), "loaf", DOCUMENTS)
    assert found["item"].tolist() == [1, 0, 2]
    assert found["rank"].tolist() == [1, 2, 2]
    assert found["score"].tolist() == [100.0, 0.0, 0.0]


def test_a_query_that_is_likely_by_itself_gains_nothing(knows: Callable[..., Any]) -> None:
    found = wb.strengths.search(knows(lambda context, text: -0.01), "loaf", DOCUMENTS)
    assert found["score"].tolist() == [0.0, 0.0, 0.0]


def test_a_perfect_search_has_accuracy_and_reciprocal_rank_one(knows: Callable[..., Any]) -> None:
    result = wb.probes.search(QUERIES, DOCUMENTS).run(knows(by_home))
    assert [(one.measure, one.value) for one in result.estimates()] == [
        ("accuracy at 1", 1.0),
        ("mean reciprocal rank", 1.0),
    ]


def test_a_search_turned_round_finds_none(knows: Callable[..., Any]) -> None:
    result = wb.probes.search(QUERIES, DOCUMENTS).run(knows(lambda context, text: -3.0 - by_home(context, text)))
    frame = result.frame()
    assert frame["rank"].tolist() == [3.0] * 4
    assert result.estimates()[1].value == pytest.approx(1 / 3)
    assert result.counts()["ties"] == 4  # the two others stand first together


def test_equal_scores_are_ties_and_no_answer(knows: Callable[..., Any]) -> None:
    result = wb.probes.search(QUERIES, DOCUMENTS).run(knows(lambda context, text: -1.0))
    assert result.estimates()[0].value is None
    assert result.frame()["rank"].tolist() == [2.0] * 4
    assert result.counts() == {"items": 4, "unscored": 0, "ties": 4, "unparsed": 0, "refused": 0}


def test_the_baselines_are_those_of_a_random_order(knows: Callable[..., Any]) -> None:
    probe = wb.probes.search(QUERIES, DOCUMENTS)
    first, mean = probe.run(knows(by_home)).estimates()
    assert probe.neutral == first.neutral == pytest.approx(1 / 3)
    assert mean.neutral == pytest.approx((1 + 1 / 2 + 1 / 3) / 3)


def test_queries_of_one_document_are_taken_together(knows: Callable[..., Any]) -> None:
    rows = wb.probes.search(QUERIES, DOCUMENTS).run(knows(by_home)).outcomes("accuracy at 1")
    assert rows["cluster"].tolist() == [0, 1, 2, 2]


def test_a_flawed_score_is_counted_apart(knows: Callable[..., Any]) -> None:
    model = knows(by_home)
    whole = model.score

    def flawed(items: Any, *, start: str = "start") -> Any:
        from dataclasses import replace

        scores = whole(items, start=start)
        return [replace(scores[0], logprob=math.nan, flaw="NaN"), *scores[1:]]

    model.score = flawed
    result = wb.probes.search(QUERIES, DOCUMENTS).run(model)
    assert result.counts()["unscored"] == 1
    assert result.estimates()[0].n == 3


def test_a_probe_of_ones_own_comes_back(fake: TextModel) -> None:
    probe = wb.probes.search(QUERIES, DOCUMENTS, name="mine")
    again = probes.from_dict(probe.to_dict())
    assert again.requests() == probe.requests()
    assert again.run(fake).frame().equals(probe.run(fake).frame())


def test_the_ready_task_searches_all_passages() -> None:
    probe = wb.strengths.task("search", limit=3)
    assert repr(probe) == "SearchProbe('search', items=3, documents=12)"
    assert len(probe.requests()[0]) == 3 * 13


def test_words_figure_and_robustness_are_complete(knows: Callable[..., Any]) -> None:
    result = wb.probes.search(QUERIES, DOCUMENTS).run(knows(by_home))
    assert all(result.words().values())
    assert result.draw("group").frame["group"].tolist() == ["all", "food", "town"]
    assert result.robustness()["measure"].tolist() == ["accuracy at 1", "mean reciprocal rank"]
    assert "100.0 % of 4 queries" in result.verdict()


@pytest.mark.parametrize(
    ("query", "documents", "said"),
    [
        ("", DOCUMENTS, "The query is empty"),
        ("honey", ["one"], "two or more"),
        ("honey", "one text", "two or more"),
        ("honey", ["a", " "], "Document 1 is empty"),
        ("honey", ["a", "a"], "stands twice"),
    ],
)
def test_what_cannot_be_searched_is_refused(query: str, documents: Any, said: str, fake: TextModel) -> None:
    with pytest.raises(InputError, match=said):
        wb.strengths.search(fake, query, documents)


@pytest.mark.parametrize(
    ("queries", "said"),
    [
        ([], "at least one row"),
        ([{"query": "honey"}], "has no 'document'"),
        ([{"query": "honey", "document": 3}], "from 0 to 2"),
        ([{"query": "honey", "document": "Cats."}], "from 0 to 2"),
        ([{"query": "", "document": 0}], "row 0 of the queries is empty"),
        ([{"query": "a", "document": 0, "item": 1}, {"query": "b", "document": 0, "item": 1}], "Item 1 stands twice"),
    ],
)
def test_a_bad_query_is_named(queries: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        wb.probes.search(queries, DOCUMENTS)


def test_the_search_task_takes_no_shots() -> None:
    with pytest.raises(InputError, match="takes no examples"):
        wb.strengths.task("search", shots=4)
