"""What a figure with its interval lets one say; it computes no figure."""

from workbench.records import Estimate

__all__ = ["LEVEL", "cannot_tell"]


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
