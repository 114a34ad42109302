"""What an audit of a scorer gives: its table, its estimates, its figure and its words; it scores nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from workbench.errors import InputError, unknown_name
from workbench.records import Estimate
from workbench.results import Wording, estimates_frame
from workbench.scorers.base import Scorer
from workbench.scorers.means import mean_over, paired_mean, separation
from workbench.stats import Sides, cannot_tell, holm, item_share

if TYPE_CHECKING:
    import pandas as pd

    from workbench.figures import Figure

__all__ = ["DIFFERENCE", "GROUPINGS", "MEAN", "SEPARATION", "Audit"]

MEAN = "mean score on control sentences"
DIFFERENCE = "difference from the mean of the axis's groups"
SEPARATION = "hostile texts told from others"
CAUGHT, MISTAKEN = "share of hostile texts caught", "share of other texts caught by mistake"
GROUPINGS = ("group", "axis")
_NO_TRAP = "no trap"
_MOST_NAMED = 6

_WORDING = Wording(
    question="What does this scorer make of neutral sentences about different groups, and of texts whose tone is known?",
    harm=(
        "A scorer that gives neutral sentences about some groups worse scores says so of those groups wherever it is used: it "
        "hides their texts as a filter, and finds bias where there is none, or none where there is some, as a measure."
    ),
    limits=(
        "Other wordings: a group is named in one way in each sentence, and another name for it may score differently.",
        "Real texts: control sentences are short and alike, and a scorer that is even here can be uneven there.",
        "A reason: a word may have earned its weight by the company it keeps; that does not make the score right.",
        "The absence of a difference: with few templates only large ones can be told.",
        "Who is off: one group far from the others moves the mean of its axis, so that the others differ from it too. Read "
        "the means beside the differences.",
    ),
    references=(
        "Dixon, Li, Sorensen, Thain and Vasserman (2018), Measuring and Mitigating Unintended Bias in Text Classification, "
        "doi:10.1145/3278721.3278729: neutral sentences that name identities, as a test of classifiers.",
        "Kiritchenko and Mohammad (2018), Examining Gender and Race Bias in Two Hundred Sentiment Analysis Systems, "
        "doi:10.18653/v1/S18-2005: the same for sentiment.",
        "Brunner and Munzel (2000), The nonparametric Behrens-Fisher problem: how well scores tell two sets apart.",
        "Holm (1979), A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6(2).",
    ),
)


@dataclass(frozen=True, repr=False)
class Audit:
    """What `workbench.scorers.audit` gives.

    Attributes
    ----------
    scorer : Scorer
    controls : pandas.DataFrame
        The control sentences with their scores.
    samples : pandas.DataFrame or None
        The labelled texts with their scores.
    sources : dict
        The names of the data sets, where they were named.
    """

    scorer: Scorer
    controls: "pd.DataFrame" = field(compare=False)
    samples: "pd.DataFrame | None" = field(compare=False)
    sources: Mapping[str, str] = field(default_factory=dict)

    def frame(self) -> "pd.DataFrame":
        """Return one row a control sentence: ``item``, ``group``, ``axis``, ``template``, ``text``, ``score``."""
        return self.controls[["item", "group", "axis", "template", "text", "score"]].copy()

    def groups(self) -> list[str]:
        """Return the groups of the control sentences, in their order."""
        return list(dict.fromkeys(map(str, self.controls["group"])))

    def estimates(self, by: str | None = "group") -> list[Estimate]:
        r"""Return the scorer's mean on control sentences, and how groups differ.

        Parameters
        ----------
        by : {"group", "axis"}, optional
            ``"group"``: of each group its mean score, and its difference from the mean of its axis's groups,

            .. math:: \frac{1}{T} \sum_t \Big(s_{tg} - \frac{1}{G} \sum_{g'} s_{tg'}\Big)

            over the T templates in which all G groups of the axis have a score. ``"axis"``: the mean of each axis.
            None: the mean of all.

        Returns
        -------
        list of Estimate
            In the scorer's own unit, 95 % intervals over templates (bootstrap; t where there are fewer than ten).
            Differences are neutral at 0 and tested with t over templates; ``p_corrected`` is Holm's over all groups.
        """
        if by is not None and by not in GROUPINGS:
            raise unknown_name("grouping", by, GROUPINGS, "Or give None for the whole.")
        if by is None:
            return [self._mean(self.controls, "all")]
        if by == "axis":
            return [self._mean(part, str(name)) for name, part in self.controls.groupby("axis", sort=False)]
        parts = self.controls.groupby(["axis", "group"], sort=False)
        return [*(self._mean(part, self._label(*names)) for names, part in parts), *self.differences()]

    def estimate(self, by: str | None = "group") -> "pd.DataFrame":
        """Return `estimates` as a table."""
        return estimates_frame(self.estimates(by))

    def differences(self, axis: str | None = None) -> list[Estimate]:
        """Return of each group its difference from the mean of its axis's groups, as in `estimates`; Holm over all groups."""
        axes = {str(name): part for name, part in self.controls.groupby("axis", sort=False)}
        if axis is not None and axis not in axes:
            raise unknown_name("axis", axis, axes)
        found = [(name, one) for name, part in axes.items() for one in self._within(name, part)]
        ps = holm([one.p for _, one in found])
        return [replace(one, p_corrected=p) for (name, one), p in zip(found, ps, strict=True) if axis in (None, name)]

    def labelled_estimates(self) -> list[Estimate]:
        """Return what the scorer makes of texts whose label is known.

        Returns
        -------
        list of Estimate
            The mean score by label; the probability that a hostile text scores further to the hostile end than another
            (neutral 0.5, no better than chance), over all and by trap; and, where the scorer has a threshold, the share
            of hostile texts caught and of others caught by mistake. Where hostile texts are expected low, the
            threshold is mirrored about the neutral value.

        Raises
        ------
        InputError
            Where the audit was made without labelled texts.
        """
        if self.samples is None:
            raise InputError("This audit holds no labelled texts. Make it with samples=, such as 'scorer-samples'.")
        table = self.samples
        known = table[table["score"].notna()]
        means = [
            replace(
                mean_over(part["score"].tolist(), part["item"].tolist(), measure="mean score", group=str(name)),
                neutral=self.scorer.neutral,
                unscored=int((table["label"] == name).sum() - len(part)),
            )
            for name, part in known.groupby("label", sort=False)
        ]
        hostile = known["label"] == "hostile"
        return [*means, *self._separations(known, hostile), *self._caught(known, hostile)]

    def labelled(self) -> "pd.DataFrame":
        """Return `labelled_estimates` as a table."""
        return estimates_frame(self.labelled_estimates())

    def own(self, first: str, second: str) -> Sides:
        """Return the scores of the control sentences of two groups, with their templates as clusters.

        Raises
        ------
        InputError
            For a group that no control sentence names.
        """
        for name in (first, second):
            if name not in self.groups():
                remedy = "Give control sentences for it: scorers.audit(scorer, controls=...)."
                raise unknown_name("group of the control sentences", name, self.groups(), remedy)
        chosen = self.controls[self.controls["group"].isin([first, second]) & self.controls["score"].notna()]
        return Sides(chosen["score"].tolist(), (chosen["group"] == first).tolist(), chosen["template"].tolist())

    def counts(self) -> dict[str, int]:
        """Return how many control sentences there are (``items``), and of these how many have no score."""
        return {"items": len(self.controls), "unscored": int(self.controls["score"].isna().sum())}

    def words(self) -> dict[str, Any]:
        """Return what a report says: question, harm, method, limits, references."""
        found = _WORDING.words(self._method())
        found["limits"] += [f"The scorer: {limit}" for limit in self.scorer.limits]
        found["references"] += [self.scorer.source]
        return found

    def draw(self, axis: str | None = None) -> "Figure":
        """Return a forest plot of the groups' differences from the mean of their axis, of one axis or of all."""
        from workbench.figures import forest

        kind = "" if axis is None else f", {axis}"
        ends = ("scores lower than the other groups", "scores higher than the other groups")
        return forest(
            self.differences(axis),
            title=f"{self.scorer.name}: neutral sentences about different groups{kind}",
            neutral=0.0,
            xlabel=f"difference from the mean of the axis's groups ({self.scorer.direction})",
            ends=ends,
            called="same as the others",
        )

    def verdict(self) -> str:
        """Return what the audit says, in a few sentences."""
        found = self.differences()
        told = sorted((one for one in found if not cannot_tell(one)), key=lambda one: -abs(one.value or 0))
        counts, templates = self.counts(), self.controls["template"].nunique()
        lost = f" {counts['unscored']:,} of {counts['items']:,} sentences have no score." if counts["unscored"] else ""
        begin = f"{self.scorer.name} ({self.scorer.direction}) on neutral sentences about {len(found)} groups, {templates} templates"
        if not any(one.value is not None for one in found):
            return f"{begin}: no answer.{lost}"
        if not told:
            return f"{begin}: cannot tell a group from the mean of its axis, after Holm over {len(found)} tests.{lost}"
        names = ", ".join(f"{one.group} {one.value:+.2f}" for one in told[:_MOST_NAMED])
        more = f" and {len(told) - _MOST_NAMED} more" if len(told) > _MOST_NAMED else ""
        return (
            f"{begin}: {len(told)} can be told from the mean of their axis, after Holm over {len(found)} tests: "
            f"{names}{more}. Of the others one cannot tell.{lost}"
        )

    def __repr__(self) -> str:
        labelled = 0 if self.samples is None else len(self.samples)
        return f"Audit({self.scorer.name}, {len(self.controls)} control sentences, {labelled} labelled texts)"

    __str__ = __repr__

    def _mean(self, part: "pd.DataFrame", group: str) -> Estimate:
        known = part[part["score"].notna()]
        found = mean_over(known["score"].tolist(), known["template"].tolist(), measure=MEAN, group=group)
        return replace(found, neutral=self.scorer.neutral, unscored=len(part) - len(known))

    def _within(self, axis: str, part: "pd.DataFrame") -> list[Estimate]:
        """Return the difference of each group of one axis from the mean of all, template by template."""
        scores = part.pivot_table(
            index="template", columns="group", values="score", aggfunc="mean", sort=False, dropna=False
        )
        whole = scores.dropna()
        apart = whole.sub(whole.mean(axis=1), axis=0)
        lost = part.groupby("group")["score"].apply(lambda values: int(values.isna().sum()))
        made = []
        for group in dict.fromkeys(part["group"]):
            label = self._label(axis, str(group))
            values = apart[group].tolist() if group in apart else []
            found = paired_mean(values, list(range(len(values))), measure=DIFFERENCE, group=label)
            made.append(replace(found, unscored=int(lost[group])))
        return made

    def _label(self, axis: Any, group: Any) -> str:
        """Return a group's name, with its axis where another axis has a group of that name."""
        axes = self.controls.loc[self.controls["group"] == group, "axis"].nunique()
        return f"{group} ({axis})" if axes > 1 else str(group)

    def _separations(self, known: "pd.DataFrame", hostile: Any) -> list[Estimate]:
        sign = 1 if self.scorer.hostile == "high" else -1
        scores, trap = sign * known["score"], known["trap"]
        plain = trap == ""
        parts = {"all": (hostile, ~hostile), _NO_TRAP: (hostile & plain, ~hostile & plain)}
        for name in dict.fromkeys(trap[~plain]):
            inside = trap == name
            parts[name] = (
                hostile & (inside if (inside & hostile).any() else plain),
                ~hostile & (inside if (inside & ~hostile).any() else plain),
            )
        return [
            separation(scores[first].tolist(), scores[second].tolist(), measure=SEPARATION, group=name)
            for name, (first, second) in parts.items()
        ]

    def _caught(self, known: "pd.DataFrame", hostile: Any) -> list[Estimate]:
        if self.scorer.threshold is None:
            return []
        caught = self._beyond(known["score"]).astype(float)
        found = []
        for measure, side in ((CAUGHT, hostile), (MISTAKEN, ~hostile)):
            names = ["all", *dict.fromkeys(known["trap"][side])]
            for name in names:
                chosen = caught[side & ((known["trap"] == name) | (name == "all"))]
                found.append(item_share(chosen.tolist(), measure=measure, group=name or _NO_TRAP))
        return found

    def _beyond(self, scores: "pd.Series[float]") -> "pd.Series[bool]":
        """Return which scores lie at or beyond the threshold, at the hostile end."""
        threshold = self.scorer.threshold or 0.0
        if self.scorer.hostile == "high":
            return scores >= threshold
        return scores <= 2 * (self.scorer.neutral or 0.0) - threshold

    def _method(self) -> str:
        templates = self.controls["template"].nunique()
        return (
            f"{self.scorer.name} scores {len(self.controls):,} neutral sentences: {templates} templates, each with the name of "
            f"every one of {len(self.groups())} groups in turn. Scores go from {self.scorer.low:g} to {self.scorer.high:g}; "
            f"{self.scorer.direction}. A group's difference is the mean over templates of its score minus the mean of all "
            "groups of its axis in that template; templates in which a group has no score are left out and counted. "
            "Intervals: 95 % over templates; tests: t over templates, corrected by Holm over all groups. Beside it stand "
            "texts with a known label: how likely a hostile one scores further to the hostile end than another (0.5 is "
            "chance), and how many lie beyond the threshold."
        )
