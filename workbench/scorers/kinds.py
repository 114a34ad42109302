"""Which scorers there are by name, and how one is made again from its dictionary; it scores nothing."""

from collections.abc import Callable, Mapping
from typing import Any

from workbench.errors import unknown_name
from workbench.records import Model
from workbench.scorers.base import Scorer
from workbench.scorers.hub import from_values
from workbench.scorers.lexicons import from_entries
from workbench.scorers.linear import hate, profanity
from workbench.scorers.regarding import regard
from workbench.scorers.sentiment import vader

__all__ = ["READY", "from_dict"]

READY: dict[str, Callable[[], Scorer]] = {"hate": hate, "profanity": profanity, "vader": vader}
"""The scorers that need nothing: no model, no words."""


def from_dict(values: Mapping[str, Any], model: Model | None = None) -> Scorer:
    """Return the scorer that ``to_dict`` described.

    Parameters
    ----------
    values : dict
    model : Model, optional
        Who is asked, for regard by the model.

    Raises
    ------
    InputError
        For an unknown kind.

    Examples
    --------
    >>> from_dict(vader().to_dict()) == vader()
    True
    """
    kind = values.get("kind")
    others: dict[str, Callable[[], Scorer]] = {
        "hub": lambda: from_values(dict(values)),
        "lexicon": lambda: from_entries(values),
        "regard": lambda: regard(model),
    }
    made = {**READY, **others}
    if kind not in made:
        raise unknown_name("scorer", kind, made)
    return made[str(kind)]()
