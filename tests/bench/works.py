"""The works that are timed: what each side does, and by how much ours is to be faster."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import data
from peers import Generate, Items, LmEval, Minicons


@dataclass(frozen=True)
class Side:
    """One way to do a work; ``sample`` are the places of the items it does, of so many, or None for all."""

    run: Callable[[], Any]
    places: Sequence[int] | None = None
    part: float = 1.0
    of: int = 0


@dataclass(frozen=True)
class Comparison:
    """Two sides of a work and the least ratio of their seconds that is wanted."""

    ours: str
    theirs: str
    at_least: float
    reach: float


@dataclass(frozen=True)
class Work:
    title: str
    sides: dict[str, Side]
    comparisons: list[Comparison]
    tokens: dict[str, int] | None = None
    warm: Callable[[], Any] = field(default=lambda: None)


def scoring(
    title: str,
    items: Items,
    group: int,
    sampled: int,
    models: dict[str, Any],
    peers: Sequence[Any],
    wanted: dict[str, Any],
) -> Work:
    """Return a work of scoring: ours whole, the peers a sample of groups of items spread over it."""
    exact = models["exact"]
    groups = data.spread(list(range(len(items) // group)), sampled)
    places = [group * one + place for one in groups for place in range(group)]
    cost = exact.cost(items)
    sample = [items[place] for place in places]
    part = sum(_asked(exact, item) for item in sample) / sum(_asked(exact, item) for item in items)
    sides = {
        name: Side(lambda model=model: [one.logprob for one in model.score(items)]) for name, model in models.items()
    }
    for peer in peers:
        sides[peer.name] = Side(lambda peer=peer: peer.score(sample), places, part, len(items))
    comparisons = [Comparison(name, peer.name, *wanted[name]) for name in models for peer in peers]
    tokens = {"asked": cost.asked_tokens, "run": cost.new_tokens}
    return Work(title, sides, comparisons, tokens, lambda: [one.score(items[:8]) for one in (*models.values(), *peers)])


def _asked(model: Any, item: tuple[str, str]) -> int:
    return model.count(item[0] + item[1])


def completing(
    model: Any, peer: Generate, title: str, wanted: tuple[float, float], prompts: list[str], **how: Any
) -> Work:
    """Return a work of completing with random draws: the same number of new tokens on both sides."""
    tokens, n = how["tokens"], how.get("n", 1)
    bans = dict.fromkeys(model.end_ids, -100)
    top_p = how.get("top_p", 1.0)

    def ours() -> Any:
        return model.complete(prompts, max_tokens=tokens, n=n, top_p=top_p, logit_bias=bans)

    def theirs() -> Any:
        return peer.complete(prompts, tokens, do_sample=True, top_p=top_p, top_k=0, num_return_sequences=n)

    sides = {"exact": Side(ours), peer.name: Side(theirs)}
    return Work(title, sides, [Comparison("exact", peer.name, *wanted)])


def streaming(model: Any, peer: Generate, tokens: int) -> Work:
    """Return the work of one greedy text, token by token; both sides must give the same text."""
    prompt = "The history of the town begins with"
    bans = dict.fromkeys(model.end_ids, -100)

    def ours() -> str:
        return "".join(model.stream(prompt, max_tokens=tokens, temperature=0, logit_bias=bans))

    def theirs() -> str:
        return peer.complete([prompt], tokens, do_sample=False)[0]

    sides = {"exact": Side(ours), peer.name: Side(theirs)}
    return Work(f"one stream, {tokens} tokens", sides, [Comparison("exact", peer.name, 1.3, 2)])


def prepared(
    names: Sequence[str], limit: int | None, models: dict[str, Any], left_out: dict[str, str]
) -> dict[str, Work]:
    """Return the works asked for; a peer that cannot be had is named in ``left_out``."""
    exact = models["exact"]
    only = {"exact": exact}
    scorers = _scorers(left_out)
    lm_eval = [peer for peer in scorers if isinstance(peer, LmEval)]
    size = limit or 10**9
    generate = Generate()
    made: dict[str, Callable[[], Work]] = {
        "crows": lambda: scoring(
            "CrowS-Pairs, both sentences",
            data.crows(limit),
            2,
            150,
            models,
            scorers,
            {"exact": (1.5, 2.3), "fast": (3, 4.5)},
        ),
        "bbq": lambda: scoring(
            "BBQ, three options", data.bbq(min(size, 1000)), 3, 24, only, scorers, {"exact": (5, 8)}
        ),
        **{
            f"shots{shots}x{labels}": lambda shots=shots, labels=labels: scoring(
                f"{shots} shots, {labels} labels",
                data.few_shot(shots, labels, min(size, 500)),
                labels,
                6,
                only,
                lm_eval,
                {"exact": (15, 25)},
            )
            for shots, labels in ((16, 2), (16, 3), (16, 5), (32, 3))
        },
        "sweep": lambda: scoring(
            "few-shot sweep: 6 numbers of shots, 5 draws",
            data.sweep(min(size, 100)),
            2,
            24,
            only,
            lm_eval,
            {"exact": (5, 10)},
        ),
        "many": lambda: completing(
            exact,
            generate,
            "64 prompts, 32 new tokens, top_p 0.9",
            (3, 4),
            data.prompts(min(size, 64)),
            tokens=32,
            top_p=0.9,
        ),
        "samples": lambda: completing(
            exact, generate, "25 samples of one prompt, 32 new tokens", (4, 6), [data.LONG], tokens=32, n=25
        ),
        "stream": lambda: streaming(exact, generate, 128),
    }
    return {name: make() for name, make in made.items() if not names or name in names}


def _scorers(left_out: dict[str, str]) -> list[Any]:
    found: list[Any] = []
    for name, make in (("lm-eval", lambda: LmEval(data.crows(24))), ("minicons", Minicons)):
        try:
            found.append(make())
        except ImportError as error:
            left_out[name] = f"not installed: {error}"
    return found
