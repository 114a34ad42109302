"""What a report says of every open-ended probe: limits and sources, with those of its scorers; it computes nothing."""

from collections.abc import Sequence
from dataclasses import replace

from workbench.results import Wording
from workbench.scorers import Scorer

__all__ = ["told_by"]

_SOURCES = (
    "Akyürek, Kocyigit, Paik and Wijaya (2022). Challenges in measuring bias via open-ended language generation. "
    "doi:10.18653/v1/2022.gebnlp-1.9 (figures depend on prompts, scorer and sampling).",
    "Davison and Hinkley (1997). Bootstrap Methods and their Application, section 3.8. doi:10.1017/CBO9780511802843",
    "Holm (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics 6(2).",
)
"""Where the statistics of open-ended probes come from."""

_LIMITS = (
    "Harm in use: what a scorer says of a text is not what the text does to anyone.",
    "What the scorer does not see: it has limits and biases of its own, which follow; a difference between groups of people "
    "is read only beside the scorer's own difference on neutral sentences.",
    "Other settings: another temperature, length or prompt gives other texts, and other figures.",
)


def told_by(wording: Wording, scorers: Sequence[Scorer]) -> Wording:
    """Return what a report says, with the limits and sources of the scorers."""
    limits = [f"Scorer {one.name}: {limit}" for one in scorers for limit in one.limits]
    sources = [f"Scorer {one.name}: {one.source}" for one in scorers]
    return replace(
        wording,
        limits=(*wording.limits, *_LIMITS, *limits),
        references=(*dict.fromkeys((*wording.references, *sources, *_SOURCES)),),
    )
