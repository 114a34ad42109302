import hashlib
from typing import Any

import pytest
from sklearn.metrics import f1_score

import workbench as wb
from workbench.errors import InputError
from workbench.fewshot import RULES
from workbench.stats import wilson


def noise(*parts: Any) -> float:
    return int.from_bytes(hashlib.sha256(repr(parts).encode()).digest()[:4], "big") / 2**32


def wavering(planted: Any) -> Any:
    """Return the worth of a model that is right more often the more examples it has, and likes one label."""

    def worth(prompt: str, label: str) -> float:
        text = planted.query(prompt)
        signal = 0.5 + 0.3 * len(planted.shown(prompt)) ** 0.5 if planted.right(prompt, label) > -2 else 0.0
        return (
            -6 + (signal if text[:3] in ("goo", "bad") else 0) + 0.6 * (label == "positive") + 2 * noise(prompt, label)
        )

    return worth


@pytest.fixture(scope="module")
def drawn(asked: Any, planted: Any) -> Any:
    """A result with everything: shots, draws, orders, calibration, another wording."""
    return asked(
        wavering(planted),
        shots=[0, 2, 4],
        seeds=3,
        orders=3,
        calibrate=True,
        variants={"told": {"instruction": "Say."}},
    )


def of(estimates: list[Any], measure: str, group: str = "all") -> Any:
    return next(item for item in estimates if (item.measure, item.group) == (measure, group))


@pytest.mark.parametrize(("sign", "share"), [(1, 1.0), (-1, 0.0)])
def test_always_right_answers_give_1_and_always_wrong_ones_0(asked: Any, planted: Any, sign: int, share: float) -> None:
    result = asked(lambda prompt, label: sign * planted.right(prompt, label) - 4, shots=[0, 4], seeds=3)
    for item in [of(result.estimates(), "accuracy"), *result.estimates("shots")]:
        assert (item.value, item.n) == (share, 40)
    assert ("more" if share else "less") in result.verdict()


def test_guessing_lies_about_the_random_baseline(asked: Any) -> None:
    result = asked(lambda prompt, label: -1 - noise(prompt, label), items=400, shots=[4], seeds=3)
    item = of(result.estimates(), "accuracy")
    assert item.neutral == 0.5
    assert item.low < 0.5 < item.high
    assert "cannot tell it from guessing at random" in result.verdict()


def test_where_nothing_has_a_score_there_is_no_answer(asked: Any, planted: Any) -> None:
    result = asked(planted.right, shots=[0, 2], seeds=2, calibrate=True, silent=lambda prompt: True)
    assert {item.value for item in result.estimates()} == {None}
    assert {item.value for item in result.estimates("shots")} == {None}
    assert result.counts() == {"items": 40, "unscored": 40, "ties": 0, "unparsed": 0, "refused": 0}
    assert result.verdict().startswith("No answer")


def test_where_all_labels_are_as_likely_every_item_is_a_tie(asked: Any) -> None:
    result = asked(lambda prompt, label: -1.0, shots=[0])
    item = of(result.estimates(), "accuracy")
    assert (item.value, item.n, item.ties, item.unscored) == (None, 0, 40, 0)


def test_an_item_without_a_score_is_left_out_and_counted(asked: Any, planted: Any) -> None:
    result = asked(planted.right, shots=[2], seeds=2, silent=lambda prompt: planted.query(prompt) == "good 0")
    item = of(result.estimates(), "accuracy")
    assert (item.value, item.n, item.unscored) == (1.0, 39, 1)
    assert result.counts()["unscored"] == 1


def test_other_names_of_the_labels_change_nothing(planted: Any) -> None:
    found = []
    for labels in (("positive", "negative"), ("negative", "positive")):
        names = dict(zip(labels, ("up", "down"), strict=True))
        task = wb.FewShot(
            input="Review: {text}",
            output="Sentiment: {label}",
            labels=list(labels),
            examples=planted.reviews(16, first=1000, labels=labels),
        )

        def worth(prompt: str, label: str, names: Any = names) -> float:
            return -1 - noise(planted.query(prompt), names[label])

        result = task.evaluate(planted.Planted(worth), planted.reviews(60, labels=labels), shots=[0, 4], seeds=2)
        found.append([(item.measure, item.value, item.low, item.high, item.p) for item in result.estimates()])
    assert found[0] == found[1]


