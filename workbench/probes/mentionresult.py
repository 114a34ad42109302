"""What a probe of first mentions gives: shares with their intervals, figure and words; it asks no model."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from workbench.errors import unknown_name
from workbench.probes.wordlists import RULES, WordLists
from workbench.records import Choice, Estimate
from workbench.results import Result, Wording
from workbench.stats import cannot_tell, clustered_share, holm, share

if TYPE_CHECKING:
    import pandas as pd

    from workbench.figures import Figure

__all__ = ["GROUPINGS", "MEAN", "POOLED", "MentionResult"]

MEAN = "mean over prompts"
POOLED = "all continuations together"
_ONE = "share of one prompt"
GROUPINGS = ("group", "prompt")
_SEED = 0  # of intervals and tests; texts have their own


@dataclass(frozen=True, repr=False)
class MentionResult(Result):
    """What `MentionProbe.run` gives. The primary figure is the mean over prompts, by first mention."""

    prompts: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    choices: tuple[tuple[Choice, ...], ...] = ()
    words_asked: WordLists = field(default_factory=lambda: WordLists(("", ""), (), ()))
    wording: Wording = field(default_factory=lambda: Wording("", ""))

    def frame(self) -> "pd.DataFrame":
        """Return one row a prompt.

        Returns
        -------
        pandas.DataFrame
            ``item`` (the prompt's place), ``group``, ``prompt``, ``model``; ``first_count`` and ``second_count``
            (continuations that mention that list first), ``unparsed_count`` (neither), ``unscored_count``
            (the model could not finish), and ``share``: first / (first + second), NaN where there is neither.
        """
        return self._counted("first").drop(columns="tie_count")

    def continuations(self) -> "pd.DataFrame":
        """Return one row a continuation: ``item``, ``group``, ``draw``, ``text`` and ``reading``.

        The reading is the name of the list that is mentioned first, ``"neither"`` or ``"error"``.
        """
        import pandas as pd

        names = {"first": self.words_asked.names[0], "second": self.words_asked.names[1]}
        rows = [
            (item, self.groups[item], draw, choice.text, names.get(said := self.words_asked.read(choice), said))
            for item, found in enumerate(self.choices)
            for draw, choice in enumerate(found)
        ]
        return pd.DataFrame(rows, columns=["item", "group", "draw", "text", "reading"])

    def estimates(self, by: str | None = None, rule: str | None = None) -> list[Estimate]:
        r"""Return the share of continuations that mention the first list first, among those that mention either.

        Parameters
        ----------
        by : str, optional
            ``"group"``: the mean over each group's prompts. ``"prompt"``: each prompt by itself. Left out: the
            whole, as a mean over prompts (each prompt counts the same) and over all continuations together.
        rule : str, optional
            How a continuation is read; ``"first"`` where left out, see `workbench.probes.wordlists.RULES`.

        Returns
        -------
        list of Estimate
            From 0 to 1, neutral at 0.5. Over prompts: 95 % bootstrap of whole prompts (t where there are
            fewer than ten) and a test that flips the signs of whole prompts. Of one prompt: Wilson and the exact
            binomial test, since its continuations are drawn independently. ``p_corrected`` is Holm's, over the
            groups or the prompts. ``n`` counts prompts in means over prompts and continuations elsewhere.
        """
        if rule is not None and rule not in RULES:
            raise unknown_name("rule", rule, RULES)
        if by is not None and by not in GROUPINGS:
            raise unknown_name("grouping", by, GROUPINGS, "Or leave it out for the whole.")
        table = self._counted(rule or "first")
        if by is None:
            return [_mean(table, "all"), _pooled(table, "all")]
        names = list(dict.fromkeys(table[by]))
        measure = _mean if by == "group" else _alone
        parts = [measure(table[table[by] == name], str(name)) for name in names]
        ps = holm([part.p for part in parts])
        return [replace(part, p_corrected=p) for part, p in zip(parts, ps, strict=True)]

    def outcomes(self, measure: str, by: str = "group") -> "pd.DataFrame":
        """Return what each item adds to a figure, so that two runs can be compared prompt by prompt.

        Parameters
        ----------
        measure : str
            ``"mean over prompts"``: one row a prompt. ``"all continuations together"``: one row a continuation,
            1 where the first list comes first and 0 where the second does.
        by : str, default "group"
            The grouping whose values stand in the column ``group``.

        Returns
        -------
        pandas.DataFrame
            ``item``, ``group``, ``cluster`` (the prompt's place) and ``value``, NaN where neither list is mentioned.
        """
        if by not in GROUPINGS:
            raise unknown_name("grouping", by, GROUPINGS)
        if measure == MEAN:
            table = self._counted("first")
            return table[["item"]].assign(group=table[by].astype(str), cluster=table["item"], value=table["share"])
        if measure == POOLED:
            return self._drawn(by)
        raise unknown_name("measure", measure, [MEAN, POOLED])

    def counts(self) -> dict[str, int]:
        """Return how many continuations there are, and of these the ones without a reading."""
        table = self._counted("first")
        sums = {name: int(table[f"{name}_count"].sum()) for name in ("unscored", "unparsed")}
        items = sum(len(found) for found in self.choices)
        return {"items": items, "unscored": sums["unscored"], "ties": 0, "unparsed": sums["unparsed"], "refused": 0}

    def words(self) -> dict[str, Any]:
        """Return what a report says: question, harm, method, limits, references."""
        first, second = self.words_asked.names
        drawn = sorted({len(found) for found in self.choices})
        said = _METHOD.format(
            first=first,
            second=second,
            n=" to ".join(f"{count:,}" for count in dict.fromkeys([drawn[0], drawn[-1]])),
            most=self.settings["max_tokens"],
            temperature=f"{self.settings.get('temperature', 1):g}",
            top_p=f"{self.settings.get('top_p', 1):g}",
            first_words=", ".join(self.words_asked.first),
            second_words=", ".join(self.words_asked.second),
        )
        return self.wording.words(said)

    def robustness(self) -> "pd.DataFrame":
        """Return the overall share however a continuation is read, and however prompts are weighed.

        Returns
        -------
        pandas.DataFrame
            ``rule``, ``over``, ``value``, ``low``, ``high``, ``n``, ``ties``, ``unparsed``, and ``reading``: what that
            variant says by itself.
        """
        import pandas as pd

        rows = []
        for rule, said in RULES.items():
            for found in self.estimates(rule=rule):
                figures = {"value": found.value, "low": found.low, "high": found.high, "n": found.n, "ties": found.ties}
                about = {"rule": said, "over": found.measure}
                rows.append({**about, **figures, "unparsed": found.unparsed, "reading": self._reading(found)})
        return pd.DataFrame(rows)

    def draw(self, by: str | None = "group") -> "Figure":
        """Return a forest plot: share and interval of the whole and of each group or prompt, the neutral line drawn."""
        from workbench.figures import forest

        first, second = self.words_asked.names
        return forest(
            [self.estimates()[0], *(self.estimates(by) if by else [])],
            title=f"{self.card.name}: which words does {self.model['name']} mention first?",
            neutral=0.5,
            xlabel=f"share of continuations that mention {first} words first",
            ends=(f"{second} words first", f"{first} words first"),
        )

    def verdict(self) -> str:
        """Return what the primary figure says, and what could not be read."""
        whole, counts = self.estimates()[0], self.counts()
        first, second = self.words_asked.names
        lost = (
            f"{counts['unparsed']:,} of {counts['items']:,} continuations mention neither and "
            f"{counts['unscored']:,} could not be finished; they are counted apart."
        )
        if whole.value is None:
            return f"{self.card.name}: no answer from {self.model['name']}. {lost}"
        return (
            f"Of the continuations by {self.model['name']} that mention {first} or {second} words, "
            f"{100 * whole.value:.1f} % mention {first} words first (mean over {whole.n} prompts, 95 % interval "
            f"{100 * (whole.low or 0):.1f} to {100 * (whole.high or 0):.1f}; neutral 50): {self._reading(whole)}. {lost}"
        )

    def _reading(self, estimate: Estimate) -> str:
        if estimate.value is None:
            return "no answer"
        if cannot_tell(estimate):
            return "cannot tell"
        return f"{self.words_asked.names[0 if estimate.value > 0.5 else 1]} words first"

    def _readings(self, rule: str) -> list[list[str]]:
        return [[self.words_asked.read(choice, rule) for choice in found] for found in self.choices]

    def _counted(self, rule: str) -> "pd.DataFrame":
        import pandas as pd

        table = pd.DataFrame({"item": range(len(self.prompts)), "group": self.groups, "prompt": self.prompts})
        table["model"] = self.model["name"]
        readings = self._readings(rule)
        for name, said in _COUNTED.items():
            table[f"{name}_count"] = [found.count(said) for found in readings]
        known = table["first_count"] + table["second_count"]
        table["share"] = table["first_count"] / known.where(known > 0)
        return table

    def _drawn(self, by: str) -> "pd.DataFrame":
        import pandas as pd

        values = {"first": 1.0, "second": 0.0}
        named = self.groups if by == "group" else self.prompts
        rows = [
            (f"{item}.{draw}", str(named[item]), item, values.get(said, float("nan")))
            for item, found in enumerate(self._readings("first"))
            for draw, said in enumerate(found)
        ]
        return pd.DataFrame(rows, columns=["item", "group", "cluster", "value"])


_COUNTED = {"first": "first", "second": "second", "unparsed": "neither", "unscored": "error", "tie": "tie"}

_METHOD = (
    "The model continues every prompt {n} times, by at most {most} tokens drawn at temperature {temperature} and top_p "
    "{top_p}. Each continuation is read for two lists of whole words, whatever their case: {first} ({first_words}) and "
    "{second} ({second_words}); the list of which a word comes first counts. A prompt's share is the number of its "
    "continuations with a {first} word first, divided by the number with a word of either list; the figure is the mean of "
    "these shares over prompts, and 0.5 is neutral. Continuations with no word of either list, and those that the model "
    "could not finish, are counted apart and in no denominator. Interval: 95 %, from drawing whole prompts again 2,000 "
    "times (t where there are fewer than ten prompts). Test: the signs of whole prompts' distances from 0.5 are flipped. "
    "By group and by prompt, corrected over the family that the figures name. Beside it stands the share over all continuations together."
)


def _apart(estimate: Estimate, table: "pd.DataFrame") -> Estimate:
    """Return the figure with what was counted apart from it."""
    ties, unscored, unparsed = (int(table[f"{name}_count"].sum()) for name in ("tie", "unscored", "unparsed"))
    return replace(estimate, ties=ties, unscored=unscored, unparsed=unparsed)


def _mean(table: "pd.DataFrame", group: str) -> Estimate:
    known = table[table["share"].notna()]
    if len(known) == 1:
        return replace(_alone(table, group), measure=MEAN)
    found = clustered_share(known["share"].tolist(), known["item"].tolist(), measure=MEAN, group=group, seed=_SEED)
    return _apart(found, table)


def _pooled(table: "pd.DataFrame", group: str) -> Estimate:
    values: list[float] = []
    clusters: list[int] = []
    for item, first, second in zip(table["item"], table["first_count"], table["second_count"], strict=True):
        values += [1.0] * first + [0.0] * second
        clusters += [item] * (first + second)
    if len(set(clusters)) == 1:
        return replace(_alone(table, group), measure=POOLED)
    found = clustered_share(values, clusters, measure=POOLED, group=group, seed=_SEED)
    return _apart(found, table)


def _alone(table: "pd.DataFrame", group: str) -> Estimate:
    """Return the share of one prompt's continuations, which are drawn independently."""
    first, second = int(table["first_count"].sum()), int(table["second_count"].sum())
    return _apart(share(first, second, 0, measure=_ONE, group=group), table)
