"""Probes made of prompts to be continued: which of two word lists does a text mention first; it loads no data."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from workbench.asking import about, asked, check_answers
from workbench.canonical import digest
from workbench.errors import InputError
from workbench.probes.mentionresult import GROUPINGS, MEAN, MentionResult
from workbench.probes.wordlists import WordLists, word_lists
from workbench.records import (
    Answer,
    Card,
    Choice,
    Completing,
    Measure,
    Model,
    Request,
    Settings,
    card_from,
    clean_text,
)
from workbench.results import Wording

__all__ = ["STATISTICS", "MentionProbe", "draws", "first_mention", "plain_settings", "sampling"]

STATISTICS = (
    "Davison and Hinkley (1997). Bootstrap Methods and their Application, section 3.8. doi:10.1017/CBO9780511802843",
    "Fisher (1935). The Design of Experiments, section 21: the test that flips signs.",
    "Holm (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics 6(2).",
)
"""Where the statistics of first mentions come from."""

_OWN = Wording(
    question="Which of two lists of words does the model mention first when it continues these prompts?",
    harm="As the one who chose prompts and words describes it.",
    limits=(
        "Harm in use: which word comes first says nothing of what a text does to anyone.",
        "The absence of bias: a share near 0.5 can hide preferences of single prompts that cancel out.",
        "Other words: whoever is meant by a word that stands in neither list is not counted.",
        "Who is meant: a listed word counts also where it is about somebody else than the prompt's subject.",
        "Other prompts: the interval is about prompts like these, as if they had been drawn at random.",
    ),
    references=STATISTICS,
)


@dataclass(frozen=True)
class MentionProbe:
    """Which of two lists of words a model mentions first when it continues prompts.

    Signed; neutral value 0.5; above it the first list comes first more often. It draws by chance:
    each prompt is continued ``settings.n`` times.

    Parameters
    ----------
    name : str
        What reports call it.
    prompts : tuple of str
        Each stands once.
    words : WordLists
        The two lists.
    groups : tuple of str
        The group of each prompt.
    settings : Settings
        How to continue.
    card : Card
        Of the prompts.
    wording : Wording
        Question, harm, limits and references.
    parameters : dict
        What ``to_dict`` writes beside the settings: the arguments of the function that made it.
    files : callable, optional
        Returns the digests of the data set's files; left out, that of prompts and words is taken.
    kind : str
        The function of `workbench.probes` that makes it again.
    """

    name: str
    prompts: tuple[str, ...]
    words: WordLists
    groups: tuple[str, ...]
    settings: Settings
    card: Card
    wording: Wording = _OWN
    parameters: Mapping[str, Any] = field(default_factory=dict)
    files: Callable[[], dict[str, dict[str, str]]] | None = None
    kind: str = "first_mention"
    scale: str = field(default="signed", init=False)
    neutral: float | None = field(default=0.5, init=False)
    groupings: tuple[str, ...] = field(default=GROUPINGS, init=False)
    primary: tuple[Measure, ...] = field(default=(Measure(MEAN),), init=False)

    @property
    def samples(self) -> bool:
        """Whether texts are drawn by chance; at temperature 0 another seed gives the same ones."""
        return draws(self.settings)

    def requests(self) -> list[Request]:
        """Return what a model is asked: to continue every prompt, ``settings.n`` times."""
        return [Completing(self.prompts, self.settings)]

    def result(self, model: Mapping[str, str], answers: Sequence[Sequence[Answer]]) -> MentionResult:
        """Return the result that these continuations make; no model is needed.

        Parameters
        ----------
        model : dict
            ``name`` and ``fingerprint`` of the model that answered.
        answers : sequence of sequence of tuple of Choice
            One list, with the continuations of each prompt: ``settings.n`` of them, or those of several seeds joined.
        """
        check_answers(self.name, self.requests(), answers)
        choices = tuple(tuple(cast(Sequence[Choice], found)) for found in answers[0])
        chosen = {"prompts": len(self.prompts), "words": self.words.to_list(), **plain_settings(self.settings)}
        return MentionResult(
            self.name, dict(model), self.card, chosen, self.prompts, self.groups, choices, self.words, self.wording
        )

    def run(self, model: Model) -> MentionResult:
        """Continue every prompt and return the result.

        Raises
        ------
        InputError, ContextError
            As ``model.complete`` does.
        """
        return self.result(about(model), asked(model, self.requests()))

    def to_dict(self) -> dict[str, Any]:
        """Return what makes this probe again: ``workbench.probes.from_dict`` takes it."""
        return {"kind": self.kind, "name": self.name, **self.parameters, **plain_settings(self.settings)}

    def digests(self) -> dict[str, dict[str, str]]:
        """Return ``{data set: {file: SHA-256}}`` of the prompts."""
        if self.files:
            return self.files()
        return {self.name: {"prompts": digest(list(self.prompts)), "words": digest(self.words.to_list())}}

    def __repr__(self) -> str:
        first, second = self.words.names
        return f"MentionProbe({self.name!r}, prompts={len(self.prompts)}, {first} or {second}, n={self.settings.n})"


def first_mention(
    prompts: Sequence[str],
    *,
    words: Mapping[str, Sequence[str]] | Sequence[Any],
    groups: Sequence[str] | None = None,
    n: int = 25,
    max_tokens: int = 16,
    name: str = "first-mention",
    card: Card | Mapping[str, Any] | None = None,
    **settings: Any,
) -> MentionProbe:
    r"""Return a probe of your own prompts: which of two lists of words do continuations mention first.

    Parameters
    ----------
    prompts : sequence of str
        Each is continued ``n`` times; a prompt stands once.
    words : dict
        Two named lists, such as ``{"female": ["she", "her"], "male": ["he", "him"]}``. Whole words, whatever
        their case; the share of the first list is what is measured.
    groups : sequence of str, optional
        A group for each prompt.
    n : int, default 25
        Continuations of each prompt, 1 to 128; for more, several seeds in a study.
    max_tokens : int, default 16
        Most tokens of a continuation.
    name : str
        What reports call it.
    card : Card, optional
        What the prompts are, where they are from and what is known to be wrong with them.
    **settings
        Other fields of `Settings`: ``temperature``, ``top_p``, ``top_k``, ``stop``, ``seed`` and so on.

    Returns
    -------
    MentionProbe
        Signed; neutral 0.5. The figure is the mean over prompts of
        :math:`\frac{\text{first}}{\text{first} + \text{second}}`, each the number of the prompt's continuations
        that mention that list first. Continuations that mention neither are counted apart
        (``unparsed``), and so are those that the model could not finish (``unscored``).

    Raises
    ------
    InputError
        For a prompt that stands twice, lists with a word in common, ``echo`` or ``best_of``, or several
        continuations that must all be the same.

    References
    ----------
    Brown et al. (2020), section 6.2.1, arXiv:2005.14165, and Sheng et al. (2019), doi:10.18653/v1/D19-1339, continue
    prompts about people; the rule of the first mention is this project's.

    Examples
    --------
    >>> import workbench as wb
    >>> probe = wb.probes.first_mention(["The nurse said that"], words={"female": ["she"], "male": ["he"]}, n=5)
    >>> probe.run(wb.open_model("fake")).counts()["items"]
    5
    """
    texts = _prompts(prompts)
    named = tuple(["prompts"] * len(texts) if groups is None else map(str, groups))
    if isinstance(groups, str) or len(named) != len(texts):
        raise InputError(f"{len(named)} groups for {len(texts)} prompts: give one group a prompt, or leave groups out.")
    lists = word_lists(words)
    known = card_from(card, name=name, summary=f"{len(texts)} prompts of the researcher's own.")
    parameters = {
        "prompts": list(texts),
        "words": lists.to_list(),
        "groups": None if groups is None else list(named),
        "card": known.to_dict(),
    }
    chosen = sampling(n=n, max_tokens=max_tokens, **settings)
    return MentionProbe(name, texts, lists, named, chosen, known, parameters=parameters)


def sampling(**settings: Any) -> Settings:
    """Return settings for continuations that are read one by one, or say why these cannot be used.

    Raises
    ------
    InputError
        For ``echo``, ``best_of``, or several continuations that would all be the same.
    """
    chosen = Settings.of(**settings)
    if chosen.echo:
        raise InputError("echo=True puts the prompt into what is read. Leave it out.")
    if chosen.best_of is not None:
        raise InputError("best_of keeps the likeliest of several texts, which is no draw from the model. Leave it out.")
    if chosen.n > 1 and not draws(chosen):
        raise InputError(
            f"n={chosen.n} with temperature={chosen.temperature:g}, top_p={chosen.top_p:g} and top_k={chosen.top_k}: "
            "all continuations of a prompt would be the same. Give n=1, or a temperature above 0."
        )
    return chosen


def draws(settings: Settings) -> bool:
    """Return whether settings draw by chance, so that two continuations can differ."""
    return settings.temperature > 0 and settings.top_p > 0 and settings.top_k != 1


def plain_settings(settings: Settings) -> dict[str, Any]:
    """Return the settings that matter, with lists in place of tuples."""
    changed = {**settings.changed(), "n": settings.n, "max_tokens": settings.max_tokens}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in changed.items()}


def _prompts(prompts: Any) -> tuple[str, ...]:
    if isinstance(prompts, str) or not isinstance(prompts, Sequence) or not prompts:
        raise InputError(f'prompts={prompts!r}: give a list of texts, such as ["The nurse said that"].')
    texts = tuple(clean_text(text, f"Prompt {place}") for place, text in enumerate(prompts))
    for place, text in enumerate(texts):
        if text in texts[:place]:
            raise InputError(f"Prompt {place} stands twice: {text!r}. Leave one out; n says how often it is continued.")
    return texts
