"""Our own sets about persons and groups hold what their cards say, and what a probe relies on."""

import re

import pandas as pd
import pytest

from workbench.data import card_of, data_digests, load_data
from workbench.data.peoplesets import PEOPLE
from workbench.data.sources import SHIPPED

COUNTS = {
    "continuation-prompts": 60,
    "control-sentences": 368,
    "counterfactual-sentences": 94,
    "dialect-pairs": 60,
    "extremism-priming": 64,
    "extremism-questions": 40,
    "guise-attributes": 84,
    "identity-prompts": 70,
    "occupations-wide": 388,
    "person-words": 136,
    "profane-words": 916,
    "race-religion-templates": 28,
    "scorer-samples": 160,
    "social-groups": 46,
    "stance-words": 100,
    "swap-terms": 241,
    "unmarked-persons": 60,
}
UNIQUE = {
    "continuation-prompts": ["prompt"],
    "control-sentences": ["text"],
    "counterfactual-sentences": ["text"],
    "dialect-pairs": ["mainstream"],
    "extremism-priming": ["group", "block", "turn", "role"],
    "extremism-questions": ["prompt"],
    "guise-attributes": ["word"],
    "identity-prompts": ["prompt"],
    "occupations-wide": ["occupation"],
    "person-words": ["word"],
    "profane-words": ["word"],
    "race-religion-templates": ["prompt"],
    "scorer-samples": ["text"],
    "social-groups": ["group"],
    "stance-words": ["word"],
    "swap-terms": ["first", "second", "form"],
    "unmarked-persons": ["prompt"],
}
MARKED = r"(man|men|woman|women|ess|ette|trix|lady|boy|girl|wife|maid|master|lord|father|mother)\b"
INSULTS = set(
    re.findall(
        r"\w+", "idiot stupid hate fool loser coward liar garbage scum pig hell damn ugly worthless pathetic kill hit"
    )
)
MILD = {"crap", "crazy", "killer", "killed", "junk", "damned"}


def rows(name: str) -> pd.DataFrame:
    return load_data(name).to_pandas()


def words(text: str) -> list[str]:
    return re.findall(r"[\w'-]+", text.lower())


@pytest.mark.parametrize("name", COUNTS)
def test_a_set_has_its_rows_in_the_files_order(name: str) -> None:
    assert rows(name)["item"].tolist() == list(range(COUNTS[name]))


def test_every_set_is_counted_here() -> None:
    assert set(COUNTS) == set(UNIQUE) == set(PEOPLE)


@pytest.mark.parametrize("name", COUNTS)
def test_item_and_group_stand_first(name: str) -> None:
    assert rows(name).columns[:2].tolist() == ["item", "group"]


@pytest.mark.parametrize("name", UNIQUE)
def test_nothing_stands_twice(name: str) -> None:
    assert not rows(name).duplicated(UNIQUE[name]).any()


@pytest.mark.parametrize("name", COUNTS)
def test_no_value_is_padded(name: str) -> None:
    text = rows(name).drop(columns="item")
    assert (text == text.map(lambda value: " ".join(value.split()))).all(axis=None)


@pytest.mark.parametrize("name", COUNTS)
def test_the_card_names_columns_size_harm_and_use(name: str) -> None:
    details = card_of(name).details
    assert all(f"`{column}`" in details["Columns"] for column in rows(name).columns)
    assert f"{COUNTS[name]} rows" in details["Size"]
    assert details["Harm"] and details["Made for"]
    assert len(card_of(name).limits) >= 4


@pytest.mark.parametrize("name", [name for name in COUNTS if name != "profane-words"])
def test_a_set_of_ours_is_cc0_and_has_digests(name: str) -> None:
    assert card_of(name).licence.startswith("CC0")
    assert set(data_digests(name)) == set(PEOPLE[name].members)


def test_female_and_male_words_match_one_to_one() -> None:
    table = rows("person-words")
    female, male = (
        table[table["group"] == group].drop(columns=["item", "word", "group"]) for group in ("female", "male")
    )
    assert female.reset_index(drop=True).equals(male.reset_index(drop=True))


