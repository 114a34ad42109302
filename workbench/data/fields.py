"""Which fields a row must have and of what type; it reads no file."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.data.defects import Trouble
from workbench.errors import InputError, near, unknown_name

__all__ = ["KINDS", "Field", "Fields", "fields_of"]

KINDS = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "list": "a list",
    "dict": "an object",
    "any": "anything",
}
_LARGEST = 2**63
_TRUTH = {"true": True, "false": False, "1": True, "0": False, "yes": True, "no": False}

Fields = Mapping[str, "type | str"] | Sequence[str] | None
"""Names of fields, or names with types: ``str``, ``int``, ``float``, ``bool``, ``list``, ``dict``; "str?" may be missing."""


@dataclass(frozen=True)
class Field:
    """One field of a row: its name, its type (a name in `KINDS`, or "number"), and whether it may be missing."""

    name: str
    kind: str = "any"
    optional: bool = False

    def value(self, row: Mapping[str, Any], *, typed: bool) -> Any:
        """Return the row's value for this field.

        Parameters
        ----------
        row : dict
        typed : bool
            Whether the format has types of its own (JSON, parquet). Where not (CSV), text is turned into the type.

        Raises
        ------
        Trouble
            If it is missing or of another type.
        """
        if self.name not in row:
            if self.optional:
                return None
            raise self._missing(row)
        value = row[self.name]
        if not typed and self.kind not in {"str", "any"}:
            value = None if value.strip() == "" else self._parsed(value.strip())
        if value is None:
            if self.optional or (self.kind == "any" and typed):
                return None
            raise Trouble("empty field", f"{self.name!r} is empty; {self._wanted()} is needed.", self._may_be_missing())
        return self._checked(value)

    def _missing(self, row: Mapping[str, Any]) -> Trouble:
        hits = near(self.name, row)
        meant = f"Is it {hits[0]!r} here? Rename one of them." if hits else self._may_be_missing()
        has = ", ".join(repr(name) for name in list(row)[:8]) or "nothing"
        return Trouble("missing field", f"The field {self.name!r} is missing; the row has {has}.", meant)

    def _may_be_missing(self) -> str:
        kind = "str" if self.kind in {"any", "number"} else self.kind
        return f'Fill it in, or allow rows without it: fields={{"{self.name}": "{kind}?"}}.'

    def _wanted(self) -> str:
        return "a number" if self.kind == "number" else KINDS[self.kind]

    def _parsed(self, text: str) -> Any:
        if self.kind == "bool":
            return _TRUTH.get(text.lower(), text)
        if self.kind in {"int", "float", "number"}:
            try:
                return int(text) if self.kind == "int" and len(text) < 30 else float(text)
            except ValueError:
                return text
        return text

    def _checked(self, value: Any) -> Any:
        whole = isinstance(value, int) and not isinstance(value, bool)
        if whole and not -_LARGEST <= value < _LARGEST:
            reason = f"{self.name!r} is a whole number of more than 64 bits."
            raise Trouble("wrong type", reason, "Write it as text, in quotes.")
        if isinstance(value, float) and not math.isfinite(value) and self.kind in {"float", "number", "int"}:
            raise Trouble("wrong type", f"{self.name!r} is {value}, which is no number.", self._may_be_missing())
        right = {
            "str": isinstance(value, str),
            "int": whole,
            "float": whole or isinstance(value, float),
            "number": whole or isinstance(value, float),
            "bool": isinstance(value, bool),
            "list": isinstance(value, list),
            "dict": isinstance(value, dict),
            "any": True,
        }
        if not right[self.kind]:
            reason = f"{self.name!r} is {_told(value)}; {self._wanted()} is needed."
            raise Trouble("wrong type", reason, "Mend the line, or name another type in fields=.")
        return float(value) if self.kind == "float" else value


def fields_of(given: Fields) -> tuple[Field, ...] | None:
    """Return the fields as asked for; None where nothing was asked, so that the first row decides.

    Raises
    ------
    InputError
        For an unknown type, or something that names no fields.
    """
    if given is None:
        return None
    if isinstance(given, str) or not given:
        raise InputError(f'fields={given!r}: give a list of names, or {{name: type}}, such as {{"text": str}}.')
    if isinstance(given, Mapping):
        return tuple(_field(name, kind) for name, kind in given.items())
    return tuple(_field(name, "any") for name in given)


def _field(name: object, kind: object) -> Field:
    if not isinstance(name, str) or not name:
        raise InputError(f"fields: {name!r} is no field name; give text.")
    word = kind.__name__ if isinstance(kind, type) else str(kind)
    if word.removesuffix("?") not in KINDS:
        raise unknown_name("type", word, KINDS, 'A question mark allows rows without the field: "str?".')
    return Field(name, word.removesuffix("?"), word.endswith("?"))


def kind_of(value: Any) -> str:
    """Return the type that a value of the first row sets for its field."""
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, (int, float)):
        return "number"
    return next(
        (name for name, kind in (("str", str), ("list", list), ("dict", dict)) if isinstance(value, kind)), "any"
    )


def _told(value: Any) -> str:
    kind = kind_of(value)
    shown = repr(value)
    return f"{'a number' if kind == 'number' else KINDS[kind]} ({shown if len(shown) <= 40 else shown[:37] + '...'})"
