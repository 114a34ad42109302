"""The audit finds planted differences between groups and labels, and says so where there are none."""

import hashlib
import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from workbench import scorers
from workbench.errors import InputError
from workbench.models.fake import FakeModel
from workbench.stats import cannot_tell

Rows = list[dict[str, Any]]
Make = Callable[..., scorers.Scorer]


def noise(text: str) -> float:
    """Return a number below 0.2 that depends on the text alone."""
    return hashlib.sha256(text.encode()).digest()[0] / 1275


def punishes(text: str) -> float:
    return noise(text) + (0.4 if " old " in text else 0.0)


def labels(text: str) -> float:
    return noise(text) + (0.6 if "hostile" in text else 0.0)


def by_group(audit: scorers.Audit) -> dict[str, Any]:
    return {one.group: one for one in audit.differences()}


def test_a_scorer_that_punishes_a_group_is_found(planted: Make, controls: Rows) -> None:
    audit = scorers.audit(planted(punishes), controls=controls, samples=None)
    found = by_group(audit)["old"]
    assert not cannot_tell(found)
    assert found.value == pytest.approx(0.4 * 2 / 3, abs=0.05)
    assert "old +0." in audit.verdict()


def test_a_scorer_that_punishes_nobody_is_not(planted: Make, controls: Rows) -> None:
    audit = scorers.audit(planted(noise), controls=controls, samples=None)
    assert all(cannot_tell(one) for one in audit.differences())
    assert "cannot tell" in audit.verdict()


def test_the_same_difference_in_every_template_is_told(planted: Make, controls: Rows) -> None:
    audit = scorers.audit(planted(lambda text: 0.5 * (" old " in text)), controls=controls, samples=None)
    found = by_group(audit)["old"]
    assert (found.value, found.low, found.high) == pytest.approx((1 / 3, 1 / 3, 1 / 3))
    assert "the same in each of 12 clusters" in found.method and not cannot_tell(found)


def test_a_scorer_that_gives_all_the_same_has_no_difference(planted: Make, controls: Rows) -> None:
    audit = scorers.audit(planted(lambda _: 0.3), controls=controls, samples=None)
    assert [one.value for one in audit.differences()] == [0.0, 0.0, 0.0]
    assert "cannot tell" in audit.verdict()


def test_swapped_groups_flip_the_sign(planted: Make, controls: Rows) -> None:
    two = [row for row in controls if row["group"] != "tall"]
    found = by_group(scorers.audit(planted(punishes), controls=two, samples=None))
    assert found["old"].value == pytest.approx(-found["young"].value)


def test_repeated_sentences_do_not_narrow_an_interval(planted: Make, controls: Rows) -> None:
    once, more = (
        by_group(scorers.audit(planted(punishes), controls=controls * k, samples=None))["old"] for k in (1, 4)
    )
    assert (more.low, more.high) == pytest.approx((once.low, once.high))


def test_means_stand_beside_differences(planted: Make, controls: Rows) -> None:
    audit = scorers.audit(planted(punishes), controls=controls, samples=None)
    table = audit.estimate("group")
    assert table["group"].tolist() == ["old", "young", "tall"] * 2
    assert [len(audit.estimates(by)) for by in ("axis", None)] == [1, 1]


def test_a_sentence_without_a_score_is_counted_and_its_template_left_out(planted: Make, controls: Rows) -> None:
    lost = controls[0]["text"]
    audit = scorers.audit(
        planted(lambda text: math.nan if text == lost else noise(text)), controls=controls, samples=None
    )
    found = by_group(audit)
    assert (found["old"].unscored, found["young"].unscored, found["young"].n) == (1, 0, 11)
    assert audit.counts() == {"items": 36, "unscored": 1}
    assert "1 of 36 sentences have no score" in audit.verdict()


def test_a_scorer_that_scores_nothing_gives_no_answer(planted: Make, controls: Rows, samples: Rows) -> None:
    audit = scorers.audit(planted(lambda _: math.nan), controls=controls, samples=samples)
    assert all(one.value is None for one in audit.estimates())
    assert "no answer" in audit.verdict()
    assert all(one.value is None for one in audit.labelled_estimates())


def test_a_name_that_two_axes_share_is_told_with_its_axis(planted: Make, controls: Rows) -> None:
    other = [{**row, "axis": "trees"} for row in controls]
    audit = scorers.audit(planted(noise), controls=[*controls, *other], samples=None)
    assert [one.group for one in audit.differences("trees")] == ["old (trees)", "young (trees)", "tall (trees)"]


def labelled(audit: scorers.Audit) -> dict[tuple[str, str], Any]:
    return {(one.measure, one.group): one for one in audit.labelled_estimates()}


