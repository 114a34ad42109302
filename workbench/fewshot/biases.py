"""What pulls a few-shot answer beside the query: the examples' majority, the last example, a label's own frequency."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from workbench.fewshot.choosing import orders_of
from workbench.fewshot.readings import AS_WRITTEN, grid_of, starts_of
from workbench.records import Estimate
from workbench.stats import LEVEL, crossed_difference, holm

if TYPE_CHECKING:
    import pandas as pd

    from workbench.fewshot.result import FewShotResult

__all__ = ["COMMON", "MAJORITY", "RECENCY", "Biases"]

MAJORITY = "majority-label bias"
RECENCY = "recency bias"
COMMON = "common-token bias"

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
_NOTHING = 1e-15


@dataclass(frozen=True)
class Biases:
    """The answers of one number of shots, with the labels of the examples before each; see `FewShotResult.biases`."""

    result: "FewShotResult"
    shots: int

    def estimates(self) -> list[Estimate]:
        """Return the three biases, their p-values corrected by Holm."""
        from dataclasses import replace

        found = [self._majority(), self._recency(), self._common()]
        ps = holm([item.p for item in found])
        return [replace(item, p_corrected=p) for item, p in zip(found, ps, strict=True)]

    @cached_property
    def _part(self) -> "pd.DataFrame":
        frame = self.result.frame()
        own = (frame["split"] == "test") & (frame["variant"] == AS_WRITTEN) & (frame["shots"] == self.shots)
        return frame[own]

    @cached_property
    def _shape(self) -> tuple[int, int]:
        return self._part["draw"].nunique(), self._part["order"].nunique()

    @cached_property
    def _known(self) -> "NDArray[np.bool_]":
        return grid_of(self._part, "correct", ("draw", "order")).known

    @cached_property
    def _clusters(self) -> Codes:
        names = grid_of(self._part, "correct", ("draw", "order")).clusters
        kept = [name for name, known in zip(names, self._known, strict=True) if known]
        places = {name: place for place, name in enumerate(dict.fromkeys(kept))}
        return np.array([places[name] for name in kept], dtype=np.int64)

    @cached_property
    def _excess(self) -> Floats:
        """1 where a label is predicted, less 1 where it is right: (items, draws, orders, labels)."""
        found = []
        for name in ("predicted_place", "answer_place"):
            places = grid_of(self._part, name, ("draw", "order")).values[self._known].astype(int)
            found.append(places[:, :, np.newaxis] == np.arange(len(self.result.labels)))
        gap: Floats = found[0].astype(float) - found[1]
        return gap.reshape(len(gap), *self._shape, len(self.result.labels))

    @cached_property
    def _labels(self) -> Codes:
        """The labels of the examples before each query: (items, draws, orders, shots)."""
        probe = self.result.source
        at = {label: place for place, label in enumerate(self.result.labels)}
        label = {row.item: at[row.answers[0]] for row in probe.task.pool}
        first = len(probe.dev) if probe.dev else 0
        places = np.flatnonzero(self._known) + first
        found = np.empty((len(places), *self._shape, self.shots), dtype=np.int64)
        for draw in range(self._shape[0]):
            orders = orders_of(self.shots, probe.design.orders, probe.design.seed, draw)[: self._shape[1]]
            for row, place in enumerate(places.tolist()):
                own = np.array([label[item] for item in probe.chosen.items(draw, place, self.shots)])
                found[row, draw] = own[np.array(orders)]
        return found

    def _reason(self) -> str:
        if self.result.kind != "classification":
            return "no answer: there are no labels that examples and items share"
        if not self.shots:
            return "no answer: there are no examples"
        return "" if self._known.any() else "no answer"

    def _majority(self) -> Estimate:
        if reason := self._reason():
            return _none(MAJORITY, reason)
        counts = (self._labels[:, :, 0, :, np.newaxis] == np.arange(len(self.result.labels))).sum(axis=2)
        most = counts.max(axis=-1)
        alone = (counts == most[..., np.newaxis]).sum(axis=-1) == 1
        majority = np.where(alone, counts.argmax(axis=-1), -1)  # (items, draws)
        if not alone.any():
            return _none(MAJORITY, "no answer: no label has the majority among the examples of any prompt")
        return self._pulled(MAJORITY, self._excess.mean(axis=2), majority, "draws")

    def _recency(self) -> Estimate:
        if reason := self._reason():
            return _none(RECENCY, reason)
        last = self._labels[..., -1]  # (items, draws, orders)
        items, draws, orders = last.shape
        if orders == 1 or self.result.source.chosen.own:
            excess = self._excess.reshape(items, draws * orders, -1)
            kind = "draws" if orders == 1 else "draws and orders"
            found = self._pulled(RECENCY, excess, last.reshape(items, -1), kind)
            return _noted(
                found, "not told apart from the majority, since one order only was asked" if orders == 1 else ""
            )
        varied = [draw for draw in range(draws) if len(set(last[0, draw].tolist())) > 1]
        if not varied:
            return _none(RECENCY, "no answer: under every order the last example has the same label")
        if len(varied) == 1:
            return self._pulled(RECENCY, self._excess[:, varied[0]], last[:, varied[0]], "orders of one draw")
        each = np.stack([_per_unit(self._excess[:, draw], last[0, draw]) for draw in varied], axis=1)  # (items, draws)
        names = None if len(set(self._clusters.tolist())) == items else self._clusters.tolist()
        made = crossed_difference(np.zeros((items, 1)), each, measure=RECENCY, group="all", clusters=names)
        return _noted(made, "orders of the same examples are compared, so their majority is not in it")

    def _common(self) -> Estimate:
        if self.result.kind == "generation":
            return _none(COMMON, "no answer: written answers have no options")
        weights = self._rank_weights()
        if not np.ptp([value for pair in weights.values() for value in pair]):
            return _none(COMMON, "no answer: without a query all labels are as likely")
        part = self._part[self._part["order"] == 0]
        keys = list(zip(part["item"], part["draw"], strict=True))
        sides = []
        for side in (1, 0):  # right, predicted
            values = [(1 + weights[key][side]) / 2 for key in keys]
            own = part.assign(_weight=np.where(part["correct"].isna(), np.nan, values))
            sides.append(grid_of(own, "_weight"))
        names = sides[0].names
        return crossed_difference(sides[0].values, sides[1].values, measure=COMMON, group="all", clusters=names)

    def _rank_weights(self) -> Mapping[tuple[Any, Any], tuple[float, float]]:
        """Return, for each item and draw, the weights of the predicted and of the right option: 1 the likeliest, -1 the rarest."""
        table = self.result.options()
        own = (table["split"] == "test") & (table["variant"] == AS_WRITTEN) & (table["shots"] == self.shots)
        table = table[own & (table["order"] == 0)].reset_index(drop=True)
        query = np.zeros(len(table), dtype=int)
        query[starts_of(table)] = 1
        groups = np.cumsum(query)
        alone = (table["sum_logprob"] - table["unconditional_logprob"]).round(9)
        ranks = alone.groupby(groups).rank().to_numpy()
        counts = table.groupby(groups)["place"].transform("size").to_numpy()
        weights = (2 * ranks - counts - 1) / (counts - 1)
        starts = starts_of(table)
        part = self._part[self._part["order"] == 0]
        found = {}
        places = zip(part["predicted_place"].tolist(), part["answer_place"].tolist(), strict=True)
        keys = zip(part["item"].tolist(), part["draw"].tolist(), strict=True)
        for start, key, (predicted, answer) in zip(starts.tolist(), keys, places, strict=True):
            chosen = weights[start + max(int(predicted), 0)]
            found[key] = (float(chosen), float(weights[start + int(answer)]))
        return found

    def _pulled(self, measure: str, excess: Floats, pulls: Codes, kind: str) -> Estimate:
        """Return how much more often a label is predicted where it pulls: (items, prompts, labels), (items, prompts)."""
        if self.result.source.chosen.own:
            return _own_prompts(measure, excess, pulls, self._clusters)
        return _shared_prompts(measure, self._by_cluster(excess), pulls[0], len(excess), kind)

    def _by_cluster(self, values: Floats) -> Floats:
        units = int(self._clusters.max()) + 1
        sums = np.zeros((units, *values.shape[1:]))
        np.add.at(sums, self._clusters, values)
        return sums * (units / len(values))


def _none(measure: str, reason: str) -> Estimate:
    return Estimate(measure, "all", None, None, None, 0, "difference", reason, 0.0)


def _noted(found: Estimate, note: str) -> Estimate:
    from dataclasses import replace

    return replace(found, method=f"{found.method}; {note}") if note and found.value is not None else found


def _moves(excess: Floats, pulls: Codes) -> tuple[Floats, Codes]:
    """Return what each prompt adds, so that the sum over pulling labels of their prompts' means is the contrast.

    (units, prompts), (prompts): prompts in which no label pulls are left out.
    """
    kept = pulls >= 0
    excess, pulls = excess[:, kept], pulls[kept]
    labels, counts = np.unique(pulls, return_counts=True)
    size = dict(zip(labels.tolist(), counts.tolist(), strict=True))
    moves = np.zeros(excess.shape[:2])
    for place, label in enumerate(pulls.tolist()):
        others = sum(
            size[label] / (len(pulls) - size[other]) * excess[:, place, other] for other in size if other != label
        )
        moves[:, place] = (excess[:, place, label] - others) / len(size)
    return moves, pulls


def _per_unit(excess: Floats, pulls: Codes) -> Floats:
    """Return each item's contrast over prompts that it shares with all others."""
    moves, kept = _moves(excess, pulls)
    return np.asarray(sum(moves[:, kept == label].mean(axis=1) for label in np.unique(kept)))


