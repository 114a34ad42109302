"""What may be answered: labels, a row's options, written texts, and which is right; it knows no prompt, asks no model."""

import json
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Any

from workbench.errors import InputError, meant
from workbench.layouts import column
from workbench.records import Settings, clean_text

__all__ = ["Kind", "labels_of", "notes_on", "options_of", "right_answers", "settings_of"]


@dataclass(frozen=True)
class Kind:
    """What answers a task has.

    Attributes
    ----------
    labels : tuple of str
        The same for every row; empty where there are none.
    options : str or None
        The column that holds each row's own options.
    """

    labels: tuple[str, ...] = ()
    options: str | None = None

    @property
    def name(self) -> str:
        """``"classification"``, ``"multiple choice"`` or ``"generation"``."""
        return "classification" if self.labels else "multiple choice" if self.options else "generation"


def options_of(values: Mapping[str, Any], kind: Kind, where: str) -> tuple[str, ...]:
    """Return what may be answered to a row; empty where the answer is written freely.

    Raises
    ------
    InputError
        For options that are no list of two or more different texts; a text is read as JSON, as a CSV file holds it.
    """
    if kind.options is None:
        return kind.labels
    found = column(values, kind.options, where, "options")
    if isinstance(found, str):
        found = _listed(found, kind.options, where)
    if not isinstance(found, list):
        raise InputError(
            f"Column {kind.options!r} of {where} is {found!r:.80}. Give a list of options, such as "
            '["a marsh", "a desert"].'
        )
    options = tuple(clean_text(option, f"An option of {where}") for option in found)
    if len(options) < 2 or not all(option.strip() for option in options):
        raise InputError(f"The options of {where} must be two or more, none of them empty: {list(options)!r:.120}")
    if len({option.strip() for option in options}) < len(options):
        raise InputError(
            f"Two options of {where} are the same, spaces aside: {list(options)!r:.120}. Make them differ."
        )
    return options


def _listed(text: str, name: str, where: str) -> Any:
    """Return the list that a text holds as JSON: a CSV file has no other way to hold one."""
    try:
        return json.loads(text)
    except ValueError:
        raise InputError(
            f"Column {name!r} of {where} is the text {text!r:.80}, where a list of options is needed. In a CSV file write it "
            'as JSON, such as ["a marsh", "a desert"], or give JSONL or a list of dicts.'
        ) from None


def right_answers(
    values: Mapping[str, Any], name: str, options: tuple[str, ...], kind: Kind, where: str
) -> tuple[str, ...]:
    """Return what would be right: one of the options, or every answer that counts where it is written freely.

    Parameters
    ----------
    values : dict
    name : str
        The answer's column: it holds a label, an option or its place from 0; where answers are written freely a text, a
        number or a list of them.
    options : tuple of str
        From `options_of`.
    kind : Kind
    where : str
        Which row it is, in words.

    Raises
    ------
    InputError
        For an answer that is missing, empty or none of the options; near ones are offered.
    """
    value = column(values, name, where, "output")
    if value is None or (isinstance(value, str) and not value.strip()):
        raise InputError(f"Column {name!r} of {where} is empty: the answer is missing. Fill it, or leave the row out.")
    if not options:
        return _written(value, name, where)
    found = str(value) if isinstance(value, (str, int, float)) else None
    if kind.options and (found not in options or not isinstance(value, str)):
        found = _placed(value, options, name, where)
    if found in options:
        return (found,)
    what = "options" if kind.options else "labels"
    raise InputError(
        f"Column {name!r} of {where} is {value!r:.80}, which is none of the {what}.{meant(str(value), options)} Allowed: "
        f"{', '.join(map(repr, options))}, to the letter."
    )


def _placed(value: Any, options: tuple[str, ...], name: str, where: str) -> str | None:
    """Return the option whose place from 0 is given, as a number or as its digits; None where no place is given."""
    digits = isinstance(value, str) and value.strip().isdecimal()
    if not digits and (isinstance(value, bool) or not isinstance(value, int)):
        return None
    place = int(value)
    if not 0 <= place < len(options):
        raise InputError(
            f"Column {name!r} of {where} is {place}: the options are 0 to {len(options) - 1}, counted from 0."
        )
    return options[place]


