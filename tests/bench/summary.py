"""From seconds of rounds to medians, ratios and their spread; and the table a person reads. Pure: it times nothing."""

import statistics
from collections.abc import Mapping, Sequence
from typing import Any

HEAD = [
    "work",
    "ours",
    "against",
    "ours s",
    "theirs s",
    "ratio",
    "at least",
    "reach for",
    "tokens run / asked",
    "agreement",
]


def scaled(seconds: float, asked: int, sampled: int) -> float:
    """Return the seconds of the whole from those of a sample, by the tokens that each asks for."""
    return seconds * asked / sampled


def spread(values: Sequence[float]) -> dict[str, float]:
    """Return median, least and greatest."""
    return {"median": statistics.median(values), "low": min(values), "high": max(values)}


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> dict[str, float]:
    """Return how many times longer theirs took, round by round: median, least and greatest."""
    return spread([other / own for own, other in zip(ours, theirs, strict=True)])


def agreement(ours: Sequence[float], theirs: Sequence[float]) -> dict[str, float]:
    """Return the largest difference of two lists of log-probabilities, and how many differ by more than 1e-3."""
    gaps = [abs(one - other) for one, other in zip(ours, theirs, strict=True)]
    return {"texts": len(gaps), "largest": max(gaps), "over_1e-3": sum(gap > 1e-3 for gap in gaps)}


def merged(earlier: Mapping[str, Any], fresh: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record with the fresh works, and the earlier ones of the same machine and versions."""
    same = all(earlier.get(name) == fresh[name] for name in ("processor", "versions"))
    kept = earlier.get("works", {}) if same else {}
    return {**fresh, "works": {**kept, **fresh["works"]}}


def rows(works: Mapping[str, Any]) -> list[list[str]]:
    """Return a table's rows, one a comparison."""
    found = []
    for work in works.values():
        for one in work["comparisons"]:
            ours, theirs = (work["sides"][one[side]] for side in ("ours", "theirs"))
            tokens = work["tokens"]
            note = "" if theirs["sample"] is None else f" (from {theirs['sample']})"
            agree = one["agreement"]
            found.append(
                [
                    work["title"],
                    one["ours"],
                    one["theirs"] + note,
                    f"{spread(ours['seconds'])['median']:.2f}",
                    f"{spread(theirs['seconds'])['median']:.2f}",
                    "{median:.2f} [{low:.2f}, {high:.2f}]".format(**one["ratio"]),
                    f"{one['at_least']:g}",
                    f"{one['reach']:g}",
                    "" if tokens is None else f"{tokens['run']:,} / {tokens['asked']:,}",
                    ""
                    if agree is None
                    else f"{agree['largest']:.1e}, {agree['over_1e-3']} of {agree['texts']} over 1e-3",
                ]
            )
    return found


def markdown(record: Mapping[str, Any]) -> str:
    """Return the record as a page of text."""
    lines = ["# Speed against other tools", ""]
    limits = ", ".join(f"{name} {value:g}" for name, value in record["limits"].items())
    lines += [f"{record['processor']}; {record['rounds']} rounds in alternation, one process; {record['date']}.", ""]
    lines += ["Versions: " + ", ".join(f"{name} {value}" for name, value in record["versions"].items()) + ".", ""]
    lines += [f"This machine's own limits, measured beside: {limits}.", ""]
    lines += ["Ratio: their seconds over ours, median of the rounds [least, greatest]. Above 1 ours is faster.", ""]
    lines += ["| " + " | ".join(HEAD) + " |", "|" + "---|" * len(HEAD)]
    lines += ["| " + " | ".join(row) + " |" for row in rows(record["works"])]
    lines += ["", *(f"Left out: {name}, {reason}." for name, reason in record["left_out"].items())]
    return "\n".join(lines).rstrip() + "\n"
