"""The output layer reads the log-probabilities of a log-softmax, in 32 bits or from rounded logits."""

from types import SimpleNamespace
from typing import Any

import pytest
import torch

from workbench.models.local.network import HEAD_ROWS, Head

PLACES = torch.arange(300) % 290
TARGETS = (torch.arange(300) * 7) % 97


def model(bias: bool = False, **config: Any) -> Any:
    draw = torch.Generator().manual_seed(3)
    layer = SimpleNamespace(weight=torch.randn(97, 64, generator=draw), bias=None)
    if bias:
        layer.bias = torch.randn(97, generator=draw)
    return SimpleNamespace(get_output_embeddings=lambda: layer, config=SimpleNamespace(**config))


def hidden(scale: float = 0.3) -> torch.Tensor:
    return torch.randn(290, 64, generator=torch.Generator().manual_seed(4)) * scale


def expected(one: Any, states: torch.Tensor) -> torch.Tensor:
    return torch.log_softmax(Head(one)(states), dim=1)


KINDS = [{}, {"bias": True}, {"final_logit_softcapping": 5.0}, {"logit_scale": 0.25}]


@pytest.mark.parametrize("kind", KINDS, ids=str)
@pytest.mark.parametrize(("dtype", "allowed"), [(torch.float32, 1e-5), (torch.bfloat16, 0.03)])
def test_what_is_read_is_a_log_softmax(kind: dict[str, Any], dtype: torch.dtype, allowed: float) -> None:
    one, states = model(**kind), hidden()
    found, _ = Head(one, dtype).read(states, PLACES, TARGETS)
    assert len(states) > 2 * HEAD_ROWS  # in several blocks
    assert torch.allclose(found, expected(one, states)[PLACES, TARGETS], atol=allowed)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=str)
def test_the_likeliest_token_alone_is_greedy(dtype: torch.dtype) -> None:
    one, states = model(), hidden()
    best = expected(one, states).argmax(dim=1)
    places = torch.arange(len(states))
    _, greedy = Head(one, dtype).read(states, places, best)
    _, other = Head(one, dtype).read(states, places, (best + 1) % 97)
    assert greedy.all()
    assert not other.any()


def test_rounded_logits_keep_a_sure_token_sure() -> None:
    """A logit of about 100 is rounded by up to a quarter; the likeliest token's is computed again in 32 bits."""
    one, states = model(), hidden(scale=3)
    likely = expected(one, states)
    best = likely.argmax(dim=1)
    sure = (likely.amax(dim=1) > -1e-4).nonzero()[:, 0]
    found, _ = Head(one, torch.bfloat16).read(states, sure, best[sure])
    assert len(sure) > 50
    assert found.min() > -0.01
    assert found.max() <= 0


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=str)
def test_a_state_that_is_no_number_gives_no_number(dtype: torch.dtype) -> None:
    states = hidden()
    states[5] = torch.nan
    found, _ = Head(model(), dtype).read(states, torch.tensor([4, 5]), torch.tensor([1, 1]))
    assert found.isnan().tolist() == [False, True]
