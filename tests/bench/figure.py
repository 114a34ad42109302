"""One picture of all ratios, with their spread and the least that is wanted."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import ScalarFormatter

TICKS = (1, 2, 5, 10, 20, 50, 100, 200)


def draw(works: Mapping[str, Any], folder: Path) -> None:
    """Write ``bench.svg`` and ``bench.png``: one line a comparison, on a logarithmic scale."""
    lines = [(work["title"], one) for work in works.values() for one in work["comparisons"]]
    picture = Figure(figsize=(9, 0.42 * len(lines) + 1.3), layout="constrained")
    picture.get_layout_engine().set(w_pad=0.15, h_pad=0.1)
    FigureCanvasAgg(picture)
    axes = picture.subplots()
    for place, (_, one) in enumerate(reversed(lines)):
        ratio = one["ratio"]
        axes.plot([ratio["low"], ratio["high"]], [place, place], color="#1f5a8a", linewidth=3, solid_capstyle="round")
        axes.plot(ratio["median"], place, "o", color="#1f5a8a", markersize=7)
        axes.plot(one["at_least"], place, "|", color="#b3541e", markersize=14, markeredgewidth=2)
        axes.annotate(
            f"{ratio['median']:.1f}x", (ratio["high"], place), xytext=(8, -3), textcoords="offset points", fontsize=9
        )
    axes.set_yticks(
        range(len(lines)), [f"{title}; {one['ours']} against {one['theirs']}" for title, one in reversed(lines)]
    )
    axes.axvline(1, color="#777777", linewidth=1)
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(ScalarFormatter())
    axes.set_xticks([], minor=True)
    most = 1.6 * max(one["ratio"]["high"] for _, one in lines)
    ticks = [tick for tick in TICKS if tick < most]
    axes.set_xticks(ticks, [f"{tick}x" for tick in ticks])
    axes.set_xticks([], minor=True)
    axes.set_xlim(0.8, most)
    axes.set_xlabel(
        "times faster (dot: median of the rounds,\nline: least to greatest, mark: the least that is wanted)"
    )
    axes.spines[["top", "right"]].set_visible(False)
    picture.savefig(folder / "bench.svg")
    picture.savefig(folder / "bench.png", dpi=150)
