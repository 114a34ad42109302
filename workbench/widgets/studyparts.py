"""What stands in the studies panel, as markup: question, answer, figure, tables, plan; it reads no store."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from workbench.markup import Markup, element
from workbench.widgets.pieces import figure
from workbench.widgets.studylist import lines_table
from workbench.widgets.studytable import rows

if TYPE_CHECKING:
    from workbench.studies.plan import Plan
    from workbench.studies.study import Study
    from workbench.widgets.studylist import Line
    from workbench.widgets.studyreader import Shown
    from workbench.widgets.studyviews import View

__all__ = ["content", "planned", "static_form"]

_COUNTS = {
    "unscored": "could not be scored",
    "unparsed": "could not be read as an answer",
    "refused": "were refused",
}
_CONTEXT = {
    "question": "Question",
    "use_case": "Use",
    "population": "Population",
    "harm": "Harm",
    "stop_rule": "Stops when",
}


def content(shown: "Shown") -> tuple[Markup, Markup, Markup, Markup]:
    """Return what is said of a study: the answer, the figure, the table, and what is compared."""
    study, views, none = shown.study, shown.views, Markup("")
    if study is None:
        return none, none, none, none
    first, second = (*views, None, None)[:2]
    words = first.words if first else study.verdict()
    failed = [element("li", f"{cell}: {why}") for cell, why in study.failures.items()]
    failures = element("div", element("b", "Failed"), element("ul", *failed), class_="wb-banner") if failed else none
    said = element("div", answer(words, question=asked(study)), banner(first.counts) if first else none, failures)
    if first is None:
        return said, none, none, none
    below = difference(second) if second else element("p", shown.trouble, class_="wb-banner") if shown.trouble else none
    return said, figure(first.figure), rows(first.frame, caption="Figures"), below


def difference(compared: "View") -> Markup:
    """Return a comparison: what it says, its figure, its table."""
    table = rows(compared.frame, caption="Differences on the same items, second minus first")
    heading = element("p", element("b", "Comparison. "), compared.words)
    return element("div", element("div", heading, class_="wb-answer"), figure(compared.figure), table)


def static_form(lines: Sequence["Line"], shown: "Shown", code: str) -> Markup:
    """Return the saved form of the panel: the list, the chosen study's answer and tables; no picture, no script."""
    study, views = shown.study, shown.views
    if study is None:
        none = element("p", "No study of this workspace is shown yet.")
        return element("div", element("p", element("b", "Studies")), lines_table(lines) if lines else "", none)
    said = [answer(views[0].words if views else study.verdict(), question=asked(study))]
    said += [banner(views[0].counts)] if views else []
    said += [rows(view.frame, caption=name) for view, name in zip(views, ("Figures", "Differences"), strict=False)]
    said += [element("p", element("b", "Comparison. "), view.words) for view in views[1:]]
    heading = element("p", element("b", "Studies: "), study.name)
    below = element("details", element("summary", "The same by code"), element("pre", code))
    return element("div", heading, lines_table(lines), *said, gap_list(study.plan.gaps), below, class_="wb-static")


def asked(study: "Study") -> str:
    """Return the study's question, or its title where the plan has none."""
    return study.plan.context.question or study.plan.title


def answer(words: str, *, question: str = "") -> Markup:
    """Return the question and what the figures say of it."""
    asked = [element("p", element("b", "Question. "), question)] if question else []
    return element("div", *asked, element("p", element("b", "Answer. "), words), class_="wb-answer")


def banner(counts: Mapping[str, int]) -> Markup:
    """Return a line on answers that are missing, or nothing where none is."""
    found = [f"{counts[name]:,} {words}" for name, words in _COUNTS.items() if counts.get(name)]
    if not found:
        return Markup("")
    whole = f" Of {counts['items']:,} items," if counts.get("items") else ""
    text = f"{whole} {', '.join(found)}. They are counted apart and are part of no average."
    return element("p", element("b", "Mind the gaps."), text, class_="wb-banner")


def planned(plan: "Plan") -> Markup:
    """Return the plan, and what its context of use leaves unsaid."""
    return element("div", plan_table(plan), gap_list(plan.gaps))


def plan_table(plan: "Plan") -> Markup:
    """Return the plan: context of use, models, prompts, probes, primary figures, digest."""
    said = [(label, getattr(plan.context, name)) for name, label in _CONTEXT.items()]
    lines = [(label, text or "not said") for label, text in said]
    lines += [
        ("Models", "; ".join(plan.model_labels)),
        ("Prompts", "; ".join(f"{label}: {text!r}" if text else label for label, text in plan.prompts.items())),
        ("Probes", "; ".join(plan.probe_labels)),
        ("Seeds", ", ".join(map(str, plan.seeds))),
        ("Primary", "; ".join(map(str, plan.primary or ())) or "none: all is exploratory"),
        ("Smallest effect", f"{plan.smallest_effect:g}"),
        ("Digest", plan.digest[:16]),
    ]
    body = [element("tr", element("th", name, scope="row"), element("td", text)) for name, text in lines]
    return element("table", element("caption", "Plan, written before the run"), *body, class_="wb-table")


def gap_list(gaps: Sequence[str]) -> Markup:
    """Return what the context of use leaves unsaid; readers of a report are told too."""
    if not gaps:
        return element("p", "The context of use is complete.")
    items = element("ul", *(element("li", gap) for gap in gaps))
    return element("div", element("p", element("b", "The plan leaves unsaid:")), items)
