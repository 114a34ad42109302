"""Templates x groups x attributes: what is asked, how lists of words become numbers, other lists without a model."""

import math
from typing import Any

import pytest

import workbench.probes as probes
from workbench.errors import InputError
from workbench.models.scripted import ScriptedModel

GROUPS = {"female": ["woman", "lady"], "male": ["man", "gentleman"], "neither": ["person"]}
CHANCES = {"woman": 0.2, "lady": 0.1, "man": 0.5, "gentleman": 0.1, "person": 0.05}


def made(**changed: Any) -> Any:
    given: dict[str, Any] = {"groups": GROUPS, "attributes": {"care": ["nurse"], "craft": ["welder", "baker"]}}
    return probes.templates(["The {attribute} was a"], **{**given, **changed})


def model(chances: dict[str, float] | None = None) -> ScriptedModel:
    return ScriptedModel(score=lambda context, text: math.log((chances or CHANCES)[text.strip()]))


def test_every_word_is_scored_whole_after_every_context() -> None:
    request = made().requests()[0]
    assert request.items[:2] == (("The nurse was a", " woman"), ("The nurse was a", " lady"))
    assert len(request) == 3 * 5


def test_a_template_with_a_group_scores_the_attributes() -> None:
    probe = probes.templates(["The {group} is"], groups={"a": ["boy"], "b": ["girl"]}, attributes=["kind", "loud"])
    assert probe.requests()[0].items == (
        ("The boy is", " kind"),
        ("The girl is", " kind"),
        ("The boy is", " loud"),
        ("The girl is", " loud"),
    )


def test_the_probabilities_of_a_list_add_up() -> None:
    found = made().run(model()).estimates()[0]
    assert found.value == pytest.approx(math.log(0.3 / 0.6))
    assert (found.unit, found.neutral, found.n) == ("nats", 0.0, 3)


def test_every_other_rule_has_its_own_figure() -> None:
    values = {one.measure: one.value for one in made().run(model()).estimates()}
    assert values["ratio, every word alike"] == pytest.approx((math.log(0.2 * 0.1) - math.log(0.5 * 0.1)) / 2)
    assert values["ratio, minus the frame"] == pytest.approx(0.0)
    assert values["share that leans to female"] == 0.0


def test_the_words_of_one_token_can_be_read_alone() -> None:
    probe = made(groups={"female": ["woman", "old lady"], "male": ["man", "old man"]})
    found = probe.run(model({"woman": 0.2, "old lady": 0.7, "man": 0.4, "old man": 0.1}))
    values = {one.measure: one.value for one in found.estimates()}
    assert values["ratio, words of one token"] == pytest.approx(math.log(0.5))
    assert found.tokens()["one_token_count"].tolist() == [1, 1]


def test_with_groups_in_the_context_the_chances_of_an_attribute_are_averaged() -> None:
    probe = probes.templates(
        ["The {group} is"], groups={"a": ["boy", "lad"], "b": ["girl"]}, attributes=["kind", "loud"]
    )
    chances = {"boy": 0.1, "lad": 0.3, "girl": 0.4}
    told = ScriptedModel(score=lambda context, text: math.log(chances[context.split()[1]]))
    assert probe.run(told).estimates()[0].value == pytest.approx(math.log(0.2 / 0.4))


def test_the_frame_takes_off_what_the_words_have_anywhere() -> None:
    probe = made(baseline="person")
    assert probe.requests()[1].items[0] == ("The person was a", " woman")

    def score(context: str, text: str) -> float:
        return math.log(0.5 if ("man" in text.split()) == (context == "The person was a") else 0.25)

    found = {one.measure: one.value for one in probe.run(ScriptedModel(score=score)).estimates()}
    assert found["ratio, minus the frame"] == pytest.approx(math.log(0.5 + 0.5) - math.log(0.25 + 0.5) + math.log(1.5))


def test_other_lists_are_read_again_without_the_model() -> None:
    result = made(variants=["plain", "chat"]).run(model())
    again = result.rescored(groups={"female": ["woman"], "neither": ["person"]})
    assert again.estimates()[0].value == pytest.approx(math.log(0.2 / 0.05))
    assert again.estimates()[0].measure == "log ratio of female to neither"
    assert len(again.words_frame()) == 3 * 2
    assert "Read again" in again.words()["method"]


def test_the_lists_of_before_give_the_figures_of_before() -> None:
    result = made().run(model())
    again = result.rescored(groups=GROUPS)
    assert again.estimates() == result.estimates()


def test_a_word_that_was_not_scored_cannot_be_read_again() -> None:
    result = made().run(model())
    with pytest.raises(InputError, match="Unknown word 'women'. Did you mean 'woman'"):
        result.rescored(groups={"female": ["women"], "male": ["man"]})


def test_every_word_keeps_its_log_probability_and_tokens() -> None:
    table = made().run(model()).words_frame()
    first = table.iloc[0]
    assert (first["attribute"], first["list"], first["word"], first["token_count"]) == ("nurse", "female", "woman", 1)
    assert first["word_logprob"] == pytest.approx(math.log(0.2))