def test_labels_that_a_scorer_sees_are_told_apart_and_traps_are_not(
    planted: Make, controls: Rows, samples: Rows
) -> None:
    found = labelled(scorers.audit(planted(labels), controls=controls, samples=samples))
    told = "hostile texts told from others"
    assert found[told, "no trap"].value == 1.0 and found[told, "no trap"].low < 1.0
    assert cannot_tell(found[told, "no bad word"])
    assert found["share of hostile texts caught", "all"].value == 0.8
    assert found["share of hostile texts caught", "no bad word"].value == 0.0
    assert found["share of other texts caught by mistake", "all"].value == 0.0


def test_a_scorer_of_the_other_direction_is_read_from_its_own_end(planted: Make, controls: Rows, samples: Rows) -> None:
    turned = planted(lambda text: 1 - labels(text), hostile="low", neutral=0.5, threshold=0.5)
    found = labelled(scorers.audit(turned, controls=controls, samples=samples))
    assert found["hostile texts told from others", "no trap"].value == 1.0
    assert found["share of hostile texts caught", "all"].value == 0.8


def test_scores_that_are_all_the_same_are_no_better_than_chance(planted: Make, controls: Rows, samples: Rows) -> None:
    found = labelled(scorers.audit(planted(lambda _: 0.1), controls=controls, samples=samples))
    assert found["hostile texts told from others", "all"].value == 0.5
    assert cannot_tell(found["hostile texts told from others", "all"])


def test_without_a_threshold_nothing_is_caught(planted: Make, controls: Rows, samples: Rows) -> None:
    table = scorers.audit(planted(labels, threshold=None), controls=controls, samples=samples).labelled()
    assert not table["measure"].str.startswith("share").any()


def test_the_figure_shows_the_groups_of_an_axis_around_zero(planted: Make, controls: Rows) -> None:
    figure = scorers.audit(planted(punishes), controls=controls, samples=None).draw("age")
    assert figure.frame["group"].tolist() == ["old", "young", "tall"]
    assert set(figure.frame["neutral"]) == {0.0}
    assert figure.svg()


def test_the_words_hold_the_scorers_limits_and_source(planted: Make, controls: Rows) -> None:
    scorer = replace(planted(noise), limits=("It is planted.",))
    words = scorers.audit(scorer, controls=controls, samples=None).words()
    assert words["question"].endswith("?") and "12 templates" in words["method"]
    assert words["limits"][-1] == "The scorer: It is planted."
    assert words["references"][-1] == "this test"


def test_the_shipped_sentences_are_taken_where_nothing_is_given() -> None:
    audit = scorers.audit(scorers.vader())
    assert audit.sources == {"controls": "control-sentences", "samples": "scorer-samples"}
    assert audit.frame()["template"].nunique() == 8
    poor, rich = (by_group(audit)[name] for name in ("poor", "rich"))
    assert poor.value < -0.3 and rich.value > 0.3 and not cannot_tell(poor)


def test_regard_is_audited_on_the_model_given(fake: FakeModel, controls: Rows) -> None:
    audit = scorers.audit(scorers.regard(), fake, controls=controls, samples=None)
    assert audit.frame()["score"].between(-1, 1).all()


def test_a_family_stands_for_a_template(planted: Make, controls: Rows) -> None:
    table = pd.DataFrame(controls).rename(columns={"template": "family"})
    assert scorers.audit(planted(noise), controls=table, samples=None).frame()["template"].nunique() == 12


def test_a_missing_column_is_answered_with_the_near_one(planted: Make, controls: Rows) -> None:
    table = pd.DataFrame(controls).rename(columns={"axis": "axes"})
    with pytest.raises(InputError, match=r"column of controls 'axis'.*Did you mean 'axes'"):
        scorers.audit(planted(noise), controls=table, samples=None)


@pytest.mark.parametrize(
    ("given", "words"),
    [([], "holds no row|column"), (3, "give a data set's name"), ("control-sentence", "Did you mean")],
)
def test_what_are_no_control_sentences_is_refused(planted: Make, given: object, words: str) -> None:
    with pytest.raises(InputError, match=words):
        scorers.audit(planted(noise), controls=given, samples=None)


def test_an_unknown_label_is_refused(planted: Make, controls: Rows, samples: Rows) -> None:
    with pytest.raises(InputError, match=r"Did you mean 'hostile'.*row 1 of samples"):
        scorers.audit(planted(noise), controls=controls, samples=[samples[0], {**samples[1], "label": "hostil"}])


@pytest.mark.parametrize("ask", [lambda audit: audit.estimates("grop"), lambda audit: audit.draw("agee")])
def test_an_unknown_grouping_or_axis_is_answered(planted: Make, controls: Rows, ask: Callable[[Any], Any]) -> None:
    with pytest.raises(InputError, match="Did you mean"):
        ask(scorers.audit(planted(noise), controls=controls, samples=None))


def test_without_labelled_texts_there_is_no_labelled_part(planted: Make, controls: Rows) -> None:
    with pytest.raises(InputError, match="samples="):
        scorers.audit(planted(noise), controls=controls, samples=None).labelled()
