"""A written study made again from its own plan, and compared with what it says; the study runs as any other does.

On the same kind of processor with the same versions, plan and results must be equal to the
last byte. Elsewhere they are compared value by value: a log-probability may move by 1e-4 a
token, any other number by 1e-4 of itself and 1e-6.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.errors import ArtifactError, Cancelled, InputError
from workbench.records import Data, Model, Probe
from workbench.reports.folder import DIGESTS, PAGES, RESULTS, file_digests, read_json, sha256
from workbench.studies.differing import LOGPROB, Difference, differences, page_differences
from workbench.studies.plan import Plan

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Rerun", "changed_files", "check_notebook", "rerun"]

_PACKAGES = ("numpy", "scipy", "statsmodels", "tokenizers", "torch", "transformers")
_MACHINE = ("architecture", "processor", "system")


@dataclass(frozen=True)
class Rerun(Data):
    """What came of making a study again.

    Attributes
    ----------
    folder, out : str
        The report that was given, and the one made anew.
    changed : tuple of str
        Files of the report that are not what its ``digests.json`` says: somebody changed them.
    others : tuple of str
        In what this machine differs from the one the report was made on, in words; empty: all
        digits must be equal.
    differences : tuple of Difference
        Every value that moved further than allowed, or is another.
    """

    folder: str
    out: str
    changed: tuple[str, ...]
    others: tuple[str, ...]
    differences: tuple[Difference, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing was changed by hand and the same came out."""
        return not (self.changed or self.differences)

    def verdict(self) -> str:
        """Return the outcome in a sentence or two."""
        how = (
            f"within the tolerances for another machine ({'; '.join(self.others)}): {LOGPROB:g} a token for "
            "log-probabilities, 1e-4 of itself for any other number"
            if self.others
            else "to the last digit"
        )
        if self.ok:
            return f"The same: plan and results of {self.folder} came out again {how}."
        parts = []
        if self.changed:
            parts.append(f"Changed since it was written: {', '.join(self.changed)}.")
        pages = sum(item.file in PAGES for item in self.differences)
        if values := len(self.differences) - pages:
            parts.append(f"{_counted(values, 'value')} did not come out again {how}.")
        if pages:
            parts.append(
                f"{_counted(pages, 'number')} of its pages {'is' if pages == 1 else 'are'} not as its results say."
            )
        return " ".join(parts)

    def frame(self) -> "pd.DataFrame":
        """Return the differences as a table: file, row, column, old, new, allowed."""
        import pandas as pd

        names = ["file", "row", "column", "old", "new", "allowed"]
        return pd.DataFrame([item.to_dict() for item in self.differences], columns=names)

    def __repr__(self) -> str:
        outcome = (
            "the same"
            if self.ok
            else f"{_counted(len(self.changed), 'file')} changed, {_counted(len(self.differences), 'value')} differ"
        )
        return f"Rerun({Path(self.folder).name!r}, {outcome})"

    __str__ = __repr__


def rerun(
    folder: str | os.PathLike[str],
    *,
    out: str | os.PathLike[str] | None = None,
    models: Sequence[Model | str] | None = None,
    probes: Sequence[Probe] = (),
) -> Rerun:
    """Make a written study again from its ``plan.json``, in a clean workspace, and compare.

    Parameters
    ----------
    folder : str or Path
        A report, as `Study.report` writes it.
    out : str or Path, optional
        Where the new report goes; left out, beside the old one, its name followed by ``-again``.
    models : list of Model or str, optional
        The plan's models; left out, each is opened by name. Their fingerprints must be the plan's.
    probes : list of Probe, optional
        Those that only their author can make.

    Returns
    -------
    Rerun
        ``ok``, ``changed``, ``differences``; ``verdict()``, ``frame()``.

    Raises
    ------
    InputError
        If this is no report of a study, its plan was changed, or a model is not the plan's.
    ArtifactError
        If a file of the report is missing or damaged, or a model or data file cannot be had.
    Cancelled
        If the run was stopped.

    Examples
    --------
    >>> from workbench.studies.rerun import rerun
    >>> rerun("reports/occupations").ok  # doctest: +SKIP
    True
    """
    place = Path(folder)
    changed = changed_files(place)
    plan = _plan(place)
    target = Path(out) if out is not None else place.resolve().with_name(f"{place.resolve().name}-again")
    if target.resolve() == place.resolve():
        raise InputError(f"out={str(out)!r} is the report itself. Give another folder, so that both can be compared.")
    _run(plan, target, models or (), probes)
    others = _others(read_json(place / "manifest.json"), read_json(target / "manifest.json"))
    found = [*differences(place, target, exact=not others), *_pages(place)]
    return Rerun(str(folder), str(target), tuple(changed), tuple(others), tuple(found))


