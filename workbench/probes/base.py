"""What all probes share: how a model is asked, and the words that a report needs; it measures nothing."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.errors import InputError
from workbench.records import Answer, Card, Data, Model, Request, Score, Scoring

__all__ = ["Wording", "about", "ask", "asked", "card_from", "check_answers", "digest_of"]


@dataclass(frozen=True)
class Wording(Data):
    """What a report says of a probe beside its figures; the method is the result's to tell.

    Attributes
    ----------
    question : str
        What is asked, as one sentence with a question mark.
    harm : str
        Which harm it bears on.
    limits : tuple of str
        What it cannot show; each begins with what it is that is not shown.
    references : tuple of str
        Where the measure, the data and the statistics come from.
    """

    question: str
    harm: str
    limits: tuple[str, ...] = ()
    references: tuple[str, ...] = ()

    def words(self, method: str) -> dict[str, Any]:
        """Return everything as plain Python, with the method's paragraph."""
        limits, references = list(self.limits), list(self.references)
        return {
            "question": self.question,
            "harm": self.harm,
            "method": method,
            "limits": limits,
            "references": references,
        }


def ask(model: Model, request: Request) -> list[Answer]:
    """Return a model's answers to one request, in its order.

    Returns
    -------
    list
        One `Score` an item of a `Scoring`; a tuple of `Choice` a prompt of a `Completing`.

    Raises
    ------
    InputError, ContextError
        As ``model.score`` and ``model.complete`` do.

    Examples
    --------
    >>> import workbench as wb
    >>> from workbench.records import Completing, Settings
    >>> len(ask(wb.open_model("fake"), Completing(["One", "Two"], Settings(n=3)))[1])
    3
    """
    if isinstance(request, Scoring):
        return list(model.score(list(request.items), start=request.start))
    completion = model.complete(list(request.prompts), **request.settings.changed())
    return [completion.of(place) for place in range(len(request))]


def asked(model: Model, requests: Sequence[Request]) -> list[list[Answer]]:
    """Return a model's answers to several requests: one list a request."""
    return [ask(model, request) for request in requests]


def about(model: Model) -> dict[str, str]:
    """Return what a result keeps of a model: its name and its fingerprint."""
    return {"name": model.name, "fingerprint": model.fingerprint}


def card_from(card: Card | Mapping[str, Any] | None, *, name: str, summary: str) -> Card:
    """Return the card that was given, as a record or a dictionary, or one that says how little is known."""
    if isinstance(card, Card):
        return card
    if card is not None:
        return Card.from_dict(card)
    limits = ("Nobody has written down what is wrong with this data set; give card=workbench.Card(...) that does.",)
    return Card(name, summary, source="given by whoever ran the probe", licence="not stated", limits=limits)


def digest_of(value: Any) -> str:
    """Return the SHA-256 of plain Python data, whatever the order of its keys."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def check_answers(probe: str, requests: Sequence[Request], answers: Sequence[Sequence[Answer]]) -> None:
    """Raise unless there is one list of answers a request, with one answer an item, of the kind that was asked for."""
    asked_for, given = [len(request) for request in requests], [len(part) for part in answers]
    if asked_for != given:
        raise InputError(
            f"{probe}: {given} answers were given where {asked_for} are needed. Give one list a request of "
            "probe.requests(), with one answer an item."
        )
    for request, part in zip(requests, answers, strict=True):
        scores = [isinstance(answer, Score) for answer in part]
        if not (all(scores) if isinstance(request, Scoring) else not any(scores)):
            wanted = "scores" if isinstance(request, Scoring) else "tuples of choices"
            raise InputError(f"{probe}: the answers to {request} must be {wanted}.")
