"""What a figure with its interval lets one say; it computes no figure."""

from workbench.errors import InputError
from workbench.records import Estimate

__all__ = ["LEVEL", "cannot_tell", "could_show"]


LEVEL = 0.05


def cannot_tell(estimate: Estimate) -> bool:
    """Return whether a figure leaves open on which side of its neutral value the truth lies.

    True where the interval includes the neutral value, where the p-value (the corrected one,
    if there is one) is 5 % or more, or where nothing could be counted: the stricter of
    interval and test decides. False where the measure has no neutral value.

    Examples
    --------
    >>> from workbench.stats import share
    >>> cannot_tell(share(52, 48, 0, measure="stereotype share", group="all"))
    True
    """
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return True
    if estimate.neutral is None:
        return False
    p = estimate.p if estimate.p_corrected is None else estimate.p_corrected
    return estimate.low <= estimate.neutral <= estimate.high or (p is not None and p >= LEVEL)


def could_show(estimate: Estimate, power: float = 0.8) -> float | None:
    r"""Return the smallest distance from neutral that so much data could show, in the unit of the estimate.

    .. math:: \frac{h}{z_{0.975}} (z_{0.975} + z_{\text{power}})

    with h half the width of the 95 % interval: the distance at which a two-sided test at 5 % rejects with this power,
    if the figure varies as it does here. It says what a study of this size could have seen, never what is there.
    Before a study, for a share of n independent items, see `workbench.stats.detectable`.

    Parameters
    ----------
    estimate : Estimate
    power : float, default 0.8

    Returns
    -------
    float or None
        None where there is no interval or no neutral value.

    References
    ----------
    Cohen (1988), Statistical Power Analysis, chapter 2; the standard error is read off the interval.

    Examples
    --------
    >>> from workbench.stats import share
    >>> round(could_show(share(52, 48, 0, measure="stereotype share", group="all")), 3)
    0.137
    """
    from scipy.stats import norm

    if not LEVEL < power < 1:
        raise InputError(f"power={power!r}: it lies between {LEVEL} and 1, such as 0.8.")
    if estimate.low is None or estimate.high is None or estimate.neutral is None:
        return None
    reach = float(norm.ppf(1 - LEVEL / 2))
    return (estimate.high - estimate.low) / 2 / reach * (reach + float(norm.ppf(power)))
