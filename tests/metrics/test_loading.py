"""Measures load by path with sockets blocked, ours and the user's, and combine."""

import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import evaluate
import pytest
from sklearn.metrics import f1_score

from workbench import metrics, stats
from workbench.errors import InputError

GIVEN = ["a", "b", "c", "a", "b", "c", "a", "a"]
RIGHT = ["a", "b", "b", "a", "c", "c", "b", "a"]

SCRIPT = '''
import datasets
import evaluate
{imports}

class Lengths(evaluate.Metric):
    """Made by a user."""

    def _info(self):
        text = datasets.Value("string")
        return evaluate.MetricInfo(
            description="", citation="", inputs_description="",
            features=datasets.Features(predictions=text, references=text),
        )

    def _compute(self, predictions, references):
        return {{"longer": sum({test} for a, b in zip(predictions, references)) / len(predictions)}}
'''


def folder(tmp_path: Path, *, imports: str = "", test: str = "len(a) > len(b)") -> Path:
    made = tmp_path / "lengths"
    made.mkdir()
    (made / "lengths.py").write_text(SCRIPT.format(imports=imports, test=test), "utf-8")
    return made


def test_the_block_of_sockets_works() -> None:
    with pytest.raises(AssertionError, match="opened a socket"):
        socket.socket()


def test_nothing_is_written_where_the_measures_stand() -> None:
    before = sorted(metrics.path("f1").iterdir())
    metrics.load("f1").compute(predictions=GIVEN, references=RIGHT)
    assert sorted(metrics.path("f1").iterdir()) == before


@pytest.mark.parametrize("name", metrics.names())
def test_a_measure_of_ours_loads_by_its_path_without_the_workbench(name: str) -> None:
    loaded = evaluate.load(str(metrics.path(name)))
    assert loaded.name == name
    assert loaded.description


@pytest.mark.parametrize("name", metrics.names())
def test_a_card_stands_beside_each_measure(name: str) -> None:
    card = (metrics.path(name) / "README.md").read_text("utf-8")
    parts = ["What it says.", "Formula.", "Inputs.", "Output.", "best", "Limits.", "Example.", "Citation."]
    assert [part for part in parts if part not in card] == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("accuracy", 5 / 8), ("f1", f1_score(RIGHT, GIVEN, average="macro")), ("exact_match", 5 / 8), ("token_f1", 0.625)],
)
def test_a_measure_computes_from_texts(name: str, value: float) -> None:
    given, right = [["the " + text + "b." for text in texts] for texts in (GIVEN, RIGHT)]
    assert metrics.load(name).compute(predictions=given, references=right) == {name: pytest.approx(value)}


@pytest.mark.parametrize("name", ["accuracy", "f1"])
def test_labels_may_be_numbers(name: str) -> None:
    assert metrics.load(name).compute(predictions=[0, 1, 2], references=[0, 1, 2]) == {name: 1.0}


@pytest.mark.parametrize("average", ["macro", "micro", "weighted"])
def test_f1_averages_as_scikit_learn_does(average: str) -> None:
    found = metrics.load("f1").compute(predictions=GIVEN, references=RIGHT, average=average)
    assert found["f1"] == pytest.approx(f1_score(RIGHT, GIVEN, average=average))


def test_several_references_an_item_are_taken() -> None:
    found = metrics.load("exact_match").compute(predictions=["the x", "y"], references=[["z", "x"], ["z"]])
    assert found == {"exact_match": 0.5}


def test_the_calibration_error_is_that_of_the_statistics() -> None:
    sure = [0.9, 0.8, 0.4, 0.7, 0.6, 0.5, 0.9, 0.3]
    found = metrics.load("calibration_error").compute(predictions=GIVEN, references=RIGHT, confidences=sure, bins=3)
    right = [one == other for one, other in zip(GIVEN, RIGHT, strict=True)]
    assert found["calibration_error"] == pytest.approx(stats.calibration_error(sure, right, bins=3).value)


