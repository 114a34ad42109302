"""A product with weights laid out for this CPU equals the plain one."""

import pytest
import torch
from torch.nn import functional as F

from workbench.models.local.linear import MANY, SUMMED, Linear, can_pack


def numbers(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


@pytest.fixture(autouse=True, params=[False, True], ids=["laid out", "the maker's own"])
def own_products(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Test both ways, whichever this processor would take."""
    monkeypatch.setattr("workbench.models.local.linear.has_own_products", lambda: request.param)
    return bool(request.param)


@pytest.mark.parametrize("rows", [1, 7, 64, 300])
@pytest.mark.parametrize("inputs", [48, SUMMED, SUMMED + 1, 3 * SUMMED])
def test_a_product_is_that_of_double_precision_up_to_rounding(rows: int, inputs: int) -> None:
    x, weight, bias = numbers(rows, inputs), numbers(40, inputs, seed=1), numbers(40, seed=2)
    expected = F.linear(x.double(), weight.double(), bias.double())
    found = Linear([weight], [bias], torch.float32)(x)
    assert torch.allclose(found.double(), expected, atol=1e-5 * inputs**0.5)


def test_weights_of_equal_input_are_stacked_in_order() -> None:
    x, one, other = numbers(3, 8), numbers(4, 8, seed=1), numbers(2, 8, seed=2)
    found = Linear([one, other], [None, None], torch.float32)(x)
    assert torch.allclose(found, torch.cat([F.linear(x, one), F.linear(x, other)], dim=1), atol=1e-5)


def test_a_part_without_bias_has_a_bias_of_zero() -> None:
    x, one, other, bias = numbers(3, 8), numbers(4, 8, seed=1), numbers(2, 8, seed=2), numbers(2, seed=3)
    found = Linear([one, other], [None, bias], torch.float32)(x)
    assert torch.allclose(found, torch.cat([F.linear(x, one), F.linear(x, other, bias)], dim=1), atol=1e-5)


def test_a_product_in_bfloat16_is_of_that_type_and_near() -> None:
    x, weight = numbers(5, 2 * SUMMED), numbers(6, 2 * SUMMED, seed=1)
    found = Linear([weight], [None], torch.bfloat16)(x)
    assert found.dtype == torch.bfloat16
    assert torch.allclose(found.float(), F.linear(x, weight), atol=0.02 * (2 * SUMMED) ** 0.5)


def test_a_row_is_the_same_on_every_call() -> None:
    layer = Linear([numbers(40, 96, seed=1)], [None], torch.float32)
    x = numbers(9, 96)
    assert torch.equal(layer(x), layer(x))


def test_what_the_kernels_do_not_take_stays_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.models.local.linear.can_pack", lambda weight: False)
    layer = Linear([numbers(4, 8, seed=1)], [None], torch.float32)
    assert not layer.packed
    assert torch.equal(layer(numbers(3, 8)), F.linear(numbers(3, 8), numbers(4, 8, seed=1)))


def test_weights_in_64_bits_cannot_be_laid_out() -> None:
    assert not can_pack(numbers(4, 8).double())


def test_the_makers_own_products_are_taken_but_for_very_many_outputs(own_products: bool) -> None:
    assert can_pack(numbers(4, 8)) is not own_products
    assert can_pack(numbers(MANY, 1))
