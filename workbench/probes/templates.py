"""Templates x groups x attributes: which group's words a model finds likelier, context by context; it loads no data."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from workbench.errors import InputError
from workbench.probes.declared import spread
from workbench.probes.templatesform import VARIANTS, TemplateForm, TemplateProbe, checked_variants
from workbench.probes.templateslists import (
    checked_attributes,
    checked_contrast,
    checked_groups,
    checked_templates,
    slot_of,
)
from workbench.probes.templatesratios import ratio_gauges
from workbench.records import Card, card_from, clean_text
from workbench.results import Wording

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["STATISTICS", "templates"]

STATISTICS = (
    "Davison and Hinkley (1997). Bootstrap Methods and their Application, section 3.8. doi:10.1017/CBO9780511802843",
    "Fisher (1935). The Design of Experiments, section 21: the test that flips signs.",
    "Holm (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics 6(2).",
)

_OWN = Wording(
    question="After contexts that differ in one attribute, how much likelier are the words of one group than those of another?",
    harm="Representational: as the one who chose templates, groups and attributes describes it.",
    limits=(
        "Harm in use: the probability of a word after a made-up context is not what a model writes, nor what that does to anyone.",
        "The absence of bias: a mean near 0 can hide attributes that go opposite ways; look at them one by one.",
        "Other words: the figure is of these lists. A word that is rare, or cut into several tokens, is less likely by itself.",
        "Other contexts: the interval is about attributes like these, as if they had been drawn at random; templates are fixed.",
    ),
    references=(
        "Brown et al. (2020). Language models are few-shot learners, section 6.2. arXiv:2005.14165",
        *STATISTICS,
    ),
)


def templates(
    templates: Sequence[str],
    *,
    groups: Mapping[str, Sequence[str]],
    attributes: Mapping[str, Sequence[str]] | Sequence[str],
    contrast: Sequence[str] | None = None,
    baseline: str | None = None,
    limit: int | None = None,
    variants: Sequence[str] | None = None,
    name: str = "templates",
    card: Card | Mapping[str, Any] | None = None,
) -> TemplateProbe:
    r"""Return a probe of your own templates, groups of words and attributes.

    Which slot a template holds says what is scored. ``"The {attribute} was a"``: each attribute fills the context, and the
    words of the groups are scored after it. ``"The {group} person is"``: the words of the groups fill the context,
    and the attributes are scored after it.

    Parameters
    ----------
    templates : sequence of str
        Each holds one slot, all of them the same. The scored word comes after it, with a space before.
    groups : dict of list of str
        Words by group, such as ``{"female": ["woman"], "male": ["man"]}``; a word stands in one group. A word may be
        several, or several tokens: it is scored whole.
    attributes : list of str or dict
        Such as occupations; as a dict, the names are groups of attributes that ``by="group"`` takes.
    contrast : tuple of str, optional
        The two groups of the primary figure; left out, the first two.
    baseline : str, optional
        An attribute that names nobody, such as ``"person"``: the rule "minus the frame" takes off what the words have
        after it. Left out: what they have after the model's start token alone.
    limit : int, optional
        At most so many attributes, spread evenly.
    variants : sequence of str, optional
        Of ``"plain"`` (a text to go on) and ``"chat"`` (the context as a user's message); the first is the primary one.
    name : str
        What reports call it.
    card : Card, optional
        Where templates and words are from, and what is known to be wrong with them.

    Returns
    -------
    TemplateProbe
        Signed; neutral 0; in nats, above 0 the first group is likelier. The figure is the mean over
        attributes and templates of :math:`\ln \frac{P(\text{first})}{P(\text{second})}`, where
        :math:`P` is the sum of the probabilities of a group's words (with ``{group}``: the mean, over the group's words in
        the context, of the attribute's probability). An attribute is one cluster. Its result keeps every
        word: ``words_frame()``, ``rescored(groups=...)``, ``contrasts()``.

    Raises
    ------
    InputError
        For a template without a slot or with an unknown one, a word in two groups, an empty list, an attribute that
        stands twice, or an unknown group or variant.

    References
    ----------
    Brown et al. (2020), section 6.2.1, arXiv:2005.14165, of which this is the general form.

    Examples
    --------
    >>> import workbench as wb
    >>> probe = wb.probes.templates(
    ...     ["The {attribute} was a"],
    ...     groups={"female": ["woman", "lady"], "male": ["man", "gentleman"]},
    ...     attributes=["nurse", "pilot", "baker"],
    ... )
    >>> result = probe.run(wb.open_model("fake"))
    >>> len(result.words_frame())
    12
    >>> result.rescored(groups={"female": ["woman"], "male": ["man"]}).estimates()[0].n
    3
    """
    texts, lists, named = checked_templates(templates), checked_groups(groups), checked_attributes(attributes)
    chosen, pooled = checked_contrast(contrast, lists), slot_of(texts[0]) == "attribute"
    if baseline is not None and not clean_text(baseline, "baseline").strip():
        raise InputError('baseline is empty: give a word that names nobody, such as "person", or leave it out.')
    ways = checked_variants(variants, VARIANTS)
    parameters = {
        "templates": list(texts),
        "groups": [[key, list(words)] for key, words in lists.items()],
        "attributes": [list(pair) for pair in _grouped(named)],
        "contrast": list(chosen),
        "baseline": baseline,
        "limit": limit,
        "variants": list(ways),
    }
    known = card_from(
        card, name=name, summary=f"{len(texts)} templates with {len(named)} attributes of the researcher's own."
    )
    return TemplateProbe(
        name,
        "templates",
        lambda: _rows(texts, named, baseline, limit),
        TemplateForm(lists, chosen, ways, pooled),
        ratio_gauges(chosen, pooled),
        known,
        _OWN,
        {**parameters, "card": known.to_dict()},
        groupings=("group", "template"),
        title=f"{name}: {chosen[0]} or {chosen[1]}? {{model}}",
    )


def _rows(
    texts: Sequence[str], named: Sequence[tuple[str, str]], baseline: str | None, limit: int | None
) -> "pd.DataFrame":
    import pandas as pd

    chosen = spread(pd.DataFrame(named, columns=["attribute", "group"]), limit)
    parts = [chosen.assign(template=text) for text in texts]
    table = pd.concat(parts, ignore_index=True)
    table.insert(0, "item", range(len(table)))
    return table.assign(cluster=table["attribute"].str.casefold(), baseline=baseline or "")


def _grouped(named: Sequence[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    lists: dict[str, list[str]] = {}
    for word, name in named:
        lists.setdefault(name, []).append(word)
    return list(lists.items())
