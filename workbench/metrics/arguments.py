"""What the measures here may be told when several are computed in one call; it computes none."""

from workbench.errors import unknown_name

__all__ = ["known"]

_ALL = ("average", "bins", "confidences", "resamples", "seed")


def known(others: dict[str, object]) -> None:
    """Refuse an argument that no measure here takes.

    ``evaluate.combine`` hands every argument to every measure, so each lets pass what is meant for another;
    a misspelled one is meant for none.
    """
    for name in others:
        if name not in _ALL:
            raise unknown_name("argument of a metric", name, _ALL)
