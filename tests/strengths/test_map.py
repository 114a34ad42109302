"""The map: figures beside their baselines, tests corrected over all rows, what is kept when it is stopped."""

import json
from collections.abc import Callable
from typing import Any

import pytest

import workbench as wb
from workbench.errors import InputError
from workbench.models.base import TextModel
from workbench.strengths.listed import TASKS

FEW = ["openbook-qa", "sentiment-sentences", "tables", "translation", "search"]


def right_options(name: str) -> set[str]:
    return {f" {row['answer']}" for row in TASKS[name].rows("test")}


def favours(right: set[str]) -> Callable[[str, str], float]:
    return lambda context, text: -1.0 if text in right else -2.0 - len(text) / 1000


def test_a_map_has_a_row_a_task_with_both_baselines(fake: TextModel) -> None:
    frame = wb.strengths.measure(fake, FEW, limit=6).frame()
    assert frame["task"].tolist() == [name for name in TASKS if name in FEW]
    assert frame["n"].max() <= 6
    assert frame["majority"].notna().all()
    assert frame.set_index("task")["random"].isna().to_dict()["tables"]
    assert frame.set_index("task").loc["search", "random"] == pytest.approx(1 / 12)


def test_a_model_that_knows_is_above_chance(knows: Callable[..., Any]) -> None:
    frame = wb.strengths.measure(knows(favours(right_options("commonsense-qa"))), "commonsense-qa", limit=40).frame()
    assert frame["above_chance"].tolist() == ["yes"]
    assert frame["value"][0] > 0.5
    assert frame["chance"][0] == frame["random"][0] == pytest.approx(0.2)


def test_a_model_that_knows_the_wrong_answers_is_not_above_chance(knows: Callable[..., Any]) -> None:
    rule = favours(right_options("openbook-qa"))
    frame = wb.strengths.measure(knows(lambda context, text: -3 - rule(context, text)), "openbook-qa", limit=60).frame()
    assert frame["above_chance"].tolist() == ["no"]


def test_few_items_leave_it_open(knows: Callable[..., Any]) -> None:
    frame = wb.strengths.measure(knows(lambda context, text: -len(text)), "openbook-qa", limit=5).frame()
    assert frame["above_chance"].tolist() == ["cannot tell"]


def test_nothing_right_in_many_is_no(knows: Callable[..., Any]) -> None:
    frame = wb.strengths.measure(knows(lambda context, text: -1.0), "arithmetic-3D+", limit=150).frame()
    assert frame["value"].tolist() == [0.0]
    assert frame["above_chance"].tolist() == ["no"]


def test_always_one_label_is_not_above_chance(knows: Callable[..., Any]) -> None:
    frame = wb.strengths.measure(knows(favours({" yes"})), "boolq", limit=100).frame()
    assert frame["value"][0] == pytest.approx(frame["majority"][0])
    assert frame["chance"][0] == frame["majority"][0] > frame["random"][0]
    assert frame["above_chance"].tolist() == ["cannot tell"]


def test_the_tests_are_corrected_over_all_rows(fake: TextModel) -> None:
    found = wb.strengths.measure(fake, ["openbook-qa", "sentiment-sentences"], limit=8)
    frame = found.frame()
    assert (frame["p_corrected"] >= frame["p"]).all()
    assert "2 tests" in found.verdict()
    assert found.to_dict()["tests"] == 4


def test_the_figure_of_a_row_is_that_of_the_whole_result(fake: TextModel) -> None:
    found = wb.strengths.measure(fake, ["openbook-qa"], limit=12)
    whole = found.result("openbook-qa").estimates()[0]
    row = found.frame().iloc[0]
    assert (row["value"], row["low"], row["high"], row["n"]) == pytest.approx(
        (whole.value, whole.low, whole.high, whole.n)
    )


def test_what_every_rule_says_alike_does_not_depend_on_it(knows: Callable[..., Any]) -> None:
    right = right_options("openbook-qa")
    model = knows(lambda context, text: (-1.0 if text in right else -99.0) if context else -50.0)
    assert wb.strengths.measure(model, "openbook-qa", limit=40).frame()["depends_on_rule"].tolist() == ["no"]


def test_what_one_rule_alone_says_depends_on_it(knows: Callable[..., Any]) -> None:
    right = right_options("openbook-qa")
    model = knows(lambda context, text: -len(text) * (0.9 if text in right else 1.0))  # right by the character alone
    assert wb.strengths.measure(model, "openbook-qa", limit=40).frame()["depends_on_rule"].tolist() == ["yes"]


def test_written_answers_know_one_rule(fake: TextModel) -> None:
    assert wb.strengths.measure(fake, "tables", limit=3).frame()["depends_on_rule"].tolist() == [""]


def test_questions_to_one_shop_are_taken_together(fake: TextModel) -> None:
    (cell,) = wb.strengths.measure(fake, "service-questions").cells
    assert cell.outcomes["cluster"].nunique() == 7


