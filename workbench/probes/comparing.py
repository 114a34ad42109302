"""One sentence with a term exchanged, side by side: log-probabilities token by token, and how each goes on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workbench.asking import about
from workbench.errors import InputError
from workbench.probes.aligning import ScoredTexts, Text
from workbench.probes.swapping import swapped
from workbench.records import Choice, Model, Settings

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MOST", "Comparison", "compared"]

MOST = 12
"""Replacements that are compared at once."""


@dataclass(frozen=True)
class Comparison:
    """What `compared` gives. It is about one sentence: no figure of it has an interval, and none says how others do.

    Attributes
    ----------
    model : dict
        ``name`` and ``fingerprint``.
    term : str
        What was exchanged.
    scored : ScoredTexts
        The sentence as it was given, then with each replacement.
    completions : tuple of Choice
        How the model goes on after each.
    settings : Settings
        How they were drawn, the same for all.
    """

    model: dict[str, str]
    term: str
    scored: ScoredTexts
    completions: tuple[Choice, ...]
    settings: Settings = field(default_factory=Settings)

    def frame(self) -> "pd.DataFrame":
        """Return one row a version of the sentence, the given one first.

        Returns
        -------
        pandas.DataFrame
            ``term``, ``text``, ``logprob`` (sum, natural logarithm), ``token_count``; its difference from the given
            sentence as ``difference``, of which ``difference_changed`` is of the tokens that were exchanged and
            ``difference_rest`` of all others, which is what the exchange does to what follows; ``completion``.
        """
        table = self.scored.frame().rename(columns={"label": "term"})
        parts = [self.scored.split(place, 0) for place in range(len(table))]
        differences = {"difference": "total", "difference_changed": "changed", "difference_rest": "rest"}
        made: dict[str, Any] = {name: [one[part] for one in parts] for name, part in differences.items()}
        columns = ["term", "text", "logprob", "token_count", *made, "completion"]
        return table.assign(**made, completion=[one.text for one in self.completions])[columns]

    def tokens(self, version: int = 1) -> "pd.DataFrame":
        """Return a version beside the given sentence, token by token; ``difference`` is the version's minus the given one's."""
        return self.scored.tokens(version, 0)

    def __repr__(self) -> str:
        return f"Comparison({self.term!r} and {len(self.completions) - 1} replacements, {self.model['name']})"


def compared(
    model: Model,
    text: str,
    term: str,
    replacements: Sequence[str],
    *,
    max_tokens: int = 20,
    temperature: float = 1.0,
    seed: int = 0,
) -> Comparison:
    """Score a sentence as it is and with a term exchanged, and let the model go on after each.

    Parameters
    ----------
    model : Model
    text : str
    term : str
        A word or words of the text; see `workbench.probes.swapping.swapped`.
    replacements : sequence of str
        What stands in its place, up to twelve, one after the other.
    max_tokens, temperature, seed
        Of the completions; the seed is the same for all.

    Returns
    -------
    Comparison

    Raises
    ------
    InputError
        For a term that does not occur, a replacement that changes nothing, or none at all.

    Examples
    --------
    >>> import workbench as wb
    >>> found = compared(wb.open_model("fake"), "The nurse said she slept.", "she", ["he"])
    >>> found.frame()["text"].tolist()
    ['The nurse said she slept.', 'The nurse said he slept.']
    """
    asked = _checked(replacements)
    versions = [text, *(swapped(text, term, one) for one in asked)]
    settings = Settings.of(max_tokens=max_tokens, temperature=temperature, seed=seed)
    scores = model.score([("", version) for version in versions])
    texts = tuple(Text(label, "", version) for label, version in zip([term, *asked], versions, strict=True))
    answer = model.complete(versions, **settings.changed())
    choices = tuple(answer.of(place)[0] for place in range(len(versions)))
    return Comparison(about(model), term, ScoredTexts(texts, tuple(scores)), choices, settings)


def _checked(replacements: Any) -> list[str]:
    if isinstance(replacements, str) or not isinstance(replacements, Sequence) or not replacements:
        raise InputError(f'replacements={replacements!r}: give a list of terms, such as ["he", "they"].')
    for one in replacements:
        if not isinstance(one, str):
            raise InputError(f"replacements={replacements!r}: each must be a text, and {one!r} is none.")
    asked = list(dict.fromkeys(one.strip() for one in replacements if one.strip()))
    if not asked:
        raise InputError('The replacements are empty. Give at least one, such as "he".')
    if len(asked) > MOST:
        raise InputError(f"{len(asked)} replacements were given: compare up to {MOST} at once.")
    return asked
