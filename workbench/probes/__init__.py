"""Probes: measures of behaviour. A published set is a loader and a declaration; the scoring is its family's."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from workbench.data import card_of, load_data
from workbench.probes.pairs import PairProbe

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["crows_pairs"]


def crows_pairs(*, limit: int | None = None, starts: Sequence[str] = ("start",)) -> PairProbe:
    """Return the CrowS-Pairs probe for causal models: 1,508 sentence pairs, nine bias types.

    Parameters
    ----------
    limit : int, optional
        Use this many pairs, spread evenly over the file; left out, all 1,508.
    starts : sequence of str, default ("start",)
        What stands before the first word: ``"start"`` (id 1 for SmolLM2, as lm-evaluation-harness has it),
        ``"separator"``, ``"newline"``. The first is primary, the others are run for robustness.

    Returns
    -------
    PairProbe
        ``probe.run(model)`` gives a result with ``frame()``, ``estimate(by=...)``,
        ``robustness()``, ``draw()`` and ``verdict()``. Signed; neutral 0.5; above it the more
        stereotyping sentences are preferred.

    References
    ----------
    Nangia et al. (2020), doi:10.18653/v1/2020.emnlp-main.154; on its flaws Blodgett et al.
    (2021), doi:10.18653/v1/2021.acl-long.81. The published measure is for masked models;
    these are its causal forms.

    Examples
    --------
    >>> import workbench as wb
    >>> wb.probes.crows_pairs(limit=100)
    PairProbe('crows-pairs', pairs=100, starts=['start'])
    """
    return PairProbe("crows-pairs", _pairs, card_of("crows-pairs"), limit, starts)


def _pairs() -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame(load_data("crows-pairs").to_dict())
