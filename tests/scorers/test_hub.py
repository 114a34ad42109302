"""A classifier from a folder: one label's probability, long texts without a score, and what is never opened."""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from workbench import scorers
from workbench.errors import ArtifactError, InputError

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "kind", "cruel", "she", "is", "very"]


def build(folder: Path, **options: Any) -> Path:
    """Write a classifier of a few numbers that knows nine words."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    folder.mkdir()
    (folder / "vocab.txt").write_text("\n".join(WORDS), "utf-8")
    sizes = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 1, "intermediate_size": 8}
    config = BertConfig(vocab_size=len(WORDS), max_position_embeddings=12, **sizes, **options)
    torch.manual_seed(0)
    BertForSequenceClassification(config).save_pretrained(folder)
    BertTokenizerFast(str(folder / "vocab.txt"), model_max_length=12).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("classifiers") / "three", id2label={0: "good", 1: "so-so", 2: "bad"})


def test_the_probabilities_of_the_labels_sum_to_one(folder: Path) -> None:
    each = [scorers.hub(folder, label=label).score(["she is kind", "cruel"]) for label in ("good", "so-so", "bad")]
    assert [sum(parts) for parts in zip(*each, strict=True)] == pytest.approx([1.0, 1.0])


def test_a_text_scores_the_same_in_any_company(folder: Path) -> None:
    scorer = scorers.hub(folder, label="bad")
    texts = ["she is very very very kind", "cruel", "she is cruel"]
    assert scorer.score(texts) == pytest.approx([scorer.score([text])[0] for text in texts], abs=1e-6)


def test_a_text_longer_than_the_classifier_reads_has_no_score(folder: Path) -> None:
    found = scorers.hub(folder, label="bad").score(["kind", "very " * 40, ""])
    assert [math.isnan(value) for value in found] == [False, True, True]


def test_labels_that_do_not_exclude_each_other_have_a_probability_each(tmp_path: Path) -> None:
    place = build(tmp_path / "several", num_labels=2, problem_type="multi_label_classification")
    each = [scorers.hub(place, label=label).score(["kind"])[0] for label in ("LABEL_0", "LABEL_1")]
    assert all(0 < value < 1 for value in each) and sum(each) != pytest.approx(1.0, abs=1e-4)


def test_of_two_labels_the_second_is_meant(tmp_path: Path) -> None:
    scorer = scorers.hub(build(tmp_path / "two", id2label={0: "fine", 1: "toxic"}))
    assert (scorer.label, scorer.direction) == ("toxic", "higher is likelier 'toxic'")


def test_it_comes_back_from_its_dictionary(folder: Path) -> None:
    scorer = scorers.hub(folder, label="bad", threshold=0.7, name="mine")
    again = scorers.from_dict(scorer.to_dict())
    assert (again.name, again.threshold, again.fingerprint) == ("mine", 0.7, scorer.fingerprint)


def test_the_fingerprint_changes_with_the_weights(folder: Path, tmp_path: Path) -> None:
    import shutil

    other = Path(shutil.copytree(folder, tmp_path / "other"))
    config = json.loads((other / "config.json").read_text("utf-8"))
    (other / "config.json").write_text(json.dumps({**config, "note": "changed"}), "utf-8")
    prints = {scorers.hub(place, label="bad", name="one").fingerprint for place in (folder, other)}
    assert len(prints) == 2


def test_a_label_must_be_said_where_there_are_three(folder: Path) -> None:
    with pytest.raises(InputError, match="has 3 labels"):
        scorers.hub(folder)
    with pytest.raises(InputError, match="Did you mean 'good'"):
        scorers.hub(folder, label="goood")


def test_an_unknown_end_of_the_scale_is_refused(folder: Path) -> None:
    with pytest.raises(InputError, match="end of the scale"):
        scorers.hub(folder, label="bad", hostile="hihg")


def test_pickled_weights_are_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", "utf-8")
    (tmp_path / "pytorch_model.bin").write_bytes(b"x")
    with pytest.raises(ArtifactError, match=r"pickled weights only \(pytorch_model\.bin\)"):
        scorers.hub(tmp_path)


@pytest.mark.parametrize(
    ("given", "words"),
    [("./none", "There is no folder"), ("nobody/nothing", "is not on this machine"), ("plain", "no folder")],
)
def test_what_is_not_there_is_answered_in_words(given: str, words: str) -> None:
    with pytest.raises(ArtifactError, match=words):
        scorers.hub(given)


def test_a_folder_that_is_no_classifier_is_refused_when_it_is_used(folder: Path, tmp_path: Path) -> None:
    import shutil

    other = Path(shutil.copytree(folder, tmp_path / "broken"))
    (other / "model.safetensors").write_bytes(b"not safetensors")
    with pytest.raises(ArtifactError, match="cannot be opened as a text classifier"):
        scorers.hub(other, label="bad").score(["kind"])
    (other / "config.json").write_text("no JSON", "utf-8")
    with pytest.raises(ArtifactError, match="cannot be opened as a text classifier"):
        scorers.hub(other, label="bad")