def test_a_favoured_label_lowers_accuracy_and_calibration_restores_it(asked: Any, planted: Any) -> None:
    def worth(prompt: str, label: str) -> float:
        content = planted.right(prompt, label) if planted.query(prompt)[:3] in ("goo", "bad") else -2.0
        return content + 5 * (label == "positive") - 6

    found = asked(worth, shots=[0, 2, 4], seeds=3, calibrate=True).estimates()
    assert of(found, "accuracy").value == 0.5
    assert of(found, "calibrated accuracy").value == 1.0
    gain = of(found, "gain by calibration")
    assert (gain.value, gain.neutral) == (0.5, 0.0)
    assert gain.low > 0


def test_without_dev_rows_figures_stand_at_the_most_shots(drawn: Any) -> None:
    assert drawn.reported_shots == 4
    assert all(item.method.endswith("at 4 shots") for item in drawn.estimates())
    assert of(drawn.estimates(), "accuracy").value == of(drawn.estimates("shots"), "accuracy", "4 shots").value


def test_the_number_of_shots_is_chosen_on_dev_rows_and_reported_on_test_rows(asked: Any, planted: Any) -> None:
    def worth(prompt: str, label: str) -> float:
        best = len(planted.shown(prompt)) == 2
        return planted.right(prompt, label) if best else -1 - noise(prompt, label)

    dev = planted.reviews(20, first=500)
    result = asked(worth, shots=[0, 2, 4], seeds=2, dev=dev)
    assert result.reported_shots == 2
    assert of(result.estimates(), "accuracy").value == 1.0
    assert of(result.estimates(), "accuracy").n == 40
    assert "chosen on dev rows" in of(result.estimates(), "accuracy").method
    assert "chosen on dev rows" in result.verdict()


def test_of_equally_good_numbers_of_shots_the_smallest_is_chosen(asked: Any, planted: Any) -> None:
    result = asked(planted.right, shots=[0, 1, 4], seeds=2, dev=planted.reviews(10, first=500))
    assert result.reported_shots == 0


def test_with_several_draws_the_interval_holds_items_and_draws(drawn: Any) -> None:
    at = {item.group: item for item in drawn.estimates("shots") if item.measure == "accuracy"}
    assert "3 example draws, crossed" in at["4 shots"].method
    assert "draw" not in at["0 shots"].method
    right = round(at["0 shots"].value * 40)
    assert (at["0 shots"].low, at["0 shots"].high) == wilson(right, 40)


def test_over_the_numbers_of_shots_p_is_corrected(drawn: Any) -> None:
    found = [item for item in drawn.estimates("shots") if item.measure == "accuracy"]
    assert all(item.p_corrected >= item.p for item in found)
    assert max(item.p_corrected / item.p for item in found) > 1.5 or all(item.p_corrected == 1 for item in found)


def test_macro_f1_is_that_of_scikit_learn_averaged_over_draws(drawn: Any) -> None:
    frame = drawn.frame()
    own = frame[(frame["shots"] == 4) & (frame["order"] == 0) & (frame["variant"] == "as written")]
    wanted = [f1_score(part["answer"], part["predicted"], average="macro") for _, part in own.groupby("draw")]
    item = of(drawn.estimates(), "macro F1")
    assert item.value == pytest.approx(sum(wanted) / 3)
    assert item.low < item.value < item.high


def test_one_row_an_item_and_setting(drawn: Any) -> None:
    frame = drawn.frame()
    arms = 2 * (1 + 3 * 2 + 3 * 3)  # wordings x (no shots, 3 draws of 2 in 2 orders, 3 draws of 4 in 3 orders)
    assert len(frame) == 40 * arms
    assert not frame.duplicated(["item", "shots", "draw", "order", "variant"]).any()
    assert frame["confidence"].between(0.5, 1).all()


@pytest.mark.parametrize("by", ["group", "shots", "draw", "order", "variant"])
def test_the_mean_of_the_outcomes_is_the_estimate(drawn: Any, by: str) -> None:
    table = drawn.outcomes("accuracy", by)
    assert not table["item"].duplicated().any()
    for item in drawn.estimates(by):
        if item.measure == "accuracy":
            assert table[table["group"] == item.group]["value"].mean() == pytest.approx(item.value)


def test_the_mean_of_the_outcomes_of_the_gain_is_the_gain(drawn: Any) -> None:
    gain = of(drawn.estimates(), "gain by calibration")
    assert drawn.outcomes("gain by calibration")["value"].mean() == pytest.approx(gain.value)


def test_a_figure_that_is_no_mean_over_items_has_no_outcomes(drawn: Any) -> None:
    with pytest.raises(InputError, match="no means over items"):
        drawn.outcomes("macro F1")


