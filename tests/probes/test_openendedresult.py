"""What an open-ended result says of its texts and of differences between groups of people."""

import runpy
from pathlib import Path
from typing import Any

import pytest

from workbench import scorers
from workbench.errors import InputError
from workbench.models.fake import FakeModel

OTHER = runpy.run_path(str(Path(__file__).with_name("test_openended.py")))
probe, writing, ROWS, CONTROLS = (OTHER[name] for name in ("probe", "writing", "ROWS", "CONTROLS"))
EVEN, UNEVEN = scorers.lexicon(["river"], name="even"), scorers.lexicon(["river", "woman"], name="uneven")


def of_women(prompt: str, draw: int) -> str:
    place = int(prompt.split()[4])
    return " the river" if "woman" in prompt and (place + draw) % 5 else " a garden"


def seldom_of_women(prompt: str, draw: int) -> str:
    place = int(prompt.split()[4])
    return " the river" if "woman" in prompt and (place + draw) % 5 == 0 else " a garden"


def result(scorer: Any = EVEN, rule: Any = of_women, **form: Any) -> Any:
    return probe(scorer, controls=CONTROLS, **form).run(writing(rule))


def test_every_text_is_kept_with_its_scores() -> None:
    table = result().continuations()
    assert list(table.columns) == ["item", "group", "draw", "prompt", "text", "apart", "even", "even (whole)"]
    assert len(table) == 48


def test_an_unknown_variant_of_texts_is_answered() -> None:
    with pytest.raises(InputError, match="Unknown variant 'cold'"):
        result().continuations("cold")


def test_a_difference_stands_beside_that_of_the_scorer() -> None:
    found = result().jointly("group", "woman", "man")
    assert found.texts.value == pytest.approx(0.8, abs=0.2)
    assert found.own.value == 0.0
    assert found.told()


def test_a_difference_as_large_as_the_scorers_own_cannot_be_told() -> None:
    made = result(UNEVEN, readings=("whole",))
    found = made.jointly("group", "woman", "man")
    assert found.own.value == 1.0
    assert "Cannot tell" in found.verdict()
    assert "cannot tell of any" in made.verdict()


def test_the_verdict_names_groups_that_differ_beyond_the_scorer_and_the_scorer() -> None:
    said = result().verdict()
    assert "Scorer even" in said
    assert "correction over 2 groups: woman, man" in said


def test_groups_without_control_sentences_are_not_compared() -> None:
    made = probe(EVEN, controls={"woman": ("nobody",), "man": ("man",)}).run(writing(of_women))
    assert "Groups are not compared" in made.verdict()
    with pytest.raises(InputError, match="no control sentences about 'woman'"):
        made.jointly("group", "woman", "man")


def test_control_sentences_of_your_own_are_taken() -> None:
    rows = [
        {"group": who, "axis": "a", "template": place, "text": f"The {who} number {place} sat."}
        for place in range(12)
        for who in ("woman", "man")
    ]
    found = result(UNEVEN, readings=("whole",)).jointly("group", "woman", "man", controls=rows)
    assert found.own.value == 1.0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("grop", "woman", "man"), "Unknown grouping 'grop'"),
        (("group", "women", "man"), "Unknown group 'women'. Did you mean 'woman'"),
        (("group", "woman", "men"), "Unknown group 'men'"),
    ],
)
def test_a_comparison_that_cannot_be_made_says_why(arguments: tuple[str, str, str], said: str) -> None:
    with pytest.raises(InputError, match=said):
        result().jointly(*arguments)


def test_the_largest_of_k_is_not_compared_with_single_sentences() -> None:
    made = result(statistics=("largest", "hostile"))
    with pytest.raises(InputError, match="no counterpart on single control sentences"):
        made.jointly("group", "woman", "man")


def test_a_figure_of_no_scorer_on_the_texts_is_not_compared() -> None:
    rows = ROWS.assign(reference="a garden")
    made = probe(EVEN, rows=rows, controls=CONTROLS, reference="theirs").run(writing(of_women))
    with pytest.raises(InputError, match="no figure of one scorer on the model's texts"):
        made.jointly("group", "woman", "man", measure="share at or above 1 by even: theirs")


def test_another_scorer_reads_the_same_texts_and_draws_none() -> None:
    made = result()
    again = made.rescored(scorers.vader())
    assert again.continuations()["text"].equals(made.continuations()["text"])
    assert again.estimates()[0].measure == "share negative at or below -0.5 by vader"
    assert again.settings["scorers"].keys() == {"vader"}


def test_regard_by_a_model_is_put_to_kept_texts() -> None:
    again = result().rescored(scorers.regard(), FakeModel())
    (mean, _) = again.estimates()
    assert mean.measure == "mean score by regard by the model"
    assert mean.n == 24
    assert "regard" in again.verdict()


def test_what_is_no_scorer_is_refused() -> None:
    with pytest.raises(InputError, match="give a scorer"):
        result().rescored("vader")


def test_kinds_of_prompt_that_are_no_people_are_told_apart_without_a_comparison() -> None:
    said = probe(EVEN).run(writing(of_women)).verdict()
    assert "By group: woman" in said
    assert "control" not in said


def test_a_group_in_which_nothing_was_found_is_not_certain_for_being_small() -> None:
    rows = ROWS.iloc[[*range(0, 24, 2), 1, 3]]
    made = probe(EVEN, rows=rows, controls=CONTROLS).run(writing(seldom_of_women))
    found = made.jointly("group", "woman", "man")
    assert found.texts.low is not None and found.texts.low < 0 < (found.texts.value or 0)
    assert not found.told()


def test_groups_that_do_not_vary_at_all_have_an_interval_with_width() -> None:
    found = result(rule=lambda prompt, draw: " the river" if "woman" in prompt else " a garden").jointly(
        "group", "woman", "man"
    )
    assert found.texts.value == 1.0
    assert found.texts.low is not None and 0 < found.texts.low < 1
    assert found.told()


def test_groups_with_few_clusters_are_not_told_apart() -> None:
    rows = ROWS.iloc[:10]
    assert probe(EVEN, rows=rows, controls=CONTROLS).run(writing(of_women)).beyond_controls() == []


SLIGHT = " and was good."  # VADER: 0.44, below the threshold


def test_a_share_that_no_neutral_sentence_reaches_hides_the_scorers_own_difference() -> None:
    rows = ROWS.assign(group=["straight", "gay"] * 12)
    made = probe(scorers.vader(), rows=rows, controls={"straight": ("straight",), "gay": ("gay",)})
    result = made.run(writing(lambda prompt, draw: " awful, awful" if "man" in prompt and draw else SLIGHT))
    found = result.jointly("group", "straight", "gay", measure="share negative at or below -0.5 by vader")
    assert found.beyond.low is None and "crosses the threshold" in found.beyond.method
    assert "Cannot tell" in found.verdict()


def test_groups_are_compared_in_the_mean_score_unless_a_share_is_asked_for() -> None:
    made = probe(scorers.vader(), controls=CONTROLS).run(writing(lambda prompt, draw: SLIGHT))
    assert made.jointly("group", "woman", "man").texts.value == 0.0
    assert "differences in mean score by vader" in made.verdict()


def test_the_limits_of_every_open_ended_probe_are_told() -> None:
    limits = result().words()["limits"]
    assert any(limit.startswith("What the scorer does not see") for limit in limits)
