"""Strengths: ready tasks, and a map of what a model can and cannot do; a task of your own is a `workbench.FewShot`.

>>> names()[:2]
['piqa', 'commonsense-qa']
"""

from workbench.strengths.mapping import StrengthMap
from workbench.strengths.measuring import cost, measure
from workbench.strengths.probing import StrengthProbe, StrengthResult, names, task
from workbench.strengths.searching import SearchProbe, search, search_probe
from workbench.strengths.searchresult import SearchResult
from workbench.strengths.uses import uses

__all__ = [
    "SearchProbe",
    "SearchResult",
    "StrengthMap",
    "StrengthProbe",
    "StrengthResult",
    "cost",
    "measure",
    "names",
    "search",
    "search_probe",
    "task",
    "uses",
]