def test_ours_compose_with_evaluate_combine() -> None:
    several = evaluate.combine([metrics.load(name) for name in ("accuracy", "f1", "calibration_error")])
    found = several.compute(predictions=GIVEN, references=RIGHT, confidences=[0.6] * 8, average="micro", bins=2)
    assert found == {"accuracy": 0.625, "f1": 0.625, "calibration_error": pytest.approx(0.025)}


def test_combined_loads_names_and_folders(tmp_path: Path) -> None:
    found = metrics.combined(["accuracy", folder(tmp_path)]).compute(predictions=["aa", "b"], references=["a", "b"])
    assert found == {"accuracy": 0.5, "longer": 0.5}


def test_a_metric_computes_batch_by_batch() -> None:
    loaded = metrics.load("accuracy")
    for given, right in zip(GIVEN, RIGHT, strict=True):
        loaded.add_batch(predictions=[given], references=[right])
    assert loaded.compute() == {"accuracy": 0.625}


@pytest.mark.parametrize("form", [str, Path, lambda made: made / "lengths.py"])
def test_a_users_own_folder_loads(tmp_path: Path, form: Callable[[Path], Any]) -> None:
    loaded = metrics.load(form(folder(tmp_path)))
    assert loaded.compute(predictions=["aa", "b"], references=["a", "b"]) == {"longer": 0.5}


def test_a_users_script_may_import_the_file_beside_it(tmp_path: Path) -> None:
    made = folder(tmp_path, imports="from .rule import wins", test="wins(a, b)")
    (made / "rule.py").write_text("def wins(a, b):\n    return a != b\n", "utf-8")
    assert metrics.load(made).compute(predictions=["a", "b"], references=["b", "b"]) == {"longer": 0.5}


def test_an_object_with_compute_is_taken_as_it_is() -> None:
    loaded = metrics.load("accuracy")
    assert metrics.load(loaded) is loaded


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("acuracy", "Did you mean 'accuracy'"),
        ("rouge", "Nothing is fetched from the hub"),
        ("someone/metric", "Nothing is fetched from the hub"),
        (evaluate.Metric, "no compute"),
        (3, "no compute"),
    ],
)
def test_what_is_no_metric_here_is_refused_in_words(given: object, words: str) -> None:
    with pytest.raises(InputError, match=words):
        metrics.load(given)


def test_a_folder_without_a_script_of_its_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    with pytest.raises(InputError, match=r"holds no mine\.py"):
        metrics.load(tmp_path / "mine")


def test_a_script_that_would_fetch_another_is_refused(tmp_path: Path) -> None:
    made = folder(tmp_path, imports="from .far import x  # From: https://example.org/far.py")
    with pytest.raises(InputError, match="would fetch"):
        metrics.load(made)


@pytest.mark.parametrize("imports", ["import no_such_package_here", "this is no Python"])
def test_a_script_that_cannot_run_is_answered_in_words(tmp_path: Path, imports: str) -> None:
    with pytest.raises(InputError, match="cannot be loaded"):
        metrics.load(folder(tmp_path, imports=imports))


def test_a_script_without_a_metric_is_answered_in_words(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "empty.py").write_text("x = 1\n", "utf-8")
    with pytest.raises(InputError, match=r"class of evaluate\.Metric"):
        metrics.load(tmp_path / "empty")


@pytest.mark.parametrize("argument", [{"averge": "micro"}, {"average": "macros"}])
def test_a_misspelled_argument_is_refused(argument: dict[str, str]) -> None:
    with pytest.raises(InputError, match="Did you mean"):
        metrics.load("f1").compute(predictions=GIVEN, references=RIGHT, **argument)


def test_combining_nothing_is_refused() -> None:
    with pytest.raises(InputError, match="No metric given"):
        metrics.combined([])


def test_an_unknown_name_has_no_path() -> None:
    with pytest.raises(InputError, match="Allowed: accuracy"):
        metrics.path("bleu")


def test_the_room_opens_without_evaluate() -> None:
    code = "import sys, workbench.metrics; workbench.metrics.token_f1('a', 'b'); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"evaluate", "datasets", "torch", "sklearn"}.isdisjoint(done.stdout.split())
