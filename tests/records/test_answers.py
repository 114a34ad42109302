"""What a model gave back is shown escaped, and found by its prompt."""

import pickle

import pytest

from workbench.records import Choice, Completion, Piece, Settings, Usage


@pytest.mark.parametrize("attack", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_model_text_is_escaped_in_the_html_of_a_completion(attack: str) -> None:
    bad = Choice(attack, 0, "stop", (attack,), (-1.0,), ({attack: -1.0},), (0,))
    html = Completion((bad,), Usage(1, 1), (attack,), Settings(), attack, "f")._repr_html_()
    assert "<script" not in html
    assert "<img" not in html


def test_a_completion_gives_the_choices_of_one_prompt() -> None:
    choices = tuple(Choice(str(place), place) for place in range(4))
    completion = Completion(choices, Usage(1, 1), ("a", "b"), Settings(n=2), "fake", "f")
    assert [found.index for found in completion.of(1)] == [2, 3]


def test_a_piece_is_its_text() -> None:
    piece = Piece("ab", choice=3, tokens=("a", "b"), finish_reason="stop")
    assert (piece, piece.choice, piece.finish_reason) == ("ab", 3, "stop")


def test_a_piece_survives_pickling() -> None:
    again = pickle.loads(pickle.dumps(Piece("ab", choice=3, tokens=("ab",))))
    assert (again, again.choice, again.tokens) == ("ab", 3, ("ab",))
