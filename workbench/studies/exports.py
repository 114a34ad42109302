"""A study taken elsewhere: its records and estimates as files that other tools read; it runs nothing."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from workbench.errors import InputError, unknown_name
from workbench.reports.folder import write_json
from workbench.studies.plan import Plan
from workbench.studies.tables import rows_of, write_rows
from workbench.studies.whole import MARK, whole_folder

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["KINDS", "export", "records"]

KINDS = {
    "jsonl": "one JSON object a line and item, exact",
    "parquet": "one row an item, exact",
    "csv": "one row an item, for spreadsheets: formulas are made text, marked in the header",
    "lm-eval": "a folder as lm-evaluation-harness 0.4.13 writes it: results_*.json for each model",
    "dataset": "a Hugging Face dataset folder: parquet files and a card, read by datasets.load_dataset(folder)",
}
_FILES = {".jsonl": "jsonl", ".parquet": "parquet", ".csv": "csv"}


class Exported(Protocol):
    """What is asked of a study."""

    @property
    def plan(self) -> Plan: ...
    def finished(self) -> Sequence[tuple[tuple[str, str, str], Any]]: ...
    def estimate(self) -> "pd.DataFrame": ...


def export(study: Exported, target: str | os.PathLike[str], *, kind: str | None = None) -> Path:
    """Write a study's records for other tools; what is written is there whole or not at all.

    Parameters
    ----------
    study : Study
        What is not finished of it is left out.
    target : str or Path
        The file, or for ``"lm-eval"`` and ``"dataset"`` the folder.
    kind : str, optional
        One of ``"jsonl"``, ``"parquet"``, ``"csv"``, ``"lm-eval"``, ``"dataset"``; left out, by the file's name.

    Returns
    -------
    Path
        Where it was written.

    Raises
    ------
    InputError
        For an unknown kind, a study of which no cell is finished, or a folder that is no export.
    ArtifactError
        If it cannot be written; what stood there is unchanged.
    """
    place = Path(target)
    chosen = _kind(place, kind)
    if not study.finished():
        raise InputError(f"No cell of {study.plan.name!r} is finished. Run it first: study.run().")
    if chosen in _FILES.values():
        if _FILES.get(place.suffix.lower()) != chosen:
            raise InputError(f"{place.name} is no name for {chosen}: give a file that ends in .{chosen}.")
        return write_rows(records(study), place)
    from workbench.studies import dataset_folder, lm_eval

    with whole_folder(place) as part:
        (lm_eval.write if chosen == "lm-eval" else dataset_folder.write)(study, part)
        write_json(
            part / MARK, {"kind": chosen, "study": study.plan.name, "plan_digest": study.plan.digest, "schema": 1}
        )
    return place


def records(study: Exported) -> list[dict[str, Any]]:
    """Return one row a cell and item: model, prompt, probe (as labels), then the probe's own columns."""
    return [row for cell, result in study.finished() for row in _rows(cell, result)]


def _rows(cell: tuple[str, str, str], result: Any) -> Iterator[dict[str, Any]]:
    place = dict(zip(("model", "prompt", "probe"), cell, strict=True))
    for row in rows_of(result.frame()):
        yield {**place, **{name: value for name, value in row.items() if name not in place}}


def _kind(place: Path, kind: str | None) -> str:
    if kind is None:
        if place.suffix.lower() in _FILES:
            return _FILES[place.suffix.lower()]
        raise InputError(
            f"{place.name}: which kind? Give kind= one of {', '.join(KINDS)}, or a name such as records.jsonl."
        )
    if kind not in KINDS:
        raise unknown_name("kind of export", kind, KINDS)
    return kind
