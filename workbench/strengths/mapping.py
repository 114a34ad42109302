"""A map of what models can and cannot do: a row a task, model and number of examples; it asks no model."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Any

from workbench.errors import InputError, unknown_name
from workbench.markup import element, join, table
from workbench.records import Estimate
from workbench.results import estimates_frame
from workbench.stats import cannot_tell, holm, paired
from workbench.strengths.cells import Cell, Tested, tested
from workbench.strengths.listed import NOT_SCORED

if TYPE_CHECKING:
    import pandas as pd

    from workbench.figures import Figure

__all__ = ["StrengthMap"]

_SHOWN = (
    "title",
    "use",
    "model",
    "shots",
    "measure",
    "n",
    "value",
    "low",
    "high",
    "random",
    "majority",
    "above_chance",
)


@dataclass(frozen=True, repr=False, eq=False)
class StrengthMap:
    """What `measure` gives: for every task the figure with its interval, the baselines, and whether it is above chance.

    Attributes
    ----------
    cells : tuple
        One a task, model and number of examples; ``result(task)`` gives the whole result of one.
    models : tuple of str
        The models' labels.
    settings : dict
        limit, shots, seed and margin as they were asked for.
    left_out : tuple of str
        What was asked for and is not on the map, with the reason.
    """

    cells: tuple[Cell, ...]
    models: tuple[str, ...]
    settings: Mapping[str, Any] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()

    def frame(self) -> "pd.DataFrame":
        """Return one row a task, model and number of examples.

        Returns
        -------
        pandas.DataFrame
            ``task, title, use, model, shots, measure``; ``n`` (items that count), ``value, low, high`` (95 %
            interval); ``random`` and ``majority``, what guessing and what one answer for all would get; ``chance``, the one
            of the two that the figure is tested against; ``above_chance``: ``yes``, ``no`` (below it, or above it by less
            than the margin), ``cannot tell``; ``depends_on_rule``: whether another way of comparing options reads
            differently (`robustness` shows each); ``p``, ``p_corrected`` (Holm over all rows); ``left_out`` (items without an
            answer); ``published`` (GPT-3 with 175 billion parameters and examples, where that could be checked).
        """
        import pandas as pd

        found = pd.DataFrame([one.row() for one in self._tested])
        numbers = ["value", "low", "high", "random", "majority", "chance", "p", "p_corrected", "published"]
        return found.astype(dict.fromkeys(numbers, float)) if len(found) else found

    def estimates(self) -> list[Estimate]:
        """Return the figures; ``group`` is the row's name, ``neutral`` chance, ``p_corrected`` Holm's over all rows."""
        return [replace(one.estimate, group=self._name(one.cell)) for one in self._tested]

    def estimate(self) -> "pd.DataFrame":
        """Return `estimates` as a table."""
        return estimates_frame(self.estimates())

    def differences(self) -> "pd.DataFrame":
        """Return how the models differ, on the same items.

        Returns
        -------
        pandas.DataFrame
            One row a task and pair of models: ``task, shots, measure, first, second``, ``value`` (second minus first),
            ``low, high, n, p, p_corrected`` (Holm over all rows), ``reading``.

        Raises
        ------
        InputError
            Where there is only one model.
        """
        import pandas as pd

        if len(self.models) < 2:
            raise InputError("There is one model on this map: measure several, such as measure([first, second]).")
        pairs = [
            (one, two)
            for one, two in combinations(self.cells, 2)
            if one.model != two.model and (one.ready.name, one.shots) == (two.ready.name, two.shots)
        ]
        found = [_paired(one, two) for one, two in pairs]
        ps = holm([item.p for item in found])
        rows = [
            _difference(one, two, replace(item, p_corrected=p))
            for (one, two), item, p in zip(pairs, found, ps, strict=True)
        ]
        return pd.DataFrame(rows)

    def result(self, task: str, model: str | None = None) -> Any:
        """Return the whole result of one task, of the first model where none is named: its items, options, robustness."""
        if model is not None and model not in self.models:
            raise unknown_name("model", model, self.models)
        known = {cell.ready.name: cell.result for cell in reversed(self.cells) if model in (None, cell.model)}
        if task not in known:
            raise unknown_name("task of this map", task, known)
        return known[task]

    def robustness(self) -> "pd.DataFrame":
        """Return every task's figure under every rule: how options are compared, what an empty answer counts."""
        import pandas as pd

        parts = [
            cell.result.robustness().assign(task=cell.ready.name, model=cell.model)
            for cell in self.cells
            if cell.shots == max(other.shots for other in self.cells if other.result is cell.result)
        ]
        whole = pd.concat(parts, ignore_index=True)
        return whole[["task", "model", *(name for name in whole if name not in ("task", "model"))]]

    def draw(self) -> "Figure":
        """Return the map as a figure: a row a task, a dot with its interval a model, a mark for each baseline."""
        from workbench.figures.dots import DotRow, dots

        rows: dict[tuple[str, int], list[Tested]] = {}
        for one in self._tested:
            rows.setdefault((one.cell.ready.name, one.cell.shots), []).append(one)
        drawn = [
            DotRow(
                _label(found),
                found[0].cell.ready.use,
                {one.cell.model: one.estimate for one in found},
                {one.cell.model: one.above == "yes" for one in found},
                {
                    "random guessing": found[0].cell.baselines.random,
                    "one answer for all": found[0].cell.baselines.majority,
                },
            )
            for found in sorted(rows.values(), key=self._section)
        ]
        return dots(
            drawn,
            title=f"What {' and '.join(self.models)} can and cannot do",
            xlabel="accuracy, exact match or token F1, 95 % interval",
            note="filled: above chance after Holm's correction; hollow: not, or one cannot tell",
        )

    def verdict(self) -> str:
        """Return how many rows are above chance, which ones, and how many tests that rests on."""
        found = []
        for model in self.models:
            own = [one for one in self._tested if one.cell.model == model]
            yes = [self._short(one.cell) for one in own if one.above == "yes"]
            no = [self._short(one.cell) for one in own if one.above == "no"]
            empty = sum(one.above == "no answer" for one in own)
            rest = len(own) - len(yes) - len(no) - empty
            lost = f"; {empty} without an answer" if empty else ""
            found.append(
                f"{model}: above chance in {len(yes)} of {len(own)} rows{_listed(yes)}; not above it in {len(no)}"
                f"{_listed(no)}; in {rest} one cannot tell{lost}."
            )
        margin = 100 * self.settings["margin"]
        found.append(
            f"Holm's correction over {len(self.cells)} tests against chance, and over as many against chance plus "
            f"{margin:g} points. At most {self.settings['limit'] or 'all'} items a task."
        )
        varies = [self._short(cell) for cell in self.cells if cell.depends_on_rule == "yes"]
        if varies:
            found.append(
                f"How options are compared decides what is said in {len(varies)} of the rows{_listed(varies)}."
            )
        if self.left_out:
            found.append(f"Not on the map: {len(self.left_out)}, see left_out.")
        return " ".join(found)

    def words(self) -> dict[str, Any]:
        """Return what a report says: question, harm, method, limits, references."""
        ready = {cell.ready.name: cell.ready for cell in self.cells}
        limits = dict.fromkeys(limit for one in ready.values() for limit in one.limits)
        references = dict.fromkeys(r for cell in self.cells for r in cell.result.words()["references"])
        return {
            "question": "What can the model do better than chance, and what not?",
            "harm": (
                "None by itself. It bears on harm where a model is used for what it cannot do: a figure above chance is no "
                "reason to rely on it."
            ),
            "method": self._method(),
            "limits": [*(f"{use}: {why}" for use, why in NOT_SCORED.items()), *limits],
            "references": [*references],
        }

    def to_dict(self) -> dict[str, Any]:
        """Return the map as plain Python: settings, models, tasks, rows, what is left out, what cannot be scored."""
        models = {cell.model: dict(cell.result.model) for cell in self.cells}
        probes = {cell.ready.name: cell.probe.to_dict() for cell in self.cells}
        rows = [{key: None if value != value else value for key, value in one.row().items()} for one in self._tested]
        return {
            "settings": dict(self.settings),
            "models": models,
            "tasks": list(probes.values()),
            "rows": rows,
            "tests": 2 * len(self.cells),
            "left_out": list(self.left_out),
            "not_scored": dict(NOT_SCORED),
        }

    def _repr_html_(self) -> str:
        rows = [[_cell(one.row()[name]) for name in _SHOWN] for one in self._tested]
        columns = [name.replace("_", " ") for name in _SHOWN]
        shown = table(columns, rows, caption="What can be done better than chance")
        lost = [element("p", reason) for reason in self.left_out]
        return str(element("div", shown, element("p", self.verdict()), join(lost), class_="wb-strengths"))

    def __repr__(self) -> str:
        lost = f", {len(self.left_out)} left out" if self.left_out else ""
        return f"StrengthMap({len(self.cells)} rows, models={list(self.models)}{lost})"

    __str__ = __repr__

    @cached_property
    def _tested(self) -> list[Tested]:
        return tested(list(self.cells), self.settings["margin"])

    def _name(self, cell: Cell) -> str:
        named = self._short(cell)
        return f"{named}, {cell.model}" if len(self.models) > 1 else named

    def _short(self, cell: Cell) -> str:
        several = len({one.shots for one in self.cells if one.ready.name == cell.ready.name}) > 1
        return f"{cell.ready.name} at {cell.shots} shots" if several else cell.ready.name

    def _section(self, found: list[Tested]) -> tuple[int, int]:
        uses = list(dict.fromkeys(cell.ready.use for cell in self.cells))
        return uses.index(found[0].cell.ready.use), self.cells.index(found[0].cell)

    def _method(self) -> str:
        return (
            "Each task's items are asked as its layout says, with so many examples drawn once. A choice is read from the "
            "highest sum of log-probabilities, a written answer is compared with the right ones. Chance: of labels the higher "
            "of guessing and of the commonest label; of options and documents guessing; of written answers the one text that "
            f"fits most items. Test: two-sided against chance, Holm's correction over {len(self.cells)} rows. 'No': below "
            f"chance, or, by a second family of as many tests, above it by less than {100 * self.settings['margin']:g} points. "
            "Items that belong together (one passage, one shop, one input, one document) are taken together. "
            f"Intervals, 95 %: {'; '.join(dict.fromkeys(one.estimate.method for one in self._tested))}."
        )


