"""A written study folder, opened: its figures as tables, its answer, its pictures, its check; it runs nothing."""

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.errors import ArtifactError, InputError, unknown_name
from workbench.markup import plain
from workbench.records import Card
from workbench.reports.blocks import Document, Picture, Section
from workbench.reports.folder import DIGESTS, PAGES, file_digests, read_lines, sha256
from workbench.reports.rows import (
    FIRST,
    Compared,
    Figured,
    card_of,
    compared,
    figured,
    frame,
    list_of,
    mapping,
    named,
    read_csv,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Checked", "Report", "Shown", "open_report"]


@dataclass(frozen=True)
class Checked:
    """What a check found: how many files are as they were written."""

    files: int

    def __repr__(self) -> str:
        return f"Plan, results, figures, cards and manifest are as they were written ({self.files} files)."


@dataclass(frozen=True)
class Shown:
    """A part of a report as a notebook shows it."""

    part: Section | Picture

    def __repr__(self) -> str:
        return f"Picture({self.part.title!r})" if isinstance(self.part, Picture) else repr(self.part)

    def _repr_html_(self) -> str:
        from workbench.reports.html import fragment

        return str(fragment(self.part))


def open_report(folder: str | os.PathLike[str]) -> "Report":
    """Open the folder that a study wrote.

    Parameters
    ----------
    folder : str or Path
        With ``plan.json``, ``results/`` and ``manifest.json``, such as ``reports/occupations``.

    Raises
    ------
    InputError
        If there is no such folder, or it holds no report.

    Examples
    --------
    >>> open_report("reports/no-such-study")
    Traceback (most recent call last):
    workbench.errors.InputError: There is no report at reports/no-such-study. Give the folder that study.report() wrote.
    """
    place = Path(folder)
    if not (place / "plan.json").is_file():
        raise InputError(f"There is no report at {folder}. Give the folder that study.report() wrote.")
    return Report(place)


@dataclass(frozen=True)
class Report:
    """A written study: what was planned, what came out, and whether anybody changed it since.

    Attributes
    ----------
    folder : Path
        Where it is read from. Nothing is ever written here.
    """

    folder: Path

    @cached_property
    def plan(self) -> dict[str, Any]:
        """The plan, with its digest and amendments."""
        return mapping(self.folder / "plan.json")

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """Versions, digests, machine, seeds: what it takes to run the study again."""
        return mapping(self.folder / "manifest.json")

    @cached_property
    def cells(self) -> list[dict[str, Any]]:
        """One entry a model, prompt and probe: its counts, its verdict, how much of it is done."""
        path = self.folder / "results" / "cells.json"
        return [named(row, path) for row in list_of(path)]

    @cached_property
    def cards(self) -> dict[str, Card]:
        """The cards of models and data, by the name of their file."""
        return {path.stem: card_of(path) for path in sorted((self.folder / "cards").glob("*.json"))}

    @cached_property
    def figured(self) -> list[Figured]:
        """Every estimate with its place in the study."""
        path = self.folder / "results" / "estimates.json"
        return [figured(row, path) for row in list_of(path)]

    @cached_property
    def compared(self) -> list[Compared]:
        """Every paired difference."""
        path = self.folder / "results" / "comparisons.json"
        return [compared(row, path) for row in self._written("comparisons")]

    @cached_property
    def variants(self) -> list[dict[str, Any]]:
        """The overall figures under every variant, as written."""
        return self._written("robustness")

    @cached_property
    def items(self) -> list[dict[str, Any]]:
        """One row an item of every cell, as written."""
        return read_lines(self.folder / "results" / "records.jsonl")

    @cached_property
    def pictures(self) -> tuple[str, ...]:
        """The names that `draw` takes."""
        return tuple(path.stem for path in sorted((self.folder / "figures").glob("*.svg")))

    @cached_property
    def document(self) -> Document:
        """The whole report, as its pages show it."""
        from workbench.reports.contents import document

        return document(self)

    @property
    def sections(self) -> tuple[str, ...]:
        """The names that `section` takes, in order."""
        return tuple(section.key for section in self.document)

    def answer(self) -> list[str]:
        """Return the answer in words: the primary figures, the comparisons, what is missing."""
        from workbench.reports.answer import sentences

        return [plain(sentence) for sentence in sentences(self)]

    def estimates(self, role: str | None = None) -> "pd.DataFrame":
        """Return the estimates as a table.

        Parameters
        ----------
        role : str, optional
            ``"primary"`` or ``"exploratory"``; both where left out.
        """
        if role not in (None, "primary", "exploratory"):
            raise unknown_name("role", role, ["primary", "exploratory"])
        table = frame(self._written("estimates"), FIRST["estimates"])
        return table if role is None else table[table["role"] == role].reset_index(drop=True)

    def comparisons(self) -> "pd.DataFrame":
        """Return the paired differences as a table, second minus first."""
        return frame(self._written("comparisons"), FIRST["comparisons"])

    def robustness(self) -> "pd.DataFrame":
        """Return the overall figures under every variant that was run."""
        return frame(self.variants, FIRST["robustness"])

    def records(self) -> "pd.DataFrame":
        """Return one row an item of every cell: numbers, never the text of a data set."""
        return frame(self.items, FIRST["records"])

    def draw(self, name: str | None = None) -> Shown:
        """Return a figure as it was drawn, with its alternative text; its numbers lie beside it as CSV.

        Parameters
        ----------
        name : str, optional
            One of `pictures`; the first where left out.
        """
        if not self.pictures:
            raise InputError("This report holds no figure.")
        chosen = self.pictures[0] if name is None else name
        if chosen not in self.pictures:
            raise unknown_name("figure", chosen, self.pictures)
        return Shown(self.picture(chosen))

    def picture(self, name: str) -> Picture:
        """Return a figure of the folder as a block of the report."""
        path = self.folder / "figures" / f"{name}.svg"
        about = mapping(path.with_suffix(".json"))
        drawn = [row for row in self.drawn(name) if row.get("neutral") is not None]
        raw = any(row.get("told") is True and row.get("p_corrected") is None for row in drawn)
        note = (
            "A filled mark without a corrected p tells by its own test alone; what counts stands in the answer."
            if raw
            else ""
        )
        return Picture(str(about.get("title", name)), str(about.get("alt", "")), name, path.read_bytes(), note)

    def drawn(self, name: str) -> list[dict[str, Any]]:
        """Return the numbers that a figure shows, a row a mark, from the CSV beside it."""
        return read_csv(self.folder / "figures" / f"{name}.csv")

    def section(self, name: str) -> Shown:
        """Return one part of the report, such as ``"answer"`` or ``"estimates"``, as its page shows it."""
        found = {section.key: section for section in self.document}
        if name not in found:
            raise unknown_name("section", name, found)
        return Shown(found[name])

    def faults(self) -> list[str]:
        """Return what is not as it was written, a line a file; empty where all is."""
        written = mapping(self.folder / DIGESTS)
        now = file_digests(self.folder)
        now |= {
            name: sha256(self.folder / name) for name in PAGES if name in written and (self.folder / name).is_file()
        }
        changed = [f"{name} was changed" for name in written if name in now and now[name] != written[name]]
        missing = [f"{name} is missing" for name in written if name not in now]
        added = [f"{name} was added" for name in now if name not in written]
        files = [*changed, *missing, *added]
        return [fault for fault in files if not (fault == "results was changed" and len(files) > 1)]

    def check(self) -> Checked:
        """Compare every file with the digest that was written with it.

        Returns
        -------
        Checked
            How many files are as they were written.

        Raises
        ------
        ArtifactError
            If a file was edited, removed or added since; each is named.
        """
        found = self.faults()
        if found:
            raise ArtifactError(
                f"This report is not as it was written: {'; '.join(found[:5])}"
                f"{f'; and {len(found) - 5} more' if len(found) > 5 else ''}. Its figures cannot be relied on. "
                "Write it again (study.report()), or take a fresh copy."
            )
        return Checked(len(file_digests(self.folder)) - 1)

    def _written(self, name: str) -> list[dict[str, Any]]:
        path = self.folder / "results" / f"{name}.json"
        return list_of(path) if path.is_file() else []

    def __repr__(self) -> str:
        return f"Report({plain(str(self.plan.get('name', '')))!r}, {len(self.cells)} cells)"

    def _repr_html_(self) -> str:
        from workbench.reports.html import summary

        return str(summary(self))
