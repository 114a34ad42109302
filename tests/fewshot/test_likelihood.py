"""Tests of how log-probabilities become a choice, against the published rules worked by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.fewshot.likelihood import RULES, calibrated, content_free, normalised, probabilities
from workbench.records import Score
from workbench.scoring import shared_places


def score(tokens, logprobs, flaw=None):
    """Return a score of these tokens."""
    total = math.nan if flaw else sum(logprobs)
    return Score(total, tuple(tokens), tuple(logprobs), False, "".join(tokens), False, flaw)


PAIR = (score([" very", " good"], [-1.0, -2.0]), score([" good"], [-2.5]))


def test_every_rule_is_there_under_its_name():
    assert list(normalised(PAIR, ["very good", "good"], [0.0, 0.0])) == list(RULES)


def test_sum_and_character_are_the_choice_rules_of_lm_eval():
    figures = normalised(PAIR, ["very good", "good"], [0.0, 0.0])
    sums = np.array([-3.0, -2.5])  # acc of lm_eval.api.task
    lengths = np.array([float(len(choice)) for choice in ["very good", "good"]])  # acc_norm
    assert figures["sum"] == sums.tolist()
    assert figures["character"] == (sums / lengths).tolist()


def test_token_divides_by_the_tokens_and_unconditional_takes_away():
    figures = normalised(PAIR, ["very good", "good"], [-4.0, -1.0])
    assert figures["token"] == [-1.5, -2.5]
    assert figures["unconditional"] == [1.0, -1.5]


def test_shared_sums_the_tokens_that_all_options_have():
    assert normalised(PAIR, ["very good", "good"], [0.0, 0.0])["shared"] == [-2.0, -2.5]


@given(st.lists(st.sampled_from("abc"), min_size=1), st.lists(st.sampled_from("abc"), min_size=1))
def test_two_options_share_what_pairs_share(first, second):
    one, other = (score(tokens, [-1.0 - at for at in range(len(tokens))]) for tokens in (first, second))
    places = shared_places(first, second)
    sums = [math.fsum(who.token_logprobs[at] for at in own) for who, own in zip((one, other), places, strict=True)]
    found = normalised((one, other), ["x", "y"], [0.0, 0.0])["shared"]
    assert found == sums if places[0] else all(map(math.isnan, found))


def test_three_options_share_only_what_all_have():
    scores = [score("abc", [-1, -2, -3]), score("ab", [-4, -5]), score("xb", [-6, -7])]
    assert normalised(scores, ["abc", "ab", "xb"], [0.0] * 3)["shared"] == [-2, -5, -7]


def test_a_flaw_leaves_no_shared_figure_and_no_figure_of_its_own():
    figures = normalised((score("a", [math.nan], "NaN"), PAIR[1]), ["a", "good"], [0.0, 0.0])
    assert all(math.isnan(figures[rule][0]) for rule in RULES)
    assert all(map(math.isnan, figures["shared"]))
    assert figures["sum"][1] == -2.5


def test_a_flaw_after_the_cue_alone_spoils_that_rule_only():
    figures = normalised(PAIR, ["very good", "good"], [math.nan, -1.0])
    assert math.isnan(figures["unconditional"][0])
    assert not any(math.isnan(value) for rule in ("sum", "token", "character") for value in figures[rule])


@given(st.lists(st.floats(-2000, 0), min_size=2, max_size=6))
def test_probabilities_sum_to_one_however_small(logprobs):
    found = probabilities(logprobs)
    assert found.sum() == pytest.approx(1) and found.argmax() in np.flatnonzero(np.isclose(logprobs, max(logprobs)))


def test_content_free_is_the_formula_of_the_paper():
    p = np.array([[0.2, 0.1], [0.3, 0.3], [0.1, 0.05]])  # as the model gave them, not yet made to sum to 1
    mean = p.mean(axis=0)
    assert content_free(np.log(p)) == pytest.approx(mean / mean.sum())


def test_content_free_weighs_inputs_as_they_are():
    likely, unlikely = np.log([0.5, 0.4]), np.log([0.0005, 0.009])
    each = (probabilities(likely) + probabilities(unlikely)) / 2
    assert content_free([likely, unlikely])[0] > each[0]


def test_calibration_divides_and_makes_the_sum_one():
    p, p_cf = np.array([0.7, 0.2, 0.1]), np.array([0.6, 0.3, 0.1])
    q = p / p_cf
    assert calibrated(p, p_cf) == pytest.approx(q / q.sum())


def test_calibration_with_an_even_model_changes_nothing():
    assert calibrated([[0.6, 0.4], [0.1, 0.9]], [0.5, 0.5]) == pytest.approx(np.array([[0.6, 0.4], [0.1, 0.9]]))


def test_a_planted_preference_for_a_label_is_taken_away():
    fair = np.array([[0.6, 0.4], [0.3, 0.7]])
    bias = np.array([5.0, 1.0])
    told = fair * bias / (fair * bias).sum(axis=1, keepdims=True)
    without = content_free([np.log([0.5, 0.5]) + np.log(bias)])
    assert calibrated(told, without) == pytest.approx(fair)


def test_what_is_not_known_stays_unknown_without_a_warning():
    assert np.isnan(calibrated([math.nan, math.nan], [0.5, 0.5])).all()
    assert np.isnan(calibrated([0.0, 1.0], [0.0, 1.0])).all()
    assert np.isnan(content_free([[math.nan, -1.0]])).any()
