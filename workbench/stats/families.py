"""Corrections of p-values over a family of tests, by name; it tests nothing itself."""

from collections.abc import Sequence

from workbench.errors import InputError, unknown_name

__all__ = ["CORRECTIONS", "corrected", "holm"]


CORRECTIONS = {"holm": "holm", "bh": "fdr_bh"}
"""The name used here, and that of statsmodels."""


def corrected(ps: Sequence[float | None], method: str = "holm") -> list[float | None]:
    """Return p-values corrected over one family of tests, by Holm or by Benjamini and Hochberg.

    Parameters
    ----------
    ps : sequence of float or None
        None (a test that could not be made) stays None and does not count.
    method : {"holm", "bh"}, default "holm"
        ``"holm"`` bounds the chance of any wrong claim; ``"bh"`` bounds the expected share of wrong
        claims among those made, for tests that are independent or move together: the i-th smallest of m
        is multiplied by ``m / i``, made to rise and cut at 1.

    References
    ----------
    Holm (1979), https://www.jstor.org/stable/4615733; Benjamini and Hochberg (1995),
    doi:10.1111/j.2517-6161.1995.tb02031.x; statsmodels ``multipletests``.

    Examples
    --------
    >>> [p and round(p, 3) for p in corrected([0.01, None, 0.03, 0.04], "bh")]
    [0.03, None, 0.04, 0.04]
    """
    from statsmodels.stats.multitest import multipletests

    if method not in CORRECTIONS:
        raise unknown_name("correction", method, CORRECTIONS)
    known = [p for p in ps if p is not None]
    if not all(0 <= p <= 1 for p in known):
        raise InputError("A p-value lies outside 0 to 1, or is not a number.")
    found = iter(multipletests(known, method=CORRECTIONS[method])[1].tolist() if known else [])
    return [None if p is None else float(next(found)) for p in ps]


def holm(ps: Sequence[float | None]) -> list[float | None]:
    """Return p-values corrected by Holm's step-down rule over one family of tests.

    The i-th smallest of m is multiplied by ``m - i + 1``, made to rise and cut at 1. None
    (a test that could not be made) stays None and does not count in m.

    References
    ----------
    Holm (1979), https://www.jstor.org/stable/4615733; statsmodels ``multipletests``.

    Examples
    --------
    >>> holm([0.01, None, 0.04])
    [0.02, None, 0.04]
    """
    return corrected(ps, "holm")
