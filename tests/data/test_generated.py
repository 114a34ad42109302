import ast
import re
from collections import Counter

import pytest

from workbench.data import ARITHMETIC, SCRAMBLES, arithmetic, scrambled
from workbench.errors import InputError

SIGNS = {"plus": "+", "minus": "-", "times": "*"}


def value(question: str) -> int:
    """Return what a question comes to, worked out apart from the library."""
    text = question.removeprefix("What is ").removesuffix("?")
    for word, sign in SIGNS.items():
        text = text.replace(word, sign)
    assert re.fullmatch(r"[\d+*() -]+", text)
    return int(eval(compile(ast.parse(text, mode="eval"), "question", "eval")))


@pytest.mark.parametrize("kind", ARITHMETIC)
def test_every_answer_is_right(kind: str) -> None:
    rows = arithmetic(kind, n=200, seed=3)
    assert [value(question) for question in rows["question"]] == rows["answer"].astype(int).tolist()


def test_the_first_rows_of_a_seed_are_these_on_every_machine() -> None:
    assert arithmetic("2D+", n=3)["question"].tolist() == [
        "What is 99 plus 59?",
        "What is 65 plus 49?",
        "What is 39 plus 22?",
    ]
    assert arithmetic("5D-", n=1)["question"].tolist() == ["What is 888 minus 92310?"]
    assert arithmetic("1DC", n=1)["question"].tolist() == ["What is 9+(0+8)?"]
    assert scrambled("anagram-1", n=2)["question"].tolist() == ["apinpot", "cylce"]
    assert scrambled("insertion", n=1)["question"].tolist() == ["w o!m!a.n"]


def test_another_seed_gives_other_rows_and_the_same_seed_the_same() -> None:
    assert arithmetic("3D+", seed=1).equals(arithmetic("3D+", seed=1))
    assert not arithmetic("3D+", seed=1).equals(arithmetic("3D+", seed=2))


def test_fewer_rows_are_the_beginning_of_more() -> None:
    assert arithmetic("2Dx", n=20).equals(arithmetic("2Dx", n=50)[:20])


@pytest.mark.parametrize("kind", ["1D+", "2D-", "1DC"])
def test_no_question_stands_twice(kind: str) -> None:
    assert arithmetic(kind, n=100)["question"].is_unique


def test_numbers_reach_from_zero_to_the_last_of_their_digits() -> None:
    numbers = [
        int(number) for question in arithmetic("1D+", n=100)["question"] for number in re.findall(r"\d+", question)
    ]
    assert set(numbers) == set(range(10))


def test_a_difference_may_be_below_zero() -> None:
    below = arithmetic("4D-", n=400)["answer"].str.startswith("-").mean()
    assert 0.4 < below < 0.6


def test_the_columns_are_those_of_every_task() -> None:
    rows = arithmetic("2D+", n=2)
    assert rows.columns.tolist() == ["item", "group", "question", "answer"]
    assert rows["item"].tolist() == [0, 1]
    assert set(rows["group"]) == {"2D+"}


@pytest.mark.parametrize("kind", ["2D", "0D+", "2D*", "10D+", "2d+", "1DCC", "", None, 2])
def test_an_unknown_kind_of_arithmetic_is_answered_with_those_there_are(kind: object) -> None:
    with pytest.raises(InputError, match=r"2D\+"):
        arithmetic(kind)  # type: ignore[arg-type]


@pytest.mark.parametrize("n", [0, -1, 101, 2.0, True])
def test_more_rows_than_there_are_questions_are_refused(n: object) -> None:
    with pytest.raises(InputError, match="from 1 to 100"):
        arithmetic("1D+", n=n)  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", [None, 1.5, "1", True])
def test_a_seed_must_be_a_whole_number(seed: object) -> None:
    with pytest.raises(InputError, match="seed"):
        arithmetic("2D+", seed=seed)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", SCRAMBLES)
def test_no_scrambled_word_equals_its_answer_and_none_is_used_twice(kind: str) -> None:
    rows = scrambled(kind, n=900, seed=1)
    assert (rows["question"] != rows["answer"]).all()
    assert rows["answer"].is_unique


@pytest.mark.parametrize("kind", [kind for kind in SCRAMBLES if kind != "insertion"])
def test_the_letters_stay_the_same(kind: str) -> None:
    rows = scrambled(kind, n=300)
    assert [Counter(question) for question in rows["question"]] == [Counter(answer) for answer in rows["answer"]]


@pytest.mark.parametrize(("kind", "kept"), [("anagram-1", 1), ("anagram-2", 2)])
def test_an_anagram_keeps_its_first_and_last_letters(kind: str, kept: int) -> None:
    for question, answer in scrambled(kind, n=300)[["question", "answer"]].itertuples(index=False):
        assert (question[:kept], question[-kept:]) == (answer[:kept], answer[-kept:])


def test_a_cycled_word_is_the_word_begun_at_another_letter() -> None:
    assert all(
        question in answer * 2 for question, answer in scrambled("cycled", n=300)[["question", "answer"]].to_numpy()
    )


def test_one_mark_or_space_stands_between_any_two_letters() -> None:
    for question, answer in scrambled("insertion", n=300)[["question", "answer"]].itertuples(index=False):
        assert question[::2] == answer
        assert set(question[1::2]) <= set(" .!/")


def test_a_reversed_word_reads_backwards() -> None:
    assert all(
        question[::-1] == answer for question, answer in scrambled("reversed")[["question", "answer"]].to_numpy()
    )


def test_an_unknown_kind_of_scrambling_is_answered_with_the_near_one() -> None:
    with pytest.raises(InputError, match="Did you mean 'reversed'"):
        scrambled("reverse")


def test_more_words_than_can_be_used_are_refused() -> None:
    with pytest.raises(InputError, match="from 1 to 1,298"):
        scrambled("reversed", n=1299)
