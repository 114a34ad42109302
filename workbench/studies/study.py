"""A study: a frozen plan, a run that survives anything, and figures that need no model; each step is another room's."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.errors import InputError
from workbench.records import Cost, Model, Probe
from workbench.store import Store
from workbench.studies import opening
from workbench.studies.advance import Progress, progress_of
from workbench.studies.cells import cells_of
from workbench.studies.costing import cost_of
from workbench.studies.freezing import add_models, check_frozen, settle
from workbench.studies.kept import Kept, kept_names
from workbench.studies.plan import Context, Plan
from workbench.studies.running import run_cells
from workbench.studies.showing import Showing

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Study", "list_studies", "open_study"]

Folder = str | os.PathLike[str]


class Study(Showing):
    """Models, asked by probes under prompts: planned, run once, and kept.

    The plan is written before anything runs and is frozen by the first run. Whatever stops a
    run, the next one goes on where it was, and ends with the same figures to the last byte.

    Parameters
    ----------
    name : str
        Any text on one line. A study of this name that is there is opened; its plan must be the
        same, but for models that come in addition, each as a column of its own.
    models : list of Model or str
        Models, or names that `open_model` takes.
    probes : list of Probe
        What is measured, such as ``wb.probes.crows_pairs()``.
    prompts : dict, optional
        ``{label: text}``; each text is set before everything the probes ask. Left out: nothing is.
    seeds : int or list of int, default 1
        How many times a probe that draws by chance is asked, or with which seeds. Others are asked once.
    context : Context, optional
        What the figures are for: question, use case, population, harm, stop rule.
    primary : list of Measure, or {probe: list of Measure}, optional
        The figures that count, tested as one family; left out, what each probe names. All else is exploratory.
    smallest_effect : float, default 0.05
        A smaller difference does not matter to the question; in the unit of the measure.
    workspace : str or Path, optional
        The folder of the store; left out, ``WORKBENCH_WORKSPACE``, else one in the user's cache folder.

    Raises
    ------
    InputError
        For a plan that cannot be, or that differs from the frozen one: every difference is listed.

    Examples
    --------
    >>> import tempfile, workbench as wb
    >>> pairs = [{"more": "Old people forget.", "less": "Young people forget."}]
    >>> study = wb.Study("tiny", models=["fake"], probes=[wb.probes.sentence_pairs(pairs)], workspace=tempfile.mkdtemp())
    >>> study.run()
    Study('tiny', done, 1 of 1 chunks)
    """

    def __init__(
        self,
        name: str,
        *,
        models: opening.Given,
        probes: Sequence[Probe],
        prompts: Mapping[str, str] | None = None,
        seeds: int | Sequence[int] = 1,
        context: Context | None = None,
        primary: opening.Primary | None = None,
        smallest_effect: float = 0.05,
        workspace: Folder | None = None,
    ) -> None:
        found = opening.opened(models)
        plan = Plan(
            name=name,
            models=tuple(map(opening.planned, found)),
            probes=tuple(probe.to_dict() for probe in opening.checked(probes)),
            context=context or Context(),
            prompts=dict(prompts) if prompts is not None else {"none": ""},
            seeds=tuple(range(seeds)) if isinstance(seeds, int) else tuple(seeds),
            primary=opening.measures(probes, primary),
            smallest_effect=smallest_effect,
        )
        self._open(plan, probes, found, opening.store_at(workspace), settled=False)

    @classmethod
    def from_plan(
        cls,
        plan: Plan,
        *,
        models: opening.Given = (),
        probes: Sequence[Probe] = (),
        workspace: Folder | None = None,
    ) -> "Study":
        """Return the study of a plan, such as one that `Plan.from_file` read.

        Parameters
        ----------
        plan : Plan
        models : list of Model or str
            The plan's models; left out, each is opened as the plan says.
        probes : list of Probe
            Those that only their author can make again.
        workspace : str or Path, optional

        Raises
        ------
        InputError
            Where a model is not the one that the plan was written for, or the plan differs from the frozen one.
        """
        whole, found = opening.with_models(plan, opening.opened(models))
        known = opening.probes_of(whole, probes)
        if whole.primary is None:
            whole = replace(whole, primary=opening.measures(known, None))
        study = cls.__new__(cls)
        study._open(whole, known, found, opening.store_at(workspace), settled=False)
        return study

    @classmethod
    def _kept(cls, name: str, models: opening.Given, probes: Sequence[Probe], workspace: Folder | None) -> "Study":
        """Return a study as it stands in the store."""
        store = opening.store_at(workspace)
        plan = Plan.from_dict(Kept(store, name).opened()["plan"])
        found = opening.opened(models)
        if found:
            opening.with_models(plan, found)
        study = cls.__new__(cls)
        study._open(plan, opening.probes_of(plan, probes), found, store, settled=True)
        return study

    def _open(
        self, plan: Plan, probes: Sequence[Probe], models: Sequence[Model], store: Store, *, settled: bool
    ) -> None:
        self.kept = Kept(store, plan.name)
        self._probes = list(probes)
        self._models = {model.fingerprint: model for model in models}
        opening.check_measures(plan, probes)
        for model in models:
            self.kept.write_model(model.fingerprint, opening.about_model(model))
        self._take(plan if settled else settle(self.kept, plan, probes))

    def _take(self, plan: Plan) -> None:
        self.plan, self.cells = plan, cells_of(plan, self._probes)
        self._results, self._figured = {}, (0, [])

    @property
    def name(self) -> str:
        """What the study is called."""
        return self.plan.name

    @property
    def amendments(self) -> list[dict[str, Any]]:
        """What was added to the plan after the study had begun, in order."""
        return list(self.kept.opened()["amendments"])

    @property
    def state(self) -> str:
        """``"planned"``, ``"running"`` (in any process), ``"interrupted"``, ``"failed"`` or ``"done"``."""
        return self.kept.state

    @property
    def reason(self) -> str:
        """Why the last run ended early, or empty."""
        return self.kept.reason

    @property
    def failures(self) -> dict[str, str]:
        """``{cell: reason}`` of the cells in which the last run gave up."""
        named = {cell.id: str(cell) for cell in self.cells}
        return {named.get(cell, cell): reason for cell, reason in self.kept.failures.items()}

    @property
    def progress(self) -> Progress:
        """Chunks done and all there are, seconds they took, and seconds left; also while another process runs it."""
        return progress_of(self.kept)

    def cost(self) -> Cost:
        """Return what is still to be run will take, for the models that are open here."""
        return cost_of(self.kept, self.cells, self._models)

    def run(self) -> "Study":
        """Run what the store does not hold yet, and return the study.

        A model that is not open is opened as the plan says. An error of a model ends its cell
        and the others go on: the state is then ``"failed"``, and `failures` says why. Interrupted
        (Ctrl-C, the stop button of Jupyter, `stop`), it keeps every finished chunk.

        Raises
        ------
        BusyError
            Where another process runs this study: it says which.
        KeyboardInterrupt
            After the state was written down.
        InputError
            Where the plan was written anew since this study was opened.
        """
        current = Plan.from_dict(self.kept.opened()["plan"])
        check_frozen(current, self.plan)
        if current.digest != self.plan.digest:
            self._take(current)
        run_cells(self.kept, self.cells, self._model)
        return self

    def stop(self) -> None:
        """Ask the run of this study, in whichever process, to stop after the chunk that it is at."""
        self.kept.note("stop")

    def add(self, *, models: opening.Given) -> "Study":
        """Add models, or new versions of one, each as a column of its own; return the study.

        After the first run this is an amendment of the plan, kept in its history and printed in the report.

        Raises
        ------
        InputError
            For a model that the study has already.
        """
        found = opening.opened(models)
        known = {model.fingerprint for model in self.plan.models}
        for model in found:
            if model.fingerprint in known:
                raise InputError(f"The study has {model.name} with fingerprint {model.fingerprint[:12]} already.")
            self._models[model.fingerprint] = model
            self.kept.write_model(model.fingerprint, opening.about_model(model))
        self._take(add_models(self.kept, self.plan, [opening.planned(model) for model in found], self._probes))
        return self

    def report(self, folder: Folder | None = None) -> Path:
        """Write the study as a folder with its report, and return the folder; open its ``report.html``.

        Parameters
        ----------
        folder : str or Path, optional
            Left out: ``reports/`` and the study's name as small letters and digits. A report that
            stands there is replaced when the new one is whole, and only then.

        Raises
        ------
        InputError
            If something else stands there, or no cell is finished.
        ArtifactError
            If the place cannot be written.
        """
        from workbench.studies.folder import write_study

        return write_study(self, folder)

    def export(self, target: Folder, *, kind: str | None = None) -> Path:
        """Write the records for other tools and return where; see `workbench.studies.exports.export`.

        Parameters
        ----------
        target : str or Path
            A file (``.jsonl``, ``.parquet``, ``.csv``), or a folder for the other kinds.
        kind : {"jsonl", "parquet", "csv", "lm-eval", "dataset"}, optional
            Left out, by the file's name.

        Raises
        ------
        InputError
            For an unknown kind, a study of which no cell is finished, or a folder that is no export.
        ArtifactError
            If it cannot be written; what stood there is unchanged.
        """
        from workbench.studies.exports import export

        return export(self, target, kind=kind)

    def _model(self, fingerprint: str) -> Model:
        """Return a model of the plan, opened where it is not open yet."""
        if fingerprint not in self._models:
            planned = next(model for model in self.plan.models if model.fingerprint == fingerprint)
            model = opening.reopened(planned)
            opening.with_models(self.plan, [model])
            self._models[fingerprint] = model
        return self._models[fingerprint]

    def __repr__(self) -> str:
        failed = (
            f", failed: {'; '.join(f'{cell}: {why}' for cell, why in self.failures.items())}" if self.failures else ""
        )
        return f"Study({self.name!r}, {self.state}, {self.progress.done} of {self.progress.total} chunks{failed})"

    def _repr_html_(self) -> str:
        from workbench.markup import table

        failed, done = self.kept.failures, self.kept.chunk_counts()
        rows = [
            (*cell.labels.values(), f"{done[cell.id]} of {len(cell.work.chunks)}", failed.get(cell.id, ""))
            for cell in self.cells
        ]
        return str(table(["model", "prompt", "probe", "chunks", "failed"], rows, caption=f"{self.name}: {self.state}"))


def open_study(
    name: str, *, models: opening.Given = (), probes: Sequence[Probe] = (), workspace: Folder | None = None
) -> Study:
    """Open a study that is in the workspace; its models need not be open for anything but a run.

    Parameters
    ----------
    name : str
    models : list of Model or str, optional
        Models of the plan that a run shall use; others are opened when they are needed.
    probes : list of Probe, optional
        Those that only their author can make again.
    workspace : str or Path, optional

    Raises
    ------
    InputError
        For a name that is not there; near ones are offered.

    Examples
    --------
    >>> import tempfile, workbench as wb
    >>> wb.open_study("no such study", workspace=tempfile.mkdtemp())
    Traceback (most recent call last):
    workbench.errors.InputError: There is no study yet in this workspace. Make one: wb.Study(name, models=[...], probes=[...]).
    """
    return Study._kept(name, models, probes, workspace)


def list_studies(workspace: Folder | None = None) -> "pd.DataFrame":
    """Return the studies of a workspace, one row each.

    Returns
    -------
    pandas.DataFrame
        ``name``, ``state``, ``done`` and ``total`` (chunks), ``seconds`` they took, ``left`` (about, NaN
        where unknown), how many ``models``, ``prompts``, ``probes`` and ``seeds``, and ``reason``: why a run ended early.
    """
    import pandas as pd

    columns = ["name", "state", "done", "total", "seconds", "left", "models", "prompts", "probes", "seeds", "reason"]
    with opening.store_at(workspace) as store:
        rows = [_row(Kept(store, name)) for name in kept_names(store)]
    return pd.DataFrame(rows, columns=columns).astype({"seconds": float, "left": float})


def _row(kept: Kept) -> dict[str, Any]:
    plan = kept.opened()["plan"]
    counts = {noun: len(plan[noun]) for noun in ("models", "prompts", "probes", "seeds")}
    return {"name": kept.name, "state": kept.state, **progress_of(kept).to_dict(), **counts, "reason": kept.reason}
