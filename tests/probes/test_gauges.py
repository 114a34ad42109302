"""A gauge reads a figure off a table: what counts, what is counted apart, what a group adds to another."""

import math

import pandas as pd
import pytest

from workbench.errors import InputError
from workbench.probes.gauges import Gauge, differences, gauged, gauged_parts, reading

YES = Gauge("yes share", ("yes",), readings=("no more often", "yes more often"))


def table(count: int = 40) -> pd.DataFrame:
    yes = [float(place % 4 > 0) for place in range(count)]
    groups = ["ab"[place % 2] for place in range(count)]
    return pd.DataFrame({"item": range(count), "group": groups, "cluster": range(count), "apart": "", "yes": yes})


def test_a_share_of_items_that_stand_alone_has_wilsons_interval() -> None:
    found = gauged(table(), YES)
    assert (found.value, found.n) == (0.75, 40)
    assert "Wilson" in found.method


def test_items_of_one_cluster_are_drawn_again_together() -> None:
    clustered = table().assign(cluster=[place // 4 for place in range(40)])
    assert "over 10 clusters" in gauged(clustered, YES).method


@pytest.mark.parametrize(
    ("word", "counted"), [("tie", "ties"), ("unscored", "unscored"), ("unparsed", "unparsed"), ("refused", "unparsed")]
)
def test_items_without_a_value_are_counted_by_their_reason(word: str, counted: str) -> None:
    rows = table()
    rows.loc[rows.index[:3], "yes"] = math.nan
    rows.loc[rows.index[:3], "apart"] = word
    found = gauged(rows, YES)
    assert (getattr(found, counted), found.n) == (3, 37)


def test_items_that_a_figure_is_not_about_are_counted_nowhere() -> None:
    rows = table()
    rows.loc[rows.index[:3], "yes"] = math.nan
    found = gauged(rows, YES)
    assert (found.ties, found.unscored, found.unparsed, found.n) == (0, 0, 0, 37)


def test_a_column_can_have_reasons_of_its_own() -> None:
    rows = table().assign(yes_apart="")
    rows.loc[rows.index[:2], "yes"] = math.nan
    rows.loc[rows.index[:2], "yes_apart"] = "tie"
    assert gauged(rows, YES).ties == 2


def test_a_figure_without_a_neutral_value_is_not_tested() -> None:
    found = gauged(table(), Gauge("accuracy", ("yes",), neutral=None))
    assert (found.neutral, found.p) == (None, None)


def test_groups_are_corrected_over_their_family() -> None:
    parts = gauged_parts(table(), YES, "group")
    assert [part.group for part in parts] == ["a", "b"]
    assert all(part.p_corrected is not None and part.p is not None and part.p_corrected >= part.p for part in parts)


def test_a_difference_is_the_groups_figure_minus_the_references() -> None:
    found = differences(table(), YES, "group", reference="a")
    assert [(one.group, one.value, one.neutral) for one in found] == [("b", 0.5, 0.0)]


def test_a_difference_without_a_reference_is_from_all_other_groups() -> None:
    assert [one.value for one in differences(table(), YES, "group")] == [-0.5, 0.5]


def test_an_unknown_reference_is_answered_with_the_near_one() -> None:
    with pytest.raises(InputError, match="Unknown reference group 'c'"):
        differences(table(), YES, "group", reference="c")


def test_one_group_alone_has_no_difference() -> None:
    with pytest.raises(InputError, match="only one group"):
        differences(table().assign(group="a"), YES, "group")


def test_a_figure_of_two_columns_needs_to_say_how_they_combine() -> None:
    with pytest.raises(InputError, match="needs combine"):
        Gauge("two", ("a", "b"))


def test_a_reading_is_in_the_gauges_words() -> None:
    rows = table(80)
    assert reading(gauged(rows, YES), YES) == "yes more often"
    assert reading(gauged(rows.assign(yes=1 - rows["yes"]), YES), YES) == "no more often"
    assert reading(gauged(rows[:4], YES), YES) == "cannot tell"
    assert reading(gauged(rows[:0], YES), YES) == "no answer"


def test_an_interval_ends_where_the_scale_does() -> None:
    rows = table(4).assign(score=[-1.0, -1.0, -1.0, 0.5])
    found = gauged(rows, Gauge("score", ("score",), unit="score", neutral=None, within=(-1.0, 1.0)))
    assert found.low == -1.0
    assert found.high is not None and found.high < 1.0


def test_an_interval_of_several_means_ends_where_the_scale_does() -> None:
    table = pd.DataFrame({"target": [1.0, 1.0, 0.0], "cluster": ["a", "b", "c"], "apart": ""})
    score = Gauge(
        "score",
        ("target",),
        unit="score",
        neutral=0.0,
        within=(-1.0, 1.0),
        combine=lambda target: 2 * target - 1,
    )
    found = gauged(table, score)
    assert found.value == pytest.approx(1 / 3)
    assert (found.low, found.high) == (-1.0, 1.0)


def test_a_share_that_is_the_same_in_every_cluster_has_an_interval_with_width() -> None:
    rows = table(4).assign(yes=0.25)
    found = gauged(rows, Gauge("share", ("yes",), neutral=None))
    assert found.value == 0.25
    assert found.low is not None and found.high is not None
    assert found.low < 0.25 < found.high


def test_clusters_that_are_alike_only_in_their_means_have_an_interval_with_width() -> None:
    rows = table(12).assign(yes=[0.0, 1.0] * 6, cluster=[place // 2 for place in range(12)])
    found = gauged(rows, Gauge("share", ("yes",), neutral=None))
    assert found.low is not None and found.high is not None
    assert found.low < 0.5 < found.high


def test_a_signed_mean_that_no_cluster_leaves_has_an_interval_of_some_width() -> None:
    """Of 40 clusters that all show 0, Wilson's bound for others is 0.0876: each could lie at either end."""
    signed = Gauge("gap", ("gap",), unit="difference", neutral=0.0, within=(-1.0, 1.0))
    found = gauged(table().assign(gap=0.0), signed)
    assert (found.value, round(found.low or 0, 4), round(found.high or 0, 4)) == (0.0, -0.0876, 0.0876)
    end = gauged(table().assign(gap=1.0), signed)
    assert (end.value, round(end.low or 0, 4), end.high) == (1.0, 0.8248, 1.0)
