"""Whether a few-shot result hangs on a choice that nobody can justify: the rule, the wording, how an empty answer counts."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workbench.fewshot import estimating, telling
from workbench.fewshot.design import AS_WRITTEN
from workbench.fewshot.likelihood import RULES
from workbench.fewshot.readings import shots_name
from workbench.records import Estimate

if TYPE_CHECKING:
    import pandas as pd

    from workbench.fewshot.result import FewShotResult

__all__ = ["robustness_of", "rule_words", "verdict_of"]

_WRITTEN = "as it is written"
_FIGURES = ("value", "low", "high", "n", "ties", "unscored", "unparsed")


def robustness_of(result: "FewShotResult") -> "pd.DataFrame":
    """Return the overall figure under every rule and wording; see `FewShotResult.robustness`."""
    import pandas as pd

    own = _WRITTEN if result.kind == "generation" else RULES["sum"]
    found = [(rule, AS_WRITTEN, item) for rule, item in _by_rule(result)]
    variants = [item for item in result.estimates("variant") if item.measure == result.primary]
    found += [(own, item.group, item) for item in variants if item.group != AS_WRITTEN]
    rows = [
        {
            "rule": rule,
            "variant": variant,
            **{name: getattr(item, name) for name in _FIGURES},
            "reading": telling.reading(replace(item, p_corrected=None)),
        }
        for rule, variant, item in found
    ]
    return pd.DataFrame(rows)


def verdict_of(result: "FewShotResult") -> str:
    """Return what accuracy says beside its baselines, what calibration did, and whether the rule decides."""
    at, every = result.reported_shots, result.estimates()
    accuracy = every[0]
    chosen = bool(result.settings.get("dev_items"))
    if len(result.settings["shots"]) > 1 and not chosen:
        accuracy = next(item for item in result.estimates("shots") if item.group == shots_name(at))
    said = telling.verdict_of(
        accuracy,
        f"{telling.examples_name(at)}{', the number chosen on dev rows,' if chosen else ''}",
        model=result.model["name"],
        beside=every,
        words=_words(result),
    )
    return f"{said}{rule_words(result)}"


def rule_words(result: "FewShotResult") -> str:
    """Return which rules say something else of random guessing than the sum does, as a sentence; or nothing."""
    if result.kind == "generation":
        return ""
    (_, own), *others = _by_rule(result)
    read = [(rule, telling.reading(item)) for rule, item in others]
    odd = [f"{rule}: {found}" for rule, found in read if found not in (telling.reading(own), "no answer")]
    if not odd:
        return ""
    return (
        f" The rule decides: without correction the {RULES['sum']} says {telling.reading(own)}, but {'; '.join(odd)}."
    )


def _by_rule(result: "FewShotResult") -> list[tuple[str, Estimate]]:
    """Return the reported figure under every rule by which answers can be read."""
    if result.kind != "generation":
        return [(said, result.estimates(rule=rule)[0]) for rule, said in RULES.items()]
    wrong = result.unparsed_as_wrong()
    return [(_WRITTEN, result.estimates()[0]), ("unparsed counted as wrong", wrong)]


def _words(result: "FewShotResult") -> dict[str, Any]:
    """Return how each difference is said: above, below, cannot tell."""
    if result.kind == "generation":
        return {}
    share = result.baselines()[1]
    always = f"always giving the commonest right answer ({100 * (share.value or 0):.1f} %)"
    return {
        estimating.MINUS_MAJORITY: (
            f"That is better than {always}: {{points}}.",
            f"That is worse than {always}: {{points}}.",
            f"One cannot tell it from {always}: {{points}}.",
        ),
        estimating.GAIN: (
            "Contextual calibration makes it better: {points}.",
            "Contextual calibration makes it worse: {points}.",
            "What contextual calibration does one cannot tell: {points}.",
        ),
    }
