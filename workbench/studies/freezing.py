"""How a plan is frozen, and the one way it may grow afterwards: by models; each a column of its own, told in its history."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from workbench.errors import InputError
from workbench.records import Probe
from workbench.studies.cells import cells_of
from workbench.studies.kept import Kept
from workbench.studies.plan import Plan, PlannedModel, differences

__all__ = ["add_models", "check_frozen", "settle"]


def settle(kept: Kept, plan: Plan, probes: Sequence[Probe]) -> Plan:
    """Return the plan that counts: the one given where it is new, else the one that is frozen, with models added.

    Until a study has run, its plan may be written anew.

    Raises
    ------
    InputError
        Where the plan differs from the frozen one; every difference is listed.
    """
    document = kept.document
    if document is None or not kept.begun:
        _write(kept, plan, (), probes)
        return plan
    frozen = Plan.from_dict(document["plan"])
    known = {version.digest for version in kept.plans()[-1 - len(document["amendments"]) :]}
    if plan.digest in known:  # as it is, or as it was before models were added
        return frozen
    check_frozen(frozen, plan)
    there = {model.key for model in frozen.models}
    return add_models(kept, frozen, [model for model in plan.models if model.key not in there], probes)


def check_frozen(frozen: Plan, plan: Plan) -> None:
    """Refuse a plan that differs from the frozen one by more than models that were added."""
    if found := differences(frozen, plan):
        listed = "".join(f"\n- {line}" for line in found)
        raise InputError(
            f"The study {frozen.name!r} has begun, so its plan is frozen. What was given differs from it:{listed}\n"
            f"Give the new study another name, or open this one as it is: wb.open_study({frozen.name!r})."
        )


def add_models(kept: Kept, plan: Plan, models: Sequence[PlannedModel], probes: Sequence[Probe]) -> Plan:
    """Return the plan with more models; once the study has begun, that is an amendment."""
    if not models:
        return plan
    grown = replace(plan, models=(*plan.models, *models))
    amendments = (kept.document or {}).get("amendments", [])
    if kept.begun:
        labels = grown.model_labels[len(plan.models) :]
        told = f"models added after the study had begun: {', '.join(labels)}"
        amendments = [*amendments, {"what": told, "models": list(labels), "before": plan.digest, "after": grown.digest}]
    _write(kept, grown, amendments, probes)
    if kept.begun:
        kept.note("amended", models=list(grown.model_labels))
    return grown


def _write(kept: Kept, plan: Plan, amendments: Sequence[Mapping[str, Any]], probes: Sequence[Probe]) -> None:
    chunks = {cell.id: len(cell.work.chunks) for cell in cells_of(plan, probes)}
    kept.write(plan, amendments, chunks)
