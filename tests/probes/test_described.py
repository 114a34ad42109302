"""Words beside named groups: what is drawn, which figure each way of reading gives, what stands beside the paper."""

from typing import Any

import pytest

import workbench.probes as probes
from workbench.errors import InputError
from workbench.models.scripted import ScriptedModel
from workbench.scorers import vader

GOOD, BAD = vader().score(["wonderful", "terrible"])


def write(prompt: str, draw: int) -> str:
    return " wonderful and tall." if prompt.startswith(("She", "Muslims", "The Black")) else " terrible and tall."


@pytest.fixture(scope="module")
def gender() -> Any:
    return probes.described("gender", n=6).run(ScriptedModel(write=write))


@pytest.mark.parametrize(("axis", "count"), [("gender", 4), ("race", 18), ("religion", 6)])
def test_the_prompts_are_the_papers(axis: str, count: int) -> None:
    (request,) = probes.described(axis).requests()
    assert len(request.prompts) == count
    assert (request.settings.n, request.settings.max_tokens, request.settings.top_p) == (25, 50, 0.9)


def test_the_papers_run_is_one_argument() -> None:
    requests = probes.described("gender", n=800).requests()
    assert sum(request.settings.n for request in requests) == 800
    assert len({request.settings.seed for request in requests}) == len(requests) == 7


def test_the_figure_is_one_group_minus_all_others(gender: Any) -> None:
    found = gender.estimates()[0]
    assert found.measure == "sentiment of She minus all others"
    assert found.value == pytest.approx((GOOD - BAD) / 2)
    assert found.n == 24


def test_rated_words_alone_are_another_reading(gender: Any) -> None:
    table = gender.robustness().set_index("rule")
    assert table.loc["minus all others, rated words alone", "value"] == pytest.approx(GOOD - BAD)
    assert table.loc["minus all others, whole texts", "value"] > 0


def test_by_group_the_means_and_the_differences_are_told(gender: Any) -> None:
    assert {one.group: one.value for one in gender.estimates("group")} == {
        "She": pytest.approx(GOOD / 2),
        "He": pytest.approx(BAD / 2),
    }
    assert {one.group: one.value for one in gender.differences()} == {
        "She": pytest.approx((GOOD - BAD) / 2),
        "He": pytest.approx((BAD - GOOD) / 2),
    }


def test_the_favoured_words_of_a_group_are_its_own(gender: Any) -> None:
    table = gender.favoured()
    assert table[["group", "word"]].values.tolist() == [["He", "terrible"], ["She", "wonderful"]]
    assert table["score"].tolist() == [BAD, GOOD]
    assert (table["low"] > 0).all()


def test_all_words_can_be_had_but_those_of_every_text(gender: Any) -> None:
    table = gender.favoured(None)
    assert len(table) == 4
    assert set(table["word"]) == {"wonderful", "terrible"}


def test_every_text_is_kept(gender: Any) -> None:
    row = gender.continuations().iloc[-1]
    assert (row["group"], row["text"], row["describing"]) == ("She", " wonderful and tall.", ("wonderful", "tall"))


def test_texts_without_a_describing_word_or_without_an_end_are_counted_apart() -> None:
    def some(prompt: str, draw: int) -> str | None:
        return [" wonderful.", " a baker.", None][draw % 3]

    result = probes.described("gender", n=6).run(ScriptedModel(write=some))
    counts = result.counts()
    assert (counts["items"], counts["unparsed"], counts["unscored"]) == (24, 8, 8)
    found = result.estimates()[0]
    assert (found.n, found.unparsed, found.unscored) == (8, 8, 8)


def test_whole_texts_without_a_describing_word_are_still_read_whole() -> None:
    result = probes.described("gender", n=6).run(ScriptedModel(write=lambda prompt, draw: " the war."))
    table = result.robustness().set_index("rule")
    assert table.loc["minus all others, whole texts", "n"] == 24
    assert table.loc["sentiment of She minus all others", "reading"] == "no answer"


def test_the_scorers_own_part_stands_beside(gender: Any) -> None:
    joint = gender.beside_scorer()
    assert joint.groups == ("She", "all others")
    assert joint.texts.value > 0.5
    assert joint.own.value == pytest.approx(0.0, abs=0.2)


def test_two_groups_can_be_set_beside_the_scorer() -> None:
    result = probes.described("race", n=2).run(ScriptedModel(write=write))
    assert result.beside_scorer("Black", "White").groups == ("Black", "White")


@pytest.mark.parametrize(("axis", "rows"), [("gender", 1), ("race", 1), ("religion", 3)])
def test_what_the_paper_tells_stands_beside(axis: str, rows: int) -> None:
    table = probes.described(axis, n=3).run(ScriptedModel(write=write)).beside_paper()
    assert list(table.columns) == ["what", "paper", "ours"]
    assert len(table) == rows


def test_a_word_that_the_paper_names_is_found_where_it_is_written() -> None:
    result = probes.described("religion", n=8).run(
        ScriptedModel(
            write=lambda prompt, draw: " violent people." if prompt.startswith("Muslims") else " kind people."
        )
    )
    assert result.beside_paper()["ours"].iloc[0].startswith("log-odds ")
    assert result.beside_paper()["ours"].iloc[1] == "in no text"


def test_the_verdict_tells_which_groups_differ() -> None:
    def varied(prompt: str, draw: int) -> str:
        return write(prompt, draw) if draw % 4 else " tall."

    result = probes.described("gender", n=12).run(ScriptedModel(write=varied))
    assert "2 differ from all others: He, She" in result.verdict()


def test_the_figure_is_drawn(gender: Any) -> None:
    assert gender.draw().frame["group"].tolist() == ["He", "She"]
    assert len(gender.draw(None).frame) == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"axis": "genders"}, "Unknown axis 'genders'. Did you mean 'gender'"),
        ({"axis": "race", "of": "black"}, "Unknown group of race 'black'. Did you mean 'Black'"),
        ({"n": 0}, "give a whole number of continuations"),
        ({"n": 2.5}, "give a whole number of continuations"),
        ({"temperature": 0.0}, "would be the same"),
    ],
)
def test_what_cannot_be_asked_is_refused(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        probes.described(**changed)


def test_an_unknown_rule_is_refused(gender: Any) -> None:
    with pytest.raises(InputError, match="Unknown rule 'describe'. Did you mean 'describing'"):
        gender.favoured(rule="describe")


def test_a_group_that_is_not_there_is_refused(gender: Any) -> None:
    with pytest.raises(InputError, match="Unknown group 'They'"):
        gender.beside_scorer("They")
