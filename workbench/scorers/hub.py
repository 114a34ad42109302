"""A text classifier of your own, from a folder of safetensors: the only room of the scorers that runs a network."""

import json
import math
import os
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from workbench.artifacts import digest as file_digest
from workbench.errors import ArtifactError, InputError, unknown_name
from workbench.scorers.base import Scorer

__all__ = ["Classifier", "hub"]

_FILES = ("*.safetensors", "*.safetensors.index.json", "*.json", "*.txt", "*.model")
_PICKLED = {".bin", ".pt", ".pth", ".ckpt"}
_ROWS = 16
_SEVERAL = "multi_label_classification"


@dataclass(frozen=True, kw_only=True, repr=False)
class Classifier(Scorer):
    """The probability of one label of a text classifier; made by `hub`.

    Attributes
    ----------
    folder : Path
        Holds ``config.json``, the tokenizer's files and ``*.safetensors``; nothing else is read.
    given : str
        What `hub` was given: the folder, or the name it was found under.
    label : str
        Whose probability is the score.
    digests : dict
        ``{file: SHA-256}`` of the files that are read.
    """

    folder: Path = field(compare=False)
    given: str = field(compare=False)
    label: str
    digests: dict[str, str]

    def to_dict(self) -> dict[str, Any]:
        chosen = {"label": self.label, "threshold": self.threshold, "hostile": self.hostile, "name": self.name}
        return {"kind": "hub", "given": self.given, **chosen}

    def _scores(self, texts: list[str]) -> list[float]:
        found = [math.nan] * len(texts)
        most = self._longest
        sizes = [len(ids) for ids in self._tokenizer(texts)["input_ids"]]
        kept = sorted((place for place, size in enumerate(sizes) if size <= most), key=sizes.__getitem__)
        for start in range(0, len(kept), _ROWS):
            places = kept[start : start + _ROWS]
            for place, value in zip(places, self._batch([texts[place] for place in places]), strict=True):
                found[place] = value
        return found

    def _batch(self, texts: list[str]) -> list[float]:
        import torch

        rows = self._tokenizer(texts, padding=True, return_tensors="pt")
        with torch.inference_mode():
            logits = self._network(**rows).logits.double()  # (texts, labels)
        several = logits.shape[1] == 1 or self._network.config.problem_type == _SEVERAL
        chances = logits.sigmoid() if several else logits.softmax(dim=1)
        column = chances[:, _labels(self.folder).index(self.label)]
        return [value if math.isfinite(value) else math.nan for value in column.tolist()]

    def _content(self) -> dict[str, Any]:
        return {"files": self.digests, "label": self.label}

    @cached_property
    def _network(self) -> Any:
        from transformers import AutoModelForSequenceClassification

        options: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False, "use_safetensors": True}
        try:
            return AutoModelForSequenceClassification.from_pretrained(self.folder, **options).float().eval()
        except Exception as error:  # transformers and safetensors raise many kinds; all mean that it cannot be read
            raise _unreadable(self.folder, error) from error

    @cached_property
    def _tokenizer(self) -> Any:
        from transformers import AutoTokenizer

        options: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
        try:
            return AutoTokenizer.from_pretrained(self.folder, **options)
        except Exception as error:
            raise _unreadable(self.folder, error) from error

    @cached_property
    def _longest(self) -> int:
        """How many tokens the classifier reads at most; longer texts have no score."""
        places = getattr(self._network.config, "max_position_embeddings", None) or math.inf
        return int(min(places, self._tokenizer.model_max_length))


