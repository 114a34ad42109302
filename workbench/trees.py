"""Token sequences merged into trees, so that what they share is run once; pure, it knows ids and runs no model.

A sequence is its ids and the first place that is scored. A plan cuts a list of sequences
into families (what hangs on one shared beginning), branches (one row of a forward pass: a
small forest after that beginning) and batches (branches that are run together).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, takewhile
from typing import Literal

__all__ = ["BATCH_TOKENS", "Branch", "Family", "Level", "Plan", "Tokens", "plan_trees"]

Tokens = tuple[tuple[int, ...], int]
Level = Literal["tree", "prefix", "plain"]

BATCH_TOKENS = 1024  # run together
BRANCH_TOKENS = 128  # in one branch, beyond its first sequence
BEGINNING_TOKENS = 32  # the shortest shared beginning that is worth a pass of its own
PASS_TOKENS = 64  # what a pass of its own costs, beside its tokens


@dataclass(frozen=True, slots=True)
class Branch:
    """One row of a forward pass: a small forest of tokens.

    Attributes
    ----------
    tokens : tuple of int
        Token ids, each after its parent.
    parents : tuple of int
        Place of each token's parent in ``tokens``; -1 where it follows the family's beginning.
    places, targets : tuple of int
        What is to be read: after ``tokens[places[i]]``, the log-probability of id ``targets[i]``.
    reads : tuple of (int, tuple of int)
        For each sequence that ends here: its place in the list, and which reads are its own, in order.
    """

    tokens: tuple[int, ...]
    parents: tuple[int, ...]
    places: tuple[int, ...]
    targets: tuple[int, ...]
    reads: tuple[tuple[int, tuple[int, ...]], ...]

    def path(self, place: int) -> list[int]:
        """Return the places from the branch's start to ``place``."""
        found: list[int] = []
        while place >= 0:
            found.append(place)
            place = self.parents[place]
        return found[::-1]


@dataclass(frozen=True, slots=True)
class Family:
    """Sequences that share a beginning: it is run once, then the branches in batches.

    The beginning's own reads are those of every sequence: the last of them is the same
    token for all, the root of every branch.
    """

    beginning: Branch | None
    batches: tuple[tuple[Branch, ...], ...]


@dataclass(frozen=True)
class Plan:
    """What is run, in which order; it depends on the list of sequences and recorded constants alone.

    ``asked_tokens`` is what running each sequence by itself would take, ``new_tokens`` what
    this plan runs.
    """

    families: tuple[Family, ...]
    asked_tokens: int
    new_tokens: int

    def branches(self) -> Iterator[Branch]:
        """Yield every beginning and branch, in the order they are run."""
        for family in self.families:
            if family.beginning:
                yield family.beginning
            for batch in family.batches:
                yield from batch


@dataclass
class _Grown:
    """A branch under construction."""

    tokens: list[int] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    children: dict[tuple[int, int], int] = field(default_factory=dict)
    edges: dict[tuple[int, int], int] = field(default_factory=dict)
    reads: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)

    def add(self, position: int, sequence: Tokens, skipped: int) -> None:
        ids, first = sequence
        place = -1
        reads = []
        for depth in range(skipped, len(ids) - 1):
            place = self._child(place, ids[depth])
            if depth + 1 >= first:
                reads.append(self.edges.setdefault((place, ids[depth + 1]), len(self.edges)))
        self.reads.append((position, tuple(reads)))

    def _child(self, parent: int, token: int) -> int:
        place = self.children.setdefault((parent, token), len(self.tokens))
        if place == len(self.tokens):
            self.tokens.append(token)
            self.parents.append(parent)
        return place

    def branch(self) -> Branch:
        places, targets = zip(*self.edges, strict=True) if self.edges else ((), ())
        return Branch(tuple(self.tokens), tuple(self.parents), places, targets, tuple(self.reads))


def plan_trees(
    sequences: Sequence[Tokens],
    level: Level = "tree",
    *,
    batch_tokens: int = BATCH_TOKENS,
    beginning_tokens: int = BEGINNING_TOKENS,
    pass_tokens: int = PASS_TOKENS,
) -> Plan:
    """Return how to run a list of sequences.

    Parameters
    ----------
    sequences : sequence of (ids, first scored place)
        Sorted and without duplicates; every first scored place is 1 or more.
    level : {"tree", "prefix", "plain"}
        What the model can do: branches with several continuations; a shared beginning with
        one sequence a branch; one sequence at a time.
    batch_tokens : int
        Most tokens, padded, that are run together (a longer branch stands alone).
    beginning_tokens, pass_tokens : int
        The shortest beginning that gets a pass of its own, and what such a pass costs in tokens.

    Examples
    --------
    >>> plan = plan_trees([((5, 6, 7), 1), ((5, 6, 8), 1)])
    >>> plan.asked_tokens, plan.new_tokens
    (4, 2)
    """
    asked = sum(len(ids) - 1 for ids, _ in sequences)
    if level == "plain":
        alone = [_branch(sequences, [position], 0) for position in range(len(sequences))]
        return Plan(tuple(Family(None, ((branch,),)) for branch in alone), asked, asked)
    lister = _Lister(sequences, level == "tree", beginning_tokens, pass_tokens)
    families = []
    for members, length in lister.families():
        branches = [_branch(sequences, cut, length) for cut in lister.cuts(members, length)]
        beginning = _beginning(sequences, members, length) if length else None
        families.append(Family(beginning, tuple(_batches(branches, batch_tokens))))
    return Plan(tuple(families), asked, sum(map(_size, families)))


