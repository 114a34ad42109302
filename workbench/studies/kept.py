"""A study as it stands in the store: its plan and amendments, what was run, how it went; it runs nothing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from workbench.chunks import Chunk, asked
from workbench.errors import InputError, unknown_name
from workbench.records import Answer
from workbench.store import Store
from workbench.studies.answers import read_answer
from workbench.studies.cells import Cell
from workbench.studies.labels import study_id
from workbench.studies.plan import Plan

__all__ = ["Kept", "Made", "kept_names"]

_PLANS, _MODELS = "study", "model"
_STATES = {"started": "interrupted", "amended": "interrupted"}
"""What the last event says of a study that nobody runs, where it is no state itself: of a start alone, that it was killed."""
_ENDS = ("done", "failed", "interrupted")


@dataclass(frozen=True)
class Made:
    """The answers to a chunk, ready to be stored: their keys, themselves as plain JSON, and how they came about."""

    keys: Sequence[str]
    answers: Sequence[Any]
    about: Mapping[str, Any]


class Kept:
    """What the store holds of one study.

    Parameters
    ----------
    store : Store
    name : str
        The study's name.
    """

    def __init__(self, store: Store, name: str) -> None:
        self.store, self.name, self.id = store, name, study_id(name)
        self._stream = f"study/{self.id}"

    # The plan

    @property
    def document(self) -> dict[str, Any] | None:
        """The plan with its amendments and the number of chunks of each cell, or None where there is none yet."""
        return self.store.read(_PLANS, self.id)

    def opened(self) -> dict[str, Any]:
        """Return the document, or say which studies there are."""
        found = self.document
        if found is None and not kept_names(self.store):
            raise InputError(
                "There is no study yet in this workspace. Make one: wb.Study(name, models=[...], probes=[...])."
            )
        if found is None:
            raise unknown_name(
                "study", self.name, kept_names(self.store), "wb.list_studies() shows all of this workspace."
            )
        return found

    def plans(self) -> list[Plan]:
        """Return every version of the plan, the oldest first."""
        return [Plan.from_dict(version["plan"]) for version in self.store.history(_PLANS, self.id)]

    def write(self, plan: Plan, amendments: Sequence[Mapping[str, Any]], chunks: Mapping[str, int]) -> None:
        """Write a version of the plan, unless it stands so already."""
        document = {"name": self.name, "plan": plan.to_dict(), "amendments": list(amendments), "chunks": dict(chunks)}
        if self.document != document:
            self.store.write(_PLANS, self.id, document)

    def write_model(self, fingerprint: str, about: Mapping[str, Any]) -> None:
        """Write what reports need of a model when it is not open: its card and the digests of its files."""
        if self.store.read(_MODELS, fingerprint) != about:
            self.store.write(_MODELS, fingerprint, about)

    def model(self, fingerprint: str) -> dict[str, Any]:
        """Return what `write_model` wrote."""
        return self.store.read(_MODELS, fingerprint) or {}

    # What happened

    def note(self, event: str, **about: Any) -> int:
        """Write down that something happened; return its number in the order of events."""
        return self.store.note(self._stream, {"event": event, **about})

    def events(self, since: int = 0) -> list[dict[str, Any]]:
        """Return what happened after an event, in order."""
        return [{"number": note.sequence, **note.event} for note in self.store.notes(self._stream, after=since)]

    def stop_asked(self, *, since: int) -> bool:
        """Return whether somebody asked for a stop after this event."""
        return any(event["event"] == "stop" for event in self.events(since))

    def lease(self) -> AbstractContextManager[Any]:
        """Return what makes this the one process that runs the study."""
        return self.store.lease(f"study {self.name}")

    @property
    def holder(self) -> dict[str, Any] | None:
        """Who runs the study now, or None."""
        return self.store.holder(f"study {self.name}")

    @property
    def begun(self) -> bool:
        """Whether it ever ran: from then on its plan is frozen."""
        return any(event["event"] == "started" for event in self.events())

    @property
    def state(self) -> str:
        """``"planned"``, ``"running"``, ``"interrupted"``, ``"failed"`` or ``"done"``."""
        if self.holder is not None:
            return "running"
        last = "planned"
        for event in self.events():
            name = event["event"]
            last = name if name in _ENDS else _STATES.get(name, last)
        return last

    @property
    def failures(self) -> dict[str, str]:
        """``{cell: reason}`` of the last run."""
        found: dict[str, str] = {}
        for event in self.events():
            if event["event"] == "started":
                found = {}
            elif event["event"] == "cell failed":
                found[event["cell"]] = event["reason"]
        return found

    @property
    def reason(self) -> str:
        """Why the last run ended before its end, in words, or empty."""
        ends = [event for event in self.events() if event["event"] in (*_ENDS, "started")]
        return str(ends[-1].get("reason", "")) if ends else ""

    # What was run

    def found(self, keys: Sequence[str]) -> list[Any] | None:
        """Return the stored answers under these keys, or None where one is missing or damaged."""
        answers = self.store.answers(keys)
        return [answers[key] for key in keys] if all(key in answers for key in keys) else None

    def done(self, cell: Cell) -> set[str]:
        """Return the digests of a cell's chunks that are finished: every answer is there and undamaged."""
        own = {chunk.digest for chunk in cell.work.chunks}
        rows = self.store.chunks(self.id, cell.id)
        return {row.chunk for row in rows if row.chunk in own and self.found(row.keys) is not None}

    def answers(self, cell: Cell) -> dict[str, list[Answer]] | None:
        """Return the answers to a cell's chunks, by the chunk's digest; None where one is missing or damaged."""
        rows = {row.chunk: row.keys for row in self.store.chunks(self.id, cell.id)}
        if any(chunk.digest not in rows for chunk in cell.work.chunks):
            return None  # known before any answer is read
        found = {chunk.digest: self.found(rows[chunk.digest]) for chunk in cell.work.chunks}
        whole = {digest: stored for digest, stored in found.items() if stored is not None}
        if len(whole) < len(found):
            return None
        return {digest: [read_answer(one) for one in stored] for digest, stored in whole.items()}

    def commit(self, cell: Cell, chunk: Chunk, made: Made) -> None:
        """Store a chunk's answers and that it is finished, all at once."""
        rows = [
            (key, asked(chunk.request, position), answer)
            for position, (key, answer) in enumerate(zip(made.keys, made.answers, strict=True))
        ]
        self.store.commit(self.id, cell.id, chunk.digest, rows, made.about)

    def about(self, cell: str | None = None) -> list[Mapping[str, Any]]:
        """Return what was written beside the chunks of a cell, or of all: machine, versions, execution, seconds."""
        return [row.about for row in self.store.chunks(self.id, cell)]

    def chunk_counts(self) -> Counter[str]:
        """Return how many chunks of each cell are finished."""
        return Counter(row.cell for row in self.store.chunks(self.id))

    def executions(self, fingerprint: str) -> list[Mapping[str, Any]]:
        """Return every way in which a model was run in this study."""
        return [about["execution"] for about in self.about() if about.get("fingerprint") == fingerprint]

    def conflicts(self, cell: Cell) -> int:
        """Return how many items of a cell came out otherwise when they were asked again."""
        found = self.store.conflicts(self.id)
        own = {key for row in self.store.chunks(self.id, cell.id) for key in row.keys} if found else set()
        return len({conflict.key for conflict in found} & own)

    def elsewhere(self, cell: Cell, chunk: str) -> Mapping[str, Any]:
        """Return what was written beside a chunk when another study ran it, or nothing."""
        for name in self.store.names(_PLANS):
            if name != self.id:
                for row in self.store.chunks(name, cell.id):
                    if row.chunk == chunk:
                        return row.about
        return {}


def kept_names(store: Store) -> list[str]:
    """Return the names of all studies of a store, sorted."""
    found = (store.read(_PLANS, name) for name in store.names(_PLANS))
    return sorted(document["name"] for document in found if document)
