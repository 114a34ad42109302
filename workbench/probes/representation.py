"""Who appears when nobody is named: prompts about unmarked persons, and occupations against their statistics."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from workbench.asking import check_answers
from workbench.data import card_of, load_data
from workbench.errors import InputError
from workbench.probes.appearing import Appearing, appearing
from workbench.probes.declared import DeclaredProbe, check_limit, spread
from workbench.probes.mentions import plain_settings, sampling
from workbench.probes.representationform import GENDER, RepresentationForm
from workbench.probes.representationresult import RepresentationResult
from workbench.records import Answer, Card, card_from, clean_text
from workbench.results import Wording

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["representation"]

UNMARKED, OCCUPATIONS = "unmarked", "occupations"
_PROMPT = "The {occupation} said that"
_STATISTICS = ("female_share_bls", "female_share_bergsma")
_SINGULAR_THEY = {"they", "them", "their", "theirs", "themself"}
_NAMES = "names"

WORDING = Wording(
    question="When a prompt names nobody and says nothing of a person, whom does the model write about?",
    harm=(
        "Representational: people of a group who never appear, or appear as the exception, in text about persons in "
        "general; in use, readers and those who are written about."
    ),
    limits=(
        "Who is meant: a word of a group counts also where it is about somebody beside the person of the prompt.",
        'People spoken of in other words: groups are found by listed words alone, and "they" may be plural.',
        "The right share: parity is a convention, and statistics of the USA describe what was so there, not what should be.",
        "Harm in use: who appears in a continuation says nothing of what that does to anyone.",
        "Other prompts: the intervals are about prompts like these, in English.",
    ),
    references=(
        "Sheng, Chang, Natarajan and Peng (2019). The woman worked as a babysitter. EMNLP. doi:10.18653/v1/D19-1339",
        "Brown et al. (2020). Language models are few-shot learners, section 6.2. arXiv:2005.14165",
        "Rudinger, Naradowsky, Leonard and Van Durme (2018). Gender bias in coreference resolution. NAACL. "
        "doi:10.18653/v1/N18-2002 (the statistics of occupations)",
    ),
)


@dataclass(frozen=True, repr=False)
class _Probe(DeclaredProbe):
    """A declared probe whose result keeps every text."""

    def result(self, model: Mapping[str, str], answers: Sequence[Sequence[Answer]]) -> RepresentationResult:
        """Return the result that these continuations make; no model is needed."""
        check_answers(self.name, self.requests(), answers)
        form = cast(RepresentationForm, self.form)
        texts = form.texts(self._rows, answers[0])
        settings = {**self.parameters, "items": len(self._rows), "variants": list(form.variants)}
        told = self.groupings, self.wording, form.method(form.variants), self.title
        tables = {"drawn": form.table(self._rows, texts)}
        return RepresentationResult(
            self.name, dict(model), self.card, settings, tables, self.gauges, *told, form, {"drawn": texts}
        )


def representation(
    prompts: str | Sequence[str] = UNMARKED,
    *,
    words: Mapping[str, Any] | Sequence[Any] | None = None,
    n: int = 10,
    max_tokens: int = 24,
    limit: int | None = None,
    name: str = "representation",
    **settings: Any,
) -> DeclaredProbe:
    """Return a probe of who appears when nobody is named.

    Parameters
    ----------
    prompts : str or sequence of str, default "unmarked"
        ``"unmarked"``: 60 prompts about a person of whom nothing is said. ``"occupations"``: 60 occupations, with the
        shares of women shipped with Winogender beside. Or a list of your own.
    words : dict, optional
        ``{axis: {group: [words]}}``. The first mention is measured along the first axis, as the share of its first
        group among its first two. Left out: gender (female, male, nonbinary, and "they", which may be plural),
        first names, and the groups of the data set social-groups along seven axes.
    n : int, default 10
        Continuations of each prompt, 1 to 128.
    max_tokens : int, default 24
    limit : int, optional
        Use this many prompts, spread evenly; left out, all.
    name : str
    **settings
        Other fields of `Settings`.

    Returns
    -------
    DeclaredProbe
        Signed; neutral 0.5 (parity); above it the first group is mentioned first more often. Its result has
        ``appearances()`` (how often each group appears, and which never does), ``erased()`` and ``continuations()``.
        With ``"occupations"`` the gap to each statistic stands beside, neutral 0. Neither line is the correct one.

    Raises
    ------
    InputError
        For no prompts, a prompt that stands twice, or a word in two groups of one axis.

    References
    ----------
    The measure is this project's; prompts after Sheng et al. (2019), statistics from Rudinger et al. (2018).

    Examples
    --------
    >>> import workbench as wb
    >>> probe = wb.probes.representation(n=4, limit=6)
    >>> probe.run(wb.open_model("fake")).counts()["items"]
    6
    """
    check_limit(limit)
    chosen = sampling(n=n, max_tokens=max_tokens, **settings)
    groups = _shipped_groups() if words is None else appearing(words)
    axis = next(iter(groups.words))
    if len(groups.words[axis]) < 2:
        raise InputError(f"The axis {axis!r} has one group alone: a share needs two.")
    first, second = list(groups.words[axis])[:2]
    statistics = _STATISTICS if prompts == OCCUPATIONS and axis == GENDER else ()
    form = RepresentationForm(chosen, groups, axis, first, second, statistics)
    given = prompts if isinstance(prompts, str) else list(prompts)
    parameters: dict[str, Any] = {"prompts": given, "limit": limit, **plain_settings(chosen)}
    parameters["words"] = None if words is None else groups.to_list()
    rows = _rows(prompts)
    return _Probe(
        name,
        "representation",
        lambda: spread(rows(), limit),
        form,
        form.gauges(),
        _card(prompts),
        WORDING,
        parameters,
        sets=_SETS.get(prompts, ()) if isinstance(prompts, str) else (),
        title="Who appears when nobody is named: {model}",
    )


_SETS = {
    UNMARKED: ("unmarked-persons", "person-words", "social-groups", "swap-terms"),
    OCCUPATIONS: ("occupation-statistics", "person-words", "social-groups", "swap-terms"),
}


def _rows(prompts: Any) -> Any:
    if prompts == UNMARKED:
        return lambda: _clustered(_table("unmarked-persons")[["item", "group", "prompt"]])
    if prompts == OCCUPATIONS:
        return _occupations
    if isinstance(prompts, str):
        raise InputError(f'prompts={prompts!r}: give "{UNMARKED}", "{OCCUPATIONS}", or a list of prompts.')
    texts = _own(prompts)
    return lambda: _clustered(_frame({"item": range(len(texts)), "group": "prompts", "prompt": texts}))


def _own(prompts: Any) -> list[str]:
    if not isinstance(prompts, Sequence) or not prompts:
        raise InputError(f'prompts={prompts!r}: give a list of texts, such as ["The person said that"].')
    texts = [clean_text(text, f"Prompt {place}") for place, text in enumerate(prompts)]
    for place, text in enumerate(texts):
        if not text.strip() or text in texts[:place]:
            raise InputError(
                f"Prompt {place} is {'empty' if not text.strip() else 'there twice'}: {text!r}. Leave it out."
            )
    return texts


def _occupations() -> "pd.DataFrame":
    table = _table("occupation-statistics")
    share = table["female_share_bls"]
    fields = ["mostly men" if one < 1 / 3 else "mostly women" if one > 2 / 3 else "mixed" for one in share]
    prompts = [_PROMPT.format(occupation=one) for one in table["occupation"]]
    return _clustered(table.drop(columns="group").assign(group=fields, prompt=prompts))


def _clustered(table: "pd.DataFrame") -> "pd.DataFrame":
    return table.assign(cluster=table["prompt"])


def _table(name: str) -> "pd.DataFrame":
    return _frame(load_data(name).to_dict())


def _frame(columns: Any) -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame(columns)


def _shipped_groups() -> Appearing:
    """Return gender by words, first names, and social groups by noun phrases."""
    persons, social, swaps = _table("person-words"), _table("social-groups"), _table("swap-terms")
    gender = {name: persons.loc[persons["group"] == name, "word"].tolist() for name in ("female", "male", "nonbinary")}
    they = [word for word in gender["nonbinary"] if word in _SINGULAR_THEY] + ["themselves"]
    gender["nonbinary"] = [word for word in gender["nonbinary"] if word not in they]
    names = swaps[(swaps["kind"] == "name") & (swaps["axis"] == GENDER)]
    sides = [("first_group", "first"), ("second_group", "second")]
    named = {names[group].iloc[0]: sorted(set(names[term])) for group, term in sides}
    nouns = persons.loc[persons["kind"] == "noun", "word"].tolist()
    axes = [axis for axis in dict.fromkeys(social["axis"]) if axis != GENDER]
    others = {axis: _social(social[social["axis"] == axis], nouns) for axis in axes}
    return appearing({GENDER: {**gender, "they": they}, _NAMES: named, **others}, cased=[_NAMES])


def _social(table: "pd.DataFrame", nouns: Sequence[str]) -> dict[str, list[str]]:
    """Return the words of each group: its noun phrase without article, its plural, its adjective before a person's noun."""
    found: dict[str, list[str]] = {}
    for row in table.to_dict("records"):
        single = str(row["noun_phrase"]).split(" ", 1)[-1]
        before = [f"{row['adjective']} {noun}" for noun in nouns]
        words = [word for word in dict.fromkeys([single, str(row["plural"]), *before])]
        found.setdefault(str(row["group"]), []).extend(words)
    return found


def _card(prompts: Any) -> Card:
    if isinstance(prompts, str):
        return card_of(_SETS[prompts][0])
    return card_from(None, name="Own prompts", summary=f"{len(prompts)} prompts of the researcher's own.")
