"""Good rows are kept, bad ones told: fields, types, ids and duplicates of rows that a parser gives; it opens no file."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from workbench.data.defects import QUARANTINE, SHOWN, Defect, Limits, Trouble, refuse
from workbench.data.fields import Field, kind_of
from workbench.data.lines import Line
from workbench.errors import near

__all__ = ["Sieve"]

IDS = ("item", "id")
Parsed = tuple[int, dict[str, Any] | Trouble]


@dataclass
class Sieve:
    """What has been read of a file so far.

    Attributes
    ----------
    file : str
    fields : tuple of Field or None
        What every row must have; None: the first row decides.
    typed : bool
        Whether the format has types of its own (JSON, parquet) or holds text only (CSV).
    stop : bool
        Whether the first bad rows are an error.
    keep : bool
        Whether rows that are there twice to the letter are kept.
    unit : str
        ``"line"`` or ``"row"``.
    """

    file: str
    fields: tuple[Field, ...] | None
    typed: bool
    stop: bool
    keep: bool
    unit: str = "line"
    rows: list[dict[str, Any]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    defects: list[Defect] = field(default_factory=list)
    notes: list[Defect] = field(default_factory=list)
    _first_decides: bool = False
    _ids: dict[str, int] = field(default_factory=dict)
    _seen: dict[bytes, int] = field(default_factory=dict)

    def watch(self, lines: Iterator[Line]) -> Iterator[Line]:
        """Pass lines on, noting the first that ends as Windows ends them."""
        noted = False
        for line in lines:
            if line.end == "\r\n" and not noted:
                noted = True
                self.note(line.number, "CRLF", "Lines end in CR LF, as Windows writes them; the CR was left out.")
            yield line

    def note(self, line: int, kind: str, reason: str) -> None:
        """Note something unusual that does no harm."""
        self.notes.append(Defect(self.file, line, kind, reason, "", self.unit))

    def take(self, parsed: Iterator[Parsed], limits: Limits) -> None:
        """Take every row of a file.

        Raises
        ------
        DataError
            At the third bad row, or the end, where bad rows are an error; for a file of which nothing can be read.
        """
        try:
            for number, row in parsed:
                self._one(number, row, limits)
                if self.stop and len(self.defects) >= SHOWN:
                    break
        except Trouble as trouble:
            raise self.whole(trouble) from None
        if self.stop and self.defects:
            raise refuse(self.defects, hint=QUARANTINE)
        if not self.rows and not self.defects:
            raise self.whole(Trouble("empty file", "There is a header and no row.", "Is it the right file?"))

    def whole(self, trouble: Trouble) -> Exception:
        """Return the error of a file that cannot be read at all."""
        line = 1 if trouble.kind in {"header", "wrong separator"} else 0
        return refuse([*self.defects[: SHOWN - 1], trouble.at(self.file, line, self.unit)])

    def _one(self, number: int, row: dict[str, Any] | Trouble, limits: Limits) -> None:
        try:
            if isinstance(row, Trouble):
                raise row
            if len(self.rows) >= limits.rows:
                reason = f"There are more than {limits.rows:,} rows."
                raise Trouble("too large", reason, "Split the file, or allow more: Limits(rows=...).")
            kept = self._chosen(row)
            self._check_twice(number, row)
        except Trouble as trouble:
            self.defects.append(trouble.at(self.file, number, self.unit))
            return
        self.rows.append(kept)
        self.lines.append(number)

    def _chosen(self, row: dict[str, Any]) -> dict[str, Any]:
        if self.fields is None:
            self._first_decides = True
            kinds = {
                name: kind_of(value) if self.typed and self.unit == "line" else "any" for name, value in row.items()
            }
            self.fields = tuple(Field(name, kind) for name, kind in kinds.items())
        if self._first_decides and len(row) > len(self.fields):
            self._refuse_new(row)
        return {one.name: one.value(row, typed=self.typed) for one in self.fields}

    def _refuse_new(self, row: dict[str, Any]) -> None:
        known = [one.name for one in self.fields or ()]
        name = next(name for name in row if name not in known)
        hits = near(name, [other for other in known if other not in row])
        remedy = f"Is it {hits[0]!r}? Rename it." if hits else f"Name the fields that you need: fields={known[:3]!r}."
        raise Trouble("unknown field", f"The field {name!r} is not in the first row.", remedy)

    def _check_twice(self, number: int, row: dict[str, Any]) -> None:
        name = next((name for name in IDS if name in row), None)
        if name is not None and row[name] is not None:
            mark = json.dumps(row[name], default=str)
            if (before := self._ids.setdefault(mark, number)) != number:
                reason = f"The {name} {row[name]!r} stands in {self.unit} {before} already."
                raise Trouble("duplicate id", reason, "Give it a number of its own, or delete it.")
        if self.keep:
            return
        told = json.dumps(row, sort_keys=True, default=str).encode()
        if (before := self._seen.setdefault(hashlib.blake2b(told, digest_size=16).digest(), number)) != number:
            reason = f"The row is that of {self.unit} {before} to the letter."
            raise Trouble("duplicate row", reason, 'Delete it, or keep such rows: duplicates="keep".')
