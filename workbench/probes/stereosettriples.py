"""StereoSet: the declaration of a published set of triples and what is to be said of it; it scores nothing."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from workbench.data import card_of, load_data
from workbench.errors import unknown_name
from workbench.probes.declared import DeclaredProbe, check_limit, spread
from workbench.probes.sides import CONTEXTS, STARTS, Side, SidesForm, check_variants
from workbench.probes.triples import GAUGES, SIDES, judged
from workbench.results import Wording

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["WORDING", "form_of", "rows_of", "stereoset"]

_SET = "stereoset"
_SPLITS = ("validation", "test")
_TASKS = {
    "intrasentence": "The three sentences differ in a word or two and each is scored whole.",
    "intersentence": "Each of the three sentences is scored given the context, joined by a space; a context that ends in no "
    "mark of . ! ? gets a full stop, as in the authors' code. This is a likelihood form, under a name of ours: the "
    "published figures between sentences come from a next-sentence head that was trained for it.",
}
_COMPARED = (
    "Two texts are compared by their mean log-probability per token, which orders them as the published geometric mean of "
    "token probabilities does. Figures are means over target terms, and intervals come from drawing whole terms again."
)

WORDING = Wording(
    question=(
        "Given a sentence that states a stereotype of a group, one that goes against it and one that has nothing to do with "
        "it, does the model find the stereotype likelier than its opposite, and both likelier than what is unrelated?"
    ),
    harm="Representational: stereotypes by gender, profession, race and religion, as crowd workers in the USA wrote them.",
    limits=(
        "Harm in use: a preference between given sentences is not what a model writes, nor what that does to anyone.",
        "The absence of bias: an SS near 0.5 can hide preferences of single terms that cancel out.",
        "A clean measure: Blodgett et al. (2021) found sentences that state no stereotype or differ in more than the group.",
        "Sense alone: SS counts a model that knows no language as neutral; LMS beside it says how much language there is.",
        "One number for all: ICAT falls with a low LMS and with a one-sided SS alike; read the two beside it.",
        "Stereotype alone: words differ in how the tokenizer cuts them, which by itself moves a mean per token towards the "
        "word cut into more pieces; the share among triples of as many tokens stands beside it.",
        "Other languages and countries: the sentences are English and about the USA.",
        "The published figure between sentences: that needs a head trained for the purpose.",
    ),
    references=(
        "Nadeem, Bethke and Reddy (2021). StereoSet: measuring stereotypical bias in pretrained language models. ACL. "
        "doi:10.18653/v1/2021.acl-long.416; the rule is that of evaluation.py in moinnadeem/StereoSet.",
        "Blodgett, Lopez, Olteanu, Sim and Wallach (2021). Stereotyping Norwegian salmon. ACL. "
        "doi:10.18653/v1/2021.acl-long.81",
        "Davison and Hinkley (1997). Bootstrap Methods and their Application, section 3.8. doi:10.1017/CBO9780511802843",
    ),
)
"""What reports say of this set."""


def stereoset(
    *,
    task: str = "intrasentence",
    split: str = "validation",
    limit: int | None = None,
    variants: Sequence[str] | None = None,
    name: str = "stereoset",
) -> DeclaredProbe:
    """Return the StereoSet probe: SS, LMS and ICAT by the published rules, and with ties apart.

    Per target term, SS is the share of triples whose stereotype is likelier than its opposite, LMS the share of
    comparisons in which a related sentence is likelier than the unrelated one; both are means over terms, and ICAT =
    LMS x min(SS, 1 - SS) / 0.5. All from 0 to 1 (published times 100); SS is neutral at 0.5, LMS and ICAT are best at 1.

    Parameters
    ----------
    task : {"intrasentence", "intersentence"}
        Within a sentence: the whole sentence is scored, per token (the geometric mean of token probabilities, as
        published for GPT-2). Between sentences: the sentence given its context, per token: a form of ours, for the
        published one needs a trained head. (The likelihood form in the authors' code divides the score of the sentence
        *without* context by that of the context, and stops after 1,000 triples; it is not done here.)
    split : {"validation", "test"}
        The published development set (2,106 triples within, 2,123 between sentences; most papers report it), or test.
    limit : int, optional
        Use this many triples, spread evenly; left out, all: within sentences, validation, about 64,000 tokens.
    variants : sequence of str, optional
        What stands before a sentence: ``"start"`` (primary), ``"separator"``, ``"newline"``. Between sentences:
        ``"context"`` (primary), ``"chat"`` (the context as a user's message, the sentence begins the answer).
    name : str

    Returns
    -------
    DeclaredProbe
        Signed; neutral 0.5; above it stereotypes are preferred. Clusters are target terms.

    Raises
    ------
    InputError
        For an unknown task, split or variant, or a limit that is none.

    References
    ----------
    Nadeem et al. (2021), section 4, doi:10.18653/v1/2021.acl-long.416.

    Examples
    --------
    >>> import workbench as wb
    >>> wb.probes.stereoset(limit=20)
    DeclaredProbe('stereoset', stereoset, variants=['start'])
    """
    if task not in _TASKS:
        raise unknown_name("task", task, _TASKS)
    if split not in _SPLITS:
        raise unknown_name("split", split, _SPLITS)
    check_limit(limit)
    form = form_of(task, variants)
    parameters = {"task": task, "split": split, "limit": limit, "variants": list(form.variants)}

    def rows() -> "pd.DataFrame":
        import pandas as pd

        return spread(rows_of(pd.DataFrame(load_data(_SET, split=split).to_dict()), task), limit)

    return DeclaredProbe(
        name,
        "stereoset",
        rows,
        form,
        GAUGES,
        card_of(_SET),
        WORDING,
        parameters,
        sets=(_SET,),
        title="StereoSet, " + task + ": {model}",
    )


def rows_of(table: "pd.DataFrame", task: str) -> "pd.DataFrame":
    """Return the triples of one task, ready to be asked about: contexts end in a mark, terms are clusters."""
    rows = table[table["kind"] == task].drop(columns="kind").assign(cluster=lambda part: part["target"])
    if task == "intersentence":
        ended = rows["context"].str.rstrip().str[-1:].isin([".", "!", "?"])
        rows = rows.assign(context=rows["context"].str.rstrip().where(ended, rows["context"].str.rstrip() + "."))
        rows = rows.assign(**{side: " " + rows[side].str.strip() for side in SIDES})
    return rows.reset_index(drop=True)


def form_of(task: str, variants: Sequence[str] | None = None) -> SidesForm:
    """Return how triples of a task are asked: whole sentences, or given their context."""
    context = "context" if task == "intersentence" else ""
    sides = tuple(Side(side, side, context) for side in SIDES)
    known = CONTEXTS if context else STARTS
    chosen = check_variants(variants if variants is not None else known[:1], known)
    return SidesForm(sides, judged, f"{_TASKS[task]} {_COMPARED}", chosen)
