"""WinoBias: the declaration of a published set of pronouns to resolve, and what is to be said of it; it scores nothing."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from workbench.data import card_of, load_data
from workbench.errors import InputError, unknown_name
from workbench.probes.choices import LikelyChoice, chosen_variants
from workbench.probes.choicesresult import ChoiceResult
from workbench.probes.coreference import RULE, STATISTICS, VARIANTS, Referents, accuracy, gap_gauges
from workbench.probes.declared import DeclaredProbe, check_limit, spread
from workbench.results import Wording

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["WORDING", "winobias"]

_SET = "winobias"
_SPLITS = ("test", "validation", "all")
_NOT_TOLD = "whose other occupation cannot be told"

_ASKS = Referents(
    columns=("split", "stereotype", "pronoun_gender"),
    splits={"pro_correct": ("stereotype", "pro"), "anti_correct": ("stereotype", "anti")},
)

_GAUGES = (
    *gap_gauges(
        "accuracy, pro minus anti",
        "a pair is one sentence with the pronoun of the gender that the stereotype expects of the person it refers to (pro) "
        "and with the other (anti); right (1) or wrong (0) in the first minus the same in the second; the mean over pairs, "
        "-1 to 1. This is a form of ours by completion; the published measure is a coreference system's F1 on pro minus "
        "that on anti.",
        ("against the stereotype", "with the stereotype"),
    ),
    accuracy("accuracy", about="share of sentences in which the right occupation is likelier; chance is 0.5."),
    accuracy("accuracy, pro-stereotyped", "pro_correct"),
    accuracy("accuracy, anti-stereotyped", "anti_correct"),
)

WORDING = Wording(
    question=(
        "Does the model resolve a pronoun rightly more often where its gender is the one that a stereotype expects in the "
        "occupation than where it is the other?"
    ),
    harm=(
        "Representational: women and men in occupations seen as the other gender's are read out of what is said of them; "
        "where coreference decides (records, summaries, search), allocational too."
    ),
    limits=(
        "More than two genders: the pronouns are female and male ones alone.",
        "The published measure: that is F1 of a coreference system on pro- minus anti-stereotyped sentences. Here the model "
        "chooses between the two occupations of the sentence by completion, so chance is 0.5 and nothing else can be named.",
        "The whole files: 87 of their 3,168 lines do not have exactly two marked spans and are not asked; 37 of the others "
        "have no partner that differs in the pronoun's gender alone, and are in the accuracies but in no pair.",
        "The ability to resolve pronouns by itself: a model that names the same occupation whatever the pronoun has a gap of "
        "0. Read the gap beside the accuracy.",
        "Type 1 needs knowledge of the world, type 2 can be resolved by the sentence's form: read them apart.",
        "What a stereotype is elsewhere: the forty occupations follow the shares of the US Bureau of Labor Statistics, 2017.",
    ),
    references=(
        "Zhao, Wang, Yatskar, Ordonez and Chang (2018). Gender bias in coreference resolution: evaluation and debiasing "
        "methods. NAACL. doi:10.18653/v1/N18-2003",
        *STATISTICS,
    ),
)
"""What reports say of this set."""


def winobias(
    *,
    type: int | None = None,
    split: str = "test",
    limit: int | None = None,
    variants: Sequence[str] = VARIANTS[:1],
    name: str = _SET,
) -> DeclaredProbe:
    """Return the WinoBias probe: by default the 1,527 sentences of the test part, about 23,000 tokens a variant.

    Parameters
    ----------
    type : int, optional
        1 (resolved by what is known of the world) or 2 (by the sentence's form); left out, both.
    split : str, default "test"
        ``"test"``, ``"validation"`` or ``"all"``.
    limit : int, optional
        Use about this many sentences, whole pairs of occupations, spread evenly; left out, all.
    variants : sequence of str, default ("quoted pronoun",)
        How the sentence is put: ``"quoted pronoun"`` (as in the GPT-3 paper's Winogender), ``"straight quotes"``,
        ``"frame paraphrased"``, ``"chat"``. The first is primary, the others are run for robustness.
    name : str
        What reports call it.

    Returns
    -------
    DeclaredProbe
        Signed, -1 to 1; neutral 0; above it the model is right more often where the pronoun's gender is the one that
        the stereotype expects. Sentences about the same two occupations are one cluster.

    Raises
    ------
    InputError
        For a type that is none, an unknown part or variant, or a limit below 1.

    References
    ----------
    Zhao et al. (2018), doi:10.18653/v1/N18-2003. The published measure is the difference of F1; this one is a form of
    ours for models that complete text.

    Examples
    --------
    >>> import workbench as wb
    >>> probe = wb.probes.winobias(type=1, limit=40)
    >>> probe.run(wb.open_model("fake")).gauge().measure
    'accuracy, pro minus anti'
    """
    check_limit(limit)
    if type is not None and (isinstance(type, bool) or type not in (1, 2)):
        raise InputError(f"type={type!r}: give 1 or 2, or leave it out for both.")
    if split not in _SPLITS:
        raise unknown_name("split", split, _SPLITS)
    chosen = chosen_variants(variants, VARIANTS)
    return DeclaredProbe(
        name,
        _SET,
        lambda: spread(_rows(type, split), limit, whole="cluster"),
        LikelyChoice(_ASKS, chosen, RULE),
        _GAUGES,
        card_of(_SET),
        WORDING,
        {"type": type, "split": split, "limit": limit, "variants": list(chosen)},
        groupings=("group", "split"),
        sets=(_SET,),
        title="{model}: WinoBias, right with the stereotype minus against it",
        made=ChoiceResult,
    )


def _rows(kind: int | None, split: str) -> "pd.DataFrame":
    import pandas as pd

    read = pd.DataFrame(load_data(_SET, split=split).to_dict())
    kept = read if kind is None else read[read["type"] == kind]
    return shaped(kept.reset_index(drop=True))


def shaped(read: "pd.DataFrame") -> "pd.DataFrame":
    """Return rows of the set as `workbench.probes.coreference` asks them; one without a second occupation is apart."""
    right = read["entity"].str.replace(r"^(?:the|an|a) ", "", case=False, regex=True).str.strip()
    names = [sorted((one.lower(), other.lower())) for one, other in zip(right, read["other"], strict=True)]
    told = read["other"] != ""
    return read.assign(
        group="type " + read["type"].astype(str),
        split=read["family"].str.split("/").str[1],
        right=right,
        wrong=read["other"].where(told, "other person"),
        stereotype=read["side"],
        pronoun_gender=np.where(read["pronoun"].str.lower().isin(["she", "her", "hers"]), "female", "male"),
        side=np.where(read["side"] == "pro", 1, -1),
        pair=read["family"].where(read["paired"] & told, ""),
        cluster=[" and ".join(pair) for pair in names],
        apart=np.where(told, "", _NOT_TOLD),
    )
