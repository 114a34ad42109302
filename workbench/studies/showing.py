"""What a study shows of what the store holds: results, tables, figures and sentences; it runs nothing and opens no model."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.errors import InputError, unknown_name
from workbench.records import Estimate, Result
from workbench.studies import estimating
from workbench.studies.cells import Cell
from workbench.studies.comparing import Comparison, compared
from workbench.studies.estimating import Figured
from workbench.studies.kept import Kept
from workbench.studies.plan import Plan

if TYPE_CHECKING:
    import pandas as pd

    from workbench.figures import Figure

__all__ = ["Showing"]

_COUNTS = ("items", "unscored", "ties", "unparsed", "refused")


class Showing:
    """The half of a study that only reads: every figure is made anew from the stored answers.

    Attributes
    ----------
    plan : Plan
    cells : list of Cell
        Model by model, prompt by prompt, probe by probe.
    kept : Kept
        What the store holds of it.
    """

    plan: Plan
    cells: list[Cell]
    kept: Kept
    _results: dict[str, Result]
    _figured: tuple[int, list[Figured]]

    def result(self, model: str | None = None, prompt: str | None = None, probe: str | None = None) -> Result:
        """Return the result of one cell, from the store alone.

        Parameters
        ----------
        model, prompt, probe : str, optional
            Labels, as the plan has them; each may be left out where there is only one.

        Raises
        ------
        InputError
            For an unknown label, one left out of several, or a cell that is not finished.
        """
        chosen = {
            "model": _one_of("model", model, self.plan.model_labels),
            "prompt": _one_of("prompt", prompt, tuple(self.plan.prompts)),
            "probe": _one_of("probe", probe, self.plan.probe_labels),
        }
        cell = next(cell for cell in self.cells if cell.labels == chosen)
        found = self._result(cell)
        if found is None:
            done, total = len(self.kept.done(cell)), len(cell.work.chunks)
            raise InputError(f"{cell} is not finished: {done} of {total} chunks. study.run() goes on where it was.")
        return found

    def finished(self) -> list[tuple[tuple[str, str, str], Result]]:
        """Return the results of the cells that are finished, each with the labels of its model, prompt and probe."""
        return [((cell.model, cell.prompt, cell.probe), result) for cell, result in self._finished()]

    def frame(self) -> "pd.DataFrame":
        """Return one row a finished cell and item: ``model``, ``prompt``, ``probe``, then the probe's own columns."""
        import pandas as pd

        tables = [_labelled(cell, result.frame()) for cell, result in self.finished_cells()]
        return pd.concat(tables, ignore_index=True)

    def figured(self) -> list[Figured]:
        """Return every figure with its role; see `estimate` for the table of them."""
        finished = self.finished_cells()
        if len(finished) != self._figured[0]:
            self._figured = len(finished), estimating.figured(self.plan, finished)
        return list(self._figured[1])

    def estimate(self) -> "pd.DataFrame":
        """Return every figure of all finished cells.

        Returns
        -------
        pandas.DataFrame
            ``model``, ``prompt``, ``probe``, ``by`` (the grouping), ``role`` (primary or
            exploratory), ``tests`` (how many were corrected together), then the columns of an
            estimate. ``p_corrected`` is over the one family of all primary tests; exploratory figures have none.
        """
        return estimating.figures_frame(self.figured())

    def draw(self) -> "Figure":
        """Return the first primary figure of every probe, over the whole set, a row each model and prompt."""
        from workbench.figures import forests

        shown = self.finished_cells()
        if len(self.cells) == 1:
            alone: Figure = shown[0][1].draw(next(iter(self.groupings()), None))
            return alone
        panels: dict[str, list[Estimate]] = {}
        for heading, estimate in self._overview():
            panels.setdefault(heading, []).append(estimate)
        return forests(panels, title=self.plan.title)

    def verdict(self) -> str:
        """Return what the primary figures say, after one correction over all of them, and what is missing."""
        done = len(self._finished())
        if not done:
            return "Nothing is finished yet."
        missing = len(self.cells) - done
        said = estimating.verdict(self.plan, self.figured())
        return (
            f"{said} {missing} of {len(self.cells)} cells are not finished and stand in no figure." if missing else said
        )

    def verdict_of(self, cell: Cell) -> str:
        """Return what the primary figures of one cell say, corrected over the whole study."""
        return estimating.verdict(self.plan, self.figured(), cell)

    def compare(self, by: str = "model", baseline: str | None = None) -> Comparison:
        """Return paired differences on the same items between models, versions of one, or prompts.

        Parameters
        ----------
        by : {"model", "prompt"}, default "model"
        baseline : str, optional
            The label that the others are compared with; every pair where left out.

        Returns
        -------
        Comparison
            With ``frame()``, ``draw()`` and ``verdict()``. Each difference is second minus first,
            over items that both answered, with its interval, a test, and an equivalence test against
            the plan's smallest effect; both tests are corrected over all differences. Where examples were drawn several
            times, items and draws are both in the interval and the tests (`workbench.stats.crossed_pair`).

        Raises
        ------
        InputError
            For an unknown name, or fewer than two to compare.
        """
        return compared(self.plan, self.finished_cells(), by=by, baseline=baseline)

    def counts(self) -> dict[str, int]:
        """Return how many items there are in all finished cells, and how many of them give no figure for which reason."""
        every = [result.counts() for _, result in self._finished()]
        return {name: sum(counts.get(name, 0) for counts in every) for name in _COUNTS}

    def groupings(self, probe: str | None = None) -> tuple[str, ...]:
        """Return what ``by`` takes in the results of a probe, that of the plan's primary figures first."""
        label = _one_of("probe", probe, self.plan.probe_labels)
        given = next(cell.work.probe.groupings for cell in self.cells if cell.probe == label)
        split = [one.by for one in self.plan.primary or () if one.probe == label and one.by is not None]
        return tuple(sorted(given, key=lambda by: by not in split[:1]))

    def _result(self, cell: Cell) -> Result | None:
        """Return a cell's result, or None where a chunk of it is missing; a whole one is kept."""
        if cell.id not in self._results:
            found = self.kept.answers(cell)
            if found is None:
                return None
            about = {"name": cell.model, "fingerprint": cell.fingerprint}
            self._results[cell.id] = cell.work.probe.result(about, cell.work.answers(found))
        return self._results[cell.id]

    def _finished(self) -> list[tuple[Cell, Result]]:
        pairs = ((cell, self._result(cell)) for cell in self.cells)
        return [(cell, result) for cell, result in pairs if result is not None]

    def finished_cells(self) -> list[tuple[Cell, Result]]:
        """Return the cells that are finished with their results, or say that there is none."""
        found = self._finished()
        if not found:
            raise InputError(f"No cell of the study {self.plan.name!r} is finished yet: study.run() first.")
        return found

    def _overview(self) -> Iterator[tuple[str, Estimate]]:
        """Yield each cell's first primary figure over the whole set, else its first figure, with its panel.

        A primary figure that is split only (accuracy for each number of shots) has a row for each value.
        """
        figures = self.figured()
        for cell in self.cells:
            for item in _first([item for item in figures if item.labels == cell.labels]):
                row = cell.model if len(self.plan.prompts) == 1 else f"{cell.model}, {cell.prompt}"
                row = row if item.by is None else f"{row}, {item.estimate.group}"
                yield f"{item.probe}: {item.estimate.measure}", replace(item.estimate, group=row)


def _first(figures: Sequence[Figured]) -> list[Figured]:
    """Return the figure of one cell that counts first: primary before others, of the whole before split; of a split one every part."""
    if not figures:
        return []
    first = min(figures, key=lambda item: (item.role != "primary", item.by is not None))
    if first.by is None:
        return [first]
    same = first.by, first.estimate.measure
    return [item for item in figures if (item.by, item.estimate.measure) == same]


def _one_of(noun: str, given: str | None, labels: tuple[str, ...]) -> str:
    if given is None and len(labels) == 1:
        return labels[0]
    if given is None:
        raise InputError(f"The study has {len(labels)} {noun}s: name one of {', '.join(map(repr, labels))}.")
    if given not in labels:
        raise unknown_name(noun, given, labels)
    return given


def _labelled(cell: Cell, table: "pd.DataFrame") -> "pd.DataFrame":
    """Return a cell's table with its labels as the first columns."""
    plain = table.drop(columns=[name for name in cell.labels if name in table.columns])
    for place, (name, label) in enumerate(cell.labels.items()):
        plain.insert(place, name, label)
    return plain
