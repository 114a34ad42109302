"""Tests of a task programmed by examples: what it renders, refuses and remembers."""

import datasets
import pandas as pd
import pytest

import workbench as wb
from workbench import canonical
from workbench.errors import InputError
from workbench.records import Settings

POOL = [{"text": "A joy.", "label": "yes"}, {"text": "A bore.", "label": "no"}]
TEST = [{"text": "Fine.", "label": "yes"}]


def task(**changes):
    """Return a task with two labels and two examples."""
    usual = {"input": "Review: {text}", "output": "Good? {label}", "labels": ["yes", "no"], "examples": POOL}
    return wb.FewShot(**usual | changes)


def again(given):
    """Return a task that went through a file."""
    return wb.FewShot(**canonical.decode(canonical.encode(given.to_dict())))


def test_a_prompt_holds_all_examples_or_the_first_ones():
    assert (
        task().prompt({"text": "So?"}) == "Review: A joy.\nGood? yes\n\nReview: A bore.\nGood? no\n\nReview: So?\nGood?"
    )
    assert task().prompt({"text": "So?"}, shots=1) == "Review: A joy.\nGood? yes\n\nReview: So?\nGood?"
    assert task().prompt({"text": "So?"}, shots=0) == "Review: So?\nGood?"


def test_a_task_needs_no_examples():
    for none in ([], (), None):
        assert task(examples=none).pool == ()


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({}, "classification"),
        ({"labels": (), "options": "o", "examples": ()}, "multiple choice"),
        ({"labels": ()}, "generation"),
    ],
)
def test_what_is_given_names_the_kind(changes, kind):
    assert task(**changes).kind.name == kind
    assert repr(task(**changes)).startswith(f"FewShot('few-shot', {kind}, examples=")


@pytest.mark.parametrize("made", [iter, pd.DataFrame, datasets.Dataset.from_list])
def test_examples_are_read_once_whatever_holds_them(made):
    given = task(examples=made(POOL))
    assert [row.asked for row in given.changed(input="Text: {text}").pool] == ["Text: A joy.", "Text: A bore."]


def test_a_list_changed_later_does_not_change_the_task():
    rows = [dict(row) for row in POOL]
    given = task(examples=rows)
    rows[0]["text"] = "Changed."
    assert given.changed().pool[0].values["text"] == "A joy."


@pytest.mark.parametrize("query", [{"text": "A joy."}, {"text": "A joy. "}])
def test_a_query_that_equals_an_example_is_refused(query):
    with pytest.raises(InputError, match="The query equals example 0, which gives its answer away"):
        task().render(query)
    assert task().render(query, shots=0).text.startswith("Review: A joy.")


@pytest.mark.parametrize("query", [{"text": ""}, {"text": None}, {"txt": "a"}, {"text": ["a"]}])
def test_a_query_that_cannot_be_asked_is_told(query):
    with pytest.raises(InputError, match="the query|The query"):
        task().render(query)


@pytest.mark.parametrize("shots", [3, -1, True, 1.0, "1"])
def test_shots_are_at_most_the_examples(shots):
    with pytest.raises(InputError, match="shots"):
        task().render({"text": "So?"}, shots=shots)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"examples": [{"text": "a", "label": "Yes"}]}, "row 0 of the examples is 'Yes'.*Did you mean 'yes'"),
        (
            {"examples": [{"txt": "a", "label": "yes"}]},
            "Row 0 of the examples has no column 'text'.*Did you mean 'txt'",
        ),
        ({"labels": ["yes"]}, "give two or more"),
        ({"labels": (), "options": "label"}, "options='label' is the answer's column"),
        ({"name": " "}, "name=' ' is empty"),
        ({"name": 3}, "name must be a string"),
        ({"settings": {"n": 2}}, "one answer"),
        ({"examples": 3}, "examples: int is none of what is allowed"),
        ({"examples": {"test": POOL}}, "no 'train'. It has: 'test'"),
        ({"input": "{txt}"}, "Row 0 of the examples has no column 'txt'.*Did you mean 'text'"),
    ],
)
def test_a_task_that_cannot_be_is_told(changes, message):
    with pytest.raises(InputError, match=message):
        task(**changes)


