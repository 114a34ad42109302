from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workbench.reports.report import Report, open_report
from workbench.reports.tally import banner, counts

Edited = Callable[[str, Callable[[Any], object]], Report]
WHOLE = {
    "counts": {"items": 40, "unscored": 0, "ties": 2, "unparsed": 0, "refused": 0},
    "chunks": {"done": 4, "total": 4},
    "conflicts": 0,
}


def whole(cells: list[dict[str, Any]]) -> None:
    for cell in cells:
        cell.update({name: dict(value) if isinstance(value, dict) else value for name, value in WHOLE.items()})


def test_a_whole_study_has_no_banner(edited: Edited) -> None:
    assert banner(edited("results/cells.json", whole)) == ()


@pytest.mark.parametrize(
    ("name", "value", "title", "said"),
    [
        ("counts", {"items": 40, "unscored": 3}, "This study is not whole", "3 items without a score"),
        ("chunks", {"done": 3, "total": 4}, "This study is not whole", "1 of 32 chunks of work not run"),
        ("conflicts", 2, "This study is not whole", "2 answers that came out otherwise when asked again"),
        ("failed", "MemoryError", "This study is not whole", "Where (model / prompt / probe): small / none / pairs."),
        ("counts", {"items": 40, "unparsed": 5}, "Some answers could not be used", "5 answers that could not be read"),
        ("counts", {"items": 40, "refused": 1}, "Some answers could not be used", "1 answer that declined"),
    ],
)
def test_whatever_is_missing_raises_a_banner(name: str, value: Any, title: str, said: str, edited: Edited) -> None:
    def flaw(cells: list[dict[str, Any]]) -> None:
        whole(cells)
        cells[0][name] = value

    (found,) = banner(edited("results/cells.json", flaw))
    assert found.title == title
    assert said in " ".join(found.items)


def test_the_banner_stands_before_every_figure(study: Path) -> None:
    page = (study / "report.html").read_text(encoding="utf-8")
    assert 0 < page.index("This study is not whole") < page.index("<nav") < page.index("<table")


def test_the_banner_is_in_every_form(study: Path) -> None:
    for name in ("report.html", "report.md", "report.ipynb"):
        assert "This study is not whole" in (study / name).read_text(encoding="utf-8")


def test_every_cell_has_its_counts(study: Path) -> None:
    table = counts(open_report(study)).blocks[0]
    assert table.rows[-1] == ("occupations", "large", "careful", "40", "3", "0", "1", "2", "3 of 4", "1")  # type: ignore[union-attr]
    assert len(table.rows) == 8  # type: ignore[union-attr]


def test_why_a_cell_stopped_is_said(edited: Edited) -> None:
    report = edited("results/cells.json", lambda cells: cells[0].update(failed="the disk was full"))
    assert "small / none / pairs: the disk was full" in str(counts(report).blocks)
