"""What a table and its gauges say in words, on tables made by hand."""

import pandas as pd
import pytest

from workbench.probes.gauges import Gauge
from workbench.probes.tabled import TabledResult
from workbench.records import Card

SCORE = Gauge("score", ("score",), unit="score", neutral=0.0, within=(-1.0, 1.0))


def result(scores: list[float], gauge: Gauge = SCORE) -> TabledResult:
    table = pd.DataFrame({"item": range(len(scores)), "group": "all of them", "apart": "", "score": scores})
    tables = {"plain": table.assign(cluster=table["item"])}
    return TabledResult("made", {"name": "nobody"}, Card("Made", "A few.", "here", "none"), {}, tables, (gauge,))


@pytest.mark.parametrize(
    ("scores", "said"),
    [
        ([0.5, -0.5] * 10, "or more from neutral would have shown in four of five such runs"),
        ([1.0, -1.0, 0.0], "so little data would not show even the largest figure in four of five such runs"),
    ],
)
def test_a_verdict_that_cannot_tell_says_what_such_a_run_could_have_shown(scores: list[float], said: str) -> None:
    assert said in result(scores).verdict()


def test_a_figure_on_no_scale_has_no_largest_one() -> None:
    free = Gauge("score", ("score",), unit="nats", neutral=0.0, within=None)
    assert "or more from neutral would have shown" in result([100.0, -100.0, 0.0], free).verdict()
