"""What a report says, part by part in its order; how it looks is the business of each form."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from workbench.reports.answer import answer
from workbench.reports.blocks import Block, Bullets, Document, Facts, Folded, Notice, Section, Text
from workbench.reports.checklists import checklists
from workbench.reports.items import items
from workbench.reports.method import UNSAID, limits, method
from workbench.reports.provenance import cite, manifest, plan, rerun
from workbench.reports.tables import comparisons, estimates, numbers_table, robustness
from workbench.reports.tally import banner, counts
from workbench.reports.words import count

if TYPE_CHECKING:
    from workbench.records import Card
    from workbench.reports.report import Report

__all__ = ["document"]

_OPEN = 2  # figures that stand open; the rest, of single models and prompts, open on request
_CONTEXT = {
    "question": "Question",
    "use_case": "Use case",
    "population": "Population",
    "harm": "Harm",
    "stop_rule": "Stop rule",
}


def document(report: "Report") -> Document:
    """Return the whole report: title, lead, banner and sections, in the order of a paper whose plan came first."""
    made = report.plan
    parts = (
        _question, answer, _figures, method, estimates, comparisons, robustness, items, counts, limits, _cards,
        plan, checklists, manifest, rerun, cite,
    )  # fmt: skip
    size = (
        (len(made.get("models") or []), "model"),
        (len(made.get("prompts") or {}), "prompt"),
        (len(made.get("probes") or []), "probe"),
    )
    lead = f"A study of {', '.join(count(amount, noun) for amount, noun in size)}."
    title = str(made.get("title") or made.get("name") or "A study")
    return Document(title, lead, banner(report), tuple(part(report) for part in parts))


def _question(report: "Report") -> Section:
    context = report.plan.get("context") or {}
    said = {name: str(context.get(name) or "").strip() for name in _CONTEXT}
    rows = tuple((title, said[name] or UNSAID) for name, title in _CONTEXT.items())
    unsaid = tuple(title for name, title in _CONTEXT.items() if not said[name])
    blocks: list[Block] = [Facts(rows, unsaid=unsaid)]
    if gaps := [str(gap) for gap in report.plan.get("gaps") or []]:
        blocks.insert(0, Notice("What the plan leaves unsaid", tuple(gaps)))
    return Section("question", "Question and context of use", tuple(blocks))


def _figures(report: "Report") -> Section:
    blocks: list[Block] = []
    for place, name in enumerate(report.pictures):
        picture = report.picture(name)
        numbers = numbers_table(f"The drawn numbers (figures/{name}.csv)", report.drawn(name))
        alone: Sequence[Block] = [picture, Folded("The numbers of this figure", (numbers,))]
        blocks += alone if place < _OPEN else [Folded(picture.title, (picture, numbers))]
    return Section("figures", "Figures", tuple(blocks) or (Text("No figure was drawn."),))


def _cards(report: "Report") -> Section:
    cards = [_card(card, number_) for number_, card in enumerate(report.cards.values())]
    return Section("cards", "Models and data: cards and licences", tuple(cards) or (Text("No card was written."),))


def _card(card: "Card", place: int) -> Section:
    facts = [("What it is", card.summary), *card.details.items(), ("Source", card.source), ("Licence", card.licence)]
    limits: Sequence[Block] = [Text("Known limits", strong=True), Bullets(tuple(card.limits))] if card.limits else []
    return Section(f"card-{place}", card.name, (Facts(tuple(facts)), *limits))
