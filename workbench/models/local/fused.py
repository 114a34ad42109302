"""The forward pass of Llama-like models in as few operations as it takes, for trees and for rows being continued.

Same arithmetic as transformers' own code in another order of operations: projections of
equal input are one product, nothing is padded outside attention, keys and values are written
in place. Whether it is right for a model is found by comparing (`workbench.models.local.check`).
"""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from workbench.models.local.cache import Kept, Slots
from workbench.models.local.layout import Layout
from workbench.models.local.linear import Linear

__all__ = ["FusedNetwork", "can_fuse"]

WEIGHTS = 2**22  # most attention weights held at once: 16 MB
KINDS = ("llama", "qwen2", "mistral")


def can_fuse(model: Any) -> bool:
    """Return whether a model's layers are of the kind that this room knows."""
    config = model.config
    return (
        config.model_type in KINDS
        and config.hidden_act == "silu"
        and not getattr(config, "pretraining_tp", 1) > 1
        and len(set(_windows(config))) == 1
    )


@dataclass(frozen=True)
class _Layer:
    norm: Tensor
    qkv: Linear
    out: Linear
    after: Tensor
    gate_up: Linear
    down: Linear


class FusedNetwork:
    """A Llama-like model's layers (see `workbench.models.local.network.Network` for what each method does).

    Parameters
    ----------
    model : transformers.PreTrainedModel
        Its weights are copied in the layout that is fastest here, and may be freed after.
    dtype : torch.dtype
        What products are computed in; everything else is in 32 bits.
    """

    layers_by = "fused"

    def __init__(self, model: Any, dtype: torch.dtype) -> None:
        config, base = model.config, model.model
        self._heads, self._shared_heads = config.num_attention_heads, config.num_key_value_heads
        self._size = int(base.layers[0].self_attn.head_dim)
        self._scale = base.layers[0].self_attn.scaling
        self._eps = config.rms_norm_eps
        self._window = _windows(config)[0]
        self._rotary = base.rotary_emb
        self._embeddings = base.embed_tokens.weight.detach().float()
        self._norm = base.norm.weight.detach().float()
        self._layers = [_layer(layer, dtype) for layer in base.layers]
        self.packed = self._layers[0].qkv.packed
        self.device = self._embeddings.device

    @torch.inference_mode()
    def run(self, layout: Layout, begun: Kept | None, *, keep: bool = False) -> tuple[Tensor, Kept]:
        kept = Kept()
        group = self._heads // self._shared_heads
        mask = (
            None if layout.single_chain and self._window is None else layout.mask(self._window).repeat(1, 1, group, 1)
        )

        def attend(place: int, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
            if keep:
                kept.add(k, v)
            keys, values = layout.padded(k), layout.padded(v)  # (rows, width, shared heads, size)
            if begun is not None:
                keys = torch.cat([begun.keys[place].expand(layout.rows, -1, -1, -1), keys], dim=1)
                values = torch.cat([begun.values[place].expand(layout.rows, -1, -1, -1), values], dim=1)
            # Heads that share keys stand one after the other among the queries, so that keys are not repeated.
            queries = layout.padded(q.view(len(q), self._shared_heads, group, self._size)).permute(0, 2, 3, 1, 4)
            if mask is None:
                return self._causal(queries, keys, values)
            queries = queries.reshape(layout.rows, self._shared_heads, group * layout.width, self._size)
            out = self._masked(queries, keys.transpose(1, 2), values.transpose(1, 2), mask)
            out = out.view(layout.rows, self._shared_heads, group, layout.width, self._size).permute(0, 3, 1, 2, 4)
            return layout.packed(out.reshape(layout.rows, layout.width, -1))

        return self._forward(layout.ids, layout.positions, attend), kept

    def _masked(self, queries: Tensor, keys: Tensor, values: Tensor, mask: Tensor) -> Tensor:
        """Attend where a mask says; of short texts by two products, which small matrices make faster."""
        if queries.shape[:3].numel() * keys.shape[2] > WEIGHTS:
            return F.scaled_dot_product_attention(queries, keys, values, attn_mask=mask, scale=self._scale)
        weights = torch.matmul(queries, keys.transpose(2, 3)).mul_(self._scale).add_(mask)
        return torch.matmul(weights.softmax(dim=-1), values)

    def _causal(self, queries: Tensor, keys: Tensor, values: Tensor) -> Tensor:
        """Attend within one text, with no mask in memory; queries are (1, shared heads, group, width, size)."""
        group = queries.shape[2]
        one, two = (part.transpose(1, 2).repeat_interleave(group, dim=1) for part in (keys, values))
        out = F.scaled_dot_product_attention(queries.flatten(1, 2), one, two, is_causal=True, scale=self._scale)
        return out[0].transpose(0, 1).reshape(out.shape[2], -1)

    @torch.inference_mode()
    def step(self, ids: Tensor, positions: Tensor, slots: Slots) -> Tensor:
        mask = slots.mask(positions, self._window)[:, None, None]
        group = self._heads // self._shared_heads

        def attend(place: int, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
            slots.write(place, k, v, positions)
            keys, values = slots.seen(place, positions)
            queries = q.view(len(q), self._shared_heads, group, self._size) * self._scale
            weights = torch.matmul(queries, keys.transpose(2, 3)).add_(mask)  # (rows, shared, group, length)
            return torch.matmul(weights.softmax(dim=-1), values).reshape(len(q), -1)

        return self._forward(ids, positions, attend)

    def _forward(self, ids: Tensor, positions: Tensor, attend: Any) -> Tensor:
        """Return the last hidden states (tokens, hidden size); ``attend(layer, q, k, v)`` mixes tokens."""
        x = self._embeddings[ids]
        cos, sin = self._rotary(x[None], positions[None])
        cos, sin = cos[0, :, None], sin[0, :, None]  # (tokens, 1, head size)
        turned = self._heads + self._shared_heads
        half = self._size // 2
        signed = torch.cat([-sin[..., :half], sin[..., half:]], dim=-1)
        for place, layer in enumerate(self._layers):
            qkv = layer.qkv(self._normed(x, layer.norm)).float().view(len(x), -1, self._size)
            qk = qkv[:, :turned] * cos
            qk[..., :half].addcmul_(qkv[:, :turned, half:], signed[..., :half])
            qk[..., half:].addcmul_(qkv[:, :turned, :half], signed[..., half:])
            x += layer.out(attend(place, qk[:, : self._heads], qk[:, self._heads :], qkv[:, turned:]))
            gate, up = layer.gate_up(self._normed(x, layer.after)).chunk(2, dim=-1)
            x += layer.down(F.silu(gate).mul_(up))
        return self._normed(x, self._norm)

    def _normed(self, x: Tensor, weight: Tensor) -> Tensor:
        return (x * torch.rsqrt(x.pow(2).mean(dim=-1, keepdim=True) + self._eps)).mul_(weight)


def _layer(layer: Any, dtype: torch.dtype) -> _Layer:
    attention, mlp = layer.self_attn, layer.mlp

    def linear(*parts: Any) -> Linear:
        return Linear([part.weight for part in parts], [part.bias for part in parts], dtype)

    return _Layer(
        layer.input_layernorm.weight.detach().float(),
        linear(attention.q_proj, attention.k_proj, attention.v_proj),
        linear(attention.o_proj),
        layer.post_attention_layernorm.weight.detach().float(),
        linear(mlp.gate_proj, mlp.up_proj),
        linear(mlp.down_proj),
    )


def _windows(config: Any) -> list[int | None]:
    """Return each layer's attention window, None where it sees everything."""
    window = getattr(config, "sliding_window", None)
    if not getattr(config, "use_sliding_window", True):
        window = None
    kinds = getattr(config, "layer_types", None)
    if kinds is None:
        return [window]
    return [window if kind == "sliding_attention" else None for kind in kinds]
