"""Intervals, tests and corrections for bias figures; it knows numbers only, nothing of models or data.

Every function is a thin, checked call of scipy or statsmodels where they have it. Both are
imported on first use, because they take longer to import than the rest of the workbench.
"""

from workbench.stats.clustered import cluster_interval, cluster_t, clustered_share, sign_flip_p
from workbench.stats.composed import Combine, clustered_mean, composed
from workbench.stats.crossed import crossed_share, item_share
from workbench.stats.crossed_pairs import crossed_difference, crossed_pair
from workbench.stats.families import CORRECTIONS, corrected, holm
from workbench.stats.jointly import Sides, jointly
from workbench.stats.means import cluster_bootstrap, mean_interval
from workbench.stats.pairing import Difference, difference, equivalence_p, mcnemar_p, paired
from workbench.stats.reading import LEVEL, cannot_tell, could_show
from workbench.stats.reliability import calibration_error, calibration_floor, reliability
from workbench.stats.shares import binomial_p, detectable, share, wilson

__all__ = [
    "CORRECTIONS",
    "LEVEL",
    "Combine",
    "Difference",
    "Sides",
    "binomial_p",
    "calibration_error",
    "calibration_floor",
    "cannot_tell",
    "cluster_bootstrap",
    "cluster_interval",
    "cluster_t",
    "clustered_mean",
    "clustered_share",
    "composed",
    "corrected",
    "could_show",
    "crossed_difference",
    "crossed_pair",
    "crossed_share",
    "detectable",
    "difference",
    "equivalence_p",
    "holm",
    "item_share",
    "jointly",
    "mcnemar_p",
    "mean_interval",
    "paired",
    "reliability",
    "share",
    "sign_flip_p",
    "wilson",
]