class _Lister:
    """Finds which sequences of a sorted list go together: by the length of what neighbours share."""

    def __init__(self, sequences: Sequence[Tokens], branching: bool, beginning_tokens: int, pass_tokens: int) -> None:
        self._lengths = [len(ids) - 1 for ids, _ in sequences]
        self._shared = [0, *(_common(one[0], other[0]) for one, other in pairwise(sequences))]
        self._branching = branching
        self._least = beginning_tokens
        self._pass = pass_tokens

    def families(self) -> list[tuple[list[int], int]]:
        """Return the families: positions of their sequences, and how many tokens their beginning has."""
        return self._best(list(range(len(self._lengths))))[1] if self._lengths else []

    def _best(self, members: list[int]) -> tuple[int, list[tuple[list[int], int]]]:
        """Return the cheapest way to run neighbours, with its cost in tokens.

        Groups that share much more than all do may pay for a beginning of their own.
        """
        links = self._links(members)
        shared = min(links[1:], default=0)
        length = shared - 1 if shared > self._least else 0
        cost = length + self._pass if length else 0
        rest: list[int] = []
        found = []
        for group in _groups(members, links, length + self._least):
            price, families = self._best(group) if 1 < len(group) < len(members) else (0, [])
            if families and price < self._cost(group, length):
                cost += price
                found += families
            else:
                rest += group
        cost += self._cost(rest, length)
        together = self._cost(members, 0)
        if length and together <= cost:
            return together, [(members, 0)]
        return cost, [(rest, length), *found] if rest else found

    def _links(self, members: list[int]) -> list[int]:
        """Return how many tokens each member shares with the member before it."""
        shared = [min(self._shared[one + 1 : other + 1]) for one, other in pairwise(members)]
        return [0, *shared] if members else []

    def _cost(self, members: list[int], length: int) -> int:
        links = dict(zip(members, self._links(members), strict=True))
        return sum(
            self._new(member, 0 if place == 0 else links[member], length)
            for cut in self.cuts(members, length)
            for place, member in enumerate(cut)
        )

    def _new(self, member: int, link: int, length: int) -> int:
        return self._lengths[member] - max(length, link)

    def cuts(self, members: list[int], length: int) -> list[list[int]]:
        """Cut a family's members, in their order, into branches.

        A branch that is full is cut where the least is shared, in its second half, since what
        is shared across a cut is run twice.
        """
        if not self._branching:
            return [[member] for member in members]
        links = self._links(members)
        cuts: list[list[int]] = []
        start = 0
        while start < len(members):
            end = self._full(members, links, start, length)
            if end < len(members):
                end = min(range((start + end) // 2 + 1, end + 1), key=lambda place: (links[place], -place))
            cuts.append(members[start:end])
            start = end
        return cuts

    def _full(self, members: list[int], links: list[int], start: int, length: int) -> int:
        """Return where a branch from ``start`` on is full: one sequence, and so many tokens more."""
        room = BRANCH_TOKENS
        for place in range(start + 1, len(members)):
            room -= self._new(members[place], links[place], length)
            if room < 0:
                return place
        return len(members)


def _groups(members: list[int], links: list[int], least: int) -> Iterator[list[int]]:
    """Yield runs of neighbours that share more than ``least`` tokens."""
    group: list[int] = []
    for member, link in zip(members, links, strict=True):
        if group and link <= least:
            yield group
            group = []
        group.append(member)
    yield group


def _common(one: Sequence[int], other: Sequence[int]) -> int:
    """Return how many of the tokens that are run two sequences share (the last token of each is only read)."""
    most = min(len(one), len(other)) - 1
    if one[:most] == other[:most]:
        return most
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _branch(sequences: Sequence[Tokens], members: Sequence[int], skipped: int) -> Branch:
    grown = _Grown()
    for position in members:
        grown.add(position, sequences[position], skipped)
    return grown.branch()


def _beginning(sequences: Sequence[Tokens], members: Sequence[int], length: int) -> Branch:
    ids = sequences[members[0]][0]
    first = min(sequences[position][1] for position in members)
    places = tuple(range(max(0, first - 1), length))
    reads = tuple(
        (position, tuple(range(max(0, sequences[position][1] - 1 - places[0]), len(places))) if places else ())
        for position in members
    )
    targets = tuple(ids[place + 1] for place in places)
    return Branch(ids[:length], tuple(range(-1, length - 1)), places, targets, reads)


def _batches(branches: Sequence[Branch], batch_tokens: int) -> Iterator[tuple[Branch, ...]]:
    """Cut branches into batches of similar widths, so that padding them costs little."""
    batch: list[Branch] = []
    for branch in sorted(branches, key=lambda branch: len(branch.tokens)):
        if batch and len(branch.tokens) * (len(batch) + 1) > batch_tokens:
            yield tuple(batch)
            batch = []
        batch.append(branch)
    yield tuple(batch)


def _size(family: Family) -> int:
    begun = len(family.beginning.tokens) if family.beginning else 0
    return begun + sum(len(branch.tokens) for batch in family.batches for branch in batch)
