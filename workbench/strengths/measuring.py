"""Many tasks on one model or several: one call, what it costs before, how long it still takes; it computes no figure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from workbench.errors import Cancelled, CapacityError, InputError
from workbench.progress import progress, quiet
from workbench.records import Cost, Model
from workbench.strengths.cells import Cell
from workbench.strengths.mapping import StrengthMap
from workbench.strengths.probing import StrengthProbe, check_limit, names, ready, task
from workbench.strengths.searching import SearchProbe

__all__ = ["cost", "measure"]

Probe = StrengthProbe | SearchProbe


def measure(
    models: Model | Sequence[Model],
    tasks: str | Sequence[str] | None = None,
    *,
    limit: int | None = 100,
    shots: int | Sequence[int] | None = None,
    seed: int = 0,
    margin: float = 0.05,
) -> StrengthMap:
    """Measure what a model, or several side by side, can and cannot do.

    Parameters
    ----------
    models : Model or sequence of Model
    tasks : str or sequence of str, optional
        Names of ready tasks; all of them where left out.
    limit : int, default 100
        Items a task at most, spread evenly; None for all.
    shots : int or sequence of int, optional
        Numbers of examples; each task's own where left out.
    seed : int, default 0
        Of the draws of examples. There is one draw: ``task(name, seeds=5)`` shows how much another would change.
    margin : float, default 0.05
        Above chance by less than this counts as no better than chance.

    Returns
    -------
    StrengthMap
        ``frame()``, ``draw()``, ``differences()``, ``verdict()``. If you interrupt, what is done is kept and the rest
        is named in ``left_out``, as is a task that does not fit a model's context.

    Raises
    ------
    InputError
        For an unknown name, no model, or a limit below 1.

    Examples
    --------
    >>> import workbench as wb
    >>> found = wb.strengths.measure(wb.open_model("fake"), ["openbook-qa"], limit=5)
    >>> found.frame()["n"].tolist()
    [5]
    """
    if isinstance(margin, bool) or not isinstance(margin, (int, float)) or not 0 < margin < 1:
        raise InputError(f"margin={margin!r}: give a share between 0 and 1, such as 0.05.")
    labelled = _labelled(models)
    made, left_out = _probes(tasks, limit, shots, seed)
    work = [_Work(name, probe, label, model) for label, model in labelled for name, probe in made]
    cells: list[Cell] = []
    reasons = [f"{name}: {reason}" for name, reason in left_out]
    done = 0
    try:
        with progress(total=sum(one.weight for one in work), what="Strengths", scale=True) as bar:
            for one in work:
                bar.set_postfix_str(f"{one.name}, {one.label}")
                try:
                    with quiet():
                        cells += one.cells()
                except (InputError, CapacityError) as error:
                    reasons.append(f"{one.name} on {one.label}: {error}")
                done += 1
                bar.update(one.weight)
    except (KeyboardInterrupt, Cancelled):
        if not cells:
            raise
    reasons += [f"{one.name} on {one.label}: stopped before it was done." for one in work[done:]]
    settings = {
        "limit": limit,
        "shots": shots if shots is None else list(_several(shots)),
        "seed": seed,
        "margin": margin,
    }
    return StrengthMap(tuple(cells), tuple(label for label, _ in labelled), settings, tuple(reasons))


def cost(
    models: Model | Sequence[Model],
    tasks: str | Sequence[str] | None = None,
    *,
    limit: int | None = 100,
    shots: int | Sequence[int] | None = None,
    seed: int = 0,
) -> Cost:
    """Return what `measure` with the same arguments will take, without doing it.

    Examples
    --------
    >>> import workbench as wb
    >>> wb.strengths.cost(wb.open_model("fake"), "openbook-qa", limit=5).drawn_tokens
    0
    """
    made, _ = _probes(tasks, limit, shots, seed)
    return Cost.total(_cost(probe, model) for _, model in _labelled(models) for _, probe in made)


@dataclass(frozen=True)
class _Work:
    """One task on one model."""

    name: str
    probe: Probe
    label: str
    model: Any

    @cached_property
    def weight(self) -> int:
        """How much of the bar it takes: tokens to run, or items where the model counts none."""
        if not hasattr(self.model, "cost"):
            return sum(len(one) for one in self.probe.requests())
        try:
            found = self.probe.cost(self.model)
        except InputError:
            return 1
        return max(1, found.new_tokens + found.drawn_tokens)

    def cells(self) -> Iterator[Cell]:
        """Ask the model; one cell a number of shots."""
        result: Any = self.probe.run(self.model)
        shots = self.probe.design.shots if isinstance(self.probe, StrengthProbe) else (0,)
        for count in shots:
            yield Cell(ready(self.name), self.label, count, self.probe, result)


def _cost(probe: Probe, model: Any) -> Cost:
    try:
        return probe.cost(model)
    except InputError:  # it does not fit the model's context: measure will say so
        return Cost(0, 0, 0, 0.0)


def _labelled(models: Any) -> list[tuple[str, Any]]:
    """Return the models with labels of their own: their names, numbered where two are the same."""
    several = list(models) if isinstance(models, (list, tuple)) else [models]
    if not several or any(not isinstance(model, Model) for model in several):
        raise InputError('models: give a model, or a list of them, such as wb.open_model() or wb.open_model("fake").')
    labels: list[str] = []
    for model in several:
        count = sum(label.partition(" #")[0] == model.name for label in labels)
        labels.append(model.name if not count else f"{model.name} #{count + 1}")
    return list(zip(labels, several, strict=True))


def _probes(
    tasks: Any, limit: int | None, shots: Any, seed: int
) -> tuple[list[tuple[str, Probe]], list[tuple[str, str]]]:
    """Return the tasks as probes, and those that cannot be asked so, with the reason."""
    chosen = names() if tasks is None else [tasks] if isinstance(tasks, str) else list(tasks)
    if not chosen:
        raise InputError('tasks is empty: leave it out for all, or name some, such as ["piqa", "boolq"].')
    check_limit(limit)
    made, left_out = [], []
    for declared in [ready(name) for name in dict.fromkeys(chosen)]:
        try:
            own = None if declared.searches else shots
            made.append((declared.name, task(declared.name, limit=limit, shots=own, seed=seed)))
        except InputError as error:
            left_out.append((declared.name, str(error)))
    if not made:
        raise InputError(f"None of the tasks can be asked so. {left_out[0][0]}: {left_out[0][1]}")
    return made, left_out


def _several(shots: int | Sequence[int]) -> Sequence[int]:
    return [shots] if isinstance(shots, int) else shots
