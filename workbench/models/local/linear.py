"""A matrix product as fast as this machine does it: weights laid out once for the CPU's kernels, or plain."""

import functools
import platform
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F

__all__ = ["Linear", "can_pack"]

HINT = 64  # rows the layout is made for; measured best from 1 to 1,024 rows
SUMMED = 1024  # most inputs that are summed at once in 32 bits: rounding grows with the length of a sum
MANY = 16_384  # outputs from which a layout pays on every processor: the output layer's


def can_pack(weight: Tensor) -> bool:
    """Return whether weights of this kind can be laid out for the CPU's kernels here, and are faster so.

    On Intel's processors the plain product in 32 bits is the maker's own: faster for one row (16.7 ms
    against 23.7 for the layers of the default model) and for 32 rows and more, but for very many outputs.
    """
    if weight.device.type != "cpu" or not torch.backends.mkldnn.is_available():
        return False
    if weight.dtype == torch.float32:
        return len(weight) >= MANY or not has_own_products()
    return weight.dtype == torch.bfloat16 and torch.ops.mkldnn._is_mkldnn_bf16_supported()


@functools.cache
def has_own_products() -> bool:
    """Return whether this is a processor of Intel's with Intel's library of products at hand."""
    about = Path("/proc/cpuinfo")
    said = about.read_text(encoding="utf-8", errors="replace") if about.is_file() else platform.processor()
    return torch.backends.mkl.is_available() and "GenuineIntel" in said


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
        self._weights = _packed(weight) if self.packed else [weight]

    def __call__(self, x: Tensor) -> Tensor:
        """Return (rows, outputs) of (rows, inputs)."""
        x = x.to(self.dtype)
        if not self.packed:
            return F.linear(x, self._weights[0], self.bias)
        inputs = x.chunk(len(self._weights), dim=-1)
        product: Tensor = torch.ops.mkldnn._linear_pointwise(inputs[0], self._weights[0], self.bias, "none", [], "")
        for part, weight in zip(inputs[1:], self._weights[1:], strict=True):
            product = torch.ops.mkldnn._linear_pointwise.binary(part, product, weight, None, "add")
        return product


def _packed(weight: Tensor) -> list[Tensor]:
    """Return weights laid out, in parts by their inputs where a sum of all would round too much."""
    inputs = weight.shape[1]
    parts = -(-inputs // SUMMED) if weight.dtype == torch.float32 else 1
    return [torch.ops.mkldnn._reorder_linear_weight(part.contiguous(), HINT) for part in weight.chunk(parts, dim=1)]
