"""The run of a study: cell by cell and chunk by chunk, each stored before the next begins; it computes no figure.

What is in the store is not run again, whoever put it there. A chunk is one transaction, so a
run that is killed at any instant has lost at most the chunk it was at, and goes on from there.
"""

import platform
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from workbench.asking import ask
from workbench.chunks import LAYOUT, Chunk, answer_key
from workbench.errors import Cancelled, StoreError, WorkbenchError
from workbench.progress import progress, quiet
from workbench.records import Model
from workbench.reports.manifest import code_state, package_versions, processor
from workbench.studies.answers import stored_answer
from workbench.studies.cells import Cell
from workbench.studies.kept import Kept, Made

__all__ = ["run_cells"]

Opened = Callable[[str], Model]


def run_cells(kept: Kept, cells: Sequence[Cell], opened: Opened) -> None:
    """Run every chunk that the store does not hold yet, and write down how it ended.

    A cell in which the model raises an error is given up with its reason, and the others go
    on. A stop that is asked for, in this process or another, is seen before the next chunk.

    Parameters
    ----------
    kept : Kept
        The study as it stands in the store.
    cells : sequence of Cell
    opened : callable
        Returns the model of a fingerprint; called when a cell of it has something to run.

    Raises
    ------
    BusyError
        Where somebody else runs this study: it says who.
    KeyboardInterrupt
        After it was written down.
    WorkbenchError
        Where the store cannot be written.
    """
    with kept.lease():
        run = _Run(kept, opened, kept.note("started"))
        try:
            run.all(cells)
        except _Stopped:
            kept.note("interrupted", reason="a stop was asked for")
        except (KeyboardInterrupt, Cancelled):
            kept.note("interrupted", reason="interrupted by hand")
            raise
        except BaseException as error:
            with suppress(StoreError):  # where the store itself is what failed
                kept.note("failed", reason=_words(error))
            raise
        else:
            kept.note("failed" if run.failed else "done")


class _Stopped(Exception):
    """A stop was asked for."""


@dataclass
class _Run:
    """One run: what was opened and what failed in it."""

    kept: Kept
    opened: Opened
    begun: int
    failed: set[str] = field(default_factory=set)
    models: dict[str, Model | Exception] = field(default_factory=dict)
    machines: dict[str, dict[str, Any]] = field(default_factory=dict)

    def all(self, cells: Sequence[Cell]) -> None:
        total = sum(len(cell.work.chunks) for cell in cells)
        with progress(total=total, what=self.kept.name, unit="chunk") as bar, quiet():
            for cell in cells:
                done = self.kept.done(cell)
                bar.update(len(done))
                self._cell(cell, [chunk for chunk in cell.work.chunks if chunk.digest not in done], bar)

    def _cell(self, cell: Cell, missing: Sequence[Chunk], bar: Any) -> None:
        for chunk in missing:
            if self.kept.stop_asked(since=self.begun):
                raise _Stopped
            try:
                made = self._made(cell, chunk)
            except (Cancelled, StoreError):
                raise
            except Exception as error:  # whatever a model raises is told; the other cells do not depend on it
                self.failed.add(cell.id)
                self.kept.note("cell failed", cell=cell.id, reason=_words(error))
                return
            self.kept.commit(cell, chunk, made)
            bar.update(1)

    def _made(self, cell: Cell, chunk: Chunk) -> Made:
        """Return the answers to a chunk: out of the store where they are, else from the model."""
        model = self._model(cell.fingerprint)
        keys = _keys(chunk, model)
        found = self.kept.found(keys)
        if found is not None:  # another study ran it: how that came about goes with it
            return Made(
                keys, found, {**self._about(model, 0.0), **self.kept.elsewhere(cell, chunk.digest), "seconds": 0.0}
            )
        start = time.perf_counter()
        answers = ask(model, chunk.request)
        seconds = time.perf_counter() - start
        if len(answers) != len(chunk):
            raise WorkbenchError(f"{model.name} gave {len(answers)} answers to {len(chunk)} items.")
        # Keys are taken afterwards: memory that was too small may have halved the batches meanwhile.
        return Made(_keys(chunk, model), [stored_answer(answer) for answer in answers], self._about(model, seconds))

    def _model(self, fingerprint: str) -> Model:
        """Return a model, opened once a run, at the batch size that it came down to in this study."""
        if fingerprint not in self.models:
            try:
                model = self.opened(fingerprint)
            except Exception as error:
                self.models[fingerprint] = error
            else:
                _take_up(model, self.kept.executions(fingerprint))
                self.models[fingerprint] = model
                self.machines[fingerprint] = _machine(model)
        found = self.models[fingerprint]
        if isinstance(found, Exception):
            raise found
        return found

    def _about(self, model: Model, seconds: float) -> dict[str, Any]:
        own = {"fingerprint": model.fingerprint, "execution": _execution(model), "seconds": round(seconds, 4)}
        return {**self.machines[model.fingerprint], **own}


def _machine(model: Model) -> dict[str, Any]:
    """Return where a model runs: what is written beside its chunks, and is no part of any key."""
    machine = processor()
    if _execution(model).get("device") == "none":
        machine["threads"] = None  # whether another model's threads were counted must not show in this one's record
    return {
        "code": code_state(),
        "layout": dict(LAYOUT),
        "machine": machine,
        "packages": package_versions(),
        "python": platform.python_version(),
    }


def _execution(model: Model) -> dict[str, Any]:
    execution = getattr(model, "execution", None)
    return execution.to_dict() if execution is not None else {}


def _keys(chunk: Chunk, model: Model) -> list[str]:
    how = _execution(model)
    return [answer_key(chunk, at, fingerprint=model.fingerprint, execution=how) for at in range(len(chunk))]


def _take_up(model: Any, executions: Sequence[Mapping[str, Any]]) -> None:
    """Lower a model's batch size to the smallest that was recorded, if it is run as it was then."""
    execution = getattr(model, "execution", None)
    if execution is None:
        return
    now = execution.to_dict()
    sizes = [
        known["batch_tokens"] for known in executions if {**known, "batch_tokens": 0} == {**now, "batch_tokens": 0}
    ]
    if sizes and min(sizes) < execution.batch_tokens:
        model.execution = replace(execution, batch_tokens=min(sizes))


def _words(error: BaseException) -> str:
    """Return an error in one line."""
    said = " ".join(str(error).split())
    return said if isinstance(error, WorkbenchError) and said else f"{type(error).__name__}: {said}".rstrip(": ")
