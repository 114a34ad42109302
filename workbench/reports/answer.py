"""The answer of a study in words: primary figures first, then comparisons, then what is missing; it computes none."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from workbench.reports.blocks import Block, Bullets, Folded, Section, Text
from workbench.reports.steady import conclusions
from workbench.reports.tally import Tally, tallies
from workbench.reports.words import CORRECTIONS, count, difference_reading, number, reading, said
from workbench.stats import cannot_tell

if TYPE_CHECKING:
    from workbench.reports.report import Report
    from workbench.reports.rows import Compared, Figured

__all__ = ["answer", "corrected_by", "measured", "sentences", "tests", "where"]

_MOST = 40
_FEW = 12
_MOST_COMPARED = 20


def sentences(report: "Report") -> list[str]:
    """Return the answer as a list: the family of tests, each primary figure, each comparison, what is missing."""
    found = [_family(report)]
    for title, lines in _primary(report):
        found += [f"{title}. {line}" for line in lines]
    return [*found, *_comparisons(report), *_missing(report)]


def answer(report: "Report") -> Section:
    """Return the section that says the answer."""
    blocks: list[Block] = [Text(_family(report))]
    for title, lines in _primary(report):
        blocks += [Text(title, strong=True), Bullets(tuple(lines))]
    if compared := _comparisons(report):
        blocks += [Text(compared[0], strong=True)]
        blocks += [Bullets(tuple(compared[1:]))] if compared[1:] else []
    blocks += [Text(line) for line in _missing(report)]
    if steady := _steady(report):
        blocks += [Text("Do other ways of measuring say the same?", strong=True), Bullets(tuple(steady))]
    if verdicts := _verdicts(report):
        blocks.append(Folded("Each model, prompt and probe in a sentence", (Bullets(tuple(verdicts)),)))
    return Section("answer", "Answer", tuple(blocks))


def where(report: "Report", model: str, prompt: str) -> str:
    """Return a model's label, and the prompt's where the plan has several."""
    return f"{model}, prompt {prompt}" if several_prompts(report) else model


def several_prompts(report: "Report") -> bool:
    """Return whether prompts need to be told apart."""
    return len(report.plan.get("prompts") or {}) > 1


def measured(row: "Figured") -> str:
    """Return what was measured: the measure, its probe, and how it was split."""
    return f"{row.estimate.measure} of {row.probe}{f', by {row.by}' if row.by else ''}"


def tests(report: "Report") -> int:
    """Return how many tests are in the family that is corrected."""
    return sum(row.role == "primary" and row.estimate.p is not None for row in report.figured)


def corrected_by(report: "Report") -> str:
    """Return the name of the correction."""
    named = str(report.plan.get("correction", ""))
    return CORRECTIONS.get(named, named) or "no correction is named"


def _family(report: "Report") -> str:
    primary = [row.estimate for row in report.figured if row.role == "primary"]
    if not primary:
        return "The plan names no primary figure: all figures here are exploratory, and none answers the question by itself."
    known = [item for item in primary if item.value is not None and item.neutral is not None]
    told = sum(not cannot_tell(item) for item in known)
    silent = sum(item.value is None for item in primary)
    bare = sum(item.value is not None and item.neutral is None for item in primary)
    parts = [f"{told} {'differs' if told == 1 else 'differ'} from the neutral value"]
    parts += [f"for {len(known) - told} one cannot tell"] if len(known) > told else []
    parts += [f"{silent} gave no answer"] if silent else []
    parts += [f"{bare} {'has' if bare == 1 else 'have'} no neutral value to differ from"] if bare else []
    return (
        f"Of {count(len(primary), 'primary figure')}, {'; '.join(parts)}. "
        f"Family: {count(tests(report), 'test')}, corrected together ({corrected_by(report)})."
    )


def _primary(report: "Report") -> list[tuple[str, list[str]]]:
    groups: dict[str, list[Figured]] = {}
    for row in report.figured:
        if row.role == "primary":
            groups.setdefault(measured(row), []).append(row)
    many = sum(len(rows) for rows in groups.values()) > _MOST
    return [(title, _lines(report, rows, many)) for title, rows in groups.items()]


def _lines(report: "Report", rows: Sequence["Figured"], many: bool) -> list[str]:
    """Return one line a figure; of many only those that differ, and how many do not."""
    if len(rows) <= (_FEW if many or rows[0].by else _MOST):
        return [_line(report, row) for row in rows]
    told = [row for row in rows if row.estimate.neutral is not None and not cannot_tell(row.estimate)]
    silent = sum(row.estimate.value is None for row in rows)
    bare = sum(row.estimate.value is not None and row.estimate.neutral is None for row in rows)
    rest = [
        (len(rows) - len(told) - silent - bare, "for {} one cannot tell"),
        (silent, "{} gave no answer"),
        (bare, "{} have no neutral value"),
    ]
    parts = [
        f"{len(told)} of {len(rows):,} differ from neutral",
        *(said.format(amount) for amount, said in rest if amount),
    ]
    more = f" Here the first {_MOST} that differ:" if len(told) > _MOST else " Those that differ:" if told else ""
    return [f"{'; '.join(parts)} (all: see Estimates).{more}", *(_line(report, row) for row in told[:_MOST])]


def _line(report: "Report", row: "Figured") -> str:
    group = "" if row.estimate.group == "all" and not row.by else f", {row.estimate.group}"
    return f"{where(report, row.model, row.prompt)}{group}: {said(row.estimate)}."


def _comparisons(report: "Report") -> list[str]:
    rows = report.compared
    if not rows:
        return []
    smallest = report.plan.get("smallest_effect")
    readings = [difference_reading(row.estimate, row.equivalence_p, smallest) for row in rows]
    differ = sum(found.startswith(("higher", "lower")) for found in readings)
    same = sum(found.startswith("no difference") for found in readings)
    open_ = sum(found in ("cannot tell", "no answer") for found in readings)
    parts = [
        (True, f"{differ} {'shows' if differ == 1 else 'show'} a difference"),
        (same, f"{same} {'shows' if same == 1 else 'show'} that there is none larger than {number(smallest)}"),
        (open_, f"for {open_} one cannot tell"),
    ]
    head = f"Of {count(len(rows), 'paired comparison')}, {'; '.join(text for amount, text in parts if amount)}."
    clear = [
        _compared(row, said_)
        for row, said_ in zip(rows, readings, strict=True)
        if said_ not in ("cannot tell", "no answer")
    ]
    more = (
        [f"{len(clear) - _MOST_COMPARED:,} more, in the table of comparisons."] if len(clear) > _MOST_COMPARED else []
    )
    return [head, *clear[:_MOST_COMPARED], *more]


def _compared(row: "Compared", found: str) -> str:
    item = row.estimate
    at = "".join(f", {name} {label}" for name, label in row.where.items())
    figures = said(item).removesuffix(f": {reading(item)}")
    return f"{row.second} against {row.first} ({item.measure} of {row.probe}{at}): {figures}: {found}."


def _missing(report: "Report") -> list[str]:
    whole = Tally.of(tallies(report))
    return [f"Not in these figures: {'; '.join(whole.words())}."] if whole.words() else []


def _steady(report: "Report") -> list[str]:
    return [
        f"{where(report, str(cell['model']), str(cell['prompt']))}, {cell['probe']}: {text}"
        for cell, text in conclusions(report)
    ]


def _verdicts(report: "Report") -> list[str]:
    rows = [(cell, str(cell.get("verdict") or "")) for cell in report.cells]
    return [
        f"{where(report, str(cell['model']), str(cell['prompt']))}, {cell['probe']}: {text}"
        for cell, text in rows
        if text
    ]
