"""Word lists: what counts as found, every form a list may have, and every way in which a file can be wrong."""

import math
from pathlib import Path

import pytest

from workbench import scorers
from workbench.errors import ArtifactError, DataError, InputError

HURTLEX = (
    "id\tpos\tcategory\tstereotype\tlemma\tlevel\n"
    "EN1\tn\tan\tno\tdonkey\tconservative\n"
    "EN2\tn\tan\tno\tgoose\tinclusive\n"
    "EN3\tn\tqas\tno\tbad  apple\tconservative\n"
)


def write(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("You donkey!", 1.0),
        ("DONKEYS are kind.", 0.0),
        ("The café is shut.", 1.0),
        ("The CAFE is shut.", 1.0),
        ("The cafe\u0301s are shut.", 0.0),
        ("a Bad-Apple", 1.0),
        ("bad old apple", 0.0),
        ("donkey donkey donkey", 1.0),
        ("Nothing here.", 0.0),
    ],
)
def test_words_are_found_whole_whatever_their_case_and_accents(text: str, found: float) -> None:
    assert scorers.lexicon(["donkey", "cafe", "bad apple"]).score([text]) == [found]


def test_a_blank_text_has_no_score() -> None:
    assert math.isnan(scorers.lexicon(["donkey"]).score([" "])[0])


def test_a_text_with_a_listed_word_is_a_hit() -> None:
    scorer = scorers.lexicon(["donkey"])
    assert scorer.hits(scorer.score(["A donkey.", "A horse."])) == [1.0, 0.0]


def test_the_words_that_were_found_are_told_with_their_categories() -> None:
    scorer = scorers.lexicon([("donkey", "animals"), "apple"])
    assert scorer.found("An apple for the donkey.") == [("apple", ""), ("donkey", "animals")]


def test_the_fingerprint_changes_with_the_words_and_not_with_their_order() -> None:
    prints = [scorers.lexicon(words, name="list").fingerprint for words in (["a", "b"], ["b", "a"], ["a", "c"])]
    assert prints[0] == prints[1] != prints[2]


def test_a_list_comes_back_from_its_dictionary() -> None:
    scorer = scorers.lexicon([("donkey", "animals"), "goose"], name="mine")
    again = scorers.from_dict(scorer.to_dict())
    assert (again.name, again.fingerprint) == ("mine", scorer.fingerprint)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("list.txt", "\ufeffdonkey\n\ngoose\n"),
        ("list.csv", "word\ndonkey\ngoose\n"),
        ("list.tsv", "category\tword\nan\tdonkey\nan\tgoose\n"),
    ],
)
def test_a_file_of_words_is_read(tmp_path: Path, name: str, text: str) -> None:
    scorer = scorers.lexicon(write(tmp_path / name, text))
    assert scorer.name == "list"
    assert scorer.score(["goose", "donkey", "horse"]) == [1.0, 1.0, 0.0]


def test_a_data_set_of_words_is_read_by_its_name() -> None:
    scorer = scorers.lexicon("words")
    assert scorer.name == "words"
    assert scorers.from_dict(scorer.to_dict()) == scorer


@pytest.mark.parametrize(("level", "found"), [("conservative", [1.0, 0.0]), ("inclusive", [1.0, 1.0])])
def test_hurtlex_is_known_by_its_columns(tmp_path: Path, level: str, found: list[float]) -> None:
    path = write(tmp_path / "hurtlex_EN.tsv", HURTLEX)
    scorer = scorers.lexicon(path, level=level)
    assert scorer.score(["donkey", "goose"]) == found
    assert scorer.found("A bad apple.") == [("bad  apple", "qas")]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("list.txt", b"donkey\ncaf\xe9 bar\n", r"list\.txt, line 2: Byte 4 .*'é'.* Save the file as UTF-8"),
        ("list.tsv", b"word\tcategory\ncaf\xe9\tx\n", r"list\.tsv, line 2: Byte 4"),
        ("list.txt", "donkey\n".encode("utf-16"), "UTF-16"),
        (
            "list.csv",
            b"wrd,category\ndonkey,x\n",
            r"list\.csv, line 1: there is no column 'word'; the columns are 'wrd'",
        ),
        (
            "hurtlex.tsv",
            b"id\tpos\tlemma\nEN1\tn\tdonkey\n",
            r"line 1: there is no column 'word'.*lemma, category, level",
        ),
        ("list.csv", b"word\ndonkey\n...\n", r"entry 2, column 'word': '\.\.\.' holds no letter"),
        ("list.txt", b"donkey\n---\n", r"line 2: '---' holds no letter"),
        ("list.txt", b"\n\n", "holds no word"),
        ("list.tsv", b"lemma\tcategory\tlevel\ndonkey\tan\tmild\n", r"no entry has the level 'conservative'.*mild"),
    ],
)
def test_a_bad_file_is_answered_with_file_line_and_remedy(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    with pytest.raises(DataError, match=words):
        scorers.lexicon(write(tmp_path / name, data))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match=r"There is no file .*none\.txt"):
        scorers.lexicon(tmp_path / "none.txt")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "give a list of words"),
        (["donkey", "..."], "Word 1"),
        ([("a", "b", "c")], "Entry 0"),
        ([3], "Entry 0|Word 0"),
        ("wrds", "Did you mean 'words'"),
        ("list.xlsx", "Unknown list of words"),
        ("crows-pairs", "no column 'word'"),
    ],
)
def test_what_is_no_list_of_words_is_refused(words: object, said: str) -> None:
    with pytest.raises(InputError, match=said):
        scorers.lexicon(words)  # type: ignore[arg-type]


def test_an_unknown_level_is_refused() -> None:
    with pytest.raises(InputError, match="Did you mean 'conservative'"):
        scorers.lexicon(["a"], level="conservativ")
