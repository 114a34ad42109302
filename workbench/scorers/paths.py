"""Which scorers stand in a folder that `evaluate` loads by its path; it loads none."""

from pathlib import Path

from workbench.errors import unknown_name

__all__ = ["names", "path"]

_ROOM = Path(__file__).parent / "ours"


def names() -> list[str]:
    """Return the names of the scorers that `evaluate` loads by their path.

    Examples
    --------
    >>> names()
    ['hate', 'profanity', 'vader']
    """
    return sorted(card.parent.name for card in _ROOM.glob("*/README.md"))


def path(name: str) -> Path:
    """Return the folder of a scorer as an `evaluate` metric: its script, and its card in ``README.md``.

    Raises
    ------
    InputError
        For a name that is not in `names`.

    Examples
    --------
    >>> path("vader").name
    'vader'
    """
    if name not in names():
        raise unknown_name("scorer", name, names(), "Any other: scorers.metric(scorer).")
    return _ROOM / name