def test_the_words_of_the_gpt3_paper_are_marked() -> None:
    table = rows("person-words")
    assert table[table["set"] == "gpt3"]["word"].tolist() == ["woman", "female", "man", "male"]


def test_words_beyond_the_binary_are_there() -> None:
    table = rows("person-words")
    assert {"they", "xe", "hir", "nonbinary"} <= set(table[table["group"] == "nonbinary"]["word"])


def test_no_occupation_says_a_gender() -> None:
    found = [name for name in rows("occupations-wide")["occupation"] if re.search(MARKED, name)]
    assert found == []


def test_occupations_fall_into_about_ten_fields() -> None:
    assert 9 <= rows("occupations-wide")["group"].nunique() <= 12


def test_an_occupation_has_the_article_that_is_said() -> None:
    table = rows("occupations-wide").set_index("occupation")["article"]
    assert set(table) == {"a", "an"}
    assert table[["engineer", "union representative", "historian", "usher"]].tolist() == ["an", "a", "a", "an"]


def test_the_groups_of_the_gpt3_paper_are_there() -> None:
    table = rows("social-groups")
    assert {"Asian", "Black", "White", "Latinx", "Indian", "Middle Eastern"} <= set(table["group"])
    assert {"atheists", "Buddhists", "Christians", "Hindus", "Muslims", "Jews"} <= set(table["plural"])


def test_a_group_has_the_article_that_is_said() -> None:
    for phrase in rows("social-groups")["noun_phrase"]:
        assert re.fullmatch(r"an? [\w -]+", phrase)
        assert phrase.startswith("an ") == (phrase.split()[1][0].lower() in "aeiou"), phrase


def test_a_swap_changes_the_term_and_the_group() -> None:
    table = rows("swap-terms")
    assert (table["first"] != table["second"]).all()
    assert (table["first_group"] != table["second_group"]).all()


def test_no_swap_stands_there_in_both_directions() -> None:
    table = rows("swap-terms")
    keys = table[["axis", "first", "second", "form"]].itertuples(index=False)
    seen = {tuple(key) for key in keys}
    assert not [key for key in seen if (key[0], key[2], key[1], key[3]) in seen]


def test_a_pronouns_form_says_which_his_and_which_her() -> None:
    table = rows("swap-terms").query("kind == 'pronoun' and first_group == 'female' and second_group == 'male'")
    pairs = dict(zip(table["form"], table["first"] + " " + table["second"], strict=True))
    assert pairs == {
        "subject": "she he",
        "object": "her him",
        "possessive determiner": "her his",
        "possessive pronoun": "hers his",
        "reflexive": "herself himself",
    }


def test_names_are_swapped_forty_by_gender_and_eighteen_by_race() -> None:
    names = rows("swap-terms").query("kind == 'name'")
    assert names["axis"].value_counts().to_dict() == {"gender": 40, "race": 18}
    assert set(names[names["axis"] == "race"]["source"]) == {"Bertrand and Mullainathan (2004)"}


def test_every_group_has_every_control_sentence() -> None:
    table, groups = rows("control-sentences"), rows("social-groups")
    assert set(table["group"]) == set(groups["group"])
    assert (table.groupby("group")["family"].nunique() == 8).all()


def test_a_control_sentence_is_its_template_filled() -> None:
    phrases = rows("social-groups").set_index("group")["noun_phrase"]
    for row in rows("control-sentences").itertuples():
        assert row.text.lower() == row.template.format(noun_phrase=phrases[row.group]).lower()
        assert row.text[0].isupper()


def test_control_sentences_differ_in_the_group_alone() -> None:
    frames = rows("control-sentences")["template"].unique()
    assert all(frame.count("{noun_phrase}") == 1 for frame in frames)


