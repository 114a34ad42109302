"""How a study's figures come about, in words: what each probe asks, definitions, references, and limits."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from workbench.reports.answer import corrected_by, tests
from workbench.reports.blocks import Block, Bullets, Column, Facts, References, Section, Table, Text
from workbench.reports.words import count, number

if TYPE_CHECKING:
    from workbench.reports.report import Report

__all__ = ["UNSAID", "limits", "limits_of", "method"]

UNSAID = "not said"


def method(report: "Report") -> Section:
    blocks: list[Block] = []
    for probe, words in _words(report).items():
        named = (("What it asks", "question"), ("Harm", "harm"), ("How a figure comes about", "method"))
        facts = tuple((title, str(words.get(key) or UNSAID)) for title, key in named)
        unsaid = tuple(title for title, key in named if not words.get(key))
        blocks.append(Section(f"method-{len(blocks)}", probe, (Facts(facts, unsaid=unsaid),)))
    blocks += [_measures(report), Text("Words used in this report", strong=True), Facts(_definitions(report))]
    sources = [str(item) for words in _words(report).values() for item in words.get("references") or []]
    if sources:
        blocks += [Text("References", strong=True), References(tuple(dict.fromkeys(sources)))]
    return Section("method", "Method", tuple(blocks))


def _words(report: "Report") -> dict[str, Mapping[str, Any]]:
    """Return what each probe says of itself, in the order in which the probes were run."""
    found: dict[str, Mapping[str, Any]] = {}
    for cell in report.cells:
        found.setdefault(str(cell["probe"]), cell.get("words") or {})
    return found


def _measures(report: "Report") -> Table:
    rows = dict.fromkeys(
        (
            row.probe,
            row.estimate.measure,
            row.estimate.unit,
            "none" if row.estimate.neutral is None else f"{row.estimate.neutral:g}",
            row.estimate.method,
        )
        for row in report.figured
        if row.estimate.value is not None
    )
    columns = (
        Column("probe"),
        Column("measure"),
        Column("unit"),
        Column("neutral value", number=True),
        Column("how: interval and test"),
    )
    return Table(
        "Every measure: its unit, its neutral value, how its interval and test are made", columns, tuple(rows), heads=2
    )


def _definitions(report: "Report") -> tuple[tuple[str, str], ...]:
    smallest = number(report.plan.get("smallest_effect")) or "not said"
    return (
        (
            "Log-probability",
            "Natural logarithm of the probability that a model gives to a text, given all that stands before it.",
        ),
        (
            "Neutral value",
            "The value of a measure that shows no preference either way; of a share of right answers, what guessing at random "
            "would get. A measure may have none.",
        ),
        (
            "95 % interval",
            "Made so that in 95 of 100 repetitions it would hold the true value, under the assumptions of its method.",
        ),
        (
            "Cannot tell",
            "The interval holds the neutral value, or the (corrected) p is 0.05 or more. It does not say that there is no effect.",
        ),
        (
            "Corrected p",
            f"{corrected_by(report)}, over the one family of primary tests ({count(tests(report), 'test')}), at 5 %.",
        ),
        (
            "Primary, exploratory",
            "Primary: named in the plan before the run. Exploratory: everything else; it can suggest, not confirm.",
        ),
        (
            "No difference larger than",
            f"Two one-sided tests against the plan's smallest effect of interest ({smallest}), in the unit of the measure, at 5 %.",
        ),
        (
            "Tie",
            "An item without preference. Ties, items without a score, unparsed and refused answers are counted apart.",
        ),
        ("Cell, chunk", "A cell is one model, prompt and probe. Its items are worked through in fixed chunks."),
    )


def limits_of(report: "Report") -> list[str]:
    """Return what the study cannot show: the limits that its probes state, then those of every study of this kind."""
    stated = [f"{probe}: {limit}" for probe, words in _words(report).items() for limit in words.get("limits") or []]
    return [*dict.fromkeys(stated), *_ALWAYS]


_ALWAYS = (
    "What a measure of text says about harm in use: that depends on who uses a model, for what, and on what follows.",
    "The absence of bias: a figure near its neutral value can hide preferences that cancel out, or that nobody asked about.",
    "Other languages, groups, places and times than those of the items.",
    "Other models than these, or other versions of them: each has its fingerprint in the plan.",
)


def limits(report: "Report") -> Section:
    return Section("limits", "What this cannot show", (Bullets(tuple(limits_of(report))),))
