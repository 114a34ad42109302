"""What stands in the studies panel, as markup: question, answer, figure, tables, plan; it reads no store."""

import base64
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from workbench.markup import Markup, element, table
from workbench.widgets.studylist import lines_table

if TYPE_CHECKING:
    import pandas as pd

    from workbench.figures import Figure
    from workbench.studies.plan import Plan
    from workbench.studies.study import Study
    from workbench.widgets.studylist import Line
    from workbench.widgets.studyviews import View

__all__ = ["content", "number", "planned", "static_form"]

MOST_ROWS = 60  # a longer table is cut in the page; panel.frame() has it whole
SAID_ONCE = ("by", "role", "tests", "model", "prompt", "probe", "measure", "unit", "neutral", "method")
COUNTED = frozenset({"ties", "unscored", "unparsed"})  # left out where none is
TESTS = frozenset({"p", "p_corrected", "equivalence_p"})

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


def content(study: "Study | None", views: Sequence["View"]) -> tuple[Markup, Markup, Markup, Markup]:
    """Return what is said of a study: the answer, the figure, the table, and what is compared."""
    none = Markup("")
    if study is None:
        return none, none, none, none
    first, second = (*views, None, None)[:2]
    words = first.words if first else study.verdict()
    failed = [element("li", f"{cell}: {why}") for cell, why in study.failures.items()]
    failures = element("div", element("b", "Failed"), element("ul", *failed), class_="wb-banner") if failed else none
    said = element("div", answer(words, question=asked(study)), banner(first.counts) if first else none, failures)
    if first is None:
        return said, none, none, none
    table = rows(first.frame, caption="Figures with their 95 % intervals")
    return said, figure(first.figure), table, difference(second) if second else none


def difference(compared: "View") -> Markup:
    """Return a comparison: what it says, its figure, its table."""
    table = rows(compared.frame, caption="Differences on the same items, second minus first")
    heading = element("p", element("b", "Comparison. "), compared.words)
    return element("div", element("div", heading, class_="wb-answer"), figure(compared.figure), table)


def static_form(lines: Sequence["Line"], study: "Study | None", views: Sequence["View"], code: str) -> Markup:
    """Return the saved form of the panel: the list, the chosen study's answer and tables; no picture, no script."""
    if study is None:
        return element("div", element("p", element("b", "Studies")), element("p", "No study in this workspace yet."))
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


def figure(drawn: "Figure") -> Markup:
    """Return a figure as an image with its alternative text; an image cannot carry script."""
    data = base64.b64encode(drawn.svg().encode("utf-8")).decode("ascii")
    image = element("img", src=f"data:image/svg+xml;base64,{data}", alt=drawn.alt, class_="wb-figure")
    return element("figure", image, class_="wb-figure-frame")


def rows(frame: "pd.DataFrame", *, caption: str = "", most: int = MOST_ROWS) -> Markup:
    """Return a table of figures, rounded to three places, with what is the same in every row said once below."""
    names = [str(name) for name in frame.columns]
    same = [name for name in SAID_ONCE if name in names and len(frame) > 1 and frame[name].astype(str).nunique() == 1]
    empty = [name for name in names if frame[name].isna().all() or (name in COUNTED and not frame[name].any())]
    kept = [name for name in names if name not in {*same, *empty}]
    head = frame[kept].head(most).itertuples(index=False)
    lines = [[_shown(name, value) for name, value in zip(kept, row, strict=True)] for row in head]
    shown = table([name.replace("_", " ") for name in kept], lines, caption=caption)
    told = [f"{name} {number(frame[name].iloc[0])}" for name in same if name not in empty]
    notes = [f"In every row: {'; '.join(told)}."] if told else []
    if len(frame) > most:
        notes.append(f"The first {most} of {len(frame):,} rows; panel.frame() has them all.")
    below = element("p", " ".join(notes), class_="wb-note") if notes else ""
    return element("div", shown, below, class_="wb-scroll", tabindex="0", role="group", aria_label=caption or "Table")


def number(value: Any) -> object:
    """Return a value as a table shows it: three places, whole numbers whole, nothing for what is missing.

    >>> str(number(0.12349)), str(number(-0.0001)), number(3), number(float("nan")), number("a")
    ('0.123', '0.000', 3, None, 'a')
    """
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, float):
        text = f"{value:.3f}"
        return None if math.isnan(value) else text.lstrip("-") if float(text) == 0 else text
    if isinstance(value, int) or hasattr(value, "__index__"):
        return int(value)
    return str(value)


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


def _shown(name: str, value: Any) -> object:
    if name in TESTS and isinstance(value, float) and value < 0.0005:
        return element("span", "< 0.001", class_="wb-number")
    shown = number(value)
    return element("span", shown, class_="wb-number") if isinstance(value, float) and shown is not None else shown