def hub(
    folder_or_name: str | os.PathLike[str],
    *,
    label: str | None = None,
    threshold: float | None = 0.5,
    hostile: str = "high",
    name: str | None = None,
    fetch: bool = False,
) -> Classifier:
    """Return a text classifier as a scorer: the probability of one of its labels.

    Parameters
    ----------
    folder_or_name : str or Path
        A folder with ``config.json``, a tokenizer and ``*.safetensors``; or a Hugging Face name, of which what is
        already on this machine is taken.
    label : str, optional
        Whose probability is the score; may be left out where there is one label, or where there are two and the second
        is meant.
    threshold : float or None, default 0.5
        At or above it a text counts as a hit.
    hostile : {"high", "low"}, default "high"
        At which end hostile texts are to be expected.
    name : str, optional
        What reports call it.
    fetch : bool, default False
        Whether a Hugging Face name may be fetched from the hub.

    Returns
    -------
    Classifier
        From 0 to 1, higher is likelier to have the label. Where the classifier's labels do not exclude each other
        (one output, or ``problem_type="multi_label_classification"``) it is the logistic function of the label's
        output, else its share of the softmax. A text longer than the classifier reads has no score; none is cut.

    Raises
    ------
    InputError
        For an unknown label or end of the scale.
    ArtifactError
        For a name that is not on this machine, a folder without safetensors (pickled weights are refused, since
        opening them can run code), or one that holds no text classifier. Code in the folder is never run.

    Examples
    --------
    >>> scorer = hub("my-classifier", label="toxic")  # doctest: +SKIP
    """
    if hostile not in ("high", "low"):
        raise unknown_name("end of the scale", hostile, ["high", "low"])
    folder = _folder(folder_or_name, fetch=fetch)
    chosen = _label(_labels(folder), label)
    found = sorted({path for pattern in _FILES for path in folder.glob(pattern) if path.is_file()})
    called = name or f"{folder.name if Path(folder_or_name).expanduser().is_dir() else folder_or_name}: {chosen}"
    return Classifier(
        name=called,
        low=0.0,
        high=1.0,
        direction=f"higher is likelier {chosen!r}",
        threshold=threshold,
        hostile=hostile,
        source=f"{folder_or_name}, a text classifier given by whoever ran this",
        limits=(
            "Nothing is known here of what it was trained on; see its own model card.",
            "Classifiers of toxicity and regard have their own differences between groups: audit it before any is read.",
        ),
        folder=folder,
        given=str(folder_or_name),
        label=chosen,
        digests={path.name: file_digest(path) for path in found},
    )


def from_values(values: dict[str, Any]) -> Classifier:
    """Return the scorer that ``to_dict`` described."""
    given = {name: values[name] for name in ("label", "threshold", "hostile", "name")}
    return hub(values["given"], **given)


def _folder(given: str | os.PathLike[str], *, fetch: bool) -> Path:
    place = Path(given).expanduser()
    if not place.is_dir():
        if place.is_absolute() or str(given).count("/") != 1 or str(given).startswith((".", "~")):
            raise ArtifactError(f"There is no folder {place}. Give a folder that holds config.json and *.safetensors.")
        place = _cached(str(given), fetch=fetch)
    if not any(place.glob("*.safetensors")):
        pickled = sorted(path.name for path in place.iterdir() if path.suffix in _PICKLED)
        said = f"holds pickled weights only ({', '.join(pickled[:3])})" if pickled else "holds no weights"
        raise ArtifactError(
            f"{place} {said}. Only *.safetensors are opened: pickled weights can run code. Get the model's safetensors."
        )
    return place


def _cached(name: str, *, fetch: bool) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, allow_patterns=list(_FILES), local_files_only=not fetch))
    except (LocalEntryNotFoundError, HfHubHTTPError, HFValidationError, OSError) as error:
        remedy = "Is the name right, and the hub reachable?" if fetch else f'To fetch it: hub("{name}", fetch=True).'
        raise ArtifactError(f"{name} is not on this machine. {remedy}") from error


def _labels(folder: Path) -> list[str]:
    """Return the labels in the order of the classifier's outputs."""
    try:
        config = json.loads((folder / "config.json").read_text("utf-8"))
        names = config.get("id2label") or {str(place): f"LABEL_{place}" for place in range(config.get("num_labels", 2))}
        return [str(names[key]) for key in sorted(names, key=int)]
    except (OSError, ValueError, AttributeError) as error:
        raise _unreadable(folder, error) from error


def _label(labels: list[str], given: str | None) -> str:
    if given is None and len(labels) <= 2:
        return labels[-1]
    if given is None:
        raise InputError(f"The classifier has {len(labels)} labels; say whose probability is the score: {labels}.")
    if given not in labels:
        raise unknown_name("label", given, labels)
    return given


def _unreadable(folder: Path, error: Exception) -> ArtifactError:
    reason = str(error).splitlines()[0][:300] if str(error) else type(error).__name__
    return ArtifactError(f"{folder} cannot be opened as a text classifier: {reason}")
