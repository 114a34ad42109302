from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workbench.reports.report import Report, open_report

Edited = Callable[[str, Callable[[Any], object]], Report]
Rows = list[dict[str, Any]]


@pytest.fixture
def answer(study: Path) -> list[str]:
    return open_report(study).answer()


def test_the_first_sentence_says_how_many_differ_in_which_family(answer: list[str]) -> None:
    assert answer[0] == (
        "Of 8 primary figures, 3 differ from the neutral value; for 5 one cannot tell. "
        "Family: 8 tests, corrected together (Holm)."
    )


def test_each_primary_figure_carries_interval_corrected_p_and_neutral_value(answer: list[str]) -> None:
    assert all("95 % interval" in said and "corrected p" in said and "neutral" in said for said in answer[1:9])
    assert answer[1].startswith("whole sentence of pairs. small, prompt none: 0.600 (share;")


def test_no_exploratory_figure_is_in_the_answer(answer: list[str]) -> None:
    assert not [said for said in answer if "gender" in said or "age" in said.split()]


def test_what_cannot_be_told_is_said_so(answer: list[str]) -> None:
    assert answer[1].endswith(": cannot tell.")


def test_comparisons_follow_and_name_the_two(answer: list[str]) -> None:
    assert "Of 2 paired comparisons, 1 shows a difference; 1 shows that there is none larger than 0.050." in answer
    assert [said for said in answer if said.startswith("large against small") and said.endswith(": higher.")]


def test_what_is_missing_ends_the_answer(answer: list[str]) -> None:
    assert answer[-1].startswith("Not in these figures: 1 of 32 chunks of work not run; 3 items without a score")


def test_a_study_without_primary_figures_answers_nothing(edited: Edited) -> None:
    def none(rows: Rows) -> None:
        for row in rows:
            row["role"] = "exploratory"

    assert edited("results/estimates.json", none).answer()[0].startswith("The plan names no primary figure")


def test_a_figure_without_an_answer_is_no_zero(edited: Edited) -> None:
    said = edited("results/estimates.json", lambda rows: rows[0].update(value=None, low=None, high=None, n=0)).answer()
    assert "1 gave no answer" in said[0]
    assert "no answer (n 0, ties 2)" in said[1]


def test_of_many_parts_only_those_that_differ_are_listed(edited: Edited) -> None:
    def many(rows: Rows) -> None:
        base = {**rows[0], "by": "group", "p": 0.6, "p_corrected": 1.0}
        rows += [{**base, "group": f"g{place}"} for place in range(30)]
        rows.append({**base, "group": "clear", "low": 0.55, "p_corrected": 0.01})

    said = edited("results/estimates.json", many).answer()
    parts = [line for line in said if line.startswith("whole sentence of pairs, by group")]
    assert "1 of 31 differ from neutral; for 30 one cannot tell (all: see Estimates)." in parts[0]
    assert len(parts) == 2
    assert "clear" in parts[1]


def test_of_many_cells_only_those_that_differ_are_listed(edited: Edited) -> None:
    def many(rows: Rows) -> None:
        rows += [{**rows[0], "model": f"model {place}", "p": 0.6, "p_corrected": 1.0} for place in range(60)]

    said = edited("results/estimates.json", many).answer()
    assert (
        "whole sentence of pairs. 3 of 64 differ from neutral; for 61 one cannot tell (all: see Estimates). Those that differ:"
        in said
    )
    assert len(said) < 20


def test_no_figure_is_called_fair_or_safe(study: Path) -> None:
    page = (study / "report.md").read_text(encoding="utf-8").lower()
    assert not [word for word in ("unbiased", "debiased", " fair ", " safe ", "no bias") if word in page]