def test_the_words_are_summed_up_one_by_one() -> None:
    table = made().run(model()).by_word().set_index("word")
    assert table.loc["woman", "share"] == pytest.approx(2 / 3)


def test_pairs_of_groups_are_corrected_together() -> None:
    found = made().run(model()).contrasts()
    assert [one.group for one in found] == ["female to male", "female to neither", "male to neither"]
    assert all(one.p_corrected >= one.p for one in found)


def test_each_group_stands_against_all_others() -> None:
    found = made().run(model()).contrasts("others")
    assert found[2].value == pytest.approx(math.log(0.05 / 0.9))


def test_groups_of_attributes_are_figures_of_their_own() -> None:
    assert [one.group for one in made().run(model()).estimates("group")] == ["care", "craft"]


def test_an_attribute_with_a_word_without_a_score_is_counted_apart() -> None:
    def score(context: str, text: str) -> float:
        return float("nan") if "nurse" in context and "lady" in text else math.log(CHANCES[text.strip()])

    found = made().run(ScriptedModel(score=score)).estimates()[0]
    assert (found.n, found.unscored) == (2, 1)


def test_equal_lists_are_a_tie_of_the_share_alone() -> None:
    result = made(groups={"a": ["x"], "b": ["y"]}).run(model({"x": 0.5, "y": 0.5}))
    assert (result.estimates()[0].value, result.estimates()[0].n) == (0.0, 3)
    assert (result.estimates()[-1].value, result.estimates()[-1].ties) == (None, 3)


def test_one_attribute_in_several_templates_is_one_cluster() -> None:
    probe = probes.templates(
        ["The {attribute} was a", "A {attribute} is a"], groups=GROUPS, attributes=["nurse", "cook"]
    )
    result = probe.run(model())
    assert result.frame()["cluster"].nunique() == 2
    assert [one.group for one in result.estimates("template")] == ["The {attribute} was a", "A {attribute} is a"]


def test_few_attributes_are_spread_evenly() -> None:
    probe = made(attributes=[f"worker {place}" for place in range(9)], limit=3)
    assert probe.run(model()).frame()["attribute"].tolist() == ["worker 0", "worker 4", "worker 8"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"templates": []}, "give at least one"),
        ({"templates": ["The nurse was a"]}, "holds no slot"),
        ({"templates": ["The {atribute} was a"]}, "Unknown slot 'atribute'. Did you mean 'attribute'"),
        ({"templates": ["The {attribute} {group} was a"]}, "holds 2 slots"),
        ({"templates": ["The {attribute was a"]}, "is no template"),
        ({"templates": ["The {attribute} was a", "The {group} was a"]}, "All templates of a probe hold the same slot"),
        ({"templates": ["The {attribute} was a"] * 2}, "Template 1 stands twice"),
        ({"groups": {"a": ["x"]}}, "at least two are needed"),
        ({"groups": {"a": ["x"], "b": ["y", "x"]}}, "The word 'x' stands in 'a' and in 'b'"),
        ({"groups": {"a": ["x", "x"], "b": ["y"]}}, "The word 'x' stands twice in 'a'"),
        ({"groups": {"a": [], "b": ["y"]}}, "a list with at least one word is needed"),
        ({"groups": {"a": [" "], "b": ["y"]}}, "A word of 'a' is empty"),
        ({"groups": [["a", ["x"]], ["a", ["y"]]]}, "Two groups are named 'a'"),
        ({"attributes": []}, "a list with at least one word is needed"),
        ({"attributes": "nurse"}, "a list with at least one word is needed"),
        ({"attributes": ["nurse", "Nurse"]}, "The attribute 'Nurse' stands twice"),
        ({"attributes": {"a": ["nurse"], "b": ["nurse"]}}, "stands twice in 'a' and in 'b'"),
        ({"contrast": ["a"]}, "give the names of two groups"),
        ({"contrast": ["female", "mail"]}, "Unknown group 'mail'. Did you mean 'male'"),
        ({"variants": ["plane"]}, "Unknown variant 'plane'. Did you mean 'plain'"),
        ({"variants": []}, "give a list without repetition"),
        ({"baseline": " "}, "baseline is empty"),
        ({"limit": 0}, "give a whole number of items from 1 up"),
    ],
)
def test_what_cannot_be_asked_is_refused(changed: dict[str, Any], said: str) -> None:
    given: dict[str, Any] = {"templates": ["The {attribute} was a"], "groups": GROUPS, "attributes": ["nurse"]}
    given |= changed
    with pytest.raises(InputError, match=said):
        probes.templates(given.pop("templates"), **given).requests()


def test_an_unknown_way_to_set_groups_against_each_other_is_refused() -> None:
    with pytest.raises(InputError, match="Unknown against 'other'. Did you mean 'others'"):
        made().run(model()).contrasts("other")


def test_a_group_of_items_that_is_not_there_is_refused() -> None:
    with pytest.raises(InputError, match="Unknown group 'crafts'"):
        made().run(model()).contrasts(group="crafts")


def test_the_variant_of_words_must_have_been_run() -> None:
    with pytest.raises(InputError, match="Unknown variant 'chat'"):
        made().run(model()).words_frame("chat")
