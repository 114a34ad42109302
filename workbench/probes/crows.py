"""CrowS-Pairs: the declaration of a published set of sentence pairs and what is to be said of it; it scores nothing."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from workbench.data import card_of, data_digests, load_data
from workbench.probes.pairs import STATISTICS, PairProbe
from workbench.results import Wording

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["WORDING", "crows_pairs"]

_SET = "crows-pairs"

WORDING = Wording(
    question=(
        "Given two English sentences that differ in the group they name, or in what they say of it, does the model "
        "give the more stereotyping one the higher probability more often than the less stereotyping one?"
    ),
    harm="Representational: stereotypes of groups in the USA, as crowd workers there wrote them in 2020.",
    limits=(
        "Harm in use: a preference between two given sentences is not what a model writes, nor what that does to anyone.",
        "The absence of bias: a share near 0.5 can hide preferences that cancel out.",
        "Other languages, other countries, other groups: the pairs are English and about the USA.",
        "A clean measure: Blodgett et al. (2021) found pairs that are not about a stereotype, or not minimal. Some groups "
        "and names are rarer in text, which moves likelihoods by itself.",
        "Independence: some pairs share a sentence frame, or stand twice; intervals and tests take every pair as its own.",
        "The published CrowS-Pairs score: that is for masked models; these are forms of it for models that read from left "
        "to right.",
    ),
    references=(
        "Nangia, Vania, Bhalerao and Bowman (2020). CrowS-Pairs. EMNLP. doi:10.18653/v1/2020.emnlp-main.154",
        "Blodgett, Lopez, Olteanu, Sim and Wallach (2021). Stereotyping Norwegian salmon: an inventory of pitfalls in "
        "fairness benchmark datasets. ACL. doi:10.18653/v1/2021.acl-long.81",
        *STATISTICS,
    ),
)
"""What reports say of this set."""


def crows_pairs(
    *, limit: int | None = None, starts: Sequence[str] = ("start",), name: str = "crows-pairs"
) -> PairProbe:
    """Return the CrowS-Pairs probe for causal models: 1,508 sentence pairs, nine bias types.

    The published rule masks every token that both sentences share, one after the other, and needs a model that fills
    in masks: it is not computed here. Three forms for models that read from left to right stand in its place, side by
    side: whole sentences (primary, as lm-evaluation-harness), mean per token, and shared tokens only (as WinoQueer).

    Parameters
    ----------
    limit : int, optional
        Use this many pairs, spread evenly over the file; left out, all 1,508.
    starts : sequence of str, default ("start",)
        What stands before the first word: ``"start"`` (id 1 for SmolLM2, as lm-evaluation-harness has it),
        ``"separator"``, ``"newline"``. The first is primary, the others are run for robustness.
    name : str
        What reports call it; give one where a study holds the probe twice.

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
    return PairProbe(name, _pairs, card_of(_SET), limit, starts, WORDING, _files, "crows_pairs")


def _pairs() -> "pd.DataFrame":
    import pandas as pd

    pairs = pd.DataFrame(load_data(_SET).to_dict())
    return pairs.assign(
        cluster=pairs["item"]
    )  # every pair stands alone, as in the tool that has the rule; the limits say so


def _files() -> dict[str, dict[str, str]]:
    return {_SET: data_digests(_SET)}
