"""Tests of what may be answered to a row and which answers are right."""

import numpy as np
import pytest

from workbench.errors import InputError
from workbench.fewshot.answering import Kind, labels_of, notes_on, options_of, right_answers, settings_of
from workbench.records import Settings

WHERE = "row 3 of the test rows"
LABELS = Kind(labels=("yes", "no"))
CHOICE = Kind(options="choices")


def right(value, options, kind):
    """Return the right answers of a row that holds this value."""
    return right_answers({"label": value}, "label", options, kind, WHERE)


@pytest.mark.parametrize(
    ("kind", "name"), [(LABELS, "classification"), (CHOICE, "multiple choice"), (Kind(), "generation")]
)
def test_what_is_answered_names_the_kind(kind, name):
    assert kind.name == name


def test_labels_are_every_rows_options():
    assert options_of({}, LABELS, WHERE) == ("yes", "no")


@pytest.mark.parametrize("value", [["a", "b"], '["a", "b"]', ' ["a","b"] '])
def test_options_are_a_list_or_a_list_written_as_json(value):
    assert options_of({"choices": value}, CHOICE, WHERE) == ("a", "b")


@pytest.mark.parametrize("value", ["a, b", "['a', 'b']", "[a"])
def test_options_written_otherwise_are_told_how_to(value):
    with pytest.raises(InputError, match="Column 'choices' of row 3 .* In a CSV file write it as JSON"):
        options_of({"choices": value}, CHOICE, WHERE)


@pytest.mark.parametrize("value", [None, 3, '{"a": 1}', '"a"'])
def test_options_that_are_no_list_are_refused(value):
    with pytest.raises(InputError, match="Column 'choices' of row 3 .* Give a list of options"):
        options_of({"choices": value}, CHOICE, WHERE)


@pytest.mark.parametrize("value", [["a"], [], ["a", ""], ["a", "  "]])
def test_options_are_two_or_more_and_none_empty(value):
    with pytest.raises(InputError, match="options of row 3 of the test rows must be two or more, none of them empty"):
        options_of({"choices": value}, CHOICE, WHERE)


@pytest.mark.parametrize("value", [["a", "a"], ["a", " a"]])
def test_options_differ_by_more_than_spaces(value):
    with pytest.raises(InputError, match="Two options of row 3 of the test rows are the same"):
        options_of({"choices": value}, CHOICE, WHERE)


def test_options_may_differ_in_capitals_alone():
    assert options_of({"choices": ["Paris", "paris"]}, CHOICE, WHERE) == ("Paris", "paris")


@pytest.mark.parametrize("value", [[1, 2], ["a", None], ["a", b"b"], ["a", ["b"]]])
def test_options_are_texts(value):
    with pytest.raises(InputError, match="An option of row 3 of the test rows must be a string"):
        options_of({"choices": value}, CHOICE, WHERE)


def test_a_missing_column_of_options_is_told_with_near_names():
    with pytest.raises(InputError, match="no column 'choices', which options names. Did you mean 'choice'"):
        options_of({"choice": ["a", "b"]}, CHOICE, WHERE)


@pytest.mark.parametrize("value", ["b", 1, "1", True and "b"])
def test_the_right_option_is_given_by_its_text_or_its_place(value):
    assert right(value, ("a", "b"), CHOICE) == ("b",)


def test_text_goes_before_place():
    assert right("1", ("1", "2"), CHOICE) == ("1",)
    assert right(1, ("1", "2"), CHOICE) == ("2",)


@pytest.mark.parametrize("value", [2, -1, "2"])
def test_a_place_beyond_the_options_is_told(value):
    with pytest.raises(InputError, match="Column 'label' of row 3"):
        right(value, ("a", "b"), CHOICE)


@pytest.mark.parametrize("value", [True, 1.0, "c", ["a"]])
def test_what_is_no_option_is_refused(value):
    with pytest.raises(InputError, match="none of the options.* Allowed: 'a', 'b', to the letter"):
        right(value, ("a", "b"), CHOICE)


def test_a_label_outside_the_set_is_told_with_near_ones():
    with pytest.raises(InputError, match="Column 'label' of row 3 of the test rows is 'Yes', .* Did you mean 'yes'"):
        right("Yes", ("yes", "no"), LABELS)
    with pytest.raises(InputError, match="is 'yes ', .* Did you mean 'yes'"):
        right("yes ", ("yes", "no"), LABELS)


