"""The pages of a written study folder: HTML, Markdown, notebook and checklists, made from its files alone."""

import os
from pathlib import Path

from workbench.reports.checklists import checklist
from workbench.reports.folder import DIGESTS, NOTEBOOK, PAGES, read_json, sha256, write_digests, write_json
from workbench.reports.html import page
from workbench.reports.markdown import markdown
from workbench.reports.notebook import notebook
from workbench.reports.report import Report, open_report

__all__ = ["write_pages"]


def write_pages(folder: str | os.PathLike[str]) -> Report:
    """Write ``report.html``, ``report.md``, ``report.ipynb`` and ``checklist.json`` of a study folder.

    The same files give the same bytes. The digests of the page, the Markdown and the checklist
    are added to ``digests.json`` (which is made where there is none). The notebook's is left
    out, since Jupyter writes it anew when it is run; nbval checks it.

    Parameters
    ----------
    folder : str or Path
        As ``study.report()`` writes it: ``plan.json``, ``results/``, ``figures/``, ``cards/``,
        ``manifest.json``.

    Returns
    -------
    Report
        The folder, opened.

    Raises
    ------
    ArtifactError
        If a file is missing or damaged, or not what ``digests.json`` says; it is named.
    """
    place = Path(folder)
    if not (place / DIGESTS).is_file():
        write_digests(place)
    written = {name: value for name, value in read_json(place / DIGESTS).items() if name not in PAGES}
    write_json(place / DIGESTS, written)  # pages of an earlier version are not held against the new ones
    report = open_report(place)
    document = report.document
    _write(place / "report.html", page(document))
    _write(place / "report.md", markdown(document))
    write_json(place / NOTEBOOK, notebook(report))
    write_json(place / "checklist.json", [answer.to_dict() for answer in checklist(report)])
    pages = {name: sha256(place / name) for name in PAGES if name != NOTEBOOK}
    write_json(place / DIGESTS, {**written, **pages})
    return report


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
