"""What differs between two written studies, value by value within stated tolerances; it runs nothing and writes nothing."""

import csv
import difflib
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.records import Data
from workbench.reports.folder import read_json
from workbench.tolerance import Tolerance, compare

__all__ = ["LOGPROB", "Difference", "differences", "page_differences"]

LOGPROB = 1e-4
"""How far a log-probability may move between kinds of processor, in nats a token."""

FIGURE = Tolerance(ulp=0.0)
"""How far an estimate may move: 1e-4 of itself and 1e-6."""

_WORDS = Tolerance()  # a number within words is rounded, so that its last digit may flip
_EXACT = Tolerance(rtol=0.0, atol=0.0, ulp=0.0)
_KEYS = ("model", "prompt", "probe", "measure", "by", "group", "item", "start", "rule")
_TIMED = {"amendments"}  # when a plan was amended is no part of what it asks


@dataclass(frozen=True)
class Difference(Data):
    """One value that is not what it was.

    Attributes
    ----------
    file : str
    row : str
        Which row of it, in words: its number and what names it.
    column : str
    old, new : str
        Both values as they are written; "(missing)" where there is none.
    allowed : float or None
        How far a number may move; None for what must be equal.
    """

    file: str
    row: str
    column: str
    old: str
    new: str
    allowed: float | None = None

    def __str__(self) -> str:
        within = "" if self.allowed is None else f" (allowed {self.allowed:.3g})"
        return f"{self.file}, {self.row}, {self.column}: {self.old} -> {self.new}{within}"


def differences(old: Path, new: Path, *, exact: bool) -> list[Difference]:
    """Return what differs between the plans, results and numbers of figures of two folders.

    Parameters
    ----------
    old, new : Path
        Folders as `Study.report` writes them.
    exact : bool
        Whether every digit must be equal: two runs on one kind of processor. Otherwise a
        log-probability may move by 1e-4 a token, and any other number by 1e-4 of itself and 1e-6.
    """
    names = sorted({path.relative_to(folder).as_posix() for folder in (old, new) for path in _compared(folder)})
    return [item for name in names for item in _file_differs(name, old / name, new / name, exact=exact)]


def page_differences(folder: Path, made: Path, names: Sequence[str]) -> list[Difference]:
    """Return the numbers of a report's pages that are not those of the pages made anew from its own results.

    Lines are matched by their words alone, so that a page of another version of the workbench is
    compared where it says the same.
    """
    found = []
    for name in names:
        if (folder / name).is_file() and (made / name).is_file() and not name.endswith(".ipynb"):
            old, new = ((place / name).read_text("utf-8").splitlines() for place in (folder, made))
            found += _lines_differ(name, old, new)
    return found


def _compared(folder: Path) -> Iterator[Path]:
    yield folder / "plan.json"
    for pattern in ("results/*.json", "results/*.jsonl", "results/*.csv", "figures/*.csv"):
        yield from folder.glob(pattern)


def _file_differs(name: str, old: Path, new: Path, *, exact: bool) -> list[Difference]:
    if not (old.is_file() and new.is_file()):
        was, now = ("there" if path.is_file() else _MISSING for path in (old, new))
        return [Difference(name, "the whole file", "-", was, now)]
    if old.read_bytes() == new.read_bytes():
        return []
    before, after = _rows(old), _rows(new)
    found = [] if len(before) == len(after) else [Difference(name, "all", "rows", str(len(before)), str(len(after)))]
    for place, (was, now) in enumerate(zip(before, after, strict=False), 1):
        found += list(_differs(name, _named(place, was), "", was, now, _Allowed(was, exact)))
    return found


def _rows(path: Path) -> list[Any]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [{name: _number(cell) for name, cell in row.items()} for row in csv.DictReader(file)]
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    value = read_json(path)
    if path.name == "plan.json":
        value = {key: item for key, item in value.items() if key not in _TIMED}
    return value if isinstance(value, list) else [value]


def _number(cell: str | None) -> Any:
    try:
        return float(cell or "") if any(sign in (cell or "") for sign in ".eE") else int(cell or "")
    except ValueError:
        return cell


def _named(place: int, row: Any) -> str:
    names = [str(row[key]) for key in _KEYS if row.get(key) not in (None, "")] if isinstance(row, Mapping) else []
    return f"row {place}" + (f" ({', '.join(names)})" if names else "")


@dataclass(frozen=True)
class _Allowed:
    """How far each number of one row may move."""

    row: Any
    exact: bool

    def of(self, column: str, old: float, new: float) -> float:
        if self.exact:
            return 0.0
        if column.endswith("_logprob") and isinstance(self.row, Mapping):
            return LOGPROB * self._tokens(column.removesuffix("_logprob"))
        return FIGURE.allows(repr(old), repr(new))

    def _tokens(self, name: str) -> int:
        """Return how many tokens a log-probability sums over: 1 for a mean, the most of the row where it is not said."""
        if name.endswith("mean"):
            return 1
        parts = name.split("_")
        for column in [name, *parts[::-1]]:
            count = self.row.get(f"{column}_token_count")
            if isinstance(count, int):
                return max(count, 1)
        counts = [value for key, value in self.row.items() if key.endswith("_token_count") and isinstance(value, int)]
        return max([*counts, 1])


def _differs(file: str, row: str, column: str, old: Any, new: Any, allowed: _Allowed) -> Iterator[Difference]:
    """Yield what differs between two values, down to the single numbers and texts."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in dict.fromkeys([*old, *new]):
            inner = f"{column}.{key}" if column else str(key)
            yield from _differs(file, row, inner, old.get(key, _MISSING), new.get(key, _MISSING), allowed)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for place, (was, now) in enumerate(zip(old, new, strict=True), 1):
            yield from _differs(file, row, f"{column}[{place}]", was, now, allowed)
    elif _is_number(old) and _is_number(new):
        limit = 0.0 if isinstance(old, int) and isinstance(new, int) else allowed.of(column, float(old), float(new))
        if not (math.isclose(old, new, rel_tol=0.0, abs_tol=limit) or (math.isnan(old) and math.isnan(new))):
            yield Difference(file, row, column, repr(old), repr(new), limit)
    elif isinstance(old, str) and isinstance(new, str):
        if compare(old, new, _EXACT if allowed.exact else _WORDS).text != old:
            yield Difference(file, row, column, _short(old), _short(new))
    elif old != new:
        yield Difference(file, row, column, _short(old), _short(new))


_MISSING = "(missing)"


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _lines_differ(name: str, old: Sequence[str], new: Sequence[str]) -> list[Difference]:
    """Return the numbers that differ in lines that are alike in all but their numbers."""
    before, after = ([re.sub(r"\d+(?:[.,]\d+)*", "0", line) for line in lines] for lines in (old, new))
    found = []
    for block in difflib.SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        for place in range(block.size):
            was, now = old[block.a + place], new[block.b + place]
            if was != now:
                found += [Difference(name, f"line {block.a + place + 1}", "text", *_apart(was, now))]
    return found


def _apart(old: str, new: str) -> tuple[str, str]:
    """Return the numbers of two lines that are not the same."""
    pairs = zip(re.findall(r"\d+(?:[.,]\d+)*", old), re.findall(r"\d+(?:[.,]\d+)*", new), strict=True)
    unequal = [(was, now) for was, now in pairs if was != now]
    return ", ".join(was for was, _ in unequal), ", ".join(now for _, now in unequal)
