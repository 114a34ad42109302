"""Many prompts continued side by side: rows enter, draw, and leave when they are finished; it sees ids and logits."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from workbench.models import sampling
from workbench.models.decoding import Row
from workbench.records import Piece, Settings

__all__ = ["Decoder", "Job", "continued"]


class Decoder(Protocol):
    """Prompts being continued: the next token's logits of each row, and how to go on.

    ``mixes`` says whether rows of several prompts can stand side by side.
    """

    mixes: bool
    logits: sampling.Floats  # (rows, vocabulary)

    def admit(self, prompts: Sequence[tuple[tuple[int, ...], int]]) -> None:
        """Run prompts and open so many rows of each, after the rows that are there."""

    def feed(self, tokens: Sequence[int], keep: Sequence[int]) -> None:
        """Go on with one token for each kept row; the other rows are finished."""


@dataclass(eq=False)
class Job:
    """A prompt and the rows that continue it.

    Attributes
    ----------
    ids : tuple of int
        What the model is run on.
    key : list of int
        What the rows' random streams depend on, beside the seed and the row's number.
    rows : list of Row
        The candidates.
    """

    ids: tuple[int, ...]
    key: list[int]
    rows: list[Row]


@dataclass(eq=False)
class _Running:
    job: Job
    row: Row
    stream: np.random.Generator
    drawn: int = 0


Extend = Callable[[Row, int, sampling.Floats], None]


def continued(
    decoder: Decoder, jobs: Sequence[Job], settings: Settings, capacity: int, extend: Extend
) -> Iterator[tuple[Job, Piece]]:
    """Draw token by token and yield text as it becomes sure; a finished row leaves, a waiting one enters.

    Parameters
    ----------
    decoder : Decoder
        What runs.
    jobs : sequence of Job
        In their canonical order.
    settings : Settings
        How to draw.
    capacity : int
        Most rows side by side. It decides who stands beside whom, so it depends on the jobs alone.
    extend : callable
        Takes a row, the token drawn for it and the logits it was drawn from.
    """
    waiting = deque((job, row) for job in jobs for row in job.rows)
    active: list[_Running] = []
    while active or waiting:
        active += _enter(decoder, waiting, len(active), capacity, settings)
        tokens = []
        for running, logits in zip(active, decoder.logits, strict=True):
            tokens.append(_drawn(running, logits, settings, extend))
            piece = running.row.take()
            if piece is not None:
                yield running.job, piece
        keep = [place for place, running in enumerate(active) if running.row.finish_reason is None]
        active = [active[place] for place in keep]
        decoder.feed([tokens[place] for place in keep], keep)


def _drawn(running: _Running, logits: sampling.Floats, settings: Settings, extend: Extend) -> int:
    if not sampling.usable(logits):
        running.row.end("error")
        return -1
    token = sampling.draw(logits, running.row.counts, settings, running.stream)
    extend(running.row, token, logits)
    running.drawn += 1
    if running.row.finish_reason is None and running.drawn == settings.max_tokens:
        running.row.end("length")
    return token


def _enter(
    decoder: Decoder, waiting: deque[tuple[Job, Row]], active: int, capacity: int, settings: Settings
) -> list[_Running]:
    """Let waiting rows in: once an eighth of the places is free, since a pass for few costs as much as for many."""
    free = capacity - active
    if not waiting or (active and (not decoder.mixes or free < min(len(waiting), max(1, capacity // 8)))):
        return []
    entered: list[_Running] = []
    prompts: list[tuple[tuple[int, ...], int]] = []
    while waiting and len(entered) < free:
        job, row = waiting[0]
        new = not entered or entered[-1].job is not job
        if new and prompts and not decoder.mixes:
            break
        if new:
            prompts.append((job.ids, 0))
        prompts[-1] = (job.ids, prompts[-1][1] + 1)
        entered.append(_Running(job, row, sampling.random_stream(settings.seed, job.key, row.index)))
        waiting.popleft()
    decoder.admit(prompts)
    return entered
