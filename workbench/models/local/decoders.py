"""Prompts being continued: in slots side by side, or in rows of one prompt at a time; tokens in, logits out."""

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import numpy as np
import torch
from torch import Tensor

from workbench.models.local.cache import Slots
from workbench.models.local.layout import Layout
from workbench.models.local.network import Head, Network, RowNetwork, copies
from workbench.models.sampling import Floats
from workbench.trees import Branch, plan_trees

__all__ = ["RowDecoder", "SlotDecoder"]

Prompts = Sequence[tuple[tuple[int, ...], int]]


class SlotDecoder:
    """Rows of many prompts side by side (see `workbench.models.base.Decoder`); what prompts share is run once.

    Parameters
    ----------
    network, head
        What runs.
    capacity, length : int
        Most rows, and most tokens of a row.
    """

    mixes = True

    def __init__(self, network: Network, head: Head, capacity: int, length: int) -> None:
        self._network, self._head = network, head
        self._slots = Slots(capacity, length)
        self._lengths: list[int] = []
        self.logits: Floats = np.empty((0, 0), dtype=np.float32)

    def admit(self, prompts: Prompts) -> None:
        order = sorted(range(len(prompts)), key=lambda place: prompts[place][0])
        plan = plan_trees([((*prompts[place][0], 0), len(prompts[place][0])) for place in order])
        first = list(accumulate((rows for _, rows in prompts), initial=len(self._lengths)))
        last: dict[int, Tensor] = {}
        for family in plan.families:
            begun, length = None, 0
            if family.beginning:
                begun = self._network.run(self._layout((family.beginning,), 0), None, keep=True)[1]
                length = len(family.beginning.tokens)
            for batch in family.batches:
                hidden, kept = self._network.run(self._layout(batch, length), begun, keep=True)
                offset = 0
                for branch in batch:
                    for position, (read,) in branch.reads:
                        place = order[position]
                        path = torch.tensor(branch.path(branch.places[read]), device=hidden.device) + offset
                        self._slots.open(first[place], prompts[place][1], begun, kept, path)
                        last[place] = hidden[path[-1]]
                    offset += len(branch.tokens)
        self._lengths += [len(ids) for ids, rows in prompts for _ in range(rows)]
        logits = _numbers(self._head(torch.stack([last[place] for place in range(len(prompts))])))
        fresh = np.repeat(logits, [rows for _, rows in prompts], axis=0)
        self.logits = np.concatenate([self.logits, fresh]) if len(self.logits) else fresh

    def feed(self, tokens: Sequence[int], keep: Sequence[int]) -> None:
        self._slots.keep(keep)
        self._lengths = [self._lengths[place] + 1 for place in keep]
        if not keep:
            self.logits = self.logits[:0]
            return
        positions = torch.tensor(self._lengths, device=self._network.device) - 1
        ids = torch.tensor(list(tokens), device=self._network.device)
        self.logits = _numbers(self._head(self._network.step(ids, positions, self._slots)))

    def _layout(self, branches: Sequence[Branch], begun: int) -> Layout:
        return Layout(branches, begun, self._network.device)


class RowDecoder:
    """Rows of one prompt at a time, which is run once for all of them.

    Parameters
    ----------
    network, head
        What runs.
    together : bool
        Whether the rows of a prompt can be run in one pass; else each has a cache of its own.
    """

    mixes = False

    def __init__(self, network: RowNetwork, head: Head, *, together: bool) -> None:
        self._network, self._head, self._together = network, head, together
        self._caches: list[Any] = []
        self.logits: Floats = np.empty((0, 0), dtype=np.float32)

    def admit(self, prompts: Prompts) -> None:
        ((ids, rows),) = prompts
        hidden, cache = self._network.go_on(torch.tensor([ids], device=self._network.device), None)
        self._caches = [copies(cache, rows)] if self._together else [copies(cache, 1) for _ in range(rows)]
        self.logits = np.repeat(_numbers(self._head(hidden)), rows, axis=0)

    def feed(self, tokens: Sequence[int], keep: Sequence[int]) -> None:
        if not keep:
            self._caches, self.logits = [], self.logits[:0]
            return
        ids = torch.tensor(list(tokens), device=self._network.device)[:, None]
        if self._together:
            if len(keep) < len(self.logits):
                self._caches[0].batch_select_indices(torch.tensor(list(keep), device=ids.device))
            hidden, self._caches[0] = self._network.go_on(ids, self._caches[0])
        else:
            self._caches = [self._caches[place] for place in keep]
            went = [self._network.go_on(one[None], cache) for one, cache in zip(ids, self._caches, strict=True)]
            hidden, self._caches = torch.cat([row for row, _ in went]), [cache for _, cache in went]
        self.logits = _numbers(self._head(hidden))


def _numbers(logits: Tensor) -> Floats:
    numbers: Floats = logits.cpu().numpy()
    return numbers