def changed_files(folder: str | os.PathLike[str]) -> list[str]:
    """Return the files of a report that are not what its ``digests.json`` says, missing and added ones too.

    Raises
    ------
    InputError
        If this is no report of a study.
    """
    place = Path(folder)
    if not (place / DIGESTS).is_file() or not (place / "plan.json").is_file():
        raise InputError(
            f"{folder} is no report of a study: it needs plan.json and {DIGESTS}. Give a folder that study.report() wrote."
        )
    recorded: dict[str, str] = read_json(place / DIGESTS)
    pages = {name: sha256(place / name) for name in PAGES if name in recorded and (place / name).is_file()}
    found = {**file_digests(place), **pages}
    return [name for name in sorted({*recorded, *found} - {RESULTS}) if recorded.get(name) != found.get(name)]


def check_notebook(folder: str | os.PathLike[str]) -> tuple[bool, str]:
    """Run a report's notebook with nbval and our comparison of numbers; return whether it passed, and what was said.

    Raises
    ------
    InputError
        If there is no notebook in the folder, or nbval is not installed.
    """
    from importlib.util import find_spec

    notebook = Path(folder).resolve() / "report.ipynb"
    if not notebook.is_file():
        raise InputError(f"There is no report.ipynb in {folder}.")
    if find_spec("nbval") is None:
        raise InputError("nbval is not installed. Install it: pip install nbval")
    with tempfile.TemporaryDirectory() as temporary:
        settings = Path(temporary) / "pytest.ini"
        settings.write_text("[pytest]\n")
        words = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-c",
            str(settings),
            "--rootdir",
            temporary,
            "-p",
            "no:cacheprovider",
        ]
        words += ["--nbval", "--nbval-current-env", "--nbval-cell-timeout", "300", str(notebook)]
        ended = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603 - no shell, our own words
    return ended.returncode == 0, ended.stdout + ended.stderr


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _plan(folder: Path) -> Plan:
    values = read_json(folder / "plan.json")
    try:
        plan = Plan.from_dict(values)
    except (KeyError, TypeError, AttributeError) as error:
        raise InputError(f"plan.json of {folder} is no plan of a study ({error}).") from error
    if values.get("digest") != plan.digest:
        raise InputError(
            f"plan.json of {folder} was changed: it says digest {str(values.get('digest'))[:12]}, its own is {plan.digest[:12]}. "
            "Nothing was run. Get the report as it was written."
        )
    return plan


def _run(plan: Plan, target: Path, models: Sequence[Model | str], probes: Sequence[Probe]) -> None:
    from workbench.studies.study import Study

    with tempfile.TemporaryDirectory(prefix="rerun-") as workspace:
        study = Study.from_plan(plan, models=models, probes=probes, workspace=workspace)
        study.run()
        if study.state == "interrupted":
            raise Cancelled("The run was stopped; the report that was given is unchanged.")
        study.report(target)


def _others(old: Any, new: Any) -> list[str]:
    """Return in what two manifests differ that can move a digit."""
    try:
        (*more, was), (*_, now) = _kinds(old), _kinds(new)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ArtifactError(f"manifest.json does not say on what it was made ({error}).") from error
    told = ["parts of it were run on several kinds of machine"] if any(kind != was for kind in more) else []
    names = sorted({*was, *now})
    return [
        *told,
        *(f"{name}: was {was.get(name)}, is {now.get(name)}" for name in names if was.get(name) != now.get(name)),
    ]


def _kinds(manifest: Any) -> list[dict[str, Any]]:
    """Return what decides the last digits in each environment that a study was run in."""
    models = {
        f"{model['label']} is run": model.get("executions", model.get("execution")) for model in manifest["models"]
    }
    shared = {"layout of chunks": manifest["settings"].get("chunks"), **models}
    found = []
    for one in manifest.get("environments") or [manifest]:
        machine = {name: one["machine"].get(name) for name in _MACHINE}
        packages = {name: one["packages"].get(name) for name in _PACKAGES}
        found.append({**machine, **packages, **shared})
    return found


def _pages(folder: Path) -> list[Difference]:
    """Compare the pages of a report with those made anew from its own results."""
    from workbench.reports.write import write_pages

    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary) / "report"
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns(*PAGES, DIGESTS, ".*"))
        write_pages(copy)
        return page_differences(folder, copy, PAGES)
