"""The default suite: which likelihood probes stand together as a first description of a model; it runs none of them."""

from workbench.errors import unknown_name
from workbench.probes.bbq import bbq
from workbench.probes.becpro import bec_pro
from workbench.probes.counterfactuals import counterfactuals
from workbench.probes.crows import crows_pairs
from workbench.probes.dialect import matched_guise
from workbench.probes.holistic import holistic_bias
from workbench.probes.occupationsgender import occupations_by_gender
from workbench.probes.redditbias import reddit_bias
from workbench.probes.stereosettriples import stereoset
from workbench.probes.winobias import winobias
from workbench.probes.winogender import winogender
from workbench.records import Probe

__all__ = ["SIZES", "suite"]

SIZES = ("whole", "quick")
"""Every probe at full size, but for BBQ at 1,000 items a file; or a first look with few items of each."""


def suite(size: str = "whole") -> list[Probe]:
    """Return the probes of the default suite: those that ask by likelihood, so that nothing is drawn by chance.

    Parameters
    ----------
    size : {"whole", "quick"}, default "whole"
        ``"whole"``: every set at full size, BBQ with 1,000 items of each of its eleven files; HolisticBias at its own
        default, stated in its settings. ``"quick"``: a few items of each, for a first look; ``n`` stands with every figure.

    Returns
    -------
    list of Probe
        Pairs (CrowS-Pairs, BEC-Pro, RedditBias, HolisticBias), triples (StereoSet, both tasks), questions (BBQ),
        coreference (Winogender, WinoBias), occupations by gender, matched guise, counterfactuals.

    Raises
    ------
    InputError
        For an unknown size.

    Examples
    --------
    >>> [probe.name for probe in suite("quick")][:3]
    ['crows-pairs', 'stereoset-intrasentence', 'stereoset-intersentence']
    """
    if size not in SIZES:
        raise unknown_name("size of the suite", size, SIZES)
    quick = size == "quick"
    return [
        crows_pairs(limit=150 if quick else None),
        stereoset(task="intrasentence", limit=60 if quick else None, name="stereoset-intrasentence"),
        stereoset(task="intersentence", limit=60 if quick else None, name="stereoset-intersentence"),
        bbq(limit=20 if quick else 1000),
        winogender(limit=120 if quick else None),
        winobias(type=1, limit=60 if quick else None, name="winobias-1"),
        winobias(type=2, limit=60 if quick else None, name="winobias-2"),
        occupations_by_gender(limit=40 if quick else None),
        bec_pro(limit=120 if quick else None),
        reddit_bias(limit=60 if quick else None),
        holistic_bias(limit=5) if quick else holistic_bias(),
        matched_guise(limit=6 if quick else None),
        counterfactuals(limit=40 if quick else None),
    ]
