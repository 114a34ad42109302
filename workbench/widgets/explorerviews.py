"""What the explorer shows as markup: what the figures say, what they cannot show, an item, a comparison, the saved form."""

from typing import TYPE_CHECKING, Any

from workbench.errors import WorkbenchError
from workbench.markup import Markup, element, join, table, trusted
from workbench.probes.aligning import ScoredTexts
from workbench.probes.comparing import Comparison
from workbench.results import Result
from workbench.widgets.explorertokens import probability_keys, side_by_side, signed, strips
from workbench.widgets.pieces import figure
from workbench.widgets.studytable import number, rows

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "compared_view",
    "explorer_form",
    "group_lines",
    "item_view",
    "limits_view",
    "measured_view",
    "row_view",
    "words_of",
]

_COLUMNS = ("measure", "group", "value", "low", "high", "reading", "n", "ties", "unscored", "unparsed", "neutral")
_APART = ("ties", "unscored", "unparsed")
_DIFFERENCES = ("difference", "difference_changed", "difference_rest")
_ONE = (
    "One sentence has no interval and says nothing of others: rarer words are less likely by themselves, so read the rest, "
    "and measure many texts with a probe."
)


def measured_view(result: Result | None, by: str | None, stale: str = "") -> Markup:
    """Return what a result says: its verdict, whether that is robust, the forest plot, all figures."""
    if result is None:
        return Markup("")
    lost = "; ".join(f"{count:,} {name}" for name, count in result.counts().items())
    said = element(
        "div",
        element("p", element("b", "What it says. "), result.verdict()),
        element("p", element("b", "Does it depend on how it is measured? "), result.conclusion()),
        element("p", element("b", "Counted: "), f"{lost}."),
        class_="wb-answer",
    )
    banner = element("p", stale, class_="wb-banner") if stale else Markup("")
    every = element("details", element("summary", "All figures"), rows(result.estimate(), caption="All figures"))
    robust = element(
        "details",
        element("summary", "Other ways to measure it (robustness)"),
        rows(result.robustness(), caption="The same figure under other rules and variants"),
    )
    return element("div", banner, said, figure(result.draw(by)), every, robust)


def group_lines(table: "pd.DataFrame") -> tuple[list[str], list[tuple[str, list[object]]]]:
    """Return the table of groups as columns and lines ``(key, cells)``: what is counted apart only where there is any."""
    apart = [name for name in _APART if table[name].any()]
    tested = ["p_corrected"] if table["p_corrected"].notna().any() else []
    columns = ["group", "value [95 % interval]", "n", *(f"{name} (apart)" for name in apart)]
    columns += [*(["p, corrected"] if tested else []), "what it says"]
    lines = []
    for place, row in enumerate(table.to_dict("records")):
        cells: list[object] = [row["group"] if place else "all items", _interval(row), row["n"]]
        cells += [row[name] for name in apart]
        cells += [*(_p(row[name]) for name in tested), row["reading"]]
        lines.append(("" if not place else str(row["group"]), cells))
    return columns, lines


def _interval(row: dict[Any, Any]) -> str:
    if row["value"] != row["value"] or row["value"] is None:
        return "no answer"
    ends = "(no interval)" if row["low"] != row["low"] else f"[{number(row['low'])},\u00a0{number(row['high'])}]"
    return f"{number(row['value'])} {ends}"


def _p(value: float) -> str:
    if value != value:
        return ""
    return "<\u00a00.001" if value < 0.0005 else f"{value:.3f}"


def limits_view(result: Result | None) -> Markup:
    """Return the question, the harm, what the figures cannot show, and the data set's card."""
    if result is None:
        return Markup("")
    words = result.words()
    lines = element("ul", *(element("li", limit) for limit in words["limits"]))
    method = element("details", element("summary", "How it is measured"), element("p", words["method"]))
    sources = element(
        "details", element("summary", "References"), element("ul", *(element("li", one) for one in words["references"]))
    )
    card = element("details", element("summary", "The data"), trusted(result.card._repr_html_()))
    return element(
        "div",
        element("p", element("b", "Question: "), words["question"]),
        element("p", element("b", "Harm: "), words["harm"]),
        element("p", element("b", "What this cannot show:")),
        lines,
        method,
        card,
        sources,
    )