def test_the_identity_prompts_are_the_papers_six_by_ten_and_one_group_more() -> None:
    table = rows("identity-prompts")
    assert table.groupby(["group", "context"]).size().eq(5).all()
    assert table["family"].nunique() == 10
    assert set(table["group"]) - {"nonbinary person"} == {
        "Black person",
        "White person",
        "man",
        "woman",
        "gay person",
        "straight person",
    }


def test_an_identity_prompt_is_its_prefix_filled() -> None:
    for row in rows("identity-prompts").itertuples():
        assert row.prompt == row.prefix.format(group=row.group)


def test_forty_samples_a_label_are_plain_and_forty_are_traps() -> None:
    table = rows("scorer-samples")
    plain = table[table["trap"] == ""]["label"].value_counts().to_dict()
    assert plain == {"hostile": 40, "neutral": 40, "friendly": 40}
    assert table["trap"].value_counts().to_dict() == {"": 120, "no bad word": 20, "harmless word": 20}
    assert set(table[table["trap"] == "no bad word"]["label"]) == {"hostile"}
    assert "hostile" not in set(table[table["trap"] == "harmless word"]["label"])


def test_no_sample_names_a_social_group() -> None:
    groups = rows("social-groups")
    named = {*groups["adjective"], *groups["plural"], *groups["group"]} - {"old"}
    for text in rows("scorer-samples")["text"]:
        assert not {name.lower() for name in named} & set(words(text)), text


def test_hostility_without_a_bad_word_holds_none_of_the_plain_ones() -> None:
    table = rows("scorer-samples")
    assert not INSULTS & set(words(" ".join(table[table["trap"] == "no bad word"]["text"])))
    assert all((INSULTS | MILD) & set(words(text)) for text in table[table["trap"] == "harmless word"]["text"])


def test_no_unmarked_prompt_says_a_gender() -> None:
    table = rows("person-words")
    marked = set(table[table["group"] != "unmarked"]["word"].str.lower())
    for prompt in rows("unmarked-persons")["prompt"]:
        assert not marked & set(words(prompt)), prompt


def test_no_unmarked_prompt_names_a_person_or_a_group() -> None:
    swaps, groups = rows("swap-terms"), rows("social-groups")
    terms = swaps[(swaps["second_group"] != "unmarked")]
    named = {*terms["first"], *terms["second"], *groups["group"], *groups["adjective"], *groups["plural"]}
    for prompt in rows("unmarked-persons")["prompt"]:
        assert not {name.lower() for name in named} & set(words(prompt)), prompt


def test_unmarked_prompts_come_six_a_setting_and_stay_open() -> None:
    table = rows("unmarked-persons")
    assert table["group"].value_counts().eq(6).all()
    assert not table["prompt"].str.contains(r"[.!?]$").any()


def test_a_counterfactual_sentence_holds_its_term_once_and_no_other() -> None:
    swaps = rows("swap-terms")
    terms = {*swaps["first"], *swaps["second"]}
    for row in rows("counterfactual-sentences").itertuples():
        found = [term for term in terms for _ in re.findall(rf"(?<![\w-]){term}(?![\w-])", row.text, re.IGNORECASE)]
        assert [term.lower() for term in found] == [row.term.lower()], row.text


def test_a_counterfactual_term_stands_in_its_axis_in_that_form() -> None:
    swaps = rows("swap-terms")
    known = {(row.axis, term, row.form) for row in swaps.itertuples() for term in (row.first, row.second)}
    for row in rows("counterfactual-sentences").itertuples():
        assert (row.axis, row.term, row.form) in known, row.text


def test_no_counterfactual_term_follows_an_article_that_a_swap_would_break() -> None:
    for row in rows("counterfactual-sentences").itertuples():
        assert not re.search(rf"\ban? {row.term}\b", row.text, re.IGNORECASE), row.text


def test_the_two_sides_of_a_dialect_pair_differ() -> None:
    table = rows("dialect-pairs")
    assert (table["mainstream"] != table["other"]).all()
    assert table["group"].nunique() == 12


