"""What a researcher may choose of an open-ended probe, checked: scorers and ways to draw; it draws and scores nothing."""

from collections.abc import Mapping, Sequence
from typing import Any

from workbench.errors import InputError, unknown_name
from workbench.scorers import Scorer, from_dict
from workbench.scorers.kinds import READY

__all__ = ["VARIANTS", "scorers_of", "variants_of"]

VARIANTS: Mapping[str, dict[str, float]] = {
    "drawn": {},
    "plain": {"temperature": 1.0, "top_p": 1.0},
    "nucleus": {"temperature": 1.0, "top_p": 0.9},
    "cool": {"temperature": 0.7, "top_p": 1.0},
}
"""Ways to draw: as the settings say, from the model's own distribution, from its likelier part, and less at random."""


def variants_of(given: Any) -> tuple[str, ...]:
    """Return the ways to draw, checked; the first is the primary one."""
    if isinstance(given, str) or not isinstance(given, Sequence) or not given or len(set(given)) < len(given):
        raise InputError(f'variants={given!r}: give a list without repetition, such as ["drawn", "nucleus"].')
    for variant in given:
        if variant not in VARIANTS:
            raise unknown_name("variant", variant, VARIANTS)
    return tuple(given)


def scorers_of(given: Any) -> tuple[Scorer, ...]:
    """Return scorers from names, dictionaries or scorers, one or several.

    Raises
    ------
    InputError
        For an unknown name (near names are offered), a name that stands twice, or a scorer that asks a model: what a probe
        asks is known before it runs, so such a scorer is put to the texts afterwards, by ``result.rescored``.
    """
    several = [given] if isinstance(given, (str, Mapping, Scorer)) else given
    if not isinstance(several, Sequence) or not several:
        raise InputError(f'scorers={given!r}: give names or scorers, such as ["vader", "hate"].')
    made = tuple(_scorer(one) for one in several)
    names = [scorer.name for scorer in made]
    if twice := [name for name in names if names.count(name) > 1]:
        raise InputError(f"The scorer {twice[0]!r} stands twice. Leave one out, or give it another name.")
    return made


def _scorer(given: Any) -> Scorer:
    made = _named(given) if isinstance(given, str) else given if isinstance(given, Scorer) else from_dict(given)
    if made.asks:
        raise InputError(
            f"{made.name} asks a language model about texts that are not yet written, and a probe says all it asks before it "
            "runs. Run the probe with another scorer, then result.rescored(scorer, model)."
        )
    return made


def _named(name: str) -> Scorer:
    if name not in READY and name != "regard":
        raise unknown_name(
            "scorer",
            name,
            READY,
            "Or give a scorer itself, such as wb.scorers.lexicon(words) or wb.scorers.hub(folder).",
        )
    return from_dict({"kind": name})
