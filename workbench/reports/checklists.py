"""The reproducibility checklists of the field, filled from plan, manifest and cards where they can be.

What only a person can answer says "to answer". The items are in short words of our own; the
full wording is at the address of each list.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.reports.blocks import Bullets, Column, Section, Table, Text
from workbench.reports.method import limits_of
from workbench.reports.words import count, together

if TYPE_CHECKING:
    from workbench.records import Card
    from workbench.reports.report import Report

__all__ = ["ACL", "NAACL", "OPEN", "Answer", "checklist", "checklists"]

NAACL = "NAACL 2021 reproducibility checklist"
ACL = "ACL Rolling Review, Responsible NLP Research checklist (as of October 2024)"
SOURCES = {
    NAACL: "https://2021.naacl.org/calls/reproducibility-checklist/ (its items bear no numbers; here they are counted by part)",
    ACL: "https://aclrollingreview.org/responsibleNLPresearch/",
}
OPEN = "to answer"


@dataclass(frozen=True)
class Answer:
    """One item of a checklist: where it stands, what it asks, and what this study says of it.

    Attributes
    ----------
    checklist, item, asks : str
    state : str
        ``"here"`` (answered, with where), ``"in part"``, or ``"to answer"`` (by a person).
    says : str
    """

    checklist: str
    item: str
    asks: str
    state: str
    says: str

    def to_dict(self) -> dict[str, str]:
        """Return all fields."""
        return dict(vars(self))


def checklist(report: "Report") -> list[Answer]:
    """Return every item of both checklists with its answer."""
    return [
        Answer(name, item, asks, *_state(says))
        for name, rows in ((NAACL, _naacl(report)), (ACL, _acl(report)))
        for item, asks, says in rows
    ]


def checklists(report: "Report") -> Section:
    """Return the section of both checklists."""
    answers = checklist(report)
    left = sum(answer.state == OPEN for answer in answers)
    head = (
        f"Filled from the plan, the manifest and the cards. {count(left, 'item')} of {len(answers)} wait for a person."
    )
    columns = (Column("item"), Column("asks"), Column("state"), Column("says"))
    tables = [
        Table(name, columns, tuple((a.item, a.asks, a.state, a.says) for a in answers if a.checklist == name))
        for name in SOURCES
    ]
    wording = tuple(f"{name}: {address}" for name, address in SOURCES.items())
    return Section(
        "checklists",
        "Reproducibility checklists",
        (Text(head), *tables, Text("Full wording", strong=True), Bullets(wording)),
    )


def _state(says: str) -> tuple[str, str]:
    for state in (OPEN, "in part"):
        if says.startswith(state):
            return state, says.removeprefix(state).lstrip(":; ")
    return "here", says


Row = tuple[str, str, str]


def _naacl(report: "Report") -> list[Row]:
    made = report.manifest
    commit = (made.get("code") or {}).get("commit") or "not known"
    code = f"in part: commit {commit}; every version in Manifest. {OPEN}: a public address of the code."
    runs = f"{count(len(report.cells), 'cell')} (model x prompt x probe), {_seeds(report)}; no training."
    chosen = f"{OPEN}: why these models, prompts and settings. The plan came first; its amendments stand in Plan."
    splits = "Does not apply: evaluation only, nothing is trained on these items. Whether a model saw them before is not known."
    return [
        ("Results 1", "setting, algorithm or model described", "Method; Plan; Models and data."),
        ("Results 2", "source code with all dependencies", code),
        ("Results 3", "computing infrastructure", _machine(made)),
        (
            "Results 4",
            "average run time or energy",
            "times.json beside this report (seconds of this run); energy was not measured.",
        ),
        ("Results 5", "number of parameters of each model", _parameters(report)),
        ("Results 6", "validation performance for each test result", "Does not apply: nothing was tuned on the items."),
        ("Results 7", "measures and statistics defined", "Method, with definitions and references."),
        ("Search 1", "number of training and evaluation runs", runs),
        (
            "Search 2",
            "bounds of each hyperparameter",
            "Does not apply: no search. Every parameter of a probe is in Plan.",
        ),
        ("Search 3", "best configurations", "Does not apply: no search."),
        ("Search 4", "how values were chosen", chosen),
        ("Search 5", "summary statistics", "Estimates: each with a 95 % interval; Robustness: each variant."),
        ("Data 1", "number of examples and labels", f"Counts: {', '.join(_sizes(report))}."),
        ("Data 2", "splits", splits),
        (
            "Data 3",
            "excluded data and preprocessing",
            "Counts; the limits of each data set's card; a probe's limit on items is in Plan.",
        ),
        ("Data 4", "languages", _languages(report)),
        ("Data 5", "where to get the data", _sources(report)),
        ("Data 6", "how new data were collected", f"{OPEN}: only if items of your own were used."),
    ]


def _acl(report: "Report") -> list[Row]:
    models, data = _cards(report, "model"), _cards(report, "data")
    licences = "; ".join(f"{card.name}: {card.licence}" for card in report.cards.values())
    context = report.plan.get("context") or {}
    harm, use = context.get("harm"), context.get("use_case")
    risks = f"in part: the harm that the plan names: {harm}. {OPEN}: misuse, and who could be hurt by publishing."
    meant = f"in part: the plan's use case: {use}. {OPEN}: is it what models and data were made for?"
    consent = f"{OPEN}: of the people whose data are used; see {together([card.name for card in data]) or 'the data'} and its source."
    statistics = f"Estimates with 95 % intervals; {_seeds(report)}; corrected over the primary family."
    return [
        ("A1", "limitations", f"What this cannot show ({count(len(limits_of(report)), 'limit')}); the cards' own."),
        ("A2", "risks", risks if harm else OPEN),
        ("B1", "creators of artefacts cited", _sources(report, models)),
        ("B2", "licences and terms", licences or OPEN),
        ("B3", "use is as intended", meant if use else OPEN),
        (
            "B4",
            "personal or offensive content",
            f"in part: no text of an item is in this report. {OPEN}: what the data hold of persons.",
        ),
        ("B5", "artefacts documented", "Models and data: cards with source, limits and details."),
        ("B6", "numbers of examples, splits", f"Counts: {', '.join(_sizes(report))}; no splits, nothing is trained."),
        (
            "C1",
            "parameters, budget, infrastructure",
            f"{_parameters(report)} {_machine(report.manifest)} Run time: times.json.",
        ),
        ("C2", "set-up and hyperparameters", "Plan and Manifest: every setting; no search."),
        ("C3", "descriptive statistics, number of runs", statistics),
        ("C4", "packages with versions and settings", "Manifest: every version; Plan: every parameter."),
        (
            "D1",
            "instructions to people",
            f"in part: this software asked no person. {OPEN}: if people rated or wrote items for you.",
        ),
        ("D2", "recruiting and pay", f"in part: this software asked no person. {OPEN}: if people worked for you."),
        ("D3", "consent", consent),
        ("D4", "ethics review", OPEN),
        ("D5", "who the annotators are", f"{OPEN}: for the data used, see the card and its source."),
        ("E1", "use of AI assistants", f"{OPEN}: in research, code or writing. The models under study are in Plan."),
    ]


def _seeds(report: "Report") -> str:
    return count(len(report.plan.get("seeds") or []), "seed")


def _cards(report: "Report", kind: str) -> list["Card"]:
    return [card for name, card in report.cards.items() if name.split("-")[0] == kind]


def _detail(card: "Card", word: str) -> str:
    return next((text for name, text in card.details.items() if word in name.lower()), "")


def _parameters(report: "Report") -> str:
    models = _cards(report, "model")
    known = [f"{card.name}: {_detail(card, 'parameter')}" for card in models if _detail(card, "parameter")]
    unknown = [card.name for card in models if not _detail(card, "parameter")]
    missing = f"{OPEN}: {together(unknown)}." if unknown or not models else ""
    return " ".join(
        part
        for part in ("in part:" if known and missing else "", f"{'; '.join(known)}." if known else "", missing)
        if part
    )


def _machine(made: Mapping[str, object]) -> str:
    machine = made.get("machine")
    if not isinstance(machine, Mapping):
        return OPEN
    return f"{machine.get('processor')}, {machine.get('cores')} cores, {machine.get('threads') or 'no'} torch threads."


def _sizes(report: "Report") -> list[str]:
    sizes = {str(cell["probe"]): int((cell.get("counts") or {}).get("items") or 0) for cell in report.cells}
    return [f"{probe} {count(size, 'item')}" for probe, size in sizes.items()]


def _languages(report: "Report") -> str:
    known = [f"{card.name}: {_detail(card, 'language')}" for card in _cards(report, "data")]
    return f"{'; '.join(known)}." if known and all(not text.endswith(": ") for text in known) else OPEN


def _sources(report: "Report", more: list["Card"] | None = None) -> str:
    cards = [*(more or []), *_cards(report, "data")]
    return "; ".join(f"{card.name}: {card.source}" for card in cards) + "." if cards else OPEN