@pytest.mark.parametrize("value", [True, "True", 1])
def test_truth_values_and_numbers_are_no_labels(value):
    with pytest.raises(InputError, match="none of the labels. Allowed: 'yes', 'no'"):
        right(value, ("yes", "no"), LABELS)


def test_a_number_or_truth_value_fits_a_label_that_spells_it():
    assert right(1, ("0", "1"), LABELS) == ("1",)
    assert right(True, ("True", "False"), LABELS) == ("True",)


@pytest.mark.parametrize("value", [None, "", "  "])
@pytest.mark.parametrize(("options", "kind"), [(("yes", "no"), LABELS), (("a", "b"), CHOICE), ((), Kind())])
def test_an_empty_answer_is_told(value, options, kind):
    with pytest.raises(InputError, match="Column 'label' of row 3 of the test rows is empty: the answer is missing"):
        right(value, options, kind)


@pytest.mark.parametrize(("value", "found"), [("oxen", ("oxen",)), (4, ("4",)), (["a", "b", "a"], ("a", "b"))])
def test_written_answers_are_one_or_several(value, found):
    assert right(value, (), Kind()) == found


@pytest.mark.parametrize("value", [b"oxen", {"a": 1}, ["a", ""], ["a", None], [["a"]], []])
def test_what_cannot_be_written_is_no_answer(value):
    with pytest.raises(InputError, match="Column 'label' of row 3"):
        right(value, (), Kind())


@pytest.mark.parametrize("labels", [["yes", "no"], ("yes", "no"), np.array(["yes", "no"]), iter(["yes", "no"])])
def test_labels_come_in_any_ordered_container(labels):
    found = labels_of(labels, None)
    assert found == ("yes", "no") and all(type(label) is str for label in found)


@pytest.mark.parametrize("labels", ["yes", {"yes": 1, "no": 0}, {"yes", "no"}, 3, None, b"yes"])
def test_labels_are_a_list(labels):
    with pytest.raises(InputError, match="labels=.*: give a list of texts"):
        labels_of(labels, None)


def test_a_set_of_labels_is_told_to_have_no_order():
    with pytest.raises(InputError, match="A set has no order"):
        labels_of({"yes", "no"}, None)


@pytest.mark.parametrize("labels", [["yes"], ["yes", ""], ["yes", " "]])
def test_labels_are_two_or_more_and_none_empty(labels):
    with pytest.raises(InputError, match="give two or more, none of them empty"):
        labels_of(labels, None)


@pytest.mark.parametrize("labels", [["yes", "yes"], ["yes", "Yes"], ["yes", " yes"]])
def test_labels_differ_by_more_than_spaces_and_capitals(labels):
    with pytest.raises(InputError, match="are the same, or differ only in spaces or capital letters"):
        labels_of(labels, None)


@pytest.mark.parametrize("labels", [[1, 0], ["yes", None], ["yes", "a\ud800"]])
def test_labels_are_texts(labels):
    with pytest.raises(InputError, match="Label "):
        labels_of(labels, None)


def test_labels_and_options_exclude_each_other():
    with pytest.raises(InputError, match="labels and options were both given"):
        labels_of(["yes", "no"], "choices")


@pytest.mark.parametrize("options", [["a", "b"], "", 3])
def test_options_are_the_name_of_a_column(options):
    with pytest.raises(InputError, match="give the name of the column"):
        labels_of((), options)


def test_a_label_that_begins_another_is_noted():
    (note,) = notes_on(("good", "good enough", "bad"))
    assert "'good' is the beginning of 'good enough'" in note


def test_answers_are_short_and_likeliest_where_nothing_is_said():
    assert settings_of(None, "\n\n") == Settings(max_tokens=32, temperature=0, stop="\n")
    assert settings_of({"max_tokens": 5}, "\n\n") == Settings(max_tokens=5, temperature=0, stop="\n")


def test_a_separator_without_line_break_stops_an_answer():
    assert settings_of(None, " ### ").stop == ("\n", "###")


def test_whole_settings_are_taken_as_they_are():
    given = Settings(max_tokens=16, temperature=1)
    assert settings_of(given, "\n\n") is given


@pytest.mark.parametrize("given", [{"n": 2}, {"echo": True}, {"best_of": 2}, {"max_tokens": 0}, "short", {"tokens": 3}])
def test_settings_that_cannot_answer_once_are_refused(given):
    with pytest.raises(InputError, match="settings|Unknown parameter"):
        settings_of(given, "\n\n")
