"""Which of two sentences is the likelier: checked on responders whose answer is known."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from workbench.errors import InputError
from workbench.probes.pairresult import GAP
from workbench.probes.pairs import RULES, PairProbe, reading, sentence_pairs
from workbench.records import Card, Estimate
from workbench.stats import could_show, holm, share

CARD = Card("Small set", "A few pairs.", "made here", "Apache-2.0")


def small(count: int = 40) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "item": range(count),
            "group": [("age", "gender")[place % 2] for place in range(count)],
            "direction": [("stereo", "antistereo")[place % 4 == 3] for place in range(count)],
            "more": [f"They are old {place}" for place in range(count)],
            "less": [f"They are young {place}" for place in range(count)],
        }
    )


def probe(table: pd.DataFrame | None = None, **options: Any) -> PairProbe:
    pairs = small() if table is None else table
    return PairProbe("small", lambda: pairs, CARD, **options)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(("side", "value"), [("more", 1.0), ("less", 0.0)])
def test_a_responder_with_one_preference_has_the_end_of_the_scale(
    respond: Callable[..., Any], rule: str, side: str, value: float
) -> None:
    result = probe().run(respond(small()[side]))
    assert result.estimates(rule=rule)[0].value == value


@pytest.mark.parametrize(
    ("side", "words"), [("more", "more stereotyping preferred"), ("less", "less stereotyping preferred")]
)
def test_the_robustness_table_reads_a_clear_preference_off_every_rule(
    respond: Callable[..., Any], side: str, words: str
) -> None:
    assert set(probe().run(respond(small()[side])).robustness()["reading"]) == {words}


def test_fewer_pairs_can_show_only_a_larger_distance_from_neutral(at_random: Any) -> None:
    result = probe(small(400)).run(at_random)
    whole, parts = result.detectable()["all"], result.detectable("direction")
    assert whole == pytest.approx(0.07, abs=0.005)
    assert set(parts) == {"stereo", "antistereo"}
    assert all(part is not None and whole is not None and part > whole for part in parts.values())
    assert parts["antistereo"] > parts["stereo"]


def test_so_few_pairs_that_nothing_could_be_shown_say_so(at_random: Any) -> None:
    assert probe(small(4)).run(at_random).detectable() == {"all": None}


def test_pairs_in_clusters_show_what_their_interval_says(at_random: Any) -> None:
    table = small(40).assign(cluster=lambda rows: rows["item"] // 4)
    result = probe(table).run(at_random)
    assert result.detectable()["all"] == could_show(result.estimates(rule="whole")[0])


def test_a_random_responder_leaves_the_neutral_value_in_the_interval(at_random: Any) -> None:
    estimate = probe(small(400)).run(at_random).estimates(rule="whole")[0]
    assert estimate.low is not None
    assert estimate.high is not None
    assert estimate.low <= 0.5 <= estimate.high


def test_a_random_responder_is_read_as_cannot_tell(at_random: Any) -> None:
    assert "cannot tell" in probe(small(400)).run(at_random).verdict()


@pytest.mark.parametrize("rule", RULES)
def test_swapped_sides_turn_the_share_around(respond: Callable[..., Any], rule: str) -> None:
    table = small()
    swapped = table.rename(columns={"more": "less", "less": "more"})
    model = respond(table["more"][:30].tolist() + table["less"][30:].tolist())
    value = probe(table).run(model).estimates(rule=rule)[0].value
    assert value == 0.75
    assert probe(swapped).run(model).estimates(rule=rule)[0].value == 0.25


def test_ties_everywhere_are_no_answer(indifferent: Any) -> None:
    for estimate in probe().run(indifferent).estimates()[:3]:
        assert (estimate.value, estimate.low, estimate.n, estimate.ties) == (None, None, 0, 40)


def test_ties_everywhere_are_said_in_words(indifferent: Any) -> None:
    assert "no answer" in probe().run(indifferent).verdict()


def test_ties_stand_in_no_denominator(respond: Callable[..., Any]) -> None:
    table = small()
    model = respond([*table["more"], *table["less"][30:]])
    estimate = probe(table).run(model).estimates(rule="whole")[0]
    assert (estimate.value, estimate.n, estimate.ties) == (1.0, 30, 10)


def test_the_mean_rule_divides_by_the_number_of_tokens(respond: Callable[..., Any]) -> None:
    table = small(1).assign(more="a b c d", less="a b")
    result = probe(table).run(respond(rule=lambda text, *_: [-1.0] * 4 if text == "a b c d" else [-1.5] * 2))
    row = result.frame().iloc[0]
    assert (row["more_mean_logprob"], row["less_mean_logprob"]) == (-1.0, -1.5)
    assert result.estimates(rule="whole")[0].value == 0.0
    assert result.estimates(rule="per_token")[0].value == 1.0


def test_the_shared_rule_sums_the_common_tokens_alone(respond: Callable[..., Any]) -> None:
    table = small(1).assign(more="The man ran off", less="The old woman ran off")
    logprobs = {"The man ran off": [-1, -9, -2, -4], "The old woman ran off": [-1, -8, -8, -3, -5]}
    row = probe(table).run(respond(rule=lambda text, *_: logprobs[text])).frame().iloc[0]
    assert (row["more_shared_logprob"], row["less_shared_logprob"], row["shared_token_count"]) == (-7, -9, 3)


def test_holm_is_over_the_groups_of_the_whole_sentence_rule(at_random: Any) -> None:
    parts = probe(small(100)).run(at_random).estimates("group")
    assert [part.p_corrected for part in parts] == holm([part.p for part in parts])


@pytest.mark.parametrize(
    ("by", "rule"), [("group", "per_token"), ("group", "shared"), ("direction", "whole"), (None, "whole")]
)
def test_other_figures_carry_no_corrected_p(at_random: Any, by: str | None, rule: str) -> None:
    assert {part.p_corrected for part in probe().run(at_random).estimates(by, rule)} == {None}


def test_the_two_directions_are_counted_apart(respond: Callable[..., Any]) -> None:
    table = small()
    stereo = table["direction"] == "stereo"
    found = probe(table).run(respond([*table["more"][stereo], *table["less"][~stereo]])).estimates("direction")
    assert {part.group: (part.value, part.n) for part in found} == {"stereo": (1.0, 30), "antistereo": (0.0, 10)}


def test_the_groups_add_up_to_the_whole(at_random: Any) -> None:
    result = probe().run(at_random)
    assert sum(part.n for part in result.estimates("group")) == result.estimates()[0].n


def test_overall_gives_the_three_rules_and_the_mean_difference(at_random: Any) -> None:
    found = probe().run(at_random).estimates()
    assert [one.measure for one in found] == [*RULES.values(), "mean absolute difference"]


def test_the_neutral_value_and_an_interval_stand_in_every_row(at_random: Any) -> None:
    table = probe().run(at_random).estimate("group")
    assert (table["neutral"] == 0.5).all()
    assert ((table["low"] <= table["value"]) & (table["value"] <= table["high"])).all()


@pytest.mark.parametrize(("limit", "count"), [(1, 1), (7, 7), (39, 39), (40, 40), (99, 40), (None, 40)])
def test_a_limit_takes_that_many_different_pairs(at_random: Any, limit: int | None, count: int) -> None:
    assert probe(limit=limit).run(at_random).frame()["item"].nunique() == count


def test_a_limit_spreads_over_the_whole_file(at_random: Any) -> None:
    assert probe(limit=2).run(at_random).frame()["item"].tolist() == [0, 39]


@pytest.mark.parametrize("limit", [0, -1, 1.5, True, "10"])
def test_a_limit_that_is_no_count_is_refused(limit: Any) -> None:
    with pytest.raises(InputError, match="limit=.*a whole number of pairs from 1 up"):
        probe(limit=limit)


@pytest.mark.parametrize("starts", ["start", (), ("start", "start")])
def test_starts_that_are_no_list_without_repetition_are_refused(starts: Any) -> None:
    with pytest.raises(InputError, match=r'such as \["start", "newline"\]'):
        probe(starts=starts)


def test_an_unknown_start_is_answered_with_the_near_one() -> None:
    with pytest.raises(InputError, match="Did you mean 'separator'"):
        probe(starts=["seperator"])


def test_the_first_start_is_primary_and_all_are_in_the_robustness_table(respond: Callable[..., Any]) -> None:
    table = small()
    preferred = {"start": set(table["more"]), "newline": set(table["less"])}
    model = respond(rule=lambda text, place, start: [-1.0 if text in preferred[start] else -9.0] * 4)
    result = probe(table, starts=["newline", "start"]).run(model)
    assert result.estimates()[0].value == 0.0
    whole = result.robustness().query("rule == 'whole sentence'").set_index("start")["value"]
    assert whole.to_dict() == {"newline": 0.0, "start": 1.0}


def test_what_was_chosen_stands_in_the_settings(at_random: Any) -> None:
    assert probe(limit=3).run(at_random).settings == {"limit": 3, "starts": ["start"], "rules": list(RULES), "pairs": 3}


@pytest.mark.parametrize(("asked", "match"), [({"by": "grup"}, "group"), ({"rule": "hole"}, "whole")])
def test_an_unknown_grouping_or_rule_is_answered_with_the_near_one(
    at_random: Any, asked: dict[str, str], match: str
) -> None:
    with pytest.raises(InputError, match=f"Did you mean '{match}'"):
        probe().run(at_random).estimates(**asked)


def test_a_start_that_was_not_run_is_refused_with_what_to_do(at_random: Any) -> None:
    with pytest.raises(InputError, match="starts="):
        probe().run(at_random).frame("newline")


def test_changing_the_frame_does_not_change_the_result(at_random: Any) -> None:
    result = probe().run(at_random)
    changed = result.frame()
    changed["more_logprob"] = 0.0
    assert (result.frame()["more_logprob"] != 0).all()


def test_making_a_probe_loads_nothing() -> None:
    PairProbe("lazy", lambda: pytest.fail("loaded"), CARD)


def test_the_figure_holds_the_whole_and_each_group(at_random: Any) -> None:
    assert len(probe().run(at_random).draw().frame) == 3


def test_a_share_is_read_with_its_interval() -> None:
    assert reading(share(52, 48, 0, measure="m", group="all")) == "cannot tell"
    assert reading(share(90, 10, 0, measure="m", group="all")) == "more stereotyping preferred"
    assert reading(Estimate("m", "all", None, None, None, 0, "share", "no answer", 0.5)) == "no answer"


def test_one_pair_gives_no_interval_of_the_difference(respond: Callable[..., Any]) -> None:
    gap = probe(limit=1).run(respond(small()["more"])).estimates()[-1]
    assert (gap.value, gap.low, gap.n) == (None, None, 1)


def without_a_score(respond: Callable[..., Any], places: set[int]) -> Any:
    """Return a responder that prefers "old", and gives no number for the sentences at these places."""
    whole = respond(small()["more"])
    score = whole.score

    def flawed(items: Any, **how: Any) -> Any:
        return [
            replace(one, flaw="NaN logits", logprob=math.nan) if place in places else one
            for place, one in enumerate(score(items, **how))
        ]

    whole.score = flawed
    return whole


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("place", [3, 43])
def test_a_pair_of_which_a_sentence_has_no_score_is_counted_apart(
    respond: Callable[..., Any], rule: str, place: int
) -> None:
    found = probe().run(without_a_score(respond, {place})).estimates(rule=rule)[0]
    assert (found.n, found.ties, found.unscored, found.value) == (39, 0, 1, 1.0)


def test_a_pair_without_a_score_is_missing_from_its_group_alone(respond: Callable[..., Any]) -> None:
    groups = probe().run(without_a_score(respond, {3})).estimates("group")
    assert {one.group: (one.n, one.unscored) for one in groups} == {"age": (20, 0), "gender": (19, 1)}


def test_the_mean_gap_leaves_out_what_has_no_score(respond: Callable[..., Any]) -> None:
    gap = probe().run(without_a_score(respond, {3})).estimates()[-1]
    assert (gap.n, gap.unscored) == (39, 1)
    assert gap.value == pytest.approx(999)


def test_the_verdict_says_how_many_pairs_have_no_score(respond: Callable[..., Any]) -> None:
    assert "2 pairs have no score" in probe().run(without_a_score(respond, {3, 44})).verdict()


@pytest.mark.parametrize("measure", [*RULES.values(), GAP])
def test_the_outcomes_hold_ones_zeros_and_no_number_for_a_tie(respond: Callable[..., Any], measure: str) -> None:
    table = small()
    values = probe(table).run(respond([*table["more"], *table["less"][30:]])).outcomes(measure)["value"]
    assert values[:30].notna().all()
    assert values[30:].isna().all() or measure == GAP


def test_an_unknown_measure_is_answered_with_the_near_one(at_random: Any) -> None:
    with pytest.raises(InputError, match="Did you mean 'whole sentence'"):
        probe().run(at_random).outcomes("whole sentense")


def test_the_outcomes_can_stand_by_direction(at_random: Any) -> None:
    assert set(probe().run(at_random).outcomes(RULES["whole"], "direction")["group"]) == {"stereo", "antistereo"}


def test_ties_and_missing_scores_are_counted(respond: Callable[..., Any], indifferent: Any) -> None:
    assert probe().run(indifferent).counts()["ties"] == 40
    assert probe().run(without_a_score(respond, {3, 44})).counts()["unscored"] == 2


def test_the_method_names_the_start_tokens_that_were_run(at_random: Any) -> None:
    method = probe(starts=["newline", "start"]).run(at_random).words()["method"]
    assert "after the token 'newline'" in method
    assert "Robustness: also after 'start'" in method


def test_requests_are_made_once_a_start_token_without_a_model() -> None:
    requests = probe(limit=5, starts=["start", "newline"]).requests()
    assert [(len(one), one.start) for one in requests] == [(10, "start"), (10, "newline")]  # type: ignore[union-attr]


def test_answers_of_another_length_are_refused() -> None:
    with pytest.raises(InputError, match="small: .*one answer an item"):
        probe().result({"name": "m", "fingerprint": "f"}, [[]])


@pytest.mark.parametrize(
    ("rows", "match"),
    [
        ([], "no column 'more'"),
        ([{"more": "a"}], "no column 'less'"),
        ([{"more": "a", "less": " "}], "Column less of row 0 is empty"),
        ([{"more": "a", "less": 5}], "Column less of row 0 must be a string"),
        ([{"item": 1, "more": "a", "less": "b"}] * 2, "Item 1 stands twice"),
    ],
)
def test_pairs_of_ones_own_that_cannot_be_used_are_refused_by_row(rows: Any, match: str) -> None:
    with pytest.raises(InputError, match=match):
        sentence_pairs(rows)


def test_pairs_of_ones_own_need_no_more_than_two_sentences(at_random: Any) -> None:
    frame = sentence_pairs([{"more": "a b", "less": "c d"}] * 3).run(at_random).frame()
    assert frame["item"].tolist() == [0, 1, 2]


def clustered(count: int = 60) -> list[dict[str, Any]]:
    """Return pairs of twelve sentence frames."""
    return [
        {"more": f"They are old {place}", "less": f"They are young {place}", "cluster": place % 12}
        for place in range(count)
    ]


def test_pairs_of_one_frame_are_drawn_again_together(at_random: Any) -> None:
    result = sentence_pairs(clustered()).run(at_random)
    assert "12 clusters" in result.estimates()[0].method
    assert result.outcomes(RULES["whole"])["cluster"].nunique() == 12
    assert "one cluster" in result.words()["method"]
    assert "12 clusters" in result.estimates()[-1].method


def test_pairs_that_stand_twice_narrow_no_interval(at_random: Any) -> None:
    rows = [{name: row[name] for name in ("more", "less")} for row in clustered()]
    model = at_random
    scores = dict(zip((text for row in rows for text in row.values()), range(-60, 0), strict=False))
    model.rule = lambda text, place, start: [float(scores.get(text, -100 + len(text)))]
    once, twice = (sentence_pairs(table).run(model).estimates()[0] for table in (rows, rows * 2))
    assert once.value == twice.value
    assert None not in (once.low, once.high, twice.low, twice.high)
    assert twice.high - twice.low > 0.9 * (once.high - once.low)  # type: ignore[operator]


@pytest.mark.parametrize("rule", RULES)
def test_the_primary_rule_comes_first_everywhere(at_random: Any, rule: str) -> None:
    made = probe(rule=rule)
    result = made.run(at_random)
    assert made.primary[0].measure == RULES[rule] == result.estimates()[0].measure
    assert result.robustness()["rule"].iloc[0] == RULES[rule]
    assert all(part.measure == RULES[rule] and part.p_corrected is not None for part in result.estimates("group"))


def test_a_method_is_told_for_each_primary_rule(at_random: Any) -> None:
    told = {probe(rule=rule).run(at_random).words()["method"] for rule in RULES}
    assert len(told) == 3


def test_an_unknown_primary_rule_is_answered_with_the_near_one() -> None:
    with pytest.raises(InputError, match="Did you mean 'shared'"):
        sentence_pairs(clustered(), rule="shard")


def test_the_conclusion_compares_every_rule_under_every_start_token(respond: Callable[..., Any]) -> None:
    table = small()
    steady = probe(table, starts=["start", "separator", "newline"]).run(respond(table["more"])).conclusion()
    assert "is the same in all 9 variants" in steady
    turned = respond(rule=lambda text, place, start: [-1.0 if ("old" in text) != (start == "newline") else -9.0] * 4)
    changed = probe(table, starts=["start", "separator", "newline"]).run(turned).conclusion()
    assert "3 of 9 variants read otherwise" in changed
