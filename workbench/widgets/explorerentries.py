"""The probes that the explorer offers, in plain words: what each measures and which choices it has; it makes none run."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from workbench import probes
from workbench.errors import InputError, unknown_name

__all__ = ["ENTRIES", "Choice", "Entry", "entries", "entry_of", "needs_data"]

_EVERY = "all of them"


@dataclass(frozen=True)
class Choice:
    """An argument of a probe that is chosen from a list.

    Attributes
    ----------
    argument : str
    label : str
        Its name in words.
    options : dict
        ``{in words: value}``; the first is chosen at the beginning.
    """

    argument: str
    label: str
    options: Mapping[str, Any]


@dataclass(frozen=True)
class Entry:
    """One probe of the list.

    Attributes
    ----------
    kind : str
        The function of `workbench.probes`.
    family, title : str
        Where it stands in the list, and its name.
    measures : str
        What it measures, in one sentence.
    amount : int
        How much of it is asked in a first look.
    argument, label : str
        The argument that the amount stands for, and its name in words.
    choice : Choice, optional
    fixed : dict
        Other arguments that keep a first look small.
    whole : bool
        Whether an amount of 0 asks all there is.
    seeded : bool
        Whether it draws texts by a seed.
    """

    kind: str
    family: str
    title: str
    measures: str
    amount: int = 40
    argument: str = "limit"
    label: str = "Items (0: all)"
    choice: Choice | None = None
    fixed: Mapping[str, Any] = field(default_factory=dict)
    whole: bool = True
    seeded: bool = False

    @property
    def words(self) -> str:
        """The line of the list."""
        return f"{self.family}: {self.title}"

    def arguments(self, amount: int, choice: Any = None, seed: int = 0) -> dict[str, Any]:
        """Return the arguments of the probe's function; what is as usual is left out.

        Raises
        ------
        InputError
            For an amount below what makes sense.
        """
        if isinstance(amount, bool) or not isinstance(amount, int) or amount < (0 if self.whole else 1):
            raise InputError(
                f"{self.label}: {amount!r} was given. Give a whole number from {0 if self.whole else 1} up."
            )
        made: dict[str, Any] = dict(self.fixed)
        if self.choice is not None and choice is not None:
            made[self.choice.argument] = choice
        if self.argument and (amount or self._usual is not None):
            made[self.argument] = amount or None
        if self.seeded and seed:
            made["seed"] = seed
        return made

    def make(self, amount: int | None = None, choice: Any = None, seed: int = 0) -> Any:
        """Return the probe; with nothing given, that of a first look."""
        asked = self.amount if amount is None else amount
        return getattr(probes, self.kind)(**self.arguments(asked, choice, seed))

    @property
    def _usual(self) -> Any:
        return inspect.signature(getattr(probes, self.kind)).parameters[self.argument].default


def _listed(*values: str, every: bool = True) -> dict[str, Any]:
    plain = {value.replace("_", " ").replace(" x ", " and "): value for value in values}
    return {**plain, _EVERY: None} if every else plain


_BBQ = _listed(
    "Age",
    "Disability_status",
    "Gender_identity",
    "Nationality",
    "Physical_appearance",
    "Race_ethnicity",
    "Race_x_SES",
    "Race_x_gender",
    "Religion",
    "SES",
    "Sexual_orientation",
)
_HOLISTIC = _listed(
    "age",
    "ability",
    "body_type",
    "characteristics",
    "cultural",
    "gender_and_sex",
    "nationality",
    "political_ideologies",
    "race_ethnicity",
    "religion",
    "sexual_orientation",
    "socioeconomic_class",
    every=False,
)
_SWAPS = _listed("gender", "age", "class", "disability", "nationality", "orientation", "race", "religion")
_DOMAINS = _listed("gender", "political_ideology", "profession", "race", "religious_ideology")
_PAIRS, _QUESTIONS, _PRONOUNS = "Sentence pairs", "Questions", "Who a pronoun refers to"
_WORDS, _WRITTEN, _SWAPPED = "Words and occupations", "What the model writes", "The same text about another person"

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "crows_pairs",
        _PAIRS,
        "CrowS-Pairs",
        "Of two sentences that differ in the group they name, is the more stereotyping one the likelier? Nine kinds of bias.",
        90,
    ),
    Entry(
        "stereoset",
        _PAIRS,
        "StereoSet",
        "Of three texts, is the stereotype likelier than its opposite, and are both likelier than one without sense?",
        choice=Choice("task", "Task", {"within a sentence": "intrasentence", "after a sentence": "intersentence"}),
    ),
    Entry(
        "reddit_bias",
        _PAIRS,
        "RedditBias",
        "Is a phrase likelier about a minoritised group than the same phrase about a dominant one?",
        choice=Choice("axis", "Axis", _listed("gender", "orientation", "race", "religion1", "religion2")),
    ),
    Entry(
        "holistic_bias",
        _PAIRS,
        "HolisticBias, likelihood bias",
        "Does the likelihood of the same sentence differ between descriptors of people more than chance would make it?",
        6,
        label="Descriptors (0: all)",
        choice=Choice("axis", "Axis", _HOLISTIC),
    ),
    Entry(
        "bec_pro",
        _WORDS,
        "BEC-Pro",
        "How much does a job raise the likelihood of a man rather than a woman in the sentence?",
        270,
        choice=Choice("language", "Language", {"English": "en", "German": "de"}),
    ),
    Entry(
        "bbq",
        _QUESTIONS,
        "BBQ",
        "Where the text does not say who it was, does the answer name the person of whom a stereotype says so?",
        label="Items a category (0: all)",
        choice=Choice("category", "Category", _BBQ),
    ),
    Entry(
        "winogender",
        _PRONOUNS,
        "Winogender",
        "Is a pronoun resolved rightly more often where its gender is that of most people in the occupation?",
        60,
    ),
    Entry(
        "winobias",
        _PRONOUNS,
        "WinoBias",
        "Is a pronoun resolved rightly more often where its gender is the one that a stereotype expects?",
        60,
        choice=Choice(
            "type", "Type", {"both types": None, "1: by what is known of the world": 1, "2: by the sentence's form": 2}
        ),
    ),
    Entry(
        "occupations_by_gender",
        _WORDS,
        "Occupations by gender",
        "Are words for women or for men likelier after the name of an occupation, also where it is called competent or not?",
        20,
        label="Occupations (0: all)",
        choice=Choice(
            "contexts",
            "Context",
            {"neutral": ["neutral"], "competent": ["competent"], "incompetent": ["incompetent"]},
        ),
    ),
    Entry(
        "matched_guise",
        _WORDS,
        "Matched guise: two dialects",
        "Which attributes does the model give to a speaker, when the same is said in another dialect?",
        6,
        label="Pairs (0: all)",
    ),
    Entry(
        "counterfactuals",
        _SWAPPED,
        "Swapped terms in many texts",
        "How much does the likelihood of the rest of a text change when only the person in it is another?",
        20,
        label="Texts (0: all)",
        choice=Choice("axis", "Axis", _SWAPS),
    ),
    Entry(
        "pronouns",
        _WRITTEN,
        "Pronouns after forty occupations",
        "When the model goes on after 'The nurse said that', does it write of a woman or of a man first?",
        5,
        "n",
        "Texts a prompt",
        fixed={"max_tokens": 12},
        whole=False,
        seeded=True,
    ),
    Entry(
        "representation",
        _WRITTEN,
        "Who appears when nobody is named",
        "Which people does the model write about when the prompt says nothing of who somebody is?",
        20,
        label="Prompts (0: all)",
        fixed={"n": 5},
        seeded=True,
    ),
    Entry(
        "described",
        _WRITTEN,
        "Words beside named groups",
        "Which words does the model put beside a group, and does it speak of one more negatively than of the others?",
        10,
        "n",
        "Texts a prompt",
        choice=Choice("axis", "Axis", _listed("gender", "race", "religion", every=False)),
        fixed={"max_tokens": 24},
        whole=False,
        seeded=True,
    ),
    Entry(
        "bold",
        _WRITTEN,
        "BOLD",
        "How do texts about people of several groups differ in sentiment and other scores?",
        20,
        label="Prompts (0: all)",
        choice=Choice("domain", "Domain", _DOMAINS),
        seeded=True,
    ),
    Entry(
        "honest",
        _WRITTEN,
        "HONEST",
        "How often does the model complete a sentence about a person with a hurtful word?",
        20,
        label="Prompts (0: all)",
        fixed={"k": 5},
        choice=Choice("identities", "People", {"women and men": "binary", "LGBTQ+ people": "queer_nonqueer"}),
        seeded=True,
    ),
    Entry(
        "regard",
        _WRITTEN,
        "Regard",
        "With how much respect do texts go on about people of several groups?",
        20,
        label="Prompts (0: all)",
        fixed={"n": 5},
        seeded=True,
    ),
    Entry(
        "toxicity",
        _WRITTEN,
        "Toxicity of continuations",
        "How often is what the model writes hostile, after hostile and after ordinary prompts?",
        20,
        label="Prompts (0: all)",
        fixed={"n": 5},
        seeded=True,
    ),
    Entry(
        "radicalization",
        _WRITTEN,
        "Radicalization risk",
        "Does the model take up an extremist's tone when it has been shown a few such answers?",
        10,
        label="Questions (0: all)",
        fixed={"n": 3},
        seeded=True,
    ),
)


def needs_data(make: Callable[..., Any]) -> bool:
    """Tell whether a probe's function needs an argument: data of one's own, or the name of a task."""
    parameters = inspect.signature(make).parameters.values()
    return any(one.default is one.empty and one.kind is not one.VAR_KEYWORD for one in parameters)


def entries() -> tuple[Entry, ...]:
    """Return what can be chosen: the table's probes that are registered, then any other that needs no data of one's own."""
    known = set(probes.names())
    listed = [entry for entry in ENTRIES if entry.kind in known]
    told = {entry.kind for entry in listed}
    others = [kind for kind in probes.names() if kind not in told and not needs_data(getattr(probes, kind))]
    families = list(dict.fromkeys(entry.family for entry in ENTRIES))
    return (*sorted(listed, key=lambda entry: families.index(entry.family)), *map(_untold, others))


def entry_of(kind: str) -> Entry:
    """Return the entry of a kind.

    Raises
    ------
    InputError
        For a kind that the list does not have.
    """
    known = {entry.kind: entry for entry in entries()}
    if kind not in known:
        raise unknown_name("probe", kind, known, "One with data of your own is given as probe=.")
    return known[kind]


def _untold(kind: str) -> Entry:
    """Return an entry for a probe that the table does not have, from its docstring."""
    make = getattr(probes, kind)
    first = (inspect.getdoc(make) or kind).splitlines()[0].removeprefix("Return ")
    parameters = inspect.signature(make).parameters
    argument = next((name for name in ("limit", "n") if name in parameters), "")
    entry = Entry(kind, "Others", kind.replace("_", " "), first, 20, argument, seeded="seed" in parameters)
    return replace(entry, amount=10, label="Texts a prompt", whole=False) if argument == "n" else entry
