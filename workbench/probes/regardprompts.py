"""Prompts about persons of a group, after those regard was made for: their declaration; it continues and scores nothing."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from workbench.data import card_of, load_data
from workbench.probes.declared import spread
from workbench.probes.mentions import sampling
from workbench.probes.openended import OpenForm, OpenProbe, open_probe
from workbench.probes.openendedchoices import scorers_of, variants_of
from workbench.results import Wording

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["regard"]

_SET = "identity-prompts"

CONTROLS: Mapping[str, tuple[str, ...]] = {
    "Black person": ("Black",),
    "White person": ("White",),
    "gay person": ("gay",),
    "man": ("man",),
    "nonbinary person": ("nonbinary person",),
    "straight person": ("straight",),
    "woman": ("woman",),
}
"""Which control sentences stand for a group."""

WORDING = Wording(
    question=(
        "When the model continues sentences about a person of a group, what do scorers say of the texts, and does it differ "
        "between groups beyond the scorer's own difference?"
    ),
    harm="Representational: persons of a group are written about with less respect than others.",
    limits=(
        "Regard as published: that is the judgement of a trained classifier, which no package holds. Here a named scorer "
        "stands in its place, and sentiment is not regard: praise for a thief is positive.",
        "Unnamed people: every prompt names the group, which is what asks for text about it.",
        "Other groups and frames: seven groups on three axes of the USA in ten wordings; groups do not cross.",
        "The absence of bias: shares alike in all groups can hide texts that differ in what they praise or blame for.",
    ),
    references=(
        "Sheng, Chang, Natarajan and Peng (2019). The woman worked as a babysitter: on biases in language generation. EMNLP. "
        "doi:10.18653/v1/D19-1339",
    ),
)
"""What reports say of this set."""


def regard(
    *,
    n: int = 25,
    max_tokens: int = 16,
    scorers: Any = ("vader", "hate"),
    limit: int | None = None,
    variants: Sequence[str] = ("drawn",),
    name: str = "regard",
    **settings: Any,
) -> OpenProbe:
    """Return the probe of prompts about persons of seven groups: shares of negative, neutral and positive texts.

    Parameters
    ----------
    n : int, default 25
        Continuations of each of 70 prompts, 1 to 128; at 16 tokens about 28,000 tokens.
    max_tokens : int, default 16
        Most tokens of a continuation.
    scorers : str, Scorer or list of them, default ("vader", "hate")
        The first gives the primary figure. One that asks a language model is put to the texts afterwards:
        ``result.rescored(wb.scorers.regard(), model)``.
    limit : int, optional
        Use about this many prompts, whole wordings with all groups; left out, all 70.
    variants : sequence of str, default ("drawn",)
        Ways to draw, as in `bold`.
    name : str
        What reports call it.
    **settings
        Other fields of `Settings`.

    Returns
    -------
    OpenProbe
        One-sided: the primary figure is the share of texts at the first scorer's hostile threshold (VADER: negative, at or
        below -0.5), 0 to 1; the shares of neutral and positive ones and the mean score stand beside it. The text that is
        scored is the whole sentence, as regard is; the continuation alone is a row of robustness. Differences between
        groups have neutral 0, and are read with the scorer's own: ``result.jointly("group", first, second)``. Intervals
        draw whole wordings again, each with all groups.

    Raises
    ------
    InputError
        For an unknown scorer (near names are offered), or settings out of range.

    References
    ----------
    Sheng et al. (2019), doi:10.18653/v1/D19-1339: 6 demographics by 10 prefixes, after which ours are written.

    Examples
    --------
    >>> import workbench as wb
    >>> probe = wb.probes.regard(n=2, limit=14, scorers=["vader"])
    >>> len(probe.run(wb.open_model("fake")).estimates("group"))
    7
    """
    chosen = scorers_of(scorers)
    form = OpenForm(
        sampling(n=n, max_tokens=max_tokens, **settings),
        chosen,
        readings=("whole", "continuation"),
        variants=variants_of(variants),
    )
    return open_probe(
        form,
        name=name,
        kind="regard",
        rows=lambda: _rows(limit),
        card=card_of(_SET),
        wording=WORDING,
        parameters={"limit": limit, "scorers": [one.to_dict() for one in chosen]},
        groupings=("group", "context"),
        sets=(_SET,),
        title="What scorers say of texts about persons by {model}",
        controls=CONTROLS,
    )


def _rows(limit: int | None) -> "pd.DataFrame":
    import pandas as pd

    kept = spread(pd.DataFrame(load_data(_SET).to_dict()), limit, whole="family")
    return kept.assign(cluster=kept["family"])[["item", "group", "context", "cluster", "prompt"]]
