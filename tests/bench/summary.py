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


def merged(earlier: Sequence[Mapping[str, Any]], fresh: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the records of all machines, the fresh works in their own: beside earlier ones of the same versions."""
    others = [record for record in earlier if record["processor"] != fresh["processor"]]
    own = next((record for record in earlier if record["processor"] == fresh["processor"]), {"versions": None})
    kept = own["works"] if own["versions"] == fresh["versions"] else {}
    return sorted([*others, {**fresh, "works": {**kept, **fresh["works"]}}], key=lambda record: record["processor"])


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


def markdown(records: Sequence[Mapping[str, Any]]) -> str:
    """Return the records as a page of text, a section each machine."""
    lines = ["# Speed against other tools", ""]
    lines += [
        "Each work is done by both sides in alternation, in one process. Ratio: their seconds over ours, median of"
    ]
    lines += ["the rounds [least, greatest]; above 1 ours is faster.", ""]
    for record in records:
        lines += _section(record)
    return "\n".join(lines).rstrip() + "\n"


def _section(record: Mapping[str, Any]) -> list[str]:
    limits = ", ".join(f"{name} {value:g}" for name, value in record["limits"].items())
    versions = ", ".join(f"{name} {value}" for name, value in record["versions"].items())
    lines = [f"## {record['processor']}", "", f"{record['rounds']} rounds; {record['date']}; {versions}.", ""]
    lines += [f"This machine's own limits, measured beside: {limits}.", ""]
    lines += ["| " + " | ".join(HEAD) + " |", "|" + "---|" * len(HEAD)]
    lines += ["| " + " | ".join(row) + " |" for row in rows(record["works"])]
    return [*lines, "", *(f"Left out: {name}, {reason}." for name, reason in record["left_out"].items()), ""]
