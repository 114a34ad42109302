"""The tables of figures: estimates, comparisons, robustness, and any rows of numbers; each figure with its interval."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from workbench.reports.answer import corrected_by, measured, several_prompts, tests
from workbench.reports.blocks import Block, Column, Folded, Section, Table, Text
from workbench.reports.words import count, difference_reading, interval, number, p_value, reading

if TYPE_CHECKING:
    from workbench.reports.report import Report
    from workbench.reports.rows import Compared, Figured

__all__ = ["comparisons", "estimates", "numbers_table", "robustness"]


_INTERVAL = "95 % interval"
_NAMES = {"p_corrected": "corrected p", "told": "differs from neutral"}


def estimates(report: "Report") -> Section:
    """Return the section of estimates: the primary family, then the exploratory ones apart, by probe."""
    primary = [row for row in report.figured if row.role == "primary"]
    family = f"One family of {count(tests(report), 'test')}, corrected together: {corrected_by(report)}."
    blocks: list[Block] = [Text("Primary, as the plan names them", strong=True)]
    blocks += [Text(family), *_estimate_tables(report, primary)] if primary else [Text("None is named.")]
    blocks.append(Text("Exploratory: everything else, for orientation only", strong=True))
    rest: dict[str, list[Figured]] = {}
    for row in report.figured:
        if row.role != "primary":
            rest.setdefault(row.probe, []).append(row)
    for probe, rows in rest.items():
        blocks.append(Folded(f"{probe}: {count(len(rows), 'figure')}", tuple(_estimate_tables(report, rows))))
    blocks += [] if rest else [Text("There are none.")]
    note = (
        "p: two-sided test against the neutral value. Corrected p: over the family of primary tests; exploratory tests are "
        "not corrected. Cannot tell: the interval holds the neutral value, or the (corrected) p is 0.05 or more."
    )
    return Section("estimates", "Estimates", (*blocks, Text(note, soft=True)))


def _estimate_tables(report: "Report", rows: Sequence["Figured"]) -> list[Table]:
    """Return one table a measure of a probe, so that each has one unit and one neutral value."""
    groups: dict[tuple[str, str, float | None], list[Figured]] = {}
    for row in rows:
        groups.setdefault((measured(row), row.estimate.unit, row.estimate.neutral), []).append(row)
    return [_estimates(report, *key, chosen) for key, chosen in groups.items()]


def _estimates(report: "Report", title: str, unit: str, neutral: float | None, rows: Sequence["Figured"]) -> Table:
    prompts = several_prompts(report)
    split = any(row.estimate.group != "all" or row.by for row in rows)
    lost = any(row.estimate.unscored or row.estimate.unparsed for row in rows)
    names = ["model", *(["prompt"] if prompts else []), *([_part(rows[0].by)] if split else [])]
    family = any(row.estimate.p_corrected is not None for row in rows)
    tested = ["p", *(["corrected p"] if family else [])]
    figures = ["value", "95 % interval", "n", "ties", *(["failed", "unparsed"] if lost else []), *tested]
    columns = [*(Column(name) for name in names), *(Column(name, number=True) for name in figures), Column("reading")]
    side = "no neutral value" if neutral is None else f"neutral {neutral:g}"
    told = tuple(_estimate(row, prompts, split, lost, family) for row in rows)
    return Table(f"{title} ({unit or 'no unit'}; {side})", tuple(columns), told, heads=len(names))


def _part(by: str | None) -> str:
    """Return what heads the parts of a figure; a probe may split by a column that is called as ours are."""
    return "part" if by is None else f"{by} of the item" if by in ("model", "prompt") else by


def _estimate(row: "Figured", prompts: bool, split: bool, lost: bool, family: bool) -> tuple[str, ...]:
    item = row.estimate
    names = [row.model, *([row.prompt] if prompts else []), *([item.group] if split else [])]
    figures = [number(item.value), interval(item.low, item.high), f"{item.n:,}", f"{item.ties:,}"]
    missing = [f"{item.unscored:,}", f"{item.unparsed:,}"] if lost else []
    tested = [p_value(item.p), *([p_value(item.p_corrected)] if family else [])]
    return (*names, *figures, *missing, *tested, reading(item))


def comparisons(report: "Report") -> Section:
    """Return the section of paired comparisons."""
    rows = report.compared
    if not rows:
        return Section("comparisons", "Comparisons", (Text("Nothing is compared: one model and one prompt."),))
    smallest = report.plan.get("smallest_effect")
    blocks: list[Block] = [
        Text(
            "Differences between two models, or two prompts, on the same items that both answered: the one named first minus "
            "the other. The p are corrected over all comparisons of a kind. Equivalence: a small p shows that the difference "
            f"is no larger than the plan's smallest effect of interest, {number(smallest) or 'which it does not name'}."
        )
    ]
    groups: dict[tuple[str, str, str, str], list[Compared]] = {}
    for row in rows:
        groups.setdefault((row.second, row.first, row.estimate.measure, row.probe), []).append(row)
    blocks += [_comparison_table(*names, chosen, smallest) for names, chosen in groups.items()]
    return Section("comparisons", "Comparisons", tuple(blocks))


def _comparison_table(
    second: str, first: str, measure: str, probe: str, rows: Sequence["Compared"], smallest: float | None
) -> Table:
    at = list(dict.fromkeys(name for row in rows for name in row.where if name != rows[0].by))
    split = any(row.estimate.group != "all" for row in rows) or not at
    names = [*at, *(["part"] if split else [])]
    figures = [
        "difference",
        "95 % interval",
        "n",
        "only the first",
        "only the other",
        "p",
        "corrected p",
        "equivalence p",
    ]
    columns = [*(Column(name) for name in names), *(Column(name, number=True) for name in figures), Column("reading")]
    told = tuple(_comparison(row, at, split, smallest) for row in rows)
    return Table(f"{second} against {first}: {measure} of {probe}", tuple(columns), told, heads=len(names))


def _comparison(row: "Compared", at: Sequence[str], split: bool, smallest: float | None) -> tuple[str, ...]:
    item = row.estimate
    names = [*(row.where.get(name, "") for name in at), *([item.group] if split else [])]
    only = ["" if value is None else f"{value:,}" for value in (row.second_only, row.first_only)]
    figures = [number(item.value), interval(item.low, item.high), f"{item.n:,}", *only]
    tested = [p_value(p) for p in (item.p, item.p_corrected, row.equivalence_p)]
    return (*names, *figures, *tested, difference_reading(item, row.equivalence_p, smallest))


def robustness(report: "Report") -> Section:
    """Return the section of variants: how far arbitrary choices move the figures."""
    rows = report.variants
    if not rows:
        return Section("robustness", "Robustness", (Text("No probe of this study has variants."),))
    head = "Exploratory: how far arbitrary choices (the rule, the start token, the seed) move the overall figures."
    blocks: list[Block] = [Text(head)]
    for probe in dict.fromkeys(row.get("probe") for row in rows):
        chosen = [
            {name: value for name, value in row.items() if name != "probe"} for row in rows if row.get("probe") == probe
        ]
        blocks.append(numbers_table(f"{probe}: overall figures under every variant", chosen))
    return Section("robustness", "Robustness", tuple(blocks))


def numbers_table(caption: str, rows: Sequence[Mapping[str, Any]]) -> Table:
    """Return any rows as a table: texts first, then numbers, low and high as one interval, a reading last."""
    names = [
        name
        for name in dict.fromkeys(name for row in rows for name in row)
        if any(row.get(name) not in (None, "") for row in rows)
    ]
    texts = [name for name in names if any(isinstance(row.get(name), str) for row in rows) and name != "reading"]
    ends = {"low", "high"} <= set(names)
    rest = [name for name in names if name not in {*texts, "low", "high", "reading"}]
    figures = sorted(rest, key=lambda name: name != "value")
    order = [
        *texts,
        *figures[:1],
        *([_INTERVAL] if ends else []),
        *figures[1:],
        *(["reading"] if "reading" in names else []),
    ]
    columns = tuple(
        Column(_NAMES.get(name, name.replace("_", " ")), number=name in (*figures, _INTERVAL)) for name in order
    )
    told = tuple(tuple(_cell(row, name) for name in order) for row in rows)
    return Table(caption, columns, told, heads=max(1, len(texts)))


def _figure(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) else None


def _cell(row: Mapping[str, Any], name: str) -> str:
    if name == _INTERVAL:
        return interval(_figure(row.get("low")), _figure(row.get("high")))
    value = row.get(name)
    if name == "told" and row.get("neutral", True) is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return p_value(value) if name in ("p", "p_corrected") else f"{value:g}" if name == "neutral" else number(value)
    return f"{value:,}" if isinstance(value, int) else "" if value is None else str(value)
