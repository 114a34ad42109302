"""The same examples in other orders: what is planted is found, and noise is not taken for it."""

import math
import zlib
from typing import Any

import pytest

from workbench.errors import InputError

ALL = {"shots": [4], "seeds": 1, "orders": "all"}


def figure(result: Any, name: str) -> Any:
    """Return one figure of the orders."""
    return next(item for item in result.order_estimates() if item.measure == name)


def test_all_24_orders_of_four_examples_are_asked(asked: Any, planted: Any) -> None:
    table = asked(planted.right, **ALL).order_sensitivity()
    assert table["order"].tolist() == list(range(24))


def test_where_order_does_nothing_the_spread_is_zero_with_a_bound(asked: Any, planted: Any) -> None:
    found = figure(asked(planted.right, **ALL), "spread over orders")
    assert found.value == 0 and found.low == 0 and found.high > 0


def test_where_the_last_example_decides_the_spread_is_more_than_chance(asked: Any, planted: Any) -> None:
    def worth(prompt: str, label: str) -> float:
        helped = (planted.shown(prompt) or ["positive"])[-1] == "positive"
        return planted.right(prompt, label) if helped else (-1.0 if label == "negative" else -3.0)

    found = figure(asked(worth, choose="balanced", **ALL), "spread over orders")
    assert found.value == pytest.approx(0.5)
    assert found.neutral < found.value and found.p < 0.01


def test_noise_that_knows_no_order_is_no_more_than_chance(asked: Any) -> None:
    def noise(prompt: str, label: str) -> float:
        return -1.0 - (zlib.crc32((prompt + label).encode()) % 1000) / 1000

    found = figure(asked(noise, **ALL), "spread over orders")
    assert found.value > 0 and found.p > 0.01


@pytest.mark.parametrize(("says", "entropy"), [("one", 0.0), ("right", math.log(2))])
def test_global_entropy_is_that_of_the_labels_given(asked: Any, planted: Any, says: str, entropy: float) -> None:
    def one(prompt: str, label: str) -> float:
        return -1.0 if label == "positive" else -3.0

    found = figure(asked(one if says == "one" else planted.right, **ALL), "GlobalE")
    assert found.value == pytest.approx(entropy, abs=1e-9)


def test_local_entropy_is_that_of_the_probabilities_of_an_item(asked: Any, planted: Any) -> None:
    high = 1 / (1 + math.exp(-2))  # log-probabilities -1 and -3
    entropy = -high * math.log(high) - (1 - high) * math.log(1 - high)
    assert figure(asked(planted.right, **ALL), "LocalE").value == pytest.approx(entropy)


def test_one_order_alone_has_no_sensitivity(asked: Any, planted: Any) -> None:
    with pytest.raises(InputError, match="order"):
        asked(planted.right, shots=[4], seeds=1).order_sensitivity()