def _paired(one: Cell, two: Cell) -> Estimate:
    both = one.outcomes.merge(two.outcomes[["item", "value"]], on="item", suffixes=("", "_second"))
    clusters = both["cluster"].tolist()
    alone = len(set(clusters)) == len(clusters)
    first, second = both["value"].tolist(), both["value_second"].tolist()
    return paired(first, second, None if alone else clusters, measure=one.ready.measure, group=one.ready.name)


def _difference(one: Cell, two: Cell, found: Estimate) -> dict[str, Any]:
    better = "" if found.value is None else f"{two.model if found.value > 0 else one.model} is better"
    return {
        "task": one.ready.name,
        "shots": one.shots,
        "measure": one.ready.measure,
        "first": one.model,
        "second": two.model,
        **{name: getattr(found, name) for name in ("value", "low", "high", "n", "p", "p_corrected")},
        "reading": "cannot tell" if cannot_tell(found) else better,
    }


def _label(found: list[Tested]) -> str:
    """Return a row's label: title, items that count (of each model where they differ), examples."""
    cell = found[0].cell
    counts = " and ".join(dict.fromkeys(f"{one.estimate.n:,}" for one in found))
    shots = "" if cell.ready.searches else f", {cell.shots} shot{'' if cell.shots == 1 else 's'}"
    return f"{cell.ready.title} (n={counts}{shots})"


def _listed(names: list[str]) -> str:
    return f" ({', '.join(names)})" if names else ""


def _cell(value: Any) -> Any:
    return f"{value:.3f}" if isinstance(value, float) else value
