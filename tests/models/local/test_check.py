"""The comparison itself: a way of running that is a little wrong is found wrong, one that is right is not."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from workbench.errors import InputError
from workbench.models.local import check
from workbench.models.local.check import chosen_engine, wrong_by
from workbench.models.local.layout import Layout

CONTEXT = 256


def network(folder: Path) -> Any:
    from transformers import AutoModelForCausalLM

    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()


@pytest.fixture
def llama(tiny: Callable[[str], Path]) -> Any:
    """Return a tiny model whose layers may be run at every level."""
    return network(tiny("llama"))


@pytest.mark.parametrize("level", ["tree", "prefix", "plain"])
def test_a_right_way_differs_by_rounding_alone(llama: Any, level: Any) -> None:
    engine = chosen_engine(llama, torch.float32, CONTEXT, level)
    assert wrong_by(llama, engine, CONTEXT) < check.TOLERANCE / 10


def test_the_highest_level_that_is_right_is_taken(llama: Any) -> None:
    assert chosen_engine(llama, torch.float32, CONTEXT).level == "tree"


def blind(layout: Layout, window: int | None = None) -> torch.Tensor:
    """Return a mask by which a token sees whatever stands before it, other branches too."""
    width = layout.begun + layout.width
    later = torch.ones(layout.width, width).triu(layout.begun + 1)
    return (later * torch.finfo(torch.float32).min).expand(layout.rows, 1, -1, -1)


def test_a_mask_that_does_not_keep_branches_apart_is_found_out(llama: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = chosen_engine(llama, torch.float32, CONTEXT, "tree")
    monkeypatch.setattr(Layout, "mask", blind)
    assert wrong_by(llama, engine, CONTEXT) > 10 * check.TOLERANCE


def test_where_the_tree_is_wrong_the_next_level_is_taken(llama: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Layout, "mask", blind)
    assert chosen_engine(llama, torch.float32, CONTEXT).level == "prefix"


def test_wrong_positions_after_a_beginning_are_found_out(llama: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = chosen_engine(llama, torch.float32, CONTEXT, "tree")
    monkeypatch.setattr(Layout, "positions", property(lambda layout: layout.depths + layout.begun // 2))
    assert wrong_by(llama, engine, CONTEXT) > check.TOLERANCE


def test_a_window_that_is_not_obeyed_is_found_out(tiny: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    model = network(tiny("mistral with a window"))
    whole = Layout.mask
    monkeypatch.setattr(Layout, "mask", lambda layout, window=None: whole(layout))
    with pytest.raises(InputError, match="cannot be run here at level 'tree'"):
        chosen_engine(model, torch.float32, CONTEXT, "tree")


def test_the_window_is_given_back_after_the_comparison(tiny: Callable[[str], Path]) -> None:
    model = network(tiny("mistral with a window"))
    model.config.sliding_window = 100
    chosen_engine(model, torch.float32, CONTEXT)
    assert model.config.sliding_window == 100


def test_what_a_way_raises_is_taken_for_wrong(llama: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(layout: Layout, window: int | None = None) -> torch.Tensor:
        raise ValueError("this architecture takes no such mask")

    monkeypatch.setattr(Layout, "mask", refuses)
    assert chosen_engine(llama, torch.float32, CONTEXT).level == "prefix"


def test_memory_that_is_too_small_is_not_taken_for_wrong(llama: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(layout: Layout, window: int | None = None) -> torch.Tensor:
        raise MemoryError

    monkeypatch.setattr(Layout, "mask", full)
    with pytest.raises(MemoryError):
        chosen_engine(llama, torch.float32, CONTEXT)
