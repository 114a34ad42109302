"""Whether a way of running a model is right: its numbers beside those of one text at a time, no cache, no padding.

Several architectures take a mask and ignore it, or look back by column and not by position;
nothing but a comparison shows it. The texts branch, share a beginning and are longer than
the attention window, which is made short for the comparison.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import numpy as np
import torch
from accelerate.utils.memory import should_reduce_batch_size

from workbench.errors import InputError
from workbench.models.local.engine import Candidate, Engine, candidates
from workbench.models.local.network import Head
from workbench.models.sampling import Floats
from workbench.trees import Level, Tokens, plan_trees

__all__ = ["chosen_engine", "wrong_by"]

WINDOW = 16
SHARED = 24
PAID = -1  # what a pass for a beginning costs here: less than nothing, so that one is made where it may be
TOLERANCE = 2e-4  # of the logits' spread: a hundred times what rounding does, a hundredth of what a wrong mask does


def chosen_engine(model: Any, dtype: torch.dtype, context: int, level: Level | None = None) -> Engine:
    """Return the fastest way to run a model that is right, compared in 32 bits before precision is lowered.

    Raises
    ------
    InputError
        If nothing is right, or nothing at the level asked for.
    """
    head = Head(model)
    for candidate in candidates(model):
        if level not in (None, candidate.level):
            continue
        with _short_window(model.config):
            right = _is_right(model, candidate, head, context)
        if right:
            return Engine(candidate.network(dtype), Head(model, dtype), candidate.level)
    raise InputError(
        f"This model ({model.config.model_type}) cannot be run here{f' at level {level!r}' if level else ''}: "
        "its figures would differ from those of one text at a time."
    )


@contextmanager
def _short_window(config: Any) -> Iterator[None]:
    """Make an attention window so short that the texts meet it; architectures read it anew at every pass."""
    window = getattr(config, "sliding_window", None)
    if isinstance(window, int) and window > WINDOW:
        config.sliding_window = WINDOW
    try:
        yield
    finally:
        if isinstance(window, int):
            config.sliding_window = window


def _is_right(model: Any, candidate: Candidate, head: Head, context: int) -> bool:
    """Compare; an architecture that refuses what it is given is not right either, whatever it raises."""
    try:
        engine = Engine(candidate.network(torch.float32), head, candidate.level)
        return wrong_by(model, engine, context) <= TOLERANCE
    except Exception as error:
        if should_reduce_batch_size(error) or isinstance(error, MemoryError):
            raise
        return False


@torch.inference_mode()
def wrong_by(model: Any, engine: Engine, context: int) -> float:
    """Return how far an engine's log-probabilities are from the plain ones, as a share of the logits' own spread.

    Rounding alone gives about 1e-6 in 32 bits; a mask that is not obeyed gives 1e-2 and more.
    """
    texts = _texts(model, context)
    plain = {ids: _plain(model, ids) for ids in texts}
    spread = float(np.std(next(iter(plain.values()))))
    worst = 0.0
    for shortest in (4, 10**9):  # with a beginning of its own, and without
        worst = max(worst, _scored(engine, texts, plain, shortest))
    return max(worst, _continued(engine, texts, plain)) / spread


def _texts(model: Any, context: int) -> list[tuple[int, ...]]:
    """Return sorted texts: some branch early, some late, one begins another."""
    shared = min(SHARED, context - 9)
    draw = np.random.Generator(np.random.Philox(key=1))
    ids = [int(token) for token in draw.integers(5, model.config.vocab_size, shared + 40)]
    stem, other = ids[:shared], ids[shared:]
    texts = [
        (*stem, *other[:3]),
        (*stem, *other[:5]),
        (*stem, *other[:5], *other[10:12]),
        (*stem, *other[20:26]),
        (*stem[: shared // 2], *other[30:36]),
    ]
    return sorted(texts)


def _plain(model: Any, ids: Sequence[int]) -> Floats:
    """Return the log-probabilities after each token, of one text run by itself."""
    logits = model(torch.tensor([list(ids)], device=model.device), use_cache=False).logits[0]
    logprobs: Floats = torch.log_softmax(logits.float(), dim=1).cpu().numpy()
    return logprobs


def _scored(engine: Engine, texts: list[tuple[int, ...]], plain: dict[tuple[int, ...], Floats], shortest: int) -> float:
    sequences: list[Tokens] = [(ids, 1) for ids in texts]
    plan = plan_trees(sequences, engine.level, beginning_tokens=shortest, pass_tokens=PAID)
    found: dict[int, list[float]] = {position: [] for position in range(len(texts))}
    for family in plan.families:
        begun = None
        if family.beginning:
            (logprobs, _), begun = engine.begin(family.beginning)
            for position, reads in family.beginning.reads:
                found[position] += [logprobs[read] for read in reads]
        for batch in family.batches:
            for branch, (logprobs, _) in zip(batch, engine.read(batch, begun), strict=True):
                for position, reads in branch.reads:
                    found[position] += [logprobs[read] for read in reads]
    return max(
        abs(value - float(plain[ids][place, token]))
        for position, ids in enumerate(texts)
        for place, (value, (_, token)) in enumerate(zip(found[position], pairwise(ids), strict=True))
    )


def _continued(engine: Engine, texts: list[tuple[int, ...]], plain: dict[tuple[int, ...], Floats]) -> float:
    """Compare rows that go on by two tokens, one of them leaving after the first."""
    decoder = engine.decoder(2 * len(texts), max(map(len, texts)))
    rounds = [[(ids[:-2], 2) for ids in texts]] if decoder.mixes else [[(ids[:-2], 2)] for ids in texts]
    worst = 0.0
    for prompts in rounds:
        rows = [next(ids for ids in texts if ids[:-2] == prompt) for prompt, copies in prompts for _ in range(copies)]
        decoder.admit(prompts)
        keep = list(range(len(rows)))
        for step in range(3):
            expected = [plain[ids][len(ids) - 3 + step] for ids in rows]
            worst = max(
                worst,
                *(float(np.abs(_log(one) - two).max()) for one, two in zip(decoder.logits, expected, strict=True)),
            )
            if step == 0:
                keep = keep[1:]
            rows = [rows[place] for place in keep] if step < 2 else []
            decoder.feed([ids[len(ids) - 2 + step] for ids in rows] if rows else [], keep if rows else [])
            keep = list(range(len(rows)))
    return worst


def _log(logits: Floats) -> Floats:
    shifted = logits - logits.max()
    normal: Floats = shifted - np.log(np.exp(shifted).sum())
    return normal
