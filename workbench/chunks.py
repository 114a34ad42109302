"""A request cut into fixed chunks, and the key of each answer; pure, it asks no model and opens no store.

What is run together decides the last digits of a model's numbers. So work is cut in one way
only: items that stand twice are taken once, sorted, and cut by the two constants here.
Neither the order of a list, nor what stands twice in it, nor where a run was interrupted can
change a chunk, and the key of an answer names the chunk that it was made in.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from workbench import canonical
from workbench.records import Completing, Request, Scoring

__all__ = ["LAYOUT", "SCHEMA", "Chunk", "answer_key", "asked", "chunks"]

SCHEMA = 1
LAYOUT = {"characters": 8192, "rows": 64}
"""Most characters that are new against the item before, and most rows to draw, of one chunk."""

Item = tuple[str, str] | str


@dataclass(frozen=True)
class Chunk:
    """A part of a request that is asked in one go and stored in one go.

    Attributes
    ----------
    request : Scoring or Completing
        What is asked: some of the items, each once, in sorted order.
    """

    request: Request

    @property
    def items(self) -> tuple[Item, ...]:
        """The items: pairs of context and continuation, or prompts."""
        return _items(self.request)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all that is asked: the same chunk, the same digest."""
        every = [asked(self.request, position) for position in range(len(self.items))]
        return canonical.digest(every)

    def __len__(self) -> int:
        return len(self.items)

    def __repr__(self) -> str:
        return f"Chunk({len(self)} items, {self.digest[:12]})"


def chunks(request: Request) -> list[Chunk]:
    """Return the chunks of a request: together they hold each of its items once, in sorted order.

    A chunk ends before the item that would bring it over `LAYOUT`: an item counts the
    characters that it does not share with the beginning of the item before it, and a prompt
    also the rows that are drawn for it. A chunk holds at least one item, however long.

    Parameters
    ----------
    request : Scoring or Completing
        What is asked, in any order, with any repetition.

    Examples
    --------
    >>> from workbench.records import Scoring
    >>> one, = chunks(Scoring((("One", " two"), ("One", " three"), ("One", " two"))))
    >>> one.items
    (('One', ' three'), ('One', ' two'))
    """
    ordered = sorted(set(_items(request)), key=lambda item: (_text(item), item))
    return [Chunk(_part(request, part)) for part in _cut(ordered, _rows(request))]


def asked(request: Request, position: int) -> dict[str, Any]:
    """Return all that one item of a request asks of a model: its kind, its exact text, and how."""
    if isinstance(request, Scoring):
        return {"kind": "score", "item": list(request.items[position]), "start": request.start}
    return {"kind": "complete", "item": request.prompts[position], "settings": request.settings.to_dict()}


def answer_key(
    chunk: Chunk, position: int, *, fingerprint: str, execution: Mapping[str, Any], schema: int = SCHEMA
) -> str:
    """Return the key under which an answer is stored: equal only where all is equal that decides the answer.

    SHA-256 of schema, the model's fingerprint, how it is run, kind, exact text, start token
    or settings with their seed, and the chunk's digest. The machine, the time and the number of tries
    are no part of it.

    Parameters
    ----------
    chunk : Chunk
    position : int
        Of the item in the chunk.
    fingerprint : str
        Of the model.
    execution : dict
        How the model is run: ``model.execution.to_dict()``.
    schema : int, default 1
        Of the answers' form; another form is another key.
    """
    decides = {
        "schema": schema,
        "fingerprint": fingerprint,
        "execution": dict(execution),
        "chunk": chunk.digest,
        **asked(chunk.request, position),
    }
    return canonical.digest(decides)


def _items(request: Request) -> tuple[Item, ...]:
    return request.items if isinstance(request, Scoring) else request.prompts


def _rows(request: Request) -> int:
    """Return how many rows are drawn for one item."""
    return request.settings.candidates if isinstance(request, Completing) else 0


def _text(item: Item) -> str:
    return item if isinstance(item, str) else "".join(item)


def _cut(ordered: Sequence[Item], rows: int) -> Iterator[list[Item]]:
    part: list[Item] = []
    characters, before = 0, ""
    for item in ordered:
        text = _text(item)
        characters += len(text) - _shared(before, text)
        if part and (characters > LAYOUT["characters"] or (len(part) + 1) * rows > LAYOUT["rows"]):
            yield part
            part, characters = [], len(text)
        part.append(item)
        before = text
    if part:
        yield part


def _shared(before: str, text: str) -> int:
    """Return how many characters two texts have in common at their beginning."""
    differs = (place for place, (one, two) in enumerate(zip(before, text, strict=False)) if one != two)
    return next(differs, min(len(before), len(text)))


def _part(request: Request, items: Sequence[Any]) -> Request:
    if isinstance(request, Scoring):
        return Scoring(tuple(items), request.start)
    return Completing(tuple(items), request.settings)
