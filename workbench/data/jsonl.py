"""Lines of JSON as rows: one object a line, strictly; it checks no field."""

import json
import re
from collections.abc import Iterator
from typing import Any

from workbench.data.defects import Limits, Trouble
from workbench.data.lines import Line

__all__ = ["parse", "rows"]

_PIECES = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[{\]},]')
_SURROGATE = re.compile("[\ud800-\udfff]")
_REPAIR = "Mend the line, or write it with json.dumps."


def rows(lines: Iterator[Line], limits: Limits) -> Iterator[tuple[int, dict[str, Any] | Trouble]]:
    """Yield every row with its line number, or what is wrong with the line."""
    for line in lines:
        if line.trouble is not None:
            yield line.number, line.trouble
            continue
        try:
            yield line.number, parse(line.text, limits, last=not line.end)
        except Trouble as trouble:
            yield line.number, trouble


def parse(text: str, limits: Limits, *, last: bool = False) -> dict[str, Any]:
    """Return the object that a line holds.

    Raises
    ------
    Trouble
        If it is no JSON object, holds a field twice, is too wide or too deep, or holds half a character.
    """
    if not text.strip():
        raise Trouble("empty line", "The line is empty.", "Delete it.")
    _check_shape(text, limits)
    try:
        value = _DECODER.decode(text)
    except ValueError as error:
        raise _not_json(text, error, last=last) from None
    if not isinstance(value, dict):
        kind = {list: "a list", str: "text", type(None): "null"}.get(type(value), "a number or truth value")
        raise Trouble("no object", f"The line holds {kind}, not an object.", 'Write {"field": value, ...}, one a line.')
    if "\\u" in text and (half := _SURROGATE.search(json.dumps(value, ensure_ascii=False))):
        reason = f"It holds half a character (\\u{ord(half[0]):04x})."
        raise Trouble("half a character", reason, "Write the character itself, or both halves.")
    return value


def _check_shape(text: str, limits: Limits) -> None:
    """Refuse what is too deep or too wide before a parser is given it; strings are passed over."""
    if text.count("[") + text.count("{") <= limits.depth and text.count(",") < limits.columns:
        return
    depth = commas = 0
    for piece in _PIECES.finditer(text):
        sign = piece[0]
        depth += (sign in "[{") - (sign in "]}") if len(sign) == 1 else 0
        commas += depth == 1 and sign == ","
        if depth > limits.depth:
            reason = f"Brackets stand more than {limits.depth} deep."
            raise Trouble("too deep", reason, "Flatten the row, or allow more: Limits(depth=...).")
        if commas >= limits.columns:
            reason = f"The row has more than {limits.columns:,} fields."
            raise Trouble(
                "too many columns", reason, "Keep the fields that you need, or allow more: Limits(columns=...)."
            )


def _not_json(text: str, error: ValueError, *, last: bool) -> Trouble:
    place = getattr(error, "pos", None)
    reason = f"It is no JSON: {_lower(getattr(error, 'msg', str(error)))}"
    reason += f" at character {place + 1}." if place is not None else "."
    begun = text.lstrip()
    if begun.startswith("{'"):
        return Trouble("bad JSON", reason, "Single quotes are Python, not JSON: write the row with json.dumps.")
    if "\r" in text.strip("\r"):
        return Trouble("bad JSON", reason, "Lines end in a carriage return alone: save the file with line ends LF.")
    if last and place is not None and (place >= len(text.rstrip()) or "Unterminated" in str(error)):
        return Trouble(
            "truncated", f"The file ends within this line. {reason}", "Get the whole file again, or delete the line."
        )
    return Trouble("bad JSON", reason, _REPAIR)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Trouble(
            "field twice", f"The field {twice!r} stands twice in one object.", "Delete or rename one of them."
        )
    return made


def _no_constant(name: str) -> Any:
    raise Trouble("bad JSON", f"{name} is no JSON.", "Write null for a number that is not there.")


def _number(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise Trouble("bad JSON", f"The number {text[:20]} is too large for 64 bits.", "Write it as text, in quotes.")
    return value


_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_constant, parse_float=_number)
