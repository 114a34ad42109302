"""How a probe is made: of a task, its data and a design, or of the dictionary that a probe wrote; it asks no model."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from workbench.errors import InputError, unknown_name
from workbench.fewshot.choosing import Chosen, choose
from workbench.fewshot.design import Design
from workbench.fewshot.probe import FewShotProbe
from workbench.fewshot.rows import check_apart, read_rows, spread
from workbench.fewshot.task import FewShot
from workbench.records import Card, Model

__all__ = ["few_shot", "probe_of"]


def probe_of(
    task: FewShot, data: Any, design: Design, *, dev: Any = None, limit: int | None = None, model: Model | None = None
) -> FewShotProbe:
    """Return the probe of a task, its data and a design, all checked; see `FewShot.probe`."""
    if design.calibrate and not task.kind.labels:
        raise InputError(
            "calibrate=True needs labels that are the same for every item. For options of each item's own, the figure minus "
            "the unconditional log-probability is in result.robustness()."
        )
    test = spread(read_rows(data, task.layout, task.kind, split="test"), limit)
    tuned = None if dev is None else read_rows(dev, task.layout, task.kind, split="dev")
    check_apart(task.pool, {"test": test.rows} | ({"dev": tuned.rows} if tuned else {}))
    chosen = choose(
        task.pool,
        [row.asked for row in (*(tuned.rows if tuned else ()), *test.rows)],
        design.choose,
        shots=max(design.shots),
        draws=design.seeds,
        seed=design.seed,
        embed=getattr(model, "embed", None),
    )
    return FewShotProbe(task, test, tuned, design, chosen)


def few_shot(
    task: Mapping[str, Any] | FewShot,
    *,
    test: Any,
    dev: Any = None,
    design: Mapping[str, Any] | Design | None = None,
    limit: int | None = None,
    card: Card | Mapping[str, Any] | None = None,
    chosen: Mapping[str, Any] | None = None,
    name: str | None = None,
) -> FewShotProbe:
    """Return the probe that ``to_dict`` of a `FewShotProbe` wrote; by hand, `FewShot.probe` is the shorter way.

    Parameters
    ----------
    task : FewShot or dict
    test, dev : as ``data`` of `FewShot.probe`
    design : dict
        Fields of `Design`.
    limit : int, optional
        Use so many rows of ``test``.
    card : Card, optional
        Of the data, where the task has none.
    chosen : dict, optional
        Examples that were chosen with a model's help.
    name : str, optional
        What reports call it; the task's own name where left out.

    Raises
    ------
    InputError
        For a field that there is not, or rows that do not fit.
    """
    made = task if isinstance(task, FewShot) else FewShot(**_known(task, FewShot, "task"))
    if name is not None:
        made = made.changed(name=name)
    known = design if isinstance(design, Design) else Design(**_known(design or {}, Design, "design"))
    if card is not None and made.card is None:
        made = made.changed(card=card)
    if chosen is None:
        return probe_of(made, test, known, dev=dev, limit=limit)
    own = {(draw, place): tuple(items) for draw, place, items in chosen["own"]}
    kept = Chosen(chosen["how"], tuple(map(tuple, chosen["shared"])), own, True)
    plain = probe_of(made, test, replace(known, choose="first", seeds=1), dev=dev, limit=limit)
    return replace(plain, design=known, chosen=kept)


def _known(values: Any, kind: type, what: str) -> dict[str, Any]:
    if not isinstance(values, Mapping):
        raise InputError(f"A few-shot {what} is a dict of its fields, not {type(values).__name__}: {values!r:.80}")
    names = [one.name for one in fields(kind) if one.init]
    for name in values:
        if name not in names:
            raise unknown_name(f"field of a few-shot {what}", name, names)
    return dict(values)
