"""What one model is asked by one probe under one prompt: its chunks, and how answers go back to the probe; it runs nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from workbench.chunks import Chunk, chunks
from workbench.records import Answer, Choice, Completing, Probe, Request, Score, Scoring
from workbench.reports.folder import canonical
from workbench.reports.names import short_digest
from workbench.studies.answers import joined
from workbench.studies.plan import Plan

__all__ = ["Cell", "Work", "cells_of"]


@dataclass(frozen=True)
class Posed:
    """One request as it is asked, and the chunks that it is cut into."""

    request: Request
    chunks: list[Chunk]

    def answers(self, found: Mapping[str, Sequence[Answer]]) -> list[Answer]:
        """Return one answer an item, in the request's own order, duplicates and all."""
        pairs = ((chunk.items, found[chunk.digest]) for chunk in self.chunks)
        by_item: dict[Any, Answer] = {item: one for items, own in pairs for item, one in zip(items, own, strict=True)}
        items = self.request.items if isinstance(self.request, Scoring) else self.request.prompts
        return [by_item[item] for item in items]


@dataclass(frozen=True, eq=False)
class Work:
    """What a probe asks under a prompt, of whichever model.

    Attributes
    ----------
    probe : Probe
    prompt : str
        The text that is set before everything the probe asks.
    seeds : tuple of int
        A probe that draws by chance is asked once a seed. Each is the ``seed`` of its settings as
        it is (of a probe whose requests have several seeds, that of the first), since a model's
        streams depend on seed, prompt and repeat alone: so
        ``model.complete(prompt, seed=...)`` gives a text of the study again.
    """

    probe: Probe
    prompt: str
    seeds: tuple[int, ...]

    @cached_property
    def posed(self) -> list[list["Posed"]]:
        """What is asked: for each request of the probe, one request a seed, or itself alone."""
        requests = [self._seeded(_prefixed(request, self.prompt)) for request in self.probe.requests()]
        return [[Posed(request, chunks(request)) for request in seeded] for seeded in requests]

    @cached_property
    def chunks(self) -> list[Chunk]:
        """All that is to be run, each chunk once, in the order it is run."""
        every = [chunk for seeds in self.posed for posed in seeds for chunk in posed.chunks]
        return list({chunk.digest: chunk for chunk in every}.values())

    def answers(self, found: Mapping[str, Sequence[Answer]]) -> list[list[Answer]]:
        """Return the answers to each request of the probe, in its own order.

        Parameters
        ----------
        found : dict
            ``{chunk's digest: its answers, in the order of its items}``; of every chunk.
        """
        return [_together([posed.answers(found) for posed in seeds]) for seeds in self.posed]

    def _seeded(self, request: Request) -> list[Request]:
        if not self.probe.samples or isinstance(request, Scoring):
            return [request]
        apart = request.settings.seed - self._first_seed
        return [
            Completing(request.prompts, replace(request.settings, seed=(seed + apart) % 2**63)) for seed in self.seeds
        ]

    @cached_property
    def _first_seed(self) -> int:
        """The seed of the probe's first prompts: others keep their distance from it, so that no text is drawn twice."""
        asked = (request for request in self.probe.requests() if isinstance(request, Completing))
        return next(request.settings.seed for request in asked)


@dataclass(frozen=True, eq=False)
class Cell:
    """One model, one prompt, one probe: the labels of the three, and what is asked.

    Attributes
    ----------
    model, prompt, probe : str
        Labels.
    fingerprint : str
        Of the model.
    work : Work
    """

    model: str
    prompt: str
    probe: str
    fingerprint: str
    work: Work = field(repr=False)

    @cached_property
    def id(self) -> str:
        """What the store calls it: made from what decides its answers, so that a new label changes nothing."""
        work = self.work
        seeds = list(work.seeds) if work.probe.samples else []
        return short_digest(canonical([self.fingerprint, work.prompt, work.probe.to_dict(), seeds]), 16)

    @property
    def labels(self) -> dict[str, str]:
        """The labels of model, prompt and probe."""
        return {"model": self.model, "prompt": self.prompt, "probe": self.probe}

    def __str__(self) -> str:
        return f"{self.probe} on {self.model}" + (f", prompt {self.prompt}" if self.work.prompt else "")


def cells_of(plan: Plan, probes: Sequence[Probe]) -> list[Cell]:
    """Return every cell of a plan: model by model, within it prompt by prompt and probe by probe."""
    works = {
        (prompt, label): Work(probe, text, plan.seeds)
        for prompt, text in plan.prompts.items()
        for label, probe in zip(plan.probe_labels, probes, strict=True)
    }
    return [
        Cell(model, prompt, probe, planned.fingerprint, work)
        for model, planned in zip(plan.model_labels, plan.models, strict=True)
        for (prompt, probe), work in works.items()
    ]


def _prefixed(request: Request, text: str) -> Request:
    if not text:
        return request
    if isinstance(request, Scoring):
        return Scoring(tuple((text + context, continuation) for context, continuation in request.items), request.start)
    return Completing(tuple(text + prompt for prompt in request.prompts), request.settings)


def _together(seeds: Sequence[Sequence[Answer]]) -> list[Answer]:
    if len(seeds) == 1:
        return list(seeds[0])
    return [joined([_choices(answer) for answer in answers]) for answers in zip(*seeds, strict=True)]


def _choices(answer: Answer) -> tuple[Choice, ...]:
    if isinstance(answer, Score):
        raise TypeError("a score has no choices")
    return answer