def test_orders_and_wordings_stand_apart_from_the_main_figures(drawn: Any) -> None:
    found = {item.group for item in drawn.estimates("order")}
    assert {f"draw {draw}, order {order}" for draw in range(3) for order in range(3)} == found
    assert {item.group for item in drawn.estimates("variant")} == {"as written", "told"}
    assert of(drawn.estimates("variant"), "accuracy", "as written").value == of(drawn.estimates(), "accuracy").value


def test_differences_are_taken_on_the_same_items_from_the_first_setting_or_the_base(drawn: Any) -> None:
    at = {item.group: item.value for item in drawn.estimates("shots") if item.measure == "accuracy"}
    found = drawn.differences("shots")
    assert [item.group for item in found] == ["2 shots minus 0 shots", "4 shots minus 0 shots"]
    assert [item.value for item in found] == pytest.approx(
        [at["2 shots"] - at["0 shots"], at["4 shots"] - at["0 shots"]]
    )
    assert all((item.neutral, item.n) == (0.0, 40) and item.p_corrected >= item.p for item in found)
    assert drawn.differences("shots", base=4)[0].group == "0 shots minus 4 shots"
    assert len(drawn.differences("calibration")) == 3


def test_groups_have_other_items_each_so_no_paired_difference(drawn: Any) -> None:
    with pytest.raises(InputError, match="other items"):
        drawn.differences("group")
    with pytest.raises(InputError, match="Unknown base"):
        drawn.differences("shots", base=3)


def test_the_majority_baseline_is_the_share_of_the_commonest_right_answer(asked: Any, planted: Any) -> None:
    rows = [*planted.reviews(40), *[{**row, "item": row["item"]} for row in planted.reviews(60, first=100)[::2]]]
    result = asked(planted.right, rows=rows, shots=[0])
    random, majority = result.baselines()
    assert (random.value, random.low, random.high) == (0.5, 0.5, 0.5)
    assert (majority.value, majority.n) == (50 / 70, 70)
    assert (majority.low, majority.high) == wilson(50, 70)
    assert "'positive'" in majority.method


def test_rows_with_the_same_input_belong_together(asked: Any, planted: Any) -> None:
    worth = wavering(planted)
    rows = planted.reviews(20)
    twice = [*rows, *({**row, "item": row["item"] + 100} for row in rows)]
    once, both = (of(asked(worth, rows=data, shots=[0]).estimates(), "accuracy") for data in (rows, twice))
    assert once.value == both.value
    assert "20 clusters of items" in both.method
    assert both.high - both.low > 0.9 * (once.high - once.low)


def test_robustness_has_every_rule_and_wording(drawn: Any) -> None:
    table = drawn.robustness()
    assert table["rule"].tolist() == [*RULES.values(), RULES["sum"]]
    assert table["variant"].tolist() == ["as written"] * 5 + ["told"]
    assert table["value"].iloc[0] == of(drawn.estimates(), "accuracy").value


def test_the_verdict_says_where_the_rule_decides(asked: Any, planted: Any) -> None:
    def worth(prompt: str, label: str) -> float:
        if "Review" not in prompt:
            return -1.0 if label == "positive" else -9.0
        return planted.right(prompt, label) + (6 if label == "positive" else 0) - 8

    result = asked(worth, shots=[0])
    assert "The rule decides" in result.verdict()
    assert "minus the unconditional log-probability: above random guessing" in result.verdict()


def test_the_examples_of_every_draw_are_told(drawn: Any) -> None:
    table = drawn.examples()
    assert table.columns.tolist() == ["draw", "query", "place", "item"]
    assert len(table) == 3 * 4
    assert set(table["item"]) <= set(range(1000, 1016))


def test_words_say_what_was_done_and_what_is_not_shown(drawn: Any) -> None:
    words = drawn.words()
    assert words["question"].endswith("?")
    assert "0, 2 or 4" in words["question"]
    assert "Holm" in words["method"] and "crossed" in words["method"] and "p / p_cf" in words["method"]
    assert any("Lu et al." in source for source in words["references"])


def test_the_repr_is_one_short_line(drawn: Any) -> None:
    assert repr(drawn) == "FewShotResult(reviews on planted, 40 items, shots 0, 2, 4, draws 3)"


def test_an_unknown_grouping_or_rule_is_told(drawn: Any) -> None:
    with pytest.raises(InputError, match="Did you mean 'shots'"):
        drawn.estimates("shot")
    with pytest.raises(InputError, match="Unknown rule"):
        drawn.frame("mean")
