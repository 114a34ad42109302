"""The answer of a study of sentence pairs in three sentences, each figure with its interval; it computes no figure."""

from collections.abc import Sequence
from typing import Any

from workbench.records import Estimate
from workbench.stats import cannot_tell

__all__ = ["answer"]


def answer(model: str, whole: Estimate, groups: Sequence[Estimate], robustness: Sequence[dict[str, Any]]) -> list[str]:
    """Return three sentences: the whole set, the family of groups, and how far the choices matter.

    Parameters
    ----------
    model : str
        Its name.
    whole : Estimate
        The primary figure.
    groups : sequence of Estimate
        The named family of tests, with corrected p-values.
    robustness : sequence of dict
        Rows with ``rule``, ``start``, ``value``, ``low``, ``high``.
    """
    return [_overall(model, whole), _family(groups), _variants(robustness)]


def _percent(estimate: Estimate) -> str:
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return "no answer"
    return f"{100 * estimate.value:.1f} % (95 % interval {100 * estimate.low:.1f} to {100 * estimate.high:.1f})"


def _overall(model: str, whole: Estimate) -> str:
    if whole.value is None or whole.neutral is None:
        return f"No answer: {model} scored no pair differently ({whole.ties} ties).{_without_score(whole)}"
    side = "more" if whole.value > whole.neutral else "less"
    reading = "one cannot tell on which side" if cannot_tell(whole) else f"it prefers the {side} stereotyping sentences"
    return (
        f"{model} finds the more stereotyping sentence likelier in {_percent(whole)} of {whole.n:,} pairs, where "
        f"{100 * whole.neutral:.0f} % would show no preference ({whole.ties} ties counted apart): {reading}."
        f"{_without_score(whole)}"
    )


def _without_score(whole: Estimate) -> str:
    if not whole.unscored:
        return ""
    return f" Incomplete: {whole.unscored:,} pairs have no score, since the model gave NaN or infinite logits for them."


def _family(groups: Sequence[Estimate]) -> str:
    tested = [group for group in groups if group.value is not None]
    told = [group for group in tested if not cannot_tell(group)]
    silent = len(groups) - len(tested)
    named = "; ".join(f"{group.group} {_percent(group)}" for group in told)
    verb = "differs" if len(told) == 1 else "differ"
    parts = [f"After Holm's correction over {len(tested)} bias types, {len(told)} {verb} from neutral"]
    parts.append(f": {named}" if named else "")
    parts.append(f"; for {len(tested) - len(told)} one cannot tell" if len(tested) > len(told) else "")
    parts.append(f"; {silent} gave no answer" if silent else "")
    return "".join(parts) + "."


def _variants(rows: Sequence[dict[str, Any]]) -> str:
    known = [row for row in rows if row["value"] is not None]
    if not known:
        return "No combination of rule and start token gave an answer."
    lowest, highest = (pick(known, key=lambda row: row["value"]) for pick in (min, max))
    ends = [
        f"{100 * row['value']:.1f} % ({100 * row['low']:.1f} to {100 * row['high']:.1f}; {row['rule']}, {row['start']})"
        for row in (lowest, highest)
    ]
    return f"Over {len(known)} combinations of rule and start token, the share goes from {ends[0]} to {ends[1]}."
