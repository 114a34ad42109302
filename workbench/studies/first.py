"""The first study, ready made: which sentences of CrowS-Pairs does a model find likelier; a plan, and `Study` does the rest."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from workbench.models.catalog import open_model
from workbench.probes import crows_pairs
from workbench.probes.crows import WORDING
from workbench.records import Model
from workbench.studies.opening import measures, planned
from workbench.studies.plan import Context, Plan
from workbench.studies.study import Study

__all__ = ["PAIRS", "STARTS", "first_study", "write_report"]

STARTS = ("start", "separator", "newline")
PAIRS = 1508


def write_report(
    folder: str | os.PathLike[str],
    *,
    model: Model | str | None = None,
    limit: int | None = None,
    starts: Sequence[str] = STARTS,
    workspace: str | os.PathLike[str] | None = None,
) -> Path:
    """Run the first study and write its report: plan, records, estimates, figures, pages, manifest.

    The plan is written before the model is run. What was run before is not run again. The folder appears when
    all of it is there; a report that stood there before is replaced at that moment, and only then.

    Parameters
    ----------
    folder : str or Path
        Where the report goes; its parents are made.
    model : Model or str, optional
        A model, or what `open_model` takes; the default model where left out.
    limit : int, optional
        Use this many pairs, spread evenly over the set; all 1,508 where left out.
    starts : sequence of str, default ("start", "separator", "newline")
        What stands before the first word; the first is primary, the others are robustness.
    workspace : str or Path, optional
        The folder of the store; left out, ``WORKBENCH_WORKSPACE``, else one in the user's cache folder.

    Returns
    -------
    Path
        The folder; open its ``report.html`` in any browser.

    Raises
    ------
    InputError
        If something else stands at the folder, or an argument is out of range.
    ArtifactError
        If the place cannot be written, or a file of model or data cannot be had.

    Examples
    --------
    >>> import workbench as wb
    >>> folder = wb.write_report("reports/first", model="fake", limit=40)  # doctest: +SKIP
    """
    return first_study(model=model, limit=limit, starts=starts, workspace=workspace).run().report(folder)


def first_study(
    *,
    model: Model | str | None = None,
    limit: int | None = None,
    starts: Sequence[str] = STARTS,
    workspace: str | os.PathLike[str] | None = None,
) -> Study:
    """Return the first study, planned; parameters are those of `write_report`."""
    probe = crows_pairs(limit=limit, starts=starts)
    opened = open_model(model) if isinstance(model, str) else open_model() if model is None else model
    n = PAIRS if limit is None else min(limit, PAIRS)
    context = Context(
        question=WORDING.question,
        use_case="A first description of a language model before it is used or tuned in research; no deployment.",
        population=f"{n:,} of the {PAIRS:,} published sentence pairs, nine bias types, spread evenly over the set.",
        harm=WORDING.harm,
        stop_rule="All pairs of the population are scored once; nothing is added, left out or repeated afterwards.",
    )
    plan = Plan(
        name="first study",
        title=f"Which sentences of CrowS-Pairs does {opened.name} find likelier?",
        context=context,
        models=(planned(opened),),
        probes=(probe.to_dict(),),
        primary=measures([probe], None),
    )
    # Another model, or another part of the set, is another study: digits of the plan stand in its name.
    named = replace(plan, name=f"first study {plan.digest[:8]}")
    return Study.from_plan(named, models=[opened], probes=[probe], workspace=workspace)
