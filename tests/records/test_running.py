"""What work costs and how a model is run are said in words."""

import pytest

from workbench.records import Cost, Execution


def test_shared_tokens_are_those_asked_for_and_not_run() -> None:
    assert Cost(1000, 400, 0, 1.0).shared_tokens == 600


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.0, "about 1 s"), (2.1, "about 3 s"), (600, "about 10 min"), (9000, "about 2.5 h")]
)
def test_a_cost_says_its_time_in_words(seconds: float, said: str) -> None:
    assert said in str(Cost(1000, 400, 0, seconds))


def test_a_cost_says_how_much_is_written_where_anything_is() -> None:
    assert "at most 1,200 to write" in str(Cost(10, 10, 1200, 1.0))
    assert "write" not in str(Cost(10, 10, 0, 1.0))


def test_the_repr_of_a_cost_has_no_time_since_that_differs_from_run_to_run() -> None:
    assert repr(Cost(10, 4, 0, 1.0)) == repr(Cost(10, 4, 0, 9.0))


def test_the_bar_of_a_cost_says_its_share_in_words_too() -> None:
    assert 'aria-label="40 % of the tokens asked for are run"' in Cost(1000, 400, 0, 1.0)._repr_html_()


def test_a_cost_of_nothing_has_an_empty_bar() -> None:
    assert "width:0.0%" in Cost(0, 0, 0, 0.0)._repr_html_()


def test_how_a_model_is_run_is_said_in_one_line() -> None:
    assert str(Execution("tree", "exact", "fused", "cpu")) == "tree, exact, fused layers on cpu"


def test_costs_are_added_up_and_those_of_nothing_are_nothing() -> None:
    assert Cost.total([Cost(5, 3, 0, 0.5), Cost(1, 1, 2, 0.25)]) == Cost(6, 4, 2, 0.75)
    assert Cost.total([]) == Cost(0, 0, 0, 0.0)
