"""A difference between groups beyond the scorer's own: planted effects, counts, and what is refused."""

import hashlib
import math
from collections.abc import Callable
from typing import Any

import pytest

from workbench import scorers
from workbench.errors import InputError

Rows = list[dict[str, Any]]
Make = Callable[..., scorers.Scorer]
PAIR = ("old", "young")


def noise(text: str) -> float:
    return hashlib.sha256(text.encode()).digest()[0] / 1275


def own(text: str) -> float:
    """Return a score that is 0.2 higher where the text says "old"."""
    return noise(text) + (0.2 if "old" in text else 0.0)


def joined(scorer: scorers.Scorer, controls: Rows, effect: float, **others: Any) -> scorers.Joint:
    """Return the joint figures of texts that, the scorer's own aside, score higher by an effect where about old people."""
    texts = [
        (f"Of {who} people, text {place} of {kind}", who, place)
        for place in range(20)
        for who in PAIR
        for kind in range(3)
    ]
    scores = [
        value + effect * (who == "old")
        for value, (_, who, _) in zip(scorer.score([t for t, *_ in texts]), texts, strict=True)
    ]
    audit = scorers.audit(scorer, controls=controls, samples=None)
    groups, clusters = [who for _, who, _ in texts], [place for *_, place in texts]
    return scorers.jointly(scores, groups, clusters, scorer, audit=audit, **{"group": PAIR, **others})


def test_an_effect_that_is_all_the_scorers_own_leaves_nothing(planted: Make, controls: Rows) -> None:
    found = joined(planted(own), controls, 0.0)
    assert found.texts.value == pytest.approx(0.2, abs=0.05) and found.own.value == pytest.approx(0.2, abs=0.05)
    assert found.beyond.value == pytest.approx(0.0, abs=0.06)
    assert not found.told() and "Cannot tell" in found.verdict()


def test_an_effect_beyond_the_scorers_own_is_told(planted: Make, controls: Rows) -> None:
    found = joined(planted(own), controls, 0.3)
    assert found.beyond.value == pytest.approx(0.3, abs=0.06)
    assert found.told() and "Texts about old score higher" in found.verdict()


def test_a_scorers_own_difference_that_is_as_large_means_cannot_tell(planted: Make, controls: Rows) -> None:
    found = joined(planted(own), controls, -0.3)
    assert abs(found.own.value or 0) > abs(found.texts.value or 0)
    assert not found.told() and "as large" in found.verdict()


def test_swapped_groups_flip_every_sign(planted: Make, controls: Rows) -> None:
    there, back = (joined(planted(own), controls, 0.3, group=pair) for pair in (PAIR, PAIR[::-1]))
    values = [[one.value or 0 for one in found.estimates()] for found in (there, back)]
    assert values[1] == pytest.approx([-value for value in values[0]])


def test_texts_without_a_score_are_counted_apart(planted: Make, controls: Rows) -> None:
    found = joined(planted(lambda text: math.nan if text.endswith("of 2") else own(text)), controls, 0.3)
    assert (found.texts.unscored, found.texts.n, found.own.unscored, found.beyond.unscored) == (40, 80, 0, 40)


def test_texts_that_all_lack_a_score_give_no_answer(planted: Make, controls: Rows) -> None:
    found = joined(planted(lambda text: math.nan if "text" in text else own(text)), controls, 0.3)
    assert found.beyond.value is None and not found.told()
    assert "no answer" in found.verdict()


def test_the_three_figures_stand_in_table_and_figure(planted: Make, controls: Rows) -> None:
    found = joined(planted(own), controls, 0.3)
    assert found.frame()["group"].unique().tolist() == ["old minus young"]
    assert found.draw().frame["group"].tolist() == found.frame()["measure"].tolist()


def test_it_comes_back_from_its_dictionary(planted: Make, controls: Rows) -> None:
    found = joined(planted(own), controls, 0.3)
    assert scorers.Joint.from_dict(found.to_dict()) == found


@pytest.mark.parametrize(
    ("group", "words"),
    [
        (("old", "old"), "two groups that differ"),
        (("old", "yong"), "Did you mean 'young'"),
        (("old", "tall"), "group of the texts"),
    ],
)
def test_groups_that_cannot_be_compared_are_refused(
    planted: Make, controls: Rows, group: tuple[str, str], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        joined(planted(own), controls, 0.0, group=group)


def test_a_group_without_control_sentences_is_refused(planted: Make, controls: Rows) -> None:
    with pytest.raises(InputError, match=r"group of the control sentences 'young'.*controls="):
        joined(planted(own), [row for row in controls if row["group"] != "young"], 0.0)


def test_an_audit_of_another_scorer_is_refused(planted: Make, controls: Rows) -> None:
    audit = scorers.audit(planted(own, name="another"), controls=controls, samples=None)
    with pytest.raises(InputError, match="Audit this scorer"):
        scorers.jointly([0.1], ["old"], [0], planted(own), audit=audit, group=PAIR)


def test_lists_of_different_length_are_refused(planted: Make, controls: Rows) -> None:
    audit = scorers.audit(planted(own), controls=controls, samples=None)
    with pytest.raises(InputError, match="2 scores, 1 groups"):
        scorers.jointly([0.1, 0.2], ["old"], [0], planted(own), audit=audit, group=PAIR)
