"""The door: every public name, each imported when it is first used.

>>> import workbench as wb
>>> model = wb.open_model("fake")
>>> model.complete("The nurse said that", max_tokens=1).usage.completion_tokens
1
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench import errors, probes, scorers, strengths
    from workbench import widgets as panels
    from workbench.about import __version__, versions
    from workbench.data import load_data
    from workbench.errors import WorkbenchError
    from workbench.fewshot import FewShot
    from workbench.models.catalog import open_model
    from workbench.models.scripted import ScriptedModel
    from workbench.records import Card, Choice, Completion, Cost, Estimate, Execution, Measure, Score, Settings
    from workbench.reports.report import Report, open_report
    from workbench.studies.between import compare_studies
    from workbench.studies.first import write_report
    from workbench.studies.plan import Context, Plan
    from workbench.studies.rerun import rerun
    from workbench.studies.study import Study, list_studies, open_study

_ROOMS = {
    "Card": "workbench.records",
    "Choice": "workbench.records",
    "Completion": "workbench.records",
    "Context": "workbench.studies.plan",
    "Cost": "workbench.records",
    "Estimate": "workbench.records",
    "Execution": "workbench.records",
    "FewShot": "workbench.fewshot",
    "Measure": "workbench.records",
    "Plan": "workbench.studies.plan",
    "Report": "workbench.reports.report",
    "Score": "workbench.records",
    "ScriptedModel": "workbench.models.scripted",
    "Settings": "workbench.records",
    "Study": "workbench.studies.study",
    "WorkbenchError": "workbench.errors",
    "__version__": "workbench.about",
    "compare_studies": "workbench.studies.between",
    "list_studies": "workbench.studies.study",
    "load_data": "workbench.data",
    "open_model": "workbench.models.catalog",
    "open_report": "workbench.reports.report",
    "open_study": "workbench.studies.study",
    "rerun": "workbench.studies.rerun",
    "versions": "workbench.about",
    "write_report": "workbench.studies.first",
}
_MODULES = {
    "errors": "workbench.errors",
    "panels": "workbench.widgets",
    "probes": "workbench.probes",
    "scorers": "workbench.scorers",
    "strengths": "workbench.strengths",
}

__all__ = [
    "Card",
    "Choice",
    "Completion",
    "Context",
    "Cost",
    "Estimate",
    "Execution",
    "FewShot",
    "Measure",
    "Plan",
    "Report",
    "Score",
    "ScriptedModel",
    "Settings",
    "Study",
    "WorkbenchError",
    "__version__",
    "compare_studies",
    "errors",
    "list_studies",
    "load_data",
    "open_model",
    "open_report",
    "open_study",
    "panels",
    "probes",
    "rerun",
    "scorers",
    "strengths",
    "versions",
    "write_report",
]


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return getattr(import_module(_ROOMS[name]), name)
    if name in _MODULES:
        return import_module(_MODULES[name])
    from workbench.errors import near

    hits = near(name, __all__)
    hint = f" Did you mean {' or '.join(hits)}?" if hits else f" It has: {', '.join(__all__)}."
    raise AttributeError(f"workbench has no {name!r}.{hint}")


def __dir__() -> list[str]:
    return list(__all__)
