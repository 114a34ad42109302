"""Models and probes of a plan: from objects to what a plan says of them, and back to objects; it stores nothing."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from workbench.errors import InputError, WorkbenchError, unknown_name
from workbench.models.catalog import open_model
from workbench.probes import from_dict
from workbench.records import Measure, Model, Probe
from workbench.reports.folder import canonical
from workbench.store import Store, open_store
from workbench.studies.labels import probe_labels
from workbench.studies.plan import Plan, PlannedMeasure, PlannedModel, digest_of

__all__ = [
    "Given",
    "Primary",
    "about_model",
    "check_measures",
    "checked",
    "measures",
    "opened",
    "planned",
    "probes_of",
    "reopened",
    "store_at",
    "with_models",
]

Given = Sequence[Model | str]
Primary = Sequence[Measure] | Mapping[str, Sequence[Measure]]


def store_at(workspace: str | os.PathLike[str] | None) -> Store:
    """Return the store of a workspace."""
    return open_store(None if workspace is None else Path(workspace))


def opened(models: Given) -> list[Model]:
    """Return models as objects: names are opened."""
    if isinstance(models, (str, Mapping)) or not isinstance(models, Sequence):
        raise InputError(f"models={models!r}: give a list, such as models=[wb.open_model()].")
    found = [open_model(model) if isinstance(model, str) else model for model in models]
    for model in found:
        if not isinstance(model, Model):
            raise InputError(f"{model!r} is no model: give what wb.open_model returns, or a name that it takes.")
    return found


def planned(model: Model) -> PlannedModel:
    """Return what a plan says of a model."""
    precision = getattr(getattr(model, "execution", None), "precision", "exact")
    how = {"name": model.name} | ({"precision": precision} if precision != "exact" else {})
    return PlannedModel(model.name, model.fingerprint, precision, how)


def about_model(model: Model) -> dict[str, Any]:
    """Return what reports need of a model when it is not open."""
    return {"card": model.card.to_dict(), "digests": dict(getattr(model, "digests", {}))}


def with_models(plan: Plan, models: Sequence[Model]) -> tuple[Plan, list[Model]]:
    """Return a plan that names the models it will be run with, and these models.

    Given models take the places of the plan's; where none is given, each is opened as the plan says.

    Raises
    ------
    InputError
        Where a model is not the one that the plan was written for: both fingerprints are told.
    """
    found = list(models) or [reopened(model) for model in plan.models]
    if any(model.fingerprint for model in plan.models):
        _check_same(plan, found)
        return plan, found
    return replace(plan, models=tuple(planned(model) for model in found)), found


def reopened(model: PlannedModel) -> Model:
    """Open a model as a plan says.

    Raises
    ------
    WorkbenchError
        Where its name is not enough: how to give it is told.
    """
    try:
        return open_model(**(model.open or {"name": model.name}))
    except WorkbenchError as error:
        told = f"{error} Or open it yourself and give it: wb.open_study(name, models=[wb.open_model(folder)])."
        raise type(error)(told) from error


def _check_same(plan: Plan, models: Sequence[Model]) -> None:
    wanted = {model.fingerprint: model for model in plan.models}
    for model in models:
        if model.fingerprint not in wanted:
            names = " or ".join(f"{one.name} {one.fingerprint[:12]}" for one in plan.models)
            raise InputError(
                f"{model.name} with fingerprint {model.fingerprint[:12]} is not a model of this plan ({names}): weights, "
                "tokenizer or precision differ. Give the model of the plan, or study.add(models=[...]) for a new column."
            )


def checked(probes: Sequence[Probe]) -> Sequence[Probe]:
    """Return probes, or say what is no probe."""
    if isinstance(probes, (str, Mapping)) or not isinstance(probes, Sequence):
        raise InputError(f"probes={probes!r}: give a list, such as probes=[wb.probes.crows_pairs()].")
    for probe in probes:
        if not isinstance(probe, Probe):
            raise InputError(f"{probe!r} is no probe: give what a function of wb.probes returns.")
    return probes


def check_measures(plan: Plan, probes: Sequence[Probe]) -> None:
    """Refuse a primary measure by a grouping that its probe does not have."""
    groupings = {label: probe.groupings for label, probe in zip(plan.probe_labels, probes, strict=True)}
    for measure in plan.primary or ():
        if measure.by is not None and measure.by not in groupings[measure.probe]:
            raise unknown_name(f"grouping of {measure.probe}", measure.by, groupings[measure.probe])


def probes_of(plan: Plan, given: Sequence[Probe] = ()) -> list[Probe]:
    """Return a plan's probes as objects: those given where they are the plan's, the others made again.

    Raises
    ------
    InputError
        For a kind that only its author knows and that was not given.
    """
    known = {canonical(probe.to_dict()): probe for probe in given}
    return [known.get(canonical(about)) or from_dict(about) for about in plan.probes]


def measures(probes: Sequence[Probe], primary: Primary | None) -> tuple[PlannedMeasure, ...]:
    """Return the primary measures of a study: the probes' own where none are named.

    Parameters
    ----------
    probes : sequence of Probe
    primary : sequence of Measure, or {probe: sequence of Measure}, optional
        A plain list counts for every probe.
    """
    labels = probe_labels([(probe.name, digest_of(probe.to_dict())) for probe in probes])
    if isinstance(primary, Mapping):
        return tuple(_measure(label, one) for label, named in primary.items() for one in named)
    return tuple(
        _measure(label, one)
        for label, probe in zip(labels, probes, strict=True)
        for one in (probe.primary if primary is None else primary)
    )


def _measure(label: str, measure: Measure) -> PlannedMeasure:
    if not isinstance(measure, Measure):
        raise InputError(
            f"primary: {measure!r} is no measure. Give wb.Measure('whole sentence', by='group') or the like."
        )
    return PlannedMeasure(label, measure.measure, measure.by)
