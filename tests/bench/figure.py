"""One picture of all ratios, with their spread and the least that is wanted."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import ScalarFormatter

TICKS = (1, 2, 5, 10, 20, 50, 100, 200)
LOOKS = (("#1f5a8a", "o"), ("#b3541e", "s"), ("#4d7d33", "^"))
WANTED = "#555555"


def draw(records: Sequence[Mapping[str, Any]], folder: Path) -> None:
    """Write ``bench.svg`` and ``bench.png``: one line a comparison, a mark each machine, on a logarithmic scale."""
    found = comparisons(records)
    picture = Figure(figsize=(9, 0.5 * len(found) + 1.8), layout="constrained")
    picture.get_layout_engine().set(w_pad=0.15, h_pad=0.1)
    FigureCanvasAgg(picture)
    axes = picture.subplots()
    for place, ratios in enumerate(reversed(found.values())):
        for machine, (record, (colour, sign)) in enumerate(zip(records, LOOKS, strict=False)):
            if (one := ratios.get(record["processor"])) is not None:
                at = place + 0.3 * ((len(records) - 1) / 2 - machine)
                _mark(axes, at, one, colour, sign)
        axes.plot(_wanted(ratios), place, "|", color=WANTED, markersize=16, markeredgewidth=2)
    axes.set_yticks(range(len(found)), list(reversed(found)))
    for record, (colour, sign) in zip(records, LOOKS, strict=False):
        axes.plot([], [], sign, color=colour, label=record["processor"].partition(",")[0])
    axes.plot([], [], "|", color=WANTED, markersize=12, markeredgewidth=2, label="the least that is wanted")
    _scale(axes, 1.6 * max(one["ratio"]["high"] for ratios in found.values() for one in ratios.values()))
    picture.legend(loc="outside lower center", ncols=len(records) + 1, frameon=False)
    picture.savefig(folder / "bench.svg")
    picture.savefig(folder / "bench.png", dpi=150)


def comparisons(records: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return ``{what is compared: {machine: comparison}}``; a peer's batch size is no part of the name."""
    found: dict[str, dict[str, Any]] = {}
    for record in records:
        for work in record["works"].values():
            for one in work["comparisons"]:
                name = f"{work['title']}; {one['ours']} against {one['theirs'].partition(',')[0]}"
                found.setdefault(name, {})[record["processor"]] = one
    return found


def _mark(axes: Any, at: float, one: Mapping[str, Any], colour: str, sign: str) -> None:
    ratio = one["ratio"]
    axes.plot([ratio["low"], ratio["high"]], [at, at], color=colour, linewidth=2.5, solid_capstyle="round")
    axes.plot(ratio["median"], at, sign, color=colour, markersize=6)
    said = f"{ratio['median']:.1f}x"
    axes.annotate(said, (ratio["high"], at), xytext=(8, -3), textcoords="offset points", fontsize=8)


def _wanted(ratios: Mapping[str, Mapping[str, Any]]) -> float:
    return float(next(iter(ratios.values()))["at_least"])


def _scale(axes: Any, most: float) -> None:
    axes.axvline(1, color="#777777", linewidth=1)
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(ScalarFormatter())
    ticks = [tick for tick in TICKS if tick < most]
    axes.set_xticks(ticks, [f"{tick}x" for tick in ticks])
    axes.set_xticks([], minor=True)
    axes.set_xlim(0.8, most)
    axes.set_xlabel("times faster (mark: median of the rounds, line: least to greatest)")
    axes.spines[["top", "right"]].set_visible(False)