def test_an_unknown_change_is_told_with_near_names():
    with pytest.raises(InputError, match="Unknown argument of a few-shot task 'lables'. Did you mean 'labels'"):
        task().changed(lables=["a", "b"])


def test_a_label_that_begins_another_is_noted():
    assert task().notes == ()
    assert len(task(labels=["yes", "no", "yes indeed"]).notes) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"instruction": "Do {it}.", "separator": " # ", "joint": "", "name": "mine"},
        {"labels": (), "options": "o", "examples": [{"text": "a", "o": ["x", "y"], "label": 1, "group": "g"}]},
        {"labels": (), "settings": {"max_tokens": 16, "stop": [], "temperature": 1.0}},
        {"labels": (), "settings": Settings(max_tokens=5, logit_bias={"7": 2.5})},
        {"labels": (), "examples": [{"text": "a", "label": ["x", "y"], "item": "e"}]},
        {"card": {"name": "n", "summary": "s", "source": "o", "licence": "l"}},
        {"examples": "sentiment-sentences", "labels": ["positive", "negative"]},
        {"examples": ()},
    ],
)
def test_a_task_goes_through_a_file(changes):
    given = task(**changes)
    found = again(given)
    assert (found.pool, found.settings, found.layout, found.kind) == (
        given.pool,
        given.settings,
        given.layout,
        given.kind,
    )
    assert canonical.encode(found.to_dict()) == canonical.encode(given.to_dict())


def test_a_change_keeps_the_settings():
    given = task(labels=(), settings={"max_tokens": 16, "temperature": 1.0})
    assert given.changed(instruction="Do.").settings == given.settings


def test_a_published_set_is_written_by_its_name(tmp_path):
    given = task(examples="sentiment-sentences", labels=["positive", "negative"])
    assert given.to_dict()["examples"] == "sentiment-sentences"


def test_rows_of_a_file_are_written_without_its_path(tmp_path):
    path = tmp_path / "rows.csv"
    pd.DataFrame(POOL).to_csv(path, index=False)
    assert str(tmp_path) not in canonical.encode(task(examples=str(path)).to_dict()).decode()


def test_evaluate_is_the_probe_run(fake):
    result = task().evaluate(fake, TEST, shots=[0, 2], seeds=1)
    assert result.counts()["items"] == 1


def test_an_unknown_argument_is_told_with_near_names(fake):
    with pytest.raises(InputError, match="Unknown argument of evaluate 'shot'. Did you mean 'shots'"):
        task().evaluate(fake, TEST, shot=2)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"shots": 3}, "3 shots were asked for, and there are 2 examples"),
        ({"orders": "all", "shots": 5}, 'orders="all" of 5 examples'),
        ({"limit": 0}, "limit=0"),
        ({"choose": "nearest"}, "Unknown way of choosing"),
        ({"choose": [5]}, "Unknown example 5"),
        ({"choose": "nearest-hidden"}, "needs the model"),
        ({"choose": "first", "seeds": 2}, "has one draw only"),
        ({"dev": TEST}, "Item 0 of the dev rows equals item 0 of the test rows"),
        ({"dev": [POOL[0]]}, "Example 0 equals item 0 of the dev rows"),
        ({"variants": {"v": {"output": "{other}"}}}, "Variant 'v' asks for 'other'"),
        ({"variants": {"v": {"input": "{title}"}}}, "Variant 'v' names column 'title'.* It may use: text"),
        ({"variants": {"v": {"output": "{label}."}}}, "must end with the answer's column"),
    ],
)
def test_a_measurement_that_cannot_be_is_told(arguments, message):
    with pytest.raises(InputError, match=message):
        task().probe(TEST, **arguments)


def test_an_example_that_is_measured_is_refused():
    with pytest.raises(InputError, match="Example 1 equals item 0 of the test rows"):
        task().probe([POOL[1]])


def test_calibration_needs_labels():
    with pytest.raises(InputError, match="calibrate=True needs labels"):
        task(labels=()).probe(TEST, calibrate=True)
