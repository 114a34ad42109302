"""Tests of how a probe is made of a dictionary or by hand."""

import pytest

import workbench as wb
from workbench.errors import InputError
from workbench.fewshot import Design, few_shot

TEST = [{"text": f"test {place}", "label": "yes"} for place in range(5)]


def task():
    """Return a task with two labels and one example."""
    pool = [{"text": "pool", "label": "no"}]
    return wb.FewShot(input="Text: {text}", output="Good? {label}", labels=["yes", "no"], examples=pool)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"task": {"inptu": "x"}}, "Unknown field of a few-shot task 'inptu'. Did you mean 'input'"),
        ({"task": ["x"]}, "A few-shot task is a dict of its fields, not list"),
        ({"design": {"shot": 1}}, "Unknown field of a few-shot design 'shot'. Did you mean 'shots'"),
        ({"design": "x"}, "A few-shot design is a dict of its fields, not str"),
    ],
)
def test_a_dictionary_that_makes_no_probe_is_told(values, message):
    with pytest.raises(InputError, match=message):
        few_shot(**{"task": task(), "test": TEST} | values)


def test_a_probe_by_hand_takes_a_card():
    card = {"name": "n", "summary": "s", "source": "o", "licence": "l"}
    assert few_shot(task(), test=TEST, card=card).card.name == "n"


def test_a_probe_by_hand_is_the_tasks_own():
    made = few_shot(task(), test=TEST, design=Design(shots=(0, 1)), limit=3)
    assert made.requests() == task().probe(TEST, shots=[0, 1], seeds=1, limit=3).requests()
