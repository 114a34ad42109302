"""A matrix product as fast as this machine does it: weights laid out once for the CPU's kernels, or plain."""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional as F

__all__ = ["Linear", "can_pack"]

HINT = 64  # rows the layout is made for; measured best from 1 to 1,024 rows


def can_pack(weight: Tensor) -> bool:
    """Return whether weights of this kind can be laid out for the CPU's kernels here."""
    if weight.device.type != "cpu" or not torch.backends.mkldnn.is_available():
        return False
    return weight.dtype == torch.float32 or (
        weight.dtype == torch.bfloat16 and torch.ops.mkldnn._is_mkldnn_bf16_supported()
    )


class Linear:
    """``x @ weight.T + bias`` for one weight, or several of equal input stacked into one.

    Parameters
    ----------
    weights, biases : sequence of Tensor
        Each (outputs, inputs) and (outputs,) or None.
    dtype : torch.dtype
        What the product is computed in; the result is in it too.
    """

    def __init__(self, weights: Sequence[Tensor], biases: Sequence[Tensor | None], dtype: torch.dtype) -> None:
        weight = torch.cat([weight.detach() for weight in weights]).to(dtype).contiguous()
        self.bias = None
        if any(bias is not None for bias in biases):
            parts = [
                weight.new_zeros(len(one)) if bias is None else bias.detach()
                for one, bias in zip(weights, biases, strict=True)
            ]
            self.bias = torch.cat(parts).to(dtype)
        self.dtype = dtype
        self.packed = can_pack(weight)
        self._weight = torch.ops.mkldnn._reorder_linear_weight(weight, HINT) if self.packed else weight

    def __call__(self, x: Tensor) -> Tensor:
        """Return (rows, outputs) of (rows, inputs)."""
        x = x.to(self.dtype)
        if self.packed:
            product: Tensor = torch.ops.mkldnn._linear_pointwise(x, self._weight, self.bias, "none", [], "")
            return product
        return F.linear(x, self._weight, self.bias)
