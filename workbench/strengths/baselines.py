"""What needs no model: guessing at random, and always giving the one answer that fits most items; it measures nobody."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.fewshot.rows import Row
from workbench.metrics.answers import normalise, token_f1
from workbench.records import Data
from workbench.strengths.declared import Ready

if TYPE_CHECKING:
    from workbench.strengths.probing import StrengthProbe
    from workbench.strengths.searching import SearchProbe

__all__ = ["Baselines", "baselines_of"]


@dataclass(frozen=True)
class Baselines(Data):
    """What the measure would be without any model.

    Attributes
    ----------
    random : float or None
        Guessing at random among what may be answered: the mean over items of 1 over their number. None where answers are
        written.
    majority : float
        Always giving the one answer that fits most of the items measured: a label, the place of an option, a text, a
        document.
    chance : float
        What a model is compared with. Labels: the higher of the two, since a model may like one label best. Options and
        documents: random, since a model is not told their places. Written answers: majority.
    """

    random: float | None
    majority: float
    chance: float


def baselines_of(ready: Ready, probe: "StrengthProbe | SearchProbe") -> Baselines:
    """Return the baselines of a task's own measure on the items that are measured."""
    from workbench.strengths.searching import SearchProbe

    if isinstance(probe, SearchProbe):
        random = 1 / len(probe.documents)
        return Baselines(random, _commonest([query.document] for query in probe.queries), random)
    rows = probe.test.rows
    if ready.labels:
        random, majority = 1 / len(ready.labels), _commonest(row.answers for row in rows)
        return Baselines(random, majority, max(random, majority))
    if ready.options:
        random = sum(1 / len(row.options) for row in rows) / len(rows)
        return Baselines(random, _commonest([row.options.index(row.answers[0])] for row in rows), random)
    majority = _fitting_most(rows) if ready.measure == "token F1" else _commonest(_keys(ready, row) for row in rows)
    return Baselines(None, majority, majority)


def _keys(ready: Ready, row: Row) -> set[str]:
    """Return the answers that count for a row, in the form in which they are compared."""
    return set(row.answers) if ready.to_the_letter else {normalise(answer) for answer in row.answers}


def _commonest(answers: Iterable[Iterable[object]]) -> float:
    """Return the share of items that the commonest answer gets right; each item has one answer or several."""
    each = [set(one) for one in answers]
    counts = Counter(answer for one in each for answer in one)
    return max(counts.values()) / len(each)


def _fitting_most(rows: Sequence[Row]) -> float:
    """Return the highest mean token F1 that one text, the same for all items, would get."""
    texts = dict.fromkeys(answer for row in rows for answer in row.answers)
    return max(sum(token_f1(text, row.answers) for row in rows) / len(rows) for text in texts)
