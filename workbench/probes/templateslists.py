"""Templates, lists of words by group and attributes: what a researcher gives, checked; it scores nothing."""

import string
from collections.abc import Mapping, Sequence
from typing import Any

from workbench.errors import InputError, unknown_name
from workbench.records import clean_text

__all__ = ["SLOTS", "checked_attributes", "checked_contrast", "checked_groups", "checked_templates", "slot_of"]

SLOTS = ("attribute", "group")
_EXAMPLES = {
    SLOTS: 'Write one slot into each, such as "The {attribute} was a" or "The {group} person is".',
    ("text",): """Write the slot {text} into each, such as 'A person who says "{text}" is'.""",
}
_GROUPS = 'Give named lists of words, such as {"female": ["woman"], "male": ["man"]}.'


def checked_templates(given: Any, slots: tuple[str, ...] = SLOTS) -> tuple[str, ...]:
    """Return templates that all hold the same slot, once each; ``slots`` are those that it may be.

    Raises
    ------
    InputError
        For no template, one without a slot, with an unknown one or with another than the first, or that stands twice.
    """
    if isinstance(given, str):
        given = [given]
    if not isinstance(given, Sequence) or not given:
        raise InputError(f"templates={given!r}: give at least one. {_EXAMPLES[slots]}")
    texts = tuple(clean_text(one, f"Template {place}") for place, one in enumerate(given))
    found = [slot_of(text, slots) for text in texts]
    for place, text in enumerate(texts):
        if text in texts[:place]:
            raise InputError(f"Template {place} stands twice: {text!r}. Leave one out.")
        if found[place] != found[0]:
            raise InputError(
                f"Template {place} holds {{{found[place]}}} and the first {{{found[0]}}}: {text!r}. All templates of a "
                "probe hold the same slot; make two probes."
            )
    return texts


def slot_of(template: str, slots: tuple[str, ...] = SLOTS) -> str:
    """Return the one slot of a template: ``"attribute"`` or ``"group"``, or another that is allowed.

    >>> slot_of("The {attribute} was a")
    'attribute'
    """
    try:
        found = [name for _, name, _, _ in string.Formatter().parse(template) if name is not None]
    except ValueError as error:
        raise InputError(
            f"{template!r} is no template: {error}. Write a brace of the text twice. {_EXAMPLES[slots]}"
        ) from None
    if not found:
        raise InputError(f"{template!r} holds no slot. {_EXAMPLES[slots]}")
    for name in found:
        if name not in slots:
            raise unknown_name("slot", name, slots, f"It stands in {template!r}.")
    if len(found) > 1:
        raise InputError(f"{template!r} holds {len(found)} slots. {_EXAMPLES[slots]}")
    return found[0]


def checked_groups(given: Any, argument: str = "groups") -> dict[str, tuple[str, ...]]:
    """Return named lists of words that have no word in common; ``argument`` is what errors call them.

    Raises
    ------
    InputError
        For fewer than two lists, an empty list or word, a word that stands twice in a list or in two.
    """
    pairs = list(given.items()) if isinstance(given, Mapping) else given
    if isinstance(pairs, str) or not isinstance(pairs, Sequence) or len(pairs) < 2 or not all(map(_pair, pairs)):
        raise InputError(f"{argument}={given!r}: at least two are needed. {_GROUPS}")
    found: dict[str, tuple[str, ...]] = {}
    owner: dict[str, str] = {}
    for name, words in pairs:
        named = clean_text(name, f"A name in {argument}")
        if named in found:
            raise InputError(f"Two {argument} are named {named!r}. Give each a name of its own.")
        found[named] = _words(named, words)
        for word in found[named]:
            if word in owner:
                where = f"twice in {named!r}" if owner[word] == named else f"in {owner[word]!r} and in {named!r}"
                raise InputError(f"The word {word!r} stands {where}. Leave it out of one.")
            owner[word] = named
    return found


def checked_attributes(given: Any) -> list[tuple[str, str]]:
    """Return pairs of attribute and its group, each attribute once.

    Raises
    ------
    InputError
        For no attribute, an empty one, or one that stands twice: whatever its case.
    """
    named = given if isinstance(given, Mapping) else None
    if named is None and not isinstance(given, str) and isinstance(given, Sequence) and given and _pair(given[0]):
        named = dict(given)
    lists = named if named is not None else {"attributes": given}
    pairs = [(word, str(name)) for name, words in lists.items() for word in _words(str(name), words)]
    if not pairs:
        raise InputError("attributes is empty: give at least one word.")
    known: dict[str, str] = {}
    for word, name in pairs:
        if word.casefold() in known:
            where = known[word.casefold()]
            told = f"in {where!r} and in {name!r}" if where != name else f"in {name!r}" if named is not None else ""
            raise InputError(f"The attribute {word!r} stands twice {told}".rstrip() + ". Leave one out.")
        known[word.casefold()] = name
    return pairs


def checked_contrast(given: Any, groups: Mapping[str, Any]) -> tuple[str, str]:
    """Return the two groups whose ratio is the primary figure: the first two where none are named."""
    if given is None:
        first, second, *_ = groups
        return first, second
    if isinstance(given, str) or not isinstance(given, Sequence) or len(given) != 2 or given[0] == given[1]:
        raise InputError(f'contrast={given!r}: give the names of two groups, such as ("female", "male").')
    for name in given:
        if name not in groups:
            raise unknown_name("group", name, groups, "It stands in contrast.")
    return str(given[0]), str(given[1])


def _pair(one: Any) -> bool:
    return not isinstance(one, str) and isinstance(one, Sequence) and len(one) == 2 and isinstance(one[0], str)


def _words(name: str, given: Any) -> tuple[str, ...]:
    if isinstance(given, str) or not isinstance(given, Sequence) or not given:
        raise InputError(f"The words of {name!r} are {given!r}: a list with at least one word is needed. {_GROUPS}")
    words = tuple(clean_text(word, f"A word of {name!r}").strip() for word in given)
    if not all(words):
        raise InputError(f"A word of {name!r} is empty. Leave it out.")
    return words
