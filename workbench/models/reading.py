"""A plan of trees run from end to end: log-probabilities are read off and given back to the texts they belong to."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Protocol

from workbench.errors import CapacityError
from workbench.progress import progress
from workbench.records import Execution
from workbench.trees import Branch, Plan

__all__ = ["Read", "Reader", "read_plan"]

Read = tuple[list[float], list[bool]]


class Reader(Protocol):
    """What runs branches: see `workbench.models.base.TextModel` for what each method does."""

    execution: Execution

    def _begin(self, branch: Branch) -> tuple[Read, Any]: ...
    def _read(self, branches: Sequence[Branch], begun: Any) -> list[Read]: ...
    def _is_out_of_memory(self, error: Exception) -> bool: ...


class _TooSmall(Exception):
    """Memory was too small for a batch; ``batch_tokens`` is the size to try next."""

    def __init__(self, batch_tokens: int) -> None:
        super().__init__(batch_tokens)
        self.batch_tokens = batch_tokens


def read_plan(reader: Reader, planned: Callable[[], Plan], texts: int) -> list[Read]:
    """Return each text's log-probabilities and greedy flags, from its first scored token on.

    Where memory is too small for a batch, the work is planned anew with batches half as large
    and begins again: what stands beside what decides the last digits, and so they are those of
    any other run with the batch size that ``reader.execution`` then holds.

    Raises
    ------
    CapacityError
        Where memory is too small for one text.
    """
    while True:
        try:
            return _run(reader, planned(), texts)
        except _TooSmall as error:
            reader.execution = replace(reader.execution, batch_tokens=error.batch_tokens)


def _run(reader: Reader, plan: Plan, texts: int) -> list[Read]:
    found: list[Read] = [([], []) for _ in range(texts)]

    def take(branch: Branch, read: Read) -> None:
        for position, own in branch.reads:
            found[position][0].extend(read[0][place] for place in own)
            found[position][1].extend(read[1][place] for place in own)

    with progress(total=plan.new_tokens, what="Scoring", unit="token") as bar:
        for family in plan.families:
            begun = None
            if family.beginning:
                read, begun = _begin_fitting(reader, family.beginning)
                take(family.beginning, read)
                bar.update(len(family.beginning.tokens))
            for batch in family.batches:
                for branch, read in zip(batch, _read_fitting(reader, batch, begun), strict=True):
                    take(branch, read)
                bar.update(sum(len(branch.tokens) for branch in batch))
    return found


def _begin_fitting(reader: Reader, beginning: Branch) -> tuple[Read, Any]:
    try:
        return reader._begin(beginning)
    except Exception as error:
        if reader._is_out_of_memory(error):
            raise _too_small(len(beginning.tokens)) from error
        raise


def _too_small(tokens: int) -> CapacityError:
    return CapacityError(
        f"Memory is too small for {tokens} tokens run together. Close other programs, score shorter texts, or use a "
        "smaller model."
    )


def _read_fitting(reader: Reader, batch: Sequence[Branch], begun: Any) -> list[Read]:
    width = max(len(branch.tokens) for branch in batch)
    try:
        return reader._read(batch, begun)
    except Exception as error:
        if not reader._is_out_of_memory(error):
            raise
        if len(batch) == 1:
            raise _too_small(width) from error
    raise _TooSmall(len(batch) // 2 * width)
