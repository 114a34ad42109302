"""The score method for a difference of two shares on the same items; it knows three counts only."""

import math

from workbench.errors import InputError
from workbench.stats.reading import LEVEL

__all__ = ["score_equivalence_p", "score_interval", "score_statistic"]


def score_statistic(first_only: int, second_only: int, n: int, shift: float) -> float:
    r"""Return how far the difference of two shares on the same items lies from a true one, in standard errors.

    .. math:: \frac{c - b - n\delta}{\sqrt{n (2 \tilde q + \delta (1 - \delta))}}

    with b and c the items on which the first only, and the second only, said yes; the likeliest
    chance of a first-only item, given the difference :math:`\delta`, is :math:`\tilde q`, the larger root of
    :math:`2n q^2 + ((2n + b - c)\delta - b - c) q - b\,\delta(1 - \delta) = 0`.

    Parameters
    ----------
    first_only, second_only, n : int
    shift : float
        The true difference, between -1 and 1.

    References
    ----------
    Tango (1998), doi:10.1002/(SICI)1097-0258(19980430)17:8<891::AID-SIM780>3.0.CO;2-B.

    Examples
    --------
    >>> round(score_statistic(12, 30, 220, 0.0), 3)  # at 0 it is McNemar's, (c - b) / sqrt(b + c)
    2.777
    """
    if min(first_only, second_only) < 0 or first_only + second_only > n or n < 1:
        raise InputError(
            f"first_only={first_only}, second_only={second_only}, n={n}: both are counts among the n items."
        )
    middle = (2 * n - second_only + first_only) * shift - first_only - second_only
    root = math.sqrt(max(middle**2 + 8 * n * first_only * shift * (1 - shift), 0.0))
    variance = n * (2 * (root - middle) / (4 * n) + shift * (1 - shift))
    gap = second_only - first_only - n * shift
    if variance <= 1e-12 * n:
        return 0.0 if abs(gap) < 1e-9 else math.copysign(math.inf, gap)
    return gap / math.sqrt(variance)


def score_interval(first_only: int, second_only: int, n: int) -> tuple[float, float]:
    """Return the 95 % interval of second minus first: all differences from which the one seen is not too far.

    Within -1 to 1, and never empty, also where no item differs.

    References
    ----------
    Tango (1998), as `score_statistic`.

    Examples
    --------
    >>> low, high = score_interval(12, 30, 220)
    >>> round(low, 3), round(high, 3)
    (0.025, 0.141)
    """
    from scipy.optimize import brentq
    from scipy.stats import norm

    z = float(norm.isf(LEVEL / 2))
    value, end = (second_only - first_only) / n, 1 - 1e-9
    ends = []
    for limit, reach in ((-end, z), (end, -z)):

        def over(shift: float, reach: float = reach) -> float:
            return max(min(score_statistic(first_only, second_only, n, shift), 1e6), -1e6) - reach

        crosses = abs(value - limit) > 1e-8 and over(limit) * over(value) < 0
        ends.append(float(brentq(over, min(limit, value), max(limit, value))) if crosses else round(limit))
    return float(ends[0]), float(ends[1])


def score_equivalence_p(first_only: int, second_only: int, n: int, margin: float) -> float:
    """Return the larger p of two one-sided score tests: against a difference of ``margin`` or more either way.

    References
    ----------
    Tango (1998), as `score_statistic`; Schuirmann (1987), doi:10.1007/BF01068419.

    Examples
    --------
    >>> round(score_equivalence_p(12, 12, 500, 0.05), 4)
    0.0
    """
    from scipy.stats import norm

    if margin >= 1:
        return 0.0  # no two shares are further apart
    below, above = (score_statistic(first_only, second_only, n, shift) for shift in (-margin, margin))
    return max(float(norm.sf(below)), float(norm.cdf(above)))
