from dataclasses import replace

import pytest

from workbench.records import Estimate
from workbench.reports.words import count, difference_reading, interval, number, p_value, reading, said, together
from workbench.stats import share

DIFFERENCE = Estimate("m", "all", 0.12, 0.04, 0.2, 98, "share", "paired", 0.0, 0.01, 0.02)
UNCLEAR = replace(DIFFERENCE, low=-0.04, p=0.3, p_corrected=0.4)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.61234, "0.612"),
        (-0.00012, "-0.00012"),
        (0.0, "0.000"),
        (123.456, "123.5"),
        (12345.6, "12,346"),
        (None, ""),
        (float("nan"), ""),
    ],
)
def test_a_number_has_the_digits_that_can_be_read(value: float | None, shown: str) -> None:
    assert number(value) == shown


def test_an_interval_without_an_end_is_none() -> None:
    assert (interval(0.5, 0.7), interval(None, 0.7)) == ("0.500 to 0.700", "")


@pytest.mark.parametrize(("p", "shown"), [(0.0004, "< 0.001"), (0.0213, "0.021"), (1.0, "1.000"), (None, "")])
def test_a_p_value_is_never_zero(p: float | None, shown: str) -> None:
    assert p_value(p) == shown


def test_a_count_agrees_with_its_noun() -> None:
    assert [count(1, "item"), count(1508, "item")] == ["1 item", "1,508 items"]


def test_readings_keep_what_cannot_be_told_apart_from_no_answer() -> None:
    rows = [share(90, 10, 0, measure="m", group="all"), share(10, 90, 0, measure="m", group="all")]
    rows += [
        share(52, 48, 0, measure="m", group="all"),
        share(0, 0, 3, measure="m", group="all"),
        replace(rows[0], neutral=None),
    ]
    assert [reading(row) for row in rows] == [
        "above neutral",
        "below neutral",
        "cannot tell",
        "no answer",
        "no neutral value",
    ]


def test_a_figure_in_words_carries_interval_neutral_corrected_p_and_n() -> None:
    told = said(replace(share(900, 600, 4, measure="m", group="all"), p_corrected=0.004))
    for part in ("0.600 (share", "95 % interval 0.575 to 0.625", "neutral 0.5", "corrected p 0.004", "n 1,500, ties 4"):
        assert part in told


def test_items_without_a_score_are_said_with_the_figure() -> None:
    assert "without a score 7" in said(replace(share(60, 40, 0, measure="m", group="all"), unscored=7))
    assert "without a score 7" in said(replace(share(0, 0, 0, measure="m", group="all"), unscored=7))


@pytest.mark.parametrize(
    ("estimate", "equivalence_p", "told"),
    [
        (DIFFERENCE, None, "higher"),
        (replace(DIFFERENCE, value=-0.12, low=-0.2, high=-0.04), None, "lower"),
        (UNCLEAR, 0.6, "cannot tell"),
        (UNCLEAR, 0.01, "no difference larger than 0.050"),
        (DIFFERENCE, 0.01, "higher, but no difference larger than 0.050"),
        (replace(DIFFERENCE, value=None), 0.01, "no answer"),
    ],
)
def test_a_difference_is_none_only_by_an_equivalence_test(
    estimate: Estimate, equivalence_p: float | None, told: str
) -> None:
    assert difference_reading(estimate, equivalence_p, 0.05) == told


def test_a_list_in_words() -> None:
    assert [together(["a"]), together(["a", "b", "c"]), together([])] == ["a", "a, b and c", ""]
