"""The answers of a few-shot task counted: accuracy for each number, choice, order and wording of examples; it tells none."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from workbench.errors import InputError, unknown_name
from workbench.fewshot import estimating, ordering
from workbench.fewshot.estimating import GAIN
from workbench.fewshot.likelihood import RULES
from workbench.fewshot.measuring import measured
from workbench.fewshot.readings import Grid, answers_frame, grid_of, main_rows, options_frame, parts_of, shots_name
from workbench.records import Estimate
from workbench.results import Result

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "GROUPINGS", "Answered"]

GROUPINGS = ("group", "shots", "draw", "order", "variant")
COLUMNS = {
    "accuracy": "correct",
    "calibrated accuracy": "calibrated_correct",
    "exact match": "exact_match",
    "token F1": "token_f1",
}
"""The measures that are means over items, and the column of `FewShotResult.frame` that each is the mean of."""


@dataclass(frozen=True, repr=False, eq=False)
class Answered(Result):
    """The half of a few-shot result that counts.

    Figures rest on the test rows, the task's own wording and the examples in the order drawn; other wordings and
    orders have their own analyses. They are reported at one number of shots, `reported_shots`.
    """

    kind: str = "classification"
    labels: tuple[str, ...] = ()
    table: Any = None
    source: Any = None
    metrics: tuple[Any, ...] = ()

    def frame(self, rule: str = "sum") -> "pd.DataFrame":
        """Return one row an item and setting (number of shots, draw, order, wording), of dev rows too.

        Parameters
        ----------
        rule : str, default "sum"
            How options are compared: one of `workbench.fewshot.RULES`; of written answers there is one rule only.

        Returns
        -------
        pandas.DataFrame
            ``split, item, group, cluster, shots, draw, order, variant``, ``answer`` (the right one), ``predicted``;
            then, of options, ``correct`` (1, 0, NaN at a tie or without a score), ``confidence`` (probability of the
            predicted one among the options), the same three of contextual calibration (``calibrated_...``), places
            of options, and ``tied``, ``unscored``; of written answers ``exact_match``, ``token_f1``, ``unparsed``
            (nothing was written), ``unscored``.
        """
        if self.kind == "generation":
            return self._frame.copy()
        return self._frame.copy() if rule == "sum" else options_frame(self.table, rule)

    def options(self) -> "pd.DataFrame":
        """Return the long table: one row an option (or written answer), with its figure under every rule."""
        found: pd.DataFrame = self.table.copy()
        return found

    def examples(self) -> "pd.DataFrame":
        """Return which examples stood in which prompt: ``draw``, ``query`` (None: every one), ``place``, ``item``.

        ``place`` is the place in the draw, from 0: k shots are the first k.
        """
        import pandas as pd

        rows = [
            (one["draw"], one["query"], place, item)
            for one in self.source.examples()
            for place, item in enumerate(one["examples"])
        ]
        return pd.DataFrame(rows, columns=["draw", "query", "place", "item"])

    @cached_property
    def _frame(self) -> "pd.DataFrame":
        return answers_frame(self.table) if self.kind == "generation" else options_frame(self.table)

    @property
    def primary(self) -> str:
        """The measure that counts: ``"accuracy"``, or ``"exact match"`` of written answers."""
        return "exact match" if self.kind == "generation" else "accuracy"

    @property
    def calibrated(self) -> bool:
        """Whether contextual calibration was asked for."""
        return bool(self.settings.get("calibrate"))

    @property
    def several_orders(self) -> bool:
        """Whether the same examples were asked in several orders."""
        return bool((self._frame["order"] > 0).any())

    @cached_property
    def reported_shots(self) -> int:
        """The number of shots that figures are reported at.

        With dev rows the one of highest accuracy on them, averaged over draws (of equal ones the smallest); without
        them the largest.
        """
        shots = [int(count) for count in self.settings["shots"]]
        dev = self._frame[self._frame["split"] == "dev"]
        if dev.empty:
            return max(shots)
        means = main_rows(dev).groupby("shots")[COLUMNS[self.primary]].mean().dropna()
        return max(shots) if means.empty else int(means.index[int(means.to_numpy().argmax())])

    @property
    def chosen_shots_words(self) -> str:
        """How the reported number of shots was come by, as a sentence."""
        at = shots_name(self.reported_shots)
        if self.settings.get("dev_items"):
            return (
                f"Figures stand at {at}, the best on {self.settings['dev_items']:,} dev rows; those are in no figure."
            )
        if len(self.settings["shots"]) > 1:
            return f"Figures of one number of shots stand at {at}, the most that were asked."
        return f"All figures stand at {at}."

    def estimates(self, by: str | None = None, rule: str | None = None) -> list[Estimate]:
        r"""Return the figures with their intervals.

        Parameters
        ----------
        by : str, optional
            Left out: what is reported, at `reported_shots`: accuracy = right / answered, macro F1, the expected
            calibration error, and what calibration gains; of written answers exact match and token F1.
            ``"shots"``: accuracy for each number of examples. ``"group"``, ``"draw"``, ``"order"``,
            ``"variant"``: at `reported_shots`, for each group of items, draw of examples, order of them, wording.
        rule : str, optional
            One of `workbench.fewshot.RULES`: accuracy alone, by this rule.

        Returns
        -------
        list of Estimate
            From 0 to 1; neutral is what guessing at random would get. Intervals: Wilson for one draw of examples, else
            over items and draws both (`workbench.stats.crossed_share`); ``method`` says which. ``p_corrected`` is
            Holm's over the values of ``by``, one family a measure.

        Raises
        ------
        InputError
            For an unknown grouping or rule.
        """
        if by is not None and by not in GROUPINGS:
            raise unknown_name("grouping", by, GROUPINGS, "Or leave it out for what is reported.")
        if rule is not None and rule not in RULES:
            raise unknown_name("rule", rule, RULES)
        frame = self._frame if rule is None or self.kind == "generation" else self.frame(rule)
        if by is None:
            return self._reported(frame, alone=rule is not None)
        measures = [self.primary] if rule or not self.calibrated else [self.primary, "calibrated accuracy"]
        if self.kind == "generation":
            measures = ["exact match", "token F1"]
        parts = parts_of(self._test(frame), by, self.reported_shots)
        found = [self._share(part, name, group, shots) for name in measures for group, (shots, part) in parts.items()]
        found = estimating.corrected_family(found)
        several = by == "order" and rule is None and (self._at_order(self.reported_shots)["order"] > 0).any()
        if several and self.kind != "generation":
            found += ordering.orders_with(self, self.reported_shots).by_order(list(parts))
        if by == "shots" and rule is None:
            found += [item for group, (shots, _) in parts.items() for item in self._of_metrics(shots, group, found)]
        return found

    def outcomes(self, measure: str, by: str | None = "group") -> "pd.DataFrame":
        """Return what each item adds to a figure, so that two runs can be compared item by item.

        Parameters
        ----------
        measure : str
            ``"accuracy"``, ``"calibrated accuracy"``, ``"gain by calibration"``, ``"exact match"`` or ``"token F1"``.
        by : str, default "group"
            ``"group"``: one row an item, at `reported_shots`. Else one row an item and value of the grouping, whose
            ``item`` says both: ``"17 at 4 shots"``.

        Returns
        -------
        pandas.DataFrame
            ``item``, ``group``, ``cluster`` and ``value``: the item's mean over draws, NaN where any is missing; the
            mean of the others is the estimate's value. ``draws``: its outcomes, one a draw of examples, so that two
            runs under the same draws are compared over items and draws both; empty where there were no examples.

        Raises
        ------
        InputError
            For a measure that is no mean over items, such as macro F1.
        """
        import pandas as pd

        if by is not None and by not in GROUPINGS:
            raise unknown_name("grouping", by, GROUPINGS)
        if measure not in (*COLUMNS, GAIN) or (measure != GAIN and COLUMNS[measure] not in self._frame):
            known = [name for name, column in COLUMNS.items() if column in self._frame]
            raise unknown_name("measure of single items", measure, known, "Others are no means over items.")
        whole = by in (None, "group")
        parts = parts_of(self._test(self._frame), "whole" if whole else str(by), self.reported_shots)
        tables = []
        for name, (shots, part) in parts.items():
            grid = self._outcomes(part, measure)
            items = list(grid.items) if whole else [f"{item} at {name}" for item in grid.items]
            group = list(grid.groups) if whole else name
            draws = grid.values.tolist() if shots else [[]] * len(items)
            columns = {"item": items, "group": group, "cluster": list(grid.clusters), "value": grid.means}
            tables.append(pd.DataFrame({**columns, "draws": draws}))
        return pd.concat(tables, ignore_index=True)

    def differences(self, by: str = "shots", base: str | int | None = None) -> list[Estimate]:
        """Return paired differences between settings, on the same items; neutral 0, corrected by Holm over all of them.

        Parameters
        ----------
        by : str, default "shots"
            ``"shots"``, ``"draw"``, ``"order"``, ``"variant"``: each minus the base. ``"calibration"``: calibrated
            minus plain, for each number of shots.
        base : str or int, optional
            What the others are compared with, such as ``"0 shots"`` (or 0); the first where left out.

        Raises
        ------
        InputError
            For another grouping, or a base that there is not.
        """
        allowed = ("shots", "draw", "order", "variant", "calibration")
        if by not in allowed:
            raise unknown_name("comparison", by, allowed, "Groups have other items each, so nothing is paired.")
        column = COLUMNS[self.primary]
        if by == "calibration":
            return self._gains()
        parts = parts_of(self._test(self._frame), by, self.reported_shots)
        grids = {name: grid_of(part, column) for name, (_, part) in parts.items()}
        named = shots_name(base) if by == "shots" and isinstance(base, int) else base
        named = f"{by} {named}" if isinstance(named, int) else named
        if named is not None and named not in grids:
            raise unknown_name("base", named, grids)
        return estimating.paired_families(grids, next(iter(grids)) if named is None else named, self.primary)

    def baselines(self) -> list[Estimate]:
        """Return what needs no model: guessing at random, and always giving the commonest right answer.

        The random baseline is exact; the majority-class baseline, the share of items whose right answer is the commonest
        one (of multiple choice: whose right option stands at the commonest place), has Wilson's interval. Of written
        answers there is neither.
        """
        if self.kind == "generation":
            return []
        one = self._at(self.reported_shots)
        return [estimating.random_baseline(one), estimating.majority_baseline(one, self.kind)[1]]

    def counts(self) -> dict[str, int]:
        """Return how many items there are, and how many of them are left out at `reported_shots`, by reason."""
        grid = grid_of(self._at(self.reported_shots), COLUMNS[self.primary])
        return {"items": len(grid.items), **{"unscored": 0, "ties": 0, "unparsed": 0, "refused": 0}, **grid.lost}

    def __repr__(self) -> str:
        shots = ", ".join(map(str, self.settings["shots"]))
        return (
            f"FewShotResult({self.probe} on {self.model['name']}, {self.settings['items']} items, shots {shots}, "
            f"draws {self.settings['seeds']})"
        )

    __str__ = __repr__

    def unparsed_as_wrong(self) -> Estimate:
        """Return exact match with answers in which nothing was written counted as wrong."""
        part = self._at(self.reported_shots)
        counted = part.assign(exact_match=part["exact_match"].where(~part["unparsed"], 0.0), unparsed=False)
        return self._share(counted, "exact match", "all", self.reported_shots)

    def grid(self, shots: int, measure: str | None = None) -> Grid:
        """Return the outcomes of one number of shots as a table of items and draws; ``values`` holds them."""
        return grid_of(self._at(shots), COLUMNS[measure or self.primary])

    def reported_rows(self) -> "pd.DataFrame":
        """Return the rows of `frame` that the reported figures rest on."""
        return self._at(self.reported_shots)

    def _test(self, frame: "pd.DataFrame") -> "pd.DataFrame":
        return frame[frame["split"] == "test"]

    def _at(self, shots: int, frame: "pd.DataFrame | None" = None) -> "pd.DataFrame":
        """Return the rows that figures of one number of shots rest on."""
        table = main_rows(self._test(self._frame if frame is None else frame))
        return table[table["shots"] == shots]

    def _at_order(self, shots: int) -> "pd.DataFrame":
        return self._frame[self._frame["shots"] == shots]

    def _share(self, part: "pd.DataFrame", measure: str, group: str, shots: int) -> Estimate:
        column = COLUMNS[measure]
        over = ("draw", "order") if measure in COLUMNS and part["order"].nunique() > 1 else ("draw",)
        neutral = None
        if "option_count" in part:
            neutral = float((1 / part.drop_duplicates("item")["option_count"]).mean())
        return estimating.share_of(
            grid_of(part, column, over), measure=measure, group=group, neutral=neutral, shots=shots
        )

    def _outcomes(self, part: "pd.DataFrame", measure: str) -> Grid:
        if measure != GAIN:
            return grid_of(part, COLUMNS[measure])
        plain, other = grid_of(part, "correct"), grid_of(part, "calibrated_correct")
        return replace(plain, values=other.values - plain.values)

    def _reported(self, frame: "pd.DataFrame", *, alone: bool) -> list[Estimate]:
        at = self.reported_shots
        part = self._at(at, frame)
        found = [self._share(part, self.primary, "all", at)]
        if alone:
            return self._placed(found)
        if self.kind == "generation":
            found.append(self._share(part, "token F1", "all", at))
            return self._placed([*found, *self._of_metrics(at, "all", found)])
        grid = grid_of(part)
        best, _ = estimating.majority_baseline(part, self.kind)
        found.append(estimating.minus_majority(part, grid, best, self.kind, at))
        if self.kind == "classification":
            found.append(estimating.macro_f1(part, measure="macro F1"))
        found.append(estimating.calibration_error_of(part, calibrated=False))
        if self.calibrated:
            found += [
                self._share(part, "calibrated accuracy", "all", at),
                self._gain(part, "all", at),
                estimating.macro_f1(part, measure="calibrated macro F1", prefix="calibrated_"),
                estimating.calibration_error_of(part, calibrated=True),
            ]
        return self._placed([*found, *self._of_metrics(at, "all", found)])

    def _of_metrics(self, shots: int, group: str, others: Sequence[Estimate]) -> list[Estimate]:
        """Return the figures of the user's own measures."""
        if not self.metrics:
            return []
        part = self._at(shots)
        if self.kind == "generation":
            part = part.assign(references=self.table.loc[part.index, "references"])
        taken = [item.measure for item in others]
        return [
            item
            for metric in self.metrics
            for item in measured(metric, part, labels=self.labels, taken=taken, group=group)
        ]

    def _placed(self, found: Sequence[Estimate]) -> list[Estimate]:
        """Return figures whose method says at how many shots they stand."""
        chosen = ", chosen on dev rows" if self.settings.get("dev_items") else ""
        at = f"; at {shots_name(self.reported_shots)}{chosen}"
        return [replace(item, method=f"{item.method}{at}") for item in found]

    def _gain(self, part: "pd.DataFrame", group: str, shots: int) -> Estimate:
        plain, other = grid_of(part, "correct"), grid_of(part, "calibrated_correct")
        return estimating.difference_of(plain, other, measure=GAIN, group=group, shots=shots)

    def _gains(self) -> list[Estimate]:
        if not self.calibrated:
            raise InputError("There is no calibration in this result. Ask with calibrate=True.")
        parts = parts_of(self._test(self._frame), "shots", self.reported_shots)
        return estimating.corrected_family([self._gain(part, name, shots) for name, (shots, part) in parts.items()])
