"""What a probe's run gives: its table, its estimates, its figure and its words; it runs no model."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workbench.records import Card, Data, Estimate

if TYPE_CHECKING:
    import pandas as pd

    from workbench.figures import Figure

__all__ = ["Result", "Wording", "estimates_frame", "steadiness"]

COLUMNS = [
    "measure",
    "group",
    "value",
    "low",
    "high",
    "n",
    "ties",
    "unscored",
    "unparsed",
    "neutral",
    "unit",
    "method",
    "p",
    "p_corrected",
]

FIGURES = ["value", "low", "high", "neutral", "p", "p_corrected"]


@dataclass(frozen=True)
class Wording(Data):
    """What a report says of a probe beside its figures; the method is the result's to tell.

    Attributes
    ----------
    question : str
        What is asked, as one sentence with a question mark.
    harm : str
        Which harm it bears on.
    limits : tuple of str
        What it cannot show; each begins with what it is that is not shown.
    references : tuple of str
        Where the measure, the data and the statistics come from.
    """

    question: str
    harm: str
    limits: tuple[str, ...] = ()
    references: tuple[str, ...] = ()

    def words(self, method: str) -> dict[str, Any]:
        """Return everything as plain Python, with the method's paragraph."""
        limits, references = list(self.limits), list(self.references)
        return {
            "question": self.question,
            "harm": self.harm,
            "method": method,
            "limits": limits,
            "references": references,
        }


@dataclass(frozen=True)
class Result(ABC):
    """The outcome of one probe on one model; every probe's result speaks this way.

    Attributes
    ----------
    probe : str
        The probe's name.
    model : dict
        ``name`` and ``fingerprint`` of the model.
    card : Card
        The data set's card, with its known flaws.
    settings : dict
        What was chosen: the start tokens, how many items, the answer digits of every rule.
    """

    probe: str
    model: Mapping[str, str]
    card: Card
    settings: Mapping[str, Any] = field(default_factory=dict)

    @abstractmethod
    def frame(self) -> "pd.DataFrame":
        """Return one row an item."""

    @abstractmethod
    def estimates(self, by: str | None = None) -> list[Estimate]:
        """Return the figures with their intervals: overall, or one for each value of a column."""

    @abstractmethod
    def outcomes(self, measure: str, by: str = "group") -> "pd.DataFrame":
        """Return what each item adds to a figure: ``item``, ``group``, ``cluster``, ``value``.

        ``measure`` is that of an estimate; ``value`` is NaN for a tie and for an item without an
        answer, and the mean of all others is the estimate's value. Two runs of one probe are
        compared item by item with it; items of one cluster belong together. Where items were asked with
        examples before them, ``draws`` holds a list of each one's outcomes, one a draw of examples, whose mean is ``value``.
        """

    @abstractmethod
    def counts(self) -> dict[str, int]:
        """Return how many ``items`` there are, and of these ``unscored``, ``ties``, ``unparsed`` and ``refused``."""

    @abstractmethod
    def words(self) -> dict[str, Any]:
        """Return what a report says: ``question``, ``harm``, ``method``, ``limits`` and ``references``."""

    @abstractmethod
    def robustness(self) -> "pd.DataFrame":
        """Return the overall figure under every variant that was run."""

    @abstractmethod
    def draw(self, by: str | None = None) -> "Figure":
        """Return the estimates as a figure, with the drawn numbers in its ``frame``."""

    @abstractmethod
    def verdict(self) -> str:
        """Return what the figures say, in one or two sentences."""

    def conclusion(self) -> str:
        """Return in a sentence whether what the primary figure says is the same under every variant of `robustness`.

        Variants that give no answer are named apart. It compares readings, each by its own interval: "cannot tell"
        beside "above neutral" is a change, for a reader must not lean on the second alone.
        """
        table = self.robustness()
        if "reading" not in table or not len(table):
            return "No other variant was run, so nothing is known of how much the conclusion depends on choices."
        return steadiness(table)

    def estimate(self, by: str | None = None) -> "pd.DataFrame":
        """Return `estimates` as a table with value, low, high, n, ties, unscored, unparsed, neutral and the rest."""
        return estimates_frame(self.estimates(by))

    def __repr__(self) -> str:
        return f"Result({self.probe} on {self.model['name']}, {len(self.frame())} items)"

    __str__ = __repr__


def steadiness(table: "pd.DataFrame") -> str:
    """Return in a sentence whether the readings of a robustness table, the primary one first, are all the same."""
    first = str(table["reading"].iloc[0])
    answered = table[table["reading"] != "no answer"]
    silent = len(table) - len(answered)
    rest = f" {silent} gave no answer." if silent else ""
    if not len(answered):
        return f"None of {len(table)} variants gave an answer."
    other = answered[answered["reading"] != first]
    if not len(other):
        return f"The conclusion, {first}, is the same in all {len(answered)} variants that were run.{rest}"
    names = [name for name in ("rule", "variant", "start", "over") if name in table]
    said = [f"{', '.join(str(row[name]) for name in names)}: {row['reading']}" for row in other.to_dict("records")]
    more = f"; and {len(said) - _NAMED} more" if len(said) > _NAMED else ""
    return (
        f"The conclusion, {first}, depends on how it is measured: {len(other)} of {len(answered)} variants read "
        f"otherwise ({'; '.join(said[:_NAMED])}{more}).{rest}"
    )


_NAMED = 6  # variants that a sentence names one by one


def estimates_frame(estimates: Sequence[Estimate]) -> "pd.DataFrame":
    """Return estimates as a table, one row each."""
    import pandas as pd

    table = pd.DataFrame([estimate.to_dict() for estimate in estimates], columns=COLUMNS)
    return table.astype(dict.fromkeys(FIGURES, float))
