"""The forward pass of any causal model by transformers' own code, and the output layer; hidden states, no text."""

import copy
import inspect
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple, Protocol

import torch
from torch import Tensor
from transformers import Cache

from workbench.models.local.cache import Kept, Slots
from workbench.models.local.layout import Layout
from workbench.models.local.linear import Linear

__all__ = ["Head", "Network", "RowNetwork", "TreeNetwork", "copies"]


HEAD_ROWS = 128  # logits of one block: 25 MB for a vocabulary of 49,152


class Network(Protocol):
    """The layers of a model for trees and for rows that are continued."""

    layers_by: str
    device: torch.device

    def run(self, layout: Layout, begun: Kept | None, *, keep: bool = False) -> tuple[Tensor, Kept]:
        """Return the last hidden states (tokens, hidden size), packed, and with ``keep`` the keys and values."""

    def step(self, ids: Tensor, positions: Tensor, slots: Slots) -> Tensor:
        """Go on with one token in each slot in use; return the last hidden states (rows, hidden size)."""


class Head:
    """The output layer: hidden states to logits, in 32 bits, in blocks.

    Parameters
    ----------
    model : transformers.PreTrainedModel
        Whose output layer it is.
    dtype : torch.dtype
        What the product is computed in where log-probabilities are read. In bfloat16 a logit is rounded to
        8 bits, so the two that decide most, the target's and the likeliest, are computed again in 32 bits.
    """

    def __init__(self, model: Any, dtype: torch.dtype = torch.float32) -> None:
        layer = model.get_output_embeddings()
        bias = getattr(layer, "bias", None)
        weight, bias = layer.weight.detach().float(), None if bias is None else bias.detach().float()
        self._linear = Linear([weight], [bias], torch.float32)
        self._rounded = None
        if dtype != torch.float32:
            self._rounded = _Rounded(Linear([weight], [bias], dtype), weight, bias)
        self._cap = getattr(model.config, "final_logit_softcapping", None)
        self._scale = float(getattr(model.config, "logit_scale", None) or 1.0)
        self._scale /= float(getattr(model.config, "logits_scaling", None) or 1.0)

    @torch.inference_mode()
    def __call__(self, hidden: Tensor) -> Tensor:
        """Return logits (rows, vocabulary)."""
        return self._capped(self._linear(hidden.float()))

    @torch.inference_mode()
    def read(self, hidden: Tensor, places: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        """Return log-probability and greedy flag of each target after its place.

        Only places that are read go through the layer, each once, a block at a time.
        """
        logprobs, greedy = (
            hidden.new_empty(len(places), dtype=torch.float32),
            places.new_empty(len(places), dtype=torch.bool),
        )
        needed, inverse = torch.unique(places, return_inverse=True)
        memory = hidden.new_empty(0, dtype=torch.float32)  # one block's, used again by the next
        read = partial(self._roughly, self._rounded) if self._rounded else partial(self._exactly, memory)
        for low in range(0, len(needed), HEAD_ROWS):
            here = ((inverse >= low) & (inverse < low + HEAD_ROWS)).nonzero()[:, 0]
            states = hidden[needed[low : low + HEAD_ROWS]].float()  # (places, hidden size)
            logprobs[here], greedy[here] = read(states, inverse[here] - low, targets[here])
        return logprobs.clamp_(max=0.0), greedy

    def _exactly(self, memory: Tensor, states: Tensor, rows: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        normalised = torch.log_softmax(self(states), dim=1, out=memory.resize_(0))  # (places, vocabulary)
        found = normalised[rows, targets]
        return found, found >= normalised.amax(dim=1)[rows]

    def _roughly(self, rounded: "_Rounded", states: Tensor, rows: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        """Sum the rounded logits of all tokens, with the likeliest one's in its exact place."""
        logits = self._capped(rounded.product(states).float())
        highest, likeliest = logits.max(dim=1)
        exact = self._capped(rounded.exact(states, likeliest))
        weights = logits.sub_(highest[:, None]).exp_().sum(dim=1) - 1 + torch.exp(exact - highest)
        own = self._capped(rounded.exact(states[rows], targets))
        found = own - highest[rows] - weights.log()[rows]
        return found, (targets == likeliest[rows]) | (own > exact[rows])

    def _capped(self, logits: Tensor) -> Tensor:
        if self._scale != 1:
            logits = logits * self._scale
        return torch.tanh(logits / self._cap) * self._cap if self._cap else logits


class _Rounded(NamedTuple):
    """The product of the output layer in fewer bits, and the weights by which single logits are computed in 32."""

    product: Linear
    weight: Tensor
    bias: Tensor | None

    def exact(self, states: Tensor, tokens: Tensor) -> Tensor:
        """Return one logit a row, in 32 bits."""
        logits = (states * self.weight[tokens]).sum(dim=1)
        return logits if self.bias is None else logits + self.bias[tokens]


class TreeNetwork:
    """A model whose attention takes any mask, run by transformers' own code.

    Parameters
    ----------
    model : transformers.PreTrainedModel
        The model.
    form : str
        How it wants its mask: ``"one"`` for all layers; ``"windowed"``, one with the attention
        window cut into it; ``"by kind"``, one for each kind of layer. Which is right is found
        by comparing.
    """

    layers_by = "transformers"

    def __init__(self, model: Any, form: str) -> None:
        self._base, self._form = model.base_model, form
        self._window = getattr(model.config, "sliding_window", None)
        self._dtype, self.device = model.dtype, model.device

    @torch.inference_mode()
    def run(self, layout: Layout, begun: Kept | None, *, keep: bool = False) -> tuple[Tensor, Kept]:
        cache = _BranchCache(begun, layout)
        out = self._base(
            layout.padded(layout.ids),
            attention_mask=self._masks(layout.mask),
            position_ids=layout.padded(layout.positions),
            past_key_values=cache,
            use_cache=True,
        )
        return layout.packed(out.last_hidden_state), cache.kept if keep else Kept()

    @torch.inference_mode()
    def step(self, ids: Tensor, positions: Tensor, slots: Slots) -> Tensor:
        out = self._base(
            ids[:, None],
            attention_mask=self._masks(lambda window=None: slots.mask(positions, window)[:, None, None]),
            position_ids=positions[:, None],
            past_key_values=_SlotCache(slots, positions),
            use_cache=True,
        )
        hidden: Tensor = out.last_hidden_state[:, 0]
        return hidden

    def _masks(self, mask: Callable[..., Tensor]) -> Tensor | dict[str, Tensor]:
        if self._form == "by kind":
            return {"full_attention": self._cast(mask()), "sliding_attention": self._cast(mask(self._window))}
        return self._cast(mask(self._window if self._form == "windowed" else None))

    def _cast(self, mask: Tensor) -> Tensor:
        return mask.clamp_(min=torch.finfo(self._dtype).min).to(self._dtype)


class RowNetwork:
    """A model whose attention takes no mask of ours: one sequence a row, after one shared beginning or none."""

    layers_by = "transformers"

    def __init__(self, model: Any) -> None:
        self._base, self.device = model.base_model, model.device
        recurrent = "cache_params" in inspect.signature(self._base.forward).parameters
        self._cache_name = "cache_params" if recurrent else "past_key_values"

    @torch.inference_mode()
    def run(self, layout: Layout, begun: Any, *, keep: bool = False) -> tuple[Tensor, Any]:
        past = {} if begun is None else {self._cache_name: copies(begun, layout.rows)}
        # Padding stands on the right, where causal attention never looks back at it.
        out = self._base(layout.padded(layout.ids), use_cache=keep or bool(past), **past)
        return layout.packed(out.last_hidden_state), getattr(out, self._cache_name) if keep else None

    @torch.inference_mode()
    def go_on(self, ids: Tensor, cache: Any) -> tuple[Tensor, Any]:
        """Run (rows, tokens) after what the cache holds; return the last token's hidden states, and the cache."""
        past = {} if cache is None else {self._cache_name: cache}
        out = self._base(ids, use_cache=True, **past)
        return out.last_hidden_state[:, -1], getattr(out, self._cache_name)


def copies(cache: Any, rows: int) -> Any:
    """Return a cache of one row as one of several, the original left as it was."""
    copied = copy.deepcopy(cache)
    if rows > 1:
        copied.batch_repeat_interleave(rows)
    return copied


class _BranchCache(Cache):
    """What a model's layers meet as their cache: the beginning before each row's own keys and values."""

    def __init__(self, begun: Kept | None, layout: Layout) -> None:
        super().__init__(layers=[])
        self.kept = Kept()
        self._begun, self._layout = begun, layout

    def update(
        self, key_states: Tensor, value_states: Tensor, layer_idx: int, *args: Any, **kwargs: Any
    ) -> tuple[Tensor, Tensor]:
        """Take in a layer's (rows, heads, width, size); return them with the beginning's before them."""
        packed = self._layout.packed
        self.kept.add(packed(key_states.transpose(1, 2)), packed(value_states.transpose(1, 2)))
        if self._begun is None:
            return key_states, value_states
        before = (self._begun.keys[layer_idx], self._begun.values[layer_idx])
        keys, values = (part.transpose(0, 1).expand(len(key_states), -1, -1, -1) for part in before)
        return torch.cat([keys, key_states], dim=2), torch.cat([values, value_states], dim=2)

    def get_seq_length(self, layer_idx: int = 0) -> int:
        return self._layout.begun


class _SlotCache(Cache):
    """What a model's layers meet as their cache when each row goes on by one token, at its own position."""

    def __init__(self, slots: Slots, positions: Tensor) -> None:
        super().__init__(layers=[])
        self._slots, self._positions = slots, positions

    def update(
        self, key_states: Tensor, value_states: Tensor, layer_idx: int, *args: Any, **kwargs: Any
    ) -> tuple[Tensor, Tensor]:
        """Write a layer's (rows, heads, 1, size) in place; return those of the whole rows."""
        self._slots.write(layer_idx, key_states[:, :, 0], value_states[:, :, 0], self._positions)
        return self._slots.seen(layer_idx, self._positions)

    def get_seq_length(self, layer_idx: int = 0) -> int:
        return int(self._positions.max())
