"""What pulls answers beside the query: each bias is found where it is planted, and nowhere else."""

import zlib
from typing import Any

import pytest

SETTING = {"shots": [0, 3], "seeds": 8}


def bias(result: Any, name: str, shots: int = 3) -> Any:
    """Return one bias of a result."""
    return next(item for item in result.biases(shots) if item.measure.startswith(name))


def test_a_model_that_repeats_the_last_label_has_the_greatest_recency_bias(asked: Any, planted: Any) -> None:
    def last(prompt: str, label: str) -> float:
        return -1.0 if label == (planted.shown(prompt) or ["positive"])[-1] else -3.0

    found = bias(asked(last, **SETTING), "recency")
    assert found.value == pytest.approx(1.0)
    assert found.neutral == 0


def test_a_recency_bias_among_noise_has_an_interval_above_0(asked: Any, planted: Any) -> None:
    def noisy(prompt: str, label: str) -> float:
        follows = zlib.crc32(planted.query(prompt).encode()) % 10 < 8
        said = (planted.shown(prompt) or ["positive"])[-1] if follows else "negative"
        return -1.0 if label == said else -3.0

    found = bias(asked(noisy, **SETTING), "recency")
    assert 0 < found.low < found.value < found.high <= 1


def test_a_model_that_follows_the_majority_has_the_greatest_majority_bias(asked: Any, planted: Any) -> None:
    def most(prompt: str, label: str) -> float:
        shown = planted.shown(prompt) or ["positive"]
        return -1.0 if label == max(sorted(set(shown)), key=shown.count) else -3.0

    found = bias(asked(most, **SETTING), "majority")
    assert found.value == pytest.approx(1.0)


@pytest.mark.parametrize("name", ["majority", "recency", "common-token"])
def test_a_model_that_is_always_right_has_no_bias(asked: Any, planted: Any, name: str) -> None:
    assert bias(asked(planted.right, **SETTING), name).value == pytest.approx(0.0)


@pytest.mark.parametrize("name", ["majority", "recency"])
def test_one_label_for_everything_depends_on_no_prompt(asked: Any, name: str) -> None:
    always = asked(lambda prompt, label: -1.0 if label == "positive" else -2.0, **SETTING)
    assert bias(always, name).value == pytest.approx(0.0)


@pytest.mark.parametrize(("likelier", "value"), [("positive", 0.5), ("negative", -0.5)])
def test_the_common_token_bias_has_the_sign_of_the_label_that_is_likelier_alone(
    asked: Any, planted: Any, likelier: str, value: float
) -> None:
    def worth(prompt: str, label: str) -> float:
        said = "positive" if planted.query(prompt) else likelier  # with a query always positive, else the likelier one
        return -1.0 if label == said else -2.0

    assert bias(asked(worth, **SETTING), "common-token").value == pytest.approx(value)


@pytest.mark.parametrize("name", ["majority", "recency"])
def test_without_examples_there_is_no_answer(asked: Any, planted: Any, name: str) -> None:
    found = bias(asked(planted.right, **SETTING), name, shots=0)
    assert found.value is None and "no examples" in found.method


def test_without_a_majority_in_any_prompt_there_is_no_answer(asked: Any, planted: Any) -> None:
    balanced = asked(planted.right, shots=[4], seeds=3, choose="balanced")
    assert bias(balanced, "majority", shots=4).value is None


def test_p_is_corrected_over_those_that_have_one(asked: Any, planted: Any) -> None:
    found = asked(planted.right, **SETTING).biases(3)
    assert [item.p is None for item in found] == [item.p_corrected is None for item in found]
