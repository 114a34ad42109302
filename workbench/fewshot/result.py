"""What a few-shot task's run gives, in figures and words: what examples, their order and calibration do; it asks no model."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from workbench.errors import InputError, unknown_name
from workbench.fewshot import deciding, ordering, telling
from workbench.fewshot.answered import GROUPINGS, Answered
from workbench.fewshot.biases import Biases
from workbench.metrics import load
from workbench.records import Estimate

if TYPE_CHECKING:
    import pandas as pd

    from workbench.figures import Figure

__all__ = ["FewShotResult"]


@dataclass(frozen=True, repr=False, eq=False)
class FewShotResult(Answered):
    """What `FewShotProbe.run` gives, and `FewShot.evaluate`.

    Figures rest on the test rows, the task's own wording and the examples in the order drawn; other wordings and
    orders have their own analyses. They are reported at one number of shots, `reported_shots`.

    Parameters
    ----------
    probe, model, card, settings
        As in `workbench.results.Result`.
    kind : str
        ``"classification"``, ``"multiple choice"`` or ``"generation"``.
    labels : tuple of str
        Of a classification.
    table : pandas.DataFrame
        One row an option, or a written answer, under every setting.
    source : FewShotProbe
        What was asked.
    metrics : tuple
        Measures of the user's own.
    """

    def draw(self, by: str | None = "shots") -> "Figure":
        """Return accuracy as a figure.

        Parameters
        ----------
        by : str, default "shots"
            ``"shots"``: accuracy with its interval for each number of examples, single draws as small dots, calibrated
            beside plain. Another grouping, or None: a forest plot. The baselines are drawn in both.
        """
        from workbench.fewshot import picturing

        if by is not None and by not in GROUPINGS:
            raise unknown_name("grouping", by, GROUPINGS, "Or None for what is reported.")
        return picturing.by_shots(self) if by == "shots" else picturing.by_part(self, by)

    def verdict(self) -> str:
        """Return what accuracy says beside its baselines, what calibration did, and whether the rule decides."""
        return deciding.verdict_of(self)

    def words(self) -> dict[str, Any]:
        """Return what a report says: question, harm, method, limits, references."""
        return telling.wording_of(self).words(telling.method_of(self))

    def robustness(self) -> "pd.DataFrame":
        """Return the overall figure under every rule and wording, at `reported_shots`.

        Returns
        -------
        pandas.DataFrame
            ``rule``, ``variant``, ``value``, ``low``, ``high``, ``n``, ``ties``, ``unscored``, ``unparsed`` and
            ``reading``: what that variant says by itself.
        """
        return deciding.robustness_of(self)

    def order_sensitivity(self, shots: int | None = None) -> "pd.DataFrame":
        r"""Return how the same examples do in each order, with the entropies of Lu et al. (2022).

        Parameters
        ----------
        shots : int, optional
            Left out: `reported_shots` where it was asked in several orders, else the most that were.

        Returns
        -------
        pandas.DataFrame
            One row a draw and order: ``value`` (share right) with Wilson's ``low``, ``high``, and ``n``; of options also
            ``GlobalE``, the entropy :math:`-\sum_\ell p_\ell \ln p_\ell` of how often each label (of multiple choice:
            place) is predicted over the test items, and ``LocalE``, the mean over items of the entropy of the
            probabilities among the options, both in nats and with 95 % bootstrap intervals over items. Low GlobalE:
            one label is nearly always predicted.

        Raises
        ------
        InputError
            If there was one order only.

        References
        ----------
        Lu, Bartolo, Moore, Riedel and Stenetorp (2022), Fantastically ordered prompts, section 3.2,
        doi:10.18653/v1/2022.acl-long.556; they take both over texts that the model wrote, here it is the test items.
        """
        return ordering.orders_with(self, shots).frame()

    def order_estimates(self, shots: int | None = None) -> list[Estimate]:
        r"""Return how far the order of the same examples matters.

        Parameters
        ----------
        shots : int, optional
            As in `order_sensitivity`.

        Returns
        -------
        list of Estimate
            ``"spread over orders"``: highest minus lowest share right of the orders of a draw, averaged over draws. Of
            several noisy figures some spread is always there, so its neutral value is what orders permuted within items
            give by chance alone. ``"SD between orders"``: the standard deviation of an order's true share,
            :math:`\sqrt{(MS_{orders} - MS_{rest}) / n}` within draws, 0 where there is no more than noise; interval and
            test by F. ``"GlobalE"`` and ``"LocalE"``: means over all draws and orders, in nats.

        References
        ----------
        Lu et al. (2022), as above. Searle, Casella and McCulloch (1992), Variance Components, section 3.6.
        """
        return ordering.orders_with(self, shots).estimates()

    def biases(self, shots: int | None = None) -> list[Estimate]:
        r"""Return what pulls answers beside the query, each a difference with neutral 0.

        With :math:`e_\ell = 1` where a label is predicted, less 1 where it is right (so that what is right is taken out):

        - majority-label bias: :math:`\frac 1L \sum_\ell (\bar e_\ell \mid \ell \text{ has the majority}) -
          (\bar e_\ell \mid \text{another has})`: how much more often a label is predicted, beyond its right share, where
          most examples of the prompt have it than where most have another. Prompts without one majority are left out.
        - recency bias: the same with the label of the last example. Where several orders were asked, orders of the same
          examples are compared, so that the majority is not in it.
        - common-token bias: the mean of :math:`\frac 12 (w_{predicted} - w_{right})`, where w goes evenly from 1 for the
          option that is likeliest after the cue alone (without query and examples) to -1 for the rarest. Of two labels: how
          much more often the likelier one is predicted than it is right.

        A model that always says the same label has no majority or recency bias: it does not depend on the prompt.

        Parameters
        ----------
        shots : int, optional
            `reported_shots` where left out.

        Returns
        -------
        list of Estimate
            From -1 to 1; above 0 the pull is there. Intervals hold items and prompts (draws, orders) both, where all items
            share the prompts; ``p_corrected`` is Holm's over the three. No answer, never 0, where there is nothing to
            compute: no examples, no majority, the same label in all draws, written answers.

        References
        ----------
        Zhao, Wallace, Feng, Klein and Singh (2021), Calibrate before use, section 4, arXiv:2102.09690, show all three in
        figures and give no formula; these are the workbench's own.
        """
        at = self.reported_shots if shots is None else shots
        if at not in self.settings["shots"]:
            raise unknown_name("number of shots", at, map(str, self.settings["shots"]))
        return Biases(self, int(at)).estimates()

    def reliability(self, calibrated: bool = False, *, bins: int = 15) -> "pd.DataFrame":
        """Return, for bins of like confidence, how sure the model was and how often right, at `reported_shots`.

        As `workbench.stats.reliability.reliability`: ``bin``, ``low_confidence``, ``high_confidence``, ``confidence``,
        ``share``, ``low``, ``high``, ``n``. Answers of all draws stand together.

        Parameters
        ----------
        calibrated : bool, default False
            Whether after contextual calibration.
        bins : int, default 15
        """
        from workbench.stats.reliability import reliability

        prefix, part = self._prefix(calibrated), self._at(self.reported_shots)
        return reliability(part[f"{prefix}confidence"].to_numpy(), part[f"{prefix}correct"].to_numpy(), bins=bins)

    def draw_reliability(self, calibrated: bool = False) -> "Figure":
        """Return a reliability diagram: share right against confidence, with the size of each bin and the error."""
        from workbench.fewshot import picturing

        return picturing.by_confidence(self, self._prefix(calibrated))

    def with_metric(self, metric: Any) -> "FewShotResult":
        """Return the same result with a measure of your own beside the others.

        Parameters
        ----------
        metric : evaluate.Metric, folder or name
            As `workbench.metrics.load` takes it. Applied to (predicted, right answer) of every item and draw; it stands in
            ``estimates()`` and ``estimates("shots")``.
        """
        return replace(self, metrics=(*self.metrics, load(metric)))

    def _prefix(self, calibrated: bool) -> str:
        if self.kind == "generation":
            raise InputError("Written answers have no probability among options, so there is no reliability to show.")
        if calibrated and not self.calibrated:
            raise InputError("There is no calibration in this result. Ask with calibrate=True.")
        return "calibrated_" if calibrated else ""
