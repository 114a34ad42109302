"""What may be sent as a prompt."""

from typing import Any

import numpy as np
import pytest

from workbench.errors import InputError
from workbench.prompts import check_messages, prompt_list


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (None, [""]),
        ("", [""]),
        ("a", ["a"]),
        (["a", "b"], ["a", "b"]),
        (("a",), ["a"]),
        ([5, 6], [[5, 6]]),
        ([[5], [6, 7]], [[5], [6, 7]]),
        (["a", [5]], ["a", [5]]),
        (range(3), [[0, 1, 2]]),
        ([np.int64(5)], [[5]]),
    ],
)
def test_a_prompt_becomes_a_list_of_texts_and_ids(given: Any, expected: list[object]) -> None:
    assert prompt_list(given) == expected


@pytest.mark.parametrize("given", [5, 1.5, b"hello", {"a": 1}, [None], [[]], [1.5], [True], ["a", 5], [["a"]], [b"a"]])
def test_what_is_no_prompt_is_refused(given: Any) -> None:
    with pytest.raises(InputError, match=r"[Pp]rompt"):
        prompt_list(given)


def test_an_empty_list_is_refused_with_what_to_type() -> None:
    with pytest.raises(InputError, match=r'empty.*model.complete\("..."\)'):
        prompt_list([])


def test_a_negative_id_is_refused() -> None:
    with pytest.raises(InputError, match="-3 was given"):
        prompt_list([1, -3])


def test_a_lone_surrogate_in_a_list_is_refused_with_its_prompt() -> None:
    with pytest.raises(InputError, match="Prompt 1 holds a lone surrogate"):
        prompt_list(["a", "\udc00"])


def test_messages_come_back_as_plain_dicts() -> None:
    assert check_messages([{"role": "user", "content": "Hi"}]) == [{"role": "user", "content": "Hi"}]


def test_an_unknown_role_is_answered_with_the_near_one() -> None:
    with pytest.raises(InputError, match=r"Unknown role 'usr'. Did you mean 'user'"):
        check_messages([{"role": "usr", "content": "Hi"}])


@pytest.mark.parametrize(
    "messages",
    [
        [],
        "Hi",
        {"role": "user", "content": "Hi"},
        5,
        ["Hi"],
        [{"role": "user"}],
        [{"role": "user", "content": "a", "name": "b"}],
        [{"role": "user", "content": None}],
    ],
)
def test_messages_that_cannot_be_used_are_refused(messages: Any) -> None:
    with pytest.raises(InputError, match=r"[Mm]essage"):
        check_messages(messages)


def test_a_lone_surrogate_in_a_message_is_refused() -> None:
    with pytest.raises(InputError, match="Message 0 holds a lone surrogate"):
        check_messages([{"role": "user", "content": "\ud800"}])
