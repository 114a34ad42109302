"""Scorers as `evaluate` metrics: by path without the network, without references, with intervals."""

import math
from collections.abc import Callable

import evaluate
import pytest

from workbench import metrics, scorers
from workbench.errors import InputError

TEXTS = ["A lovely day.", "", "A horrible, ugly mess.", "She sat down."]


@pytest.mark.parametrize("name", scorers.names())
def test_a_scorer_loads_by_its_path_and_agrees_with_its_scores(name: str) -> None:
    loaded = evaluate.load(str(scorers.path(name)))
    found = loaded.compute(predictions=TEXTS)
    expected = getattr(scorers, name)().score(TEXTS)
    assert found["scores"] == pytest.approx(expected, nan_ok=True)
    assert (found["scored"], found["unscored"]) == (3, 1)
    assert found[name] == pytest.approx(sum(value for value in expected if not math.isnan(value)) / 3)


@pytest.mark.parametrize("name", scorers.names())
def test_a_card_stands_beside_each_scorer(name: str) -> None:
    card = (scorers.path(name) / "README.md").read_text("utf-8")
    parts = ["What it says.", "Formula.", "Inputs.", "Output.", "best", "Limits.", "Example.", "Citation."]
    assert [part for part in parts if part not in card] == []


def test_any_scorer_is_a_metric() -> None:
    found = scorers.metric(scorers.lexicon(["ugly"], name="list")).compute(predictions=TEXTS)
    assert (found["list"], found["list_share"], found["unscored"]) == (pytest.approx(1 / 3), pytest.approx(1 / 3), 1)


def test_references_are_not_looked_at() -> None:
    loaded = scorers.metric(scorers.vader())
    assert loaded.compute(predictions=TEXTS, references=TEXTS)["vader"] == loaded.compute(predictions=TEXTS)["vader"]


def test_texts_without_any_score_have_no_mean() -> None:
    found = scorers.metric(scorers.vader()).compute(predictions=["", " "])
    assert math.isnan(found["vader"]) and found["scored"] == 0


@pytest.mark.parametrize("clusters", [None, list("aabbcc")])
def test_measure_puts_intervals_on_a_scorer(clusters: list[str] | None) -> None:
    texts = [*TEXTS, "Good.", "Bad."]
    mean, share = metrics.measure(scorers.metric(scorers.vader()), texts, texts, clusters=clusters)
    assert (mean.measure, mean.n, mean.unscored, mean.neutral) == ("vader", 5, 1, 0.0)
    assert (share.measure, share.unscored) == ("vader_share", 1)
    assert mean.low is not None and mean.low < (mean.value or 0)


def test_one_text_has_no_interval_and_none_no_answer() -> None:
    loaded = scorers.metric(scorers.vader())
    assert metrics.measure(loaded, ["Good."], [""])[0].low is None
    assert metrics.measure(loaded, [""], [""])[0].value is None


def test_a_misspelled_argument_is_refused() -> None:
    with pytest.raises(InputError, match="Did you mean 'seed'"):
        scorers.metric(scorers.vader()).compute(predictions=TEXTS, sed=1)


@pytest.mark.parametrize("ask", [scorers.path])
def test_an_unknown_name_has_no_path(ask: Callable[[str], object]) -> None:
    with pytest.raises(InputError, match=r"Did you mean 'vader'.*scorers\.metric"):
        ask("vadr")
