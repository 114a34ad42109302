"""Figures of a table: clusters that count once, and figures with an estimator of their own."""

import pandas as pd
import pytest

from workbench.errors import InputError
from workbench.probes.gauges import Gauge, differences, gauged
from workbench.records import Estimate

TABLE = pd.DataFrame(
    {
        "item": range(8),
        "group": list("xxxxyyyy"),
        "cluster": list("aaabccdd"),
        "apart": [""] * 7 + ["tie"],
        "yes": [1.0, 1.0, 1.0, 0.0, 1.0, 0.0, 0.0, float("nan")],
    }
)
ONCE = Gauge("share over clusters", ("yes",), per_cluster=True)


def test_a_cluster_counts_once_however_many_items_it_has() -> None:
    found = gauged(TABLE, ONCE)
    assert (found.value, found.n, found.ties) == (pytest.approx((1 + 0 + 0.5 + 0) / 4), 4, 1)


def test_a_difference_of_groups_takes_every_cluster_once() -> None:
    found = differences(TABLE, ONCE, "group", "y")
    assert [one.value for one in found] == [pytest.approx(0.5 - 0.25)]


def test_several_means_are_over_clusters_too() -> None:
    table = TABLE.assign(other=1.0)
    gauge = Gauge("product", ("yes", "other"), combine=lambda yes, other: yes * other, per_cluster=True)
    assert gauged(table, gauge).value == pytest.approx(1.5 / 4)


def test_an_estimator_of_its_own_is_asked_for_the_figure_and_allows_no_differences() -> None:
    def halved(table: pd.DataFrame, gauge: Gauge, group: str) -> Estimate:
        return Estimate(gauge.measure, group, 0.5, 0.4, 0.6, len(table), "share", "given", 0.5)

    gauge = Gauge("pairs", ("yes",), estimator=halved)
    assert gauged(TABLE, gauge, "x").method == "given"
    assert not gauge.is_mean
    with pytest.raises(InputError, match="no differences"):
        differences(TABLE, gauge, "group")
