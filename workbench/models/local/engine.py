"""One way to run a model: which layers, at which level; reads log-probabilities off branches and opens decoders."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch

from workbench.models.local.decoders import RowDecoder, SlotDecoder
from workbench.models.local.fused import FusedNetwork, can_fuse
from workbench.models.local.layout import Layout
from workbench.models.local.network import Head, Network, RowNetwork, TreeNetwork
from workbench.models.reading import Read
from workbench.models.sampling import Floats
from workbench.trees import Branch, Level

__all__ = ["Candidate", "Engine", "candidates"]


@dataclass(frozen=True)
class Engine:
    """A network, an output layer, and the level that they are used at."""

    network: Network | RowNetwork
    head: Head
    level: Level

    @property
    def packed(self) -> bool:
        """Whether weights are laid out for this CPU's kernels."""
        return isinstance(self.network, FusedNetwork) and self.network.packed

    def begin(self, branch: Branch) -> tuple[Read, Any]:
        """Run a beginning; return what is read off it, and what later branches need of it."""
        layout = Layout((branch,), 0, self.network.device)
        hidden, kept = self.network.run(layout, None, keep=True)
        return self._read(layout, hidden)[0], (kept, len(branch.tokens))

    def read(self, branches: Sequence[Branch], begun: tuple[Any, int] | None) -> list[Read]:
        """Run branches after a beginning, or none; return each branch's log-probabilities and greedy flags."""
        kept, length = begun or (None, 0)
        layout = Layout(branches, length, self.network.device)
        hidden, _ = self.network.run(layout, kept)
        return self._read(layout, hidden)

    def _read(self, layout: Layout, hidden: torch.Tensor) -> list[Read]:
        places: list[int] = []
        targets: list[int] = []
        offset = 0
        for branch in layout.branches:
            places += [offset + place for place in branch.places]
            targets += branch.targets
            offset += len(branch.tokens)
        index = torch.tensor(places, dtype=torch.long, device=hidden.device)
        logprobs, greedy = self.head.read(hidden, index, torch.tensor(targets, dtype=torch.long, device=hidden.device))
        sizes = [len(branch.places) for branch in layout.branches]
        pairs = zip(logprobs.split(sizes), greedy.split(sizes), strict=True)
        return [(one.tolist(), other.tolist()) for one, other in pairs]

    def all_logits(self, ids: Sequence[int]) -> Floats:
        """Return the logits after each token of one text: (tokens, vocabulary)."""
        chain = Branch(tuple(ids), tuple(range(-1, len(ids) - 1)), (), (), ())
        hidden, _ = self.network.run(Layout((chain,), 0, self.network.device), None)
        logits: Floats = self.head(hidden).cpu().numpy()
        return logits

    def hidden(self, ids: Sequence[int]) -> Floats:
        """Return the last hidden states of one text: (tokens, hidden size)."""
        chain = Branch(tuple(ids), tuple(range(-1, len(ids) - 1)), (), (), ())
        states, _ = self.network.run(Layout((chain,), 0, self.network.device), None)
        found: Floats = states.float().cpu().numpy()
        return found

    def decoder(self, capacity: int, length: int) -> SlotDecoder | RowDecoder:
        """Return what continues prompts: ``capacity`` rows of at most ``length`` tokens together where the level allows."""
        if isinstance(self.network, RowNetwork):
            return RowDecoder(self.network, self.head, together=self.level == "prefix")
        return SlotDecoder(self.network, self.head, capacity, length)


@dataclass(frozen=True)
class Candidate:
    """A way of running a model that may be right: the level, and what makes its network for a precision."""

    level: Level
    network: Callable[[torch.dtype], Network | RowNetwork]


def candidates(model: Any) -> list[Candidate]:
    """Return the ways that may be right for a model, the fastest first."""
    forms = ["one"] if getattr(model.config, "sliding_window", None) is None else ["by kind", "windowed"]
    found = [Candidate("tree", partial(FusedNetwork, model))] if can_fuse(model) else []
    found += [Candidate("tree", partial(_tree, model, form)) for form in forms]
    rows = partial(_rows, model)
    return [*found, Candidate("prefix", rows), Candidate("plain", rows)]


def _tree(model: Any, form: str, dtype: torch.dtype) -> TreeNetwork:
    return TreeNetwork(model.to(dtype), form)


def _rows(model: Any, dtype: torch.dtype) -> RowNetwork:
    return RowNetwork(model.to(dtype))
