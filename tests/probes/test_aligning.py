"""Two scored texts are set beside each other, and their difference falls into two parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

import workbench as wb
from workbench.errors import InputError
from workbench.probes.aligning import ScoredTexts, Text, aligned
from workbench.records import Score


def score(*tokens: str, logprobs: "list[float] | None" = None) -> Score:
    values = logprobs or [-1.0 - place for place in range(len(tokens))]
    return Score(sum(values), tokens, tuple(values), False, "".join(tokens))


def test_changed_tokens_stand_side_by_side_between_shared_ones() -> None:
    found = aligned(score("The", " old", " man", " ran"), score("The", " girl", " ran"))
    assert [(one.first, one.second, one.shared) for one in found] == [
        ("The", "The", True),
        (" old", " girl", False),
        (" man", None, False),
        (" ran", " ran", True),
    ]


def test_a_changed_token_has_no_difference() -> None:
    assert [one.difference for one in aligned(score("a", "b"), score("c", "b"))] == [None, 0.0]


def test_texts_that_share_nothing_are_all_changed() -> None:
    assert not any(one.shared for one in aligned(score("a"), score("b", "c")))


@given(some.lists(some.sampled_from("abc"), min_size=1), some.lists(some.sampled_from("abc"), min_size=1))
def test_every_token_stands_once_and_in_order(one: list[str], other: list[str]) -> None:
    found = aligned(score(*one), score(*other))
    assert [place.first for place in found if place.first is not None] == one
    assert [place.second for place in found if place.second is not None] == other


@given(some.lists(some.sampled_from("abc"), min_size=1), some.lists(some.sampled_from("abc"), min_size=1))
def test_the_two_parts_add_up_to_the_difference(one: list[str], other: list[str]) -> None:
    seen = ScoredTexts((Text("", "", ""), Text("", "", "")), (score(*one), score(*other)))
    parts = seen.split()
    assert parts["changed"] + parts["rest"] == pytest.approx(parts["total"])


def test_before_the_change_the_difference_is_nothing_on_a_model() -> None:
    model = wb.open_model("fake")
    texts = ("The nurse said she slept well.", "The nurse said he slept well.")
    scores = tuple(model.score([("", text) for text in texts]))
    seen = ScoredTexts(tuple(Text("", "", text) for text in texts), scores)
    table = seen.tokens()
    first = int((~table["shared"]).idxmax())
    assert first > 0 and (table["difference"][:first] == 0).all()
    assert table["difference"].sum() == pytest.approx(seen.split()["rest"])


def test_a_text_that_is_not_there_is_refused() -> None:
    with pytest.raises(InputError, match="no text 1: there are 1"):
        ScoredTexts((Text("", "", "a"),), (score("a"),)).tokens()
