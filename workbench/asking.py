"""How whatever measures a model asks it, and which answers fit what was asked; it measures nothing."""

from collections.abc import Iterable, Sequence
from typing import Any

from workbench.errors import InputError
from workbench.records import Answer, Cost, Model, Request, Score, Scoring

__all__ = ["about", "ask", "asked", "check_answers", "cost_of"]


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


def cost_of(model: Any, requests: Iterable[Request]) -> Cost:
    """Return what requests will take of a model that can say so (one with ``cost``), each taken by itself.

    Raises
    ------
    InputError, ContextError
        As ``model.cost`` does.
    """
    return Cost.total(
        model.cost(list(request.items), start=request.start)
        if isinstance(request, Scoring)
        else model.cost(prompt=list(request.prompts), settings=request.settings)
        for request in requests
    )


def about(model: Model) -> dict[str, str]:
    """Return what a result keeps of a model: its name and its fingerprint."""
    return {"name": model.name, "fingerprint": model.fingerprint}


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
