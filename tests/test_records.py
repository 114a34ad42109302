"""Settings take what the service of 2020 took, and records go through files unchanged."""

import json
import math
import pickle
from typing import Any

import numpy as np
import pytest

from workbench.errors import InputError
from workbench.records import (
    Card,
    Choice,
    Completion,
    Cost,
    Estimate,
    Execution,
    Piece,
    Score,
    Settings,
    Usage,
    clean_text,
)

BOUNDS: dict[str, tuple[float, float]] = {
    "max_tokens": (0, 1_000_000),
    "temperature": (0, 2),
    "top_p": (0, 1),
    "n": (1, 128),
    "best_of": (1, 128),
    "logprobs": (0, 20),
    "presence_penalty": (-2, 2),
    "frequency_penalty": (-2, 2),
    "seed": (0, 2**63 - 1),
}
WHOLE = ("max_tokens", "n", "best_of", "logprobs", "seed")
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


def choice() -> Choice:
    return Choice("a b", 1, "stop", ("a", " b"), (None, -0.5), (None, {" b": -0.5, "<": -2.0}), (0, 1))


RECORDS = [
    Settings(),
    Settings(n=2, best_of=3, stop=("x", "y"), logprobs=0, echo=True, logit_bias={5: -1.5}, seed=7),
    Usage(3, 4),
    choice(),
    Choice("plain"),
    Completion((choice(),), Usage(1, 2), ("p",), Settings(stop=("z",)), "fake", "f00"),
    Score(-1.5, ("a", "b"), (-1.0, -0.5), True, "ab", True),
    Estimate("share", "all", 0.5, 0.4, 0.6, 100, "share", "Wilson", 0.5, 1.0, None, 3),
    Estimate("share", "all", None, None, None, 0, "share", "no answer"),
    Estimate("share", "all", 0.5, 0.4, 0.6, 100, "share", "Wilson", 0.5, 1.0, unscored=4),
    Card("a", "b", "c", "d", ("e",), {"f": "g"}),
    Execution("prefix", "fast", "fused", "cuda", True, 512, 8),
    Cost(100, 40, 12, 3.5),
]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_a_record_comes_back_from_json_as_it_was(record: Any) -> None:
    assert type(record).from_dict(json.loads(json.dumps(record.to_dict()))) == record


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_a_record_is_one_short_line(record: Any) -> None:
    assert "\n" not in str(record)


@pytest.mark.parametrize("attack", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_model_text_is_escaped_in_the_html_of_a_completion(attack: str) -> None:
    bad = Choice(attack, 0, "stop", (attack,), (-1.0,), ({attack: -1.0},), (0,))
    html = Completion((bad,), Usage(1, 1), (attack,), Settings(), attack, "f")._repr_html_()
    assert "<script" not in html
    assert "<img" not in html


def test_a_card_escapes_its_text() -> None:
    assert "<b>" not in Card("<b>", "<b>", "<b>", "<b>", ("<b>",), {"<b>": "<b>"})._repr_html_()


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


def test_an_estimate_without_a_value_says_no_answer() -> None:
    assert "no answer" in str(Estimate("share", "all", None, None, None, 0, "share", "no answer"))


def test_a_lone_surrogate_is_refused_with_its_place_and_the_remedy() -> None:
    with pytest.raises(InputError, match=r"lone surrogate '\\ud83d' at character 2.*encode"):
        clean_text("ab\ud83dc", "The prompt")


def test_a_text_that_is_no_string_is_refused_with_its_type() -> None:
    with pytest.raises(InputError, match="The prompt must be a string, not bytes"):
        clean_text(b"a", "The prompt")


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