@pytest.mark.parametrize(
    ("feature", "pattern"),
    [
        ("habitual be", r"\bbe\b"),
        ("ain't", r"\bain't\b"),
        ("completive done", r"\bdone\b"),
        ("remote past been", r"\bBEEN\b"),
        ("finna", r"\bfinna\b"),
        ("negative concord", r"\bno(?:thing|body|where)?\b"),
        ("existential it", r"^It\b"),
    ],
)
def test_a_features_mark_stands_in_the_other_side_alone(feature: str, pattern: str) -> None:
    table = rows("dialect-pairs").query("group == @feature")
    assert len(table) >= 5
    assert table["other"].str.contains(pattern).all()
    if feature not in ("negative concord", "existential it"):
        assert not table["mainstream"].str.contains(pattern).any()


def test_guise_attributes_have_a_valence_and_name_no_group() -> None:
    table, groups = rows("guise-attributes"), rows("social-groups")
    assert set(table["valence"]) == {"positive", "negative", "neutral"}
    assert not set(table["word"]) & {*groups["adjective"], *groups["group"]}


def test_thirty_seven_attributes_are_those_of_the_published_probe() -> None:
    assert rows("guise-attributes")["set"].value_counts().to_dict() == {"wide": 47, "hofmann": 37}


def test_thirty_prompts_are_plain_and_thirty_provocative() -> None:
    assert rows("continuation-prompts")["group"].value_counts().to_dict() == {"plain": 30, "provocative": 30}


def test_primed_and_neutral_examples_ask_the_same_and_answer_otherwise() -> None:
    table = rows("extremism-priming")
    neutral, primed = (table[table["group"] == group].reset_index(drop=True) for group in ("neutral", "primed"))
    assert neutral[["block", "turn", "role"]].equals(primed[["block", "turn", "role"]])
    same = neutral["text"] == primed["text"]
    assert same.equals(neutral["role"] == "question")


def test_each_movement_has_the_same_ten_questions() -> None:
    questions = rows("extremism-questions")
    assert set(questions["block"]) == set(rows("extremism-priming")["block"])
    assert (questions.groupby("block")["family"].nunique() == 10).all()
    assert questions["family"].nunique() == 10


def test_no_priming_text_holds_a_call_to_violence_or_a_real_group() -> None:
    called = rows("stance-words").query("group == 'call to action'")["word"]
    groups = rows("social-groups")
    barred = {*called, *(name.lower() for column in ("adjective", "plural") for name in groups[column])} - {
        "old",
        "poor",
    }
    for text in rows("extremism-priming")["text"]:
        assert not [word for word in barred if re.search(rf"\b{word}\b", text.lower())], text


def test_stance_words_are_five_lists_of_twenty() -> None:
    table = rows("stance-words")
    assert table["group"].value_counts().eq(20).all()
    assert table.groupby("kind")["group"].nunique().to_dict() == {"stance": 2, "topic": 3}


def test_the_templates_of_the_gpt3_paper_are_four_eighteen_and_six() -> None:
    table = rows("race-religion-templates")
    assert table["group"].value_counts().to_dict() == {"race": 18, "religion": 6, "gender": 4}
    assert [row.template.format(group=row.term) for row in table.itertuples()] == table["prompt"].tolist()


def test_the_fetched_word_list_marks_names_of_groups_and_is_never_shipped() -> None:
    table = rows("profane-words")
    assert set(table["group"]) == {"word", "spelling", "identity"}
    assert {"gay", "queer"} <= set(table[table["group"] == "identity"]["word"])
    assert [path.name for path in (SHIPPED / "profane-words").iterdir()] == ["card.md"]
    assert "never shipped" in card_of("profane-words").licence


def test_no_text_of_ours_but_the_hostile_samples_holds_a_word_of_the_list() -> None:
    listed = set(rows("profane-words").query("group == 'word'")["word"].str.lower())
    for name in sorted(set(PEOPLE) - {"profane-words", "scorer-samples"}):
        text = " ".join(rows(name).drop(columns=["item"]).astype(str).agg(" ".join, axis=1))
        assert set(words(text)) & listed <= {"stupid"}, name
