"""The clean-up and the two scores of SQuAD, item by item those of the published script.

``squad_pairs.jsonl`` holds pairs made by hand and at random, with what ``normalize_answer``, ``compute_exact`` and
``compute_f1`` of transformers 4.57.1 (``data/metrics/squad_metrics.py``) gave for them; version 5 has them no more.
"""

import importlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench import metrics
from workbench.errors import InputError

LINES = (Path(__file__).parent / "squad_pairs.jsonl").read_text("utf-8").splitlines()
PAIRS = [json.loads(line) for line in LINES]
TEXTS = st.lists(st.sampled_from(["a", "the", "The", "cat", "sat", "U.S.", "30"])).map(" ".join) | st.text(max_size=30)


def test_there_are_more_than_a_hundred_pairs() -> None:
    assert len(PAIRS) > 100


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair['given']!a} for {pair['wanted']!a}")
def test_a_pair_scores_as_in_the_published_script(pair: dict[str, str | float]) -> None:
    given, wanted = str(pair["given"]), str(pair["wanted"])
    assert metrics.normalise(given) == pair["clean"]
    assert metrics.exact_match(given, wanted) == pair["exact"]
    assert metrics.token_f1(given, wanted) == pytest.approx(pair["f1"], abs=1e-12)


@given(TEXTS)
@settings(deadline=None)
def test_a_text_equals_itself_whatever_its_case_and_articles(text: str) -> None:
    assert metrics.exact_match(f" the {text}. ", text) == metrics.token_f1(f" the {text}. ", text) == 1.0


@given(TEXTS, TEXTS)
@settings(deadline=None)
def test_an_exact_match_has_the_full_token_f1_and_f1_has_no_sides(one: str, other: str) -> None:
    assert metrics.exact_match(one, other) <= metrics.token_f1(one, other) <= 1
    assert metrics.token_f1(one, other) == metrics.token_f1(other, one)


def test_of_several_references_the_best_counts() -> None:
    assert metrics.exact_match("Thames", ["Rhine", "the Thames"]) == 1.0
    assert metrics.token_f1("river Thames", ["Rhine", "Thames"]) == pytest.approx(2 / 3)


def test_an_answer_of_no_words_equals_a_reference_of_no_words_only() -> None:
    assert metrics.token_f1("the", ["a"]) == 1.0
    assert metrics.token_f1("the", ["Thames"]) == 0.0


@pytest.mark.parametrize("score", [metrics.exact_match, metrics.token_f1])
def test_an_item_without_a_reference_is_refused(score: Callable[[str, list[str]], float]) -> None:
    with pytest.raises(InputError, match="at least one answer"):
        score("Thames", [])


def test_no_folder_of_a_measure_hides_a_function_of_its_name() -> None:
    for name in metrics.names():
        importlib.import_module(f"workbench.metrics.ours.{name}.{name}")
    assert callable(metrics.exact_match) and callable(metrics.token_f1)
    assert not any((Path(metrics.__file__).parent / name).exists() for name in metrics.__all__)