def _shared_prompts(measure: str, excess: Floats, pulls: Codes, n: int, kind: str) -> Estimate:
    labels = np.unique(pulls[pulls >= 0])
    if len(labels) < 2:
        return _none(measure, f"no answer: in all {kind} the same label pulls, so nothing can be compared")
    moves, kept = _moves(excess, pulls)
    units, prompts = moves.shape
    each = _per_unit(excess, pulls)
    value = float(each.mean())
    freedom = prompts - len(labels)
    if freedom < 1 or units < 2:
        said = f"no interval and no test: {prompts} {kind} for {len(labels)} labels"
        return Estimate(measure, "all", value, None, None, n, "difference", said, 0.0)
    weight = sum(1 / int((kept == label).sum()) for label in labels)
    columns, rest = np.zeros(prompts), np.zeros(moves.shape)
    for label in labels:
        own = kept == label
        middle = moves[:, own].mean(axis=0)
        columns[own] = middle - middle.mean()
        rest[:, own] = moves[:, own] - moves[:, own].mean(axis=1, keepdims=True) - columns[own]
    parts = np.array(
        [
            float((columns**2).sum()) / freedom * weight,
            float(each.var(ddof=1)) / units,
            float((rest**2).sum()) / (freedom * (units - 1)) * weight / units,
        ]
    )
    freedoms = np.array([freedom, units - 1, freedom * (units - 1)], dtype=float)
    total = max(parts[0] + parts[1] - parts[2], parts.max())
    method = f"t over {units} items and {prompts} {kind}, 95 %"
    if total < _NOTHING:
        return Estimate(measure, "all", value, None, None, n, "difference", f"no interval and no test: {method}", 0.0)
    degrees = max(total**2 / float((parts**2 / freedoms).sum()), float(min(freedoms[:2])))
    return _tested(measure, value, math.sqrt(total), degrees, n, method)


