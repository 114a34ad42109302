"""Tests of a model's answer to one query."""

import math

import pytest

import workbench as wb
from workbench.errors import ContextError, InputError
from workbench.models.fake import FakeModel
from workbench.records import Score

POOL = [{"text": "A joy.", "label": "yes"}, {"text": "A bore.", "label": "no"}]
QUERY = {"text": "Fine."}


class Told(FakeModel):
    """A model that is told its log-probabilities, in the order asked, and remembers what it was asked."""

    def __init__(self, *logprobs):
        super().__init__()
        self.left, self.asked = list(logprobs), []

    def score(self, items, *, start="start"):
        self.asked += items
        taken, self.left = self.left[: len(items)], self.left[len(items) :]
        return [Score(one, ("x",), (one,), False, "x", False, "NaN" if math.isnan(one) else None) for one in taken]


def task(**changes):
    """Return a task with two labels and two examples."""
    usual = {"input": "Review: {text}", "output": "Good? {label}", "labels": ["yes", "no"], "examples": POOL}
    return wb.FewShot(**usual | changes)


def test_the_likelier_label_is_the_answer():
    found = task().predict(Told(math.log(0.1), math.log(0.3)), QUERY)
    assert (found.text, found.options) == ("no", ("yes", "no"))
    assert found.probabilities == pytest.approx((0.25, 0.75))
    assert (str(found), repr(found)) == ("no (0.750 among 2)", "Prediction(no (0.750 among 2))")


def test_what_is_sent_is_what_is_rendered():
    model = Told(-1.0, -2.0)
    found = task().predict(model, QUERY)
    text = task().prompt(QUERY)
    assert model.asked == [(text, " yes"), (text, " no")] and found.prompt.text == text


def test_a_tie_has_no_answer():
    assert task().predict(Told(-1.0, -1.0), QUERY).text == ""


@pytest.mark.parametrize("logprobs", [(math.nan, -1.0), (-1.0, math.nan)])
def test_a_flawed_score_has_no_answer(logprobs):
    found = task().predict(Told(*logprobs), QUERY)
    assert found.text == "" and all(map(math.isnan, found.probabilities))
    assert "nan" in found._repr_html_()


def test_calibration_asks_the_same_prompt_without_content():
    model = Told(math.log(0.6), math.log(0.4), *[math.log(0.75), math.log(0.25)] * 3)
    found = task().predict(model, QUERY, calibrate=True)
    assert found.calibrated == pytest.approx((1 / 3, 2 / 3))
    bare = [context for context, _ in model.asked[2::2]]
    lead = task().prompt({"text": "X"}).removesuffix("X\nGood?")
    assert bare == [f"{lead}N/A\nGood?", f"{lead}\nGood?", f"{lead}[MASK]\nGood?"]


def test_calibration_needs_labels_whatever_the_kind(fake):
    for other in ({"labels": ()}, {"labels": (), "options": "o", "examples": ()}):
        with pytest.raises(InputError, match="calibrate=True needs labels"):
            task(**other).predict(fake, QUERY | {"o": ["a", "b"]}, calibrate=True)


def test_options_of_a_query_are_its_own():
    chosen = task(labels=(), options="o", examples=())
    found = chosen.predict(Told(-1.0, -3.0, -2.0), QUERY | {"o": ["a", "b", "c"]})
    assert (found.text, found.options) == ("a", ("a", "b", "c"))


def test_a_query_without_options_is_told(fake):
    with pytest.raises(InputError, match="The query has no column 'o', which options names"):
        task(labels=(), options="o", examples=()).predict(fake, QUERY)


def test_a_written_answer_is_what_the_model_continues(fake):
    free = task(labels=(), settings={"max_tokens": 4})
    found = free.predict(fake, QUERY)
    raw = fake.complete(free.prompt(QUERY), max_tokens=4, temperature=0, stop="\n").text
    assert (found.text, found.options, str(found)) == (raw.strip(), (), raw.strip())


def test_an_answer_in_the_query_is_passed_over():
    assert task().predict(Told(-1.0, -2.0), QUERY | {"label": "whatever"}).text == "yes"


def test_a_query_that_equals_an_example_is_refused(fake):
    with pytest.raises(InputError, match="The query equals example 1"):
        task().predict(fake, {"text": "A bore."})


def test_a_prompt_that_is_too_long_says_how_many_examples_fit(fake):
    long = [{"text": f"{place} " + "x" * 900, "label": "yes"} for place in range(4)]
    with pytest.raises(ContextError, match="with 4 shots, and fake reads 2,048 at most. 2 shots still fit"):
        task(examples=long).predict(fake, QUERY)
    assert task(examples=long).predict(fake, QUERY, shots=2).text


def test_an_answer_shows_its_numbers():
    html = task().predict(Told(-1.0, -2.0), QUERY)._repr_html_()
    assert "log-probability" in html and "0.731" in html


def test_a_written_answer_shows_as_text_whatever_it_holds(fake):
    found = task(labels=()).predict(fake, QUERY)
    assert type(found)(found.prompt, "<b>")._repr_html_() == "<pre>&lt;b&gt;</pre>"
