"""Probes: measures of behaviour. A published set is a loader and a declaration; the scoring is its family's.

>>> names()
['crows_pairs', 'few_shot', 'first_mention', 'pronouns', 'search', 'sentence_pairs', 'strength', 'templates']
"""

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from workbench.errors import InputError, unknown_name
from workbench.fewshot import few_shot
from workbench.probes.crows import crows_pairs
from workbench.probes.mentions import first_mention
from workbench.probes.occupations import pronouns
from workbench.probes.pairs import sentence_pairs
from workbench.probes.templates import templates
from workbench.records import Probe
from workbench.strengths import search_probe as search
from workbench.strengths import task as strength

__all__ = [
    "crows_pairs",
    "few_shot",
    "first_mention",
    "from_dict",
    "names",
    "pronouns",
    "search",
    "sentence_pairs",
    "strength",
    "templates",
]

_KINDS: dict[str, Callable[..., Probe]] = {
    "crows_pairs": crows_pairs,
    "few_shot": few_shot,
    "first_mention": first_mention,
    "pronouns": pronouns,
    "search": search,
    "sentence_pairs": sentence_pairs,
    "strength": strength,
    "templates": templates,
}
"""A new probe is one line here: the name that its ``to_dict`` gives as ``kind``, and the function that makes it."""


def names() -> list[str]:
    """Return the kinds of probe there are: each is a function of this module."""
    return sorted(_KINDS)


def from_dict(values: Mapping[str, Any]) -> Probe:
    """Return the probe that ``probe.to_dict()`` wrote.

    Raises
    ------
    InputError
        For an unknown kind or parameter, with the near names.

    Examples
    --------
    >>> from_dict({"kind": "crows_pairs", "limit": 100})
    PairProbe('crows-pairs', pairs=100, starts=['start'])
    """
    if not isinstance(values, Mapping) or "kind" not in values:
        raise InputError(f"No probe can be made of this: it has no kind. Known kinds: {', '.join(names())}.")
    kind = values["kind"]
    if kind not in _KINDS:
        raise unknown_name("probe", kind, _KINDS)
    chosen = {name: value for name, value in values.items() if name != "kind"}
    parameters = inspect.signature(_KINDS[kind]).parameters
    if not any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters.values()):
        for name in chosen:
            if name not in parameters:
                raise unknown_name(f"parameter of {kind}", name, parameters)
    missing = [name for name, one in parameters.items() if one.default is one.empty and name not in chosen]
    missing = [name for name in missing if parameters[name].kind is not inspect.Parameter.VAR_KEYWORD]
    if missing:
        raise InputError(f"{kind} needs {' and '.join(missing)}, which the dictionary does not hold.")
    return _KINDS[kind](**chosen)
