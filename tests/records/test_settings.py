"""Settings take what the service of 2020 took."""

import math
from typing import Any

import numpy as np
import pytest

from workbench.errors import InputError
from workbench.records import Settings

BOUNDS: dict[str, tuple[float, float]] = {
    "max_tokens": (0, 1_000_000),
    "temperature": (0, 2),
    "top_p": (0, 1),
    "n": (1, 128),
    "best_of": (1, 128),
    "top_k": (1, 1_000_000),
    "logprobs": (0, 20),
    "presence_penalty": (-2, 2),
    "frequency_penalty": (-2, 2),
    "seed": (0, 2**63 - 1),
}
WHOLE = ("max_tokens", "n", "best_of", "top_k", "logprobs", "seed")
ENDS = [(name, end) for name, ends in BOUNDS.items() for end in ends]
OUTSIDE = [(name, end) for name, (low, high) in BOUNDS.items() for end in (low - 1, high + 1)]


def test_the_defaults_are_those_of_the_service() -> None:
    settings = Settings()
    assert (settings.max_tokens, settings.temperature, settings.top_p, settings.n) == (16, 1, 1, 1)
    assert (settings.candidates, settings.stop, settings.logprobs, settings.echo) == (1, (), None, False)


@pytest.mark.parametrize(("name", "value"), ENDS)
def test_the_ends_of_a_range_are_allowed(name: str, value: float) -> None:
    assert getattr(Settings.of(**{name: value}), name) == value


@pytest.mark.parametrize(("name", "value"), OUTSIDE)
def test_a_value_out_of_range_is_answered_with_name_value_and_range(name: str, value: float) -> None:
    low, high = BOUNDS[name]
    with pytest.raises(InputError) as caught:
        Settings.of(**{name: value})
    for part in (f"{name}={value!r}", f"{low:g}", f"{high:g}"):
        assert part in str(caught.value)


@pytest.mark.parametrize("name", BOUNDS)
@pytest.mark.parametrize("value", ["1", True, math.nan, math.inf, [1], {}])
def test_what_is_no_number_is_refused(name: str, value: object) -> None:
    with pytest.raises(InputError, match=name):
        Settings.of(**{name: value})


@pytest.mark.parametrize("name", WHOLE)
def test_a_fraction_is_refused_where_a_whole_number_is_needed(name: str) -> None:
    with pytest.raises(InputError, match="whole number"):
        Settings.of(**{name: 1.5})


def test_temperature_below_zero_is_refused_in_words() -> None:
    with pytest.raises(InputError, match=r"temperature=-0.1 is out of range: temperature goes from 0 to 2"):
        Settings(temperature=-0.1)


def test_numbers_of_numpy_are_taken() -> None:
    settings = Settings(n=np.int64(2), temperature=np.float32(0.5))  # type: ignore[arg-type]
    assert (type(settings.n), type(settings.temperature)) == (int, float)


def test_best_of_below_n_is_refused() -> None:
    with pytest.raises(InputError, match="best_of=1 is less than n=2"):
        Settings(n=2, best_of=1)


def test_best_of_may_equal_n() -> None:
    assert Settings(n=2, best_of=2).candidates == 2


def test_best_of_left_out_is_n() -> None:
    assert Settings(n=3).candidates == 3


def test_one_stop_string_becomes_a_tuple() -> None:
    assert Settings(stop="END").stop == ("END",)  # type: ignore[arg-type]


def test_four_stop_strings_are_allowed() -> None:
    assert len(Settings(stop=["a", "b", "c", "d"]).stop) == 4  # type: ignore[arg-type]


def test_five_stop_strings_are_refused_with_how_many_to_drop() -> None:
    with pytest.raises(InputError, match=r"5 strings; up to 4 are allowed. Drop 1"):
        Settings(stop=["a", "b", "c", "d", "e"])  # type: ignore[arg-type]


@pytest.mark.parametrize("stop", ["", [""], 5, [5], {"a"}, b"a", ["\ud800"]])
def test_a_stop_that_cannot_be_used_is_refused(stop: Any) -> None:
    with pytest.raises(InputError, match="stop"):
        Settings(stop=stop)


def test_logit_bias_takes_ids_written_as_text() -> None:
    assert Settings(logit_bias={"50256": -100}).logit_bias == {50256: -100.0}  # type: ignore[dict-item]


@pytest.mark.parametrize("bias", [{"a": 1}, {-1: 1}, {1.5: 1}, {1: 101}, {1: -101}, {1: "x"}, {1: math.nan}, [1], "1"])
def test_a_logit_bias_that_cannot_be_used_is_refused(bias: Any) -> None:
    with pytest.raises(InputError, match="logit_bias"):
        Settings(logit_bias=bias)


def test_echo_is_true_or_false_only() -> None:
    with pytest.raises(InputError, match="echo='no': echo is True or False"):
        Settings(echo="no")  # type: ignore[arg-type]


def test_an_unknown_parameter_is_answered_with_the_near_one() -> None:
    with pytest.raises(InputError, match=r"Unknown parameter 'temprature'. Did you mean 'temperature'"):
        Settings.of(temprature=1)


def test_suffix_is_refused_with_the_reason() -> None:
    with pytest.raises(InputError, match="suffix is not supported: filling in a gap needs a model trained to do it"):
        Settings.of(suffix="end")


def test_settings_show_what_was_changed_alone() -> None:
    assert str(Settings(n=2, stop="x")) == "Settings(n=2, stop=('x',))"  # type: ignore[arg-type]


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Settings().n = 2  # type: ignore[misc]
