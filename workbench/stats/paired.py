"""Two runs on the same items: tests of their difference, and of its absence; it knows one number an item and run."""

from workbench.errors import InputError
from workbench.stats.shares import binomial_p

__all__ = ["mcnemar_p"]


def mcnemar_p(b: int, c: int) -> float:
    """Return the exact p-value of McNemar's test: two models' yes or no on the same items.

    Parameters
    ----------
    b, c : int
        Items on which only the first, and only the second, said yes. Items on which both
        agree say nothing about the difference. With none of either the p-value is 1.

    References
    ----------
    McNemar (1947), doi:10.1007/BF02295996: the exact form is a binomial test of b against 1/2.

    Examples
    --------
    >>> mcnemar_p(1, 9)
    0.021484375
    """
    if b < 0 or c < 0:
        raise InputError(f"b={b}, c={c}: counts of items cannot be negative.")
    return binomial_p(b, b + c)