def _own_prompts(measure: str, excess: Floats, pulls: Codes, clusters: Codes) -> Estimate:
    """Return the contrast where every item has examples of its own: each answer's part in it, summed over clusters."""
    labels = [label for label in np.unique(pulls[pulls >= 0]) if ((pulls >= 0) & (pulls != label)).any()]
    if not labels:
        return _none(measure, "no answer: in all prompts the same label pulls, so nothing can be compared")
    value, parts = 0.0, np.zeros(pulls.shape)
    for label in labels:
        own, other = pulls == label, (pulls >= 0) & (pulls != label)
        gap = excess[..., label]
        value += float(gap[own].mean() - gap[other].mean()) / len(labels)
        parts += np.where(own, (gap - gap[own].mean()) / own.sum(), 0.0) / len(labels)
        parts -= np.where(other, (gap - gap[other].mean()) / other.sum(), 0.0) / len(labels)
    units = int(clusters.max()) + 1
    sums = np.zeros(units)
    np.add.at(sums, clusters, parts.sum(axis=1))
    method = f"t over {units} items, each with examples of its own, 95 %"
    error = math.sqrt(units / max(units - 1, 1) * float((sums**2).sum()))
    if units < 2 or error < _NOTHING:
        return Estimate(measure, "all", value, None, None, len(excess), "difference", f"no interval: {method}", 0.0)
    return _tested(measure, value, error, units - 1, len(excess), method)


def _tested(measure: str, value: float, error: float, degrees: float, n: int, method: str) -> Estimate:
    from scipy.stats import t

    half = float(t.ppf(1 - LEVEL / 2, degrees)) * error
    p = 2 * float(t.sf(abs(value) / error, degrees))
    ends = max(-1.0, value - half), min(1.0, value + half)
    return Estimate(measure, "all", value, *ends, n, "difference", method, 0.0, p)
