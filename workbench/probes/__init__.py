"""Probes: measures of behaviour. A published set is a loader and a declaration; the scoring is its family's.

>>> for kind in names():
...     print(kind)
bbq
bec_pro
bold
counterfactuals
crows_pairs
described
few_shot
first_mention
holistic_bias
honest
matched_guise
occupations_by_gender
pronouns
radicalization
reddit_bias
regard
representation
search
sentence_pairs
stereoset
strength
templates
toxicity
winobias
winogender
winoqueer
"""

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from workbench.errors import InputError, unknown_name
from workbench.fewshot import few_shot
from workbench.probes.bbq import bbq
from workbench.probes.becpro import bec_pro
from workbench.probes.bold import bold
from workbench.probes.counterfactuals import counterfactuals
from workbench.probes.crows import crows_pairs
from workbench.probes.described import described
from workbench.probes.dialect import matched_guise
from workbench.probes.holistic import holistic_bias
from workbench.probes.honest import honest
from workbench.probes.mentions import first_mention
from workbench.probes.occupations import pronouns
from workbench.probes.occupationsgender import occupations_by_gender
from workbench.probes.pairs import sentence_pairs
from workbench.probes.radicalization import radicalization
from workbench.probes.redditbias import reddit_bias
from workbench.probes.regardprompts import regard
from workbench.probes.representation import representation
from workbench.probes.selftest import Planted, self_test
from workbench.probes.stereosettriples import stereoset
from workbench.probes.suites import suite
from workbench.probes.templates import templates
from workbench.probes.toxicity import toxicity
from workbench.probes.winobias import winobias
from workbench.probes.winogender import winogender
from workbench.probes.winoqueerpairs import winoqueer
from workbench.records import Probe
from workbench.strengths import search_probe as search
from workbench.strengths import task as strength

__all__ = [
    "Planted",
    "bbq",
    "bec_pro",
    "bold",
    "counterfactuals",
    "crows_pairs",
    "described",
    "few_shot",
    "first_mention",
    "from_dict",
    "holistic_bias",
    "honest",
    "matched_guise",
    "names",
    "occupations_by_gender",
    "pronouns",
    "radicalization",
    "reddit_bias",
    "regard",
    "representation",
    "search",
    "self_test",
    "sentence_pairs",
    "stereoset",
    "strength",
    "suite",
    "templates",
    "toxicity",
    "winobias",
    "winogender",
    "winoqueer",
]

_KINDS: dict[str, Callable[..., Probe]] = {
    "bbq": bbq,
    "bec_pro": bec_pro,
    "bold": bold,
    "counterfactuals": counterfactuals,
    "crows_pairs": crows_pairs,
    "described": described,
    "few_shot": few_shot,
    "first_mention": first_mention,
    "holistic_bias": holistic_bias,
    "honest": honest,
    "matched_guise": matched_guise,
    "occupations_by_gender": occupations_by_gender,
    "pronouns": pronouns,
    "radicalization": radicalization,
    "reddit_bias": reddit_bias,
    "regard": regard,
    "representation": representation,
    "search": search,
    "sentence_pairs": sentence_pairs,
    "stereoset": stereoset,
    "strength": strength,
    "templates": templates,
    "toxicity": toxicity,
    "winobias": winobias,
    "winogender": winogender,
    "winoqueer": winoqueer,
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