def _written(value: Any, name: str, where: str) -> tuple[str, ...]:
    """Return every answer that counts as right where the model writes its answer."""
    found = value if isinstance(value, list) else [value]
    if not found:
        raise InputError(f"Column {name!r} of {where} is an empty list: at least one answer must count as right.")
    for one in found:
        if not isinstance(one, (str, int, float)) or not str(one).strip():
            raise InputError(
                f"Column {name!r} of {where} is {value!r:.80}: give a text, a number, or a list of texts that count as right."
            )
    return tuple(dict.fromkeys(clean_text(str(one), f"Column {name!r} of {where}") for one in found))


def labels_of(labels: Any, options: Any) -> tuple[str, ...]:
    """Return the labels of a task, or none.

    Raises
    ------
    InputError
        For labels that are no texts in an order, empty, alike but for spaces or capital letters, or given beside options.
    """
    if isinstance(labels, (str, bytes, Mapping, Set)) or not isinstance(labels, Iterable):
        why = " A set has no order, and the order is kept." if isinstance(labels, Set) else ""
        raise InputError(f'labels={labels!r}: give a list of texts, such as ["positive", "negative"].{why}')
    found = tuple(str(clean_text(label, f"Label {place}")) for place, label in enumerate(labels))
    if options is not None and (not isinstance(options, str) or not options.strip()):
        raise InputError(f"options={options!r:.80}: give the name of the column that holds each row's list of options.")
    if found and options is not None:
        raise InputError(
            "labels and options were both given. Give labels where they are the same for every row, options where each row "
            "has its own."
        )
    if len(found) == 1 or any(not label.strip() for label in found):
        raise InputError(f"labels={list(found)!r}: give two or more, none of them empty.")
    alike: dict[str, str] = {}
    for label in found:
        known = label.strip().casefold()
        if known in alike:
            raise InputError(
                f"Labels {alike[known]!r} and {label!r} are the same, or differ only in spaces or capital letters. Drop or "
                "rename one."
            )
        alike[known] = label
    return found


def notes_on(labels: tuple[str, ...]) -> tuple[str, ...]:
    """Return what a reader of figures should know of labels, in whole sentences.

    Examples
    --------
    >>> len(notes_on(("good", "good enough"))), len(notes_on(("good", "bad")))
    (1, 0)
    """
    pairs = [(one, other) for one in labels for other in labels if one != other and other.startswith(one)]
    return tuple(
        f"Label {one!r} is the beginning of {other!r}, and a text is never likelier than its beginning: by the sum of "
        "log-probabilities the longer one can hardly win. Rename a label, or read the mean per token."
        for one, other in pairs
    )


def settings_of(given: Settings | Mapping[str, Any] | None, separator: str) -> Settings:
    """Return how answers are written: what was given, and for the rest short, likeliest first, up to the next line.

    A separator without a line break is a place to stop too.

    Raises
    ------
    InputError
        For several answers a query, none, or something that is no settings.
    """
    stops = ("\n",) if "\n" in separator or not separator.strip() else ("\n", separator.strip())
    usual = {"max_tokens": 32, "temperature": 0.0, "stop": stops}
    if given is not None and not isinstance(given, (Settings, Mapping)):
        raise InputError(
            f"settings={given!r:.80}: give a dict, such as {{'max_tokens': 8}}, or workbench.Settings(...)."
        )
    chosen = given if isinstance(given, Settings) else Settings.of(**{**usual, **(given or {})})
    if chosen.echo or chosen.n != 1 or chosen.best_of not in (None, 1):
        raise InputError("settings: a query has one answer, without its prompt. Leave out n, best_of and echo.")
    if not chosen.max_tokens:
        raise InputError("settings: max_tokens=0 leaves no room for an answer. Give 1 or more.")
    return chosen
