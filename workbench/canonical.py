"""The one byte form of a value that is stored or hashed: canonical JSON; it touches no file.

Keys are sorted, nothing is spaced, text is UTF-8. A number that is none survives: it is written as
``{"$number": "nan"}`` (or ``"inf"``, ``"-inf"``), and a key of the user's own that begins with ``$``
gets a second one in front, so that the two are never taken for each other.
"""

import dataclasses
import hashlib
import json
import math
from collections.abc import Mapping
from typing import Any

from workbench.errors import InputError

__all__ = ["decode", "digest", "encode"]

MARK = "$number"
_NUMBERS = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}
_PLAIN = (str, int, bool, type(None))


def encode(value: object) -> bytes:
    """Return the canonical JSON of a value, as UTF-8.

    Parameters
    ----------
    value : object
        None, a bool, a number (numpy's too), a text, a list or tuple, a mapping with texts or whole
        numbers as keys (a number is written as its digits), or a data class with ``to_dict``, in any nesting.

    Raises
    ------
    InputError
        For a value of another kind, a text with half a character (a lone surrogate), two keys that are
        written alike, a value that holds itself, or one nested too deeply.

    Examples
    --------
    >>> encode({"b": float("nan"), "a": (1, 0.5, "é")}).decode()
    '{"a":[1,0.5,"é"],"b":{"$number":"nan"}}'
    """
    try:
        plain = _plain(value)
        text = json.dumps(plain, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        around = ascii(text[max(0, error.start - 20) : error.start + 20])
        raise InputError(
            f"A text holds a lone surrogate, half a character, near {around}. Read the file again with its right "
            'encoding, or remove it: text.encode("utf-8", "ignore").decode("utf-8")'
        ) from None
    except RecursionError:
        raise InputError("The value is nested too deeply or holds itself. Give lists and dicts that end.") from None


def decode(data: bytes) -> Any:
    """Return the value that `encode` wrote; tuples come back as lists and data classes as dicts.

    Raises
    ------
    InputError
        If the bytes are no JSON.

    Examples
    --------
    >>> decode(b'{"loss":{"$number":"inf"}}')
    {'loss': inf}
    """
    try:
        return json.loads(data.decode("utf-8"), object_hook=_restored, parse_constant=_refused)
    except RecursionError:
        raise InputError("The JSON is nested too deeply.") from None
    except ValueError as error:
        raise InputError(f"These bytes are no canonical JSON: {error}.") from None


def digest(value: object) -> str:
    """Return the SHA-256 of a value's canonical JSON, in hexadecimal.

    Examples
    --------
    >>> digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    True
    """
    return hashlib.sha256(encode(value)).hexdigest()


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind in _PLAIN:
        return value
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else {MARK: repr(float(value))}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return _plain_mapping(value)
    if isinstance(value, (str, int)):
        return value
    if dataclasses.is_dataclass(value) and not isinstance(value, type) and hasattr(value, "to_dict"):
        return _plain(value.to_dict())
    if getattr(value, "shape", None) == () and hasattr(value, "item"):  # a numpy number
        return _plain(value.item())
    raise InputError(
        f"A value of type {kind.__name__} cannot be stored. Give None, a bool, a number, a text, "
        "or lists and dicts of these."
    )


def _plain_mapping(values: Mapping[Any, Any]) -> dict[str, Any]:
    plain = {_key(key): _plain(value) for key, value in values.items()}
    if len(plain) != len(values):
        twice = sorted({key for key in values if isinstance(key, int) and str(key) in values})
        raise InputError(f"A number and its digits are both keys of one dict: {twice}. Keep one of them.")
    return plain


def _key(key: object) -> str:
    if isinstance(key, str):
        return f"${key}" if key.startswith("$") else key
    if isinstance(key, int) and not isinstance(key, bool):
        return str(key)
    raise InputError(f"{key!r} cannot be a key of a stored dict: give a text or a whole number.")


def _restored(values: dict[str, Any]) -> Any:
    if MARK in values:
        number = values[MARK]
        if len(values) == 1 and isinstance(number, str) and number in _NUMBERS:
            return _NUMBERS[number]
        raise ValueError(f"{MARK} stands beside something else")
    if any(key.startswith("$") for key in values):
        return {key.removeprefix("$"): value for key, value in values.items()}
    return values


def _refused(text: str) -> Any:
    raise ValueError(f"{text} is no JSON")
