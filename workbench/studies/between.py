"""Two studies that asked the same items: paired differences between their models or their prompts; it runs nothing."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

from workbench.errors import InputError
from workbench.records import Result
from workbench.reports.folder import canonical
from workbench.studies.cells import Cell
from workbench.studies.comparing import Comparison, compared
from workbench.studies.plan import Plan

if TYPE_CHECKING:
    from workbench.studies.study import Study

__all__ = ["compare_studies"]


def compare_studies(first: "Study", second: "Study", *, by: str | None = None) -> Comparison:
    """Return paired differences between two studies, on the items that both asked.

    Only probes that both have, parameter for parameter, are compared: their items are the same.
    What counts is what the first study's plan names as primary, and its smallest effect.

    Parameters
    ----------
    first, second : Study
    by : {"model", "prompt"}, optional
        What differs between the two. Left out: the models where each study has one that the other
        has not, else the prompts.

    Returns
    -------
    Comparison
        As that of `Study.compare`, of each model (or prompt) that only the first has with each that
        only the second has. A difference is second minus first.

    Raises
    ------
    InputError
        If they share no probe, differ in no model and no prompt, or no cell of one of them is finished.

    Examples
    --------
    >>> import tempfile, workbench as wb
    >>> probe = wb.probes.sentence_pairs([{"more": "Old people forget.", "less": "Young people forget."}])
    >>> place = tempfile.mkdtemp()
    >>> made = {"models": ["fake"], "probes": [probe], "workspace": place}
    >>> plain = wb.Study("plain", **made).run()
    >>> polite = wb.Study("polite", **made, prompts={"polite": "Please. "}).run()
    >>> wb.compare_studies(plain, polite).frame()["second"].tolist()
    ['polite', 'polite']
    """
    whole = _joined(first.plan, second.plan)
    results = [_renamed(whole, cell, result) for study in (first, second) for cell, result in study.finished_cells()]
    kept = [(cell, result) for cell, result in results if cell.probe]
    only = {noun: _apart(whole, first.plan, second.plan, noun) for noun in ("model", "prompt")}
    chosen = by or ("model" if all(only["model"]) else "prompt")
    if chosen not in only:
        raise InputError(f'by={by!r}: what differs between two studies is "model" or "prompt".')
    if not all(only[chosen]):
        raise InputError(
            f"{first.name!r} and {second.name!r} have the same {chosen}s, or one has all of the other's: nothing to compare."
        )
    found = compared(whole, kept, by=chosen, pairs=list(product(*only[chosen])))
    if not found.rows:
        raise InputError(
            f"{first.name!r} and {second.name!r} have no finished cell in common beside what differs: compare studies "
            f"with a {'prompt' if chosen == 'model' else 'model'} in common."
        )
    return found


def _joined(one: Plan, two: Plan) -> Plan:
    """Return a plan of the models and prompts of both, and of the probes that both have."""
    theirs = {canonical(probe) for probe in two.probes}
    shared = [place for place, probe in enumerate(one.probes) if canonical(probe) in theirs]
    if not shared:
        raise InputError(
            f"{one.name!r} and {two.name!r} have no probe in common, parameter for parameter, so no items to compare."
        )
    there = {model.key for model in one.models}
    models = (*one.models, *(model for model in two.models if model.key not in there))
    prompts = dict(one.prompts)
    for label, text in two.prompts.items():
        if text not in prompts.values():
            prompts[label if label not in prompts else f"{label} ({two.name})"] = text
    whole = replace(
        one, models=models, prompts=prompts, probes=tuple(one.probes[place] for place in shared), primary=None
    )
    names = {one.probe_labels[place]: label for place, label in zip(shared, whole.probe_labels, strict=True)}
    primary = [replace(item, probe=names[item.probe]) for item in one.primary or () if item.probe in names]
    return replace(whole, primary=tuple(primary))


def _renamed(whole: Plan, cell: Cell, result: Result) -> tuple[Cell, Result]:
    """Return a cell under the labels of the joined plan; its probe is empty where only one study has it."""
    models = dict(zip((model.fingerprint for model in whole.models), whole.model_labels, strict=True))
    probes = dict(zip(map(canonical, whole.probes), whole.probe_labels, strict=True))
    prompt = next(label for label, text in whole.prompts.items() if text == cell.work.prompt)
    probe = probes.get(canonical(cell.work.probe.to_dict()), "")
    return replace(cell, model=models[cell.fingerprint], prompt=prompt, probe=probe), result


def _apart(whole: Plan, one: Plan, two: Plan, noun: str) -> tuple[Sequence[str], Sequence[str]]:
    """Return the labels that only the first plan has, and those that only the second has."""
    if noun == "model":
        labels = dict(zip((model.key for model in whole.models), whole.model_labels, strict=True))
        sides = [{model.key for model in plan.models} for plan in (one, two)]
        found = [[labels[key] for key in labels if key in own - other] for own, other in (sides, sides[::-1])]
    else:
        texts = [set(plan.prompts.values()) for plan in (one, two)]
        sides_of = (texts, texts[::-1])
        found = [[label for label, text in whole.prompts.items() if text in own - other] for own, other in sides_of]
    return found[0], found[1]
