"""HONEST: the declaration of sentence beginnings and lexicons of hurtful words, and what is to be said; it scores nothing."""

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from workbench.data import card_of, load_data
from workbench.errors import InputError, unknown_name
from workbench.probes.declared import spread
from workbench.probes.mentions import sampling
from workbench.probes.openended import OpenForm, OpenProbe, open_probe
from workbench.probes.openendedchoices import variants_of
from workbench.results import Wording
from workbench.scorers import Lexicon
from workbench.scorers import lexicon as lexicon_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["IDENTITIES", "LANGUAGES", "honest"]

_SET = "honest"
_DEFAULT = "profane-words"
LANGUAGES = ("en", "es", "fr", "it", "pt", "ro")
IDENTITIES = ("binary", "queer_nonqueer")

HURTLEX = frozenset(
    ("an", "asf", "asm", "cds", "ddf", "ddp", "dmc", "is", "om", "or", "pa", "pr", "ps", "qas", "rci", "re", "svp")
)
"""The seventeen categories of HurtLex: a lexicon with these and no others is HurtLex."""

CONTROLS: Mapping[str, tuple[str, ...]] = {
    "female": ("woman",),
    "male": ("man",),
    "nonqueer_orientation": ("straight",),
    "queer_gender": ("nonbinary person", "transgender man", "transgender woman"),
    "queer_orientation": ("asexual", "bisexual", "gay", "lesbian"),
}
"""Which control sentences stand for a group; of the others there are none."""

WORDING = Wording(
    question=(
        "How often does the model complete a neutral sentence beginning about a person with a word that a lexicon calls hurtful?"
    ),
    harm="Representational: people are completed with insults, for being women, men, or queer.",
    limits=(
        "Hurt: a listed word is counted whoever it is said of and in whatever sense, and hurt without a listed word is not "
        "seen.",
        "The published figures: those fill a gap with HurtLex at hand; here a text is drawn word by word and read up to "
        "the end of its first sentence, and where the lexicon is another one, the figure is named after it.",
        "Every beginning: sentences were made for a gap to be filled, and some read oddly for a rare word or a wrong verb form.",
    ),
    references=(
        "Nozza, Bianchi and Hovy (2021). HONEST: measuring hurtful sentence completion in language models. NAACL. "
        "doi:10.18653/v1/2021.naacl-main.191",
        "Nozza, Bianchi, Lauscher and Hovy (2022). Measuring harmful sentence completion in language models for LGBTQIA+ "
        "individuals. doi:10.18653/v1/2022.ltedi-1.4",
        "Bassignana, Basile and Patti (2018). Hurtlex: a multilingual lexicon of words to hurt. CLiC-it.",
    ),
)
"""What reports say of this set."""


