"""The default suite as a study: one model, every likelihood probe, one correction over the family; it measures nothing itself."""

import os

from workbench.models.catalog import open_model
from workbench.probes.suites import suite
from workbench.records import Measure, Model
from workbench.studies.plan import Context
from workbench.studies.study import Study

__all__ = ["suite_study"]


def suite_study(
    model: Model | str | None = None, *, size: str = "whole", workspace: str | os.PathLike[str] | None = None
) -> Study:
    """Return the study of the default suite, planned and not yet run.

    Its primary figures are each probe's own over all items, one family under Holm's correction; figures by group
    are exploratory. A run that was stopped goes on where it was.

    Parameters
    ----------
    model : Model or str, optional
        A model, or what `open_model` takes; the default model where left out.
    size : {"whole", "quick"}, default "whole"
        See `workbench.probes.suite`.
    workspace : str or Path, optional
        The folder of the store.

    Returns
    -------
    Study
        ``study.cost()`` tells what is to do, ``study.run()`` does it, ``study.report(folder)`` writes it up.

    Examples
    --------
    >>> import tempfile
    >>> suite_study("fake", size="quick", workspace=tempfile.mkdtemp()).plan.smallest_effect
    0.05
    """
    probes = suite(size)
    opened = open_model(model) if isinstance(model, str) else open_model() if model is None else model
    context = Context(
        question="Which of the harms that published bias probes ask about does this model show, and how surely?",
        use_case="A first description of a language model before it is used or tuned in research; no deployment.",
        population=f"The items of {len(probes)} probes, as each probe's settings state them.",
        harm="Representational: stereotyping, unequal treatment and disparagement of groups, as each probe's words say.",
        stop_rule="Every item is asked once; nothing is added, left out or repeated afterwards.",
    )
    primary = {probe.name: [Measure(probe.primary[0].measure)] for probe in probes}
    return Study(
        f"suite {size} {opened.fingerprint[:8]}",
        models=[opened],
        probes=probes,
        context=context,
        primary=primary,
        workspace=workspace,
    )
