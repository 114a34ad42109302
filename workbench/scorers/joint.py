"""A difference between groups in scored texts, set against the scorer's own on control sentences; it scores nothing."""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbench.errors import InputError, unknown_name
from workbench.records import Data, Estimate
from workbench.results import estimates_frame
from workbench.scorers.auditresult import Audit
from workbench.scorers.base import Scorer
from workbench.stats import Sides, cannot_tell
from workbench.stats import jointly as joint_estimates

if TYPE_CHECKING:
    import pandas as pd

    from workbench.figures import Figure

__all__ = ["Joint", "jointly"]


@dataclass(frozen=True, repr=False)
class Joint(Data):
    """What `jointly` gives.

    Attributes
    ----------
    scorer, direction : str
        The scorer's name, and what more of it means.
    groups : tuple of str
        The two groups; figures are the first minus the second.
    texts, own, beyond : Estimate
        The difference in the texts, the scorer's own on control sentences, and the first beyond the second.
    """

    scorer: str
    direction: str
    groups: tuple[str, str]
    texts: Estimate
    own: Estimate
    beyond: Estimate

    def estimates(self) -> list[Estimate]:
        """Return the three figures."""
        return [self.texts, self.own, self.beyond]

    def frame(self) -> "pd.DataFrame":
        """Return the three figures as a table."""
        return estimates_frame(self.estimates())

    def told(self) -> bool:
        """Return whether the texts differ beyond the scorer's own difference.

        False where either cannot be computed, where the scorer's own difference is as large as that in the texts, and
        where the interval of both together includes 0.
        """
        return self._why() == ""

    def verdict(self) -> str:
        """Return what the three figures say, in one or two sentences."""
        first, second = self.groups
        why = self._why()
        if self.texts.value is None or self.own.value is None or self.beyond.value is None:
            return f"{self.scorer}, {first} and {second}: no answer; {why}."
        said = (
            f"{self.scorer} ({self.direction}): texts about {first} minus texts about {second}: {_figure(self.texts)}; the "
            f"scorer's own difference on neutral control sentences: {_figure(self.own)}; beyond it: {_figure(self.beyond)}"
        )
        if why:
            return f"{said}. Cannot tell: {why}."
        higher, lower = (first, second) if self.beyond.value > 0 else (second, first)
        return f"{said}. Texts about {higher} score higher than texts about {lower}, beyond what the scorer does by itself."

    def draw(self) -> "Figure":
        """Return the three figures as a forest plot around 0."""
        from workbench.figures import forest

        first, second = self.groups
        rows = [replace(one, group=one.measure) for one in self.estimates()]
        return forest(
            rows,
            title=f"{self.scorer}: {first} and {second}",
            neutral=0.0,
            xlabel=f"difference in score ({self.direction})",
            ends=(f"{second} scores higher", f"{first} scores higher"),
            called="no difference",
        )

    def _why(self) -> str:
        """Return why one cannot tell; nothing where one can."""
        texts, own = self.texts.value, self.own.value
        if texts is None or own is None:
            return "a group has no text, or no control sentence, with a score"
        if abs(own) >= abs(texts):
            return "the scorer's own difference is as large as that in the texts"
        if self.beyond.low is None:
            return self.beyond.method
        return "what is left beyond the scorer's own may be 0" if cannot_tell(self.beyond) else ""

    def __repr__(self) -> str:
        return f"Joint({self.scorer}, {self.groups[0]} minus {self.groups[1]}, beyond the scorer's own {_figure(self.beyond)})"

    __str__ = __repr__


def jointly(
    scores: Sequence[float],
    groups: Sequence[str],
    clusters: Sequence[Hashable],
    scorer: Scorer,
    *,
    audit: Audit,
    group: tuple[str, str],
    resamples: int = 2000,
    seed: int = 0,
) -> Joint:
    """Return how two groups differ in scored texts, beside the scorer's own difference between them and beyond it.

    Parameters
    ----------
    scores : sequence of float
        ``scorer.score(texts)``; NaN for a text without a score, which is counted apart.
    groups, clusters : sequence
        Of each text: whom it is about, and the prompt, template or page that it belongs to.
    scorer : Scorer
        The one that gave the scores.
    audit : Audit
        Of the same scorer.
    group : tuple of str
        The two groups that are compared: the first minus the second.
    resamples, seed : int
        Of the draws.

    Returns
    -------
    Joint
        Three estimates: in the texts, on control sentences, and the first beyond the second, the last with an interval
        of both together: clusters of texts and templates of control sentences are drawn again together. ``verdict()``
        says "cannot tell" where the scorer's own difference is as large as that in the texts, or the joint interval
        includes 0. The correction takes it that a scorer adds as much in the texts as in the control sentences.

    Raises
    ------
    InputError
        For lists of different length, an audit of another scorer, a group twice, or one that is in no text or no
        control sentence.

    References
    ----------
    `workbench.stats.jointly` has the formula, the interval and its sources.

    Examples
    --------
    >>> from workbench import scorers
    >>> texts = [f"The {who} was {how}." for who in ("man", "woman") for how in ("kind", "late", "happy", "nice")]
    >>> names, prompts = ["man"] * 4 + ["woman"] * 4, [0, 1, 2, 3] * 2
    >>> vader = scorers.vader()
    >>> found = scorers.jointly(vader.score(texts), names, prompts, vader, audit=scorers.audit(vader), group=("man", "woman"))
    >>> found.told()
    False
    """
    first, second = group
    if not len(scores) == len(groups) == len(clusters):
        given = f"{len(scores)} scores, {len(groups)} groups, {len(clusters)} clusters"
        raise InputError(f"{given}: give one of each a text.")
    if audit.scorer.fingerprint != scorer.fingerprint:
        raise InputError(
            f"The audit is of {audit.scorer.name!r}, the scores are of {scorer.name!r}. Audit this scorer."
        )
    if first == second:
        raise InputError(f"group={group!r}: give two groups that differ.")
    for name in group:
        if name not in groups:
            raise unknown_name("group of the texts", name, set(map(str, groups)))
    chosen = [place for place, name in enumerate(groups) if name in group]
    kept = [place for place in chosen if not math.isnan(scores[place])]
    texts = Sides(
        [scores[place] for place in kept],
        [groups[place] == first for place in kept],
        [clusters[place] for place in kept],
    )
    found = joint_estimates(
        texts, audit.own(first, second), group=f"{first} minus {second}", resamples=resamples, seed=seed
    )
    lost = len(chosen) - len(kept), _unscored(audit, group)
    counts = (lost[0], lost[1], lost[0] + lost[1])
    three = [replace(one, unscored=count) for one, count in zip(found, counts, strict=True)]
    return Joint(scorer.name, scorer.direction, (first, second), *three)


def _unscored(audit: Audit, group: tuple[str, str]) -> int:
    chosen = audit.controls[audit.controls["group"].isin(group)]
    return int(chosen["score"].isna().sum())


def _figure(estimate: Estimate) -> str:
    if estimate.value is None:
        return "no answer"
    if estimate.low is None or estimate.high is None:
        return f"{estimate.value:+.3f} (no interval)"
    return f"{estimate.value:+.3f} [{estimate.low:+.3f}, {estimate.high:+.3f}]"
