"""A study written as a folder: plan, results, figures, cards, manifest; the pages are made from it by `workbench.reports`.

Every file but ``times.json`` follows from plan, answers, code and machine: two runs of one study
give the same bytes, however often either was interrupted.
"""

import os
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.chunks import LAYOUT, SCHEMA
from workbench.records import Result
from workbench.reports.folder import TIMES, fresh_folder, write_csv, write_digests, write_json, write_lines
from workbench.reports.manifest import manifest
from workbench.reports.names import slug
from workbench.reports.write import write_pages
from workbench.studies import environments
from workbench.studies.cells import Cell

if TYPE_CHECKING:
    import pandas as pd

    from workbench.figures import Figure
    from workbench.studies.study import Study

__all__ = ["write_study"]

_PATH = re.compile(r"(?<!\w)(?:[A-Za-z]:)?[/\\][^\s'\"]+")
_NO_WORDS: dict[str, Any] = {"question": "", "harm": "", "method": "", "limits": [], "references": []}
_NO_COUNTS = dict.fromkeys(("items", "unscored", "ties", "unparsed", "refused"), 0)


def write_study(
    study: "Study", folder: str | os.PathLike[str] | None = None, *, clock: Callable[[], float] = time.time
) -> Path:
    """Write a study's folder and its pages; see `workbench.studies.study.Study.report`.

    Parameters
    ----------
    study : Study
    folder : str or Path, optional
        Left out: ``reports/`` and the study's name as a folder name.
    clock : callable, optional
        Gives the time that ``times.json`` holds.
    """
    place = Path(folder) if folder is not None else Path("reports") / slug(study.name)
    results = study.finished_cells()
    with fresh_folder(place) as part:
        write_json(
            part / "plan.json", {**study.plan.to_dict(), "digest": study.plan.digest, "amendments": study.amendments}
        )
        (part / "results").mkdir()
        _write_results(part / "results", study, results)
        _write_figures(part / "figures", study, results)
        _write_cards(part / "cards", study)
        write_json(part / "manifest.json", _manifest(study))
        write_digests(part)
        write_json(part / TIMES, _times(study, clock()))
        write_pages(part)
    return place


def _write_results(part: Path, study: "Study", results: Sequence[tuple[Cell, Result]]) -> None:
    write_json(part / "cells.json", _cells(study, dict(results)))
    rows = [row for cell, result in results for row in _records(cell, result)]
    write_lines(part / "records.jsonl", rows)
    write_csv(part / "records.csv", _table(rows))
    _write_rows(part / "estimates", [item.to_dict() for item in study.figured()])
    _write_rows(part / "comparisons", _comparisons(study))
    robustness = [{**cell.labels, **row} for cell, result in results for row in _plain(result.robustness())]
    _write_rows(part / "robustness", robustness)


def _write_rows(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    write_json(path.with_suffix(".json"), list(rows))
    write_csv(path.with_suffix(".csv"), _table(rows))


def _cells(study: "Study", results: Mapping[Cell, Result]) -> list[dict[str, Any]]:
    failures, kept = study.kept.failures, study.kept
    rows = []
    for cell in study.cells:
        result, total = results.get(cell), len(cell.work.chunks)
        row: dict[str, Any] = {"cell": cell.id, **cell.labels, "conflicts": kept.conflicts(cell)}
        row["chunks"] = {"done": total if result else len(kept.done(cell)), "total": total}
        row["counts"] = {**_NO_COUNTS, **(result.counts() if result else {})}
        row["words"] = {**_NO_WORDS, **(result.words() if result else {})}
        row["verdict"] = study.verdict_of(cell) if result else "Not finished: it stands in no figure."
        if cell.id in failures and result is None:
            row["failed"] = _PATH.sub("(a path of that machine)", failures[cell.id])
        rows.append(row)
    return rows


def _records(cell: Cell, result: Result) -> list[dict[str, Any]]:
    """Return one row an item, in the order of items: numbers and groups, no text of a data set."""
    table = result.frame()
    told = {*cell.work.probe.groupings, "split"}  # words that are no text of a data set; split: dev or test
    kept = [name for name in table.columns if name in told or table[name].dtype.kind in "biuf"]
    table = table[["item", *(name for name in kept if name != "item" and name not in cell.labels)]]
    rows = [{**cell.labels, **row} for row in _plain(table)]
    return sorted(rows, key=lambda row: (isinstance(row["item"], str), row["item"]))


def _comparisons(study: "Study") -> list[dict[str, Any]]:
    several = {"model": len(study.plan.models) > 1, "prompt": len(study.plan.prompts) > 1}
    return [row.to_dict() for by, more in several.items() if more for row in study.compare(by).rows]


def _write_figures(part: Path, study: "Study", results: Sequence[tuple[Cell, Result]]) -> None:
    part.mkdir()
    if len(study.cells) > 1:
        _write_figure(part, "00-all", study.draw())
    for cell, result in results:
        place = study.cells.index(cell) + 1
        groupings = study.groupings(cell.probe)
        for by in (groupings if len(study.cells) == 1 else groupings[:1]) or (None,):
            figure = result.draw(by)
            if len(study.plan.prompts) > 1:
                figure = replace(figure, title=f"{figure.title} Prompt: {cell.prompt}")
            _write_figure(part, f"{place:02d}-{'whole' if by is None else slug(by)}", figure)


def _write_figure(part: Path, name: str, figure: "Figure") -> None:
    figure.save(part, name)
    write_json(part / f"{name}.json", {"alt": figure.alt, "title": figure.title})


def _write_cards(part: Path, study: "Study") -> None:
    part.mkdir()
    for place, model in enumerate(study.plan.models, 1):
        if card := study.kept.model(model.fingerprint).get("card"):
            write_json(part / f"model-{place}.json", card)
    cards = {cell.work.probe.card.name: cell.work.probe.card for cell in study.cells}
    for place, card in enumerate(cards.values(), 1):
        write_json(part / f"data-{place}.json", card.to_dict())


def _manifest(study: "Study") -> dict[str, Any]:
    plan, probes = study.plan, [cell.work.probe for cell in study.cells]
    labelled = zip(plan.model_labels, plan.models, strict=True)
    made = manifest(
        models=[{"label": label, **_model(study, model.name, model.fingerprint)} for label, model in labelled],
        data={name: files for probe in probes for name, files in sorted(probe.digests().items())},
        settings={"chunks": dict(LAYOUT), "correction": plan.correction, "prompts": plan.prompts, "schema": SCHEMA},
        seeds=plan.seeds if any(probe.samples for probe in probes) else (),
        plan=plan.digest,
    )
    return {**made, **environments.told(study.kept.about(), made["code"])}


def _model(study: "Study", name: str, fingerprint: str) -> dict[str, Any]:
    ways = environments.distinct(study.kept.executions(fingerprint))
    about = {"name": name, "fingerprint": fingerprint, "digests": study.kept.model(fingerprint).get("digests", {})}
    return about | ({"execution": ways[0]} if ways else {}) | ({"executions": ways} if len(ways) > 1 else {})


def _times(study: "Study", now: float) -> dict[str, Any]:
    seconds = {
        str(cell): round(sum(about.get("seconds", 0.0) for about in study.kept.about(cell.id)), 3)
        for cell in study.cells
    }
    events = [event["event"] for event in study.kept.events()]
    written = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now))
    return {"runs": events.count("started"), "seconds": seconds, "written": written}


def _plain(table: "pd.DataFrame") -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def _table(rows: Sequence[Mapping[str, Any]]) -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame([dict(row) for row in rows])