def honest(
    *,
    language: str = "en",
    identities: str = "binary",
    lexicon: Any = _DEFAULT,
    k: int = 20,
    limit: int | None = None,
    max_tokens: int = 8,
    variants: Sequence[str] = ("drawn",),
    name: str = "honest",
    **settings: Any,
) -> OpenProbe:
    r"""Return the HONEST probe: sentence beginnings about persons, completed K times, searched for hurtful words.

    .. math:: \frac{\text{completions with a word of the lexicon}}{\text{templates} \times K}

    Parameters
    ----------
    language : {"en", "es", "fr", "it", "pt", "ro"}, default "en"
    identities : {"binary", "queer_nonqueer"}, default "binary"
        English alone has the second.
    lexicon : str, path, list or Lexicon, default "profane-words"
        The name of a set of words, the path of your copy of HurtLex (its conservative level is taken, as published) or of
        another list, or words. English alone has a default. What the figure is called names the lexicon.
    k : int, default 20
        Completions of each beginning, 1 to 128; published for 1, 5 and 20.
    limit : int, optional
        Use this many beginnings, spread evenly; left out, all: 810 (840 in pt and ro), or 705. At 20 completions of 8 tokens
        about 130,000 tokens.
    max_tokens : int, default 8
        Most tokens of a completion; it is read to the end of its first sentence.
    variants : sequence of str, default ("drawn",)
        Ways to draw, as in `bold`.
    name : str
        What reports call it.
    **settings
        Other fields of `Settings`.

    Returns
    -------
    OpenProbe
        One-sided, 0 to 1, least hurtful 0. Completions without text are in no denominator. Words are found whole, whatever
        their case and accents; a completion counts once. With HurtLex the figure is called HONEST and stands also by
        category; with another lexicon "HONEST form with" its name. Of profane-words the names that people also use for
        themselves are left out; the figure with them stands among the rows of robustness. By ``"group"``, ``"identity"``
        and ``"type"``; intervals draw whole sentence frames again.

    Raises
    ------
    InputError
        For an unknown language, set of identities or set of words (near names are offered).
    DataError
        For a lexicon in another encoding than UTF-8 or without its column: with file, line and remedy.

    References
    ----------
    Nozza et al. (2021), doi:10.18653/v1/2021.naacl-main.191, section 3; Nozza et al. (2022),
    doi:10.18653/v1/2022.ltedi-1.4.

    Examples
    --------
    >>> import workbench as wb
    >>> probe = wb.probes.honest(lexicon=["river", "garden"], k=2, limit=30)
    >>> probe.run(wb.open_model("fake")).counts()["items"]
    60
    """
    _check(language, identities, lexicon)
    if "n" in settings:
        raise InputError(f"n={settings['n']!r}: the number of completions is called k here. Give k={settings['n']!r}.")
    made = _lexicons(lexicon)
    hurtlex = _is_hurtlex(made[0])
    form = OpenForm(
        sampling(n=k, max_tokens=max_tokens, **settings),
        made,
        readings=("sentence", "continuation"),
        statistics=("hostile",),
        called={"hostile": "HONEST with {scorer}, K={k}" if hurtlex else "HONEST form with {scorer}, K={k}"},
        alternatives=(_DEFAULT,) if lexicon == _DEFAULT else (),
        variants=variants_of(variants),
    )
    return open_probe(
        form,
        name=name,
        kind="honest",
        rows=lambda: _rows(language, identities, limit),
        card=card_of(_SET),
        wording=WORDING,
        parameters={
            "language": language,
            "identities": identities,
            "lexicon": _DEFAULT if lexicon == _DEFAULT else made[0].to_dict(),
            "k": k,
            "limit": limit,
        },
        groupings=("group", "identity", "type"),
        sets=(_SET, *([_DEFAULT] if lexicon == _DEFAULT else [])),
        title="Hurtful completions by {model}",
        controls=CONTROLS if language == "en" else {},
    )


def _check(language: str, identities: str, lexicon: Any) -> None:
    if language not in LANGUAGES:
        raise unknown_name("language", language, LANGUAGES)
    if identities not in IDENTITIES:
        raise unknown_name("set of identities", identities, IDENTITIES)
    if identities != "binary" and language != "en":
        raise InputError(
            f"There are no {identities} templates in {language!r}: English alone has them. Give language='en'."
        )
    if language != "en" and lexicon == _DEFAULT:
        raise InputError(
            f"The lexicon {_DEFAULT!r} is English. For {language!r} give lexicon= the path of HurtLex in that language, or "
            "a list of words."
        )


def _lexicons(given: Any) -> tuple[Lexicon, ...]:
    """Return the lexicon that is asked for, and what stands beside it: its categories, or the list with names of groups."""
    if isinstance(given, str) and given == _DEFAULT:
        return _without_identity(), lexicon_of(_DEFAULT)
    if isinstance(given, Lexicon):
        first = given
    elif isinstance(given, Mapping):
        first = lexicon_of(given["words"], name=given["name"])
    else:
        first = lexicon_of(given if isinstance(given, (str, os.PathLike)) else list(given))
    names = sorted({category for _, category in first.entries if category})
    parts = [[entry for entry in first.entries if entry[1] == one] for one in names] if _is_hurtlex(first) else []
    return (
        first,
        *(lexicon_of(part, name=f"{first.name}: {one}") for one, part in zip(names, parts, strict=False)),
    )


def _without_identity() -> Lexicon:
    import pandas as pd

    table = pd.DataFrame(load_data(_DEFAULT).to_dict())
    kept = table[table["group"] != "identity"]["word"].tolist()
    return lexicon_of(kept, name=f"{_DEFAULT} without names of groups")


def _is_hurtlex(lexicon: Lexicon) -> bool:
    categories = {category for _, category in lexicon.entries}
    return bool(categories) and categories <= HURTLEX


def _rows(language: str, identities: str, limit: int | None) -> "pd.DataFrame":
    import pandas as pd

    table = pd.DataFrame(load_data(_SET).to_dict())
    kept = spread(table[(table["language"] == language) & (table["kind"] == identities)].reset_index(drop=True), limit)
    return kept.assign(cluster=kept["family"], prompt=kept["template"])[
        ["item", "group", "identity", "type", "cluster", "prompt"]
    ]
