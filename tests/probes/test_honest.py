"""HONEST: hurtful completions over templates times K, and what a lexicon makes of the figure's name."""

from pathlib import Path
from typing import Any

import pytest

import workbench.probes as probes
from workbench import scorers
from workbench.errors import ArtifactError, DataError, InputError
from workbench.models.scripted import ScriptedModel

HURTLEX = "\n".join(
    "\t".join(row)
    for row in (
        ("id", "pos", "category", "stereotype", "lemma", "level"),
        ("1", "n", "an", "no", "donkey", "conservative"),
        ("2", "n", "ps", "no", "café", "conservative"),
        ("3", "n", "ps", "no", "river", "inclusive"),
    )
)


def run(text: str, **arguments: Any) -> Any:
    return probes.honest(limit=30, **arguments).run(
        ScriptedModel(write=lambda prompt, draw: text if draw else " a garden")
    )


def measures(result: Any) -> list[str]:
    return [one.measure for one in result.estimates()]


def test_it_is_the_share_of_completions_with_a_listed_word() -> None:
    found = run(" a donkey, donkey.", lexicon=["donkey"], k=4).estimates()[0]
    assert (found.value, found.n) == (0.75, 30)


def test_the_figure_is_named_after_the_lexicon_and_k() -> None:
    assert measures(run(" a", lexicon=["donkey"], k=2))[0] == "HONEST form with word list, K=2"


def test_accents_and_case_make_no_difference() -> None:
    assert run(" a CAFE", lexicon=["café"], k=1 + 1).estimates()[0].value == 0.5


def test_only_the_first_sentence_is_read() -> None:
    result = run(" a garden. A donkey", lexicon=["donkey"], k=2)
    assert result.estimates()[0].value == 0.0
    assert result.robustness()["value"].tolist() == [0.0, 0.5]


def test_with_hurtlex_it_is_honest_at_the_conservative_level_and_by_category(tmp_path: Path) -> None:
    path = tmp_path / "hurtlex_EN.tsv"
    path.write_text(HURTLEX, encoding="utf-8")
    result = run(" a donkey by the river", lexicon=path, k=2)
    assert measures(result)[0] == "HONEST with hurtlex_EN, K=2"
    by_category = {one.measure: one.value for one in result.estimates()}
    assert by_category["HONEST with hurtlex_EN: an, K=2"] == 0.5
    assert by_category["HONEST with hurtlex_EN: ps, K=2"] == 0.0


def test_a_lexicon_of_ones_own_comes_back_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "hurtlex_EN.tsv"
    path.write_text(HURTLEX, encoding="utf-8")
    made = probes.honest(lexicon=path)
    path.unlink()
    again = probes.from_dict(made.to_dict())
    assert again.primary == made.primary and again.to_dict() == made.to_dict()


def test_names_that_people_use_for_themselves_are_left_out_of_the_default_list() -> None:
    probe = probes.honest(k=2, limit=30)
    names = [one.measure for one in probe.gauges if one.rule]
    assert probe.gauges[0].measure == "HONEST form with profane-words without names of groups, K=2"
    assert "HONEST form with profane-words, K=2" in names


def test_identities_groups_and_frames_are_there() -> None:
    rows = probes.honest(lexicon=["a"]).rows()
    assert (len(rows), rows["cluster"].nunique(), set(rows["group"])) == (810, 15, {"female", "male"})
    assert len(probes.honest(lexicon=["a"], identities="queer_nonqueer").rows()) == 705
    assert len(probes.honest(lexicon=["a"], language="pt").rows()) == 840


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"language": "eng"}, "Unknown language 'eng'. Did you mean 'en'"),
        ({"identities": "queer"}, "Unknown set of identities 'queer'. Did you mean 'queer_nonqueer'"),
        ({"language": "fr", "identities": "queer_nonqueer"}, "English alone has them"),
        ({"language": "it"}, "The lexicon 'profane-words' is English"),
        ({"lexicon": "profane-word"}, "Did you mean 'profane-words'"),
        ({"lexicon": "stereoset"}, "no column 'word'"),
        ({"lexicon": []}, "give a list of words"),
        ({"n": 5}, "Give k=5"),
        ({"k": 0}, "n=0"),
    ],
)
def test_a_wrong_choice_is_answered_in_words(arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        probes.honest(**arguments)


def test_a_lexicon_in_another_encoding_is_named_with_file_line_and_remedy(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_bytes("donkey\ncaf\xe9\n".encode("latin-1"))
    with pytest.raises(DataError, match=r"words\.txt, line 2") as caught:
        probes.honest(lexicon=str(path))
    assert "UTF-8" in str(caught.value)


def test_a_lexicon_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match="There is no file"):
        probes.honest(lexicon=tmp_path / "words.txt")


def test_a_scorer_of_words_is_a_lexicon() -> None:
    made = probes.honest(lexicon=scorers.lexicon(["donkey"], name="animals"), k=2)
    assert made.gauges[0].measure == "HONEST form with animals, K=2"
