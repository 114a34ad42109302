"""Texts as vectors: the mean of a model's hidden states over the tokens of each; how those come about is the model's."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from workbench.errors import ContextError, InputError
from workbench.models.sampling import Floats
from workbench.progress import progress
from workbench.records import clean_text

__all__ = ["embedded"]


class Reader(Protocol):
    """What gives hidden states: see `workbench.models.base.TextModel`."""

    name: str
    context_length: int

    def encode(self, text: str) -> list[int]: ...
    def _hidden(self, ids: Sequence[int]) -> Floats: ...


def embedded(reader: Reader, texts: Sequence[str]) -> Floats:
    """Return (texts, hidden size); a text that stands several times is read once."""
    if isinstance(texts, str) or not len(texts):
        raise InputError("Give a list of texts, such as model.embed(['One text', 'Another']).")
    found: dict[str, Floats] = {}
    with progress(total=len(texts), what="Reading hidden states", unit="text") as bar:
        for place, text in enumerate(texts):
            if text not in found:
                found[text] = reader._hidden(_ids(reader, text, place)).mean(axis=0)
            bar.update(1)
    return np.stack([found[text] for text in texts])


def _ids(reader: Reader, text: str, place: int) -> list[int]:
    ids = reader.encode(clean_text(text, f"Text {place}"))
    if not ids:
        raise InputError(f"Text {place} is empty: it has no hidden states. Give texts of a token or more.")
    if len(ids) > reader.context_length:
        raise ContextError(
            f"Text {place} has {len(ids):,} tokens; {reader.name} reads {reader.context_length:,} at most."
        )
    return ids
