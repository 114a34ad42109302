"""Seconds of rounds become medians, ratios and a table; nothing is timed here."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest

_spec = importlib.util.spec_from_file_location("bench_summary", Path(__file__).with_name("summary.py"))
assert _spec and _spec.loader
summary: Any = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(summary)


def record(**changes: Any) -> dict[str, Any]:
    side = {"seconds": [2.0, 4.0, 3.0], "sample": None}
    work = {
        "title": "texts",
        "sides": {"exact": side, "other": {"seconds": [6.0, 6.0, 6.0], "sample": "6 of 1,000"}},
        "comparisons": [
            {
                "ours": "exact",
                "theirs": "other",
                "ratio": summary.ratios([2, 4, 3], [6, 6, 6]),
                "agreement": {"texts": 6, "largest": 0.002, "over_1e-3": 1},
                "at_least": 1.5,
                "reach": 3,
            }
        ],
        "tokens": {"asked": 4000, "run": 1000},
    }
    base = {"processor": "a CPU", "rounds": 3, "date": "2020-01-01", "versions": {"torch": "1"}, "limits": {"GB/s": 30}}
    return {**base, "left_out": {"peer": "not installed"}, "works": {"texts": work}, **changes}


def test_a_ratio_is_taken_within_each_round() -> None:
    assert summary.ratios([1, 2], [4, 4]) == {"median": 3.0, "low": 2.0, "high": 4.0}


def test_agreement_counts_the_texts_that_differ_by_more_than_a_thousandth() -> None:
    assert summary.agreement([-1.0, -2.0], [-1.0, -2.01]) == {
        "texts": 2,
        "largest": pytest.approx(0.01),
        "over_1e-3": 1,
    }


def works(records: list[dict[str, Any]]) -> list[set[str]]:
    return [set(one["works"]) for one in records]


def test_a_work_measured_anew_stands_beside_the_earlier_ones() -> None:
    assert works(summary.merged([record()], record(works={"others": {}}))) == [{"texts", "others"}]


def test_works_of_other_versions_are_dropped() -> None:
    assert works(summary.merged([record(versions={"torch": "2"})], record(works={"others": {}}))) == [{"others"}]


def test_works_of_another_machine_are_kept_in_their_own_record() -> None:
    found = summary.merged([record(processor="another")], record(works={"others": {}}))
    assert works(found) == [{"others"}, {"texts"}]


def test_the_page_names_the_machine_the_sample_the_ratio_and_what_was_left_out() -> None:
    page = summary.markdown([record(), record(processor="another")])
    assert "## a CPU" in page
    assert "## another" in page
    assert "other (from 6 of 1,000)" in page
    assert "2.00 [1.50, 3.00]" in page
    assert "1,000 / 4,000" in page
    assert "Left out: peer, not installed." in page
