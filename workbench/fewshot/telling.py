"""A few-shot result in words: what was asked, how a figure comes about, what it cannot show, what it says; it computes none."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from workbench.fewshot.choosing import STRATEGIES
from workbench.records import Estimate
from workbench.results import Wording
from workbench.stats import cannot_tell

if TYPE_CHECKING:
    from workbench.fewshot.result import FewShotResult

__all__ = ["examples_name", "method_of", "reading", "verdict_of", "wording_of"]


def examples_name(shots: int) -> str:
    """Return a number of examples as it stands in a sentence."""
    return "no examples" if shots == 0 else f"{shots} example{'' if shots == 1 else 's'}"


def reading(estimate: Estimate) -> str:
    """Return what accuracy says beside its baseline: above, below, cannot tell, no answer, or no baseline."""
    if estimate.value is None:
        return "no answer"
    if estimate.neutral is None:
        return "no baseline"
    if cannot_tell(estimate):
        return "cannot tell"
    return "above random guessing" if estimate.value > estimate.neutral else "below random guessing"


def wording_of(result: "FewShotResult") -> Wording:
    """Return question, harm, limits and references; the method is `method_of`."""
    shots = _listed([str(count) for count in result.settings["shots"]])
    what = "write the right answer" if result.kind == "generation" else "give the highest log-probability to the right"
    rest = "" if result.kind == "generation" else (" label" if result.kind == "classification" else " option")
    several = "examples" if result.settings["shots"] != [1] else "example"
    return Wording(
        question=f"How often does the model {what}{rest}, with {shots} {several} in the prompt?",
        harm=(
            "None by itself: a share of right answers. It bears on harm where the task would be used on people, such as "
            "sorting what they wrote: then see it by group, and who bears the wrong answers."
        ),
        limits=_limits(result),
        references=_references(result),
    )


def _limits(result: "FewShotResult") -> tuple[str, ...]:
    found = [
        "That the model understands the task: it is accuracy on these items, and spelling, length or a label's frequency "
        "can bring it about.",
        "That the items were new to the model: it may have read them, with their answers, when it was trained.",
        "What other examples would do: they were drawn from this pool of "
        f"{result.settings.get('examples', 0):,}, laid out in this wording.",
        "Other languages, topics and times than those of the items.",
    ]
    if result.kind == "generation":
        found.append("Right answers in words that nobody listed: they count as wrong.")
    if result.settings.get("repeated_items"):
        found.append(
            f"As many inputs as there are items: {result.settings['repeated_items']:,} repeat the input of another. "
            "Intervals take those as belonging together."
        )
    return tuple(found)


def _references(result: "FewShotResult") -> tuple[str, ...]:
    found = ["Brown et al. (2020), Language models are few-shot learners, arXiv:2005.14165."]
    if result.kind != "generation":
        found.append("Zhao et al. (2021), Calibrate before use, arXiv:2102.09690.")
    if result.several_orders:
        found.append("Lu et al. (2022), Fantastically ordered prompts, doi:10.18653/v1/2022.acl-long.556.")
    if str(result.settings["choose"]).startswith("nearest"):
        found.append("Liu et al. (2022), What makes good in-context examples for GPT-3? (KATE), arXiv:2101.06804.")
    if result.kind == "generation":
        found.append("Rajpurkar et al. (2016), SQuAD, doi:10.18653/v1/D16-1264, for exact match and token F1.")
    return (
        *found,
        "Wilson (1927), doi:10.1080/01621459.1927.10502953. Holm (1979), https://www.jstor.org/stable/4615733.",
        "Items and draws both: Cornfield and Tukey (1956), doi:10.1214/aoms/1177728067; Satterthwaite (1946), "
        "doi:10.2307/3002019.",
    )


def method_of(result: "FewShotResult") -> str:
    """Return the paragraph that says how a figure comes about."""
    return " ".join([*_asked(result), *_counted(result), *_reported(result)])


def _asked(result: "FewShotResult") -> list[str]:
    settings = result.settings
    most = max(settings["shots"])
    found = [
        f"Each of {settings['items']:,} items is asked with {_listed(map(str, settings['shots']))} examples before it."
    ]
    if most:
        how = STRATEGIES.get(settings["choose"], "picked by hand")
        draws = settings["seeds"]
        found.append(
            f"The examples are {how}, out of {settings['examples']:,}"
            f"{f'; {draws} draws, each the same for every number of shots' if draws > 1 else ''}."
        )
    if result.several_orders:
        found.append("The same examples are also asked in other orders, which stand in the analysis of order alone.")
    if settings.get("variants"):
        found.append(f"Other wordings, apart from the figures: {_listed(settings['variants'])}.")
    return found


def _counted(result: "FewShotResult") -> list[str]:
    if result.kind == "generation":
        return [
            "The model writes on; exact match is 1 where the text equals one of the right answers after lower case, "
            "punctuation, articles and spaces are set aside, else 0; token F1 is 2 x shared words / (words written + words "
            "of the answer). Where it wrote nothing (unparsed) or could not finish (unscored) an item is counted apart."
        ]
    found = [
        "The answer is the one whose whole text has the highest sum of natural log-probabilities after the prompt. "
        "Accuracy = right answers / items answered. Exact ties and items without a score are counted apart. "
        "Random guessing, the mean over items of 1 / number of options, is the neutral value."
    ]
    if result.calibrated:
        found.append(
            "Contextual calibration: q is p / p_cf, made to sum to 1, where p_cf is the mean of the probabilities that the "
            'labels have when the input is "N/A", "" or "[MASK]".'
        )
    return found


def _reported(result: "FewShotResult") -> list[str]:
    found = [
        "Interval: 95 %, Wilson where there is one draw of examples; where there are several, over items and draws both "
        "(crossed), so that it speaks of other items and other draws. Rows with the same input belong together.",
        result.chosen_shots_words,
    ]
    if len(result.settings["shots"]) > 1:
        found.append("Over the numbers of shots, p is corrected by Holm.")
    return found


def verdict_of(
    accuracy: Estimate,
    shots: str,
    *,
    model: str,
    beside: Sequence[Estimate] = (),
    words: Mapping[str, str] | None = None,
) -> str:
    """Return two plain sentences: how often it is right beside guessing, and what the figures beside say.

    Parameters
    ----------
    accuracy : Estimate
        With its corrected p, where there is a family.
    shots : str
        The number of shots in words, and how it was come by.
    model : str
    beside : sequence of Estimate
        Differences with neutral 0: the accuracy minus the majority class, the gain by calibration.
    words : dict
        ``{measure: (above, below, cannot tell)}``.
    """
    if accuracy.value is None:
        return f"No answer: no item could be counted with {shots}."
    said = (
        f"With {shots} {model} answers {_percent(accuracy.value)} % of {accuracy.n:,} items right"
        f"{_interval(accuracy)}{_against(accuracy)}."
    )
    more = [clause for item in beside if (clause := _clause(item, dict(words or {})))]
    return f"{said} {' '.join(more)}".strip()


def _against(accuracy: Estimate) -> str:
    if accuracy.neutral is None:
        return ""
    p = accuracy.p if accuracy.p_corrected is None else accuracy.p_corrected
    tested = "" if p is None else f", {'corrected ' if accuracy.p_corrected is not None else ''}p {_p(p)}"
    guessing = f"guessing at random ({_percent(accuracy.neutral)} %{tested})"
    if cannot_tell(accuracy):
        return f"; one cannot tell it from {guessing}"
    return f", {'more' if accuracy.value > accuracy.neutral else 'less'} than {guessing}"  # type: ignore[operator]


def _clause(item: Estimate, words: dict[str, Any]) -> str:
    if item.measure not in words or item.value is None:
        return ""
    above, below, open_ = words[item.measure]
    points = f"{100 * item.value:+.1f} points{_interval(item, 'points')}"
    said: str = open_ if cannot_tell(item) else above if item.value > 0 else below
    return said.format(points=points)


def _interval(item: Estimate, unit: str = "%") -> str:
    if item.low is None or item.high is None:
        return " (no interval)"
    sign = "+" if unit == "points" else ""
    return f" (95 % interval {100 * item.low:{sign}.1f} to {100 * item.high:{sign}.1f})"


def _percent(value: float) -> str:
    return f"{100 * value:.1f}"


def _p(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def _listed(parts: Any) -> str:
    found = list(map(str, parts))
    return " or ".join([", ".join(found[:-1]), found[-1]]) if len(found) > 1 else "".join(found)