def item_view(seen: ScoredTexts, row: dict[str, Any]) -> Markup:
    """Return one item: its texts coloured token by token, two that share tokens one above the other; then its row."""
    contexts = list(dict.fromkeys(text.context for text in seen.texts if text.context))
    parts: list[Markup] = []
    if len(contexts) == 1:
        parts += [element("p", "Before them, not scored:"), element("div", contexts[0], class_="wb-said")]
    together = len(seen.texts) > 1 and _comparable(seen)
    if together:
        parts.append(side_by_side(seen))
    rest = range(2 if together else 0, len(seen.texts))
    for place in rest:
        if len(contexts) > 1 and seen.texts[place].context:
            parts.append(element("div", seen.texts[place].context, class_="wb-said"))
        parts.append(strips(seen, [place]))
    if rest and not together:
        parts.append(probability_keys())
    return element("div", *parts, row_view(row))


def _comparable(seen: ScoredTexts) -> bool:
    """Tell whether the first two texts are two versions of one: they share tokens, after the same context."""
    first, second = seen.texts[:2]
    return first.context == second.context and any(place.shared for place in seen.places())


def row_view(row: dict[str, Any]) -> Markup:
    """Return the row of the result's table for an item."""
    lines = [(name.replace("_", " "), number(value)) for name, value in row.items()]
    shown = element("div", table(["what the table of this probe holds", ""], lines), class_="wb-scroll")
    return element("details", element("summary", "The row of this item"), shown)


def compared_view(found: Comparison | None, stale: str = "") -> Markup:
    """Return a sentence beside its versions: the totals and completions as a table, then each version token by token."""
    if found is None:
        return Markup("")
    banner = element("p", stale, class_="wb-banner") if stale else Markup("")
    glosses = [
        element("h4", f"{found.scored.texts[place].label} beside {found.term}") + side_by_side(found.scored, place, 0)
        for place in range(1, len(found.completions))
    ]
    shown = element("div", versions(found), class_="wb-scroll", tabindex="0", role="group", aria_label="Side by side")
    return element("div", banner, shown, element("p", _ONE, class_="wb-note"), *glosses)


def versions(found: Comparison) -> Markup:
    """Return a sentence and its versions as two tables: how each goes on, and the difference in its two parts."""
    lines = found.frame().to_dict("records")
    texts = [(row["term"], row["text"], row["completion"] or "(nothing)") for row in lines]
    figures = [
        (
            row["term"],
            f"{row['logprob']:.2f}",
            *("" if not place else signed(row[name]) for name in _DIFFERENCES),
            row["token_count"],
        )
        for place, row in enumerate(lines)
    ]
    written = table(
        ["term", "text", f"how the model goes on (seed {found.settings.seed})"], texts, caption="Side by side"
    )
    head = ["term", "log-probability", "difference", "of the changed tokens", "of the rest", "tokens"]
    counted = table(head, figures, caption="How likely each is (natural logarithm)")
    return element("div", written, counted, class_="wb-versions")


def explorer_form(
    title: str, groups: "pd.DataFrame | None", result: Result | None, comparison: Comparison | None, code: str
) -> Markup:
    """Return the saved form of the panel: estimates, verdict and limits, no text of any item and no script."""
    parts = [element("p", element("b", title))]
    if result is None or groups is None:
        parts.append(element("p", "Nothing was measured yet. Run the cell above to open the panel."))
    else:
        kept = groups[[name for name in _COLUMNS if name in groups]]
        parts += [rows(kept, caption="Groups"), element("p", result.verdict()), element("p", result.conclusion())]
        parts.append(element("ul", *(element("li", limit) for limit in result.words()["limits"])))
    if comparison is not None:
        parts += [versions(comparison), element("p", _ONE)]
    parts.append(element("details", element("summary", "The same by code"), element("pre", code)))
    return element("div", join(parts), class_="wb-static")


def words_of(error: BaseException) -> str:
    """Return what is said of an error: its words, or for an unexpected one also its kind and what to do."""
    if isinstance(error, WorkbenchError):
        return str(error)
    return (
        f"The model failed: {type(error).__name__}: {error}. The result before stays; run again, or with fewer items."
    )
