"""Keys and values: those of a forward pass, kept by token, and those of rows being continued, kept by slot."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

__all__ = ["HIDDEN", "Kept", "Slots"]

HIDDEN = torch.finfo(torch.float32).min
STEP = 32  # how many keys are looked at is a multiple of this


@dataclass
class Kept:
    """Keys and values of the tokens of a forward pass.

    Attributes
    ----------
    keys, values : list of Tensor
        For each layer (tokens, heads, head size).
    """

    keys: list[Tensor] = field(default_factory=list)
    values: list[Tensor] = field(default_factory=list)

    def add(self, keys: Tensor, values: Tensor) -> None:
        """Take in the next layer's."""
        self.keys.append(keys)
        self.values.append(values)


class Slots:
    """Keys and values of rows that are continued together, one slot a row, each as long as its own text.

    Parameters
    ----------
    capacity, length : int
        Most rows, and most tokens of a row.
    """

    def __init__(self, capacity: int, length: int) -> None:
        self._capacity, self.length = capacity, length
        self.keys: list[Tensor] = []  # for each layer (slots, heads, length, head size)
        self.values: list[Tensor] = []
        self.used = 0

    def open(self, first: int, copies: int, begun: Kept | None, kept: Kept, path: Tensor) -> None:
        """Fill ``copies`` slots from ``first`` on with a text: a beginning, then the tokens at ``path`` of a pass."""
        if not self.keys:
            self._allocate(kept)
        taken = slice(first, first + copies)
        start = len(begun.keys[0]) if begun else 0
        for layer in range(len(self.keys)):
            if begun is not None:
                self.keys[layer][taken, :, :start] = begun.keys[layer].transpose(0, 1)
                self.values[layer][taken, :, :start] = begun.values[layer].transpose(0, 1)
            self.keys[layer][taken, :, start : start + len(path)] = kept.keys[layer][path].transpose(0, 1)
            self.values[layer][taken, :, start : start + len(path)] = kept.values[layer][path].transpose(0, 1)
        self.used = max(self.used, first + copies)

    def keep(self, places: Sequence[int]) -> None:
        """Drop all rows but these; the kept ones move up, in their order."""
        self.used = len(places)
        if list(places) == list(range(len(places))):
            return
        index = torch.tensor(list(places), device=self.keys[0].device)
        for buffers in (self.keys, self.values):
            for buffer in buffers:
                buffer[: len(places)] = buffer[index]

    def write(self, layer: int, keys: Tensor, values: Tensor, positions: Tensor) -> None:
        """Write one token's keys and values (rows, heads, head size) of each row, at its position."""
        rows = torch.arange(self.used, device=positions.device)
        self.keys[layer][rows, :, positions] = keys
        self.values[layer][rows, :, positions] = values

    def seen(self, layer: int, positions: Tensor) -> tuple[Tensor, Tensor]:
        """Return keys and values (rows, heads, length, head size) of the rows in use, up to the farthest position."""
        length = self._length(positions)
        return self.keys[layer][: self.used, :, :length], self.values[layer][: self.used, :, :length]

    def mask(self, positions: Tensor, window: int | None = None) -> Tensor:
        """Return what is added to attention scores of tokens at these positions: (rows, length), 0 or the least number."""
        columns = torch.arange(self._length(positions), device=positions.device)
        hidden = columns[None] > positions[:, None]
        if window is not None:
            hidden |= positions[:, None] - columns[None] >= window
        return torch.zeros(hidden.shape, device=positions.device).masked_fill_(hidden, HIDDEN)

    def _length(self, positions: Tensor) -> int:
        return min(self.length, -(-(int(positions.max()) + 1) // STEP) * STEP)

    def _allocate(self, kept: Kept) -> None:
        for buffers, source in ((self.keys, kept.keys), (self.values, kept.values)):
            for layer in source:
                _, heads, size = layer.shape
                buffers.append(layer.new_zeros(self._capacity, heads, self.length, size))
