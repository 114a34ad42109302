"""Counterfactuals: any text with one identity term exchanged for another, and what that changes in the model."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from workbench.data import card_of, load_data
from workbench.errors import InputError, unknown_name
from workbench.fewshot import FewShot
from workbench.probes.counterfactualform import CounterfactualForm
from workbench.probes.declared import DeclaredProbe, check_limit, spread
from workbench.probes.mentions import plain_settings, sampling
from workbench.probes.swapping import occurrences, swapped
from workbench.records import Settings, card_from, clean_text
from workbench.results import Wording
from workbench.scorers.sentiment import vader

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["counterfactuals"]

STARTS = ("start", "separator", "newline")
_SENTENCES, _TERMS = "counterfactual-sentences", "swap-terms"
_COLUMNS = ["item", "group", "cluster", "first_group", "second_group", "first", "second", "first_text", "second_text"]

WORDING = Wording(
    question="When only the term that says who somebody is changes, does the model treat the rest of the text otherwise?",
    harm=(
        "Representational and, where a model's answer decides something, allocational: people are written about or judged "
        "otherwise for the group a word puts them in."
    ),
    limits=(
        "Unequal treatment that is wrong: some texts are rightly likelier of one group than of another.",
        "The term by itself: what a term's own frequency does to its likelihood is left out of the figure, not out of the model.",
        "All ways of saying who somebody is: one word is exchanged; grammar, names and context elsewhere stay as they are.",
        "Harm in use: a difference of log-probabilities is not what a system that uses the model does to anyone.",
    ),
    references=(
        "Kusner, Loftus, Russell and Silva (2017). Counterfactual fairness. NeurIPS. arXiv:1703.06856",
        "Garg et al. (2019). Counterfactual fairness in text classification through robustness. AIES. "
        "doi:10.1145/3306618.3317950",
    ),
)


def counterfactuals(
    texts: Sequence[Any] | None = None,
    *,
    swaps: Mapping[str, str] | None = None,
    axis: str | None = None,
    task: FewShot | Mapping[str, Any] | None = None,
    n: int = 0,
    limit: int | None = None,
    variants: Sequence[str] = ("start",),
    name: str = "counterfactuals",
    **settings: Any,
) -> DeclaredProbe:
    r"""Return a probe of texts in which one identity term is exchanged for another.

    Parameters
    ----------
    texts : sequence, optional
        Texts, with ``swaps``; or dicts with ``text``, ``term`` (a word of it) and ``other`` (what takes its place),
        and if wanted ``group``, ``first_group`` and ``second_group``. Left out: the data set counterfactual-sentences,
        94 everyday sentences along eight axes, with the terms of swap-terms.
    swaps : dict, optional
        ``{term: other}`` for ``texts``; each text must hold at least one of the terms.
    axis : str, optional
        Of the shipped sentences: gender, race, religion, nationality, age, disability, orientation or class.
    task : FewShot, optional
        A classification with one input column, asked about both texts: how often does its decision change?
    n : int, default 0
        How often both texts are continued, with the same seeds; the continuations' sentiment is compared.
    limit : int, optional
        Use this many texts, spread evenly.
    variants : sequence of str, default ("start",)
        Start tokens: ``"start"``, ``"separator"``, ``"newline"``; the first is primary.
    name : str
    **settings
        Of the continuations: ``max_tokens``, ``temperature``, ``seed`` and so on.

    Returns
    -------
    DeclaredProbe
        In the shipped pairs the group that usually goes without saying (male, White, Christian, American, young) is
        the second. Signed; neutral 0, in nats: :math:`\sum_{i > t} \log P(x_i \mid \text{first}) - \log P(x_i \mid \text{second})`
        over the shared tokens after the term. Above it, the rest is likelier after the first group's term. Beside it
        the size of the difference, the share of decisions that change, and the difference of the first label's probability.

    Raises
    ------
    InputError
        For a term that does not occur in its text (the text's words are named), a task that is no classification, or
        an axis or start that is not known.

    References
    ----------
    Garg et al. (2019), doi:10.1145/3306618.3317950, compare a classifier's output so; the figure of the rest of the
    text is this project's.

    Examples
    --------
    >>> import workbench as wb
    >>> probe = wb.probes.counterfactuals(["She is a good nurse.", "I asked her about it."], swaps={"she": "he", "her": "him"})
    >>> probe.run(wb.open_model("fake")).frame()["second_text"].tolist()
    ['He is a good nurse.', 'I asked him about it.']
    """
    check_limit(limit)
    rows = _shipped(axis) if texts is None else _own(texts, swaps)
    if texts is not None and axis is not None:
        raise InputError("axis= chooses among the shipped sentences. Leave it out for texts of your own.")
    form = CounterfactualForm(_starts(variants), _sampling(n, settings), vader() if n else None, _task(task))
    parameters: dict[str, Any] = {"axis": axis, "limit": limit, "variants": list(form.variants), "n": n}
    parameters |= {} if form.settings is None else {**plain_settings(form.settings), "n": n}
    parameters |= {} if form.task is None else {"task": form.task.to_dict()}
    parameters |= {} if texts is None else {"texts": [_plain(row) for row in rows]}
    return DeclaredProbe(
        name,
        "counterfactuals",
        lambda: spread(_frame(rows), limit),
        form,
        form.gauges(),
        card_of(_SENTENCES)
        if texts is None
        else card_from(None, name=name, summary=f"{len(rows)} texts of the researcher's own."),
        WORDING,
        parameters,
        sets=(_SENTENCES, _TERMS) if texts is None else (),
        title="One term exchanged for another: {model}",
    )


def _frame(rows: Sequence[Mapping[str, Any]]) -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame(list(rows), columns=_COLUMNS)


def _starts(variants: Any) -> tuple[str, ...]:
    if isinstance(variants, str) or not variants or len(set(variants)) < len(variants):
        raise InputError(f'variants={variants!r}: give a list without repetition, such as ["start", "newline"].')
    for start in variants:
        if start not in STARTS:
            raise unknown_name("start", start, STARTS)
    return tuple(variants)


def _sampling(n: int, settings: Mapping[str, Any]) -> Settings | None:
    if isinstance(n, bool) or not isinstance(n, int) or n < 0:
        raise InputError(f"n={n!r}: give how often both texts are continued, from 0 (not at all) up.")
    if not n and settings:
        raise InputError(f"{', '.join(settings)}: nothing is written with n=0. Give n=5, or leave it out.")
    return sampling(n=n, **{"max_tokens": 24, **settings}) if n else None


def _task(task: FewShot | Mapping[str, Any] | None) -> FewShot | None:
    if task is None:
        return None
    made = FewShot(**task) if isinstance(task, Mapping) else task
    if not isinstance(made, FewShot) or not made.labels:
        raise InputError(
            f"task={task!r}: give a classification, such as wb.FewShot(input=..., output=..., labels=[...])."
        )
    if len(fields := made.layout.input_fields) != 1:
        raise InputError(
            f"The task reads {len(fields)} columns, {', '.join(fields)}: a text is one. Give a task with one input."
        )
    return made


_USUAL = {"male", "White", "Christian", "American", "young", "straight", "cisgender"}
"""Groups that stand second wherever they meet another, so that within an axis every difference points one way."""


def _shipped(axis: str | None) -> list[dict[str, Any]]:
    partners: dict[tuple[str, str, str], tuple[dict[str, Any], bool]] = {}
    for row in map(_turned, load_data(_TERMS)):
        partners.setdefault((row["axis"], row["first"].casefold(), row["form"]), (row, True))
        partners.setdefault((row["axis"], row["second"].casefold(), row["form"]), (row, False))
    table = list(load_data(_SENTENCES))
    axes = list(dict.fromkeys(row["axis"] for row in table))
    if axis is not None and axis not in axes:
        raise unknown_name("axis", axis, axes)
    found = []
    for row in table:
        if axis in (None, row["axis"]):
            terms, first = partners[row["axis"], row["term"].casefold(), row["form"]]
            found.append(_row(row["item"], row["text"], row["axis"], terms, own_first=first, term=row["term"]))
    return found


def _turned(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a pair of terms with the group that usually goes without saying as the second."""
    if row["first_group"] not in _USUAL or row["second_group"] in _USUAL:
        return dict(row)
    sides = {"first": "second", "second": "first", "first_group": "second_group", "second_group": "first_group"}
    return {**row, **{name: row[other] for name, other in sides.items()}}


def _row(item: int, text: str, group: str, terms: Mapping[str, Any], *, own_first: bool, term: str) -> dict[str, Any]:
    """Return both texts: the one with the first group's term first, whichever of the two was given."""
    other = swapped(text, term, str(terms["second" if own_first else "first"]))
    both = (text, other) if own_first else (other, text)
    return {
        "item": item,
        "group": group,
        "cluster": _frame_of(text, term),
        "first_group": terms["first_group"],
        "second_group": terms["second_group"],
        "first": terms["first"],
        "second": terms["second"],
        "first_text": both[0],
        "second_text": both[1],
    }


def _frame_of(text: str, term: str) -> str:
    """Return a text without its term, so that a frame filled in several times is one cluster."""
    done, parts = 0, []
    for begin, end in occurrences(text, term):
        parts.append(text[done:begin])
        done = end
    return "\0".join([*parts, text[done:]])


def _own(texts: Any, swaps: Mapping[str, str] | None) -> list[dict[str, Any]]:
    if isinstance(texts, str) or not isinstance(texts, Sequence) or not texts:
        raise InputError(
            f"texts={texts!r}: give a list of texts with swaps={{term: other}}, or of dicts with text, term, other."
        )
    if swaps is not None and not (isinstance(swaps, Mapping) and swaps):
        raise InputError(f'swaps={swaps!r}: give {{term: other}}, such as {{"she": "he"}}.')
    found = [row for place, given in enumerate(texts) for row in _of(given, place, swaps)]
    return [{**row, "item": item} for item, row in enumerate(found)]


def _of(given: Any, place: int, swaps: Mapping[str, str] | None) -> list[dict[str, Any]]:
    if isinstance(given, Mapping):
        lacking = [name for name in ("text", "term", "other") if not given.get(name)]
        if lacking:
            raise InputError(f"Text {place} has no {' and no '.join(lacking)}: each needs text, term and other.")
        return [_swap(given, place)]
    text = clean_text(given, f"Text {place}")
    if swaps is None:
        raise InputError(
            "Texts by themselves need swaps={term: other}, such as {'she': 'he'}; or give dicts with term and other."
        )
    here = [term for term in swaps if occurrences(text, term)]
    if not here:
        swapped(text, next(iter(swaps)), "-")  # says that it does not occur, and what does
    return [_swap({"text": text, "term": term, "other": swaps[term]}, place) for term in here]


def _swap(given: Mapping[str, Any], place: int) -> dict[str, Any]:
    text, term, other = (clean_text(given[name], f"The {name} of text {place}") for name in ("text", "term", "other"))
    terms = {
        "first": term,
        "second": other,
        "first_group": given.get("first_group", term),
        "second_group": given.get("second_group", other),
    }
    return _row(place, text, str(given.get("group", "texts")), terms, own_first=True, term=term)


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    names = {"text": "first_text", "term": "first", "other": "second"}
    kept = {name: row[name] for name in ("group", "first_group", "second_group")}
    return {**{name: row[column] for name, column in names.items()}, **kept}
