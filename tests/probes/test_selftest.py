"""The self-test finds probes that are wrong: each fault is planted in a probe that is right."""

from dataclasses import replace
from typing import Any

import pytest

import workbench.probes as probes
from workbench.models.scripted import ScriptedModel
from workbench.probes.selftest import Planted, self_test

TWICE = [{"more": f"old {place}", "less": f"young {place}"} for place in range(120)]
ROWS = TWICE[:60]


def swapped(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [{"more": row["less"], "less": row["more"]} for row in rows]


def model(truth: str) -> Any:
    def score(context: str, text: str) -> float:
        side, number = text.split()
        place = int(number)
        if truth == "nothing" or (truth == "half" and place % 2):
            return float("nan")
        old = {"least": False, "random": place % 2 == 0, "mixed": place % 4 > 0}.get(truth, True)
        return -1.0 - ((side == "old") != old)

    return ScriptedModel(score=score)


PLANTED = Planted(probes.sentence_pairs(ROWS), model, 0.0, 1.0, probes.sentence_pairs(swapped(ROWS)))


def failed(planted: Planted) -> set[str]:
    table = self_test(planted)
    return set(table.loc[~table["holds"], "planted"])


def test_a_probe_that_is_right_passes() -> None:
    assert failed(PLANTED) == set()


@pytest.mark.parametrize(
    ("wrong", "found"),
    [
        ({"high": 0.9}, "the effect everywhere"),
        ({"low": 0.1}, "the other way everywhere"),
        ({"swapped": probes.sentence_pairs(ROWS)}, "sides exchanged"),
        ({"doubled": probes.sentence_pairs(TWICE)}, "every item twice"),
        ({"model": lambda truth: model("most" if truth == "random" else truth)}, "no preference, at random"),
        ({"model": lambda truth: model("mixed" if truth == "nothing" else truth)}, "nothing readable"),
        ({"model": lambda truth: model("most" if truth == "half" else truth)}, "every second item unreadable"),
    ],
)
def test_each_fault_is_found_by_its_own_check(wrong: dict[str, Any], found: str) -> None:
    assert failed(replace(PLANTED, **wrong)) == {found}


@pytest.mark.parametrize("scale", ["unsigned", "one-sided"])
def test_a_signed_probe_that_says_it_is_none_is_found_or_is_one(scale: str) -> None:
    class Other:
        def __init__(self, probe: Any) -> None:
            self.probe, self.scale = probe, scale

        def __getattr__(self, name: str) -> Any:
            return getattr(self.probe, name)

    swap = Other(PLANTED.swapped)
    seen = failed(replace(PLANTED, probe=Other(PLANTED.probe), swapped=swap))  # type: ignore[arg-type]
    assert seen == ({"sides exchanged"} if scale == "unsigned" else set())


def test_what_was_seen_is_told_in_plain_numbers() -> None:
    table = self_test(PLANTED)
    said = " ".join([*table["expected"], *table["seen"]])
    assert "None" not in said
    assert table.loc[0, ["expected", "seen"]].tolist() == ["1", "1"]
