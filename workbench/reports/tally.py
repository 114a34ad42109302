"""What could not be counted: failed, unparsed, refused, tied, missing and contradictory answers, and the banner."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.reports.blocks import Bullets, Column, Notice, Section, Table, Text
from workbench.reports.words import count

if TYPE_CHECKING:
    from workbench.reports.report import Report

__all__ = ["Tally", "banner", "counts", "tallies"]


@dataclass(frozen=True)
class Tally:
    """What became of the items of one cell, or of several together.

    Attributes
    ----------
    items : int
        All that were asked.
    failed, unparsed, refused, ties : int
        Without a score, not understood, declined, and without preference.
    done, total : int
        Chunks of work, finished and planned.
    conflicts : int
        Answers that came out otherwise when asked again.
    place : str
        Model, prompt and probe.
    reason : str
        Why its work stopped, where it did.
    """

    items: int = 0
    failed: int = 0
    unparsed: int = 0
    refused: int = 0
    ties: int = 0
    done: int = 0
    total: int = 0
    conflicts: int = 0
    place: str = ""
    reason: str = ""

    @property
    def missing(self) -> int:
        """Chunks that were not run."""
        return self.total - self.done

    @property
    def broken(self) -> bool:
        """Whether anything failed, is missing or came out in two ways."""
        return bool(self.failed or self.missing or self.conflicts or self.reason)

    @property
    def flawed(self) -> bool:
        """Whether anything asks for a banner: broken, or an answer that could not be used."""
        return bool(self.broken or self.unparsed or self.refused)

    @classmethod
    def of(cls, parts: Sequence["Tally"]) -> "Tally":
        """Return the sum of several."""
        names = ("items", "failed", "unparsed", "refused", "ties", "done", "total", "conflicts")
        return cls(**{name: sum(getattr(part, name) for part in parts) for name in names})

    def words(self) -> list[str]:
        """Return what is missing or could not be used, a clause each; nothing where all is well."""
        found = [
            (self.missing, f"{self.missing:,} of {count(self.total, 'chunk')} of work not run"),
            (
                self.failed,
                f"{count(self.failed, 'item')} without a score (the model failed, or gave NaN or infinite logits)",
            ),
            (
                self.conflicts,
                f"{count(self.conflicts, 'answer')} that came out otherwise when asked again (nondeterministic)",
            ),
            (
                self.unparsed,
                f"{count(self.unparsed, 'answer')} that could not be read as one of those allowed (unparsed)",
            ),
            (self.refused, f"{count(self.refused, 'answer')} that declined (refused)"),
        ]
        return [said for amount, said in found if amount]


def tallies(report: "Report") -> list[Tally]:
    """Return the tally of every cell, in order."""
    return [_tally(cell) for cell in report.cells]


def _tally(cell: dict[str, Any]) -> Tally:
    counts, chunks = cell.get("counts") or {}, cell.get("chunks") or {}
    conflicts = cell.get("conflicts") or 0
    return Tally(
        items=int(counts.get("items") or 0),
        failed=int(counts.get("unscored") or 0) + int(counts.get("failed") or 0),
        unparsed=int(counts.get("unparsed") or 0),
        refused=int(counts.get("refused") or 0),
        ties=int(counts.get("ties") or 0),
        done=int(chunks.get("done") or 0),
        total=int(chunks.get("total") or 0),
        conflicts=len(conflicts) if isinstance(conflicts, list) else int(conflicts),
        place=" / ".join(str(cell[name]) for name in ("model", "prompt", "probe")),
        reason=str(cell.get("failed") or ""),
    )


def banner(report: "Report") -> tuple[Notice, ...]:
    """Return the banner of a report in which anything failed, is missing or could not be used; else nothing."""
    parts = tallies(report)
    flawed = [part for part in parts if part.flawed]
    if not flawed:
        return ()
    whole = Tally.of(parts)
    title = "This study is not whole" if any(part.broken for part in parts) else "Some answers could not be used"
    named = [part.place for part in flawed]
    places = f"{'; '.join(named[:6])}{f'; and {len(named) - 6} more' if len(named) > 6 else ''}"
    last = "All are counted apart and are in no figure; those that remain may differ from those that are missing."
    stopped = sum(bool(part.reason) for part in parts)
    halted = (f"{count(stopped, 'cell')} stopped with an error; see Counts.",) if stopped else ()
    said = [f"{words[:1].upper()}{words[1:]}." for words in whole.words()]
    return (Notice(title, (*halted, *said, f"Where (model / prompt / probe): {places}. Numbers: see Counts.", last)),)


_COLUMNS = (
    *(Column(name) for name in ("probe", "model", "prompt")),
    *(
        Column(name, number=True)
        for name in ("items", "failed", "unparsed", "refused", "ties", "chunks", "nondeterministic")
    ),
)


def counts(report: "Report") -> Section:
    """Return the section of counts, a row a cell."""
    rows = []
    for cell, part in zip(report.cells, tallies(report), strict=True):
        numbers = (part.items, part.failed, part.unparsed, part.refused, part.ties)
        chunks = f"{part.done:,} of {part.total:,}"
        told = (*(f"{value:,}" for value in numbers), chunks, f"{part.conflicts:,}")
        rows.append((str(cell["probe"]), str(cell["model"]), str(cell["prompt"]), *told))
    stopped = [f"{part.place}: {part.reason}" for part in tallies(report) if part.reason]
    note = (
        "Failed: without a score. Unparsed: not one of the answers allowed. Refused: declined. Ties: no preference. "
        "None of them is folded into a figure, or counted as 0. Nondeterministic: answers that came out otherwise when "
        "asked again; the first one was kept."
    )
    table = Table("What became of the items, by probe, model and prompt", _COLUMNS, tuple(rows), heads=3)
    why = (Text("Why work stopped", strong=True), Bullets(tuple(stopped))) if stopped else ()
    return Section("counts", "Counts", (table, *why, Text(note, soft=True)))
