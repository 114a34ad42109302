"""Shares of independent items: interval, test, and what n items could show; it knows nothing of clusters."""

from workbench.errors import InputError
from workbench.records import Estimate
from workbench.stats.checks import check_confidence, check_counts
from workbench.stats.reading import LEVEL

__all__ = ["binomial_p", "detectable", "share", "wilson"]


def wilson(successes: int, n: int, *, confidence: float = 0.95) -> tuple[float, float]:
    r"""Return the Wilson score interval of a share of independent items.

    .. math:: \frac{\hat p + z^2/2n \pm z\sqrt{\hat p(1-\hat p)/n + z^2/4n^2}}{1 + z^2/n}

    Parameters
    ----------
    successes, n : int
        ``n`` of at least 1.
    confidence : float, default 0.95

    Returns
    -------
    tuple of float
        Low and high, within 0 to 1; never empty, also at 0 or ``n`` successes.

    References
    ----------
    Wilson (1927), doi:10.1080/01621459.1927.10502953; statsmodels ``proportion_confint``.

    Examples
    --------
    >>> low, high = wilson(60, 100)
    >>> round(low, 3), round(high, 3)
    (0.502, 0.691)
    """
    from statsmodels.stats.proportion import proportion_confint

    check_counts(successes, n)
    check_confidence(confidence)
    if n == 0:
        raise InputError("n=0: a share of no items has no interval.")
    low, high = proportion_confint(successes, n, alpha=1 - confidence, method="wilson")
    # Rounding leaves about 1e-18 at the ends, where the formula gives exactly 0 and 1.
    return (0.0 if successes == 0 else float(low)), (1.0 if successes == n else float(high))


def binomial_p(successes: int, n: int, *, neutral: float = 0.5) -> float:
    """Return the exact two-sided p-value of a share against its neutral value.

    The sum of the probabilities of all outcomes no likelier than the one seen, from 0 to 1;
    1 for no items.

    References
    ----------
    Clopper and Pearson (1934), doi:10.1093/biomet/26.4.404; ``scipy.stats.binomtest``.

    Examples
    --------
    >>> round(binomial_p(9, 10), 4)
    0.0215
    """
    from scipy.stats import binomtest

    check_counts(successes, n)
    if not 0 <= neutral <= 1:
        raise InputError(f"neutral={neutral!r}: the neutral value of a share goes from 0 to 1.")
    return 1.0 if n == 0 else float(binomtest(successes, n, neutral).pvalue)


def detectable(n: int, power: float = 0.8) -> float | None:
    """Return the smallest difference from a share of 0.5 that n items could show.

    The distance d from 0.5 at which the exact two-sided binomial test at 5 % rejects with
    this power. From 0 to 0.5; None where n is too small (below 6) to reject at all.

    References
    ----------
    Cohen (1988), Statistical Power Analysis, chapter 6, with the exact distribution in
    place of the normal one.

    Examples
    --------
    >>> round(detectable(1508), 3)
    0.036
    """
    from scipy.optimize import brentq
    from scipy.stats import binom

    if n < 0 or not LEVEL < power < 1:
        raise InputError(f"n={n}, power={power!r}: n is 0 or more, power lies between {LEVEL} and 1.")
    least = int(binom.isf(LEVEL / 2, n, 0.5)) + 1  # fewest successes at which the upper tail is below 2.5 %
    if least > n:
        return None

    def missing(d: float) -> float:
        return float(binom.sf(least - 1, n, 0.5 + d) + binom.cdf(n - least, n, 0.5 + d)) - power

    return float(brentq(missing, 0.0, 0.5))


def share(
    successes: int, failures: int, ties: int, *, measure: str, group: str, neutral: float = 0.5, unscored: int = 0
) -> Estimate:
    """Return the share of successes among the items that went either way, with its Wilson interval.

    ``successes / (successes + failures)``, from 0 to 1. Ties are counted apart and in
    neither part of the share, and so are items without a score. Where every item is a tie,
    or there is none, the value is None: no answer, never 0.

    References
    ----------
    The denominator is that of a sign test: Dixon and Mood (1946),
    doi:10.1080/01621459.1946.10501898.

    Examples
    --------
    >>> share(60, 40, 3, measure="stereotype share", group="all")
    stereotype share (all): 0.600 [0.502, 0.691] share (n=100)
    """
    if min(successes, failures, ties, unscored) < 0:
        raise InputError(f"successes={successes}, failures={failures}, ties={ties}: counts cannot be negative.")
    n = successes + failures
    method = "Wilson 95 %, exact binomial test; ties apart"
    if n == 0:
        return Estimate(
            measure, group, None, None, None, 0, "share", "no answer", neutral, ties=ties, unscored=unscored
        )
    low, high = wilson(successes, n)
    p = binomial_p(successes, n, neutral=neutral)
    found = successes / n
    return Estimate(measure, group, found, low, high, n, "share", method, neutral, p, ties=ties, unscored=unscored)
