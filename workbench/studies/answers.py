"""How an answer is kept in the store and read back, every number as it was; it asks no model."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from workbench.records import Answer, Choice, Score

__all__ = ["joined", "read_answer", "stored_answer"]


def stored_answer(answer: Answer) -> Any:
    """Return an answer as the store keeps it: a dict for a score, a list of dicts for the choices of a prompt."""
    if isinstance(answer, Score):
        return _plain(answer)
    return [_plain(choice) for choice in joined([answer])]


def read_answer(stored: Any) -> Answer:
    """Return the answer that `stored_answer` made plain."""
    if isinstance(stored, Mapping):
        return Score(**_tuples(stored))
    return tuple(Choice(**_tuples(one)) for one in stored)


def joined(parts: Sequence[tuple[Choice, ...]]) -> tuple[Choice, ...]:
    """Return the choices of several seeds as those of one prompt, numbered through."""
    every = [choice for part in parts for choice in part]
    return tuple(replace(choice, index=place) for place, choice in enumerate(every))


def _plain(record: Score | Choice) -> dict[str, Any]:
    """Return a record's fields; its own ``to_dict`` is thirty times slower, and there are millions."""
    return {field.name: getattr(record, field.name) for field in fields(record)}


def _tuples(stored: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()}