def test_several_shots_are_rows_of_their_own(fake: TextModel) -> None:
    found = wb.strengths.measure(fake, "sentiment-sentences", limit=6, shots=[0, 2])
    assert found.frame()["shots"].tolist() == [0, 2]
    assert [one.group for one in found.estimates()] == [
        "sentiment-sentences at 0 shots",
        "sentiment-sentences at 2 shots",
    ]


def test_two_models_are_compared_on_the_same_items(knows: Callable[..., Any]) -> None:
    right = knows(favours(right_options("openbook-qa")), name="knows")
    wrong = knows(lambda context, text: -len(text) - sum(map(ord, text)) / 1e5, name="short")
    table = wb.strengths.measure([wrong, right], "openbook-qa", limit=40).differences()
    assert table["reading"].tolist() == ["knows is better"]
    assert table["value"][0] > 0.3
    assert table["n"][0] >= 30  # where two options are right elsewhere, the first model ties


def test_two_models_of_one_name_are_told_apart(fake: TextModel) -> None:
    assert wb.strengths.measure([fake, fake], "tables", limit=3).models == (fake.name, f"{fake.name} #2")


def test_one_model_has_no_difference(fake: TextModel) -> None:
    with pytest.raises(InputError, match="one model on this map"):
        wb.strengths.measure(fake, "tables", limit=3).differences()


def test_an_interrupt_keeps_what_is_done(knows: Callable[..., Any]) -> None:
    model = knows(lambda context, text: -len(text))
    whole = model.complete

    def stops(*arguments: Any, **settings: Any) -> Any:
        if model.calls > 2:
            raise KeyboardInterrupt
        return whole(*arguments, **settings)

    model.complete = stops
    found = wb.strengths.measure(model, ["openbook-qa", "tables", "commands"], limit=3)
    assert found.frame()["task"].tolist() == ["openbook-qa", "tables"]
    assert found.left_out == ("commands on known: stopped before it was done.",)


def test_an_interrupt_before_anything_is_done_is_one(knows: Callable[..., Any]) -> None:
    def stops(context: str, text: str) -> float:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        wb.strengths.measure(knows(stops), "openbook-qa", limit=3)


def test_a_task_that_does_not_fit_is_named_and_the_rest_is_measured(fake: TextModel) -> None:
    found = wb.strengths.measure(fake, ["service-questions", "arithmetic-2D+"], limit=3, shots=20)
    assert found.frame()["task"].tolist() == ["arithmetic-2D+"]
    assert "service-questions" in found.left_out[0]
    assert "20 shots" in found.left_out[0]


def test_the_cost_is_known_before(fake: TextModel) -> None:
    cost = wb.strengths.cost(fake, ["openbook-qa", "tables"], limit=4)
    assert cost.new_tokens > 0
    assert cost.drawn_tokens == 4 * 32


def test_a_map_is_plain_python_and_a_table(fake: TextModel) -> None:
    found = wb.strengths.measure(fake, FEW, limit=4)
    plain = json.loads(json.dumps(found.to_dict()))
    assert [row["task"] for row in plain["rows"]] == found.frame()["task"].tolist()
    assert set(plain["not_scored"]) == {"Chat", "Generation"}
    assert all(len(json.dumps(one)) < 150 for one in plain["tasks"])
    assert found._repr_html_().count("<tr>") == len(FEW) + 1
    assert repr(found) == f"StrengthMap(5 rows, models={[fake.name]!r})"


def test_words_are_complete(fake: TextModel) -> None:
    words = wb.strengths.measure(fake, FEW, limit=4).words()
    assert list(words) == ["question", "harm", "method", "limits", "references"]
    assert any("Chat" in limit for limit in words["limits"])
    assert any("may have read" in limit for limit in words["limits"])


def test_robustness_holds_every_rule_of_every_task(fake: TextModel) -> None:
    table = wb.strengths.measure(fake, ["openbook-qa", "search"], limit=4).robustness()
    assert set(table["task"]) == {"openbook-qa", "search"}
    assert "mean per character" in set(table["rule"])


def test_the_figure_holds_a_dot_a_model_and_the_baselines(fake: TextModel) -> None:
    figure = wb.strengths.measure([fake, fake], FEW, limit=4).draw()
    assert len(figure.frame) == 2 * len(FEW)
    assert {"random guessing", "one answer for all"} <= set(figure.frame.columns)
    assert figure.png().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"models": []}, "give a model"),
        ({"models": "fake"}, "give a model"),
        ({"tasks": "pica"}, "Did you mean 'piqa'"),
        ({"tasks": []}, "tasks is empty"),
        ({"limit": 0}, "give a whole number"),
        ({"margin": 0}, "give a share"),
        ({"tasks": "tables", "shots": 99}, "None of the tasks"),
    ],
)
def test_what_cannot_be_measured_is_refused(arguments: dict[str, Any], said: str, fake: TextModel) -> None:
    with pytest.raises(InputError, match=said):
        wb.strengths.measure(**{"models": fake, **arguments})


def test_an_unknown_task_of_a_map_is_answered(fake: TextModel) -> None:
    with pytest.raises(InputError, match="Unknown task of this map 'piqa'"):
        wb.strengths.measure(fake, "tables", limit=2).result("piqa")
