"""What the studies panel asks of a workspace, and nothing else does: the list, one study, whether anything changed."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from workbench.records import Cost, Model
from workbench.store import open_store
from workbench.studies.opening import reopened
from workbench.studies.study import Study, list_studies, open_study
from workbench.widgets.studylist import Line

__all__ = ["Shelf"]


class Shelf:
    """The studies of one workspace.

    Parameters
    ----------
    workspace : str or Path, optional
        Left out, the user's own.
    models : sequence of Model
        Models that are open already.
    """

    def __init__(self, workspace: str | Path | None, models: Sequence[Model]) -> None:
        self.workspace = None if workspace is None else str(workspace)
        self.models = list(models)
        with open_store(workspace) as store:
            self._folder = store.workspace
        self._seen: Any = None
        self._lines: list[Line] = []

    def lines(self) -> list[Line]:
        """Return a line a study, read anew only where a file of the workspace changed or something runs."""
        now = _marks(self._folder)
        if now != self._seen or any(line.state == "running" for line in self._lines):
            table = list_studies(self.workspace)
            self._lines = [_line(row) for row in table.to_dict("records")]
            self._seen = now
        return self._lines

    def study(self, name: str) -> Study:
        """Return a study as it stands now, with the models that are open."""
        found = open_study(name, workspace=self.workspace)
        own = {model.fingerprint for model in found.plan.models}
        fitting = [model for model in self.models if model.fingerprint in own]
        return open_study(name, models=fitting, workspace=self.workspace) if fitting else found

    def cost(self, name: str) -> Cost:
        """Return what a study still takes; its models are opened where they are not, and stay open."""
        there = {model.fingerprint for model in self.models}
        missing = [model for model in self.study(name).plan.models if model.fingerprint not in there]
        self.models += [reopened(model) for model in missing]
        return self.study(name).cost()


def _marks(folder: Path) -> tuple[Any, ...]:
    """Return when each file of a workspace was last written, and how long it is."""
    found = []
    for entry in os.scandir(folder):
        about = entry.stat()
        found.append((entry.name, about.st_mtime_ns, about.st_size))
    return tuple(sorted(found))


def _line(row: Mapping[Any, Any]) -> Line:
    done, total = int(row["done"]), int(row["total"])
    sizes = [(row["models"], "model"), (row["prompts"], "prompt"), (row["probes"], "probe")]
    return Line(
        name=row["name"],
        state=row["state"],
        words=f"{done:,} of {total:,} chunks",
        done=done,
        share=100 * done // max(total, 1),
        size=", ".join(f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in sizes),
        time=_time(row, done, total),
        reason=row["reason"],
    )


def _time(row: Mapping[Any, Any], done: int, total: int) -> str:
    if not done:
        return ""
    return f"took {spent(row['seconds'])}" if done >= total else f"about {spent(row['left'])} left"


def spent(seconds: float) -> str:
    """Say how long something took or takes.

    >>> spent(0.2), spent(75), spent(600), spent(9000)
    ('under 1 s', '75 s', '10 min', '2.5 h')
    """
    if seconds < 1:
        return "under 1 s"
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
