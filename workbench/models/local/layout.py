"""Where each token of a batch of branches stands: its position, its row, what it may attend to; tensors of places only."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

from workbench.models.local.cache import HIDDEN
from workbench.trees import Branch

__all__ = ["Layout", "is_chain"]


@dataclass(frozen=True)
class Layout:
    """A batch of branches after a beginning of ``begun`` tokens, as tensors.

    The tokens of all branches stand one after the other ("packed"); a row is one branch,
    padded on the right to the widest.
    """

    branches: Sequence[Branch]
    begun: int
    device: torch.device

    @cached_property
    def rows(self) -> int:
        return len(self.branches)

    @cached_property
    def width(self) -> int:
        return max(len(branch.tokens) for branch in self.branches)

    @cached_property
    def ids(self) -> Tensor:
        """Token ids, packed."""
        return self._tensor([token for branch in self.branches for token in branch.tokens])

    @cached_property
    def depths(self) -> Tensor:
        """How many tokens stand before each token in its own branch, packed."""
        return self._tensor([depth for branch in self.branches for depth in _depths(branch)])

    @cached_property
    def positions(self) -> Tensor:
        """Position of each token in its text, packed."""
        return self.depths + self.begun

    @cached_property
    def cells(self) -> Tensor:
        """Cell of each packed token among rows * width."""
        return self._tensor(
            [
                row * self.width + place
                for row, branch in enumerate(self.branches)
                for place in range(len(branch.tokens))
            ]
        )

    @property
    def full(self) -> bool:
        """Whether no row is padded."""
        return len(self.ids) == self.rows * self.width

    @property
    def single_chain(self) -> bool:
        """Whether this is one text that starts at its beginning: ordinary causal attention."""
        return self.rows == 1 and not self.begun and is_chain(self.branches[0])

    def padded(self, packed: Tensor, fill: float = 0) -> Tensor:
        """Return packed values (tokens, ...) as (rows, width, ...)."""
        if not self.full:
            cells = packed.new_full((self.rows * self.width, *packed.shape[1:]), fill)
            packed = cells.index_copy_(0, self.cells, packed)
        return packed.view(self.rows, self.width, *packed.shape[1:])

    def packed(self, padded: Tensor) -> Tensor:
        """Return padded values (rows, width, ...) as (tokens, ...)."""
        cells = padded.reshape(self.rows * self.width, *padded.shape[2:])
        return cells if self.full else cells[self.cells]

    def mask(self, window: int | None = None) -> Tensor:
        """Return what is added to attention scores: (rows, 1, width, begun + width), 0 or the least number.

        A token sees the beginning, the tokens on its own path and itself; with a window, only
        those less than ``window`` positions before it.
        """
        seen = torch.zeros(self.rows, self.width, self.begun + self.width, dtype=torch.bool)
        seen[:, :, : self.begun] = True
        own = seen[:, :, self.begun :]
        for row, branch in enumerate(self.branches):
            _mark_paths(own[row], branch)
        seen = seen.to(self.device)
        if window is not None:
            depths = self.padded(self.depths)  # (rows, width)
            before = torch.arange(-self.begun, 0, device=self.device).expand(self.rows, -1)
            keys = torch.cat([before, depths], dim=1)
            seen &= depths[:, :, None] - keys[:, None, :] < window
        seen[:, :, self.begun :] |= torch.eye(self.width, dtype=torch.bool, device=self.device)  # padding sees itself
        added = torch.zeros(seen.shape, device=self.device).masked_fill_(~seen, HIDDEN)
        return added[:, None]

    def _tensor(self, values: list[int]) -> Tensor:
        return torch.tensor(values, device=self.device)


def is_chain(branch: Branch) -> bool:
    """Return whether a branch is one sequence."""
    return branch.parents == tuple(range(-1, len(branch.parents) - 1))


def _depths(branch: Branch) -> list[int]:
    depths: list[int] = []
    for parent in branch.parents:
        depths.append(0 if parent < 0 else depths[parent] + 1)
    return depths


def _mark_paths(seen: Tensor, branch: Branch) -> None:
    if is_chain(branch):
        size = len(branch.tokens)
        seen[:size, :size] = torch.ones(size, size, dtype=torch.bool).tril()
        return
    marks = seen.numpy()
    for place, parent in enumerate(branch.parents):
        if parent >= 0:
            marks[place] = marks[parent]
        marks[place, place] = True
