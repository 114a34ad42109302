"""A value has one byte form, and comes back from it."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.canonical import decode, digest, encode
from workbench.errors import InputError
from workbench.records import Settings

TEXT = st.text(st.characters(exclude_categories=("Cs",)))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
)
HARD_TEXTS = [
    "",
    "👩‍👩‍👧‍👦",
    "\u202eabc\u202c",
    "a\0b",
    "\x1b[31mred",
    "e\u0301",
    "\ufeffx",
    "\u2028\u2029",
    "x" * 1_000_000,
    '"\\\n\r\t',
    "\U0010ffff",
]


@given(VALUES)
@settings(deadline=None)
def test_a_value_comes_back_as_it_was(value: Any) -> None:
    assert decode(encode(value)) == value


@given(TEXT)
@settings(max_examples=2000, deadline=None)
def test_a_text_comes_back_byte_for_byte(text: str) -> None:
    assert decode(encode(text)).encode() == text.encode()


@pytest.mark.parametrize("text", HARD_TEXTS, ids=lambda text: ascii(text[:12]))
def test_a_hard_text_comes_back(text: str) -> None:
    assert decode(encode({"text": text})) == {"text": text}


@pytest.mark.parametrize("number", [math.inf, -math.inf, -0.0, 5e-324, 1.7976931348623157e308, 0.1, 2**70])
def test_a_number_comes_back_to_the_last_bit(number: float) -> None:
    assert repr(decode(encode([number]))) == repr([number])


def test_nan_survives() -> None:
    assert math.isnan(decode(encode({"logprob": math.nan}))["logprob"])


def test_numbers_of_numpy_are_written_as_plain_ones() -> None:
    given = [np.float64(0.5), np.float32(0.25), np.int64(3), np.bool_(True), np.float64("nan")]
    assert encode(given) == b'[0.5,0.25,3,true,{"$number":"nan"}]'


def test_the_order_of_keys_changes_nothing() -> None:
    assert encode({"b": 1, "a": [{"d": 1, "c": 2}]}) == encode({"a": [{"c": 2, "d": 1}], "b": 1})


def test_numbers_as_keys_are_sorted_as_their_digits() -> None:
    assert encode({2: "b", 10: "a"}) == encode({"2": "b", "10": "a"})


def test_a_number_and_its_digits_cannot_both_be_keys() -> None:
    with pytest.raises(InputError, match=r"both keys of one dict: \[1\]"):
        encode({1: "a", "1": "b"})


@pytest.mark.parametrize("value", [{"$number": "nan"}, {"$number": math.nan}, {"$": 2, "$$number": 1}])
def test_a_key_of_the_users_own_is_not_taken_for_a_mark(value: dict[str, Any]) -> None:
    assert repr(decode(encode(value))) == repr(value)


def test_a_data_class_is_written_as_its_dictionary() -> None:
    assert decode(encode(Settings(logit_bias={50: -100})))["logit_bias"] == {"50": -100.0}


def test_the_digest_is_that_of_the_bytes() -> None:
    assert digest([]) == "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945"


def test_a_lone_surrogate_is_refused_with_the_remedy() -> None:
    with pytest.raises(InputError, match=r"lone surrogate.*near .*said \\ud800.*encode"):
        encode({"prompt": "The nurse said \ud800"})


@dataclass
class Bare:
    x: int = 1


@pytest.mark.parametrize("value", [b"x", {1, 2}, object(), Bare(), Settings, np.zeros(2)])
def test_a_value_of_another_kind_is_refused(value: object) -> None:
    with pytest.raises(InputError, match="cannot be stored. Give None"):
        encode(value)


@pytest.mark.parametrize("key", [1.5, None, True, (1,)])
def test_another_kind_of_key_is_refused(key: object) -> None:
    with pytest.raises(InputError, match="cannot be a key"):
        encode({key: 1})


def test_a_value_that_holds_itself_is_refused() -> None:
    value: list[Any] = []
    value.append(value)
    with pytest.raises(InputError, match="nested too deeply"):
        encode(value)


@pytest.mark.parametrize(
    "data", [b"", b"{", b"NaN", b"\xff", b'{"$number":"one"}', b'{"$number":"nan","a":1}', b'{"$number":[]}']
)
def test_bytes_that_are_none_of_ours_are_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="no canonical JSON"):
        decode(data)


def test_deep_json_is_refused() -> None:
    with pytest.raises(InputError, match="nested too deeply"):
        decode(b"[" * 100_000)
