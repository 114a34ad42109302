"""Which examples stand in a prompt, and in which order; every choice is recorded by item and never depends on the machine.

Draws come from SHA-256 of seed, draw and item, so that the same seed gives the same examples everywhere, in whatever
order the examples are given. The draws of several numbers of shots are nested: four shots are the first four of sixteen.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from math import factorial
from typing import Any

from workbench.errors import InputError, unknown_name
from workbench.fewshot.rows import Row

__all__ = ["ONE_DRAW", "STRATEGIES", "Chosen", "choose", "orders_of", "stable_order"]

STRATEGIES = {
    "first": "the first ones of the examples as given",
    "random": "drawn at random, the same for every query of a draw",
    "random-per-item": "drawn at random for every query anew",
    "balanced": "drawn at random, the labels in turn, the same for every query of a draw",
    "nearest-tfidf": "for every query its nearest neighbours by TF-IDF cosine, the nearest right before the query",
    "nearest-hidden": "for every query its nearest neighbours by the model's own hidden states (mean over tokens, "
    "cosine), the nearest right before the query",
}
"""The ways of choosing, in words."""

ONE_DRAW = ("first", "nearest-tfidf", "nearest-hidden")
"""The ways that can choose only once."""

Embed = Callable[[Sequence[str]], Any]
_BLOCK = 256  # queries compared at once


@dataclass(frozen=True)
class Chosen:
    """The examples of every draw: their items, most important first where a way has that.

    Attributes
    ----------
    how : str
        One of `STRATEGIES`, or ``"picked"``.
    shared : tuple of tuple
        One list of items a draw, where all queries of a draw have the same examples.
    own : dict
        ``{(draw, query's place): items}`` where every query has its own.
    nearest_last : bool
        Whether the first item stands right before the query.
    """

    how: str
    shared: tuple[tuple[str | int, ...], ...]
    own: Mapping[tuple[int, int], tuple[str | int, ...]]
    nearest_last: bool = False

    @property
    def draws(self) -> int:
        """How many draws there are."""
        return len(self.shared) or 1 + max(draw for draw, _ in self.own)

    def items(self, draw: int, place: int, shots: int) -> tuple[str | int, ...]:
        """Return the items of one query's examples in the order in which they stand in the prompt."""
        found = (self.shared[draw] if self.shared else self.own[draw, place])[:shots]
        return found[::-1] if self.nearest_last else found

    def to_dict(self) -> dict[str, Any]:
        """Return the choice as plain Python."""
        own = [[draw, place, list(items)] for (draw, place), items in self.own.items()]
        return {"how": self.how, "shared": [list(items) for items in self.shared], "own": own}


def choose(
    pool: Sequence[Row],
    queries: Sequence[str],
    how: str | Sequence[str | int],
    *,
    shots: int,
    draws: int = 1,
    seed: int = 0,
    embed: Embed | None = None,
) -> Chosen:
    """Return which examples stand before each query.

    Parameters
    ----------
    pool : sequence of Row
        The examples there are.
    queries : sequence of str
        The inputs that are asked.
    how : str or sequence of items
        One of `STRATEGIES`, or the items themselves, in the order wanted.
    shots : int
        The largest number of examples that any prompt will hold.
    draws, seed : int
        How many draws, and the seed of all.
    embed : callable, optional
        Texts to vectors, for ``"nearest-hidden"``.

    Raises
    ------
    InputError
        For an unknown way or item, fewer examples than shots, several draws of a way that has only one, or too few
        examples of a label for ``"balanced"``.
    """
    if not isinstance(how, str):
        return _picked(pool, list(how), shots, draws)
    if how not in STRATEGIES:
        raise unknown_name("way of choosing examples", how, STRATEGIES, "Or give the items, such as choose=[3, 17].")
    if shots and not pool:
        raise InputError(
            f"{shots} shots were asked for, and the task has no examples. Give it examples=..., or shots=0."
        )
    if shots > len(pool):
        raise InputError(
            f"{shots} shots were asked for, and there are {len(pool)} examples. Give at most {len(pool)} shots."
        )
    if how in ONE_DRAW and draws > 1:
        raise InputError(
            f"choose={how!r} has one draw only, and seeds={draws} was given. Give seeds=1, or another way."
        )
    if how == "first" or not shots:
        return Chosen(how, (tuple(row.item for row in pool[:shots]),) * draws, {})
    if how == "balanced":
        return Chosen(how, tuple(_balanced(pool, shots, seed, draw) for draw in range(draws)), {})
    names = [row.item for row in pool]
    names = [names[place] for place in stable_order(names, "pool")]
    if how == "random":
        return Chosen(how, tuple(_drawn(names, shots, seed, draw) for draw in range(draws)), {})
    if how == "random-per-item":
        own = {
            (draw, place): _drawn(names, shots, seed, draw, query)
            for draw in range(draws)
            for place, query in enumerate(queries)
        }
        return Chosen(how, (), own)
    return Chosen(how, (), _nearest(pool, queries, shots, embed, how), True)


def orders_of(count: int, orders: int | str, seed: int, draw: int) -> list[tuple[int, ...]]:
    """Return orders of so many examples: the drawn order first, then all others or a sample of them.

    Parameters
    ----------
    count : int
        Examples.
    orders : int or "all"
        How many orders at most; ``"all"`` gives every one, for at most four examples (24 orders).

    Raises
    ------
    InputError
        For ``"all"`` of more than four examples.

    Examples
    --------
    >>> orders_of(3, 3, 0, 0)[0], len(orders_of(4, "all", 0, 0)), len(orders_of(2, 10, 0, 0))
    ((0, 1, 2), 24, 2)
    """
    if orders == "all" and count > 4:
        raise InputError(
            f'orders="all" of {count} examples would be {factorial(count):,} prompts a query. Give a number, such as '
            "orders=24, or at most 4 shots."
        )
    first = tuple(range(count))
    every = factorial(count)
    wanted = every if orders == "all" else min(int(orders), every)
    if count <= 4:
        others = [order for order in permutations(first) if order != first]
        return [first, *sorted(others, key=lambda order: _hash(seed, draw, "order", order))[: wanted - 1]]
    found = {first: None}  # in the order in which they were drawn
    attempt = 0
    while len(found) < wanted:
        found.setdefault(tuple(sorted(first, key=lambda at: _hash(seed, draw, "order", attempt, at))))
        attempt += 1
    return list(found)


def stable_order(names: Sequence[str | int], *salt: object) -> list[int]:
    """Return places in an order that looks random and is the same on every machine; 3 and ``"3"`` count as one name."""
    return sorted(range(len(names)), key=lambda place: _hash(*salt, str(names[place])))


def _hash(*parts: object) -> bytes:
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).digest()


def _picked(pool: Sequence[Row], items: list[str | int], shots: int, draws: int) -> Chosen:
    known = {str(row.item): row.item for row in pool}
    for item in items:
        if str(item) not in known:
            raise unknown_name("example", item, known)
    found = tuple(known[str(item)] for item in items)
    if len(set(found)) < len(found):
        raise InputError(f"choose={items!r} names an item twice. Name each once.")
    if shots > len(found):
        raise InputError(
            f"{shots} shots were asked for, and choose names {len(found)} items. Give at most {len(found)} shots."
        )
    if draws > 1:
        raise InputError(f"Picked examples have one draw only, and seeds={draws} was given. Give seeds=1.")
    return Chosen("picked", (found,), {})


def _drawn(names: Sequence[str | int], shots: int, *salt: object) -> tuple[str | int, ...]:
    """Return so many names without repetition: the first steps of a shuffle, each from a hash of its own."""
    moved: dict[int, int] = {}
    found = []
    for step in range(shots):
        at = step + int.from_bytes(_hash(*salt, step)) % (len(names) - step)
        found.append(names[moved.get(at, at)])
        moved[at] = moved.get(step, step)
    return tuple(found)


def _balanced(pool: Sequence[Row], shots: int, seed: int, draw: int) -> tuple[str | int, ...]:
    """Return items whose labels take turns, in a drawn order of labels."""
    order = stable_order([row.item for row in pool], seed, draw)
    queues: dict[str, list[str | int]] = {label: [] for label in pool[0].options}
    if not queues or any(row.options != pool[0].options for row in pool):
        raise InputError(
            'choose="balanced" lets labels take turns, and the examples have no labels that all share. Give another way, '
            'such as choose="random".'
        )
    for place in order:
        queues[pool[place].answers[0]].append(pool[place].item)
    least, each = min(queues, key=lambda label: len(queues[label])), shots // len(queues)
    if len(queues[least]) < each:
        raise InputError(
            f'choose="balanced" needs {each} examples of each label for {shots} shots, and {least!r} has '
            f"{len(queues[least])}. Give at most {(len(queues[least]) + 1) * len(queues) - 1} shots, or more examples."
        )
    labels = sorted(queues, key=lambda label: _hash(seed, draw, "label", label))
    found: list[str | int] = []
    while len(found) < shots:
        for label in labels:
            if queues[label] and len(found) < shots:
                found.append(queues[label].pop(0))
    return tuple(found)


def _nearest(
    pool: Sequence[Row], queries: Sequence[str], shots: int, embed: Embed | None, how: str
) -> dict[tuple[int, int], tuple[str | int, ...]]:
    import numpy as np
    from sklearn.metrics.pairwise import cosine_similarity

    names = [row.item for row in pool]
    pool = [pool[place] for place in stable_order(names, "pool")]  # decides between equally near ones
    texts = [row.asked for row in pool]
    if how == "nearest-tfidf":
        ours, theirs = _tfidf(texts, queries)
    elif embed is None:
        raise InputError(
            'choose="nearest-hidden" needs the model whose hidden states are compared: task.probe(data, model=model), or '
            "task.evaluate(model, data)."
        )
    else:
        ours, theirs = embed(texts), embed(queries)
    found = {}
    for begin in range(0, len(queries), _BLOCK):
        likeness = np.round(cosine_similarity(theirs[begin : begin + _BLOCK], ours), 6)  # (queries, pool)
        places = np.argsort(-likeness, axis=1, kind="stable")[:, :shots]  # rounded: a last digit never decides
        for place, row in enumerate(places.tolist(), begin):
            found[0, place] = tuple(pool[at].item for at in row)
    return found


def _tfidf(pool: Sequence[str], queries: Sequence[str]) -> tuple[Any, Any]:
    """Return both as TF-IDF vectors whose weights come from the examples alone."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    words = r"(?u)\b\w+\b"  # words of one letter too
    vectorizer: Any = TfidfVectorizer(token_pattern=words)
    try:
        ours = vectorizer.fit_transform(pool)
    except ValueError:
        raise InputError(
            'choose="nearest-tfidf" compares words, and no example holds one. Give another way, such as choose="random".'
        ) from None
    return ours, vectorizer.transform(queries)
